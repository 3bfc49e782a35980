import { z } from 'zod';
import { abilities, demarches, endInstant, identityDocuments, informationItems, mandateDurations, mandateDurationSteps, mandateDurationStepText, mandateSentence, mandateWorkflow, renunciationReasons, statesOf } from '#libs/domain';
import type { MandateState } from '#libs/domain';
import { noteLengthMax, wordsLengthMax } from './mandate-input.js';
import type { ListedMandate, MandateCounts, MandateFile } from './mandate-reading.js';
import type { StandingOfStructure } from './mandate-standing.js';
import type { MandateRow } from './mandate.store.js';

const day = z.string().meta({ format: 'date' });
const instant = z.string().meta({ format: 'date-time', description: 'À la seconde qui compte.' });
const partnersMax = 30;
const place = z.enum(['on_site', 'remote']).meta({ description: 'Un mandat se signe sur place (article 4.6) : « remote » est refusé par son nom.' });
const agentId = z.uuid().optional().meta({ description: 'Le compte de l’agent qui représente la structure : un programme le nomme.' });

const item = { demarche: z.enum(demarches), actions: z.boolean(), dataRequests: z.boolean(), partners: z.array(z.string()).max(partnersMax) };
const personFields = z.object({ familyName: z.string(), givenNames: z.string(), birthDate: z.string(), birthPlace: z.string(), address: z.string(), phone: z.string().nullable(), email: z.string().nullable() }).meta({ id: 'MandatePerson' });
const endView = z.object({ how: z.enum(['revoked', 'renounced', 'expired', 'resolved', 'lapsed', 'replaced']), at: instant, on: day, detail: z.string().nullable(), occurredOn: day.nullable() }).meta({ id: 'MandateEnd' });

/** Of what is done: no person, so that an answer kept for a repeated request names nobody. */
export const mandateView = z.object({
  id: z.string(), number: z.string(), state: z.enum(statesOf(mandateWorkflow) as [MandateState, ...MandateState[]]),
  sentence: z.string().meta({ description: 'Où en est le mandat, en une phrase.' }),
  structureId: z.string(), agentId: z.string(), agreementId: z.string().nullable(),
  informedAt: instant.nullable(), identifiedAt: instant.nullable(), definedAt: instant.nullable(), signedAt: instant.nullable(),
  scope: z.array(z.object(item)), duration: z.enum(mandateDurations).nullable(),
  endsOn: day.nullable().meta({ description: 'Dernier jour, jusqu’à minuit à l’heure de la structure.' }),
  endsAt: instant.nullable().meta({ description: 'Le premier instant où plus rien ne peut être fait.' }),
  takenOver: z.array(z.object({ demarche: z.enum(demarches), by: z.string(), at: instant })), sharing: z.array(z.object({ partner: z.string(), at: instant })),
  acts: z.int(), end: endView.nullable(), destroyedAt: instant.nullable(), proofUntil: day.nullable(),
}).meta({ id: 'Mandate' });

export const mandateDetail = mandateView.extend({
  person: personFields.nullable().meta({ description: 'Nul avant l’identité, et dès que le mandat a pris fin : les données sont verrouillées, puis détruites.' }),
  words: z.record(z.string(), z.string()).meta({ description: 'Ce qui est précisément confié, par démarche.' }),
  actsDone: z.array(z.object({ id: z.string(), demarche: z.enum(demarches), kind: z.enum(['action', 'data_request']), partner: z.string(), at: instant, agentId: z.string() })),
  notes: z.array(z.object({ id: z.string(), text: z.string(), createdAt: instant })),
  documents: z.array(z.object({ id: z.string(), title: z.string(), mediaType: z.string(), bytes: z.int(), createdAt: instant })),
  proofs: z.array(z.object({ kind: z.enum(['original', 'scan', 'receipt']), sha256: z.string(), bytes: z.int(), createdAt: instant })),
  steps: z.array(z.object({ code: z.string(), text: z.string() })).meta({ description: 'Pourquoi ce dernier jour : chaque pas du calcul, et ce que dirait une autre lecture.' }),
}).meta({ id: 'MandateDetail' });

const listedView = mandateView.extend({ person: personFields.nullable() }).meta({ id: 'ListedMandate' });
export const mandateList = z.object({ items: z.array(listedView) }).meta({ id: 'MandateList' });
export const listQuery = z.strictObject({ which: z.enum(['drafts', 'today', 'active', 'expiring', 'ended']).default('active').meta({ description: '« expiring » : dont le dernier jour est dans les trente jours.' }) });

export const standingView = z.object({
  structureId: z.string(), agreementId: z.string().nullable().meta({ description: 'Nul : aucune convention en vigueur ne lie la structure, aucun mandat n’est reçu.' }),
  demarches: z.array(z.enum(demarches)), partners: z.array(z.object({ id: z.string(), name: z.string() })),
}).meta({ id: 'MandateStanding' });

const counted = { structureId: z.string(), month: z.string().meta({ description: '« 2027-03 »' }), count: z.int() };
export const countsView = z.object({
  from: day, to: day, structures: z.array(z.object({ id: z.string(), name: z.string() })),
  mandates: z.array(z.object({ ...counted, end: z.string(), demarche: z.enum(demarches).nullable().meta({ description: 'Nul : quelles qu’elles soient.' }) })),
  acts: z.array(z.object({ ...counted, demarche: z.enum(demarches), kind: z.enum(['action', 'data_request']) })),
}).meta({ id: 'MandateCounts' });
export const countsQuery = z.strictObject({ from: z.iso.date(), to: z.iso.date() });

