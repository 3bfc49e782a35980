import { CODE_MARKER, marksOf } from '#libs/documents';
import type { FormPlan } from '#libs/documents';

/** The address of the code in the data of a form. */
const CODE = 'code.url';

/** What the data hold at the end of a way: « person.name », « demarches.3.words »; undefined when the way leads nowhere. */
export function valueAt(data: unknown, way: string): unknown {
  return way.split('.').reduce<unknown>((value, step) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined), data);
}

/** « demarches.3.actions » is true, or « duration=one_day » is the value of the duration. */
export function isTicked(data: unknown, tick: string): boolean {
  const [way, expected] = tick.split('=');
  const value = valueAt(data, way!);
  return expected === undefined ? value === true : value === expected;
}

export function codeAddress(data: unknown): string | null {
  const address = valueAt(data, CODE);
  return typeof address === 'string' ? address : null;
}

/** The data with a mark instead of each answer, no box ticked, and an address that leads nowhere: what makes the form, and names it. */
export function markedData(data: object, plan: FormPlan): object {
  const marked = structuredClone(data);
  for (const [way, mark] of marksOf(plan)) put(marked, way, mark);
  for (const tick of plan.ticks) put(marked, tick.split('=')[0]!, tick.includes('=') ? '' : false);
  if (plan.code) put(marked, CODE, CODE_MARKER);
  return marked;
}

function put(data: object, way: string, value: unknown): void {
  const steps = way.split('.');
  const last = steps.pop()!;
  const holder = steps.length === 0 ? data : valueAt(data, steps.join('.'));
  (holder as Record<string, unknown>)[last] = value;
}
