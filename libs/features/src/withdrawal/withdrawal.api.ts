import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import type { z } from 'zod';
import { bareTrackingNumber, legalDay } from '#libs/domain';
import type { LegalDay, NoticeAuthority } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import type { Principal } from '#libs/features/access';
import { apiPath, Describe, Given, notFound, Problem } from '#libs/features/api';
import type { LetterGiven } from './notice-input.js';
import { refusalWords } from './notice.refusals.js';
import type { NoticeRefusal } from './notice.refusals.js';
import { authorityInput, cancellationInput, decisionInput, examinationInput, lettersInput, noticeInput, noticeList, noticeView, outcomeInput, shownNotice } from './withdrawal.shapes.js';
import { Withdrawals } from './withdrawals.js';
import type { Done } from './withdrawals.js';

const ofAgreement = { kind: 'agreement', param: 'id' } as const;
const ofNotice = { kind: 'withdrawal', param: 'id' } as const;
type LetterInput = z.infer<typeof lettersInput>['letters'][number];

/** Refusals of what was typed: mend it and send it again. The others are about where the notice, or the agreement, stands. */
const typedRefusals: readonly NoticeRefusal['code'][] = [
  'authority_reference_missing', 'letter_missing', 'unknown_addressee', 'unknown_letter', 'tracking_number_wrong', 'dates_contradict', 'day_to_come', 'reason_missing', 'form_not_accepted', 'party_unknown', 'first_host_unknown',
];

/** Notices of art. 7, for programs: a correspondence office, an information system of a gestionnaire. */
@Controller(apiPath)
export class WithdrawalsApi {
  constructor(private readonly notices: Withdrawals) {}

  @Get('agreements/:id/notices')
  @Allow('notice.read', ofAgreement)
  @Describe({ operationId: 'listNotices', tag: 'Conventions', summary: 'Les retraits et les dénonciations d’une convention (article 7)', status: 200, answer: noticeList })
  async list(@Req() req: Request, @Param('id') id: string): Promise<object> {
    const by = principalOf(req);
    const opening = await this.notices.opening(id, by);
    if (!opening) throw notFound();
    return { items: (await this.notices.list(id, by)).map((row) => shownNotice({ ...opening, row })) };
  }

  @Post('agreements/:id/notices')
  @Allow('notice.file', ofAgreement)
  @Describe({ operationId: 'createNotice', tag: 'Conventions', summary: 'Notifie un départ, ou enregistre une lettre reçue ; sans lettre, le préavis reste en préparation', body: noticeInput, status: 201, answer: noticeView, problems: [403, 409] })
  async create(@Req() req: Request, @Param('id') id: string, @Given() given: z.infer<typeof noticeInput>): Promise<object> {
    const by = principalOf(req);
    const opening = await this.notices.opening(id, by);
    if (!opening) throw notFound();
    const { id: noticeId } = done(await this.notices.draft(id, { partyId: given.party ?? opening.me?.partyId ?? '', received: given.received, firstHostId: given.firstHost ?? null }, by));
    if (given.authority) done(await this.notices.showAuthority(noticeId, authorityOf(given.authority), by));
    if (given.letters.length > 0) done(await this.notices.send(noticeId, given.letters.map(letterOf), by));
    return this.shown(noticeId, by);
  }

  @Get('notices/:id')
  @Allow('notice.read', ofNotice)
  @Describe({ operationId: 'getNotice', tag: 'Conventions', summary: 'Un préavis : sa réponse, ses raisons, ce que diraient les autres lectures', status: 200, answer: noticeView })
  one(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return this.shown(id, principalOf(req));
  }

  @Post('notices/:id/authority')
  @Allow('notice.file', ofNotice)
  @Describe({ operationId: 'showNoticeAuthority', tag: 'Conventions', summary: 'Justifie du pouvoir de dénoncer', body: authorityInput, status: 200, answer: noticeView, problems: [403, 409] })
  async authority(@Req() req: Request, @Param('id') id: string, @Given() given: z.infer<typeof authorityInput>): Promise<object> {
    return this.after(id, req, (by) => this.notices.showAuthority(id, authorityOf(given), by));
  }

  @Post('notices/:id/letters')
  @Allow('notice.file', ofNotice)
  @Describe({ operationId: 'addNoticeLetters', tag: 'Conventions', summary: 'Enregistre des lettres, et ce qui est déjà connu de leur sort', body: lettersInput, status: 200, answer: noticeView, problems: [403, 409] })
  async letters(@Req() req: Request, @Param('id') id: string, @Given() { letters }: z.infer<typeof lettersInput>): Promise<object> {
    return this.after(id, req, (by) => this.notices.send(id, letters.map(letterOf), by));
  }

