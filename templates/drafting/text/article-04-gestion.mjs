import { bullets, clause, para } from '../grammar.mjs';

/** Clauses 4.1 to 4.5: how a structure is run, open, equipped, named and made known. */
export const gestionClauses = [
  clause('gestion_principes', 'Principes', [
    para('Le Gestionnaire conduit sa Structure de façon active : il ajuste sans cesse les services et l’organisation pour répondre au mieux aux demandes du public.'),
    para('Il anime la coopération avec les Partenaires, et entre eux. Il assure la gestion administrative et financière de la Structure.'),
  ]),
  clause('horaires', 'Horaires et délai de réponse', [
    para('**Ouverture.** Chaque Structure est ouverte de manière régulière, **au moins vingt-quatre heures par semaine, réparties sur au moins cinq jours**. Tous les services prévus par la Convention y sont rendus pendant toute la durée d’ouverture. Les horaires sont choisis pour convenir au public le plus large.'),
    para('Les deux seuils se vérifient à la minute près, sur une semaine ordinaire. Les plages qui se recouvrent ne comptent qu’une fois ; les plages réservées aux rendez-vous ne comptent pas. Pour une Structure itinérante ou répartie sur plusieurs sites, on additionne les plages de l’ensemble, un même jour n’étant compté qu’une fois ; une antenne est rattachée à sa Structure principale.'),
    para('**Changement d’horaires.** Avant toute modification substantielle, le Gestionnaire informe les autres Parties au moins quinze jours à l’avance, et prend toutes dispositions utiles pour que le public le soit aussi. Est substantielle la modification qui change de deux heures ou plus le total hebdomadaire, qui ouvre ou ferme un jour, ou qui ferait passer la Structure sous l’un des seuils ci-dessus. En cas d’urgence, l’information précède en tout état de cause le changement.'),
    para('**Affichage et contact.** Les horaires sont affichés bien en vue à l’entrée. Tout Usager peut joindre la Structure par courrier électronique ou par un formulaire de contact.'),
    para('**Délai de réponse.** Toute demande d’Usager qui entre dans le champ des Structures reçoit une réponse dans les **72 heures ouvrées**. Ce délai part de la réception de la demande et se compte à raison de vingt-quatre heures par jour ouvré, du lundi au vendredi ; les samedis, les dimanches et les jours fériés observés dans le département n’y entrent pas.'),
  ]),
  clause('locaux', 'Locaux et équipement', [
    para('**Espaces.** Chaque Structure offre au minimum un point d’accueil tenu par un Agent et un espace où l’on peut parler en confidence. Les espaces respectent la réglementation des établissements recevant du public et sont accessibles aux personnes à mobilité réduite.'),
    para('**Sécurité.** Le Gestionnaire veille à la sécurité du public, du personnel, des locaux et des professionnels qui y interviennent.'),
    para('**Documentation.** La documentation, notamment celle des Partenaires, est bien présentée et tenue à jour.'),
    para('**Équipement.** Chaque Structure dispose au moins :', { keepNext: true }),
    bullets([
      'd’un accès à internet, de qualité constante ;',
      'd’un ordinateur, d’une imprimante avec numériseur, d’un photocopieur et d’un téléphone, ainsi que, s’il y a lieu, d’une tablette connectée ;',
      'd’un espace numérique en accès libre et gratuit, ou de tout matériel permettant d’accomplir ses démarches en ligne, d’imprimer et de numériser ;',
      'd’un dispositif de visioconférence et d’un lieu permettant de s’en servir en toute confidentialité.',
    ]),
    para('Le nombre de postes utilisables pendant l’ouverture est proportionné à la fréquentation. Un accès sans fil (Wi-Fi) peut être proposé, surtout là où le réseau mobile est insuffisant, afin que chacun puisse employer son propre appareil.'),
  ]),
  clause('signaletique', 'Dénomination et signalétique', [
    para('À compter de sa labellisation, la Structure porte le nom « France Services ». Le Gestionnaire met en place la signalétique nationale, dont une enseigne extérieure, et respecte la charte graphique du réseau.'),
  ]),
  clause('communication', 'Communication', [
    para('Les Parties font connaître au public l’existence des Structures et les services qu’il y trouve. Les Structures emploient la marque sur leurs supports de communication, quels qu’ils soient, et y indiquent leurs horaires.'),
    para('Chaque Structure tient à jour sa fiche d’identité sur le site national : numéro de téléphone, adresse électronique, horaires.'),
    para('Aucune Partie ne communique d’une manière qui déprécie, dévalorise ou altère l’image d’une autre. Chacune peut faire état du partenariat, en interne comme à l’extérieur.'),
  ]),
];
