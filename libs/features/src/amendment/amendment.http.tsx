import { Body, Controller, Get, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { addDays, isHoursNotice } from '#libs/domain';
import type { SlotState } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { accountOf, actorOf, may, say, visitorOf } from '#libs/features/identity';
import { paperLinks, Papers } from '#libs/features/papers';
import { loadRound, roundLinks } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { CONFIG, Database, systemActor } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { amendmentSteps, amendmentTitle, changeDetail, changeTitle, hoursSteps, informedParties, shownSignatories, signatoriesOf, stateSentence } from './amendment-words.js';
import { lines } from './amended-text.js';
import { amendmentLinks } from './amendment.links.js';
import { refusalOf } from './amendment.refusals.js';
import { amendments as kept } from './amendment.store.js';
import type { AmendmentRow } from './amendment.store.js';
import { AmendmentPage, dayFact } from './amendment.views.js';
import { Amendments, collectDaysProposed } from './amendments.js';
import type { AmendmentAnswer } from './amendments.js';
import { byOf } from './amendments.http.js';
import { dayOf, textOf } from './change-input.js';
import type { Typed } from './change-input.js';
import { ConsolidationProgress } from './consolidation-progress.js';

const signedNames: Record<SlotState, string> = { waiting: 'pas encore invité', invited: 'signature attendue', approved: 'a signé', refused: 'a refusé', declined: 'n’a pas signé ; l’avenant ne le lie pas (C. civ., art. 1199)' };
const shownPapers: ReadonlySet<string> = new Set(['amendment', 'consolidated', 'consolidated_word', 'redline']);

/** One amendment: its page, and what is done to it. */
@Controller()
export class AmendmentController {
  constructor(private readonly db: Database, private readonly amendments: Amendments, private readonly papers: Papers, private readonly progress: ConsolidationProgress, @Inject(CONFIG) private readonly config: Config) {}

  @Get('/avenants/:id')
  @Allow('amendment.read', { kind: 'amendment', param: 'id' })
  async page(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.shown(req, await this.found(req, id), {}, []);
  }

  @Post('/avenants/:id/modifications')
  @Allow('amendment.manage', { kind: 'amendment', param: 'id' })
  async change(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() body: Typed): Promise<void> {
    const row = await this.found(req, id);
    await this.answered(req, res, row, body, await this.amendments.remove(row, Number(textOf(body.remove)), actorOf(accountOf(req))), null);
  }

  @Post('/avenants/:id/lancement')
  @Allow('amendment.manage', { kind: 'amendment', param: 'id' })
  async launch(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() body: Typed): Promise<void> {
    const row = await this.found(req, id);
    const effectOn = dayOf(body.effectOn);
    const collectUntil = dayOf(body.collectUntil);
    const faults = [...(effectOn ? [] : ['effectOn']), ...(collectUntil || body.collectUntil === undefined ? [] : ['collectUntil'])].map((field) => ({ field, message: 'Indiquez une date, par exemple 01/06/2027' }));
    if (!effectOn || faults.length > 0) return void res.status(422).send(await this.shown(req, row, body, faults));
    const answer = await this.amendments.launch(row, { effectOn, ...(collectUntil && { collectUntil }) }, actorOf(accountOf(req)));
    const signing = answer.ok && (await this.found(req, id)).state === 'signing';
    await this.answered(req, res, row, body, answer, signing ? 'C’est lancé : les signataires reçoivent leur lien dès que l’avenant est assemblé.' : 'Les parties sont informées.');
  }

  @Post('/avenants/:id/acceptation')
  @Allow('amendment.manage', { kind: 'amendment', param: 'id' })
  async accept(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() body: Typed): Promise<void> {
    const row = await this.found(req, id);
    await this.answered(req, res, row, body, await this.amendments.submit(row, { type: 'accept' }, actorOf(accountOf(req))), 'La proposition est reprise : complétez-la au besoin, puis lancez-la.');
  }

  @Post('/avenants/:id/refus')
  @Allow('amendment.manage', { kind: 'amendment', param: 'id' })
  async decline(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() body: Typed): Promise<void> {
    const row = await this.found(req, id);
    await this.answered(req, res, row, body, await this.amendments.submit(row, { type: 'decline', reason: textOf(body.reason) }, actorOf(accountOf(req))), 'La proposition est écartée ; la partie en est informée.');
  }

  @Post('/avenants/:id/retrait')
  @Allow('amendment.propose', { kind: 'amendment', param: 'id' })
  async withdraw(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() body: Typed): Promise<void> {
    const row = await this.found(req, id);
    if (!mayWithdraw(req, row)) throw new NotFoundException();
    await this.answered(req, res, row, body, await this.amendments.submit(row, { type: 'withdraw', reason: textOf(body.reason) }, actorOf(accountOf(req))), 'C’est retiré.');
  }

  private async answered(req: Request, res: Response, row: AmendmentRow, body: Typed, answer: AmendmentAnswer, said: string | null): Promise<void> {
    if (answer.ok) {
      if (said !== null) say(res, this.config, { severity: 'success', text: said });
      return res.redirect(303, amendmentLinks.page(row.id));
    }
    const { sentence, status, field } = refusalOf(answer);
    // The page has few fields: what is about none of them is said of the day of effect.
    const shownField = field === 'reason' || field === 'collectUntil' ? field : 'effectOn';
    res.status(status).send(await this.shown(req, row, body, [{ field: shownField, message: sentence }]));
  }

  private async found(req: Request, id: string): Promise<AmendmentRow> {
    const row = await this.amendments.find(id, actorOf(accountOf(req)));
    if (!row) throw new NotFoundException();
    return row;
  }

  private async shown(req: Request, row: AmendmentRow, typed: Typed, errors: readonly FieldError[]): Promise<string> {
    const context = await this.amendments.context(row.agreementId);
    const { facts, state } = row;
    const papers = await this.db.withIdentity(actorOf(accountOf(req)), (tx) => this.papers.of(tx, { subject: kept.kind, subjectId: row.id }));
    const round = await this.roundOf(row);
    const isHours = isHoursNotice(facts);
    const signatories = signatoriesOf(row, context);
    const manages = may(req, 'amendment.manage');
    const pending = state === 'in_force' && !papers.some(({ kind }) => kind === 'consolidated') ? await this.progress.sentence(row.agreementId) : null;
    return renderPage(
      <AmendmentPage
        frame={visitorOf(req).frame} id={row.id} agreement={context.agreement} title={amendmentTitle(facts, context.agreement.number)} state={state} sentence={stateSentence(row, context)} isHours={isHours} reason={facts.reason} pending={pending}
        changes={facts.changes.map((change) => ({ kind: change.kind, title: changeTitle(change, context), before: change.kind === 'article' ? lines(change.before) : [], after: lines(changeDetail(change, context)) }))}
        signatories={shownSignatories(signatories, context).map((signatory) => ({ ...signatory, state: signedStateOf(round, signatory.id) }))}
        informed={informedParties(signatories, context)}
        steps={isHours ? facts.changes.flatMap((change) => (change.kind === 'hours' ? hoursSteps(change, { informedOn: facts.launchedOn ?? context.today, effectOn: facts.effectOn, rules: context.amended.hours }) : [])) : amendmentSteps(facts, signatories, facts.effectOn, context)}
        facts={[...dayFact('Lancé le', facts.launchedOn), ...dayFact('Dernière signature le', facts.signedOn), ...(facts.effectOn === facts.inForceOn ? [] : dayFact('Effet demandé le', facts.effectOn)), ...dayFact(state === 'in_force' ? 'En vigueur depuis le' : 'Effet le', facts.inForceOn)]}
        papers={papers.filter(({ kind }) => shownPapers.has(kind)).map(({ id, title }) => ({ href: paperLinks.file(id), title }))}
        roundHref={facts.roundId !== null && may(req, 'round.read') ? roundLinks.page(facts.roundId) : null}
        may={{ change: manages && state === 'drafted' && !isHours, launch: manages && state === 'drafted', answer: manages && state === 'proposed', withdraw: mayWithdraw(req, row) && (state === 'drafted' || state === 'proposed' || state === 'informed') }}
        form={{ effectOn: textOf(typed.effectOn) || context.today, collectUntil: textOf(typed.collectUntil) || addDays(context.today, collectDaysProposed), reason: textOf(typed.reason), errors, today: context.today }}
      />,
    );
  }

  private roundOf({ facts: { roundId } }: AmendmentRow): Promise<RoundRow | null> {
    return roundId === null ? Promise.resolve(null) : this.db.withIdentity(systemActor('amendments'), (tx) => loadRound(tx, roundId));
  }
}

/** The préfecture withdraws anything that is not signed; a party, what it entered itself. */
function mayWithdraw(req: Request, { enteredBy }: AmendmentRow): boolean {
  const by = byOf(req);
  return may(req, 'amendment.propose') && (by === null || by === enteredBy);
}

function signedStateOf(round: RoundRow | null, bodyId: string): string | null {
  const slot = round?.facts.slots.find((one) => one.bodyId === bodyId);
  return slot ? signedNames[slot.state] : null;
}
