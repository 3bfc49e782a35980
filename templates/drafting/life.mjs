// What the papers of an agreement's life have in common: letters, records, minutes and acts made after it was signed.
// No sentence stands inside a command: typographic apostrophes are straightened there.
import { Paragraph } from 'docx';
import { each, heading, para, raw, table, when } from './grammar.mjs';
import { college, sealBlock } from './signatures.mjs';

/** A French letter bears its addressee, place and date in the right half of the page; in twips. */
const RIGHT_HALF = 4900;

/** A paragraph that begins in the middle of the page. */
export const atRight = (text, { style, spaceBefore, keepNext } = {}) =>
  raw(({ runs }) => [new Paragraph({ style, keepNext, indent: { left: RIGHT_HALF }, spacing: spaceBefore === undefined ? undefined : { before: spaceBefore }, children: runs(text) })]);

/** Reasons, one to a row, with what each rests on. */
export const why = (title = 'Pourquoi') => [
  heading(2, title),
  table([6300, 3338], ['Raison', 'Fondement'], [['{{$s.sentence}}', [para('{{$s.sources || "–"}}', { style: 'CelluleDiscrete' })]]], { repeat: { name: 's', list: 'steps' } }),
];

/** Who is or was bound, in two columns. */
export const parties = (list) => table([6300, 3338], ['Partie', 'Qualité'], [['{{$p.name}}', '{{$p.quality}}']], { repeat: { name: 'p', list } });

/** Labels and what they say. */
export const rows = (list, head) => table([3600, 6038], head, [['{{$r.label}}', '{{$r.text}}']], { repeat: { name: 'r', list } });

/** The seal of the service, when the paper is sealed. */
export const sealed = (quality, guarantee) => when('!!seal', [heading(2, 'Scellement'), raw(() => [sealBlock(quality, guarantee)])]);

const colleges = [
  ['prefet', 'Le Préfet'],
  ['gestionnaire', 'Les gestionnaires France Services'],
  ['partenaire_national', 'Les partenaires nationaux'],
  ['partenaire_local', 'Les partenaires locaux'],
];
const pair = { left: '$pair[0]', right: '$pair[1]', hasRight: '$pair.length > 1' };

/** Signature blocks two by two, college by college; then the seal. Without them the text is a draft. */
export const actSignatures = (what) =>
  when('!!seal', [
    heading(2, 'Signatures', { bookmark: 'signatures', pageBreakBefore: true }),
    para('Fait sous la forme d’un original électronique unique, aux dates portées dans chaque signature. Chaque partie en reçoit un exemplaire qu’elle peut conserver et reproduire.', { keepNext: true }),
    para('Chaque emplacement désigne la personne morale et la qualité en laquelle elle signe. Le nom du signataire, son pouvoir, la date et l’heure apparaissent dans la signature elle-même.', { style: 'Chapeau', keepNext: true }),
    ...colleges.flatMap(([key, title]) => {
      const blocks = `signatures.filter((s) => s.college === "${key}")`;
      return when(`${blocks}.length > 0`, college(title, `${blocks}.map((s, i) => ${blocks}.slice(i, i + 2)).filter((p, i) => i % 2 === 0)`, 3, pair));
    }),
    heading(3, 'Scellement'),
    raw(() => [sealBlock('apposé par le service après la dernière signature requise', `Le cachet garantit que ${what} et toutes les signatures qu’il porte n’ont pas été modifiés depuis son apposition.`)]),
  ]);

/** Told at the top of an act that nobody is asked to sign yet. */
export const draftMention = when('!seal', [para('PROJET – texte non signé', { style: 'Demonstration' })]);

/** A list of texts, one to a line, under its title; nothing when it is empty. */
export const listed = (title, list) => when(`${list}.length > 0`, [para(`**${title}**`, { keepNext: true, spaceBefore: 160 }), ...each('x', list, [para('{{$x}}', { style: 'Puce' })])]);
