// What stands before the text of a consolidated version: that it is for information, what it is made of, and what changed since the signature.
import { each, heading, para, raw, table, when } from './grammar.mjs';
import { sealBlock } from './signatures.mjs';

/** On every page: whoever holds one of them knows what it is worth. */
export const consolidatedRunning = { header: 'Version consolidée au {{consolidation.on}}, à titre d’information', reference: 'N°\u00A0{{agreement.number}}', footer: 'Font foi la convention signée et ses avenants\u00A0: {{verification.url}}' };

/** Everything here is read under `consolidation`: the rest of the data is that of the agreement's own model, which follows. */
export const consolidated = [
  ...when('demonstration', [para('DÉMONSTRATION – sans valeur', { style: 'Demonstration' })]),
  heading(1, 'Version consolidée au {{consolidation.on}}'),
  para('de la convention départementale France Services n° {{agreement.number}} – {{departement.name}} ({{departement.code}})', { style: 'SousTitre' }),
  para('**{{consolidation.sentence}}**', { spaceBefore: 200 }),
  para('{{consolidation.cause}}'),
  heading(2, 'Comment ce texte est fait'),
  ...each('m', 'consolidation.method', [para('{{$m}}', { style: 'Puce' })]),
  heading(2, 'Articles modifiés'),
  ...when('consolidation.articles.length === 0', [para('Aucun article n’a été modifié depuis la signature.')]),
  ...when('consolidation.articles.length > 0', [
    para('Les rédactions qui suivent remplacent celles du texte signé, imprimé plus loin tel qu’il a été signé.', { keepNext: true }),
    ...each('a', 'consolidation.articles', [
      heading(3, '{{$a.title}}'),
      para('{{$a.amendment}}', { style: 'CelluleDiscrete', keepNext: true }),
      para('**Rédaction remplacée**', { keepNext: true }),
      ...each('t', '$a.before', [para('« {{$t}} »')]),
      para('**Rédaction en vigueur**', { keepNext: true, spaceBefore: 120 }),
      ...each('t', '$a.after', [para('« {{$t}} »')]),
    ]),
  ]),
  heading(2, 'Actes qui ont modifié la convention'),
  ...when('consolidation.acts.length === 0', [para('Aucun avenant n’est en vigueur.')]),
  ...when('consolidation.acts.length > 0', [
    table([2600, 4838, 2200], ['Acte', 'Ce qu’il change', 'En vigueur depuis'], [['{{$a.title}}', '{{$a.object}}', '{{$a.on}}']], { repeat: { name: 'a', list: 'consolidation.acts' } }),
  ]),
  heading(2, 'Parties liées ce jour-là'),
  table([6300, 3338], ['Partie', 'Qualité'], [['{{$p.name}}', '{{$p.quality}}']], { repeat: { name: 'p', list: 'consolidation.parties' } }),
  ...when('consolidation.gone.length > 0', [
    heading(2, 'Parties qui ne le sont plus'),
    table([6300, 3338], ['Partie', 'Dernier jour'], [['{{$p.name}}', '{{$p.until}}']], { repeat: { name: 'p', list: 'consolidation.gone' } }),
  ]),
  heading(2, 'Scellement'),
  raw(() => [sealBlock('apposé par le service sur cette version consolidée', 'Le cachet garantit que ce texte n’a pas été modifié depuis. Il ne remplace la signature d’aucune partie.', 'consolidation.seal')]),
];
