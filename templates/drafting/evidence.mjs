// The evidence file of a sealed round: what was done, by whom, and how anybody can check it, without us if need be.
import { each, heading, para, raw, table, when } from './grammar.mjs';
import { sealBlock } from './signatures.mjs';

/** How the file speaks of what was signed: an agreement, or an act of its life (an amendment, an adhesion), whose title says the rest. */
const ofAgreement = { number: 'Convention n°', the: 'la convention', of: 'de la convention' };
const ofAct = { number: 'Acte n°', the: 'le document signé', of: 'du document signé' };

/** What runs along the pages: the agreement's own header and footer would claim that this is the agreement. */
const running = ({ the }) => ({ header: 'Dossier de preuve – {{departement.name}}', footer: `Vérifier ${the}\u00A0: {{verification.url}}` });
export const evidenceRunning = running(ofAgreement);
export const actEvidenceRunning = running(ofAct);

const cover = ({ number }) => [
  ...when('demonstration', [para('DÉMONSTRATION – sans valeur', { style: 'Demonstration' })]),
  para('France Services', { style: 'Titre', spaceBefore: 900 }),
  heading(1, 'Dossier de preuve', { bookmark: 'preuve', size: 60 }),
  para('{{agreement.title}}', { style: 'SousTitre' }),
  para(`${number} {{agreement.number}} – {{departement.name}} ({{departement.code}})`, { style: 'Couverture', spaceBefore: 200 }),
  para('Dossier fait le {{madeAt}}', { style: 'Couverture' }),
  para('**{{verdict}}**', { style: 'Couverture', spaceBefore: 700 }),
  para('{{dating}}', { style: 'Couverture' }),
  para('Chaque signature est une signature électronique simple au sens du règlement européen eIDAS. Les niveaux B-B à B-LTA cités plus loin disent comment elle est conservée ; ce ne sont pas des niveaux juridiques.', { style: 'Chapeau', spaceBefore: 120 }),
  heading(2, 'Ce que ce dossier prouve'),
  table([2700, 6938], ['Élément', 'Empreinte SHA-256 ou description'], [
    ['Document', '{{document.name}}, {{document.size}}'],
    ['Texte approuvé', [para('{{document.contentHash}}', { style: 'Cellule' }), para('Empreinte du document certifié, avant toute signature : chaque lien, chaque code et chaque consentement s’y rapporte.', { style: 'CelluleDiscrete' })]],
    ['Document scellé', [para('{{document.sealHash}}', { style: 'Cellule' }), para('Empreinte du fichier remis aux parties, que le journal a reçue.', { style: 'CelluleDiscrete' })]],
    ['Document entier', [para('{{document.fileHash}}', { style: 'Cellule' }), para('Empreinte du fichier quand ce dossier a été fait, éléments de validation et horodatages compris.', { style: 'CelluleDiscrete' })]],
    ['{{attachment.name}}', [para('{{attachment.sha256}}', { style: 'Cellule' }), para('Pièce jointe au présent PDF : les mêmes faits, entiers, pour les programmes.', { style: 'CelluleDiscrete' })]],
    ['Modèle', '{{agreement.model}}'],
    ['Service', '{{service}}'],
  ]),
  para('Les heures sont celles du fuseau {{timeZone}} ; preuve.json les donne en temps universel. Ce dossier contient des données personnelles : il est réservé à la préfecture, et chaque consultation en est inscrite au journal.', { style: 'Chapeau' }),
];

const signatories = [
  heading(2, 'Les signataires, dans l’ordre de leurs signatures', { pageBreakBefore: true }),
  ...each('s', 'signatories', [
    heading(3, '{{$s.rank}}. {{$s.body}}'),
    table([2300, 7338], ['Rubrique', 'Ce qui est établi'], [['{{$r.label}}', [...each('l', '$r.lines', [para('{{$l}}', { style: 'Cellule' })])]]], { repeat: { name: 'r', list: '$s.rows' } }),
  ]),
];

