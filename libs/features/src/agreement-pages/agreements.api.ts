import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { currentLastUsefulDay, currentTermEndsOn, currentTermStartsOn, legalDay, lifeSentence, statesOf, statusSentence, stepWords, termWorkflow } from '#libs/domain';
import type { TermState } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { chronicleLanes } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { Asked, Describe, Given, apiPath, notFound, Problem } from '#libs/features/api';
import { AgreementActs } from './agreement-acts.js';
import type { ActRefused } from './agreement-acts.js';
import { AgreementReader } from './agreements.read.js';

const day = z.string().meta({ format: 'date' });
const partyKinds = ['prefet', 'gestionnaire', 'national_partner', 'local_partner'] as const;

const agreementView = z.object({
  id: z.string(),
  number: z.string(),
  state: z.enum(statesOf(termWorkflow) as [TermState, ...TermState[]]),
  sentence: z.string().meta({ description: 'L’état et la suite, en français.' }),
  signedOn: day,
  inForceSince: day,
  term: z.object({ renewal: z.int().meta({ description: '0 : la première période.' }), from: day, to: day }),
  lastUsefulDay: day.meta({ description: 'Dernier jour où un préavis peut être reçu pour l’échéance en cours (article 7).' }),
  decision: z.enum(['continue', 'amend', 'denounce']).nullable(),
  endedOn: day.nullable(),
}).meta({ id: 'Agreement' });

const party = z.object({ partyId: z.string(), kind: z.enum(partyKinds), name: z.string(), since: day, until: day.nullable().meta({ description: 'Dernier jour engagé.' }) }).meta({ id: 'AgreementParty', description: 'L’organisme, jamais la personne.' });
const version = z.object({ n: z.int(), kind: z.enum(['signed', 'amendment', 'consolidated']), effectiveOn: day, title: z.string(), paperId: z.string().nullable(), roundId: z.string().nullable(), sha256: z.string().nullable() }).meta({ id: 'AgreementTextVersion' });
const entry = z.object({
  uid: z.string().meta({ description: 'Stable : la même chose le garde, quel que soit son jour.' }), on: day, until: day.nullable(), lane: z.enum(chronicleLanes), title: z.string(), detail: z.string().nullable(),
  tone: z.enum(['done', 'due', 'late', 'info']),
}).meta({ id: 'ChronicleEntry' });
const agreementDetail = agreementView.extend({ parties: z.array(party), versions: z.array(version), chronicle: z.array(entry) }).meta({ id: 'AgreementDetail' });
const agreementList = z.object({ items: z.array(agreementView) }).meta({ id: 'AgreementList' });

const statusQuery = z.strictObject({ on: z.iso.date().optional().meta({ description: 'Le jour demandé ; aujourd’hui, à défaut.' }) });
const statusView = z.object({
  day, tense: z.enum(['past', 'present', 'foreseen']).meta({ description: '« foreseen » : le jour est à venir, et la réponse vaut si rien ne se passe d’ici là.' }),
  standing: z.enum(['not_signed', 'not_in_force_yet', 'in_force', 'executed_in_fact', 'ended', 'unknown', 'too_far']),
  sentence: z.string(),
  term: z.object({ renewal: z.int(), from: day, to: day }).nullable(),
  version: z.object({ n: z.int(), title: z.string(), effectiveOn: day }).nullable(),
  bound: z.array(party), left: z.array(party),
  steps: z.array(z.object({ code: z.string(), text: z.string(), basis: z.string().nullable() })),
}).meta({ id: 'AgreementStatus' });

const decisionInput = z.strictObject({ decision: z.enum(['continue', 'amend', 'denounce']) }).meta({ id: 'AgreementDecision' });
const endInput = z.strictObject({ endedOn: z.iso.date(), reason: z.string().max(2_000) }).meta({ id: 'AgreementEnd' });

const agreement = { kind: 'agreement', param: 'id' } as const;

/** Agreements in their life, for programs. */
@Controller(apiPath)
export class AgreementsApi {
  constructor(private readonly reader: AgreementReader, private readonly acts: AgreementActs) {}