export const startInput = z.strictObject({ items: z.array(z.enum(informationItems)).max(informationItems.length), ability: z.enum(abilities), place, agentId }).meta({ id: 'MandateStart' });
export const identityInput = z.strictObject({ ...personFields.shape, document: z.enum(identityDocuments).meta({ description: 'La sorte de pièce, regardée et rendue : ni copie, ni numéro.' }) }).meta({ id: 'MandateIdentity' });
export const scopeInput = z.strictObject({ scope: z.array(z.strictObject({ ...item, words: z.string().max(wordsLengthMax) })).max(demarches.length), duration: z.enum(mandateDurations).nullable() }).meta({ id: 'MandateScope' });
const definedAt = z.string().max(40).meta({ description: '« definedAt » du mandat tel qu’il a été lu : si ses démarches ont été corrigées depuis, rien n’est signé.' });
export const tabletInput = z.strictObject({ place, definedAt, typedName: z.string().max(200).meta({ description: 'Le nom que la personne écrit elle-même pour signer.' }) }).meta({ id: 'MandateTabletSignature' });
export const scanQuery = z.strictObject({ place, definedAt });
export const actInput = z.strictObject({ demarche: z.enum(demarches), kind: z.enum(['action', 'data_request']), partner: z.string(), note: z.string().max(noteLengthMax).optional(), agentId }).meta({ id: 'MandateAct' });
export const noteInput = z.strictObject({ text: z.string().max(noteLengthMax) }).meta({ id: 'MandateNote' });
export const sharingInput = z.strictObject({ partner: z.string().max(100).meta({ description: 'L’identifiant d’un organisme présent dans la structure.' }) }).meta({ id: 'MandateSharing' });
export const renunciationInput = z.strictObject({ reason: z.enum(renunciationReasons) }).meta({ id: 'MandateRenunciation' });
export const lapseInput = z.strictObject({ cause: z.enum(['death', 'guardianship']), occurredOn: z.iso.date().nullable().default(null).meta({ description: 'Le jour où c’est arrivé, s’il est connu ; le mandat finit à l’instant où la structure l’apprend.' }) }).meta({ id: 'MandateLapse' });
export const lookUpInput = z.strictObject({ familyName: z.string().max(100), givenNames: z.string().max(100), birthDate: z.string().max(10) }).meta({ id: 'MandateLookUp' });
export const secretKept = z.object({ id: z.string() }).meta({ id: 'MandateSecretKept' });

export function shownMandate({ id, number, state, structureId, agentId: agent, facts }: Omit<MandateRow, 'personId'>): z.infer<typeof mandateView> {
  const { agreementId, informedAt, identifiedAt, definedAt, signed, scope, duration, endsOn, takenOver, sharing, acts, end, destroyed, proofUntil } = facts;
  return {
    id, number, state, sentence: mandateSentence({ state, facts }), structureId, agentId: agent, agreementId, informedAt, identifiedAt, definedAt, signedAt: signed?.at ?? null,
    scope: scope.map((one) => ({ ...one, partners: [...one.partners] })), duration, endsOn, endsAt: endInstant(facts), takenOver: [...takenOver], sharing: [...sharing], acts, end, destroyedAt: destroyed?.at ?? null, proofUntil,
  };
}

export function listedMandate(row: ListedMandate): z.infer<typeof listedView> {
  return { ...shownMandate(row), person: row.person };
}

export function detailedMandate({ row, person, words, acts, secrets, proofs }: MandateFile): z.infer<typeof mandateDetail> {
  const { signed, duration } = row.facts;
  return {
    ...shownMandate(row), person, words: words as Record<string, string>, actsDone: acts.map((act) => ({ ...act, at: act.at.toISOString() })),
    notes: secrets.flatMap(({ id, text, createdAt }) => (text === null ? [] : [{ id, text, createdAt: createdAt.toISOString() }])),
    documents: secrets.flatMap(({ id, title, mediaType, bytes, createdAt }) => (title === null ? [] : [{ id, title, mediaType: mediaType ?? '', bytes, createdAt: createdAt.toISOString() }])),
    proofs: proofs.map(({ kind, sha256, bytes, createdAt }) => ({ kind, sha256, bytes, createdAt: createdAt.toISOString() })),
    steps: signed && duration ? mandateDurationSteps(signed.on, duration).map((step) => ({ code: step.code, text: mandateDurationStepText(step) })) : [],
  };
}

export function shownStanding({ structure, standing, partnerNames }: StandingOfStructure): z.infer<typeof standingView> {
  return { structureId: structure.id, agreementId: standing.agreementId, demarches: [...standing.demarches], partners: standing.partners.map((id) => ({ id, name: partnerNames.get(id) ?? '' })) };
}

export function shownCounts({ from, to, structures, mandates, acts }: MandateCounts): z.infer<typeof countsView> {
  return { from, to, structures: [...structures], mandates: [...mandates], acts: [...acts] };
}
