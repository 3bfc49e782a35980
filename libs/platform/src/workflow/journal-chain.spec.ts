import fc from 'fast-check';
import { addDays, instant, legalDay } from '#libs/domain';
import { systemActor } from '../database/actor.js';
import { brokenLine } from './journal-chain.js';
import { genesisHash, lineHash } from './journal.js';
import type { JournalEntry, JournalLine } from './journal.js';

const lines = 12;
const entry = (n: number): JournalEntry => ({
  subject: 'round', subjectId: 'a', recordedAt: instant(`2026-11-24T09:42:${String(n).padStart(2, '0')}.120Z`), effectiveOn: addDays(legalDay('2026-11-24'), n), actor: systemActor('test'),
  event: 'approve', payload: { slot: `s${n}`, tries: [1, 2, { of: 3 }] }, stateFrom: 'signing', stateTo: 'signing', basis: n % 2 ? 'art. 4.2' : null,
});

function chain(entries: JournalEntry[]): JournalLine[] {
  const written: JournalLine[] = [];
  for (const [n, one] of entries.entries()) {
    const previousHash = written[n - 1]?.hash ?? genesisHash;
    written.push({ ...one, rank: n + 1, previousHash, hash: lineHash(one, n + 1, previousHash) });
  }
  return written;
}
const whole = chain(Array.from({ length: lines }, (_, n) => entry(n)));

/** What a hand could do to a chain without computing it again, and the first rank at which it shows. */
const tamperings: Record<string, (at: number) => { lines: JournalLine[]; rank: number }> = {
  modifiée: (at) => ({ lines: whole.map((line, n) => (n === at ? { ...line, payload: { slot: 'other' } } : line)), rank: at + 1 }),
  datée: (at) => ({ lines: whole.map((line, n) => (n === at ? { ...line, recordedAt: 'infinity' as never } : line)), rank: at + 1 }),
  ôtée: (at) => ({ lines: whole.filter((_, n) => n !== at), rank: at + 1 }),
  doublée: (at) => ({ lines: whole.flatMap((line, n) => (n === at ? [line, line] : [line])), rank: at + 1 }),
  'modifiée avec son empreinte': (at) => {
    const { previousHash } = whole[at]!;
    const forged = { ...entry(at), event: 'refuse' };
    return { lines: whole.map((line, n) => (n === at ? { ...forged, rank: at + 1, previousHash, hash: lineHash(forged, at + 1, previousHash) } : line)), rank: at + 2 };
  },
  'mise ailleurs': (at) => ({ lines: whole.map((line, n) => (n === at ? { ...line, subjectId: 'b' } : line)), rank: at + 1 }),
};

test('une chaîne juste est juste, vide aussi', () => {
  expect(brokenLine(whole)).toBeNull();
  expect(brokenLine([])).toBeNull();
});

test('les colonnes en plus d’un extrait n’y changent rien', () => {
  expect(brokenLine(whole.map((line) => ({ ...line, seq: '7' })))).toBeNull();
});

test.each(Object.entries(tamperings))('une ligne %s se voit, au bon rang', (_, tamper) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: lines - 2 }), (at) => {
      const { lines: tampered, rank } = tamper(at);
      expect(brokenLine(tampered)).toMatchObject({ rank });
    }),
    { numRuns: 20 },
  );
});

test('deux lignes échangées, ou dont les rangs sont échangés, se voient', () => {
  const [a, b] = [whole[3]!, whole[4]!];
  expect(brokenLine([...whole.slice(0, 3), b, a, ...whole.slice(5)])).toEqual({ rank: 4, why: 'rank_missing' });
  expect(brokenLine([...whole.slice(0, 3), { ...b, rank: 4 }, { ...a, rank: 5 }, ...whole.slice(5)])).toEqual({ rank: 4, why: 'previous_hash_wrong' });
});

test('un début coupé se voit', () => {
  expect(brokenLine(whole.slice(2))).toEqual({ rank: 1, why: 'rank_missing' });
});
