import { particularConditions, type AgreementText, type Deviation, type ReadingAnswers, type ReadingId } from '#libs/domain';
import { z } from 'zod';
import { modelInputSchema, type ModelInput } from './model.input.js';

const text = z.string().regex(/^[^\p{Cc}]*$/u);
const filled = text.min(1);

/** What the Word templates of an imported agreement are told: the built-in model's input, what is printed in the blanks, and the conditions particulières. */
export const importedInputSchema = modelInputSchema.extend({
  /** By field, as `{{blanks.fait_le}}` names it. */
  blanks: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/), filled),
  official: z.strictObject({
    title: filled,
    /** SHA-256 of the file that was imported, in hexadecimal. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** Article of the text that says what the agreement is made of. */
    compositionArticle: filled,
    /** The sentence that answers for the number of originals. */
    originals: filled,
    readings: z.array(z.strictObject({ articles: filled, question: filled, sentence: filled })),
    deviations: z.array(z.strictObject({ where: filled, sentence: filled })),
    /** Places of the blanks that stay blank, in French. */
    blanks: z.array(filled),
  }),
});

export type ImportedInput = z.infer<typeof importedInputSchema>;

/** What a version of an imported model fixed when it was published. */
export type ImportedTerms = {
  text: Pick<AgreementText, 'title' | 'articles' | 'blanks'>;
  sha256: string;
  fills: ReadonlyMap<string, string>;
  /** Approved; those of white space are told once for all in the conditions, and left out here. */
  deviations: readonly Deviation[];
  readings: ReadingAnswers;
};

/** Readings that have a section of their own in the conditions particulières: told there, not twice. */
const ORIGINALS = 'originaux' satisfies ReadingId;
/** Used when no article speaks of it: the official text's own number. */
const COMPOSITION_ARTICLE = '11';

/** Completes a model input with what an imported agreement prints around and in the official text. Throws ZodError when a value cannot be printed. */
export function importedInput(input: ModelInput, { text: agreement, sha256, fills, deviations, readings }: ImportedTerms): ImportedInput {
  const conditions = particularConditions(readings);
  const composition = agreement.articles.find(({ title }) => /composition/iu.test(title));
  return importedInputSchema.parse({
    ...input,
    blanks: Object.fromEntries(fills),
    official: {
      title: agreement.title,
      sha256,
      compositionArticle: composition?.number ?? COMPOSITION_ARTICLE,
      originals: conditions.find(({ id }) => id === ORIGINALS)?.sentence,
      readings: conditions.filter(({ id }) => id !== ORIGINALS).map(({ articles, question, sentence }) => ({ articles: articles.join(', '), question, sentence })),
      deviations: deviations.filter(({ kind }) => kind !== 'white_space').map(({ where, sentence }) => ({ where: capitalised(where), sentence })),
      blanks: agreement.blanks.filter(({ id }) => !fills.has(id)).map(({ where, before }) => (before === '' ? where : `${where} («\u00a0${before} …\u00a0»)`)),
    },
  });
}

const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
