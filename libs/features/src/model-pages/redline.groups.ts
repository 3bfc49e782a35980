import type { RedlineLine } from '#libs/domain';
import { formatCount } from '#libs/ui';

/** The lines of one place, in order; `changed` when one of them is not the same on both sides. */
export type RedlineGroup = { place: string; changed: boolean; lines: readonly RedlineLine[] };

/** What the page shows: changed places, and between them the unchanged ones, several together. */
export type RedlineBlock = { kind: 'changed'; group: RedlineGroup } | { kind: 'same'; groups: readonly RedlineGroup[] };

export type RedlineCounts = { places: number; placesChanged: number; added: number; removed: number; changed: number; wordsAdded: number; wordsRemoved: number };

/** Article 4.2 goes with article 4: a reader looks for an article, then reads it whole. */
function topPlace(article: string): string {
  return /^article \d+/u.exec(article)?.[0] ?? article;
}

export function redlineGroups(lines: readonly RedlineLine[]): RedlineGroup[] {
  const groups: { place: string; changed: boolean; lines: RedlineLine[] }[] = [];
  for (const line of lines) {
    const place = topPlace(line.article);
    const last = groups.at(-1);
    const group = last?.place === place ? last : { place, changed: false, lines: [] };
    if (group !== last) groups.push(group);
    group.lines.push(line);
    group.changed ||= line.kind !== 'same';
  }
  return groups;
}

export function redlineBlocks(groups: readonly RedlineGroup[]): RedlineBlock[] {
  const blocks: RedlineBlock[] = [];
  let same: RedlineGroup[] = [];
  const flush = (): void => {
    if (same.length > 0) blocks.push({ kind: 'same', groups: same });
    same = [];
  };
  for (const group of groups) {
    if (!group.changed) {
      same.push(group);
      continue;
    }
    flush();
    blocks.push({ kind: 'changed', group });
  }
  flush();
  return blocks;
}

export function redlineCounts(lines: readonly RedlineLine[]): RedlineCounts {
  const groups = redlineGroups(lines);
  const of = (kind: RedlineLine['kind']): number => lines.filter((line) => line.kind === kind).length;
  const words = (kind: 'added' | 'removed'): number =>
    lines.flatMap((line) => line.words).filter((run) => run.kind === kind).reduce((sum, { text }) => sum + text.split(' ').filter(Boolean).length, 0);
  return {
    places: groups.length, placesChanged: groups.filter(({ changed }) => changed).length,
    added: of('added'), removed: of('removed'), changed: of('changed'), wordsAdded: words('added'), wordsRemoved: words('removed'),
  };
}

/** The whole comparison in one sentence. */
export function redlineSentence({ places, placesChanged }: RedlineCounts): string {
  if (placesChanged === 0) return 'Rien ne change entre ces deux textes, aux espaces près.';
  return `${formatCount(placesChanged, 'passage')} sur ${places} ${placesChanged === 1 ? 'change' : 'changent'} ; le reste est identique, aux espaces près.`;
}
