import { article, bullets, clause, para, when } from '../grammar.mjs';
import { annexes } from '../references.mjs';

export const modalites = article('modalites', 'Modalités de gestion des structures', [
  para('Chaque Structure est gérée selon les modalités décrites en annexe:modalites_gestion, qui lui consacre une page. Le Gestionnaire tient cette page à jour et transmet les changements à la Préfecture ; ceux qui touchent aux horaires suivent l’article:horaires.'),
]);

export const duree = article('duree', 'Durée', [
  clause('effet', 'Date d’effet', [
    ...when('term.startsOn === \'\'', [para('La Convention prend effet à la date de la dernière des signatures requises (article:objet_colleges). Elle n’a pas d’effet rétroactif.')]),
    ...when('term.startsOn !== \'\'', [para('La Convention prend effet le **{{term.startsOn}}** ou, si elle est postérieure, à la date de la dernière des signatures requises (article:objet_colleges). Elle n’a pas d’effet rétroactif.')]),
  ]),
  clause('echeance', 'Échéance', [para('Elle est conclue jusqu’au **{{term.endsOn}}** inclus ; ce jour est la première Échéance.')]),
  clause('reconduction', 'Reconduction', [
    ...when('term.renewable', [
      para('À l’Échéance, la Convention est reconduite tacitement, aux mêmes conditions, pour une période de **{{term.renewal}}**, et de même à chaque Échéance suivante, dans la limite de l’article:plafond. Le dernier jour de chaque période est une nouvelle Échéance. Le Partenaire local ou le Gestionnaire qui ne veut pas être tenu pour la période suivante le notifie dans les conditions de l’article:mouvements.'),
    ]),
    ...when('!term.renewable', [para('La Convention n’est pas reconduite tacitement : elle prend fin à l’Échéance. Les Parties peuvent, avant ce jour, en convenir autrement par avenant, dans la limite de l’article:plafond.')]),
  ]),
  clause('plafond', 'Limite tenant à l’Accord cadre', [
    para('Reconductions comprises, la Convention ne dure pas plus longtemps que l’Accord cadre, tel qu’il est prorogé ou renouvelé. Si l’Accord cadre prend fin avant l’Échéance sans être renouvelé, la Convention prend fin le même jour, sans préavis. La poursuite de fait des activités au-delà de ce jour ne vaut pas reconduction.'),
  ]),
]);

export const litiges = article('litiges', 'Règlement des litiges', [
  para('Si l’interprétation ou l’exécution de la Convention fait naître un désaccord, les Parties mettent tout en œuvre pour parvenir à une solution amiable, dans l’esprit de leur partenariat. Le comité de pilotage peut être saisi.'),
  para('À défaut d’accord, le litige est porté devant les tribunaux compétents.'),
]);

export const composition = article('composition', 'Composition de la convention', [
  clause('integralite', 'Intégralité et annexes', [
    para('La Convention et ses annexes contiennent tout l’accord des Parties. Les annexes sont :', { keepNext: true }),
    bullets(annexes.map((annexe, index) => `annexe:${annexe.key} – ${annexe.title}${index === annexes.length - 1 ? '.' : ' ;'}`)),
    para('Une annexe ne déroge à un article que par une clause qui l’énonce expressément et désigne l’article en cause. Faute d’une telle clause, l’article l’emporte.'),
  ]),
  clause('modification', 'Modification', [
    para('La Convention est modifiée par avenant, signé comme elle. Par exception, l’annexe:modalites_gestion, l’annexe:offre_complementaire et l’annexe:referents évoluent selon les règles de l’article:modalites, de l’article:offre_complementaire et de l’article:referents. La Préfecture tient la version à jour de ces annexes à la disposition de toutes les Parties.'),
  ]),
  clause('original', 'Original électronique', [
    para('La Convention est établie sous forme électronique et signée électroniquement, conformément aux articles 1366 et 1367 du code civil. Elle forme un seul original électronique, qui satisfait à l’exigence de pluralité d’originaux : chaque Partie en reçoit le fichier scellé ou y accède sur un support durable (article 1375, alinéa 4, du même code). Les impressions sont des copies.'),
    para('Les Parties reconnaissent ce procédé comme preuve de leur engagement. Le dossier de preuve indique, pour chaque signature, la manière dont le signataire a été identifié et le niveau de la signature ; aucun niveau supérieur n’est présumé. La Partie empêchée de signer électroniquement peut signer à la main une impression portant l’empreinte du document ; la Préfecture atteste cette signature, en garde l’original et la date du jour de l’acte.'),
  ]),
]);
