import { bullets, each, heading, para, table, when } from '../grammar.mjs';

/** Who the parties are. The natural persons never appear here: a signatory may change without the text changing. */
export const parties = [
  heading(2, 'Entre les soussignés', { bookmark: 'soussignes', pageBreakBefore: true }),
  para('**Au titre de l’État** : l’État, représenté par {{departement.prefet}}, ci-après « le Préfet », dont les services sont désignés par « la Préfecture » : {{departement.prefecture.name}}, {{departement.prefecture.fullAddress}} – {{departement.prefecture.email}} – {{departement.prefecture.phone}} ;', { keepNext: false }),
  para('**Au titre des gestionnaires**, ci-après « les Gestionnaires » :', { keepNext: true }),
  table([3300, 3100, 3238], ['Gestionnaire', 'Structures gérées', 'Adresse de notification'], [
    [[para('**{{$g.name}}**, {{$g.capacity}}', { style: 'Cellule' }), para('{{$g.kind}} – SIRET {{$g.siret}}', { style: 'CelluleDiscrete' })], '{{$g.structureNames}}', [para('{{$g.fullAddress}}', { style: 'Cellule' }), para('{{$g.email}}', { style: 'Cellule' })]],
  ], { repeat: { name: 'g', list: 'gestionnaires' } }),
  para('**Au titre des partenaires nationaux**, ci-après « les Partenaires nationaux » :', { keepNext: true, spaceBefore: 200 }),
  table([3300, 3100, 3238], ['Organisme signataire', 'Pour le partenaire national', 'Adresse de notification'], [
    [[para('**{{$p.localBody}}**, {{$p.capacity}}', { style: 'Cellule' })], '{{$p.name}}', [para('{{$p.address}}', { style: 'Cellule' }), para('{{$p.email}}', { style: 'Cellule' })]],
  ], { repeat: { name: 'p', list: 'nationalPartners' } }),
  ...when('localPartners.length > 0', [
    para('**Partenaires locaux.** Les organismes suivants interviennent dans au moins une structure du département sans être signataires de l’Accord cadre national. Ils deviennent Parties par l’acte d’adhésion séparé de l’article:adhesion ; leur signature n’est pas requise pour que la Convention prenne effet.', { keepNext: true, spaceBefore: 200 }),
    table([3300, 3100, 3238], ['Partenaire local', 'Structures concernées', 'Adresse de notification'], [
      ['**{{$l.name}}**', '{{$l.structureNames}}', [para('{{$l.address}}', { style: 'Cellule' }), para('{{$l.email}}', { style: 'Cellule' })]],
    ], { repeat: { name: 'l', list: 'localPartners' } }),
  ]),
  para('Les pouvoirs en vertu desquels chacun s’engage (délégation, délibération exécutoire, mandat statutaire) sont vérifiés avant la signature et conservés avec elle.', { spaceBefore: 200 }),
  para('Il est d’abord rappelé ce qui suit.', { keepNext: true }),
];

export const preamble = [
  heading(2, 'Préambule', { bookmark: 'preambule' }),
  para('Une part croissante des démarches du quotidien se fait en ligne. Or beaucoup d’habitants vivent loin d’un guichet, sont mal équipés, ou peinent avec l’écrit et les outils numériques. Quand l’administration devient hors d’atteinte, ce sont l’égalité devant le service public et la cohésion du pays qui reculent.'),
  para('Le réseau France Services apporte à cette difficulté une réponse concrète : un lieu proche, ouvert régulièrement, où un agent formé reçoit chaque personne, l’aide à comprendre et à faire, et saisit au besoin l’administration compétente. Il est ouvert à tous, partout ; il prête une attention particulière aux habitants des communes rurales, des quartiers prioritaires de la politique de la ville et des outre-mer. L’accès aux droits et l’inclusion numérique sont au cœur de sa mission.'),
  para('Dans le département {{departement.ofName}}, les Parties poursuivent ensemble cinq priorités.', { keepNext: true }),
  bullets([
    '**Étoffer l’offre.** Les habitants sont aidés dans les démarches des Partenaires nationaux désignés en tête de la Convention. Ce socle s’élargit à mesure que d’autres organismes, publics ou privés, rejoignent le réseau. Un lieu d’accueil existant reçoit le label dès lors qu’il satisfait aux exigences de qualité. Les structures font aussi reculer l’illectronisme autour d’elles.',
    '**S’ancrer dans le territoire.** Chaque structure travaille avec les collectivités qui l’entourent, afin que les services de l’État et les leurs répondent, au même endroit, aux besoins des habitants.',
    '**Résoudre plutôt que renvoyer.** Une personne reçue n’est pas dirigée vers un autre guichet : sa difficulté est prise en charge jusqu’à sa solution, par des agents formés aux démarches de chaque partenaire et soutenus par des référents nommément désignés.',
    '**Resserrer le maillage.** Le nombre, l’emplacement et la forme des structures sont recherchés pour que chacun en trouve une à portée.',
    '**Assurer les moyens dans la durée.** Les conditions de financement du réseau sont réexaminées chaque année au vu des ouvertures, pour consolider les structures en place, accompagner leur montée en qualité et en accueillir de nouvelles.',
  ]),
  para('Cela exposé, les Parties conviennent de ce qui suit.'),
];
