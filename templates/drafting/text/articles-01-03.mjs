import { article, bullets, clause, para } from '../grammar.mjs';

export const objet = article('objet', 'Objet de la convention', [
  clause('objet_champ', 'Ce que la Convention organise', [
    para('La Convention poursuit deux buts :', { keepNext: true }),
    bullets([
      'fixer la façon dont les structures France Services du département {{departement.ofName}} sont organisées et gérées ;',
      'régler les relations entre les Gestionnaires de ces structures, d’une part, et les Partenaires nationaux et locaux qui y rendent leurs services, d’autre part.',
    ]),
  ]),
  clause('objet_colleges', 'Trois collèges de signataires', [
    para('La Convention est tripartite. Elle engage trois collèges : le Préfet, les Gestionnaires et les Partenaires nationaux. Chaque membre d’un collège signe pour lui-même ; la Convention n’est conclue que lorsque toutes les signatures requises, c’est-à-dire celles de tous les organismes désignés en tête dans ces trois collèges, ont été recueillies.'),
    para('Un Partenaire local y devient Partie par adhésion, dans les conditions de l’article:adhesion.'),
  ]),
  clause('definitions', 'Définitions', [
    para('Dans la Convention et ses annexes :', { keepNext: true }),
    bullets([
      '**Accord cadre** : l’Accord cadre national France Services, dans sa version en vigueur, présenté en annexe:accord_cadre ;',
      '**Agent** : toute personne employée ou mise à disposition pour accueillir et accompagner les Usagers dans une Structure ;',
      '**ANCT** : l’Agence nationale de la cohésion des territoires ;',
      '**Bouquet** : l’ensemble des services des Partenaires nationaux rendus dans toute Structure, décrit en annexe:bouquet ;',
      '**Charte** : la Charte nationale d’engagement des structures France Services, présentée en annexe:charte ;',
      '**Convention** : le présent texte et ses annexes ;',
      '**Échéance** : le dernier jour de la période en cours, au sens de l’article:duree ;',
      '**Gestionnaire** : la personne morale, identifiée par son numéro SIRET, qui porte une ou plusieurs Structures ;',
      '**Partenaire national** : un signataire de l’Accord cadre, représenté dans le département par l’organisme désigné en tête de la Convention ;',
      '**Partenaire local** : un organisme qui n’a pas signé l’Accord cadre, mais qui intervient dans au moins une Structure du département ; **Partenaires** désigne les nationaux et les locaux ;',
      '**Parties** : le Préfet, les Gestionnaires, les Partenaires nationaux et, à compter de leur adhésion, les Partenaires locaux ;',
      '**Référent** : la personne que désigne un Partenaire pour répondre directement aux Structures ;',
      '**Structure** : un lieu ou un équipement mobile labellisé France Services, ou en cours de labellisation, mentionné en annexe:modalites_gestion ;',
      '**Usager** : toute personne qui s’adresse à une Structure.',
    ]),
  ]),
]);

export const missions = article('missions', 'Missions', [
  clause('missions_principales', 'Missions principales', [
    para('Toute Structure remplit cinq missions :', { keepNext: true }),
    bullets([
      'recevoir le public, le renseigner et le guider vers le bon service ;',
      'l’aider à se servir des services en ligne des Partenaires (médiation numérique) ;',
      'l’épauler dans ses démarches administratives, quel qu’en soit le support (médiation administrative) ;',
      'le mettre en relation avec les Partenaires, lorsque leur intervention est nécessaire ;',
      'repérer les situations individuelles dont un Partenaire doit être saisi, et les lui signaler dans le respect de l’article:deontologie.',
    ]),
  ]),
  clause('prestations', 'Prestations rendues au public', [
    para('Tous les Partenaires nationaux participent à toutes les Structures : aucun n’est dispensé, aucune n’est exclue. L’accueil de premier niveau (front office) est tenu en permanence par les Agents, qui sont polyvalents. Chaque Partenaire national assure derrière eux un appui opérationnel (back office) capable de répondre pendant leurs heures de travail.'),
    para('D’autres prestations peuvent compléter ce socle selon les besoins constatés ; elles sont décrites en annexe:offre_complementaire.'),
  ]),
]);

export const charte = article('charte', 'Adhésion à la Charte nationale d’engagement', [
  para('Les Parties adhèrent à la Charte (annexe:charte). La Charte et le Bouquet (annexe:bouquet) régissent les relations des Structures avec le public et avec les organismes signataires, dans le cadre tracé par l’Accord cadre (annexe:accord_cadre).'),
  para('La Charte détermine en particulier les services à rendre au minimum, l’amplitude d’ouverture, la formation exigée des Agents, l’équipement et l’aménagement des espaces, ainsi que le compte rendu d’activité dû par chaque Structure.'),
  para('Chaque Structure fournit les données, chiffrées ou non, nécessaires à l’évaluation du réseau. Elle renseigne à cette fin l’outil national de suivi en ligne ; cette saisie est obligatoire, au rythme fixé à l’article:evaluation.'),
]);
