import { z } from 'zod';

/** Words ready to be read. A day is written « 31 décembre 2027 », without « le », unless a comment shows otherwise. */
export const filled = z.string().min(1);
/** Empty when there is nothing to say: the template then leaves the place out. */
export const said = z.string();
/** SHA-256, in groups (`formatHash`). */
export const hash = filled;

/** Which agreement a paper belongs to. `title`: « Convention départementale France Services ». */
export const agreementHead = z.strictObject({ number: filled, title: filled, departement: z.strictObject({ name: filled, code: filled }) });

/** One reason, and what it rests on: « Convention, article 7 ; CPC, article 641 (par analogie) ». */
export const printedStep = z.strictObject({ sentence: filled, sources: said });
export type PrintedStep = z.infer<typeof printedStep>;

/** A label and what it says, one row of a table. */
export const printedRow = z.strictObject({ label: filled, text: filled });

/** A party as a table names it. `quality`: « gestionnaire France Services ». */
export const printedParty = z.strictObject({ name: filled, quality: filled });

/** Who a letter comes from or goes to; each line of `address` on its own. */
export const printedAddress = z.strictObject({ name: filled, address: z.array(filled) });

/** Reasons of the domain as they are printed under « Pourquoi ». */
export function printedSteps(steps: readonly { sentence: string; sources: readonly { reference: string; byAnalogy: boolean }[] }[]): PrintedStep[] {
  return steps.map(({ sentence, sources }) => ({ sentence, sources: sources.map(({ reference, byAnalogy }) => (byAnalogy ? `${reference}, par analogie` : reference)).join('\u00A0; ') }));
}
