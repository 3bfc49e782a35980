import { z } from 'zod';
import type { RedlineLine } from '#libs/domain';
import { formatCount, formatList } from '#libs/ui';
import { unbroken } from './model-words.js';
import { redlineCounts, redlineGroups, redlineSentence } from './redline.groups.js';
import type { RedlineGroup } from './redline.groups.js';

const filled = z.string().min(1);

/** What the Word template `templates/comparaison/v1` is filled with: words, already French. */
export const redlinePrintSchema = z.strictObject({
  demonstration: z.boolean(),
  /** « le 24 novembre 2026 ». */
  madeOn: filled,
  sentence: filled,
  before: z.strictObject({ name: filled }),
  after: z.strictObject({ name: filled }),
  counts: z.strictObject({ paragraphs: filled, words: filled }),
  /** Changed places only. `mark`: « Alinéa ajouté, article 4 », or nothing for a paragraph that stays. */
  places: z.array(z.strictObject({ title: filled, lines: z.array(z.strictObject({ mark: z.string(), words: z.array(z.strictObject({ kind: z.enum(['same', 'added', 'removed']), text: filled })) })) })),
  /** The other places, named; empty when everything changed. */
  unchanged: z.string(),
});

export type RedlinePrint = z.infer<typeof redlinePrintSchema>;

/** What a paragraph of a redline is called. */
export const lineMarks: Readonly<Record<RedlineLine['kind'], string>> = { same: '', added: 'Alinéa ajouté', removed: 'Alinéa supprimé', changed: 'Alinéa modifié' };

/** The words of a printed redline. Throws ZodError when a value cannot be printed. */
export function printableRedline(lines: readonly RedlineLine[], { before, after, madeOn, demonstration }: { before: string; after: string; madeOn: string; demonstration: boolean }): RedlinePrint {
  const groups = redlineGroups(lines);
  const counts = redlineCounts(lines);
  return redlinePrintSchema.parse({
    demonstration, madeOn, sentence: redlineSentence(counts), before: { name: before }, after: { name: after },
    counts: {
      paragraphs: `${formatCount(counts.changed, 'modifié')}, ${formatCount(counts.added, 'ajouté')}, ${formatCount(counts.removed, 'supprimé')}`,
      words: `${formatCount(counts.wordsAdded, 'ajouté')}, ${formatCount(counts.wordsRemoved, 'supprimé')}`,
    },
    places: groups.filter(({ changed }) => changed).map(({ place, lines: of }) => ({ title: capitalised(place), lines: of.map(printableLine) })),
    unchanged: capitalised(formatList(groups.filter(({ changed }) => !changed).map(({ place }: RedlineGroup) => place))),
  });
}

function printableLine({ kind, article, words }: RedlineLine): RedlinePrint['places'][number]['lines'][number] {
  const mark = lineMarks[kind] === '' ? '' : article === '' ? lineMarks[kind] : `${lineMarks[kind]}, ${article}`;
  return { mark, words: words.filter(({ text }) => text !== '').map((run) => ({ kind: run.kind, text: unbroken(run.text) })) };
}

export function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
