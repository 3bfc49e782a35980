import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { adhesionStateNames, adhesionWorkflow, legalDay, offerLengthMax, reasonLengthMax, statesOf, voteChoices, voteUntil } from '#libs/domain';
import type { AdhesionState } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { apiPath, Describe, Given, notFound, Problem } from '#libs/features/api';
import { AdhesionSigning } from './adhesion-signing.js';
import { refusalWords } from './adhesion-desk.js';
import type { AskRefusal } from './adhesion-desk.js';
import { adhesionReasons, adhesionSentence } from './adhesion-words.js';
import { Adhesions } from './adhesions.js';
import type { AdhesionFile, Done } from './adhesions.js';

const day = z.iso.date();
const voteView = z.object({ gestionnaireId: z.string(), gestionnaire: z.string(), choice: z.enum(voteChoices), reason: z.string(), on: day });
const adhesionView = z.object({
  id: z.string(), agreementId: z.string(), agreementNumber: z.string(), partnerId: z.string(), partner: z.string(),
  state: z.enum(statesOf(adhesionWorkflow) as [AdhesionState, ...AdhesionState[]]),
  stateName: z.string(),
  sentence: z.string().meta({ description: 'Où en est la demande, en une phrase.' }),
  structureIds: z.array(z.string()), offer: z.string(),
  concerned: z.array(z.object({ id: z.string(), name: z.string() })).meta({ description: 'Les gestionnaires qui examinent la demande.' }),
  askedOn: day.nullable(), voteUntil: day.nullable().meta({ description: 'Dernier jour où un vote compte.' }),
  votes: z.array(voteView), acceptedOn: day.nullable(), roundId: z.string().nullable(), signedOn: day.nullable(), boundFrom: day.nullable().meta({ description: 'Premier jour où le partenaire est partie.' }),
  why: z.array(z.object({ sentence: z.string(), sources: z.string() })),
}).meta({ id: 'Adhesion' });
const joinableView = z.object({
  agreementId: z.string(), agreementNumber: z.string(),
  structures: z.array(z.object({ id: z.string(), name: z.string(), city: z.string(), gestionnaireId: z.string() })),
}).meta({ id: 'JoinableAgreement' });

const askInput = z.strictObject({
  partnerId: z.string().optional().meta({ description: 'Le partenaire local ; la préfecture seule l’indique.' }),
  structureIds: z.array(z.string()).max(200), offer: z.string().max(offerLengthMax),
}).meta({ id: 'AdhesionRequest' });
const voteInput = z.strictObject({ choice: z.enum(voteChoices), reason: z.string().max(reasonLengthMax).default('') }).meta({ id: 'AdhesionVote' });
const signatureInput = z.strictObject({ collectUntil: day }).meta({ id: 'AdhesionSignature' });

const agreement = { kind: 'agreement', param: 'id' } as const;
const adhesion = { kind: 'adhesion', param: 'id' } as const;

/** Adhesions, for programs. */
@Controller(apiPath)
export class AdhesionApi {
  constructor(private readonly desk: Adhesions, private readonly signing: AdhesionSigning) {}

  @Get('adhesions/joinable')
  @Allow('adhesion.ask')
  @Describe({ operationId: 'getJoinableAgreement', tag: 'Conventions', summary: 'La convention du département à laquelle un partenaire local peut adhérer : une, ou aucune', status: 200, answer: z.object({ items: z.array(joinableView) }) })
  async joinable(@Req() req: Request): Promise<{ items: z.infer<typeof joinableView>[] }> {
    const found = await this.desk.joinable(principalOf(req));
    if (!found) return { items: [] };
    return { items: [{ agreementId: found.agreement.id, agreementNumber: found.agreement.number, structures: found.structures.map(({ id, name, city, gestionnaireId }) => ({ id, name, city, gestionnaireId })) }] };
  }

  @Get('adhesions')
  @Allow('adhesion.read')
  @Describe({ operationId: 'listAdhesions', tag: 'Conventions', summary: 'Les demandes d’adhésion que vous pouvez lire', status: 200, answer: z.object({ items: z.array(adhesionView) }) })
  async list(@Req() req: Request): Promise<object> {
    return { items: await this.shownAll(req, null) };
  }

  @Get('agreements/:id/adhesions')
  @Allow('adhesion.read', agreement)
  @Describe({ operationId: 'listAgreementAdhesions', tag: 'Conventions', summary: 'Les demandes d’adhésion à une convention', status: 200, answer: z.object({ items: z.array(adhesionView) }) })
  async listOf(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return { items: await this.shownAll(req, id) };
  }