  @Get('agreements')
  @Allow('agreement.read')
  @Describe({ operationId: 'listAgreements', tag: 'Conventions', summary: 'Liste les conventions que vous pouvez lire, les dernières signées d’abord', status: 200, answer: agreementList })
  async list(@Req() req: Request): Promise<object> {
    const { actor, standing } = principalOf(req);
    const { lines } = await this.reader.list(standing.departementCode, actor, standing.organisationId);
    return { items: lines.map((line) => shown(line.agreement)) };
  }

  @Get('agreements/:id')
  @Allow('agreement.read', agreement)
  @Describe({ operationId: 'getAgreement', tag: 'Conventions', summary: 'Une convention : ses parties, ses versions et sa chronologie', status: 200, answer: agreementDetail })
  async one(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return this.detail(req, id);
  }

  @Get('agreements/:id/status')
  @Allow('agreement.read', agreement)
  @Describe({ operationId: 'getAgreementStatus', tag: 'Conventions', summary: 'Ce qui était en vigueur un jour donné, et pourquoi', query: statusQuery, status: 200, answer: statusView })
  async status(@Req() req: Request, @Param('id') id: string, @Asked() { on }: z.infer<typeof statusQuery>): Promise<object> {
    const data = await this.reader.status(id, on === undefined ? null : legalDay(on), principalOf(req).actor);
    if (!data) throw notFound();
    const { status, parties } = data;
    const named = (bound: readonly { partyId: string }[]) => bound.map((one) => ({ ...one, name: parties.find(({ partyId }) => partyId === one.partyId)?.name ?? '' }));
    return { ...status, sentence: statusSentence(status), bound: named(status.bound), left: named(status.left), steps: status.steps.map((step) => ({ code: step.step, ...stepWords(step) })) };
  }

  @Post('agreements/:id/decision')
  @Allow('agreement.manage', agreement)
  @Describe({ operationId: 'decideAgreementTerm', tag: 'Conventions', summary: 'Ce que la préfecture veut faire à l’échéance', body: decisionInput, status: 200, answer: agreementDetail, problems: [409] })
  async decide(@Req() req: Request, @Param('id') id: string, @Given() { decision }: z.infer<typeof decisionInput>): Promise<object> {
    answer(await this.acts.decide(id, decision, principalOf(req).actor));
    return this.detail(req, id);
  }

  @Post('agreements/:id/end')
  @Allow('agreement.manage', agreement)
  @Describe({ operationId: 'endAgreementInFact', tag: 'Conventions', summary: 'Constate que l’exécution de fait a cessé', body: endInput, status: 200, answer: agreementDetail, problems: [409] })
  async end(@Req() req: Request, @Param('id') id: string, @Given() given: z.infer<typeof endInput>): Promise<object> {
    answer(await this.acts.end(id, given, principalOf(req).actor));
    return this.detail(req, id);
  }

  private async detail(req: Request, id: string): Promise<object> {
    const { actor, standing } = principalOf(req);
    const found = await this.reader.one(id, actor, standing.organisationId);
    if (!found) throw notFound();
    return {
      ...shown(found.agreement), parties: found.parties, versions: found.versions,
      chronicle: found.entries.map(({ uid, on, until, lane, title, detail, tone }) => ({ uid, on, until: until ?? null, lane, title, detail: detail ?? null, tone })),
    };
  }
}

/** A day or a reason to correct is the sender's; the rest is the agreement's. */
function answer(refused: ActRefused | null): void {
  if (refused) throw new Problem(refused.field === 'endedOn' || refused.field === 'reason' ? 422 : 409, refused.code, refused.sentence);
}

function shown(row: AgreementRow): z.infer<typeof agreementView> {
  const { id, number, state, facts, signedOn } = row;
  return {
    id, number, state, sentence: lifeSentence(row), signedOn, inForceSince: facts.inForceSince, term: { renewal: facts.renewals, from: currentTermStartsOn(facts), to: currentTermEndsOn(facts) },
    lastUsefulDay: currentLastUsefulDay(facts), decision: facts.decision?.choice ?? null, endedOn: facts.end?.on ?? null,
  };
}
