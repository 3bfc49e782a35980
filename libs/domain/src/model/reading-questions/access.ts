import { choice, count, counted } from '../reading.js';

/** Article 4: opening, answers, mandates. The breach of 4.6 is no question: the text says « toute violation ». */
export const accessReadings = {
  'horaires.rendez_vous': choice({
    articles: ['4.2'],
    question: 'Les plages réservées aux rendez-vous comptent-elles dans les vingt-quatre heures ?',
    default: 'exclues',
    values: {
      exclues: { label: 'Non', sentence: 'Les plages réservées aux rendez-vous ne comptent pas dans les vingt-quatre heures d’ouverture hebdomadaire.' },
      comptees: { label: 'Oui', sentence: 'Les plages réservées aux rendez-vous comptent dans les vingt-quatre heures d’ouverture hebdomadaire.' },
    },
  }),
  'horaires.plusieurs_lieux': choice({
    articles: ['4.2'],
    question: 'Comment l’ouverture d’une structure itinérante ou à plusieurs sites se compte-t-elle ?',
    default: 'ensemble',
    values: {
      ensemble: {
        label: 'Sur l’ensemble de ses lieux',
        sentence: 'L’ouverture d’une structure itinérante ou répartie sur plusieurs sites se compte sur l’ensemble de ses lieux, un même moment et un même jour n’étant comptés qu’une fois.',
      },
      chaque_lieu: { label: 'Pour chaque lieu', sentence: 'L’ouverture d’une structure itinérante ou répartie sur plusieurs sites se compte séparément pour chacun de ses lieux.' },
    },
  }),
  'horaires.preavis_jours': count({
    articles: ['4.2'],
    question: 'Combien de jours avant une modification substantielle des horaires les parties sont-elles informées ?',
    unit: 'jours',
    default: 15,
    min: 1,
    // A quarter: a longer notice would keep a structure from adapting to the school year.
    max: 90,
    sentence: (days) => `Les parties sont informées d’une modification substantielle des horaires au moins ${counted(days, 'jours')} avant qu’elle prenne effet.`,
  }),
  'horaires.seuil_heures': count({
    articles: ['4.2'],
    question: 'À partir de combien d’heures par semaine une modification des horaires est-elle substantielle ?',
    unit: 'heures',
    default: 2,
    min: 1,
    // The weekly minimum itself: beyond, no change would ever be substantial.
    max: 24,
    sentence: (hours) =>
      `Est substantielle la modification qui change le total hebdomadaire de ${counted(hours, 'heures')} ou plus, qui ouvre ou ferme un jour, ou qui ferait passer la structure sous l’un des seuils de l’article 4.2.`,
  }),
  'delai72.mode': choice({
    articles: ['4.2'],
    question: 'Comment le délai de réponse de 72 heures ouvrées se compte-t-il ?',
    default: 'heures_jours_ouvres',
    values: {
      heures_jours_ouvres: {
        label: 'Vingt-quatre heures par jour ouvré',
        sentence: 'Le délai de 72 heures ouvrées se compte à raison de vingt-quatre heures par jour ouvré, du lundi au vendredi, jours fériés exclus, à partir de l’heure de la demande.',
      },
      jours_ouvres_fin_de_journee: {
        label: 'Trois jours ouvrés, jusqu’à la fin du troisième',
        sentence: 'Le délai de 72 heures ouvrées s’achève à la fin du troisième jour ouvré qui suit celui de la demande, du lundi au vendredi, jours fériés exclus.',
      },
      heures_ouverture: {
        label: 'Soixante-douze heures d’ouverture de la structure',
        sentence: 'Le délai de 72 heures ouvrées se compte en heures d’ouverture de la structure qui a reçu la demande.',
      },
    },
  }),
  'mandat.mandataire': choice({
    articles: ['4.6'],
    question: 'Qui est mandataire de l’usager ?',
    default: 'structure',
    values: {
      structure: {
        label: 'La structure, représentée par un agent nommé',
        sentence: 'Le mandat est donné à la structure, au nom de son gestionnaire, que représente un agent nommément désigné.',
      },
      agent: { label: 'L’agent lui-même', sentence: 'Le mandat est donné à l’agent nommément désigné ; il prend fin lorsque cet agent quitte la structure.' },
    },
  }),
  'mandat.en_presence': choice({
    articles: ['4.6'],
    question: 'Le mandat est-il exigé lorsque l’usager et l’agent sont ensemble ?',
    default: 'facultatif',
    values: {
      facultatif: {
        label: 'Non, s’ils ne le souhaitent pas',
        sentence: 'Le mandat est facultatif lorsque l’usager et l’agent sont ensemble ; il est exigé avant que l’agent agisse hors de la présence de l’usager.',
      },
      exige: { label: 'Oui', sentence: 'Le mandat est exigé dès que l’agent accomplit une démarche à la place de l’usager, fût-ce en sa présence.' },
    },
  }),
};
