import { addDays, consentUntil, dayWords, missingConsentNames, missingConsents, othersOf } from '#libs/domain';
import type { AssignmentFacts, AssignmentState, ConsentAnswer, Party } from '#libs/domain';
import { formatDay, formatDaysLeft, formatList } from '#libs/ui';
import type { BadgeTone } from '#libs/ui';
import type { AssignmentFile } from './assignments.js';

export const assignmentTones: Record<AssignmentState, BadgeTone> = {
  drafted: 'neutral', awaiting: 'info', pressing: 'warning', announced: 'info', settling: 'info', effective: 'success', refused: 'error', cancelled: 'neutral', without_object: 'neutral',
};

/** A sentence names four parties at most; the table below it names them all. */
const namedMax = 4;

function named(names: readonly string[]): string {
  return names.length <= namedMax ? formatList(names) : `${names.slice(0, namedMax - 1).join(', ')} et ${names.length - namedMax + 1} autres parties`;
}

type Told = Pick<AssignmentFile, 'row' | 'today' | 'nameOf' | 'parties'>;

/** Whose consent is awaited: of the parties of today while it is open, of those of its day once it has come. */
export function missingIn({ row: { facts, state }, parties }: Pick<AssignmentFile, 'row' | 'parties'>): { party: Party; why: 'silent' | 'refused' }[] {
  const settled = state === 'effective' || state === 'refused' || state === 'without_object';
  return missingConsents(facts, settled ? facts.otherParties : othersOf(facts, parties.map(({ partyId, kind }) => ({ id: partyId, kind }))));
}

/** Where an assignment stands, in one sentence. */
export function assignmentSentence(file: Told): string {
  const { row: { state, facts }, today, nameOf } = file;
  const { assignee, effectOn, assignor } = facts;
  const missing = missingIn(file).map(({ party, why }) => `${nameOf(party.id)} (${missingConsentNames[why]})`);
  switch (state) {
    case 'drafted':
      return 'Cette demande n’est pas encore présentée.';
    case 'awaiting':
    case 'pressing':
      return missing.length === 0
        ? `Toutes les autres parties ont donné leur accord : ${assignee.name} prendra la place de ${nameOf(assignor.id)} ${formatDay(effectOn)}.`
        : `L’accord exprès de ${missing.length === 1 ? 'une partie manque' : `${missing.length} parties manque`} encore ; il doit être daté au plus tard du ${dayWords(consentUntil(facts))}, ${formatDaysLeft(today, consentUntil(facts))}.`;
    case 'announced':
      return `Par l’effet de la loi, ${assignee.name} prend la place de ${nameOf(assignor.id)} ${formatDay(effectOn)} ; les parties en sont informées, et n’ont pas d’accord à donner.`;
    case 'settling':
      return 'Le jour d’effet est venu ; les accords se comptent.';
    case 'effective':
      return facts.part.kind === 'whole' ? `${assignee.name} a pris la place de ${nameOf(assignor.id)} ${formatDay(effectOn)}.` : `${assignee.name} est partie depuis ${formatDay(effectOn)}, pour les structures cédées par ${nameOf(assignor.id)}.`;
    case 'refused':
      return `Refusée faute de consentement de ${named(missing)}. Le silence ne vaut pas accord ; une nouvelle demande peut être présentée, avec un jour d’effet plus lointain.`;
    case 'cancelled':
      return `Annulée : ${facts.cancelReason ?? ''}`;
    case 'without_object':
      return 'La convention, ou l’engagement de la partie, avait pris fin avant le jour d’effet.';
  }
}

export type Reason = { sentence: string; sources: string };

/** Why that day and that rule: each step, what it rests on, and what another reading would say. */
export function assignmentReasons(facts: AssignmentFacts, byAmendment: boolean): Reason[] {
  const last = consentUntil(facts);
  if (facts.byLaw) {
    return [
      { sentence: `La substitution résulte de la loi : ${facts.byLaw.reference.trim()}${facts.byLaw.actOn ? `, acte du ${dayWords(facts.byLaw.actOn)}` : ''}.`, sources: 'référence donnée par la partie' },
      { sentence: 'Les contrats sont exécutés dans les conditions antérieures ; les cocontractants sont informés de la substitution, qui n’entraîne aucun droit à résiliation ou à indemnisation pour eux.', sources: 'code général des collectivités territoriales, articles L5211-41-3 et L2113-5' },
      { sentence: byAmendment ? 'Les conditions particulières veulent en outre qu’un avenant la constate : la préfecture le prépare.' : 'Les conditions particulières n’y voient pas une cession : les parties en sont informées, sans avenant.', sources: 'conditions particulières, substitution par l’effet de la loi' },
      { sentence: 'Autre lecture : y voir une cession indirecte, qui demanderait l’accord de toutes les parties ; elle contredirait la loi, et n’est pas retenue.', sources: 'convention, article 7, dernier alinéa' },
      { sentence: `Elle prend effet à son jour : le ${dayWords(facts.effectOn)}.`, sources: 'acte qui opère la substitution' },
    ];
  }
  return [
    { sentence: 'Aucune partie ne cède, directement ou indirectement, tout ou partie de la convention sans l’accord exprès et préalable de toutes les autres.', sources: 'convention, article 7, dernier alinéa' },
    { sentence: `Préalable : daté d’avant le jour d’effet, le ${dayWords(facts.effectOn)}, donc au plus tard du ${dayWords(last)}. Daté du ${dayWords(addDays(last, 1))} ou d’après, un accord ne compte pas.`, sources: 'convention, article 7, dernier alinéa' },
    { sentence: 'Exprès : le silence, même après un rappel, n’est pas un accord. Autre lecture : l’accord tacite après un délai ; le texte l’exclut.', sources: 'convention, article 7, dernier alinéa ; code civil, article 1120' },
    { sentence: 'De toutes : les parties sont comptées au jour d’effet, celles qui ont rejoint la convention depuis la demande comprises.', sources: 'convention, articles 1 et 7' },
    { sentence: 'Un accord donné ne se retire pas ; un refus peut encore devenir un accord avant le jour d’effet.', sources: 'code civil, articles 1103, 1193 et 1216' },
  ];
}

export function answerSentence({ answer, on, proof }: ConsentAnswer): string {
  return `${answer === 'consent' ? 'accord' : 'refus'}, ${formatDay(on)}${proof.kind === 'letter' ? ', par lettre' : ''}`;
}
