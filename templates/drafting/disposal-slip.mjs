// Public archives are destroyed with the visa of the director of the Archives départementales (C. patr., L212-2 and R212-14): the list he or she signs.
import { gridBorders } from './document.mjs';
import { heading, para, table, when } from './grammar.mjs';

export const disposalSlipRunning = { header: 'Bordereau d’élimination – {{departement.name}}', reference: 'N°\u00A0{{number}}', footer: '{{gestionnaire.name}}' };

export const disposalSlip = [
  heading(1, 'Bordereau d’élimination', { bookmark: 'bordereau' }),
  para('N° {{number}}, {{date}}', { style: 'SousTitre' }),
  para('Demande d’élimination d’archives publiques, soumise au visa du directeur des Archives départementales (code du patrimoine, articles L212-2 et R212-14).', { style: 'Chapeau' }),
  table([3000, 6638], ['Élément', 'Ce qui est proposé à l’élimination'], [
    ['Service versant', '{{gestionnaire.name}}'],
    ['SIRET', '{{gestionnaire.siret || "non communiqué"}}'],
    ['Département', '{{departement.name}} ({{departement.code}})'],
    ['Nature', '{{nature}}'],
    ['Dates extrêmes', 'du {{extremes.from}} au {{extremes.until}}'],
    ['Nombre de dossiers', '{{count}}'],
    ['Tableau de gestion', '{{managementTable}}{{IF managementTable === ""}}Aucune référence n’est enregistrée.{{END-IF}}'],
    ['Mode d’élimination', 'Effacement de la clé de chiffrement de chaque dossier : ce qui en reste, sauvegardes comprises, devient illisible.'],
  ]),
  para('Les mandats sont désignés par leur numéro ; aucune personne n’est nommée. Les données de travail sont des copies provisoires dont l’article 4.6 de la convention veut la destruction ; le mandat signé et son retrait sont gardés à part jusqu’au terme de leur conservation.'),
  heading(2, 'Visa'),
  ...when('!!visa && visa.standing', [
    table([3000, 6638], ['Visa permanent', 'Donné une fois pour toutes'], [['Référence', '{{visa.reference}}'], ['Date', '{{visa.on}}']], { borders: gridBorders }),
  ]),
  ...when('!!visa && !visa.standing', [
    table([3000, 6638], ['Visa', 'Donné pour le présent bordereau'], [['Référence', '{{visa.reference}}'], ['Date', '{{visa.on}}']], { borders: gridBorders }),
  ]),
  ...when('!visa', [
    para('Rien n’est éliminé avant ce visa ; d’ici là, les dossiers sont verrouillés et personne ne les lit.', { keepNext: true }),
    table([4819, 4819], ['Le service versant', 'Le directeur des Archives départementales'], [
      [[para('Date :', { style: 'Cellule' }), para('Nom, qualité et signature :', { style: 'Cellule' })], [para('Visa n° et date :', { style: 'Cellule' }), para('Signature :', { style: 'Cellule' })]],
    ], { rowHeight: 1700, borders: gridBorders }),
  ]),
  heading(2, 'Dossiers'),
  table([1700, 2450, 1450, 1638, 900, 1500], ['Mandat', 'Structure', 'Nature', 'Dates', 'Pièces', 'Motif'], [
    ['{{$l.number}}', '{{$l.structure}}', '{{$l.nature}}', '{{$l.dates}}', '{{$l.pieces}}', '{{$l.motive}}'],
  ], { repeat: { name: 'l', list: 'lines' } }),
];
