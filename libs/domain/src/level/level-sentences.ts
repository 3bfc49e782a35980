import type { SignatureMeans } from '../circuit/circuit.js';
import type { LevelMin, LevelRole } from './level.js';

/** What is asked at a place, as a noun without its article. */
export const levelNames: Readonly<Record<LevelMin, string>> = {
  simple: 'signature électronique simple',
  strong: 'signature manuscrite, ou électronique qualifiée',
};

/** Whose places those are, after a preposition: « pour … ». */
export const levelRoleNames: Readonly<Record<LevelRole, string>> = { prefet: 'le préfet', gestionnaire: 'les gestionnaires', partenaire: 'les partenaires' };

/**
 * What a signature is in law, by what was signed with (eIDAS, article 3, 10 to 12). A certificate of one's own is said to be one, and no more:
 * whether it is qualified is read in the certificate, and promised by nobody here.
 */
export const signatureLevelNames: Readonly<Record<SignatureMeans, string>> = {
  simple: 'Signature électronique simple',
  handwritten: 'Signature manuscrite',
  own_certificate: 'Signature électronique avec un certificat du signataire',
};

/** What is asked for that role, where a code is not enough. */
export function strongLevelSentence(role: LevelRole): string {
  return `Signature manuscrite, ou électronique qualifiée, demandée pour ${levelRoleNames[role]}\u00a0: un code reçu n’y suffit pas.`;
}