  @Post('notices/:id/outcomes')
  @Allow('notice.record', ofNotice)
  @Describe({ operationId: 'recordNoticeOutcome', tag: 'Conventions', summary: 'Enregistre ce qu’une lettre est devenue', body: outcomeInput, status: 200, answer: noticeView, problems: [403, 409] })
  async outcome(@Req() req: Request, @Param('id') id: string, @Given() { letterId, outcome, presentedOn, deliveredOn }: z.infer<typeof outcomeInput>): Promise<object> {
    return this.after(id, req, (by) => this.notices.recordOutcome(id, { letterId, outcome, presentedOn: known(presentedOn), deliveredOn: known(deliveredOn) }, by));
  }

  @Post('notices/:id/decision')
  @Allow('notice.decide', ofNotice)
  @Describe({ operationId: 'decideNoticeReception', tag: 'Conventions', summary: 'Décide de la réception d’une lettre revenue, avec ses motifs', body: decisionInput, status: 200, answer: noticeView, problems: [409] })
  async decide(@Req() req: Request, @Param('id') id: string, @Given() { letterId, receivedOn, reason }: z.infer<typeof decisionInput>): Promise<object> {
    return this.after(id, req, (by) => this.notices.decideReception(id, { letterId, receivedOn: known(receivedOn), reason }, by));
  }

  @Post('notices/:id/examination')
  @Allow('notice.examine', ofNotice)
  @Describe({ operationId: 'examineNotice', tag: 'Conventions', summary: 'Examine un préavis : une remarque, sans veto', body: examinationInput, status: 200, answer: noticeView, problems: [409] })
  async examine(@Req() req: Request, @Param('id') id: string, @Given() { remark }: z.infer<typeof examinationInput>): Promise<object> {
    return this.after(id, req, (by) => this.notices.examine(id, remark, by));
  }

  @Post('notices/:id/cancellation')
  @Allow('notice.file', ofNotice)
  @Describe({ operationId: 'cancelNotice', tag: 'Conventions', summary: 'Annule un préavis, avec un motif', body: cancellationInput, status: 200, answer: noticeView, problems: [403, 409] })
  async cancel(@Req() req: Request, @Param('id') id: string, @Given() { reason }: z.infer<typeof cancellationInput>): Promise<object> {
    return this.after(id, req, (by) => this.notices.cancel(id, reason, by));
  }

  private async after(id: string, req: Request, act: (by: Principal) => Promise<Done | null>): Promise<object> {
    const by = principalOf(req);
    done(await act(by));
    return this.shown(id, by);
  }

  private async shown(id: string, by: Principal): Promise<object> {
    const file = await this.notices.find(id, by);
    if (!file) throw notFound();
    return shownNotice(file);
  }
}

function done(result: Done | null): { id: string } {
  if (!result) throw notFound();
  if (result.ok) return result;
  const { code, sentence } = refusalWords(result.refusal);
  if (result.refusal.by === 'desk' && (code === 'not_yours' || code === 'not_by_you' || code === 'cancelled_by_prefecture')) throw new Problem(403, code, sentence);
  throw new Problem(typedRefusals.includes(result.refusal.code) ? 422 : 409, code, sentence);
}

const known = (day: string | null): LegalDay | null => (day === null ? null : legalDay(day));

function authorityOf({ decidedOn, transmittedOn, ...authority }: z.infer<typeof authorityInput>): NoticeAuthority {
  return { ...authority, decidedOn: legalDay(decidedOn), transmittedOn: known(transmittedOn) };
}

function letterOf({ addressee, trackingNumber, sentOn, presentedOn, deliveredOn, ...letter }: LetterInput): LetterGiven {
  const days = { sentOn: known(sentOn), presentedOn: known(presentedOn), deliveredOn: known(deliveredOn) };
  const bare = trackingNumber === null ? null : bareTrackingNumber(trackingNumber);
  // Handed over, a letter is sent, presented and delivered on one and the same day.
  if (letter.mode === 'hand_delivery' && letter.outcome !== 'refused') {
    const handed = days.deliveredOn ?? days.sentOn;
    return { ...letter, addresseeId: addressee, trackingNumber: bare, outcome: handed ? 'delivered' : letter.outcome, sentOn: handed, presentedOn: handed, deliveredOn: handed };
  }
  return { ...letter, addresseeId: addressee, trackingNumber: bare, ...days };
}
