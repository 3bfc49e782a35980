// The draft by which an assembly approves a text before its executive signs it. The Word file is handed out: the secretary finishes it.
import { gridBorders } from './document.mjs';
import { each, heading, para, table, when } from './grammar.mjs';

export const deliberationRunning = { header: '{{body.name}}', reference: 'Projet de délibération', footer: 'Texte soumis\u00A0: {{text.number}}' };

/** Room to write in by hand, in twips. */
const LINE = 340;
const SIGNATURE = 680;

const session = table([2500, 2338, 1600, 1600, 1600], ['Séance du', 'Délibération n°', 'En exercice', 'Présents', 'Pouvoirs'], [['', '', '', '', '']], { rowHeight: LINE, borders: gridBorders });

const reasons = [
  para('{{assembly.title}},', { keepNext: true }),
  para('Vu le code général des collectivités territoriales, notamment ses articles {{articles}} ;'),
  ...each('g', 'grounds', [para('{{$g}}')]),
  para('Vu le {{text.project}}, communiqué par {{sender}}, dont l’empreinte SHA-256 est :', { keepNext: true }),
  para('**{{text.hash}}**'),
  ...when('structures !== ""', [para('Considérant {{structures}} ;')]),
  para('Considérant qu’il revient {{assembly.to}} d’approuver ce texte avant qu’il ne soit signé au nom {{body.of}} ;'),
];

const decision = [
  para('Après en avoir délibéré, **décide** :', { keepNext: true }),
  para('d’approuver {{text.the}}, dans les termes que l’empreinte ci-dessus identifie ;', { style: 'Puce' }),
  para('d’autoriser {{executive.the}}, ou la personne qui a reçu délégation à cet effet, à signer ce texte au nom {{body.of}} ;', { style: 'Puce' }),
  para('de charger {{executive.the}} de publier la présente délibération et de la transmettre au représentant de l’État, ces deux formalités devant précéder la signature.', { style: 'Puce' }),
  para('Résultat du vote :', { keepNext: true, spaceBefore: 100 }),
  table([2410, 2410, 2409, 2409], ['Votants', 'Pour', 'Contre', 'Abstentions'], [['', '', '', '']], { rowHeight: LINE, borders: gridBorders }),
  table([4819, 4819], ['Signature {{executive.of}}', 'Signature de la personne secrétaire de séance'], [['', '']], { rowHeight: SIGNATURE, borders: gridBorders }),
];

export const deliberation = [
  para('**{{body.name}}**', { style: 'Couverture' }),
  heading(1, 'Projet de délibération', { bookmark: 'deliberation' }),
  session,
  heading(2, 'Objet : approbation {{text.of}}', { size: 22 }),
  ...reasons,
  ...decision,
  heading(3, 'Note pour le secrétariat, à retirer avant le vote'),
  ...each('n', 'notes', [para('{{$n}}', { style: 'PuceFine' })]),
];
