import { Body, Controller, Get, Inject, NotFoundException, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { AmendmentChangeKind } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { versionsOf } from '#libs/features/agreement';
import type { AgreementVersion } from '#libs/features/agreement';
import { accountOf, actorOf, may, say, visitorOf } from '#libs/features/identity';
import { paperLinks, Papers } from '#libs/features/papers';
import type { Paper } from '#libs/features/papers';
import { roundLinks } from '#libs/features/round';
import { CONFIG, Database } from '#libs/platform';
import type { Config } from '#libs/platform';
import { formatCount, renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import type { AmendmentContext } from './amended-agreement.js';
import { amendmentTitle, capital, changeTitle, stateSentence } from './amendment-words.js';
import { amendmentLinks } from './amendment.links.js';
import { refusalOf } from './amendment.refusals.js';
import type { AmendmentRow } from './amendment.store.js';
import { Amendments } from './amendments.js';
import type { Asking } from './amendments.js';
import { AmendmentsPage } from './amendments.views.js';
import type { VersionLine } from './amendments.views.js';
import { articleToday, choicesFor, kindsFor } from './change-choices.js';
import { ChangeFormPage, ChangeKindPage } from './change-form.views.js';
import { changeOfForm, textOf } from './change-input.js';
import type { Typed } from './change-input.js';
import { ConsolidationProgress } from './consolidation-progress.js';

/** The amendments of an agreement, and the first two steps of a new one. */
@Controller()
export class AmendmentsController {
  constructor(private readonly db: Database, private readonly amendments: Amendments, private readonly papers: Papers, private readonly progress: ConsolidationProgress, @Inject(CONFIG) private readonly config: Config) {}

  @Get('/conventions/:id/avenants')
  @Allow('amendment.read', { kind: 'agreement', param: 'id' })
  async list(@Req() req: Request, @Param('id') agreementId: string): Promise<string> {
    const actor = actorOf(accountOf(req));
    const context = await this.amendments.context(agreementId);
    const rows = await this.amendments.list(agreementId, actor);
    const { versions, papers } = await this.db.withIdentity(actor, async (tx) => ({ versions: await versionsOf(tx, agreementId), papers: await this.papers.of(tx, { agreementId }) }));
    const { agreement, amended } = context;
    const open = amended.standing === 'in_force' && may(req, 'amendment.propose');
    const by = byOf(req);
    const canHours = open && (by === null || amended.structures.some(({ gestionnaireId }) => gestionnaireId === by));
    const prepare = open && kindsFor(by, context).length > 0 ? (by === null ? 'Préparer un avenant' : 'Proposer une modification') : null;
    return renderPage(
      <AmendmentsPage
        frame={visitorOf(req).frame} agreement={agreement} sentence={listSentence(context, rows)} prepare={prepare} hours={canHours} pending={await this.progress.sentence(agreementId)}
        lines={rows.toReversed().map((row) => ({ id: row.id, title: amendmentTitle(row.facts, agreement.number), state: row.state, sentence: stateSentence(row, context), subjects: row.facts.changes.map((change) => changeTitle(change, context)) }))}
        versions={versions.toReversed().map((version) => versionLine(version, papers, may(req, 'round.read')))}
      />,
    );
  }

  @Get('/conventions/:id/avenants/nouveau')
  @Allow('amendment.propose', { kind: 'agreement', param: 'id' })
  async prepare(@Req() req: Request, @Param('id') agreementId: string, @Query() query: Typed): Promise<string> {
    const context = await this.amendments.context(agreementId);
    const kinds = kindsFor(byOf(req), context);
    const kind = kinds.find((one) => one === textOf(query.quoi));
    if (kind) return this.form(req, context, kind, { ...query, ...proposedWords(context, kind, query) }, []);
    const draftId = textOf(query.avenant) || null;
    return renderPage(<ChangeKindPage frame={visitorOf(req).frame} agreement={context.agreement} proposing={byOf(req) !== null} kinds={kinds} draftId={draftId} />);
  }

  @Post('/conventions/:id/avenants/nouveau')
  @Allow('amendment.propose', { kind: 'agreement', param: 'id' })
  async create(@Req() req: Request, @Res() res: Response, @Param('id') agreementId: string, @Body() body: Typed): Promise<void> {
    const context = await this.amendments.context(agreementId);
    const by = byOf(req);
    const kind = kindsFor(by, context).find((one) => one === textOf(body.quoi));
    if (!kind) return res.redirect(303, amendmentLinks.create(agreementId));
    const change = changeOfForm(kind, body);
    if (Array.isArray(change)) return void res.status(422).send(this.form(req, context, kind, body, change));
    const actor = actorOf(accountOf(req));
    const draft = textOf(body.avenant) === '' ? null : await this.draftOf(req, textOf(body.avenant), agreementId);
    const answer = draft ? await this.amendments.add(draft, change, actor) : await this.amendments.start({ agreementId, by, actor }, [change]);
    if (answer.ok) {
      if (by !== null) say(res, this.config, { severity: 'success', text: 'Votre proposition est transmise à la préfecture.' });
      return res.redirect(303, amendmentLinks.page(answer.id));
    }
    const { sentence, status, field } = refusalOf(answer);
    res.status(status).send(this.form(req, context, kind, body, [{ field: fieldOf(kind, field), message: sentence }]));
  }

  private form(req: Request, context: AmendmentContext, kind: AmendmentChangeKind, typed: Typed, errors: readonly FieldError[]): string {
    const by = byOf(req);
    return renderPage(
      <ChangeFormPage frame={visitorOf(req).frame} agreement={context.agreement} proposing={by !== null} kind={kind} draftId={textOf(typed.avenant) || null} choices={choicesFor(by, context)} typed={typed} errors={errors} />,
    );
  }

  private async draftOf(req: Request, id: string, agreementId: string): Promise<AmendmentRow> {
    const row = /^[0-9a-f-]{36}$/u.test(id) ? await this.amendments.find(id, actorOf(accountOf(req))) : null;
    if (row?.agreementId !== agreementId || byOf(req) !== null) throw new NotFoundException();
    return row;
  }
}

/** The organisation in whose name this is asked; null for the préfecture. */
export function byOf(req: Request): Asking['by'] {
  const { role, organisationId } = accountOf(req);
  return role === 'prefecture' ? null : organisationId;
}

/** A form opens with the words of today. */
function proposedWords(context: AmendmentContext, kind: AmendmentChangeKind, query: Typed): Typed {
  if (kind !== 'article') return {};
  const words = articleToday(context, textOf(query.article));
  return words === null ? { article: '' } : { before: words, after: words };
}

/** Where the form shows what the table says of the change as a whole. */
function fieldOf(kind: AmendmentChangeKind, field: string): string {
  const first: Record<AmendmentChangeKind, string> = {
    article: 'after', annexe_4: 'structureId', annexe_5: 'partnerId', annexe_6: 'partnerId', annexes_1_to_3: 'annexe', structure_entry: 'structureId', structure_exit: 'structureId', gestionnaire_entry: 'partyId', national_partner_entry: 'partyId', representative: 'partyId', hours: 'structureId',
  };
  return field === 'changes' || (field === 'wording' && kind === 'article') ? first[kind] : field;
}

function listSentence({ amended }: AmendmentContext, rows: readonly AmendmentRow[]): string {
  if (amended.standing === 'not_yet') return 'La convention n’est pas encore en vigueur : un avenant ne la précède jamais.';
  if (amended.standing !== 'in_force') return 'La convention n’est plus modifiée : elle est échue, en cours de résiliation ou terminée.';
  const inForce = rows.filter(({ state, facts }) => state === 'in_force' && facts.number !== null).length;
  const coming = rows.filter(({ state }) => state === 'signing' || state === 'adopted' || state === 'informed').length;
  const known = inForce === 0 ? 'Aucun avenant n’est en vigueur.' : `${capital(formatCount(inForce, 'avenant est', 'avenants sont'))} en vigueur.`;
  return coming === 0 ? known : `${known} ${capital(formatCount(coming, 'changement est', 'changements sont'))} en cours.`;
}

const versionNames: Record<AgreementVersion['kind'], string> = { signed: 'Texte signé', amendment: 'Avenant, qui fait foi', consolidated: 'Version consolidée, à titre d’information' };

function versionLine({ kind, effectiveOn, title, paperId, roundId, causeKind, causeId }: AgreementVersion, papers: readonly Paper[], readsRounds: boolean): VersionLine {
  const redline = kind === 'consolidated' ? papers.find((paper) => paper.kind === 'redline' && paper.subject === causeKind && paper.subjectId === causeId) : undefined;
  const paper = papers.find(({ id }) => id === paperId);
  return { effectiveOn, title, what: versionNames[kind], href: paper ? paperLinks.file(paper.id) : roundId && readsRounds ? roundLinks.page(roundId) : null, redlineHref: redline ? paperLinks.file(redline.id) : null };
}
