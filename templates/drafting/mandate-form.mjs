// The words of annexe 7, written once: the blank form joined to the agreement and the mandate that is filled from it cannot differ.
// Its order is the order the law and article 4.6 want: inform, check identity, list the démarches, sign.
import { gridBorders } from './document.mjs';
import { bullets, heading, para, table } from './grammar.mjs';

/** Height of an empty line to write on, in twips (about 9 mm). */
const LINE = 500;

/** The closed list, in the order of `demarches` (libs/domain): what is not in it is not covered. */
const demarches = [
  ['Papiers et citoyenneté', 'titre d’identité, état civil, permis de conduire, certificat d’immatriculation'],
  ['Famille et enfance', 'prestations familiales, garde d’enfant, scolarité'],
  ['Santé et handicap', 'couverture maladie, remboursements, dossier de handicap'],
  ['Travail et formation', 'inscription comme demandeur d’emploi, allocation, formation'],
  ['Retraite', 'relevé de carrière, demande de retraite, réversion'],
  ['Logement et énergie', 'aide au logement, logement social, aide à l’énergie ou à la rénovation'],
  ['Impôts et argent public', 'déclaration, paiement, avis d’imposition, amende'],
  ['Transports et mobilité', 'abonnement, aide au déplacement'],
  ['Justice', 'aide juridictionnelle, casier judiciaire, suivi d’une procédure'],
  ['Séjour et nationalité', 'titre de séjour, demande de nationalité'],
];
const durations = [['one_day', '1 jour'], ['one_month', '1 mois'], ['six_months', '6 mois'], ['one_year', '1 an']];

/** Nothing is answered and nothing is ticked. « □ » is in the document's font, unlike « ☐ ». */
export const blankAnswers = { answer: () => '', told: '□', entrusted: () => '□', lasting: () => '□', untilWhen: [], demarcheWidths: [3900, 3938, 900, 900] };

/**
 * The form, from its first part to its last.
 * `answers`: `answer(field)` the text of a line, `told` the tick of the information given, `entrusted(rank, column)` and `lasting(duration)` those
 * of the person's choices, `untilWhen` the blocks after the duration; `demarcheWidths`, in twips: what is typed needs more room than a pen.
 */
