import { choice, count, counted } from '../reading.js';

/** Articles 1, 6, 7 and the closing: who is party, how many originals, what a transfer is. */
export const partyReadings = {
  'partenaires_locaux.adhesion': choice({
    articles: ['1', '7'],
    question: 'Comment un partenaire local devient-il partie ?',
    default: 'acte_separe',
    values: {
      acte_separe: {
        label: 'Par un acte d’adhésion séparé',
        sentence: 'Un partenaire local devient partie par un acte d’adhésion séparé ; sa signature n’est pas requise pour que la convention prenne effet.',
      },
      avenant: {
        label: 'Par avenant',
        sentence: 'Un partenaire local devient partie par un avenant signé de toutes les parties ; sa signature n’est pas requise pour que la convention prenne effet.',
      },
    },
  }),
  'cession.effet_de_la_loi': choice({
    articles: ['7'],
    question: 'La substitution d’une personne morale à une autre par l’effet de la loi (fusion d’EPCI) demande-t-elle l’accord des parties ?',
    default: 'information',
    values: {
      information: {
        label: 'Non : les parties en sont informées',
        sentence: 'La substitution d’une personne morale à une autre par l’effet de la loi n’est pas une cession : la convention se poursuit, et les autres parties en sont informées.',
      },
      avenant: {
        label: 'Non, mais un avenant la constate',
        sentence: 'La substitution d’une personne morale à une autre par l’effet de la loi n’est pas une cession : la convention se poursuit, et un avenant la constate.',
      },
    },
  }),
  originaux: choice({
    articles: ['11'],
    question: 'En combien d’originaux la convention est-elle établie ?',
    default: 'original_electronique',
    values: {
      original_electronique: {
        label: 'Un seul original, électronique',
        sentence:
          'La convention forme un seul original électronique, dont chaque partie reçoit le fichier scellé ou auquel elle accède sur un support durable (code civil, article 1375, alinéa 4).',
      },
      un_par_partie: {
        label: 'Un original imprimé par partie, en plus du fichier scellé',
        sentence: 'La convention est établie en autant d’originaux qu’il y a de parties ; le fichier scellé en est un, et fait foi en cas de différence.',
      },
    },
  }),
  'comite.compte_rendu_jours': count({
    articles: ['6'],
    question: 'Dans combien de jours le compte rendu du comité de pilotage est-il adressé ?',
    unit: 'jours',
    default: 30,
    min: 1,
    // A committee meets at least once a year: beyond half of one, its report is of no use to the next.
    max: 180,
    sentence: (days) => `Le compte rendu du comité de pilotage est adressé, en principe, dans les ${counted(days, 'jours')} qui suivent la réunion.`,
  }),
};
