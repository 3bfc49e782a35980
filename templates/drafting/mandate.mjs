// Annexe 7 filled: a mandate to be signed by hand in two originals, or the one electronic original, or a copy of it.
import { Paragraph, TextRun } from 'docx';
import { gridBorders, noBorders } from './document.mjs';
import { heading, para, raw, table, when } from './grammar.mjs';
import { sealed } from './life.mjs';
import { mandateForm } from './mandate-form.mjs';

const tick = (chosen) => `{{${chosen} ? "■" : "□"}}`;

/** Every answer is the last thing on its line: a form converted once is filled at that place (libs/documents, form.ts). */
const answers = {
  answer: (field) => `{{${field}}}`,
  told: '■',
  entrusted: (rank, column) => tick(`demarches[${rank}].${column}`),
  lasting: (duration) => tick(`duration === "${duration}"`),
  untilWhen: [para('{{until}}', { style: 'Couverture' })],
  demarcheWidths: [3300, 4738, 800, 800],
};

/** How to withdraw it, on the copy of the person alone: whoever holds the code can use it. */
const withdrawal = [
  heading(2, 'Retirer ce mandat'),
  para('Photographiez ce code avec un téléphone, ou tapez-le à l’adresse écrite à côté : le mandat prend fin aussitôt, sans compte et sans raison à donner.', { keepNext: true }),
  table([2600, 7038], null, [[
    [raw(() => [new Paragraph({ style: 'Cellule', children: [new TextRun('{{IMAGE qr(code.url, 3.2)}}')] })])],
    [para('**Votre code, à garder pour vous**', { style: 'Cellule' }), para('{{code.written}}', { style: 'CodeATaper' }), para('**Adresse où le taper**', { style: 'Cellule' }), para('{{code.address}}', { style: 'Couverture' }),
      para('Vous pouvez aussi le dire à un agent de la Structure, ou lui écrire.', { style: 'Cellule' })],
  ]], { borders: noBorders }),
];

const copy = ({ label, explanation, pageBreakBefore, ending }) => [
  heading(1, 'Mandat n° {{number}}', { pageBreakBefore }),
  para(`**${label}**`, { style: 'SousTitre' }),
  ...explanation,
  para('Annexe 7 de la convention, remplie avec l’Usager. À lire à voix haute et à signer sur place (article:mandat). Gratuit.', { style: 'Chapeau' }),
  table([3200, 6438], null, [['Convention', '{{agreement}}']], { borders: gridBorders }),
  para('■ : case cochée.  □ : case non cochée.', { style: 'CelluleDiscrete' }),
  ...mandateForm(answers),
  ...ending,
  para('Texte de ce mandat : annexe 7 de la convention, et son empreinte SHA-256', { style: 'CelluleDiscrete', spaceBefore: 300, keepNext: true }),
  para('{{text}}', { style: 'CelluleDiscrete' }),
];

const running = (reference) => ({ header: 'Mandat France Services n°\u00A0{{number}}', reference, footer: 'France Services – {{departement.name}}' });

/** One copy, whatever it is called. */
export const mandateRunning = running('{{label}}');
export const mandate = copy({
  label: '{{label}}',
  explanation: [para('{{explanation}}')],
  ending: [...when('!!code', withdrawal), ...sealed('apposé par le service sur le présent mandat', 'Le cachet garantit que ce mandat n’a pas été modifié depuis son apposition.')],
});

/** The two originals, to be signed by hand: two parts, each with its own pages. */
const ofPerson = 'Original de l’Usager';
const ofStructure = 'Original de la Structure';
export const mandateToSign = [
  {
    running: running(ofPerson),
    blocks: copy({ label: ofPerson, explanation: [para('Gardez cet original : il porte, en dernière page, le code qui permet de retirer le mandat.')], ending: withdrawal }),
  },
  {
    running: running(ofStructure),
    blocks: copy({ label: ofStructure, explanation: [para('Le code qui permet de retirer le mandat n’est que sur l’original de l’Usager.')], ending: [] }),
  },
];
