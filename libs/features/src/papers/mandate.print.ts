import { z } from 'zod';
import { demarches, mandateDurations } from '#libs/domain';
import { filled, said } from './shared.print.js';

const departement = z.strictObject({ name: filled });
/** « Convention départementale France Services n° CDFS-48-2026-001 – Lozère (48) ». */
const agreement = filled;

/** One line of the closed list; nothing is entrusted by a line that is not ticked. `words`: « demande de carte d’identité – Mairie de Mende ». */
const entrusted = z.strictObject({ words: said, actions: z.boolean(), dataRequests: z.boolean() });

/** A signature box: « Mende, le 24 novembre 2026 à 10 h 42 min 05 s », and what was signed and how. Empty where somebody is to sign by hand. */
const signatureBox = z.strictObject({ made: said, by: said });

/** How the person withdraws it: the code as it is typed, the address of the QR, the address where the code is typed. */
const withdrawalCode = z.strictObject({ written: filled, url: filled, address: filled });

/** What `templates/mandat-a-signer/v1` is filled with: annexe 7 of the agreement in force, line by line, with empty boxes to sign in. */
export const mandateToSignPrint = z.strictObject({
  demonstration: z.boolean(),
  number: filled,
  departement,
  agreement,
  /** « annexe-7/v1, 9f2c41d7 0b6e88aa … ». */
  text: filled,
  person: z.strictObject({ name: filled, birth: filled, address: filled, contact: said }),
  structure: filled,
  /** « Commune de Mende, SIRET 214 800 956 00018 ». */
  gestionnaire: filled,
  /** « Julie ROUX, conseillère France Services ». */
  agent: filled,
  /** « le 24 novembre 2026 à 10 h 40 min 12 s ». */
  informedAt: filled,
  /** `verified`: the same kind of words, and « par Julie ROUX ». */
  identity: z.strictObject({ document: filled, verified: filled }),
  /** In the order of `demarches`. */
  demarches: z.array(entrusted).length(demarches.length),
  duration: z.enum(mandateDurations),
  /** « Signé le 24 novembre 2026, ce mandat vaut jusqu’au 24 décembre 2026 à 24 h. » */
  until: filled,
  signed: z.strictObject({ person: signatureBox, agent: signatureBox }),
  code: withdrawalCode,
});

/** What `templates/mandat/v1` is filled with: the same, once signed. `label`: « Original électronique », « Copie »; only the person’s copy bears the code. */
export const mandatePrint = mandateToSignPrint.extend({ label: filled, explanation: filled, code: withdrawalCode.nullable() });

/** What `templates/recu-de-fin/v1` is filled with: the sealed receipt of a mandate's end. */
export const endReceiptPrint = z.strictObject({
  demonstration: z.boolean(),
  number: filled,
  departement,
  agreement,
  /** « Ce mandat est retiré. » */
  sentence: filled,
  person: filled,
  structure: filled,
  gestionnaire: filled,
  signedAt: filled,
  endedAt: filled,
  /** Who said it and how: « Vous l’avez dit à l’accueil de la Structure. » */
  how: filled,
  /** « Papiers et citoyenneté ; Retraite ». */
  demarches: filled,
  /** What becomes of the working data, and of the signed mandate and this receipt. */
  working: filled,
  proof: filled,
});

/** One file to be destroyed: a mandate by its number, never by its person. */
const disposalLine = z.strictObject({ number: filled, structure: filled, nature: filled, dates: filled, pieces: filled, motive: filled });

/** What `templates/bordereau-elimination/v1` is filled with: the list shown to the director of the Archives départementales. */
export const disposalSlipPrint = z.strictObject({
  demonstration: z.boolean(),
  number: filled,
  /** « le 30 novembre 2026 ». */
  date: filled,
  departement: z.strictObject({ name: filled, code: filled }),
  /** The service versant. */
  gestionnaire: z.strictObject({ name: filled, siret: said }),
  /** « Données de travail de mandats France Services ». */
  nature: filled,
  extremes: z.strictObject({ from: filled, until: filled }),
  /** « 42 dossiers ». */
  count: filled,
  managementTable: said,
  lines: z.array(disposalLine).min(1),
  /** Null: the box is printed empty, to be signed. `standing`: given once for all, by the tableau de gestion. */
  visa: z.strictObject({ standing: z.boolean(), reference: filled, on: filled }).nullable(),
});

export type MandateToSignPrint = z.infer<typeof mandateToSignPrint>;
export type MandateFormPrint = z.infer<typeof mandatePrint>;
export type EndReceiptPrint = z.infer<typeof endReceiptPrint>;
export type DisposalSlipPrint = z.infer<typeof disposalSlipPrint>;
