// The yearly steering committee is convened (art. 6). The Word file is handed out: a secretary may finish it.
import { each, heading, para, table, when } from './grammar.mjs';
import { atRight, listed } from './life.mjs';

export const convocationRunning = { header: '{{sender.name}}', footer: 'Comité de pilotage {{year}} – convention n° {{agreement.number}}' };

export const convocation = [
  para('**{{sender.name}}**', { style: 'Couverture' }),
  ...each('l', 'sender.address', [para('{{$l}}', { style: 'Cellule' })]),
  atRight('{{place}}, {{date}}', { spaceBefore: 300 }),
  heading(1, 'Convocation du comité de pilotage {{year}}', { bookmark: 'convocation' }),
  para('Convention départementale France Services n° {{agreement.number}} – {{agreement.departement.name}} ({{agreement.departement.code}})', { style: 'Chapeau' }),
  para('Madame, Monsieur,'),
  para('L’article 6 de la convention départementale France Services prévoit que les parties se réunissent au moins une fois par an en comité de pilotage. J’ai l’honneur de vous convier à sa prochaine réunion :', { keepNext: true }),
  table([2400, 7238], ['Réunion', 'Comité de pilotage {{year}}'], [
    ['Date', '**{{meeting.on}}**'],
    ['Heure', '{{meeting.at}}'],
    ['Lieu', '{{meeting.place}}'],
    ['À distance', '{{meeting.remote}}{{IF meeting.remote === ""}}Aucun moyen de participer à distance n’est prévu.{{END-IF}}'],
  ]),
  heading(2, 'Ordre du jour'),
  ...each('a', 'agenda', [para('{{$a}}', { style: 'Puce' })]),
  ...when('!!answer', [para('Je vous remercie de confirmer votre présence, ou de désigner la personne qui vous représentera, à l’adresse suivante : {{answer.to}}{{answer.until === "" ? "" : ", au plus tard " + answer.until}}.')]),
  para('Chaque membre peut demander l’inscription d’un point à l’ordre du jour. Le compte rendu sera adressé à l’Agence nationale de la cohésion des territoires et partagé avec les partenaires nationaux.'),
  para('Je vous prie d’agréer, Madame, Monsieur, l’expression de ma considération distinguée.', { keepNext: true }),
  ...when('sender.signatory !== ""', [atRight('{{sender.signatory}}', { spaceBefore: 300, keepNext: true })]),
  atRight('{{sender.capacity}}', { keepNext: true }),
  para('', { spaceBefore: 700 }),
  ...listed('Pièces jointes', 'attachments'),
  heading(2, 'Liste des destinataires', { pageBreakBefore: true }),
  table([6300, 3338], ['Destinataire', 'Qualité'], [['{{$r.name}}', '{{$r.quality}}']], { repeat: { name: 'r', list: 'recipients' } }),
];
