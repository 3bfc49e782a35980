// Annexes 1, 3: covers for the official documents. Annexe 2: the services of each national partner.
import { each, heading, para, table, when } from '../grammar.mjs';
import { annexeBookmark, annexeTitle } from '../references.mjs';

export const opening = (key, lead) => [
  heading(1, annexeTitle(key), { bookmark: annexeBookmark(key), pageBreakBefore: true }),
  para(lead, { style: 'Chapeau' }),
];

/** The official document travels as an attachment of the sealed file: this page says what it is and how to recognise it. */
const officialDocument = (name, rows) => [
  table([2900, 6738], ['Document', 'Description'], rows),
  ...when(`!!officialDocuments.${name}`, [
    para('**Le document officiel est joint au présent fichier**, sous forme de pièce jointe : {{officialDocuments.' + name + '.title}}, {{officialDocuments.' + name + '.pages}} pages, empreinte SHA-256 :', { keepNext: true }),
    para('{{officialDocuments.' + name + '.sha256}}', { style: 'CelluleDiscrete' }),
  ]),
  ...when(`!officialDocuments.${name} && !demonstration`, [para('**Le document officiel est à joindre** avant la mise en signature : les signataires doivent pouvoir l’ouvrir avant de signer.')]),
  ...when(`!officialDocuments.${name} && demonstration`, [para('**Démonstration : le document officiel n’est pas joint.**')]),
];

export const annexeCharte = [
  ...opening('charte', 'La Charte à laquelle les Parties adhèrent (article:charte).'),
  ...officialDocument('charte', [
    ['Titre', 'Charte nationale d’engagement des structures France Services'],
    ['Auteur', 'Agence nationale de la cohésion des territoires (ANCT), pour l’État'],
    ['Objet', 'Elle fixe ce que toute structure labellisée s’engage à offrir : services rendus au minimum, ouverture, formation des agents, équipement et aménagement des espaces, compte rendu d’activité.'],
    ['Place dans la Convention', 'Elle régit, avec le Bouquet de l’annexe:bouquet, les relations des Structures avec le public et les organismes signataires.'],
    ['Version', 'Celle qui est en vigueur au jour où le présent document est arrêté, le {{agreement.date}}.'],
  ]),
  para('Le texte officiel n’est ni résumé ni remplacé par cette page, qui sert seulement à l’identifier.', { style: 'Chapeau' }),
];

export const annexeAccordCadre = [
  ...opening('accord_cadre', 'L’Accord cadre qui lie, au niveau national, l’État et les Partenaires nationaux.'),
  ...officialDocument('accordCadre', [
    ['Titre', 'Accord cadre national France Services'],
    ['Auteurs', 'L’État et les opérateurs nationaux signataires'],
    ['Objet', 'Il engage les Partenaires nationaux à être présents dans chaque Structure, fixe l’offre de base et les règles nationales du partenariat.'],
    ['Place dans la Convention', 'Il détermine qui est Partenaire national (article:definitions) et la durée que la Convention ne peut excéder (article:plafond).'],
    ['Version', 'Celle qui est en vigueur au jour où le présent document est arrêté, le {{agreement.date}}, avec ses avenants.'],
  ]),
  para('Le texte officiel n’est ni résumé ni remplacé par cette page, qui sert seulement à l’identifier.', { style: 'Chapeau' }),
];

export const annexeBouquet = [
  ...opening('bouquet', 'Services des Partenaires nationaux rendus dans toutes les Structures du département (article:prestations et article:charte).'),
  ...each('p', 'nationalPartners', [
    heading(2, '{{$p.name}}'),
    para('Dans le département : {{$p.localBody}}', { style: 'Chapeau', keepNext: true }),
    ...when('$p.services.length > 0', [
      table([3600, 6038], ['Service', 'Ce que la Structure fait avec l’Usager'], [['**{{$s.label}}**', '{{$s.detail}}']], { repeat: { name: 's', list: '$p.services' } }),
    ]),
    ...when('$p.services.length === 0', [para('Les services de ce Partenaire national sont ceux du Bouquet national en vigueur.')]),
  ]),
];
