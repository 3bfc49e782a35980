// The minutes of the yearly steering committee (art. 6), for the ANCT and the national partners. The Word file is handed out: a secretary may finish it.
import { command, each, heading, para, table, when } from './grammar.mjs';
import { atRight } from './life.mjs';

export const minutesRunning = { header: 'Comité de pilotage {{year}} – {{agreement.departement.name}}', footer: 'Compte rendu – {{agreement.title}}' };

const people = (title, list) => [
  ...when(`${list}.length > 0`, [
    para(`**${title}**`, { keepNext: true, spaceBefore: 120 }),
    table([4300, 2800, 2538], ['Organisme', 'Personne', 'Qualité'], [['{{$p.body}}', '{{$p.name || "–"}}', '{{$p.quality || "–"}}']], { repeat: { name: 'p', list } }),
  ]),
];

const held = [
  heading(1, 'Compte rendu du comité de pilotage {{year}}', { bookmark: 'compte_rendu' }),
  para('Convention départementale France Services n° {{agreement.number}} – {{agreement.departement.name}} ({{agreement.departement.code}})', { style: 'Chapeau' }),
  table([2700, 6938], ['Réunion', 'Tenue en application de l’article 6 de la convention'], [
    ['Date', '{{meeting.on}}'],
    ['Horaires', '{{meeting.from === "" ? "non relevés" : meeting.from + (meeting.until === "" ? "" : " – " + meeting.until)}}'],
    ['Lieu', '{{meeting.place}}'],
    ['Présidence', '{{meeting.chairedBy}}'],
    ['Secrétariat', '{{meeting.secretary || "–"}}'],
  ]),
  heading(2, 'Participants'),
  ...people('Présents', 'present'),
  ...people('Représentés', 'represented'),
  ...people('Excusés ou absents', 'excused'),
];

const items = [
  heading(2, 'Points examinés'),
  ...each('i', 'items', [
    heading(3, '{{$i.title}}'),
    ...each('t', '$i.paragraphs', [para('{{$t}}')]),
    command('IF $i.paragraphs.length === 0'),
    para('[À compléter]', { style: 'Chapeau' }),
    command('END-IF'),
  ]),
];

const outcome = [
  heading(2, 'Décisions et suites'),
  ...when('decisions.length === 0', [para('Aucune décision n’a été prise.')]),
  ...when('decisions.length > 0', [
    table([5300, 2500, 1838], ['Décision', 'Chargé de la suite', 'Échéance'], [['{{$d.what}}', '{{$d.who || "–"}}', '{{$d.until || "–"}}']], { repeat: { name: 'd', list: 'decisions' } }),
  ]),
  ...when('indicators.length > 0', [
    heading(2, 'Indicateurs présentés'),
    table([4300, 1800, 3538], ['Indicateur', 'Valeur', 'Observation'], [['{{$n.label}}', '{{$n.value}}', '{{$n.comment || "–"}}']], { repeat: { name: 'n', list: 'indicators' } }),
  ]),
  ...when('nextMeeting !== ""', [heading(2, 'Prochaine réunion'), para('{{nextMeeting}}')]),
];

export const minutes = [
  ...held, ...items, ...outcome,
  heading(2, 'Diffusion'),
  para('En application de l’article 6 de la convention, le présent compte rendu est adressé à l’Agence nationale de la cohésion des territoires et partagé avec les partenaires nationaux.', { keepNext: true }),
  table([6300, 3338], ['Destinataire', 'Qualité'], [['{{$r.name}}', '{{$r.quality}}']], { repeat: { name: 'r', list: 'recipients' } }),
  atRight('{{place === "" ? date : place + ", " + date}}', { spaceBefore: 300, keepNext: true }),
  atRight('Pour le comité, {{meeting.chairedBy}}', { keepNext: true }),
  atRight('Signature :', { style: 'CelluleDiscrete' }),
];
