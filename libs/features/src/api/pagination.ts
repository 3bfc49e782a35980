import { z } from 'zod';
import { Problem } from './problem.js';

/** A page that a program reads at once; a département holds fewer than a hundred structures. */
const limitMax = 200;
const limitUsual = 50;
const cursorLengthMax = 400;

/** Parameters of every list. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(limitMax).default(limitUsual).meta({ description: `Nombre d’éléments, ${limitMax} au plus.` }),
  cursor: z.string().max(cursorLengthMax).optional().meta({ description: 'La valeur `nextCursor` de la page précédente.' }),
});
export type PageQuery = z.infer<typeof pageQuery>;

/** A page of a list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable().meta({ description: 'Null à la dernière page.' }) });
}

/** Cursors are opaque: a program that looks inside would break when they change. */
export function cursorOf(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** What `cursorOf` had hidden. @throws Problem when it was not made by us */
export function placeOf<T>(cursor: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new Problem(400, 'cursor_unreadable', 'Le paramètre « cursor » n’est pas une valeur « nextCursor » : reprenez la liste du début.');
  }
}

/** One page of a list that is in memory; a list that changed meanwhile goes on after the same element, or starts again if it has gone. */
export function paginate<T extends { id: string }>(list: readonly T[], { limit, cursor }: PageQuery): { items: T[]; nextCursor: string | null } {
  const after = cursor === undefined ? null : placeOf(cursor, z.string());
  const from = after === null ? 0 : list.findIndex(({ id }) => id === after) + 1;
  const items = list.slice(from, from + limit);
  return { items, nextCursor: from + limit < list.length ? cursorOf(items.at(-1)!.id) : null };
}
