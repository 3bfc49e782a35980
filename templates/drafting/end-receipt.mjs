// The sealed receipt of a mandate's end, for the person who gave it: when, how, what becomes of the data, and how to contest.
import { gridBorders } from './document.mjs';
import { bullets, heading, para, table } from './grammar.mjs';
import { sealed } from './life.mjs';

export const endReceiptRunning = { header: 'Mandat France Services n°\u00A0{{number}}', reference: 'Reçu de fin de mandat', footer: 'France Services – {{departement.name}}' };

const lines = (head, rows) => table([3200, 6438], head, rows, { borders: gridBorders });

// Every answer is the last thing on its line, as in the mandate.
export const endReceipt = [
  heading(1, 'Reçu de fin de mandat', { bookmark: 'recu_de_fin' }),
  para('**{{sentence}}**', { style: 'SousTitre' }),
  para('Reçu à garder. À partir de cet instant, la Structure ne peut plus agir sous ce mandat.', { style: 'Chapeau' }),
  lines(['Élément', 'Ce qui est établi'], [
    ['Mandat', '{{number}}'],
    ['Donné par', '{{person}}'],
    ['À la Structure', '{{structure}}'],
    ['Gestionnaire', '{{gestionnaire}}'],
    ['Convention', '{{agreement}}'],
    ['Signé', '{{signedAt}}'],
    ['A pris fin', '{{endedAt}}'],
    ['Comment', '{{how}}'],
    ['Démarches confiées', '{{demarches}}'],
  ]),
  heading(2, 'Ce que deviennent les données'),
  lines(['Données', 'Ce qui en est fait'], [
    ['Données de travail', '{{working}}'],
    ['Preuve', '{{proof}}'],
  ]),
  para('Ce qui a été fait sous ce mandat avant cet instant reste valable. Les organismes saisis gardent leurs propres dossiers, sous leur responsabilité.'),
  heading(2, 'Si vous n’êtes pas d’accord', { pageBreakBefore: true }),
  bullets([
    'Écrivez au Gestionnaire nommé ci-dessus, ou à son délégué à la protection des données. Il peut rouvrir la preuve gardée à part, pour vous répondre.',
    'Vous pouvez saisir la CNIL : www.cnil.fr, ou 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07.',
    'Vous pouvez saisir gratuitement le Défenseur des droits, ou le tribunal compétent.',
    'Pour que la Structure agisse encore pour vous, il faut un nouveau mandat.',
  ]),
  ...sealed('apposé par le service sur le présent reçu', 'Le cachet garantit que ce reçu n’a pas été modifié depuis son apposition.'),
];