  @Post('agreements/:id/adhesions')
  @Allow('adhesion.ask', agreement)
  @Describe({ operationId: 'askAdhesion', tag: 'Conventions', summary: 'Demande à adhérer, pour un partenaire local (article 7)', body: askInput, status: 201, answer: adhesionView, problems: [409] })
  async ask(@Req() req: Request, @Param('id') id: string, @Given() { partnerId, structureIds, offer }: z.infer<typeof askInput>): Promise<object> {
    return this.done(req, await this.desk.ask(id, { partnerId: partnerId ?? null, structureIds, offer }, principalOf(req)));
  }

  @Get('adhesions/:id')
  @Allow('adhesion.read', adhesion)
  @Describe({ operationId: 'getAdhesion', tag: 'Conventions', summary: 'Une demande d’adhésion, ses votes et ses délais', status: 200, answer: adhesionView })
  async one(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return shown(await this.found(req, id));
  }

  @Post('adhesions/:id/votes')
  @Allow('adhesion.examine', adhesion)
  @Describe({ operationId: 'voteAdhesion', tag: 'Conventions', summary: 'Répond à une demande d’adhésion, pour un gestionnaire concerné', body: voteInput, status: 200, answer: adhesionView, problems: [409] })
  async vote(@Req() req: Request, @Param('id') id: string, @Given() vote: z.infer<typeof voteInput>): Promise<object> {
    return this.done(req, await this.desk.vote(id, vote, principalOf(req)));
  }

  @Post('adhesions/:id/withdrawal')
  @Allow('adhesion.ask', adhesion)
  @Describe({ operationId: 'withdrawAdhesion', tag: 'Conventions', summary: 'Retire une demande d’adhésion', status: 200, answer: adhesionView, problems: [409] })
  async withdraw(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return this.done(req, await this.desk.withdraw(id, principalOf(req)));
  }

  @Post('adhesions/:id/signature')
  @Allow('adhesion.manage', adhesion)
  @Describe({ operationId: 'openAdhesionSignature', tag: 'Conventions', summary: 'Envoie l’acte d’adhésion à signer, une fois la demande acceptée', body: signatureInput, status: 200, answer: adhesionView, problems: [409] })
  async sign(@Req() req: Request, @Param('id') id: string, @Given() { collectUntil }: z.infer<typeof signatureInput>): Promise<object> {
    return this.done(req, await this.signing.open(id, legalDay(collectUntil), principalOf(req)));
  }

  private async shownAll(req: Request, agreementId: string | null): Promise<z.infer<typeof adhesionView>[]> {
    const principal = principalOf(req);
    const items: z.infer<typeof adhesionView>[] = [];
    for (const { id } of await this.desk.list(principal, agreementId)) {
      const file = await this.desk.find(id, principal);
      if (file) items.push(shown(file));
    }
    return items;
  }

  private async done(req: Request, done: Done): Promise<z.infer<typeof adhesionView>> {
    if (!done.ok) throw refused(done.refusal);
    return shown(await this.found(req, done.id));
  }

  private async found(req: Request, id: string): Promise<AdhesionFile> {
    const file = await this.desk.find(id, principalOf(req));
    if (!file) throw notFound();
    return file;
  }
}

/** What is wrong in what was sent; everything else is the state of things. */
const typedWrong: readonly string[] = ['structure_missing', 'structure_outside', 'offer_missing', 'reason_missing', 'partner_unknown', 'deadline_past'];

function refused(refusal: AskRefusal): Problem {
  const { code, sentence } = refusalWords(refusal);
  return new Problem(typedWrong.includes(code) ? 422 : 409, code, sentence);
}

function shown(file: AdhesionFile): z.infer<typeof adhesionView> {
  const { row: { id, partnerId, state, facts, departementCode }, agreement: { id: agreementId, number }, partner, nameOf } = file;
  return {
    id, agreementId, agreementNumber: number, partnerId, partner, state, stateName: adhesionStateNames[state], sentence: adhesionSentence(file), structureIds: [...facts.structureIds], offer: facts.offer,
    concerned: facts.concernedIds.map((one) => ({ id: one, name: nameOf(one) })), askedOn: facts.askedOn, voteUntil: facts.askedOn && voteUntil(facts),
    votes: facts.votes.map((vote) => ({ ...vote, gestionnaire: nameOf(vote.gestionnaireId) })), acceptedOn: facts.acceptedOn, roundId: facts.roundId, signedOn: facts.signedOn, boundFrom: facts.boundFrom,
    why: adhesionReasons(facts, departementCode).map(({ sentence, sources }) => ({ sentence, sources })),
  };
}
