import { Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import type { z } from 'zod';
import { civilTime, dayAt, legalDay, obligationRefusalSentence } from '#libs/domain';
import type { CivilTime, LegalDay, Obligation } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { agreementById } from '#libs/features/agreement';
import { Asked, Describe, Given, apiPath, invalid, notFound, Problem } from '#libs/features/api';
import { Papers } from '#libs/features/papers';
import { CLOCK, Database, instantOf } from '#libs/platform';
import type { Clock, Submission } from '#libs/platform';
import { requestRefusals } from './obligation-words.js';
import type { ObligationRow } from './obligation.store.js';
import { answersFor, Obligations } from './obligations.js';
import {
  answerInput, convocationInput, detailedObligation, minutesInput, obligationDetail, obligationList, proofInput, reasonInput, requestInput, shownObligation, yearQuery,
} from './obligations.shapes.js';

const one = { kind: 'obligation', param: 'id' } as const;
const tag = 'Conventions';

/** The obligations of art. 4.2, 4.7 and 6, for programs. */
@Controller(apiPath)
export class ObligationsApi {
  constructor(private readonly obligations: Obligations, private readonly papers: Papers, private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  @Get('agreements/:id/obligations')
  @Allow('obligation.read', { kind: 'agreement', param: 'id' })
  @Describe({ operationId: 'listObligations', tag, summary: 'Les obligations d’une convention dues dans une année', query: yearQuery, status: 200, answer: obligationList })
  async list(@Req() req: Request, @Param('id') id: string, @Asked() { year: asked }: z.infer<typeof yearQuery>): Promise<object> {
    const { actor } = principalOf(req);
    const agreement = await this.db.withIdentity(actor, (tx) => agreementById(tx, id));
    if (!agreement) throw notFound();
    const today = this.today(agreement);
    const year = asked ?? Number(today.slice(0, 4));
    const { due } = await this.obligations.year(actor, id, year);
    return { year, items: due.map((row) => shownObligation(row, today)) };
  }

  @Get('obligations/:id')
  @Allow('obligation.read', one)
  @Describe({ operationId: 'getObligation', tag, summary: 'Une obligation, et pourquoi ce jour', status: 200, answer: obligationDetail })
  async read(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return this.shown(await this.found(req, id));
  }

  @Post('obligations/:id/proof')
  @Allow('obligation.prove', one)
  @Describe({ operationId: 'proveObligation', tag, summary: 'Déclare une obligation faite, avec sa preuve', body: proofInput, status: 200, answer: obligationDetail, problems: [409] })
  async prove(@Req() req: Request, @Param('id') id: string, @Given() { doneOn, pageUrl, paperId }: z.infer<typeof proofInput>): Promise<object> {
    const row = await this.answerable(req, id);
    if ((pageUrl === undefined) === (paperId === undefined)) throw invalid([{ field: 'pageUrl', message: 'Donnez une preuve, et une seule : une page publiée ou une pièce gardée.' }]);
    if (paperId !== undefined) {
      const paper = await this.db.withIdentity(principalOf(req).actor, (tx) => this.papers.find(tx, paperId));
      if (paper?.agreementId !== row.agreementId) throw invalid([{ field: 'paperId', message: 'Cette pièce n’est pas gardée avec cette convention.' }]);
    }
    const proof = paperId === undefined ? { kind: 'page' as const, url: pageUrl! } : { kind: 'paper' as const, paperId };
    return this.done(req, id, await this.obligations.submit(principalOf(req).actor, id, { type: 'declare', doneOn: legalDay(doneOn), proof }));
  }

  @Post('obligations/:id/answer')
  @Allow('obligation.prove', one)
  @Describe({ operationId: 'answerUserRequest', tag, summary: 'Enregistre la réponse à un usager, à son heure', body: answerInput, status: 200, answer: obligationDetail, problems: [409] })
  async answer(@Req() req: Request, @Param('id') id: string, @Given() { answeredAt }: z.infer<typeof answerInput>): Promise<object> {
    await this.answerable(req, id);
    return this.done(req, id, await this.obligations.submit(principalOf(req).actor, id, { type: 'answer', answeredAt: timeIn('answeredAt', answeredAt) }));
  }

  @Post('obligations/:id/waiver')
  @Allow('obligation.manage', one)
  @Describe({ operationId: 'waiveObligation', tag, summary: 'Déclare une obligation sans objet, avec un motif', body: reasonInput, status: 200, answer: obligationDetail, problems: [409] })
  async waive(@Req() req: Request, @Param('id') id: string, @Given() { reason }: z.infer<typeof reasonInput>): Promise<object> {
    return this.done(req, id, await this.obligations.submit(principalOf(req).actor, id, { type: 'waive', reason }));
  }

  @Post('obligations/:id/reopening')
  @Allow('obligation.manage', one)
  @Describe({ operationId: 'reopenObligation', tag, summary: 'Rouvre une obligation faite ou sans objet, avec un motif', body: reasonInput, status: 200, answer: obligationDetail, problems: [409] })
  async reopen(@Req() req: Request, @Param('id') id: string, @Given() { reason }: z.infer<typeof reasonInput>): Promise<object> {
    return this.done(req, id, await this.obligations.submit(principalOf(req).actor, id, { type: 'reopen', reason }));
  }

  @Post('obligations/:id/convocation')
  @Allow('obligation.manage', one)
  @Describe({ operationId: 'convokeCommittee', tag, summary: 'Convoque le comité de pilotage : PDF et Word, envoyés aux parties', body: convocationInput, status: 202, answer: obligationDetail, problems: [409] })
  async convoke(@Req() req: Request, @Param('id') id: string, @Given() given: z.infer<typeof convocationInput>): Promise<object> {
    const row = await this.found(req, id);
    const content = { ...given, on: legalDay(given.on), answerUntil: given.answerUntil === null ? null : legalDay(given.answerUntil) };
    return this.done(req, id, await this.obligations.convoke(principalOf(req).actor, row, content));
  }

  @Post('obligations/:id/meeting-cancellation')
  @Allow('obligation.manage', one)
  @Describe({ operationId: 'cancelCommittee', tag, summary: 'Annule la réunion convoquée, avec un motif', body: reasonInput, status: 200, answer: obligationDetail, problems: [409] })
  async cancel(@Req() req: Request, @Param('id') id: string, @Given() { reason }: z.infer<typeof reasonInput>): Promise<object> {
    return this.done(req, id, await this.obligations.submit(principalOf(req).actor, id, { type: 'cancelMeeting', reason }));
  }

  @Post('obligations/:id/minutes')
  @Allow('obligation.manage', one)
  @Describe({ operationId: 'recordCommitteeMinutes', tag, summary: 'Enregistre le compte rendu du comité, envoyé à l’ANCT et aux parties', body: minutesInput, status: 202, answer: obligationDetail, problems: [409] })
  async minutes(@Req() req: Request, @Param('id') id: string, @Given() given: z.infer<typeof minutesInput>): Promise<object> {
    const row = await this.found(req, id);
    const { anct, others, on, ...rest } = given;
    const content = { ...rest, on: legalDay(on), others: [{ name: 'ANCT', address: anct }, ...others] };
    return this.done(req, id, await this.obligations.recordMinutes(principalOf(req).actor, row, content));
  }

  @Post('structures/:id/user-requests')
  @Allow('obligation.prove', { kind: 'structure', param: 'id' })
  @Describe({ operationId: 'recordUserRequest', tag, summary: 'Enregistre une demande d’usager : le délai de 72 heures ouvrées court de sa réception', body: requestInput, status: 201, answer: obligationDetail, problems: [409] })
  async record(@Req() req: Request, @Param('id') id: string, @Given() { receivedAt, channel, reference }: z.infer<typeof requestInput>): Promise<object> {
    const recorded = await this.obligations.recordRequest(principalOf(req).actor, id, { receivedAt: timeIn('receivedAt', receivedAt), channel, reference });
    if (!recorded.ok) throw new Problem(409, recorded.refusal, requestRefusals[recorded.refusal]);
    return this.shown(await this.found(req, recorded.id));
  }

  private async done(req: Request, id: string, submission: Submission<Obligation>): Promise<object> {
    if (!submission.accepted) throw new Problem(409, submission.refusal, obligationRefusalSentence(submission.refusal));
    return this.shown(await this.found(req, id));
  }

  private async answerable(req: Request, id: string): Promise<ObligationRow> {
    const row = await this.found(req, id);
    if (!answersFor(principalOf(req).actor, row)) throw notFound();
    return row;
  }

  private async found(req: Request, id: string): Promise<ObligationRow> {
    const row = await this.obligations.find(principalOf(req).actor, id);
    if (!row) throw notFound();
    return row;
  }

  private shown(row: ObligationRow): object {
    return detailedObligation(row, this.today(row));
  }

  private today({ timeZone }: { timeZone: string }): LegalDay {
    return dayAt(instantOf(this.clock), timeZone);
  }
}

function timeIn(field: string, text: string): CivilTime {
  try {
    return civilTime(text);
  } catch {
    throw invalid([{ field, message: 'Écrivez l’heure civile du département, sans décalage : « 2027-07-12T10:00 ».' }]);
  }
}
