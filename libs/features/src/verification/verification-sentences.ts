import type { CryptoReasonCode, SigningErrorCode, StructureReasonCode } from '#libs/signing';
import { structureSentences } from './structure-sentences.js';

/** Every code that a report may bear, from the reading of the file and from its cryptography. */
export type ReasonCode = CryptoReasonCode | StructureReasonCode;

const cryptoSentences: Record<CryptoReasonCode, string> = {
  CMS_UNREADABLE: 'La signature est absente de sa place, ou illisible.',
  SUBFILTER_UNSUPPORTED: 'Cette sorte de signature est ancienne ou particulière à un logiciel ; ce service ne la juge pas.',
  SIGNER_COUNT: 'Une signature de PDF a un seul auteur ; celle-ci n’en a aucun, ou plusieurs.',
  SIGNER_CERTIFICATE_MISSING: 'Le certificat du signataire n’est pas dans le fichier.',
  CERTIFICATE_UNREADABLE: 'Un certificat du fichier est illisible ; il n’a pas été pris en compte.',
  ALGORITHM_UNSUPPORTED: 'La signature emploie un procédé cryptographique que ce service ne connaît pas.',
  ALGORITHM_MISMATCH: 'Les procédés cryptographiques annoncés se contredisent.',
  SIGNED_ATTRIBUTES_INVALID: 'Les mentions que la signature doit protéger manquent, sont en double ou mal formées.',
  CONTENT_TYPE_MISMATCH: 'La signature porte sur une autre sorte de contenu que ce document.',
  CONTENT_NOT_DETACHED: 'La signature porte son propre contenu, au lieu de porter sur le document.',
  DIGEST_MISMATCH: 'Le contenu du fichier n’est pas celui qui a été signé.',
  SIGNATURE_INVALID: 'La signature n’a pas été faite avec la clé du certificat présenté.',
  ESS_MISSING: 'La signature ne dit pas avec quel certificat elle a été faite.',
  ESS_MISMATCH: 'Le certificat présenté n’est pas celui que la signature désigne.',
  WEAK_DIGEST: 'L’empreinte employée (SHA-1 ou MD5) peut être contrefaite.',
  WEAK_KEY: 'La clé est trop courte pour résister aujourd’hui.',
  CHAIN_INCOMPLETE: 'L’autorité qui a délivré un certificat n’est ni dans le fichier, ni connue de ce service.',
  ROOT_UNTRUSTED: 'Le certificat vient d’une autorité que ce service ne reconnaît pas.',
  CHAIN_TOO_COMPLEX: 'Les certificats sont trop nombreux pour être tous essayés.',
  CERTIFICATE_EXPIRED: 'Un certificat avait expiré à l’instant retenu pour juger.',
  CERTIFICATE_NOT_YET_VALID: 'Un certificat n’était pas encore valable à l’instant retenu pour juger.',
  CERTIFICATE_SIGNATURE_INVALID: 'Un certificat n’a pas été délivré par l’autorité qu’il nomme.',
  ISSUER_NOT_AUTHORITY: 'Un certificat a été délivré par quelqu’un qui n’en a pas le droit.',
  PATH_TOO_LONG: 'Il y a plus d’autorités intermédiaires que l’une d’elles ne le permet.',
  KEY_USAGE_MISMATCH: 'Le certificat n’est pas fait pour cet usage.',
  CRITICAL_EXTENSION_UNKNOWN: 'Un certificat pose une condition que ce service ne sait pas vérifier.',
  NAME_CONSTRAINTS_UNSUPPORTED: 'Une autorité est limitée à certains noms ; ce service ne vérifie pas cette limite.',
  REVOKED: 'Un certificat avait été révoqué avant l’instant retenu pour juger.',
  REVOKED_LATER: 'Un certificat a été révoqué plus tard, après l’heure prouvée de la signature : celle-ci n’en souffre pas.',
  REVOCATION_DATA_MISSING: 'Le fichier ne porte pas la preuve qu’un certificat n’était pas révoqué.',
  NO_PROVEN_TIME: 'Aucun horodatage reconnu ne prouve l’heure de la signature.',
  TOKEN_UNREADABLE: 'L’horodatage est illisible.',
  TOKEN_IMPRINT_MISMATCH: 'L’horodatage a été fait pour un autre contenu.',
  TOKEN_UNTRUSTED: 'L’horodatage vient d’une autorité que ce service ne reconnaît pas ; il ne prouve rien ici.',
  TOKEN_IN_FUTURE: 'L’horodatage porte une heure à venir.',
  TOKEN_DUPLICATE: 'La signature porte plusieurs horodatages ; seul le premier a été examiné.',
  TRAILING_BYTES: 'Des données suivent la dernière version du document et n’appartiennent à aucune.',
};

/** Every code with its sentence. */
export const reasonSentences: Readonly<Record<ReasonCode, string>> = { ...cryptoSentences, ...structureSentences };

/** The French sentence of a reason. A code without one does not compile; one that a later version published is shown as it is. */
export function reasonSentence(code: string): string {
  return Object.hasOwn(reasonSentences, code) ? reasonSentences[code as ReasonCode] : `Constat technique ${code}.`;
}

/** The errors of the signing room that a file sent here may meet; the others belong to whoever makes documents. */
const unreadableSentences = {
  PDF_UNREADABLE: 'Ce fichier n’est pas un PDF lisible.',
  PDF_ENCRYPTED: 'Ce PDF est protégé par un mot de passe ou chiffré.',
  PDF_TOO_LARGE: 'Ce fichier est trop lourd pour être vérifié.',
  PDF_TOO_COMPLEX: 'La construction de ce fichier dépasse ce qui peut être examiné.',
  VERIFICATION_TIMEOUT: 'L’examen de ce fichier a été arrêté avant sa fin : il durait trop longtemps.',
} as const satisfies Partial<Record<SigningErrorCode, string>>;

/** The sentence of an error met while reading a file; null for one that is no fault of the file. */
export function unreadableSentence(code: string): string | null {
  return Object.hasOwn(unreadableSentences, code) ? unreadableSentences[code as keyof typeof unreadableSentences] : null;
}
