/**
 * Everything that can go wrong here, once. `retryable` says whether the same call may succeed later without anybody
 * changing anything; the sentence is what a civil servant reads, in French, without a trace of machinery.
 */
const FAULTS = {
  'docx-unreadable': { retryable: false, sentence: 'Le fichier n’est pas un document Word lisible.' },
  'docx-too-large': { retryable: false, sentence: 'Le document Word dépasse la taille admise.' },
  'docx-encrypted': { retryable: false, sentence: 'Le document Word est protégé par un mot de passe : enlevez-le, puis enregistrez au format .docx.' },
  'docx-macro': { retryable: false, sentence: 'Le document Word est d’un format qui admet les macros : enregistrez-le au format .docx.' },
  'docx-dangerous': { retryable: false, sentence: 'Le document Word est construit de façon dangereuse : il n’est pas ouvert.' },
  'compose-empty': { retryable: false, sentence: 'Aucun document à composer.' },
  'compose-styles-differ': { retryable: false, sentence: 'Une partie n’a pas les mêmes styles que la première.' },
  'compose-unsupported': { retryable: false, sentence: 'Une partie contient un élément qui ne peut pas être composé.' },
  'import-obstacle': { retryable: false, sentence: 'Le document importé contient un élément qui attend une décision.' },
  'import-refused': { retryable: false, sentence: 'Ce qui est déclaré ne correspond pas au document importé.' },
  'template-refused': { retryable: false, sentence: 'Le modèle contient une commande refusée.' },
  'template-failed': { retryable: false, sentence: 'Une commande du modèle n’a pas pu être exécutée.' },
  'data-refused': { retryable: false, sentence: 'Les données fournies au modèle ne sont pas admises.' },
  'render-timeout': { retryable: false, sentence: 'Le remplissage du modèle a dépassé le temps accordé.' },
  'render-memory': { retryable: false, sentence: 'Le remplissage du modèle a dépassé la mémoire accordée.' },
  'render-crashed': { retryable: true, sentence: 'Le remplissage du modèle s’est interrompu.' },
  'converter-missing': { retryable: false, sentence: 'Le convertisseur LibreOffice est introuvable sur ce serveur.' },
  'converter-busy': { retryable: true, sentence: 'Trop de conversions en PDF attendent déjà leur tour.' },
  'converter-unreachable': { retryable: true, sentence: 'Le service de conversion en PDF ne répond pas comme il le devrait.' },
  'converter-misconfigured': { retryable: false, sentence: 'Le service de conversion en PDF refuse notre demande : son adresse ou ses réglages sont à vérifier.' },
  'conversion-timeout': { retryable: true, sentence: 'La conversion en PDF a dépassé le temps accordé.' },
  'conversion-refused': { retryable: false, sentence: 'LibreOffice n’a pas su ouvrir le document.' },
  'conversion-crashed': { retryable: true, sentence: 'La conversion en PDF s’est interrompue.' },
  'conversion-invalid': { retryable: true, sentence: 'La conversion a produit un PDF illisible.' },
  'pdf-unreadable': { retryable: false, sentence: 'Le fichier PDF est illisible.' },
  'attachment-refused': { retryable: false, sentence: 'La pièce ne peut pas être jointe au PDF.' },
  aborted: { retryable: true, sentence: 'L’opération a été abandonnée.' },
} as const satisfies Record<string, { retryable: boolean; sentence: string }>;

export type FaultCode = keyof typeof FAULTS;

/** The single error of this room. Callers branch on `code` and `retryable`, never on the message. */
export class DocumentFault extends Error {
  readonly code: FaultCode;
  readonly retryable: boolean;
  /** What to show under the sentence: the part, the command, the last words of the converter. */
  readonly detail: string | null;

  /**
   * @param code   which fault
   * @param detail the particular circumstance, in French when it is ours to say
   */
  constructor(code: FaultCode, detail?: string | null, options?: { cause?: unknown }) {
    super(detail ? `${FAULTS[code].sentence} (${detail})` : FAULTS[code].sentence, options);
    this.name = 'DocumentFault';
    this.code = code;
    this.retryable = FAULTS[code].retryable;
    this.detail = detail ?? null;
  }
}

/** The words of whatever was thrown, for a fault's detail. */
export function wordsOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
