import { adhesionRefusalSentence } from '#libs/domain';
import type { AdhesionRefusal, NotPossibleNow } from '#libs/domain';
import { roundRefusals } from '#libs/features/round';

/** What these pages refuse before the table is asked. */
export type DeskRefusal = 'no_agreement' | 'not_local_partner' | 'partner_unknown' | 'not_yours' | 'signatory_missing' | 'deadline_past' | 'levels_unchosen';

export type AskRefusal = { by: 'adhesion'; code: AdhesionRefusal | NotPossibleNow } | { by: 'desk'; code: DeskRefusal };

const sentences: Record<DeskRefusal, string> = {
  no_agreement: 'Aucune convention France Services n’est en vigueur dans ce département : il n’y a rien à quoi adhérer (articles\u00a07 et\u00a09). La préfecture vous dira quand la prochaine se prépare.',
  not_local_partner: 'L’adhésion est la voie des partenaires locaux (articles\u00a01 et\u00a07) : un partenaire national signe la convention elle-même, et un gestionnaire y entre par avenant.',
  partner_unknown: 'Ce partenaire local n’est pas dans l’annuaire du département. Choisissez-en un dans la liste, ou créez d’abord sa fiche.',
  not_yours: 'Cet acte revient à un autre organisme : le partenaire qui demande, un gestionnaire concerné, ou la préfecture (article\u00a07).',
  signatory_missing: 'Personne n’est désigné pour signer au nom de ce partenaire. Ajoutez son signataire dans l’annuaire, puis revenez.',
  deadline_past: 'La date limite de signature doit être postérieure à aujourd’hui. Choisissez un jour plus lointain.',
  levels_unchosen: roundRefusals.levels_unchosen.sentence,
};

/** The stable code that programs read, and the sentence that people do: article and way out. */
export function refusalWords({ by, code }: AskRefusal): { code: string; sentence: string } {
  return { code, sentence: by === 'adhesion' ? adhesionRefusalSentence(code) : sentences[code] };
}

/** Where on the form a refusal is shown; on the form as a whole otherwise. */
export function fieldOf({ code }: AskRefusal): string {
  const fields: Partial<Record<AskRefusal['code'], string>> = {
    structure_missing: 'structures', structure_outside: 'structures', offer_missing: 'offer', partner_unknown: 'partner', party_already: 'partner', request_open_already: 'partner', reason_missing: 'reason', deadline_past: 'collectUntil',
  };
  return fields[code] ?? 'form';
}
