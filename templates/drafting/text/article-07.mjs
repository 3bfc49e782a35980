import { article, bullets, clause, para, when } from '../grammar.mjs';

export const mouvements = article('mouvements', 'Adhésion, retrait, dénonciation et cession', [
  clause('adhesion', 'Adhésion', [
    para('Les Gestionnaires examinent les demandes d’adhésion comme les demandes de retrait des Partenaires, et en informent la Préfecture.'),
    para('Le Partenaire local dont les Gestionnaires concernés ont accueilli la demande signe un acte d’adhésion, qui désigne les Structures où il intervient et cite l’empreinte numérique de la Convention. Il devient Partie le jour de cette signature ou, si elle est postérieure, à la date d’effet de la Convention. Le texte signé par les autres Parties n’en est pas modifié.'),
    para('L’arrivée d’un nouveau Gestionnaire, ou d’un nouveau Partenaire national à la suite d’une évolution de l’Accord cadre, se fait par avenant.'),
  ]),
  clause('retrait', 'Retrait d’un Partenaire local', [
    para('Un Partenaire local peut se retirer de la Convention à l’Échéance, moyennant un préavis de **six mois**. Cette faculté n’appartient pas aux Partenaires nationaux, dont la participation est obligatoire (article:prestations).'),
    para('Il adresse une lettre recommandée avec demande d’avis de réception à chacun des Gestionnaires des Structures où il intervient ; le préavis n’est complet qu’à la dernière de ces réceptions. Chaque Gestionnaire en informe aussitôt la Préfecture. Le retrait vaut pour toutes les Structures.'),
  ]),
  clause('denonciation', 'Dénonciation par un Gestionnaire', [
    para('Chaque Gestionnaire peut, pour ce qui le concerne, dénoncer la Convention à l’Échéance, sous le même préavis de **six mois**. Il notifie sa dénonciation au Préfet, par lettre recommandée avec demande d’avis de réception ou par remise contre récépissé, et en envoie copie aux autres Parties. La réception par le Préfet fait seule courir le préavis.'),
    para('La dénonciation met fin à la participation de son auteur et aux stipulations d’annexe relatives à ses Structures ; la Convention continue entre les autres Parties. Elle prend fin si plus aucun Gestionnaire n’y est partie.'),
  ]),
  clause('preavis', 'Calcul du préavis et notifications', [
    para('Le préavis se compte en avant, de quantième à quantième, à partir du jour de la réception. **Il est respecté si les six mois ainsi comptés s’achèvent au plus tard le jour de l’Échéance.** Lorsque le sixième mois n’a pas de quantième correspondant, ils s’achèvent le dernier jour de ce mois. Le délai n’est ni prolongé ni abrégé parce que l’un de ces jours n’est pas ouvré.'),
    para('Ainsi, pour l’Échéance du {{term.endsOn}}, la notification doit être reçue au plus tard le **{{term.lastNoticeDay}}**.'),
    ...when('term.renewable', [
      para('Reçue trop tard pour une Échéance, la notification vaut pour l’Échéance suivante si la Convention est reconduite ; sinon, elle est sans objet.'),
    ]),
    ...when('!term.renewable', [
      para('Reçue trop tard, la notification est sans objet, la Convention prenant fin à l’Échéance.'),
    ]),
    para('Pour l’ensemble de la Convention :', { keepNext: true }),
    bullets([
      'les notifications sont adressées aux adresses portées en tête de la Convention, ou à celle qu’une Partie a fait connaître depuis par écrit à la Préfecture et aux Gestionnaires ; celles destinées au Préfet le sont à la Préfecture ;',
      'une lettre recommandée électronique qualifiée, au sens de l’article L. 100 du code des postes et des communications électroniques, équivaut à la lettre recommandée ; un simple courrier électronique n’est qu’une information et ne fait courir aucun préavis ;',
      'un pli recommandé refusé ou non réclamé est réputé reçu le jour de sa première présentation, établie par le prestataire.',
    ]),
  ]),
  clause('non_prevus', 'Ce que la Convention n’organise pas', [
    para('La Convention ne prévoit ni retrait d’un Partenaire national, ni retrait du Préfet. Elle ne déroge pas aux règles générales applicables aux contrats administratifs, dont celles relatives à la fin d’un contrat pour un motif d’intérêt général.'),
  ]),
  clause('cession', 'Cession', [
    para('Aucune Partie ne cède ni ne transfère à un tiers, directement ou indirectement, tout ou partie de ses droits et obligations sans l’accord exprès et préalable de toutes les autres Parties, y compris les Partenaires locaux qui ont adhéré.'),
    para('La substitution d’une personne morale à une autre par l’effet de la loi, comme la fusion d’établissements publics de coopération intercommunale, n’est pas une cession : la Convention se poursuit, et les autres Parties en sont informées.'),
  ]),
]);
