import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { noticeFaults, noticeFaultSentence } from '#libs/domain';
import type { LegalDay, NoticeLetter, NoticeOutcome } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { say, uploadedName, visitorOf } from '#libs/features/identity';
import { Papers, scanType } from '#libs/features/papers';
import { CONFIG, Database, journalOf, systemActor } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import type { TypedAct } from './notice-acts.views.js';
import { dayOf, noticeOutcomes, textOf } from './notice-input.js';
import type { Posted } from './notice-input.js';
import { NoticePage } from './notice-page.views.js';
import { scanReadersOf } from './notice-printer.js';
import { refusalWords } from './notice.refusals.js';
import type { NoticeRefusal } from './notice.refusals.js';
import { noticeTimeline } from './notice-timeline.js';
import { attachmentField, attachmentsMax } from './notice-upload.js';
import { namesOf } from './notice-words.js';
import { noticeLinks } from './withdrawal.links.js';
import { withdrawals } from './withdrawal.store.js';
import { Withdrawals } from './withdrawals.js';
import type { Done, NoticeFile } from './withdrawals.js';

const ofNotice = { kind: 'withdrawal', param: 'id' } as const;
const chronicler = systemActor('notice-page');
const badDay = 'Indiquez un jour du calendrier, par exemple 24/11/2026.';

/** One notice: its page, and what is done to it once its letters have left. */
@Controller()
export class NoticeController {
  constructor(private readonly notices: Withdrawals, private readonly papers: Papers, private readonly db: Database, @Inject(CONFIG) private readonly config: Config) {}

  @Get('/preavis/:id')
  @Allow('notice.read', ofNotice)
  async page(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.noticePage(req, await this.file(req, id), null);
  }

  @Post('/preavis/:id/sort')
  @Allow('notice.record', ofNotice)
  async recordOutcome(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const file = await this.file(req, id);
    const typed = { letter: textOf(posted.letter), outcome: textOf(posted.outcome), presentedOn: textOf(posted.presentedOn), deliveredOn: textOf(posted.deliveredOn) };
    const refuse = this.refusing(req, res, file, 'outcome', typed);
    const letter = file.row.facts.letters.find((one) => one.id === typed.letter);
    if (!letter) return refuse([{ field: 'letter', message: 'Choisissez la lettre.' }]);
    const read = readOutcome(typed, letter, file.today);
    if (!read.ok) return refuse(read.errors);
    const done = await this.notices.recordOutcome(id, { letterId: letter.id, ...read.fate }, principalOf(req));
    await this.answer(res, id, done, 'Ce que la lettre est devenue est enregistré.', (refusal) => refuse([{ field: 'outcome', message: refusalWords(refusal).sentence }]));
  }

  @Post('/preavis/:id/decision')
  @Allow('notice.decide', ofNotice)
  async decide(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const file = await this.file(req, id);
    const typed = { letter: textOf(posted.letter), received: textOf(posted.received), receivedOn: textOf(posted.receivedOn), decisionReason: textOf(posted.decisionReason) };
    const refuse = this.refusing(req, res, file, 'decision', typed);
    const receivedOn = typed.received === 'oui' ? dayOf(typed.receivedOn) : null;
    if (typed.letter === '') return refuse([{ field: 'letter', message: 'Choisissez la lettre.' }]);
    if (typed.received !== 'oui' && typed.received !== 'non') return refuse([{ field: 'received', message: 'Dites si la lettre est tenue pour reçue.' }]);
    if (typed.received === 'oui' && !receivedOn) return refuse([{ field: 'receivedOn', message: badDay }]);
    const done = await this.notices.decideReception(id, { letterId: typed.letter, receivedOn, reason: typed.decisionReason }, principalOf(req));
    await this.answer(res, id, done, 'Votre décision est enregistrée.', (refusal) => refuse([{ field: refusal.code === 'reason_missing' ? 'decisionReason' : refusal.code === 'day_to_come' ? 'receivedOn' : 'received', message: refusalWords(refusal).sentence }]));
  }

  @Post('/preavis/:id/examen')
  @Allow('notice.examine', ofNotice)
  async examine(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const file = await this.file(req, id);
    const typed = { remark: textOf(posted.remark) };
    const done = await this.notices.examine(id, typed.remark, principalOf(req));
    await this.answer(res, id, done, 'Votre examen est enregistré, et la préfecture informée.', (refusal) => this.refusing(req, res, file, 'examination', typed)([{ field: 'remark', message: refusalWords(refusal).sentence }]));
  }

  @Post('/preavis/:id/annulation')
  @Allow('notice.file', ofNotice)
  async cancel(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const file = await this.file(req, id);
    const typed = { cancelReason: textOf(posted.cancelReason) };
    const done = await this.notices.cancel(id, typed.cancelReason, principalOf(req));
    await this.answer(res, id, done, 'Ce préavis est annulé.', (refusal) => this.refusing(req, res, file, 'cancellation', typed)([{ field: 'cancelReason', message: refusalWords(refusal).sentence }]));
  }

