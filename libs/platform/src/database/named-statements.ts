import { createHash } from 'node:crypto';

/** A statement met that often is one of the service's own, asked all day: it is worth a name. Below, a name would cost more than it saves. */
const timesBeforeNamed = 20;
/** Names given in a process. Each connection keeps a plan for each, some tens of kilobytes with the policies of row-level security in it. */
const namesMax = 200;

/** Texts met, and how often; then their name once they have one. */
const met = new Map<string, number>();
const names = new Map<string, string>();
/** A program that writes its values in its texts, against the rule of the house, must not fill the memory. */
const textsMax = 5_000;

/**
 * The name under which PostgreSQL keeps a statement prepared on each connection; null for one that is rarely asked. Planning a short question
 * under row-level security takes several times as long as answering it: half of what a mandate costs the server, measured by `bench:mandates`.
 */
export function nameOfStatement(text: string): string | null {
  const name = names.get(text);
  if (name !== undefined) return name;
  const times = (met.get(text) ?? 0) + 1;
  if (met.size < textsMax || times > 1) met.set(text, times);
  if (times < timesBeforeNamed || names.size >= namesMax) return null;
  const given = createHash('sha256').update(text).digest('base64url').slice(0, 32);
  names.set(text, given);
  met.delete(text);
  return given;
}
