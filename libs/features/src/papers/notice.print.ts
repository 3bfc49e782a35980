import { z } from 'zod';
import { agreementHead, filled, hash, printedAddress, printedRow, printedStep, said } from './shared.print.js';

/** What entitles the signatory to give the notice: « délibération nᵒ 2027-12 », taken and, for a local authority, transmitted. */
const authority = z.strictObject({ reference: filled, decidedOn: filled, transmittedOn: said });

/** What `templates/preavis/v1` is filled with: the letter of a withdrawal or of a denunciation (art. 7), to be signed by hand. */
export const noticeLetterPrint = z.strictObject({
  demonstration: z.boolean(),
  kind: z.enum(['retrait', 'denonciation']),
  agreement: agreementHead,
  /** « 24 novembre 2026 »: the day the parties concluded the agreement. */
  signedOn: filled,
  /** `representative`: « Mme Claire Vidal », empty when nobody is known; `capacity`: « présidente ». */
  sender: printedAddress.extend({ quality: filled, representative: said, capacity: said }),
  addressee: printedAddress,
  /** « Lettre recommandée avec demande d’avis de réception » and the like: how it leaves. */
  mode: filled,
  /** False for a copy sent for information to a party whose reception does not count. */
  decides: z.boolean(),
  place: said,
  /** « le 12 mai 2027 ». */
  date: filled,
  authority: authority.nullable(),
  /** Last day of the current term, last useful day for it, and the last day on which the sender means to be bound. */
  termEndsOn: filled,
  lastUsefulDay: filled,
  effectOn: filled,
  /** « six mois ». */
  months: filled,
  /** « La réception de la présente par le Préfet fait seule courir le préavis. » */
  receptionSentence: filled,
  structures: z.array(filled),
  /** What the departure leaves behind: « La convention se poursuit entre les autres parties. » */
  consequence: said.default(''),
  /** Handed over: the addressee signs and dates a receipt at the foot of the letter. */
  handDelivery: z.boolean().default(false),
  /** Who receives the same letter or a copy of it. */
  copies: z.array(filled),
});

/** One letter as its sender declares it. `decides`: « sa réception fait courir le préavis » or « pour information ». Empty days are not known yet. */
const letter = z.strictObject({ addressee: filled, decides: filled, mode: filled, tracking: said, sentOn: said, presentedOn: said, deliveredOn: said, outcome: filled });

/** What `templates/recepisse/v1` is filled with: the sealed receipt of a notice filed with the service. */
export const noticeReceiptPrint = z.strictObject({
  demonstration: z.boolean(),
  kind: z.enum(['retrait', 'denonciation']),
  agreement: agreementHead,
  /** « PREAVIS-48-2027-0003 », or the id of the notice. */
  reference: filled,
  /** « le 12 mai 2027 à 10 h 42 ». */
  filedAt: filled,
  /** The party, and the account that filed for it: « Mme Claire Vidal, présidente ». */
  party: z.strictObject({ name: filled, quality: filled }),
  filedBy: filled,
  authority: authority.extend({ doubt: said }).nullable(),
  letters: z.array(letter).min(1),
  /** « Le préavis est donné à temps. »; `provisional` when a delivery is still to be proven. */
  verdict: z.strictObject({ sentence: filled, provisional: z.boolean(), countedOn: said, effectOn: said }),
  termEndsOn: filled,
  lastUsefulDay: filled,
  steps: z.array(printedStep).min(1),
  /** The three readings: dispatch, first presentation, delivery. `kept`: « retenue » or nothing. */
  readings: z.array(z.strictObject({ reading: filled, countedOn: filled, verdict: filled, effectOn: filled, kept: said })).min(1),
  structures: z.array(filled),
  /** What happens now, each a sentence. */
  next: z.array(filled).min(1),
  attachments: z.array(z.strictObject({ name: filled, size: filled, sha256: hash })),
  details: z.array(printedRow),
});

export type NoticeLetterPrint = z.input<typeof noticeLetterPrint>;
export type NoticeReceiptPrint = z.infer<typeof noticeReceiptPrint>;
