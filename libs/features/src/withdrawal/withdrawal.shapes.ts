import { z } from 'zod';
import { authorityDoubt, authorityDoubtSentence, noticeStepText, statesOf, withdrawalFinding, withdrawalStateNames, withdrawalWorkflow } from '#libs/domain';
import type { WithdrawalState } from '#libs/domain';
import { authorityKinds, noticeModes, noticeOutcomes, reasonTextMax, referenceLengthMax, trackingLengthMax } from './notice-input.js';
import { namesOf, stateSentence } from './notice-words.js';
import type { NoticeFile } from './withdrawals.js';

const day = z.iso.date().meta({ description: 'Un jour civil du département : AAAA-MM-JJ.' });
const dayOrNull = day.nullable();
const partyKind = z.enum(['gestionnaire', 'local_partner', 'national_partner', 'prefet']);
const verdicts = ['timely', 'late', 'provisional', 'without_object', 'not_a_notice'] as const;
const answer = z.object({ countedOn: dayOrNull, verdict: z.enum(verdicts), effectiveOn: dayOrNull }).meta({ id: 'NoticeAnswer', description: 'Ce que donnerait un jour, s’il était celui qui compte.' });
const step = z.object({ sentence: z.string(), sources: z.array(z.string()) }).meta({ id: 'NoticeStep', description: 'Une raison, et les textes ou arrêts qui la fondent.' });

export const authorityInput = z.strictObject({
  kind: z.enum(authorityKinds), reference: z.string().trim().min(1).max(referenceLengthMax), decidedOn: day, transmittedOn: dayOrNull.default(null),
}).meta({ id: 'NoticeAuthorityInput' });

const letterInput = z.strictObject({
  addressee: z.string().meta({ description: 'L’identifiant d’un destinataire du préavis.' }),
  mode: z.enum(noticeModes),
  trackingNumber: z.string().max(trackingLengthMax).nullable().default(null).meta({ description: 'D’une lettre recommandée : forme et, à l’international (UPU S10), chiffre de contrôle.' }),
  sentOn: dayOrNull.default(null),
  outcome: z.enum(noticeOutcomes).default('pending'),
  presentedOn: dayOrNull.default(null).meta({ description: 'Première présentation ; pour une lettre électronique, jour où le destinataire a été informé.' }),
  deliveredOn: dayOrNull.default(null),
}).meta({ id: 'NoticeLetterInput' });
export const lettersInput = z.strictObject({ letters: z.array(letterInput).min(1).max(100) }).meta({ id: 'NoticeLettersInput' });

export const noticeInput = z.strictObject({
  party: z.string().optional().meta({ description: 'La partie qui s’en va ; la vôtre à défaut.' }),
  received: z.boolean().default(false).meta({ description: 'Vrai : vous enregistrez une lettre que vous avez reçue.' }),
  firstHost: z.string().optional().meta({ description: 'Le gestionnaire à qui un partenaire local écrit, quand la lecture signée n’en demande qu’un.' }),
  authority: authorityInput.optional(),
  letters: z.array(letterInput).max(100).default([]).meta({ description: 'Vide : le préavis reste en préparation.' }),
}).meta({ id: 'NoticeInput' });

export const outcomeInput = z.strictObject({ letterId: z.string(), outcome: z.enum(noticeOutcomes), presentedOn: dayOrNull.default(null), deliveredOn: dayOrNull.default(null) }).meta({ id: 'NoticeOutcomeInput' });
export const decisionInput = z.strictObject({ letterId: z.string(), receivedOn: dayOrNull.meta({ description: 'null : tenue pour non reçue.' }), reason: z.string().max(reasonTextMax) }).meta({ id: 'NoticeDecisionInput' });
export const examinationInput = z.strictObject({ remark: z.string().max(reasonTextMax).default('') }).meta({ id: 'NoticeExaminationInput' });
export const cancellationInput = z.strictObject({ reason: z.string().max(reasonTextMax).default('') }).meta({ id: 'NoticeCancellationInput' });

const letterView = z.object({
  id: z.string(), addressee: z.string(), mode: z.enum(noticeModes), trackingNumber: z.string().nullable(), sentOn: dayOrNull, presentedOn: dayOrNull, deliveredOn: dayOrNull, outcome: z.enum(noticeOutcomes),
  decision: z.object({ receivedOn: dayOrNull, reason: z.string() }).nullable(), answer,
}).meta({ id: 'NoticeLetter' });

