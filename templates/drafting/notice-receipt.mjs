// The sealed receipt of a notice: what was filed, what is known of each letter, and what the service concludes, with its reasons.
import { each, heading, para, table, when } from './grammar.mjs';
import { rows, sealed, why } from './life.mjs';

export const noticeReceiptRunning = { header: 'Récépissé de préavis – {{agreement.departement.name}}', footer: 'Préavis {{reference}}' };

const filed = [
  heading(1, 'Récépissé de préavis', { bookmark: 'recepisse' }),
  ...when('kind === "denonciation"', [para('Dénonciation de la convention départementale France Services n° {{agreement.number}} par {{party.name}}', { style: 'SousTitre' })]),
  ...when('kind === "retrait"', [para('Retrait de {{party.name}} de la convention départementale France Services n° {{agreement.number}}', { style: 'SousTitre' })]),
  para('**{{verdict.sentence}}**', { style: 'Couverture', spaceBefore: 160 }),
  ...when('verdict.provisional', [para('Cette conclusion est provisoire : elle sera revue dès que la réception de chaque lettre sera établie, ou qu’elle ne pourra plus l’être.')]),
  para('Ce récépissé atteste ce qui a été déclaré et déposé dans le service, et à quel moment. Il ne remplace ni les lettres ni leurs avis de réception, et ne fait courir aucun délai par lui-même.', { style: 'Chapeau' }),
  table([3000, 6638], ['Élément', 'Ce qui a été déposé'], [
    ['Préavis', '{{reference}}'],
    ['Déposé', '{{filedAt}}'],
    ['Auteur du préavis', '{{party.name}}, {{party.quality}}'],
    ['Déposé par', '{{filedBy}}'],
    ['Convention', '{{agreement.title}} n° {{agreement.number}}, {{agreement.departement.name}} ({{agreement.departement.code}})'],
    ['Échéance en cours', '{{termEndsOn}}'],
    ['Dernier jour utile', '{{lastUsefulDay}}'],
  ]),
  ...when('!!authority', [
    table([3000, 6638], ['Pouvoir du signataire', 'Ce qui en est connu'], [
      ['Acte', '{{authority.reference}}, du {{authority.decidedOn}}'],
      ['Transmis le', '{{authority.transmittedOn || "date non indiquée"}}'],
      ['Observation', '{{authority.doubt || "Aucune."}}'],
    ]),
  ]),
  ...when('details.length > 0', [rows('details', ['Précision', 'Ce qui a été déclaré'])]),
  ...when('structures.length > 0', [para('**Structures concernées**', { keepNext: true }), ...each('s', 'structures', [para('{{$s}}', { style: 'Puce' })])]),
];

const letters = [
  heading(2, 'Les lettres'),
  table([2500, 2300, 1150, 1250, 1150, 1288], ['Destinataire', 'Envoi et numéro de suivi', 'Envoyée le', 'Présentée le', 'Remise le', 'Issue'], [
    [
      [para('{{$l.addressee}}', { style: 'Cellule' }), para('{{$l.decides}}', { style: 'CelluleDiscrete' })],
      [para('{{$l.mode}}', { style: 'Cellule' }), para('{{$l.tracking || "sans numéro de suivi"}}', { style: 'CelluleDiscrete' })],
      '{{$l.sentOn || "–"}}', '{{$l.presentedOn || "–"}}', '{{$l.deliveredOn || "–"}}', '{{$l.outcome}}',
    ],
  ], { repeat: { name: 'l', list: 'letters' } }),
];

const verdict = [
  heading(2, 'Conclusion'),
  table([3600, 6038], ['Élément', 'Conclusion du service'], [
    ['Conclusion', '{{verdict.sentence}}'],
    ['Jour qui fait courir le préavis', '{{verdict.countedOn || "pas encore établi"}}'],
    ['Dernier jour où l’auteur du préavis reste lié', '{{verdict.effectOn || "pas encore établi"}}'],
  ]),
  ...why(),
  heading(2, 'Ce que donnerait chaque lecture'),
  para('La convention et ses conditions particulières désignent la lecture qui fait foi ; les autres sont données pour information.', { style: 'Chapeau' }),
  table([3000, 1900, 2700, 2038], ['Lecture', 'Jour compté', 'Conclusion', 'Effet à la fin du'], [
    [[para('{{$r.reading}}', { style: 'Cellule' }), para('{{$r.kept}}', { style: 'CelluleDiscrete' })], '{{$r.countedOn}}', '{{$r.verdict}}', '{{$r.effectOn}}'],
  ], { repeat: { name: 'r', list: 'readings' } }),
];

export const noticeReceipt = [
  ...filed, ...letters, ...verdict,
  heading(2, 'Et maintenant'),
  ...each('n', 'next', [para('{{$n}}', { style: 'Puce' })]),
  ...when('attachments.length > 0', [
    heading(2, 'Pièces déposées'),
    para('L’empreinte permet de vérifier que la pièce n’a pas changé depuis son dépôt.', { style: 'Chapeau' }),
    table([3300, 1300, 5038], ['Pièce', 'Taille', 'Empreinte SHA-256'], [['{{$a.name}}', '{{$a.size}}', [para('{{$a.sha256}}', { style: 'CelluleDiscrete' })]]], { repeat: { name: 'a', list: 'attachments' } }),
  ]),
  ...sealed('apposé par le service sur le présent récépissé', 'Le cachet garantit que ce récépissé n’a pas été modifié depuis son apposition.'),
];
