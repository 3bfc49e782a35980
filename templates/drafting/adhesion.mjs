// The act by which a local partner becomes a party (art. 7). The text that the others signed is not touched: it is cited by its hash.
import { each, heading, para, table, when } from './grammar.mjs';
import { actSignatures, draftMention, rows, why } from './life.mjs';

export const adhesionRunning = { header: 'Acte d’adhésion – {{agreement.departement.name}}', footer: 'Vérifier ce document : {{verification.url}}' };

const opening = [
  ...draftMention,
  heading(1, 'Acte d’adhésion', { bookmark: 'adhesion' }),
  para('à la convention départementale France Services', { style: 'SousTitre' }),
  para('Convention n° {{agreement.number}} – {{agreement.departement.name}} ({{agreement.departement.code}})', { style: 'Couverture' }),
  heading(2, 'Le partenaire local', { spaceBefore: 200 }),
  table([2700, 6938], ['Rubrique', 'Partenaire'], [
    ['Dénomination', '**{{partner.name}}**'],
    ['SIRET', '{{partner.siret || "–"}}'],
    ['Adresse de notification', [...each('l', 'partner.address', [para('{{$l}}', { style: 'Cellule' })])]],
    ['Adresse électronique', '{{partner.email || "–"}}'],
    ['Représenté par', '{{partner.representative === "" ? "la personne dont le nom est porté dans la signature" : partner.capacity === "" ? partner.representative : partner.representative + ", " + partner.capacity}}'],
    ['Pouvoir', '{{authority || "porté dans la signature"}}'],
  ]),
];

const terms = [
  heading(2, 'Article 1 – Adhésion'),
  para('Par le présent acte, le partenaire désigné ci-dessus adhère à la convention départementale France Services n° {{agreement.number}}, conclue le {{signedOn}}, en qualité de partenaire local, dans les conditions de l’article 7 de cette convention.'),
  para('Le partenaire déclare avoir reçu la convention et ses annexes, en avoir pris connaissance et en accepter toutes les stipulations. Le texte signé par les autres parties n’est pas modifié. Il est désigné sans équivoque par son empreinte SHA-256, calculée avant toute signature :', { keepNext: true }),
  para('{{contentHash}}', { style: 'CelluleDiscrete' }),
  heading(2, 'Article 2 – Structures et offre'),
  para('Le partenaire intervient dans les structures France Services suivantes :', { keepNext: true }),
  table([3000, 2800, 3838], ['Structure', 'Gestionnaire', 'Offre'], [['{{$s.name}}', '{{$s.gestionnaire}}', '{{$s.offer}}']], { repeat: { name: 's', list: 'structures' } }),
  heading(2, 'Article 3 – Examen de la demande'),
  ...when('examinations.length > 0', [para('Les gestionnaires concernés ont examiné la demande d’adhésion :', { keepNext: true }), rows('examinations', ['Gestionnaire', 'Réponse'])]),
  ...when('examinations.length === 0', [para('La demande d’adhésion a été accueillie par les gestionnaires concernés.')]),
  ...when('prefectureInformedOn !== ""', [para('La Préfecture en a été informée le {{prefectureInformedOn}}.')]),
];

const life = [
  heading(2, 'Article 4 – Prise d’effet et durée'),
  para('Le partenaire devient partie à la convention {{effectiveOn}}, et au plus tôt à la date d’effet de celle-ci. Il est lié jusqu’à l’échéance de la période en cours, le {{termEndsOn}}, puis pendant chaque reconduction.'),
  heading(2, 'Article 5 – Retrait'),
  para('Le partenaire peut se retirer de la convention à l’échéance, moyennant un préavis de six mois, par lettre recommandée avec demande d’avis de réception adressée à chacun des gestionnaires des structures désignées à l’article 2. Le préavis est respecté si les six mois, comptés à partir de la réception, s’achèvent au plus tard le jour de l’échéance ; il n’est complet qu’à la dernière des réceptions.'),
  para('Ainsi, pour l’échéance du {{termEndsOn}}, la dernière lettre doit être reçue **au plus tard le {{lastUsefulDay}}**. Le retrait vaut pour toutes les structures.'),
  heading(2, 'Article 6 – Cession'),
  para('Le partenaire ne cède ni ne transfère ses droits et obligations sans l’accord exprès et préalable de toutes les autres parties. Devenu partie, il donne ou refuse de même le sien.'),
];

export const adhesion = [
  ...opening, ...terms, ...life,
  ...when('steps.length > 0', why()),
  ...actSignatures('l’acte d’adhésion'),
];
