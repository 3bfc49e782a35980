// What surrounds an imported official text: the conditions particulières before it, the signature pages after it. The text itself is never touched.
import { Paragraph, TextRun } from 'docx';
import { contentsLine, noBorders } from './document.mjs';
import { each, heading, para, raw, table, when } from './grammar.mjs';
import { annexeBookmark, annexes, annexeTitle } from './references.mjs';
import { college, sealBlock } from './signatures.mjs';

/** The bookmark the import puts at the head of the official text (libs/documents/src/import-text.ts). */
const OFFICIAL_TEXT = 'texte_officiel';
/** Room on the cover; a table takes no space before itself. */
const breath = raw(() => [new Paragraph({ spacing: { before: 0, after: 1900 }, children: [new TextRun('')] })]);

const cover = [
  ...when('demonstration', [para('DÉMONSTRATION – sans valeur', { style: 'Demonstration' })]),
  para('France Services', { style: 'Titre', spaceBefore: 2600 }),
  heading(1, 'Convention départementale France Services', { bookmark: 'convention', size: 60 }),
  para('{{departement.name}} ({{departement.code}})', { style: 'SousTitre', spaceBefore: 0 }),
  para('Conditions particulières, texte officiel et ses sept annexes', { style: 'Chapeau' }),
  para('Convention n° {{agreement.number}}', { style: 'Couverture', spaceBefore: 1200 }),
  para('Document arrêté le {{agreement.date}}', { style: 'Couverture' }),
  para('Texte repris mot pour mot : {{official.title}}', { style: 'Couverture' }),
  breath,
  table([2100, 7538], null, [[
    [para('{{IMAGE qr(verification.url, 2.8)}}', { style: 'Cellule' })],
    [
      para('**Vérifier ce document**', { style: 'Couverture', spaceBefore: 260 }),
      para('{{verification.url}}', { style: 'Couverture' }),
      para('On y contrôle l’intégrité du fichier et chacune des signatures qu’il porte.', { style: 'CelluleDiscrete' }),
    ],
  ]], { borders: noBorders }),
];

const contents = [
  heading(2, 'Sommaire', { pageBreakBefore: true }),
  raw(() => [
    contentsLine('Conditions particulières', 'conditions', 1),
    contentsLine('Texte officiel de la convention', OFFICIAL_TEXT, 1),
    contentsLine('Signatures', 'signatures', 1),
    ...annexes.map(({ key }) => contentsLine(annexeTitle(key), annexeBookmark(key), 1)),
  ]),
];

const purpose = [
  heading(1, 'Conditions particulières', { bookmark: 'conditions', pageBreakBefore: true }),
  para('Elles sont signées avec le texte officiel qui les suit et forment avec lui et avec ses annexes une seule convention.', { style: 'Chapeau' }),
  heading(2, '1. Objet'),
  para('Les présentes conditions particulières complètent le texte officiel intitulé « {{official.title}} », reproduit à leur suite, sans le modifier. Elles portent ce qu’il laisse à préciser dans le département {{departement.ofName}} et disent comment les Parties lisent ceux de ses termes qui appellent une précision.'),
  para('Le texte officiel garde ses mots et la numérotation de ses articles. Rien n’y est ajouté ni retranché, hormis les écarts énumérés au point 7. Les conditions particulières font partie de la convention au sens de son article {{official.compositionArticle}} : elles sont signées en même temps que lui, par les mêmes signatures.'),
  para('Empreinte SHA-256 du fichier d’où le texte officiel est repris :', { keepNext: true }),
  para('{{official.sha256}}', { style: 'CelluleDiscrete' }),
];

const parties = [
  heading(2, '2. Parties, qualités et adresses de notification'),
  para('La convention est conclue pour le département {{departement.ofName}} ({{departement.code}}), entre :', { keepNext: true }),
  para('**au titre de l’État** : l’État, représenté par {{departement.prefet}}, ci-après « le Préfet », dont les services sont ci-après « la Préfecture » : {{departement.prefecture.name}}, {{departement.prefecture.fullAddress}} – {{departement.prefecture.email}} – {{departement.prefecture.phone}} ;'),
  para('**au titre des gestionnaires**, ci-après « les Gestionnaires » :', { keepNext: true }),
  table([3300, 3100, 3238], ['Gestionnaire', 'Structures gérées', 'Adresse de notification'], [
    [
      [para('**{{$g.name}}**, {{$g.capacity}}', { style: 'Cellule' }), para('{{$g.kind}} – SIRET {{$g.siret}}', { style: 'CelluleDiscrete' })],
      '{{$g.structureNames}}',
      [para('{{$g.fullAddress}}', { style: 'Cellule' }), para('{{$g.email}}', { style: 'Cellule' })],
    ],
  ], { repeat: { name: 'g', list: 'gestionnaires' } }),
  para('**au titre des partenaires nationaux**, ci-après « les Partenaires nationaux » :', { keepNext: true, spaceBefore: 200 }),
  table([3300, 3100, 3238], ['Organisme signataire', 'Pour le partenaire national', 'Adresse de notification'], [
    [[para('**{{$p.localBody}}**, {{$p.capacity}}', { style: 'Cellule' })], '{{$p.name}}', [para('{{$p.address}}', { style: 'Cellule' }), para('{{$p.email}}', { style: 'Cellule' })]],
  ], { repeat: { name: 'p', list: 'nationalPartners' } }),
  ...when('localPartners.length > 0', [
    para('**Partenaires locaux.** Les organismes suivants interviennent dans au moins une structure du département sans être signataires de l’Accord cadre national. Chacun devient Partie par un acte d’adhésion séparé, qui cite la convention ; leur signature n’est pas requise pour qu’elle prenne effet.', { keepNext: true, spaceBefore: 200 }),
    table([3300, 3100, 3238], ['Partenaire local', 'Structures concernées', 'Adresse de notification'], [
      ['**{{$l.name}}**', '{{$l.structureNames}}', [para('{{$l.address}}', { style: 'Cellule' }), para('{{$l.email}}', { style: 'Cellule' })]],
    ], { repeat: { name: 'l', list: 'localPartners' } }),
  ]),
  para('Toute notification prévue par la convention est adressée aux adresses ci-dessus. Une Partie qui change d’adresse en informe la Préfecture et les autres Parties ; le changement leur est opposable à compter de cette information. Les pouvoirs en vertu desquels chacun s’engage sont vérifiés avant la signature et conservés avec elle.', { spaceBefore: 200 }),
];