export const noticeView = z.object({
  id: z.string(),
  agreementId: z.string(),
  kind: z.enum(['withdrawal', 'denunciation']),
  party: z.object({ id: z.string(), name: z.string(), kind: partyKind }),
  received: z.boolean(),
  state: z.enum(statesOf(withdrawalWorkflow) as [WithdrawalState, ...WithdrawalState[]]),
  stateName: z.string(),
  sentence: z.string().meta({ description: 'Où en est le préavis, en une phrase.' }),
  verdict: z.enum(verdicts),
  countedOn: dayOrNull, effectiveOn: dayOrNull,
  lastUsefulDay: dayOrNull.meta({ description: 'null : un préavis peut être reçu à tout moment.' }),
  termEndsOn: day,
  capKnown: z.boolean().meta({ description: 'Faux : aucun Accord cadre n’est enregistré, la réponse est provisoire.' }),
  reading: z.enum(['dispatch', 'first_presentation', 'delivery']).meta({ description: 'La lecture signée (preavis.reception) : celle qui décide.' }),
  readings: z.object({ dispatch: answer, firstPresentation: answer, delivery: answer }),
  addressees: z.array(z.object({ id: z.string(), name: z.string(), kind: partyKind, decides: z.boolean() })),
  letters: z.array(letterView),
  authority: z.object({ kind: z.enum(authorityKinds), reference: z.string(), decidedOn: day, transmittedOn: dayOrNull }).nullable(),
  authorityDoubt: z.object({ code: z.string(), sentence: z.string() }).nullable(),
  examinations: z.array(z.object({ gestionnaireId: z.string(), on: day, remark: z.string() })),
  steps: z.array(step),
  leavesOn: dayOrNull,
  createdAt: z.string().meta({ format: 'date-time' }),
}).meta({ id: 'Notice' });
export const noticeList = z.object({ items: z.array(noticeView) }).meta({ id: 'NoticeList' });

/** A notice as programs read it: the same answer as the page, with the same reasons. */
export function shownNotice({ row, parties, today, agreement }: Pick<NoticeFile, 'row' | 'parties' | 'today' | 'agreement'>): z.infer<typeof noticeView> {
  const { facts } = row;
  const nameOf = namesOf(parties);
  const finding = withdrawalFinding(facts);
  const { party, rules } = facts;
  const doubt = authorityDoubt(facts);
  const told = finding.decidingLetterId ? finding.letters.filter(({ letterId }) => letterId === finding.decidingLetterId) : finding.letters;
  return {
    id: row.id, agreementId: row.agreementId, kind: party.kind === 'gestionnaire' ? 'denunciation' : 'withdrawal', party: { ...party, name: nameOf(party.id) }, received: row.received,
    state: row.state, stateName: withdrawalStateNames[row.state], sentence: stateSentence(row, nameOf(party.id), today, agreement.facts),
    verdict: finding.verdict, countedOn: finding.countedOn, effectiveOn: finding.effectiveOn, lastUsefulDay: finding.lastUsefulDay, termEndsOn: rules.termEndsOn, capKnown: finding.capKnown, reading: rules.reading, readings: finding.readings,
    addressees: facts.addressees.map(({ id, kind, decides }) => ({ id, kind, decides, name: nameOf(id) })),
    letters: facts.letters.map(({ id, addresseeId, mode, trackingNumber, sentOn, presentedOn, deliveredOn, outcome, decision, decisionReason }) => {
      const { countedOn, verdict, effectiveOn } = finding.letters.find(({ letterId }) => letterId === id)!.finding;
      return { id, addressee: addresseeId, mode, trackingNumber, sentOn, presentedOn, deliveredOn, outcome, decision: decision ? { receivedOn: decision.receivedOn, reason: decisionReason ?? '' } : null, answer: { countedOn, verdict, effectiveOn } };
    }),
    authority: facts.authority, authorityDoubt: doubt && { code: doubt, sentence: authorityDoubtSentence(doubt) }, examinations: [...facts.examinations],
    steps: told.flatMap(({ finding: { steps } }) => steps.map(noticeStepText)), leavesOn: facts.leavesOn, createdAt: row.createdAt.toISOString(),
  };
}
