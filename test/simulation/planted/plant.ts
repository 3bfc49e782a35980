import type { Row, Vocabulary, Workflow } from '#libs/domain';
import type { Lane, World } from '../world.js';

type Then<W extends Vocabulary> = NonNullable<Row<W>[5]>;

/** A bug that somebody might have written, put in for a while. `caughtBy`: invariants of which one at least must see it. */
export type Plant = { name: string; caughtBy: readonly string[]; /** Puts it in, and tells how to take it out. */ sow: (world: World) => () => void };

/** Writes the rows of a table otherwise: those of `on` become what `change` makes of them. */
export function rewritten<W extends Vocabulary>(workflow: Workflow<W>, on: string, change: (row: Row<W>) => Row<W>): () => void {
  const before = workflow.rows;
  workflow.rows = before.map((row) => (row[1] === on ? change(row) : row));
  return () => void (workflow.rows = before);
}

/** The same row, with more or less following from it. */
export function following<W extends Vocabulary>([from, on, to, when, unless, then, ...basis]: Row<W>, change: (told: ReturnType<Then<W>>, ...given: Parameters<Then<W>>) => ReturnType<Then<W>>): Row<W> {
  return [from, on, to, when, unless, (facts, event) => change(then?.(facts, event) ?? {}, facts, event), ...basis];
}

/** The same row, less one of the rules that refuse. @throws Error when it has none of that name */
export function without<W extends Vocabulary>([from, on, to, when, unless, ...rest]: Row<W>, rule: string): Row<W> {
  const left = unless.filter(({ name }) => name !== rule);
  if (left.length === unless.length) throw new Error(`No rule ${rule} refuses ${on} from ${from}`);
  return [from, on, to, when, left, ...rest];
}

/** Puts other methods in the place of those of one object of each process. */
export function inEachProcess<T extends object>(world: World, of: (lane: Lane) => T, change: (whole: T, lane: Lane) => Record<string, unknown>): () => void {
  const undo = world.lanes.map((lane) => {
    const target = of(lane);
    const names = Object.keys(change(target, lane));
    const own = new Map(names.map((name) => [name, Object.getOwnPropertyDescriptor(target, name)]));
    Object.assign(target, change(target, lane));
    return () => {
      for (const [name, descriptor] of own) {
        if (descriptor) Object.defineProperty(target, name, descriptor);
        else Reflect.deleteProperty(target, name);
      }
    };
  });
  return () => undo.forEach((back) => back());
}