const term = [
  heading(2, '3. Prise d’effet'),
  ...when('term.startsOn === \'\'', [para('La convention prend effet à la date de la dernière des signatures requises. Elle n’a pas d’effet rétroactif.')]),
  ...when('term.startsOn !== \'\'', [para('La convention prend effet le **{{term.startsOn}}** ou, si elle est postérieure, à la date de la dernière des signatures requises. Elle n’a pas d’effet rétroactif.')]),
  heading(2, '4. Échéance et reconduction'),
  para('La convention est conclue jusqu’au **{{term.endsOn}}** inclus ; ce jour est sa première échéance. La notification d’un retrait ou d’une dénonciation pour cette échéance doit être reçue au plus tard le **{{term.lastNoticeDay}}**.'),
  ...when('term.renewable', [para('À l’échéance, elle est reconduite tacitement pour une période de **{{term.renewal}}**, et de même à chaque échéance suivante, sans que sa durée totale puisse excéder celle de l’Accord cadre national, tel qu’il est prorogé ou renouvelé.')]),
  ...when('!term.renewable', [para('Elle n’est pas reconduite tacitement : elle prend fin à son échéance, et au plus tard avec l’Accord cadre national. Les Parties peuvent, avant ce jour, en convenir autrement par avenant.')]),
  heading(2, '5. Originaux'),
  para('{{official.originals}} L’intégrité du fichier et chacune des signatures qu’il porte se vérifient à l’adresse {{verification.url}}.'),
];

const readings = [
  heading(2, '6. Lectures retenues'),
  para('Le texte officiel laisse ouvertes les questions suivantes. Les Parties conviennent d’y répondre ainsi, pour la durée de la convention.', { keepNext: true }),
  table([1100, 3569, 4969], ['Article', 'Question', 'Lecture retenue'], [
    ['{{$r.articles}}', '{{$r.question}}', '{{$r.sentence}}'],
  ], { repeat: { name: 'r', list: 'official.readings' } }),
];

const deviations = [
  heading(2, '7. Écarts approuvés'),
  ...when('official.deviations.length > 0', [
    para('Le texte officiel est reproduit avec les seuls écarts suivants, relevés et approuvés avant la publication du modèle. Les espaces ont en outre été mises aux usages de la typographie française.', { keepNext: true }),
    table([3100, 6538], ['Endroit du texte', 'Écart'], [
      ['{{$d.where}}', '{{$d.sentence}}'],
    ], { repeat: { name: 'd', list: 'official.deviations' } }),
  ]),
  ...when('official.deviations.length === 0', [para('Aucun écart : le texte officiel est reproduit tel qu’il a été reçu, aux espaces près.')]),
];

const reading = [
  heading(2, '8. Signatures et renvois'),
  para('Les emplacements de signature que comporte le texte officiel y figurent comme une partie de ce texte et restent vides. Chaque signature est apposée, avec sa date, dans les pages de signature qui suivent le texte ; elle vaut pour les conditions particulières, le texte officiel et les annexes.'),
  para('Les annexes jointes citent les articles par leur numéro. Lorsqu’elles renvoient à une subdivision que le texte officiel ne comporte pas, le renvoi s’entend de l’article entier, complété par les présentes conditions particulières.'),
  ...when('official.blanks.length > 0', [
    para('Les blancs du texte officiel qui n’ont pas été remplis sont laissés tels quels et n’emportent aucune obligation :', { keepNext: true }),
    ...each('b', 'official.blanks', [para('{{$b}}', { style: 'Puce' })]),
  ]),
];

export const conditions = [...cover, ...contents, ...purpose, ...parties, ...term, ...readings, ...deviations, ...reading];

/** The signature pages of an imported agreement: the official text has its own heading 1, these pages have theirs. */
export const conditionsSignatures = [
  heading(1, 'Pages de signature', { bookmark: 'signatures', pageBreakBefore: true }),
  para('Signées sous la forme d’un original électronique unique, aux dates portées dans chaque signature.', { keepNext: true }),
  para('Chaque emplacement désigne la personne morale et la qualité en laquelle elle signe. Le nom du signataire, son pouvoir, la date et l’heure apparaissent dans la signature elle-même.', { style: 'Chapeau', keepNext: true }),
  ...college('Le Préfet', 'signatures.prefet', 2),
  ...college('Les gestionnaires France Services', 'signatures.gestionnaires', 2),
  ...college('Les partenaires France Services', 'signatures.nationalPartners', 2),
  heading(2, 'Scellement'),
  raw(() => [sealBlock('apposé par le service après la dernière signature requise', 'Le cachet garantit que le document et toutes les signatures qu’il porte n’ont pas été modifiés depuis son apposition.')]),
];
