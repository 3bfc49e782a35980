import { annexPartOf, printDayHours, weekdayNames, weekdays } from '#libs/domain';
import type { Dossier, Slot, StructureLines } from '#libs/domain';

/** What one annexe says of the body, line by line. */
export type OwnPart = { annex: 4 | 5 | 6; title: string; lines: readonly string[] };

/** The lines of annexes 4, 5 and 6 that concern that body, from the dossier the text was made of; none for the préfet. */
export function ownPartsOf(dossier: Dossier, { bodyId }: Pick<Slot, 'bodyId'>): OwnPart[] {
  const part = annexPartOf(dossier, bodyId);
  if (!part) return [];
  const isGestionnaire = part.college === 'gestionnaire';
  const parts: OwnPart[] = [
    { annex: 4, title: isGestionnaire ? 'vos structures' : 'les structures où vous êtes présent', lines: isGestionnaire ? part.structures.map(structureLine) : part.presentIn },
    { annex: 5, title: isGestionnaire ? 'ce qui est proposé dans vos structures' : 'ce que vous proposez', lines: part.offers.map(({ label, partner, structure, schedule }) => joined([label, isGestionnaire ? partner : null, structure, schedule])) },
    { annex: 6, title: isGestionnaire ? 'les référents de vos structures' : 'vos référents', lines: part.referents.map(({ fullName, partner, structure, phone, email }) => joined([fullName, isGestionnaire ? partner : null, structure ?? 'toutes les structures', phone, email])) },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

function structureLine({ name, address, phone, management, hours }: StructureLines): string {
  const week = hours?.flatMap((day, rank) => (day.length > 0 ? [`${weekdayNames[weekdays[rank]!]} ${printDayHours(day)}`] : [])).join('\u00a0; ');
  return joined([name, address, phone, management, week ? `ouvert ${week}` : null]);
}

function joined(words: readonly (string | null)[]): string {
  return words.filter((word) => word !== null && word !== '').join(', ');
}
