import { bullets, clause, para } from '../grammar.mjs';

/** Clause 4.6: professional secrecy, personal data, breach, mandate. */
export const deontologie = clause('deontologie', 'Déontologie, données personnelles et mandat', [
  clause('secret', 'Secret professionnel', [
    para('Les Agents sont tenus au secret professionnel. Ils n’accèdent, dans leur Structure, qu’à ce dont leur tâche a besoin.'),
  ]),
  clause('voies_acces', 'Quand un Agent peut connaître une donnée personnelle', [
    para('Pour informer et aider un Usager, un Agent ne connaît de données personnelles que par l’une au moins de ces trois voies :', { keepNext: true }),
    bullets([
      'un échange entre administrations que les textes en vigueur prévoient expressément ;',
      'la représentation, pour sa mission, du service administratif qui l’appuie en back office ;',
      'le mandat exprès donné par l’Usager d’accomplir ses démarches.',
    ]),
    para('Dans tous les cas, la donnée doit être nécessaire à la démarche faite au profit de l’Usager, et sa communication permise par une base juridique ou par un mandat. La voie suivie est notée au dossier.'),
  ]),
  clause('deux_aides', 'Deux manières d’aider', [
    para('L’Agent peut aider l’Usager à faire lui-même sa démarche en ligne. Si l’Usager a besoin d’un appui plus poussé, l’Agent peut la faire pour lui. L’article:regles_donnees s’applique à cette seconde manière.'),
  ]),
  clause('regles_donnees', 'Règles d’emploi des données', [
    bullets([
      '**Nécessité.** Seules sont employées les données strictement nécessaires aux démarches voulues par l’Usager.',
      '**Ni commerce, ni cession.** Elles ne font l’objet d’aucune exploitation commerciale ; elles ne sont cédées qu’avec le consentement exprès de l’Usager, informé de façon claire et adaptée.',
      '**Base juridique.** Tout traitement repose sur une base juridique.',
      '**Information préalable.** Avant tout emploi de ses données, l’Usager apprend au moins : qui est le responsable du traitement ; quel en est le but ; qui recevra les données ; comment exercer ses droits. Cette information satisfait aux articles 13 et 14 du règlement (UE) 2016/679 et à l’article 48 de la loi n° 78-17 du 6 janvier 1978.',
      '**Sécurité.** Les données sont protégées par des mesures à la hauteur de leur nature.',
      '**Exclusivité.** Elles ne servent qu’aux démarches administratives, au seul bénéfice de l’Usager, y compris pour lutter contre le non-recours et contre la fraude.',
      '**Destruction.** Elles sont détruites dès que la démarche est résolue ou, à défaut, au terme du délai que la loi ou le règlement impose. La preuve du mandat et de son retrait est gardée à part, sous accès restreint, pendant la seule durée utile à un éventuel litige. Les éliminations respectent les règles des archives publiques.',
    ]),
    para('Gestionnaires et Partenaires se conforment, chacun pour ce qui le concerne, au règlement (UE) 2016/679 et à la loi n° 78-17 du 6 janvier 1978.'),
  ]),
  clause('violation', 'Violation de données', [
    para('En cas de violation de données personnelles, quelle qu’en soit la nature (divulgation, perte, altération) et qu’elle soit accidentelle ou intentionnelle, le Gestionnaire en informe la Commission nationale de l’informatique et des libertés (CNIL) **sans délai et au plus tard 72 heures** après en avoir pris connaissance. Ces heures se comptent sans interruption, jours non ouvrés compris. L’appréciation du risque pour les personnes, que le règlement demande par ailleurs, ne dispense pas de cette information.'),
  ]),
  clause('mandat', 'Mandat de l’Usager', [
    para('**Quand.** Un mandat est nécessaire pour agir au nom et pour le compte d’un Usager. Quand l’Usager et l’Agent sont ensemble, ils le signent s’ils souhaitent que l’Agent agisse à la place de l’Usager ; il est toujours exigé avant que l’Agent agisse hors de la présence de l’Usager.'),
    para('**Qui.** Le mandat est donné à la Structure, au nom de son Gestionnaire, que représente un Agent nommément désigné. Il est gratuit.'),
    para('**Comment.** Il est établi selon le modèle de l’annexe:mandat et signé sur place par le mandant et le mandataire, dans cet ordre de formalités : information de l’Usager sur l’emploi de ses données, sur ses droits et sur les démarches prévues ; vérification de son identité ; signatures. Un mandat ne se signe pas à distance ; une fois signé, il peut être exécuté à distance.'),
    para('**Pour quoi.** Il énumère, séparément, les actions faites pour le compte de l’Usager et les demandes de communication de données personnelles. Un mandat général n’est pas admis.'),
    para('**Originaux.** Il est établi en autant d’originaux qu’il y a de parties, soit deux. Signé sur support électronique, il forme un seul original, que chacune des deux parties conserve ou consulte sur un support durable.'),
    para('**Retrait.** L’Usager peut le retirer à tout moment, sans forme, sans préavis et sans motif.'),
  ]),
]);