  @Post('/preavis/:id/pieces')
  @Allow('notice.record', ofNotice)
  async attach(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const file = await this.file(req, id);
    const refuse = (message: string): Promise<void> => this.refusing(req, res, file, 'attachment', {})([{ field: attachmentField, message }]);
    const { file: upload } = req;
    if (!file.rights.attach) return refuse(refusalWords({ by: 'desk', code: 'not_yours' }).sentence);
    if (!upload || upload.size === 0) return refuse('Choisissez un fichier.');
    // By its bytes: neither the name nor the announced type is believed.
    const mediaType = scanType(upload.buffer);
    if (!mediaType) return refuse(refusalWords({ by: 'desk', code: 'attachment_type' }).sentence);
    const { actor, standing } = principalOf(req);
    const readers = scanReadersOf(file.row, standing.organisationId);
    const kept = await this.db.withIdentity(actor, async (tx) => {
      if ((await this.papers.of(tx, { subject: withdrawals.kind, subjectId: id })).length >= attachmentsMax) return null;
      const fileName = uploadedName(upload.originalname);
      return this.papers.keep(tx, { id: randomUUID(), agreementId: file.agreement.id, subject: withdrawals.kind, subjectId: id, kind: 'scan', title: fileName, fileName, mediaType, readers }, upload.buffer);
    });
    if (!kept) return refuse(refusalWords({ by: 'desk', code: 'attachments_too_many' }).sentence);
    say(res, this.config, { severity: 'success', text: 'La pièce est jointe.' });
    res.redirect(HttpStatus.SEE_OTHER, noticeLinks.page(id));
  }

  private refusing(req: Request, res: Response, file: NoticeFile, act: TypedAct['act'], typed: TypedAct['typed']): (errors: readonly FieldError[]) => Promise<void> {
    return async (errors) => void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.noticePage(req, file, { act, typed, errors }));
  }

  private async answer(res: Response, id: string, done: Done | null, text: string, refuse: (refusal: NoticeRefusal) => Promise<void>): Promise<void> {
    if (!done) throw new NotFoundException();
    if (!done.ok) return refuse(done.refusal);
    say(res, this.config, { severity: 'success', text });
    res.redirect(HttpStatus.SEE_OTHER, noticeLinks.page(id));
  }

  private async noticePage(req: Request, file: NoticeFile, typed: TypedAct | null): Promise<string> {
    const { row, parties } = file;
    const nameOf = namesOf(parties);
    const papers = await this.db.withIdentity(principalOf(req).actor, (tx) => this.papers.of(tx, { subject: withdrawals.kind, subjectId: row.id }));
    // Whoever may read the notice may read what was done to it: the journal holds ids, days and codes.
    const lines = await this.db.withIdentity(chronicler, (tx) => journalOf(tx, withdrawals.kind, row.id));
    return renderPage(<NoticePage frame={visitorOf(req).frame} file={file} nameOf={nameOf} papers={papers} timeline={noticeTimeline(row, lines, nameOf)} typed={typed} />);
  }

  private async file(req: Request, id: string): Promise<NoticeFile> {
    const file = await this.notices.find(id, principalOf(req));
    if (!file) throw new NotFoundException();
    return file;
  }
}

type Fate = { outcome: NoticeOutcome; presentedOn: LegalDay | null; deliveredOn: LegalDay | null };

/** What became of a letter, and where the days contradict one another. */
function readOutcome(typed: { outcome: string; presentedOn: string; deliveredOn: string }, letter: NoticeLetter, today: LegalDay): { ok: true; fate: Fate } | { ok: false; errors: FieldError[] } {
  const outcome = noticeOutcomes.find((known) => known === typed.outcome);
  const [presentedOn, deliveredOn] = [dayOf(typed.presentedOn), dayOf(typed.deliveredOn)];
  const toCome = 'Ce jour n’est pas encore venu : revenez quand la preuve est là.';
  const errors: FieldError[] = [
    ...(outcome ? [] : [{ field: 'outcome', message: 'Dites ce que la lettre est devenue.' }]),
    ...(typed.presentedOn !== '' && !presentedOn ? [{ field: 'presentedOn', message: badDay }] : []),
    ...(typed.deliveredOn !== '' && !deliveredOn ? [{ field: 'deliveredOn', message: badDay }] : []),
    ...(presentedOn && presentedOn > today ? [{ field: 'presentedOn', message: toCome }] : []),
    ...(deliveredOn && deliveredOn > today ? [{ field: 'deliveredOn', message: toCome }] : []),
  ];
  if (!outcome || errors.length > 0) return { ok: false, errors };
  const fate = { outcome, presentedOn, deliveredOn };
  const faults = noticeFaults({ ...letter, ...fate });
  if (faults.length === 0) return { ok: true, fate };
  return { ok: false, errors: faults.map((fault) => ({ field: fault === 'presented_before_sent' ? 'presentedOn' : 'deliveredOn', message: noticeFaultSentence(fault) })) };
}
