import { createReadStream } from 'node:fs';
import { Controller, Get, Inject, NotFoundException, Param, Post, Req, Res, Sse } from '@nestjs/common';
import type { MessageEvent } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Observable, concatMap, debounceTime, from, map, merge, of, startWith, takeWhile } from 'rxjs';
import { dayAt, legalDay, reasonLengthMin } from '#libs/domain';
import type { Round } from '#libs/domain';
import { Allow, Readings } from '#libs/features/access';
import { actorOf, clerkOf, visitorOf } from '#libs/features/identity';
import { CLOCK, CONFIG, Fields, LiveFeed, WorkflowRunner, instantOf } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { say } from '#libs/features/identity';
import { formatCount, renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { ReservedDocuments } from './document.reserved.js';
import { RoundPage } from './round-page.views.js';
import { ActAssemblyFailedPage, AssemblyFailedPage, ProgressPage } from './round-progress.views.js';
import { lastDayPast } from './round-sentences.js';
import { RoundActs } from './round.acts.js';
import { RoundLaunch } from './round.launch.js';
import { roundLinks } from './round.links.js';
import { RoundPlaces } from './round.places.js';
import { assemblySteps, RoundReader } from './round.read.js';
import type { AssemblyState, StoredDocument } from './round.read.js';
import { roundRefusals } from './round.refusals.js';
import { rounds } from './round.store.js';
import type { RoundRow } from './round.store.js';
import { subjectOf } from './round.subject.js';
import { RoundsPage } from './round.views.js';

/** The same code says why one refuses to sign; here it is said of the préfecture. */
const supersedeReasonMissing = `Indiquez pourquoi le texte est remplacé, en ${reasonLengthMin} caractères au moins : ceux qui avaient signé en seront informés.`;
const extended = { blocked: 'Le délai de signature est prolongé. La tournée reste suspendue : reprenez-la pour que les invitations partent.', otherwise: 'Le délai de signature est prolongé.' };
/** A burst of changes (forty invitations) is one piece of news for a page. */
const quietMs = 150;

/** What was typed in one of the forms. */
type TypedDecision = { extendUntil?: string; abandonReason?: string; supersedeReason?: string };

/** The rounds of a département and the page of each. */
@Controller()
export class RoundPageController {
  constructor(
    private readonly reader: RoundReader,
    private readonly acts: RoundActs,
    private readonly launches: RoundLaunch,
    private readonly places: RoundPlaces,
    private readonly reserved: ReservedDocuments,
    private readonly readings: Readings,
    private readonly runner: WorkflowRunner,
    private readonly live: LiveFeed,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get(roundLinks.list)
  @Allow('round.read')
  async list(@Req() req: Request): Promise<string> {
    const clerk = clerkOf(req);
    const lines = await this.reader.list(clerk.departementCode, actorOf(clerk));
    return renderPage(<RoundsPage frame={visitorOf(req).frame} rounds={lines} today={dayAt(instantOf(this.clock), 'Europe/Paris')} />);
  }

  @Get('/tournees/:id')
  @Allow('round.read', { kind: 'round', param: 'id' })
  async page(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    await this.show(req, res, await this.round(req, id));
  }

  @Sse('/tournees/:id/assemblage')
  @Allow('round.read', { kind: 'round', param: 'id' })
  async assembly(@Req() req: Request, @Param('id') id: string): Promise<Observable<MessageEvent>> {
    const actor = actorOf(clerkOf(req));
    await this.round(req, id);
    return this.live.of('round', id).pipe(
      startWith(undefined),
      concatMap(() => from(this.round(req, id).then((round) => this.reader.assembly(round, actor)))),
      takeWhile(({ state }) => state === 'running', true),
      map(({ state, percent, sentence, step }) => ({ data: { state, percent, sentence, step } })),
    );
  }

  @Sse('/tournees/:id/evenements')
  @Allow('round.read', { kind: 'round', param: 'id' })
  async events(@Req() req: Request, @Param('id') id: string): Promise<Observable<MessageEvent>> {
    await this.round(req, id);
    return merge(of({ type: 'ready', data: 'ready' }), this.live.of('round', id).pipe(debounceTime(quietMs), map(() => ({ data: 'changed' }))));
  }

  @Get('/tournees/:id/document.pdf')
  @Allow('agreement.read', { kind: 'round', param: 'id' })
  async document(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const document = await this.reader.document(await this.round(req, id), actorOf(clerkOf(req)));
    if (!document) throw new NotFoundException();
    sendDocument(res, document);
  }

  @Post('/tournees/:id/relances')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  remind(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    return this.act(req, res, id, { type: 'remind', slotId: body.slotId ?? '' }, 'La relance est partie, avec un lien valable.');
  }

  @Post('/tournees/:id/relances/toutes')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  async remindAll(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    await this.round(req, id);
    const reminded = await this.places.remindAll(id, actorOf(clerkOf(req)));
    say(res, this.config, reminded === 0 ? { severity: 'info', text: 'Personne n’est à relancer.' } : { severity: 'success', text: `${formatCount(reminded, 'organisme est relancé', 'organismes sont relancés')}, chacun avec un lien valable.` });
    res.redirect(303, roundLinks.page(id));
  }

  @Post('/tournees/:id/reservation/fin')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  async takeBack(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    await this.round(req, id);
    const taken = await this.reserved.takeBack(id, actorOf(clerkOf(req)));
    say(res, this.config, taken ? { severity: 'success', text: 'Le document est repris : les signatures déjà données s’y inscrivent.' } : { severity: 'info', text: 'Le document n’était plus réservé.' });
    res.redirect(303, roundLinks.page(id));
  }

  @Post('/tournees/:id/reprise')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  resume(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    return this.act(req, res, id, { type: 'resume' }, 'La tournée reprend : l’organisme qui avait refusé est invité de nouveau.', {}, 'extendUntil');
  }

  @Post('/tournees/:id/prolongation')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  async extend(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    const extendUntil = body.extendUntil ?? '';
    try {
      return await this.act(req, res, id, { type: 'extend', collectUntil: legalDay(extendUntil) }, extended, { extendUntil }, 'extendUntil');
    } catch (fault) {
      if (!(fault instanceof RangeError)) throw fault;
      await this.show(req, res.status(422), await this.round(req, id), { extendUntil, errors: [{ field: 'extendUntil', message: 'Indiquez une date, par exemple 31/12/2027' }] });
    }
  }

  @Post('/tournees/:id/abandon')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  abandon(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    const abandonReason = body.abandonReason ?? '';
    return this.act(req, res, id, { type: 'abandon', reason: abandonReason }, 'La tournée est abandonnée ; les personnes invitées en sont informées.', { abandonReason }, 'abandonReason');
  }

  @Post('/tournees/:id/remplacement')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  async supersede(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    const round = await this.round(req, id);
    const supersedeReason = body.supersedeReason ?? '';
    const { submission, successorId } = await this.launches.supersede(id, supersedeReason, actorOf(clerkOf(req)));
    if (submission.accepted) {
      say(res, this.config, { severity: 'success', text: 'La tournée est remplacée ; les personnes invitées en sont informées. Vérifiez les parties, puis lancez la nouvelle.' });
      return res.redirect(303, roundLinks.parties(successorId));
    }
    const message = submission.refusal === 'reason_missing' ? supersedeReasonMissing : roundRefusals[submission.refusal].sentence;
    if (submission.refusal === 'reason_missing') return this.show(req, res.status(422), round, { supersedeReason, errors: [{ field: 'supersedeReason', message }] });
    say(res, this.config, { severity: 'error', text: message });
    res.redirect(303, roundLinks.page(id));
  }

  @Post('/tournees/:id/relance')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  async relaunch(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const round = await this.round(req, id);
    if (!round.act) throw new NotFoundException();
    const launched = await this.acts.relaunch(round, actorOf(clerkOf(req)));
    if (!launched.accepted) say(res, this.config, { severity: 'error', text: roundRefusals[launched.refusal].sentence });
    res.redirect(303, roundLinks.page(id));
  }

  private async act(req: Request, res: Response, id: string, command: Round['command'], done: string | Record<'blocked' | 'otherwise', string>, typed: TypedDecision = {}, field?: string): Promise<void> {
    const round = await this.round(req, id);
    const submission = await this.runner.submit(rounds, id, command, actorOf(clerkOf(req)));
    if (submission.accepted) {
      say(res, this.config, { severity: 'success', text: typeof done === 'string' ? done : submission.subject.state === 'blocked' ? done.blocked : done.otherwise });
      return res.redirect(303, roundLinks.page(id));
    }
    const { status } = roundRefusals[submission.refusal];
    const sentence = submission.refusal === 'last_day_past' ? lastDayPast(round.facts.collectUntil!) : roundRefusals[submission.refusal].sentence;
    if (field && status === 422) return this.show(req, res.status(422), round, { ...typed, errors: [{ field, message: sentence }] });
    say(res, this.config, { severity: 'error', text: sentence });
    res.redirect(303, roundLinks.page(id));
  }

  private async show(req: Request, res: Response, round: RoundRow, form?: TypedDecision & { errors: readonly FieldError[] }): Promise<void> {
    const { frame } = visitorOf(req);
    const actor = actorOf(clerkOf(req));
    const { state } = round;
    if (state === 'draft' && round.act) {
      const props = { frame, roundId: round.id, number: round.number, subject: subjectOf(round), sentence: failureSentence(round), reference: round.facts.assemblyFailure ?? '' };
      return void res.send(renderPage(<ActAssemblyFailedPage {...props} {...(form && { form })} />));
    }
    if (state === 'draft' && !round.facts.assemblyFailure) return res.redirect(303, roundLinks.parties(round.id));
    if (state === 'draft') {
      return void res.send(renderPage(<AssemblyFailedPage frame={frame} roundId={round.id} number={round.number} sentence={failureSentence(round)} reference={round.facts.assemblyFailure ?? ''} />));
    }
    if (state === 'confirming' || state === 'project') return res.redirect(303, roundLinks.project(round.id));
    if (state === 'assembling') {
      const assembly = await this.reader.assembly(round, actor);
      return void res.send(renderPage(<ProgressPage frame={frame} roundId={round.id} number={round.number} percent={assembly.percent} sentence={assembly.sentence} steps={stepsOf(assembly)} late={assembly.late} />));
    }
    await this.readings.note(actor, 'round', round.id);
    const props = await this.reader.page(round, state, actor);
    res.send(renderPage(<RoundPage frame={frame} {...props} {...(form && { form })} />));
  }

  private async round(req: Request, id: string): Promise<RoundRow> {
    const clerk = clerkOf(req);
    const round = await this.reader.find(id, clerk.departementCode, actorOf(clerk));
    if (!round) throw new NotFoundException();
    return round;
  }
}

/** Sends the committed bytes, and no byte of a revision being written. */
export function sendDocument(res: Response, { path, length, fileName, sealed }: StoredDocument): void {
  res.setHeader('Content-Type', 'application/pdf');
  res.setHeader('Content-Length', String(length));
  res.setHeader('Content-Disposition', `${sealed ? 'attachment' : 'inline'}; filename="${fileName}"`);
  res.setHeader('Cache-Control', 'private, no-store');
  createReadStream(path, { end: length - 1 }).on('error', (fault) => res.destroy(fault)).pipe(res);
}

function stepsOf({ step }: AssemblyState) {
  const current = assemblySteps.findIndex(({ id }) => id === step);
  return assemblySteps.map(({ id, label }, index) => ({ id, label, state: index < current ? ('done' as const) : index === current ? ('current' as const) : ('todo' as const) }));
}

function failureSentence({ facts }: RoundRow): string {
  return facts.assemblyFailure === 'converter-missing' ? 'LibreOffice est introuvable sur le serveur : demandez à l’exploitant de l’installer.' : 'Le document n’a pas pu être assemblé.';
}
