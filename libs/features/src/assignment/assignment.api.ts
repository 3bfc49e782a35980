import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { assignmentStateNames, assignmentWorkflow, assigneeNameLengthMax, consentUntil, legalDay, legalReferenceLengthMax, prefetBodyId, reasonLengthMax, statesOf } from '#libs/domain';
import type { AssignmentState } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { apiPath, Describe, Given, notFound, Problem } from '#libs/features/api';
import { refusalWords, statusOf } from './assignment-desk.js';
import type { AssignmentDeskRefusal } from './assignment-desk.js';
import { assignmentReasons, assignmentSentence, missingIn } from './assignment-words.js';
import { Assignments } from './assignments.js';
import type { AssignmentFile, Done } from './assignments.js';

const day = z.iso.date();
const partyView = z.object({ id: z.string(), name: z.string() });
const assignmentView = z.object({
  id: z.string(), agreementId: z.string(), agreementNumber: z.string(),
  state: z.enum(statesOf(assignmentWorkflow) as [AssignmentState, ...AssignmentState[]]),
  stateName: z.string(),
  sentence: z.string().meta({ description: 'Où en est la demande, en une phrase.' }),
  assignor: partyView, assignee: z.object({ partyId: z.string(), name: z.string(), siret: z.string() }),
  structureIds: z.array(z.string()).nullable().meta({ description: 'Les structures cédées ; nul : tout l’engagement.' }),
  effectOn: day.meta({ description: 'Premier jour où le repreneur est engagé.' }), consentUntil: day.meta({ description: 'Dernier jour qu’un accord puisse porter.' }), reason: z.string(),
  byLaw: z.object({ reference: z.string(), actOn: day.nullable() }).nullable().meta({ description: 'Le texte qui opère la substitution : information seulement. Nul : une cession.' }),
  askedOn: day.nullable(),
  answers: z.array(z.object({ party: partyView, answer: z.enum(['consent', 'refusal']), on: day, proof: z.enum(['account', 'letter']), reason: z.string().nullable() })),
  missing: z.array(z.object({ party: partyView, why: z.enum(['silent', 'refused']) })).meta({ description: 'Les parties dont l’accord exprès manque.' }),
  why: z.array(z.object({ sentence: z.string(), sources: z.string() })),
}).meta({ id: 'Assignment' });

const askInput = z.strictObject({
  assignorId: z.string().optional().meta({ description: 'La partie qui cède ; la préfecture seule l’indique.' }),
  assignee: z.strictObject({ name: z.string().max(assigneeNameLengthMax), siret: z.string().max(30) }),
  structureIds: z.array(z.string()).max(200).optional().meta({ description: 'Les structures cédées, pour un gestionnaire ; absent : tout l’engagement.' }),
  effectOn: day, reason: z.string().max(reasonLengthMax),
  byLaw: z.strictObject({ reference: z.string().max(legalReferenceLengthMax), actOn: day.optional() }).optional().meta({ description: 'Pour une substitution par l’effet de la loi (CGCT, L5211-41-3, L2113-5).' }),
}).meta({ id: 'AssignmentRequest' });
const answerInput = z.strictObject({
  answer: z.enum(['consent', 'refuse']),
  partyId: z.string().optional().meta({ description: 'La préfecture seule : la partie dont elle a reçu la lettre ; absent, le préfet.' }),
  on: day.optional().meta({ description: 'Le jour que porte la lettre ; une réponse donnée pour soi porte celui de l’envoi.' }),
  paperId: z.string().optional(), reason: z.string().max(reasonLengthMax).default(''),
}).meta({ id: 'AssignmentAnswer' });
const cancelInput = z.strictObject({ reason: z.string().max(reasonLengthMax) }).meta({ id: 'AssignmentCancellation' });

const agreement = { kind: 'agreement', param: 'id' } as const;
const assignment = { kind: 'assignment', param: 'id' } as const;

/** Assignments, for programs. */
@Controller(apiPath)
export class AssignmentApi {
  constructor(private readonly desk: Assignments) {}

  @Get('agreements/:id/assignments')
  @Allow('assignment.read', agreement)
  @Describe({ operationId: 'listAssignments', tag: 'Conventions', summary: 'Les cessions demandées dans une convention', status: 200, answer: z.object({ items: z.array(assignmentView) }) })
  async list(@Req() req: Request, @Param('id') id: string): Promise<object> {
    const principal = principalOf(req);
    const items: z.infer<typeof assignmentView>[] = [];
    for (const row of await this.desk.list(id, principal)) {
      const file = await this.desk.find(row.id, principal);
      if (file) items.push(shown(file));
    }
    return { items };
  }

