import { z } from 'zod';
import { agreementHead, filled, printedParty, printedRow, printedStep, said } from './shared.print.js';

/** What `templates/reconduction/v1` is filled with: the record that a term was tacitly renewed, on its legal day (art. 9). */
export const renewalRecordPrint = z.strictObject({
  demonstration: z.boolean(),
  agreement: agreementHead,
  /** « le 1er janvier 2028 »: the legal day of the record, which is not always the day it is printed. */
  recordedOn: filled,
  /** « première », « deuxième »: the rank of the renewal. */
  rank: filled,
  /** « La convention est tacitement reconduite du 1er janvier 2028 au 31 décembre 2028. » */
  sentence: filled,
  /** The new term, first and last day, and the last day on which a notice for its end can be received. */
  from: filled,
  until: filled,
  lastUsefulDay: filled,
  /** « 31 décembre 2030 », and the version of the Accord cadre that says so; null when the agreement has none to obey. */
  cap: z.strictObject({ endsOn: filled, accordCadre: filled }).nullable(),
  /** What comes next: « À l’échéance du 31 décembre 2028, la convention sera de nouveau reconduite, sauf… ». */
  next: said,
  parties: z.array(printedParty).min(1),
  /** Parties whose notice for this term is accepted: bound no longer since the renewal. */
  leavers: z.array(printedParty),
  /** « Plafond de la durée » / « fin de l’Accord cadre national en vigueur ». */
  readings: z.array(printedRow),
  steps: z.array(printedStep).min(1),
});

export type RenewalRecordPrint = z.infer<typeof renewalRecordPrint>;
