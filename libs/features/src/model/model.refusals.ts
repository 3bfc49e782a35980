import { FILL_LENGTH_MAX, FINDING_REASON_LENGTH_MIN, reasonLengthMin } from '#libs/domain';
import type { ModelVersionRefusal, NotPossibleNow } from '#libs/domain';
import type { ModelFileRefusal } from './model-file.js';
import type { OfficialFileRefusal } from './official-files.js';

export type ModelRefusalText = { sentence: string; status: 409 | 413 | 415 | 422; article?: string };

/** Every refusal of a version of a model, with its sentence, its way out and its HTTP status. A new code without a sentence does not compile. */
export const modelRefusals: Record<ModelVersionRefusal | NotPossibleNow, ModelRefusalText> = {
  heading_level_unknown: { status: 422, sentence: 'Ce niveau de titre n’existe pas. Choisissez article, sous-article, alinéa titré, ou « pas un titre ».' },
  blank_unknown: { status: 422, sentence: 'Ce blanc n’est pas dans le texte. Rechargez la page : la reconnaissance a pu changer.' },
  fill_unprintable: { status: 422, sentence: `Ce qui remplit un blanc tient sur une ligne, en ${FILL_LENGTH_MAX} caractères au plus, sans accolades doubles.` },
  reading_refused: { status: 422, article: 'art. 9 et 11', sentence: 'Une réponse n’est pas admise. Choisissez l’une des réponses proposées.' },
  deviation_unknown: { status: 422, sentence: 'Cet écart n’existe plus. Rechargez la page, puis approuvez les écarts tels qu’ils sont.' },
  finding_unknown: { status: 422, sentence: 'Cette remarque n’existe plus. Rechargez la page : le texte a été relu.' },
  waiver_reason_missing: { status: 422, sentence: `Indiquez pourquoi le modèle est publié malgré cette erreur, en ${FINDING_REASON_LENGTH_MIN} caractères au moins : le motif est gardé avec la version.` },
  review_outdated: { status: 409, sentence: 'Une décision a été prise sur cette version pendant sa publication. Relisez-la, puis publiez de nouveau.' },
  obstacles_remain: { status: 422, sentence: 'Le fichier Word contient des éléments qu’une personne doit régler (modifications suivies, commentaires, texte masqué, champs). Corrigez-le dans Word, puis importez-le de nouveau ; rien n’est perdu.' },
  readings_unanswered: { status: 422, article: 'art. 9 et 11', sentence: 'Le texte laisse des questions ouvertes. Répondez-y : les réponses sont signées dans les conditions particulières.' },
  findings_remain: { status: 422, sentence: 'Des erreurs relevées dans le texte empêchent la publication. Corrigez-les, ou écartez chacune avec un motif.' },
  deviations_unapproved: { status: 422, sentence: 'Des écarts avec le texte officiel attendent une approbation. Approuvez-les un par un ou tous ensemble.' },
  template_refused: { status: 422, sentence: 'Le document Word ne peut pas servir de modèle. Les points à corriger sont listés avec leur paragraphe.' },
  retire_reason_missing: { status: 422, sentence: `Indiquez pourquoi cette version est retirée, en ${reasonLengthMin} caractères au moins.` },
  version_published: { status: 409, sentence: 'Une version publiée ne change plus : des conventions peuvent être signées sur elle. Importez une nouvelle version.' },
  version_retired: { status: 409, sentence: 'Cette version est retirée : plus rien ne peut y changer.' },
  not_possible_now: { status: 409, sentence: 'Cette action n’est pas possible à cette étape de la version.' },
};

export const modelFileRefusals: Record<ModelFileRefusal, ModelRefusalText> = {
  file_empty: { status: 422, sentence: 'Le fichier est vide. Choisissez un document Word (.docx) ou un fichier texte (.txt).' },
  file_too_large: { status: 413, sentence: 'Le fichier dépasse la taille admise. Réduisez ses images, ou importez le texte seul.' },
  file_kind_unknown: { status: 415, sentence: 'Ce format n’est pas repris. Choisissez un document Word (.docx) ou un fichier texte (.txt).' },
  text_not_utf8: { status: 422, sentence: 'Le fichier texte n’est pas enregistré en UTF-8. Enregistrez-le de nouveau avec ce codage.' },
  docx_refused: { status: 422, sentence: 'Le document Word ne peut pas être ouvert.' },
  base_unpublished: { status: 422, sentence: 'Seul le modèle d’une version publiée se modifie dans Word. Publiez d’abord cette version, ou choisissez-en une autre.' },
  nothing_recognised: { status: 422, sentence: 'Aucun article n’a été reconnu dans ce fichier. Vérifiez qu’il s’agit bien du texte d’une convention.' },
};

export const officialFileRefusals: Record<OfficialFileRefusal, ModelRefusalText> = {
  title_missing: { status: 422, sentence: 'Donnez à la pièce le titre sous lequel elle est citée, sur une ligne de 200 caractères au plus.' },
  not_a_pdf: { status: 422, sentence: 'Le fichier n’est pas un PDF lisible. Choisissez le PDF officiel, sans mot de passe.' },
  file_too_large: { status: 413, sentence: 'Le PDF dépasse la taille admise (20 Mo).' },
};
