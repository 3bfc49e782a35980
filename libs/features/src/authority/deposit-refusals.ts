import { depositBytesMax, depositExaminationsPerHourMax, depositFileBytesMax, depositsMax, returnReasonLengthMin } from './deposit-limits.js';

/** Why nothing is taken from a body. Stable: pages carry the code. */
export type DepositRefusal = keyof typeof depositRefusals;

/** What was refused, and the way out. What was typed comes back; a browser never gives a file back. */
export const depositRefusals = {
  name_missing: { status: 422, sentence: 'Tapez votre prénom et votre nom.' },
  facts_incomplete: { status: 422, sentence: 'Corrigez les points signalés, puis déposez de nouveau.' },
  file_missing: { status: 422, sentence: 'Choisissez le fichier de la délibération, en PDF.' },
  file_not_pdf: { status: 422, sentence: 'Ce fichier n’est pas un PDF lisible. Enregistrez ou numérisez la pièce en PDF, puis choisissez-la de nouveau.' },
  file_protected: { status: 422, sentence: 'Ce PDF est protégé par un mot de passe. Enregistrez-le sans protection, puis choisissez-le de nouveau.' },
  file_too_large: { status: 413, sentence: `Ce fichier dépasse ${depositFileBytesMax / 1_000_000} Mo. Numérisez la pièce en noir et blanc ou en moindre qualité, puis choisissez-la de nouveau.` },
  file_too_complex: { status: 422, sentence: 'La construction de ce fichier dépasse ce que le service accepte d’examiner. Imprimez la pièce en PDF de nouveau, ou numérisez-la.' },
  busy: { status: 503, sentence: 'Le service reçoit déjà d’autres fichiers. Recommencez dans une minute.' },
  upload_running: { status: 409, sentence: 'Un autre envoi de votre organisme est en cours, et continue. Attendez une minute ; s’il n’a pas abouti, choisissez de nouveau les fichiers et déposez.' },
  examinations_too_many: { status: 429, sentence: `Le service a déjà examiné ${depositExaminationsPerHourMax} fichiers de votre organisme en une heure. Recommencez dans une heure, ou envoyez la pièce à la préfecture, qui l’enregistrera.` },
  deposits_too_many: { status: 429, sentence: `Votre organisme a déjà fait ${depositsMax} dépôts pour ce texte. Envoyez la suite à la préfecture, qui l’enregistrera.` },
  bytes_too_many: { status: 429, sentence: `Les fichiers déjà déposés atteignent ${depositBytesMax / 1_000_000} Mo. Envoyez la suite à la préfecture, qui l’enregistrera.` },
  not_expected: { status: 409, sentence: 'Aucune délibération n’est attendue de votre organisme pour ce texte. Une question ? Appelez la préfecture.' },
  text_not_frozen: { status: 409, sentence: 'Le texte n’est pas arrêté, ou ne l’est plus : une délibération ne se dépose qu’entre l’arrêt du texte et l’ouverture de la signature. Envoyez-la à la préfecture.' },
} as const satisfies Record<string, { status: 409 | 413 | 422 | 429 | 503; sentence: string }>;

/** Why the préfecture does not settle a deposit. */
export type SettleRefusal = keyof typeof settleRefusals;

export const settleRefusals = {
  already_settled: { status: 409, sentence: 'Ce dépôt n’attend plus rien : il a été retenu, renvoyé ou remplacé entre-temps. La page montre où il en est.' },
  place_answered: { status: 409, sentence: 'Cette place a déjà répondu : son verdict ne change plus.' },
  round_closed: { status: 409, sentence: 'Cette tournée est close : une habilitation ne s’y décrit plus.' },
  reason_missing: { status: 422, sentence: `Dites à l’organisme ce qui manque ou ce qui est faux, en ${returnReasonLengthMin} caractères au moins.` },
} as const satisfies Record<string, { status: 409 | 422; sentence: string }>;
