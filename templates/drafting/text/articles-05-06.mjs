import { article, clause, para } from '../grammar.mjs';

export const partenaires = article('partenaires', 'Obligations des partenaires', [
  clause('partenaires_principes', 'Principes', [
    para('Dans le respect de la Charte et de l’Accord cadre, chaque Partenaire arrête avec les Gestionnaires la manière dont il prend part au fonctionnement des Structures, notamment pour les services numériques et, s’il y a lieu, sur le plan financier.'),
    para('Ce qui est propre à un Partenaire et à un Gestionnaire figure, le cas échéant, en annexe:offre_complementaire.'),
  ]),
  clause('offre_base', 'Mise en œuvre de l’offre de base', [
    clause('referents', 'Référents', [
      para('Chaque Partenaire désigne au moins un Référent, joignable par une ligne téléphonique directe et par une adresse électronique directe, pour dénouer les cas les plus difficiles (urgence, blocage). Le Référent sert une Structure ou toutes. Ses coordonnées figurent en annexe:referents ; tout changement est signalé sans attendre aux Gestionnaires et à la Préfecture.'),
    ]),
    clause('formation', 'Formation', [
      para('Les Agents suivent obligatoirement une formation aux métiers des Partenaires nationaux, initiale puis continue, qui couvre toutes leurs démarches inscrites au Bouquet. Les Partenaires locaux peuvent y ajouter une formation à leurs propres métiers.'),
      para('Les Partenaires tiennent régulièrement à jour les connaissances des Agents : évolution de l’offre, de la réglementation ou des outils. Ils peuvent proposer des périodes d’immersion.'),
    ]),
    clause('documentation', 'Documentation', [
      para('Les Partenaires fournissent aux Structures une documentation destinée au public et aux Agents, et l’actualisent régulièrement.'),
    ]),
    clause('traitement', 'Traitement des questions et des dossiers', [
      para('Les Partenaires traitent les questions et les dossiers que leur transmettent les Structures dans les conditions de la Charte et selon leurs propres normes de qualité.'),
    ]),
  ]),
  clause('offre_complementaire', 'Offre complémentaire', [
    para('Un Partenaire peut proposer une offre complémentaire, qui peut différer d’une Structure à l’autre. L’annexe:offre_complementaire la décrit : dates et lieux des permanences, modalités des rendez-vous, outil et mode de connexion des entretiens par visioconférence.'),
    para('Cette offre est négociée avec les Gestionnaires concernés. Elle est révisable : le Partenaire et le Gestionnaire la modifient d’un commun accord, sans qu’il soit besoin de l’accord des autres Parties, et en informent la Préfecture.'),
  ]),
]);

export const pilotage = article('pilotage', 'Comité de pilotage', [
  para('Un comité de pilotage réunit les Parties, le représentant du Préfet et les Gestionnaires qui portent les Structures **au moins une fois par an**. Un Partenaire local y siège dès son adhésion.'),
  para('Le comité organise un travail collectif régulier et fixe, à moyen terme, les progrès à accomplir pour renforcer l’action des Structures. Il dresse le bilan de la mise en œuvre du label et de ses exigences dans le département.'),
  para('Chaque réunion donne lieu à un compte rendu, que la Préfecture adresse à l’ANCT et communique aux Partenaires nationaux, en principe dans les trente jours.'),
]);
