import { assignmentRefusalSentence } from '#libs/domain';
import type { AssignmentRefusal, NotPossibleNow } from '#libs/domain';

/** What these pages refuse before the table is asked. */
export type DeskRefusal = 'no_agreement' | 'not_yours' | 'not_a_party' | 'structure_outside' | 'paper_unknown' | 'scan_type' | 'scan_missing' | 'scans_too_many' | 'effect_day_missing';

export type AssignmentDeskRefusal = { by: 'assignment'; code: AssignmentRefusal | NotPossibleNow } | { by: 'desk'; code: DeskRefusal };

const sentences: Record<DeskRefusal, string> = {
  no_agreement: 'Cette convention n’existe pas, ou ne vous concerne pas.',
  not_yours: 'Cet acte revient à une autre partie, ou à la préfecture (article\u00a07).',
  not_a_party: 'Cet organisme n’est pas, ou n’est plus, partie à la convention : son accord n’est pas demandé (article\u00a07).',
  structure_outside: 'Une des structures choisies n’est pas gérée par la partie qui cède. Choisissez parmi les siennes (article\u00a07).',
  paper_unknown: 'Cette pièce n’est pas jointe à cette cession. Joignez la lettre numérisée, puis choisissez-la.',
  scan_type: 'Ce fichier n’est ni un PDF ni une image JPEG ou PNG. Numérisez la lettre dans un de ces formats, puis joignez-la de nouveau.',
  scan_missing: 'Choisissez le fichier de la lettre numérisée.',
  scans_too_many: 'Cette cession porte déjà le nombre de pièces admis. Réunissez les suivantes en un seul PDF.',
  effect_day_missing: 'Indiquez le jour d’effet : l’accord des autres parties doit lui être antérieur (article\u00a07).',
};

/** The stable code that programs read, and the sentence that people do: article and way out. */
export function refusalWords({ by, code }: AssignmentDeskRefusal): { code: string; sentence: string } {
  return { code, sentence: by === 'assignment' ? assignmentRefusalSentence(code) : sentences[code] };
}

const fields: Partial<Record<AssignmentDeskRefusal['code'], string>> = {
  unknown_assignor: 'assignor', prefet_cannot_assign: 'assignor', assignee_name_missing: 'name', assignee_siret_wrong: 'siret', same_person: 'siret', part_missing: 'structures', part_of_gestionnaires_only: 'part', law_moves_the_whole: 'part', structure_outside: 'structures',
  reason_missing: 'reason', effect_day_past: 'effectOn', effect_before_force: 'effectOn', effect_day_missing: 'effectOn', legal_reference_missing: 'reference', legal_day_missing: 'actOn', legal_day_to_come: 'actOn',
  not_a_party: 'party', not_another_party: 'party', consent_too_late: 'on', day_to_come: 'on', paper_unknown: 'paper', scan_type: 'piece', scan_missing: 'piece', scans_too_many: 'piece',
};

/** Where on a form a refusal is shown; on the form as a whole otherwise. */
export const fieldOf = ({ code }: AssignmentDeskRefusal): string => fields[code] ?? 'form';

/** What is wrong in what was sent; everything else is the state of things. */
const typedWrong: readonly AssignmentDeskRefusal['code'][] = [
  'assignee_name_missing', 'assignee_siret_wrong', 'same_person', 'part_missing', 'part_of_gestionnaires_only', 'law_moves_the_whole', 'structure_outside', 'reason_missing', 'effect_day_past', 'effect_before_force', 'legal_reference_missing', 'legal_day_missing', 'legal_day_to_come',
  'day_to_come', 'consent_too_late', 'paper_unknown', 'unknown_assignor', 'effect_day_missing',
];

export const statusOf = ({ code }: AssignmentDeskRefusal): 409 | 422 => (typedWrong.includes(code) ? 422 : 409);
