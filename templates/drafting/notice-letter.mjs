// The letter by which a local partner withdraws, or a gestionnaire denounces (art. 7). It is signed by hand, by somebody who is entitled to.
import { each, heading, para, table, when } from './grammar.mjs';
import { atRight, listed } from './life.mjs';

export const noticeLetterRunning = { header: '{{sender.name}}', footer: 'Convention départementale France Services n° {{agreement.number}} – {{agreement.departement.name}}' };

const heads = [
  para('**{{sender.name}}**', { style: 'Couverture' }),
  ...each('l', 'sender.address', [para('{{$l}}', { style: 'Cellule' })]),
  atRight('**{{addressee.name}}**', { style: 'Couverture', spaceBefore: 300 }),
  ...each('l', 'addressee.address', [atRight('{{$l}}', { style: 'Cellule' })]),
  atRight('{{place === "" ? date : place + ", " + date}}', { spaceBefore: 400 }),
  ...when('decides', [para('**{{mode}}**', { spaceBefore: 300 })]),
  ...when('!decides', [para('**{{mode}}**', { spaceBefore: 300 }), para('La présente vous est adressée pour information : elle ne fait courir aucun préavis à votre égard.')]),
];

const subject = [
  ...when('kind === "denonciation"', [heading(1, 'Objet : dénonciation de la convention n° {{agreement.number}}', { bookmark: 'preavis', size: 24 })]),
  ...when('kind === "retrait"', [heading(1, 'Objet : retrait de la convention n° {{agreement.number}}', { bookmark: 'retrait', size: 24 })]),
  para('Madame, Monsieur,', { spaceBefore: 200 }),
  para('L’organisme que je représente, {{sender.name}}, est partie, en qualité de {{sender.quality}}, à la convention départementale France Services n° {{agreement.number}} ({{agreement.departement.name}}), conclue le {{signedOn}}.'),
];

const notification = [
  ...when('!!authority', [
    para('La décision de notifier le présent préavis résulte de l’acte suivant, dont une copie est jointe : {{authority.reference}}, du {{authority.decidedOn}}{{IF authority.transmittedOn !== ""}} ; date de sa transmission au représentant de l’État : {{authority.transmittedOn}}{{END-IF}}.'),
  ]),
  ...when('kind === "denonciation"', [
    para('En application de l’article 7 de cette convention, je vous notifie en son nom **la dénonciation de la convention, avec effet à la fin du {{effectOn}}**.'),
  ]),
  ...when('kind === "retrait"', [
    para('En application de l’article 7 de cette convention, je vous notifie en son nom **son retrait de la convention, avec effet à la fin du {{effectOn}}**.'),
  ]),
];

const effect = [
  table([5200, 4438], ['Calcul du préavis (article 7)', 'Date ou durée'], [
    ['Échéance de la période en cours', '{{termEndsOn}}'],
    ['Durée du préavis', '{{months}}'],
    ['Dernier jour utile pour cette échéance', '{{lastUsefulDay}}'],
    ['Effet demandé', 'à la fin du {{effectOn}}'],
  ]),
  para('C’est la réception de la notification qui fait courir le préavis, et non son envoi. {{receptionSentence}}'),
  ...when('structures.length > 0', [
    ...when('kind === "denonciation"', [para('La dénonciation emporte, à la même date, la fin des stipulations d’annexe relatives aux structures suivantes :', { keepNext: true })]),
    ...when('kind === "retrait"', [para('Le retrait vaut pour toutes les structures où cet organisme intervient :', { keepNext: true })]),
    ...each('s', 'structures', [para('{{$s}}', { style: 'Puce' })]),
  ]),
  ...when('consequence !== ""', [para('{{consequence}}')]),
  para('Jusqu’à la date d’effet, l’organisme que je représente continue d’exécuter l’ensemble de ses obligations.', { keepNext: true }),
  ...when('kind === "retrait" && decides', [para('Je vous remercie d’en informer la Préfecture, comme le prévoit le même article, et de bien vouloir accuser réception de la présente.', { keepNext: true })]),
  ...when('kind === "denonciation" && decides', [para('Je vous remercie de bien vouloir accuser réception de la présente.', { keepNext: true })]),
  para('Je vous prie d’agréer, Madame, Monsieur, l’expression de ma considération distinguée.', { keepNext: true }),
];

export const noticeLetter = [
  ...heads, ...subject, ...notification, ...effect,
  ...when('sender.representative !== "" || sender.capacity !== ""', [
    atRight('{{sender.representative}}{{sender.representative !== "" && sender.capacity !== "" ? ", " : ""}}{{sender.capacity}}', { spaceBefore: 400, keepNext: true }),
  ]),
  ...when('sender.representative === "" && sender.capacity === ""', [atRight('Nom, prénom et qualité du signataire :', { spaceBefore: 400, keepNext: true })]),
  atRight('Signature manuscrite :', { style: 'CelluleDiscrete', keepNext: true }),
  para('', { spaceBefore: 900 }),
  ...when('!!authority', [para('**Pièce jointe**', { keepNext: true }), para('{{authority.reference}}, du {{authority.decidedOn}}', { style: 'Puce' })]),
  ...listed('Autres destinataires de la présente', 'copies'),
  ...when('handDelivery', [
    heading(2, 'Récépissé de remise en main propre'),
    para('Destinataire : {{addressee.name}}. La personne qui reçoit la présente lettre complète et signe ce récépissé{{IF decides}}, dont la date fait courir le préavis{{END-IF}}.', { keepNext: true }),
    table([3600, 6038], ['À compléter à la main', 'Remise de la lettre'], [['Reçue le', ''], ['Nom, prénom et qualité', ''], ['Signature et cachet', '']], { rowHeight: 600 }),
  ]),
];
