import { z } from 'zod';
import { agreementHead, filled, hash, printedParty, printedRow, printedStep, said } from './shared.print.js';

/** How a change is written: the words that go and those that come, or only those that come. */
const articleChange = z.strictObject({
  /** « Article 4.2 – Horaires ». */
  title: filled,
  change: z.enum(['modifie', 'ajoute', 'supprime']),
  /** Paragraph by paragraph, as in the text that was signed. Empty for an added article. */
  before: z.array(filled),
  after: z.array(filled),
});

/** One annexe, and its changes row by row. `mark`: « Ajouté », « Modifié », « Supprimé ». Empty words are printed as a dash. */
const annexeChange = z.strictObject({
  title: filled,
  sentence: said,
  rows: z.array(z.strictObject({ mark: filled, what: filled, before: said, after: said })),
});

/** A party or a structure that comes or goes. */
const movement = z.strictObject({ what: filled, name: filled, detail: said, on: filled });

/** What `templates/avenant/v1` is filled with, less the signature blocks and the seal, which the round adds. */
export const amendmentPrint = z.strictObject({
  demonstration: z.boolean(),
  agreement: agreementHead,
  /** « 1 » in « Avenant nᵒ 1 ». */
  rank: filled,
  /** When the agreement was concluded, and the SHA-256 of the version that is amended. */
  signedOn: filled,
  amends: z.strictObject({ title: filled, sha256: hash }),
  object: filled,
  /** Why, each its own paragraph: « Vu… », « Considérant… ». */
  grounds: z.array(filled),
  parties: z.array(printedParty).min(1),
  articles: z.array(articleChange),
  annexes: z.array(annexeChange),
  movements: z.array(movement),
  /** « le 1er janvier 2028 », or « à la date de la dernière signature requise ». */
  effectiveOn: filled,
  /** Who signs, and why: « Préfet » / « toutes les parties signent la modification d’un article ». */
  signatories: z.array(printedRow).min(1),
  /** Parties that are informed and do not sign. */
  informed: z.array(printedParty),
  steps: z.array(printedStep),
  /** « Vérifier ce document » leads here. */
  verification: z.strictObject({ url: filled }),
});

/** What `templates/adhesion/v1` is filled with, less the signature block and the seal: a local partner becomes a party (art. 7). */
export const adhesionPrint = z.strictObject({
  demonstration: z.boolean(),
  agreement: agreementHead,
  signedOn: filled,
  /** SHA-256 of the agreement joined: of the document that was certified, before any signature. */
  contentHash: hash,
  partner: z.strictObject({ name: filled, siret: said, address: z.array(filled), email: said, representative: said, capacity: said }),
  /** « délibération nᵒ 2027-12 du 3 mars 2027 », or empty. */
  authority: said,
  structures: z.array(z.strictObject({ name: filled, gestionnaire: filled, offer: filled })).min(1),
  /** Each gestionnaire concerned, and what it answered: « favorable, le 3 mars 2027 ». */
  examinations: z.array(printedRow),
  prefectureInformedOn: said,
  /** « le jour de sa signature », or the day. */
  effectiveOn: filled,
  /** Last day of the current term, and the last useful day to leave at it. */
  termEndsOn: filled,
  lastUsefulDay: filled,
  steps: z.array(printedStep),
  verification: z.strictObject({ url: filled }),
});

/** What the round adds: `link` is the marker the signing kernel finds the field by. */
export const signedActPrint = z.strictObject({
  signatures: z.array(z.object({ college: filled, bodyName: filled, capacity: filled, link: z.strictObject({ url: filled, label: filled }) })).min(1),
  seal: z.strictObject({ link: z.strictObject({ url: filled, label: filled }) }),
});

export type AmendmentPrint = z.infer<typeof amendmentPrint>;
export type AdhesionPrint = z.infer<typeof adhesionPrint>;
export type SignedActPrint = z.infer<typeof signedActPrint>;
