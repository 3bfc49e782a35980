import { artefactSpans } from './artefacts.js';
import { flattenAgreement } from './text.js';
import { withoutSpaces } from './words.js';
import type { AgreementText, Blank, SourceParagraph } from './text.js';

export type DeviationKind = 'artefact_stripped' | 'blank_filled' | 'white_space';

/** One difference between an imported text and what is printed: a person approves each before publication (decision 16). */
export type Deviation = { key: string; kind: DeviationKind; where: string; source: string; rendered: string; sentence: string };

export type Rendering = {
  /** What is printed in each blank, by its id. A blank without an entry is printed as it is. */
  fills: ReadonlyMap<string, string>;
  /** The typographer: moves white space (unbreakable spaces), and nothing else. Without it, spaces are printed as they are. */
  spaced?: (text: string) => string;
};

/** What a paragraph of an imported text is printed as. Throws RangeError when the typographer changes more than white space. */
export function renderedParagraph(source: SourceParagraph, blanks: readonly Blank[], { fills, spaced = (text) => text }: Rendering): string {
  return stretchesOf(source, blanks)
    .map((stretch) => {
      if (stretch.kind === 'artefact') return '';
      if (stretch.kind === 'blank') return fills.get(stretch.id) ?? stretch.text;
      const printed = spaced(stretch.text);
      if (withoutSpaces(printed) !== withoutSpaces(stretch.text)) throw new RangeError(`More than white space was changed in: ${stretch.text}`);
      return printed;
    })
    .join('');
}

/** Every deviation of an agreement, in order. Empty when the text is printed to the letter. */
export function deviationsOf(text: AgreementText, rendering: Rendering): Deviation[] {
  const blanksAt = blanksByParagraph(text);
  return flattenAgreement(text).flatMap(({ source, place }, rank) => {
    const blanks = blanksAt.get(rank) ?? [];
    const found = stretchesOf(source, blanks).flatMap((stretch): Omit<Deviation, 'key' | 'where'>[] => {
      if (stretch.kind === 'artefact') return [{ kind: 'artefact_stripped', source: stretch.text, rendered: '', sentence: `La trace de Word «\u00a0${stretch.text}\u00a0» est retirée.` }];
      const fill = stretch.kind === 'blank' ? rendering.fills.get(stretch.id) : undefined;
      return fill === undefined ? [] : [{ kind: 'blank_filled', source: stretch.text, rendered: fill, sentence: `Le blanc est rempli par «\u00a0${fill}\u00a0».` }];
    });
    const bare = renderedParagraph(source, blanks, { fills: rendering.fills });
    const printed = renderedParagraph(source, blanks, rendering);
    if (printed !== bare) found.push({ kind: 'white_space', source: bare, rendered: printed, sentence: 'Seules des espaces changent dans ce paragraphe.' });
    return found.map((deviation, order) => ({ key: `${rank}|${deviation.kind}|${order}`, where: place, ...deviation }));
  });
}

/** The blanks of each paragraph, by its rank in the flattened agreement. */
export function blanksByParagraph({ blanks }: AgreementText): Map<number, Blank[]> {
  const found = new Map<number, Blank[]>();
  for (const blank of blanks) found.set(blank.paragraph, [...(found.get(blank.paragraph) ?? []), blank]);
  return found;
}

type Stretch = { kind: 'words' | 'artefact'; text: string } | { kind: 'blank'; id: string; text: string };

/** A paragraph cut into its words, its blanks and the artefacts that are stripped. Joined, the texts give the paragraph back. */
function stretchesOf({ text }: SourceParagraph, blanks: readonly Blank[]): Stretch[] {
  const cuts = [
    ...blanks.map(({ id, start, end }) => ({ start, end, stretch: { kind: 'blank', id, text: text.slice(start, end) } satisfies Stretch })),
    ...artefactSpans(text).filter(({ strippable }) => strippable).map(({ start, end }) => ({ start, end, stretch: { kind: 'artefact', text: text.slice(start, end) } satisfies Stretch })),
  ].sort((a, b) => a.start - b.start);
  const stretches: Stretch[] = [];
  let at = 0;
  for (const { start, end, stretch } of cuts) {
    if (start < at) continue;
    if (start > at) stretches.push({ kind: 'words', text: text.slice(at, start) });
    stretches.push(stretch);
    at = end;
  }
  return at < text.length ? [...stretches, { kind: 'words', text: text.slice(at) }] : stretches;
}
