import { z } from 'zod';
import { obligationArticles, obligationKinds, obligationSteps, obligationStepText, obligationWorkflow, statesOf, zoneOfDepartement } from '#libs/domain';
import type { LegalDay, ObligationState } from '#libs/domain';
import { stateSentence } from './obligation-words.js';
import { requestChannels } from './obligation.store.js';
import type { ObligationRow } from './obligation.store.js';
import { referenceLengthMax } from './obligations.js';

const day = z.string().meta({ format: 'date' });
const civil = z.string().meta({ description: 'Heure civile du département, sans décalage : « 2027-07-12T10:00:00 ».' });
const line = z.string().trim().min(1).max(200);
const paragraph = z.string().trim().min(1).max(5_000);
const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/).meta({ description: '« 14:30 »' });
/** The ANCT, and those whom the préfecture keeps informed. */
const othersMax = 20;
const linesMax = 100;

const proofView = z.discriminatedUnion('kind', [z.object({ kind: z.literal('paper'), paperId: z.string() }), z.object({ kind: z.literal('page'), url: z.string() })]);

export const obligationView = z.object({
  id: z.string(),
  agreementId: z.string(),
  kind: z.enum(obligationKinds),
  article: z.string(),
  state: z.enum(statesOf(obligationWorkflow) as [ObligationState, ...ObligationState[]]),
  sentence: z.string().meta({ description: 'Où en est l’obligation, en français.' }),
  structureId: z.string().nullable().meta({ description: 'Nul : les signataires ensemble.' }),
  structureName: z.string().nullable(),
  period: z.object({ from: day, to: day }).nullable(),
  opensOn: day,
  dueOn: day,
  dueAt: civil.nullable().meta({ description: 'Pour une demande d’usager : l’heure compte.' }),
  lateSince: day.nullable().meta({ description: 'Gardé pour toujours, même si la preuve établit ensuite que c’était fait à temps.' }),
  done: z.object({ on: day, at: civil.nullable(), toldOn: day, late: z.boolean(), proof: proofView.nullable() }).nullable(),
  waiver: z.object({ on: day, reason: z.string() }).nullable(),
  meetingOn: day.nullable(),
  reference: z.string().nullable(),
  channel: z.enum(requestChannels).nullable(),
}).meta({ id: 'Obligation' });

export const obligationDetail = obligationView.extend({
  steps: z.array(z.object({ code: z.string(), text: z.string() })).meta({ description: 'Pourquoi ce jour : chaque pas du calcul, et ce que diraient les autres lectures.' }),
}).meta({ id: 'ObligationDetail' });
export const obligationList = z.object({ year: z.int(), items: z.array(obligationView) }).meta({ id: 'ObligationList' });
export const yearQuery = z.strictObject({ year: z.coerce.number().int().min(1990).max(2100).optional().meta({ description: 'L’année des jours dus ; l’année en cours, à défaut.' }) });

export const proofInput = z.strictObject({
  doneOn: z.iso.date().meta({ description: 'Le jour où c’est fait : c’est lui qui compte.' }),
  pageUrl: z.string().optional().meta({ description: 'Adresse de la page publiée ; l’une des deux preuves est attendue.' }),
  paperId: z.uuid().optional().meta({ description: 'Une pièce déjà gardée avec la convention.' }),
}).meta({ id: 'ObligationProof' });
export const reasonInput = z.strictObject({ reason: z.string().max(1_000) }).meta({ id: 'ObligationReason' });
export const requestInput = z.strictObject({ receivedAt: civil, channel: z.enum(requestChannels), reference: z.string().max(referenceLengthMax).meta({ description: 'Un numéro, jamais un nom.' }) }).meta({ id: 'UserRequest' });
export const answerInput = z.strictObject({ answeredAt: civil }).meta({ id: 'UserRequestAnswer' });

const addressee = z.strictObject({ name: line, address: z.email() });
const others = z.array(addressee).max(othersMax).default([]);
export const convocationInput = z.strictObject({
  on: z.iso.date(), at: hour, place: line, remote: z.string().max(200).default(''), agenda: z.array(line).min(1).max(linesMax), answerUntil: z.iso.date().nullable().default(null), others,
}).meta({ id: 'CommitteeConvocation' });
export const minutesInput = z.strictObject({
  on: z.iso.date(), from: hour.or(z.literal('')).default(''), until: hour.or(z.literal('')).default(''), place: line, chairedBy: line, secretary: z.string().max(200).default(''),
  present: z.array(line).min(1).max(linesMax), excused: z.array(line).max(linesMax).default([]),
  items: z.array(z.strictObject({ title: line, paragraphs: z.array(paragraph).max(linesMax).default([]) })).min(1).max(linesMax),
  decisions: z.array(z.strictObject({ what: line, who: z.string().max(200).default(''), until: z.string().max(200).default('') })).max(linesMax).default([]),
  nextMeeting: z.string().max(200).default(''),
  anct: z.email().meta({ description: 'Adresse à laquelle l’ANCT reçoit le compte rendu (article 6).' }), others,
}).meta({ id: 'CommitteeMinutes' });

export function shownObligation(row: ObligationRow, today: LegalDay): z.infer<typeof obligationView> {
  const { facts } = row;
  return {
    id: row.id, agreementId: row.agreementId, kind: row.kind, article: obligationArticles[row.kind], state: row.state, sentence: stateSentence(row, today), structureId: row.structureId, structureName: row.debtorName,
    period: facts.period && { from: facts.period.from, to: facts.period.until }, opensOn: row.opensOn, dueOn: row.dueOn, dueAt: facts.answer?.dueAt ?? null, lateSince: facts.lateSince,
    done: facts.done, waiver: facts.waiver, meetingOn: facts.meeting?.on ?? null, reference: row.reference, channel: row.channel,
  };
}

export function detailedObligation(row: ObligationRow, today: LegalDay): z.infer<typeof obligationDetail> {
  return { ...shownObligation(row, today), steps: obligationSteps(row.facts, zoneOfDepartement(row.departementCode)).map((step) => ({ code: step.code, text: obligationStepText(step) })) };
}
