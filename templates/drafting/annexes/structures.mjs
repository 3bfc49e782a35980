// Annexe 4 (one page per structure), annexe 5 (offers), annexe 6 (référents).
import { each, heading, para, table, when } from '../grammar.mjs';
import { opening } from './references.mjs';

const identity = table([2500, 7138], ['Rubrique', 'Renseignement'], [
  ['Gestionnaire', '**{{$s.gestionnaire}}** – SIRET {{$s.siret}}'],
  ['Adresse', '{{$s.fullAddress}}'],
  ['Contact', '{{$s.contact}}'],
  ['Forme', '{{$s.format}}'],
  ['Label France Services', '{{$s.labelledOn}}'],
  ['Mode de gestion', '{{$s.management}}'],
  ['Agents', '{{$s.staff}}'],
  ['Partenaires nationaux présents', '{{$s.nationalPartners}}'],
]);

export const annexeModalites = [
  ...opening('modalites_gestion', 'Une page par Structure, tenue à jour par son Gestionnaire (article:modalites). Structures au {{agreement.date}} : {{structures.length}}.'),
  table([3500, 3300, 2838], ['Structure', 'Gestionnaire', 'Ouverture hebdomadaire'], [['**{{$s.name}}**', '{{$s.gestionnaire}}', '{{$s.weekly}}']], { repeat: { name: 's', list: 'structures' } }),
  ...each('s', 'structures', [
    heading(2, '{{$s.name}}', { pageBreakBefore: true }),
    identity,
    heading(3, 'Horaires d’ouverture'),
    ...when('$s.hours.length > 0', [
      table([2500, 7138], ['Jour', 'Ouverture au public'], [['{{$h.day}}', '{{$h.hours}}']], { repeat: { name: 'h', list: '$s.hours' } }),
      para('Total : **{{$s.weekly}}**, hors plages réservées aux rendez-vous.'),
    ]),
    ...when('$s.hours.length === 0', [para('Horaires non communiqués.')]),
    heading(3, 'Équipement et aménagement'),
    table([3719, 1100, 3719, 1100], ['Élément (article:locaux)', 'Présent', 'Élément', 'Présent'], [['{{$e.left.label}}', '{{$e.left.present}}', '{{$e.right.label}}', '{{$e.right.present}}']], { repeat: { name: 'e', list: '$s.equipment' } }),
  ]),
];

export const annexeOffres = [
  ...opening('offre_complementaire', 'Ce que les Partenaires offrent en plus du Bouquet, Structure par Structure (article:offre_complementaire). Chaque offre a été négociée avec le Gestionnaire concerné ; elle est révisable.'),
  ...when('offers.length === 0', [para('Aucune offre complémentaire n’est inscrite au {{agreement.date}}.')]),
  ...each('o', 'offers', [
    heading(2, '{{$o.partner}}'),
    table([2600, 2900, 2738, 1400], ['Structure', 'Offre', 'Dates, lieu, rendez-vous', 'Forme'], [['**{{$r.structure}}**', '{{$r.label}}', '{{$r.schedule}}', '{{$r.mode}}']], { repeat: { name: 'r', list: '$o.rows' } }),
  ]),
];

export const annexeReferents = [
  ...opening('referents', 'Les personnes que les Structures appellent directement dans les cas difficiles (article:referents). Ces coordonnées sont réservées aux Agents et aux Parties.'),
  ...when('referents.length === 0', [para('Aucun Référent n’est inscrit au {{agreement.date}}.')]),
  ...when('referents.length > 0', [
    table([2050, 1700, 1600, 1650, 2638], ['Partenaire', 'Structure', 'Référent', 'Ligne directe', 'Courriel direct'], [['**{{$r.partner}}**', '{{$r.structure}}', '{{$r.fullName}}', '{{$r.phone}}', [para('{{$r.email}}', { style: 'CelluleDiscrete' })]]], { repeat: { name: 'r', list: 'referents' } }),
  ]),
];
