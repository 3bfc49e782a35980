import { Controller, Get, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { addDays, addMonths, blockingGaps, dayAt, legalDay } from '#libs/domain';
import type { LegalDay, NotPossibleNow, Round, RoundRefusal, RoundState } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { actorOf, clerkOf, may, say, visitorOf } from '#libs/features/identity';
import { RoundLaunch, RoundProject, RoundReader, levelsUnchosenSentence, roundLinks, roundRefusals, rounds, subjectOf } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { CLOCK, CONFIG, Fields, WorkflowRunner, instantOf } from '#libs/platform';
import type { Clock, Config, Submission } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { projectLinks } from './project.links.js';
import { ProjectReader } from './project.read.js';
import { ProjectPage } from './project.views.js';
import type { ProjectForm } from './project.views.js';

const ofRound = { kind: 'round', param: 'id' } as const;
/** What the form proposes; the préfecture decides. */
const collectDaysProposed = 30;
const dayMissing = 'Indiquez une date, par exemple 31/12/2027';
const waiverReason = 'Dites pourquoi vous passez outre, en dix caractères au moins.';
const supersedeReason = 'Dites pourquoi le texte change, en dix caractères au moins : ceux qui ont délibéré en seront informés.';

type Typed = Partial<Omit<ProjectForm, 'errors'>>;
/** Where a refusal is shown, and the words that replace its own. */
type Field = { name: string; typed: Typed; messages?: Partial<Record<RoundRefusal | NotPossibleNow, string>> };

/** The project of an agreement, as the préfecture runs it. */
@Controller()
export class ProjectController {
  constructor(
    private readonly reader: RoundReader,
    private readonly projects: RoundProject,
    private readonly launches: RoundLaunch,
    private readonly view: ProjectReader,
    private readonly runner: WorkflowRunner,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('/tournees/:id/projet')
  @Allow('round.read', ofRound)
  async page(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const round = await this.round(req, id);
    if (round.state !== 'confirming' && round.state !== 'project') return res.redirect(303, roundLinks.page(id));
    await this.show(req, res, round, {});
  }

  @Post('/tournees/:id/projet')
  @Allow('round.manage', ofRound)
  async open(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    await this.round(req, id);
    const opened = await this.projects.open(id, actorOf(clerkOf(req)));
    if (opened.accepted) say(res, this.config, { severity: 'success', text: 'Chaque organisme reçoit ses annexes à relire.' });
    else say(res, this.config, { severity: 'error', text: roundRefusals[opened.refusal].sentence });
    res.redirect(303, opened.accepted ? projectLinks.page(id) : roundLinks.page(id));
  }

  @Post('/tournees/:id/projet/relances')
  @Allow('round.manage', ofRound)
  askAgain(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    return this.act(req, res, id, { type: 'askAgain', bodyId: body.bodyId ?? '' }, 'Le courriel est parti, avec un lien valable.');
  }

  @Post('/tournees/:id/projet/dispenses')
  @Allow('round.manage', ofRound)
  waive(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    const [bodyId, reason] = [body.bodyId ?? '', body.waiverReason ?? ''];
    return this.act(req, res, id, { type: 'waiveConfirmation', bodyId, reason }, 'Le texte pourra être arrêté sans cette réponse.', {
      name: bodyId === '' ? 'bodyId' : 'waiverReason', typed: { waived: bodyId, waiverReason: reason }, messages: { reason_missing: waiverReason, ...(bodyId === '' && { unknown_body: 'Choisissez un organisme.' }) },
    });
  }

  @Post('/tournees/:id/projet/relecture')
  @Allow('round.manage', ofRound)
  async review(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const round = await this.round(req, id);
    await this.answer(req, res, round, await this.projects.review(id, actorOf(clerkOf(req))), 'Les organismes dont les annexes ont changé sont interrogés de nouveau.');
  }

  @Post('/tournees/:id/projet/arret')
  @Allow('round.manage', ofRound)
  async freeze(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    const round = await this.round(req, id);
    const termEndsOn = dayOf(body.termEndsOn);
    const typed = { termEndsOn: body.termEndsOn ?? '' };
    if (!termEndsOn) return this.show(req, res.status(422), round, { ...typed, errors: [{ field: 'termEndsOn', message: dayMissing }] });
    const frozen = await this.projects.freeze(id, termEndsOn, actorOf(clerkOf(req)));
    // That step says what is wrong, at its field.
    if (!frozen.accepted && (frozen.refusal === 'signer_unknown' || frozen.refusal === 'groups_broken')) return res.redirect(303, roundLinks.parties(id));
    await this.answer(req, res, round, frozen, 'Le texte est arrêté : il s’assemble.', { name: 'termEndsOn', typed });
  }

  @Post('/tournees/:id/projet/signature')
  @Allow('round.manage', ofRound)
  async openSignatures(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    const collectUntil = dayOf(body.collectUntil);
    const typed = { collectUntil: body.collectUntil ?? '' };
    if (!collectUntil) return this.show(req, res.status(422), await this.round(req, id), { ...typed, errors: [{ field: 'collectUntil', message: dayMissing }] });
    await this.act(req, res, id, { type: 'openSignatures', collectUntil }, 'La signature est ouverte : les invitations partent.', { name: 'collectUntil', typed });
  }

  @Post('/tournees/:id/projet/abandon')
  @Allow('round.manage', ofRound)
  abandon(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    const abandonReason = body.abandonReason ?? '';
    return this.act(req, res, id, { type: 'abandon', reason: abandonReason }, 'Le projet est abandonné ; les organismes interrogés en sont informés.', { name: 'abandonReason', typed: { abandonReason } });
  }

  @Post('/tournees/:id/projet/remplacement')
  @Allow('round.manage', ofRound)
  async supersede(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    const round = await this.round(req, id);
    const typed = { supersedeReason: body.supersedeReason ?? '' };
    const { submission, successorId } = await this.launches.supersede(id, typed.supersedeReason, actorOf(clerkOf(req)));
    if (!submission.accepted) return this.answer(req, res, round, submission, '', { name: 'supersedeReason', typed, messages: { reason_missing: supersedeReason } });
    say(res, this.config, { severity: 'success', text: 'La tournée est remplacée ; les organismes interrogés en sont informés. Vérifiez les parties de la nouvelle.' });
    res.redirect(303, roundLinks.parties(successorId));
  }

  private async act(req: Request, res: Response, id: string, command: Round['command'], done: string, field?: Field): Promise<void> {
    const round = await this.round(req, id);
    await this.answer(req, res, round, await this.runner.submit(rounds, id, command, actorOf(clerkOf(req))), done, field);
  }

  private async answer(req: Request, res: Response, round: RoundRow, submission: Submission<Round>, done: string, field?: Field): Promise<void> {
    if (submission.accepted) {
      say(res, this.config, { severity: 'success', text: done });
      return res.redirect(303, pageOf(round.id, submission.subject.state));
    }
    const message = field?.messages?.[submission.refusal];
    const { sentence, status } = roundRefusals[submission.refusal];
    if (field && (message || status === 422)) return this.show(req, res.status(422), round, { ...field.typed, errors: [{ field: field.name, message: message ?? sentence }] });
    say(res, this.config, { severity: 'error', text: sentence });
    res.redirect(303, pageOf(round.id, round.state));
  }

  private async show(req: Request, res: Response, round: RoundRow, typed: Typed & Partial<Pick<ProjectForm, 'errors'>>): Promise<void> {
    const { id, number, timeZone, state, facts } = round;
    if (state !== 'confirming' && state !== 'project') return res.redirect(303, roundLinks.page(id));
    const { checks, lines, moved, expected, signers } = await this.view.of(id, actorOf(clerkOf(req)));
    const today = dayAt(instantOf(this.clock), timeZone);
    const form = { waived: '', waiverReason: '', abandonReason: '', supersedeReason: '', termEndsOn: `${addMonths(today, 12).slice(0, 4)}-12-31`, collectUntil: addDays(today, collectDaysProposed), errors: [], ...typed };
    const props = { roundId: id, number, title: subjectOf(round).title, timeZone, state, today, lines, moved, gaps: state === 'confirming' ? blockingGaps(checks.gaps).length : 0, levelsUnchosen: checks.levelsUnchosen.length > 0 ? levelsUnchosenSentence(checks.levelsUnchosen) : null, failed: facts.assemblyFailure !== null, contentHash: facts.contentHash, expected, signers, mayWrite: may(req, 'round.manage'), form };
    res.send(renderPage(<ProjectPage frame={visitorOf(req).frame} {...props} />));
  }

  private async round(req: Request, id: string): Promise<RoundRow> {
    const clerk = clerkOf(req);
    const round = await this.reader.find(id, clerk.departementCode, actorOf(clerk));
    if (!round) throw new NotFoundException();
    return round;
  }
}

/** Straight there: a word for the next page survives one redirection. */
function pageOf(roundId: string, state: RoundState): string {
  return state === 'confirming' || state === 'project' ? projectLinks.page(roundId) : roundLinks.page(roundId);
}

function dayOf(text: string | undefined): LegalDay | null {
  try {
    return legalDay(text ?? '');
  } catch {
    return null;
  }
}
