import { circuitWorkflow, isSettled, roundWorkflow } from '#libs/domain';
import { rounds } from '#libs/features/round';
import { following, inEachProcess, rewritten, without } from './plant.js';
import type { Plant } from './plant.js';

/** Rules that are missing or wrong in the tables. */
export const plantedInTables: readonly Plant[] = [
  {
    name: 'replaced-still-signs',
    caughtBy: ['I2', 'I7'],
    sow: (world) => {
      const rules = ['approve', 'requestCode'].map((on) => rewritten(circuitWorkflow, on, (row) => without(row, 'otherSignatory')));
      // The page does not look either; nor does the mail of the code.
      const page = inEachProcess(world, ({ table }) => table, (table) => {
        const sit = table.sit.bind(table);
        return { sit: (token: string) => sit(token).then((found) => ('dead' in found && found.dead === 'handed_over' ? found.sitting : found)) };
      });
      const mail = inEachProcess(world, ({ effectsOnSignatories }) => effectsOnSignatories, writingAlways);
      return () => [...rules, page, mail].forEach((back) => back());
    },
  },
  {
    name: 'title-unasked',
    caughtBy: ['I10'],
    sow: () => {
      const rules = ['approve', 'requestCode'].map((on) => rewritten(circuitWorkflow, on, (row) => without(row, 'irregular')));
      return () => rules.forEach((back) => back());
    },
  },
  {
    name: 'level-unasked',
    caughtBy: ['I2'],
    sow: () => {
      const rules = ['approve', 'requestCode'].map((on) => rewritten(circuitWorkflow, on, (row) => without(row, 'levelInsufficient')));
      return () => rules.forEach((back) => back());
    },
  },
  {
    name: 'seal-forgets-groups',
    caughtBy: ['I3'],
    // « Everybody has signed » is asked of those who were invited.
    sow: () => rewritten(roundWorkflow, 'approve', (row) => (row[2] !== 'sealing' ? row : [row[0], row[1], row[2], ({ slots }, event) => 'slotId' in event && slots.every((slot) => slot.id === event.slotId || slot.state === 'waiting' || isSettled(slot)), row[4], row[5]])),
  },
  {
    name: 'order-within-group',
    caughtBy: ['I6'],
    sow: () => rewritten(roundWorkflow, 'approve', (row) => following(row, ({ change = {}, ...told }, _, event) => {
      const own = change.slots?.find(({ id }) => 'slotId' in event && id === event.slotId);
      const before = change.slots?.filter(({ id, group, state }) => own && id !== own.id && group === own.group && state === 'approved').length ?? 0;
      return { ...told, change: { ...change, ...(change.slots && { slots: change.slots.map((slot) => (slot === own ? { ...slot, order: before + 1 } : slot)) }) } };
    })),
  },
  {
    name: 'next-group-forgotten',
    caughtBy: ['liveness'],
    sow: () => rewritten(roundWorkflow, 'approve', (row) => following(row, ({ change = {}, effects = [], ...told }, { slots }) => {
      const waiting = new Set(slots.filter(({ state }) => state === 'waiting').map(({ id }) => id));
      return { ...told, change: { ...change, ...(change.slots && { slots: change.slots.map((slot) => (waiting.has(slot.id) ? { ...slot, state: 'waiting' as const, since: null } : slot)) }) }, effects: effects.filter(({ type }) => type !== 'inviteSignatory') };
    })),
  },
  {
    name: 'correction-reinvites-others',
    caughtBy: ['I12'],
    sow: () => rewritten(roundWorkflow, 'replaceSignatory', (row) => following(row, ({ effects = [], ...told }, { slots }) => ({
      ...told, effects: [...effects, ...slots.filter(({ state }) => state === 'invited').map(({ id, signatoryId }) => ({ type: 'inviteSignatory' as const, slotId: id, signatoryId, reminder: false }))],
    }))),
  },
  {
    name: 'first-forgets-its-copy',
    caughtBy: ['I8'],
    sow: () => rewritten(roundWorkflow, 'recordSeal', (row) => following(row, ({ effects = [], ...told }) => ({ ...told, effects: effects.slice(1) }))),
  },
  {
    name: 'thin-journal',
    caughtBy: ['I5'],
    // The line of a prolongation does not say until when.
    sow: () => {
      const whole = rounds.journalled;
      rounds.journalled = (event) => (event.type === 'extend' ? {} : whole(event));
      return () => void (rounds.journalled = whole);
    },
  },
];

/** Mails leave whether or not somebody is still waited for. */
export function writingAlways(effects: { write: (delivery: unknown, kind: string, wanted: unknown, content: unknown) => Promise<void> }): Record<string, unknown> {
  const write = effects.write.bind(effects);
  return { write: (delivery: unknown, kind: string, _wanted: unknown, content: unknown) => write(delivery, kind, () => true, content) };
}