export const mandateForm = ({ answer, told, entrusted, lasting, untilWhen, demarcheWidths }) => {
  const lines = (rows) => table([3200, 6438], ['À remplir', 'Réponse'], rows.map(([label, field]) => [label, answer(field)]), { rowHeight: LINE, borders: gridBorders });
  const box = (who) => [
    para(`Fait à, le, heure :${spaced(answer(`signed.${who}.made`))}`, { style: 'Cellule' }),
    para('Signature :', { style: 'Cellule' }),
    ...filled(answer(`signed.${who}.by`)),
  ];
  return [
    heading(2, '1. Les deux parties'),
    para('**Le mandant** est l’Usager.', { keepNext: true }),
    lines([['Nom et prénoms', 'person.name'], ['Date et lieu de naissance', 'person.birth'], ['Adresse', 'person.address'], ['Téléphone ou courriel (facultatif)', 'person.contact']]),
    para('**Le mandataire** est la Structure, au nom de son Gestionnaire, représentée par l’Agent nommé ci-dessous, tenu au secret professionnel.', { keepNext: true }),
    lines([['Structure France Services', 'structure'], ['Gestionnaire et SIRET', 'gestionnaire'], ['Agent : nom, prénom, fonction', 'agent']]),
    heading(2, '2. L’Usager a d’abord été informé'),
    para('L’Agent donne ces quatre informations **avant** toute signature et coche chaque ligne quand l’Usager dit l’avoir comprise.', { keepNext: true }),
    table([700, 3300, 5638], ['Dit', 'Information', 'Contenu'], [
      [told, '**Qui** est responsable du traitement', 'Le Gestionnaire nommé ci-dessus, pour l’aide apportée ; chaque organisme saisi, pour ses propres traitements.'],
      [told, '**Pourquoi** les données sont employées', 'Pour accomplir les seules démarches cochées ci-dessous, à l’exclusion de tout autre usage, notamment commercial.'],
      [told, '**Qui** les reçoit', 'L’Agent et les organismes que ces démarches exigent de saisir. Personne d’autre sans accord exprès.'],
      [told, '**Comment** exercer ses droits', 'Accès, rectification, effacement, limitation, opposition : par écrit au Gestionnaire ou à son délégué à la protection des données. Réclamation possible auprès de la CNIL.'],
    ], { borders: gridBorders }),
    lines([['Information donnée le (date et heure)', 'informedAt']]),
    heading(2, '3. Son identité a ensuite été vérifiée'),
    para('Seule la nature de la pièce est notée ; elle n’est ni copiée, ni conservée.', { keepNext: true }),
    lines([['Nature de la pièce présentée', 'identity.document'], ['Vérifiée le (date et heure), par', 'identity.verified']]),
    heading(2, '4. Les démarches confiées'),
    para('L’Usager coche, pour chaque domaine, ce qu’il confie, et la démarche est précisée. **Colonne A** : agir en son nom et pour son compte. **Colonne B** : demander communication de ses données personnelles. Ce qui n’est pas coché n’est pas confié ; un mandat général n’est pas valable.', { keepNext: true }),
    table(demarcheWidths, ['Domaine', 'Démarche précise et organisme', 'A', 'B'], demarches.map(([domain, examples], rank) => [
      [para(`**${domain}**`, { style: 'Cellule' }), para(examples, { style: 'CelluleDiscrete' })], answer(`demarches[${rank}].words`), entrusted(rank, 'actions'), entrusted(rank, 'dataRequests'),
    ]), { borders: gridBorders }),
    heading(2, '5. La durée'),
    para('Une seule case est cochée. Les mois se comptent de quantième à quantième à partir de la signature.', { keepNext: true }),
    table([2409, 2409, 2410, 2410], null, [durations.map(([duration, words]) => `${lasting(duration)}  ${words}`)], { borders: gridBorders }),
    ...untilWhen,
    heading(2, '6. Ce à quoi chacun s’engage'),
    bullets([
      'La Structure n’agit que dans l’intérêt de l’Usager, dans la limite de ce qui est coché, et lui rend compte. Elle peut agir hors de sa présence, mais seulement après la signature.',
      'Elle n’emploie que les données strictement nécessaires et ne garde ni identifiant, ni code secret de l’Usager.',
      'Elle détruit les données de travail dès que la démarche est résolue ou, à défaut, au terme du délai fixé par un texte. Le mandat et son retrait sont gardés à part, comme preuve, sous accès restreint.',
      'Une violation des données est signalée à la CNIL au plus tard dans les 72 heures.',
      'L’Usager fournit des informations exactes. Il déclare pouvoir consentir seul ; une personne mineure ou protégée, ou qui ne peut pas signer, est aidée à faire elle-même sa démarche, avec la personne qui l’assiste ou la représente.',
    ]),
    heading(2, '7. La fin du mandat'),
    para('**L’Usager peut retirer son mandat à tout moment, sans donner de raison, sans délai et par tout moyen.** Le mandat finit aussi à l’expiration de sa durée, quand les démarches sont accomplies, par la renonciation de la Structure notifiée à l’Usager, par le décès de l’Usager ou l’ouverture d’une mesure de protection, ou quand un autre mandataire est désigné pour la même affaire.'),
    heading(2, '8. Signatures'),
    para('**Fait en deux exemplaires originaux**, un pour chaque partie. Signé sur support électronique, il forme un seul original électronique, auquel chaque partie a accès de façon durable.', { keepNext: true }),
    table([4819, 4819], ['Le mandant', 'Pour la Structure mandataire, l’Agent'], [[box('person'), box('agent')]], { rowHeight: 1700, borders: gridBorders }),
    para('**Retrait.** À remplir si l’Usager souhaite une trace écrite ; le retrait vaut sans elle.', { keepNext: true }),
    table([4819, 4819], ['Retiré le (date et heure)', 'Signature de l’Usager ou constat de l’Agent'], [['', '']], { rowHeight: 800, borders: gridBorders }),
  ];
};

/** An answer that ends a line of the form, after a space that does not break. */
const spaced = (text) => (text === '' ? '' : `\u00A0${text}`);
/** A paragraph for an answer that has one of its own; none on the blank form. */
const filled = (text) => (text === '' ? [] : [para(text, { style: 'Cellule' })]);
