import { termRefusalSentence, withdrawalRefusalSentence } from '#libs/domain';
import type { NotPossibleNow, TermRefusal, WithdrawalRefusal } from '#libs/domain';
import type { Foreseen } from './foresight.js';

/** What these pages refuse before any table is asked. */
export type DeskRefusal = 'not_yours' | 'cancelled_by_prefecture' | 'party_unknown' | 'not_by_you' | 'first_host_unknown' | 'attachment_type' | 'attachments_too_many';

export type NoticeRefusal =
  | { by: 'withdrawal'; code: WithdrawalRefusal | NotPossibleNow }
  | { by: 'term'; code: TermRefusal | NotPossibleNow }
  | { by: 'desk'; code: DeskRefusal };

const sentences: Record<DeskRefusal, string> = {
  not_yours: 'Cet acte revient à un autre organisme : la partie qui se retire, ceux à qui elle écrit, ou la préfecture (article\u00a07).',
  cancelled_by_prefecture: 'Les parties ont été informées de ce départ (article\u00a07) : seule la préfecture annule encore l’enregistrement, par une décision motivée. Écrivez-lui.',
  party_unknown: 'Cet organisme n’est pas, ou n’est plus, partie à la convention (article\u00a01). Choisissez-en un dans la liste.',
  not_by_you: 'Vous enregistrez les lettres que vous avez reçues d’un partenaire local (article\u00a07). Une dénonciation est enregistrée par le gestionnaire qui dénonce, ou par la préfecture qui l’a reçue.',
  first_host_unknown: 'Le gestionnaire choisi ne reçoit pas ce préavis (article\u00a07). Choisissez-en un dans la liste.',
  attachment_type: 'Ce fichier n’est ni un PDF ni une image JPEG ou PNG. Numérisez la pièce dans un de ces formats, puis joignez-la de nouveau.',
  attachments_too_many: 'Ce préavis porte déjà le nombre de pièces admis. Réunissez les suivantes en un seul PDF.',
};

/** The stable code that programs read, and the sentence that people do: article and way out. */
export function refusalWords(refusal: NoticeRefusal): { code: string; sentence: string } {
  switch (refusal.by) {
    case 'withdrawal':
      return { code: refusal.code, sentence: withdrawalRefusalSentence(refusal.code) };
    case 'term':
      return { code: `agreement.${refusal.code}`, sentence: termRefusalSentence(refusal.code) };
    case 'desk':
      return { code: refusal.code, sentence: sentences[refusal.code] };
  }
}

export function refusalForeseen(foreseen: Extract<Foreseen, { accepted: false }>): NoticeRefusal {
  return foreseen.by === 'term' ? { by: 'term', code: foreseen.refusal } : { by: 'withdrawal', code: foreseen.refusal };
}
