import { Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { prefetBodyId } from '#libs/domain';
import type { RoundState } from '#libs/domain';
import { Open } from '#libs/features/access';
import { Authorities, DeliberationPrinter, deliberationDraft, deliberationFile, deliberates, depositRefusals, requiredSentence, typedDeposit } from '#libs/features/authority';
import type { DepositRefusal, PlaceAuthority } from '#libs/features/authority';
import { visitorOf } from '#libs/features/identity';
import { RoundReader, roundRefusals, sendDocument, subjectOf } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { CONFIG, Fields, systemActor } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { ProjectDeposits } from './project-deposits.js';
import type { DepositAgain } from './project-deposits.js';
import { depositPart } from './project-deposit.views.js';
import { ProjectDesk, whileDeliberating } from './project-desk.js';
import type { AnswerRefusal, DeadReading, Reading } from './project-desk.js';
import { AssemblingPage, DeadProjectPage, FrozenPage, ReadingPage, emptyAnswer } from './project-answer.views.js';
import type { AnswerForm, DeadProjectReason, ProjectContact, ProjectRequest } from './project-answer.views.js';
import { filesIn, tooLargeIn, turnedAwayIn } from './deposit-upload.js';
import { depositRoute, projectLinks } from './project.links.js';

const reader = systemActor('project-page');
const signsApart = 'Vous ne signez pas ce texte : vous y adhérez par un acte à part (article 7).';

/** What a body sees behind its link. Every GET only shows; an answer is a POST with a typed name. */
@Controller()
export class ProjectAnswerController {
  constructor(
    private readonly desk: ProjectDesk,
    private readonly rounds: RoundReader,
    private readonly authorities: Authorities,
    private readonly printer: DeliberationPrinter,
    private readonly deposits: ProjectDeposits,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('/projet/:token')
  @Open()
  async page(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const reading = await this.open(req, res, token);
    if (reading) await this.show(req, res, token, reading);
  }

  @Post(depositRoute)
  @Open()
  async deposit(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Fields() body: Fields): Promise<void> {
    const reading = await this.open(req, res, token);
    if (!reading) return;
    const place = await this.place(reading);
    const refused = reading.round.state !== 'project' ? 'text_not_frozen' : place && deliberates(place.kind) ? null : 'not_expected';
    if (refused || !place) return this.dead(req, res.status(409), refused ?? 'not_expected', reading.round);
    const turned = turnedAwayIn(res);
    const answered = turned ? turnedAway(turned, body) : await this.deposits.receive(reading, place, { body, files: filesIn(req), tooLarge: tooLargeIn(res) });
    if (answered.done) return res.redirect(303, `${projectLinks.answer(token)}#${depositPart}`);
    const again = await this.open(req, res, token);
    if (again) await this.show(req, res.status(depositRefusals[answered.again.refusal].status), token, again, emptyAnswer, answered.again);
  }

  @Post('/projet/:token/confirmation')
  @Open()
  async confirm(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Fields() body: Fields): Promise<void> {
    const reading = await this.open(req, res, token);
    if (!reading) return;
    const fullName = body.fullName ?? '';
    const answered = await this.desk.confirm(reading, body.partHash ?? '', fullName);
    // A double click, a second tab: whoever has confirmed sees that they have, never an error.
    if (answered.done || answered.refusal === 'already_confirmed') return res.redirect(303, projectLinks.answer(token));
    await this.again(req, res, token, { ...emptyAnswer, fullName }, answered.refusal, 'fullName');
  }

  @Post('/projet/:token/erreur')
  @Open()
  async contest(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Fields() body: Fields): Promise<void> {
    const reading = await this.open(req, res, token);
    if (!reading) return;
    const [saidBy, words] = [body.saidBy ?? '', body.words ?? ''];
    const answered = await this.desk.contest(reading, body.partHash ?? '', saidBy, words);
    if (answered.done) return res.redirect(303, projectLinks.answer(token));
    await this.again(req, res, token, { ...emptyAnswer, saidBy, words }, answered.refusal, answered.refusal === 'name_missing' ? 'saidBy' : 'words');
  }

  @Get('/projet/:token/document.pdf')
  @Open()
  async document(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const reading = await this.open(req, res, token);
    if (!reading) return;
    const document = reading.round.state === 'project' ? await this.rounds.document(reading.round, reader) : null;
    if (!document) return res.redirect(303, projectLinks.answer(token));
    sendDocument(res, { ...document, sealed: false });
  }

  @Get('/projet/:token/projet-de-deliberation.docx')
  @Open()
  word(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    return this.draft(req, res, token, 'docx');
  }

  @Get('/projet/:token/projet-de-deliberation.pdf')
  @Open()
  pdf(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    return this.draft(req, res, token, 'pdf');
  }

  private async draft(req: Request, res: Response, token: string, format: 'docx' | 'pdf'): Promise<void> {
    const reading = await this.open(req, res, token, whileDeliberating);
    if (!reading) return;
    const place = await this.place(reading);
    const draft = place && deliberationDraft(reading.round, place, this.config.mode === 'demonstration');
    if (!draft?.ok) return res.redirect(303, projectLinks.answer(token));
    const { fileName, mediaType } = deliberationFile(reading.round.number, reading.body.bodyName, format);
    const file = format === 'docx' ? await this.printer.word(draft.data) : await this.printer.pdf(draft.data);
    res.attachment(fileName).setHeader('Content-Type', mediaType);
    res.setHeader('Cache-Control', 'private, no-store').end(file);
  }

  /** What was read, or the page that says why there is nothing to read was sent. */
  private async open(req: Request, res: Response, token: string, states?: readonly RoundState[]): Promise<Reading | null> {
    const found = await this.desk.open(token, states);
    if (!('dead' in found)) return found;
    this.dead(req, res.status(found.dead === 'unknown' ? 404 : 410), reasonOf(found), 'round' in found ? found.round : null);
    return null;
  }

  private dead(req: Request, res: Response, reason: DeadProjectReason, round: RoundRow | null): void {
    res.send(renderPage(<DeadProjectPage frame={frameOf(req)} reason={reason} contact={round && contactOf(round)} />));
  }

  /** The page once more, with what was typed and what keeps it from being an answer. */
  private async again(req: Request, res: Response, token: string, typed: AnswerForm, refusal: AnswerRefusal, field: FieldError['field']): Promise<void> {
    const reading = await this.open(req, res, token);
    if (reading) await this.show(req, res.status(refusal === 'other_annexes' ? 409 : 422), token, reading, { ...typed, errors: [{ field, message: messageOf(refusal) }] });
  }

  private async show(req: Request, res: Response, token: string, reading: Reading, form: AnswerForm = emptyAnswer, again: DepositAgain | null = null): Promise<void> {
    const { round, body, part, answer } = reading;
    const frame = frameOf(req);
    const request = requestOf(token, reading);
    if (round.state === 'assembling') return void res.send(renderPage(<AssemblingPage frame={frame} request={request} />));
    if (round.state === 'project') {
      const place = await this.place(reading);
      const { expected, deposit } = place ? await this.deposits.view(reading, place, again) : { expected: [], deposit: null };
      const props = { contentHash: round.facts.contentHash ?? '', required: place ? requiredSentence(place.kind) : signsApart, deliberation: place !== null && deliberates(place.kind), expected, deposit };
      return void res.send(renderPage(<FrozenPage frame={frame} request={request} {...props} />));
    }
    const own = answer && answer.id === body.answerId ? answer : null;
    const standing = { state: body.state, partHash: body.hash, by: own?.typedName ?? null, at: own?.answeredAt.toISOString() ?? null, words: own?.words ?? null };
    res.send(renderPage(<ReadingPage frame={frame} request={request} part={part} standing={standing} form={form} />));
  }

  /** The body's place; null for one that signs elsewhere, or nowhere: a local partner. */
  private async place({ round, body }: Reading): Promise<PlaceAuthority | null> {
    const { places } = await this.authorities.ofRound(round.id, reader);
    return places.find(({ slot }) => slot.bodyId === body.bodyId && slot.college === body.college && slot.bodyId !== prefetBodyId) ?? null;
  }
}

/** A form whose files were not received: what was typed comes back, and is not judged. */
function turnedAway(refusal: DepositRefusal, body: Fields): { done: false; again: DepositAgain } {
  return { done: false, again: { refusal, typed: typedDeposit(body), errors: [{ field: depositPart, message: depositRefusals[refusal].sentence }] } };
}

const messages: Partial<Record<AnswerRefusal, string>> = {
  name_missing: 'Tapez votre prénom et votre nom.',
  reason_missing: 'Dites ce qui est faux, en dix caractères au moins : la préfecture pourra le corriger.',
};

function messageOf(refusal: AnswerRefusal): string {
  return messages[refusal] ?? roundRefusals[refusal as Exclude<AnswerRefusal, 'name_missing'>].sentence;
}

/** A body needs no menu, no sign-in door: only the page. */
function frameOf(req: Request): Frame {
  return { ...visitorOf(req).frame, signInHref: null };
}

function reasonOf(found: DeadReading): DeadProjectReason {
  if (found.dead !== 'over') return found.dead;
  const { state } = found.round;
  return state === 'confirming' || state === 'assembling' || state === 'project' ? 'gone' : state;
}

function contactOf({ dossier }: RoundRow): ProjectContact | null {
  if (!dossier) return null;
  const { name, email, phone } = dossier.departement.prefecture;
  return { name, email, phone };
}

function requestOf(token: string, { round, body }: Reading): ProjectRequest {
  const { heading, the } = subjectOf(round);
  const { prefecture } = round.dossier!.departement;
  return { token, requester: `La ${prefecture.name.charAt(0).toLowerCase()}${prefecture.name.slice(1)}`, heading, the, bodyName: body.bodyName, timeZone: round.timeZone, contact: contactOf(round)! };
}
