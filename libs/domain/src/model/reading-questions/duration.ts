import { choice, count, counted } from '../reading.js';

/** Article 9: when the agreement takes effect, when it ends, how it goes on. */
export const durationReadings = {
  'duree.modele': choice({
    articles: ['9'],
    question: 'Comment le terme de la convention est-il fixé ?',
    default: 'echeance_explicite',
    values: {
      echeance_explicite: {
        label: 'Une échéance écrite',
        sentence: 'La convention est conclue jusqu’à l’échéance écrite dans les présentes conditions particulières, ce jour inclus.',
      },
      accord_cadre: {
        label: 'La fin de l’Accord cadre national',
        sentence: 'La convention est conclue jusqu’au dernier jour de l’Accord cadre national en vigueur à la date d’effet, ce jour inclus ; ce jour est son échéance.',
      },
    },
  }),
  'duree.reconduction_mois': count({
    articles: ['9'],
    question: 'De combien de mois la convention est-elle tacitement reconduite à son échéance (0 : elle ne l’est pas) ?',
    unit: 'mois',
    default: 12,
    min: 0,
    // Four years: the usual length of a framework agreement; a longer renewal would outlive it.
    max: 48,
    sentence: (months) =>
      months === 0
        ? 'La convention n’est pas tacitement reconduite : elle prend fin à son échéance.'
        : `À chaque échéance, la convention est tacitement reconduite pour une période de ${counted(months, 'mois')}, dont le dernier jour est une nouvelle échéance.`,
  }),
  'duree.plafond': choice({
    articles: ['9'],
    question: 'Que devient la convention lorsque l’Accord cadre national prend fin ?',
    default: 'fin_accord_cadre',
    values: {
      fin_accord_cadre: {
        label: 'Elle prend fin le même jour, sauf renouvellement de l’Accord cadre',
        sentence: 'Reconductions comprises, la convention prend fin au plus tard le dernier jour de l’Accord cadre national, tel qu’il est prorogé ou renouvelé.',
      },
      accord_cadre_initial: {
        label: 'Elle prend fin avec l’Accord cadre en vigueur à la signature, même s’il est renouvelé',
        sentence: 'Reconductions comprises, la convention prend fin au plus tard le dernier jour de l’Accord cadre national en vigueur à la date d’effet, quand même il serait renouvelé.',
      },
    },
  }),
  date_effet: choice({
    articles: ['9'],
    question: 'Les signatures portant des dates différentes, à quelle date la convention prend-elle effet ?',
    default: 'derniere_signature',
    values: {
      derniere_signature: {
        label: 'À la dernière signature requise',
        sentence: 'La convention prend effet à la date de la dernière des signatures requises, sans effet rétroactif.',
      },
      signature_prefet: {
        label: 'À la signature du préfet, s’il signe en dernier',
        sentence: 'La convention prend effet à la date de la signature du Préfet, qui signe après toutes les autres parties ; elle n’a pas d’effet rétroactif.',
      },
      date_fixe: {
        label: 'À une date écrite, ou à la dernière signature si elle est postérieure',
        sentence: 'La convention prend effet à la date d’effet écrite dans les présentes conditions particulières ou, si elle est postérieure, à celle de la dernière des signatures requises.',
      },
    },
  }),
  periodes: choice({
    articles: ['4.7', '6'],
    question: 'Les obligations trimestrielles et annuelles se comptent-elles par périodes civiles ou à partir de la date d’effet ?',
    default: 'civiles',
    values: {
      civiles: {
        label: 'Trimestres et années civils',
        sentence: 'Les obligations trimestrielles et annuelles se comptent par trimestre civil et par année civile ; un compte rendu trimestriel est dû au plus tard le dernier jour du mois suivant.',
      },
      glissantes: {
        label: 'À partir de la date d’effet',
        sentence: 'Les obligations trimestrielles et annuelles se comptent de quantième à quantième à partir de la date d’effet ; un compte rendu trimestriel est dû dans le mois qui suit.',
      },
    },
  }),
};