const revisions = [
  heading(2, 'Les révisions du document', { pageBreakBefore: true }),
  para('Un PDF signé grandit sans que rien n’en soit réécrit : chaque ligne ci-dessous est un état exact du fichier, de son premier octet à l’octet indiqué. Couper le fichier à cet octet et en calculer l’empreinte redonne celle qui est écrite.', { style: 'Chapeau' }),
  table([500, 2750, 1750, 1000, 850, 2788], ['N°', 'Ce qu’elle ajoute', 'Inscrite le', 'Dernier octet', 'Niveau', 'SHA-256'], [
    ['{{$r.n}}', '{{$r.what}}', '{{$r.at}}', '{{$r.end}}', '{{$r.level}}', [para('{{$r.sha256}}', { style: 'CelluleDiscrete' })]],
  ], { repeat: { name: 'r', list: 'revisions' } }),
];

const journal = [
  heading(2, 'Le journal de la tournée', { pageBreakBefore: true }),
  para('Chaque ligne contient l’empreinte de la précédente : en changer, en ôter ou en ajouter une casse la chaîne. Seul le début des empreintes est imprimé ; preuve.json contient les lignes entières.', { style: 'Chapeau' }),
  table([600, 1850, 2350, 2950, 1888], ['N°', 'Inscrite le', 'Événement', 'Organisme', 'Empreinte'], [
    ['{{$j.rank}}', '{{$j.at}}', '{{$j.what}}', '{{$j.who}}', [para('{{$j.hash}}', { style: 'CelluleDiscrete' })]],
  ], { repeat: { name: 'j', list: 'journal' } }),
  para('Empreinte de la dernière ligne : {{journalHead}}'),
  para('{{anchoring}}'),
];

const verification = ({ the, of }) => [
  heading(2, 'Comment vérifier'),
  heading(3, 'Avec le logiciel Paraphe, hors ligne'),
  para('La commande suivante recalcule tout ce qui peut l’être, sans base de données ni réseau, et dit ce qui concorde et ce qui ne concorde pas :', { keepNext: true }),
  para('{{verification.command}}', { style: 'CelluleDiscrete' }),
  heading(3, 'Sans nous'),
  para(`1. Ouvrir le présent PDF et ${the} dans tout logiciel qui valide les signatures PAdES : le cachet du présent dossier et chacune des signatures ${of} doivent être intacts.`),
  para('2. Extraire la pièce jointe preuve.json (menu des pièces jointes du lecteur, ou « pdfdetach -saveall »). Son empreinte SHA-256 est en première page.'),
  para(`3. Calculer l’empreinte SHA-256 ${of}, puis celle de chacun de ses débuts, aux octets du tableau des révisions.`),
  para('4. Pour chaque ligne du journal, retirer « hash », écrire le reste en JSON aux clés triées, sans espace, et en calculer l’empreinte SHA-256 : elle doit être celle de « hash », et celle de « previousHash » à la ligne suivante.'),
  para('5. Décoder en base64 chaque jeton d’horodatage (RFC 3161) et le vérifier, par exemple avec la commande « openssl ts » : l’empreinte qu’il porte est celle de la signature, ou des octets du document, qu’il date.'),
  para('6. Chaque code à usage unique est engagé sans être écrit : « commitment » est l’empreinte SHA-256 de trente-deux octets secrets dont les six chiffres sont tirés. Le service peut les produire devant un juge ; personne ne peut les deviner.'),
];

const blocksFor = (words) => [
  ...cover(words), ...signatories, ...revisions, ...journal, ...verification(words),
  heading(2, 'Scellement'),
  raw(() => [sealBlock('apposé par le service sur le présent dossier', 'Le cachet garantit que ce dossier et sa pièce jointe preuve.json n’ont pas été modifiés depuis son apposition.')]),
];

export const evidence = blocksFor(ofAgreement);
export const actEvidence = blocksFor(ofAct);
