// The differences between two texts, to be printed or mailed: changed places only, with the words that left and those that came.
import { Paragraph, TextRun } from 'docx';
import { each, heading, para, raw, table, when } from './grammar.mjs';

export const comparisonRunning = { header: 'Différences entre deux textes', reference: '{{madeOn}}', footer: '{{after.name}}' };

const REMOVED = 'B40000';
const ADDED = '18753C';

/** One paragraph, word by word. Signs and lines say what colour says: the page may be printed in black, or read aloud. */
const words = raw(() => [
  new Paragraph({
    children: [
      new TextRun('{{FOR w IN $l.words}}'),
      new TextRun('{{IF $w.kind === "same"}}{{$w.text}} {{END-IF}}'),
      new TextRun('{{IF $w.kind === "removed"}}'), new TextRun({ text: '[−{{$w.text}}−]', strike: true, color: REMOVED }), new TextRun(' {{END-IF}}'),
      new TextRun('{{IF $w.kind === "added"}}'), new TextRun({ text: '[+{{$w.text}}+]', bold: true, underline: {}, color: ADDED }), new TextRun(' {{END-IF}}'),
      new TextRun('{{END-FOR w}}'),
    ],
  }),
]);

export const comparison = [
  heading(1, 'Différences entre deux textes', { bookmark: 'differences' }),
  para('{{sentence}}', { style: 'Chapeau' }),
  table([2700, 6938], ['Élément', 'Description'], [
    ['Texte de départ', '{{before.name}}'],
    ['Texte d’arrivée', '{{after.name}}'],
    ['Alinéas', '{{counts.paragraphs}}'],
    ['Mots', '{{counts.words}}'],
  ]),
  para('Se lit ainsi : les mots supprimés sont barrés, entre [− et −] ; les mots ajoutés sont soulignés, entre [+ et +].'),
  ...each('p', 'places', [
    heading(2, '{{$p.title}}'),
    ...each('l', '$p.lines', [
      ...when('$l.mark !== ""', [para('{{$l.mark}}', { style: 'CelluleDiscrete', keepNext: true })]),
      words,
    ]),
  ]),
  ...when('unchanged !== ""', [heading(2, 'Sans changement'), para('{{unchanged}}')]),
];
