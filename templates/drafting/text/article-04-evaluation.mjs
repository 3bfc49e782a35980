import { article, bullets, clause, para } from '../grammar.mjs';
import { deontologie } from './article-04-donnees.mjs';
import { gestionClauses } from './article-04-gestion.mjs';

const evaluation = clause('evaluation', 'Évaluation', [
  para('Chaque Structure est en mesure de montrer aux Partenaires nationaux son activité, la conformité de son offre au socle commun, la qualité du service rendu et la bonne gestion de ses moyens. À cet effet :', { keepNext: true }),
  bullets([
    '**Suivi d’activité.** Elle rend compte au moins une fois par trimestre civil, dans l’outil en ligne dédié, au plus tard le dernier jour du mois suivant. Partenaires locaux et nationaux y lisent, pour chaque lieu et pour l’ensemble, la fréquentation, les demandes et leurs motifs.',
    '**Audits « flash ».** Elle se prête aux contrôles de conformité de l’offre que l’ANCT conduit régulièrement, à partir d’une grille.',
    '**Mesures de qualité.** Elle se prête aux mesures de qualité organisées régulièrement par les Partenaires, l’ANCT et les institutions qui lui sont associées.',
    '**Satisfaction.** Elle recueille la satisfaction des Usagers (enquêtes, cahier de réclamations ou moyen équivalent) et les interroge par questionnaire **chaque année**.',
    '**Publication.** Elle publie **chaque année** des indicateurs de résultat sur la qualité du service, dont la satisfaction des Usagers.',
  ]),
]);

export const gestionnaires = article('gestionnaires', 'Obligations des gestionnaires France Services', [...gestionClauses, deontologie, evaluation]);