  @Post('agreements/:id/assignments')
  @Allow('assignment.ask', agreement)
  @Describe({ operationId: 'askAssignment', tag: 'Conventions', summary: 'Demande une cession, ou annonce une substitution par l’effet de la loi (article 7)', body: askInput, status: 201, answer: assignmentView, problems: [409] })
  async ask(@Req() req: Request, @Param('id') id: string, @Given() { assignorId, assignee, structureIds, effectOn, reason, byLaw }: z.infer<typeof askInput>): Promise<object> {
    return this.done(req, await this.desk.ask(id, {
      assignorId: assignorId ?? null, ...assignee, part: structureIds ? { kind: 'structures', structureIds } : { kind: 'whole' }, effectOn: legalDay(effectOn), reason,
      byLaw: byLaw ? { reference: byLaw.reference, actOn: byLaw.actOn ? legalDay(byLaw.actOn) : null } : null,
    }, principalOf(req)));
  }

  @Get('assignments/:id')
  @Allow('assignment.read', assignment)
  @Describe({ operationId: 'getAssignment', tag: 'Conventions', summary: 'Une cession, ses accords et ce qui manque', status: 200, answer: assignmentView })
  async one(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return shown(await this.found(req, id));
  }

  @Post('assignments/:id/consents')
  @Allow('assignment.consent', assignment)
  @Describe({ operationId: 'answerAssignment', tag: 'Conventions', summary: 'Consent à une cession, ou la refuse', body: answerInput, status: 200, answer: assignmentView, problems: [409] })
  async answer(@Req() req: Request, @Param('id') id: string, @Given() { answer, partyId, on, paperId, reason }: z.infer<typeof answerInput>): Promise<object> {
    const principal = principalOf(req);
    const { role, organisationId } = principal.standing;
    const own = role === 'prefecture' ? prefetBodyId : (organisationId ?? '');
    return this.done(req, await this.desk.answer(id, { answer, partyId: partyId ?? own, on: on ? legalDay(on) : null, paperId: paperId ?? null, reason }, principal));
  }

  @Post('assignments/:id/cancellation')
  @Allow('assignment.ask', assignment)
  @Describe({ operationId: 'cancelAssignment', tag: 'Conventions', summary: 'Annule une demande de cession', body: cancelInput, status: 200, answer: assignmentView, problems: [409] })
  async cancel(@Req() req: Request, @Param('id') id: string, @Given() { reason }: z.infer<typeof cancelInput>): Promise<object> {
    return this.done(req, await this.desk.cancel(id, reason, principalOf(req)));
  }

  private async done(req: Request, done: Done): Promise<z.infer<typeof assignmentView>> {
    if (!done.ok) throw refused(done.refusal);
    return shown(await this.found(req, done.id));
  }

  private async found(req: Request, id: string): Promise<AssignmentFile> {
    const file = await this.desk.find(id, principalOf(req));
    if (!file) throw notFound();
    return file;
  }
}

function refused(refusal: AssignmentDeskRefusal): Problem {
  const { code, sentence } = refusalWords(refusal);
  return new Problem(statusOf(refusal), code, sentence);
}

function shown(file: AssignmentFile): z.infer<typeof assignmentView> {
  const { row: { id, state, facts }, agreement: { id: agreementId, number, readings }, nameOf } = file;
  const party = (partyId: string) => ({ id: partyId, name: nameOf(partyId) });
  return {
    id, agreementId, agreementNumber: number, state, stateName: assignmentStateNames[state], sentence: assignmentSentence(file), assignor: party(facts.assignor.id), assignee: facts.assignee,
    structureIds: facts.part.kind === 'whole' ? null : [...facts.part.structureIds], effectOn: facts.effectOn, consentUntil: consentUntil(facts), reason: facts.reason, byLaw: facts.byLaw, askedOn: facts.askedOn,
    answers: facts.answers.map(({ partyId, answer, on, proof, reason }) => ({ party: party(partyId), answer, on, proof: proof.kind, reason })),
    missing: facts.byLaw ? [] : missingIn(file).map((one) => ({ party: party(one.party.id), why: one.why })),
    why: assignmentReasons(facts, readings['cession.effet_de_la_loi'] === 'avenant'),
  };
}
