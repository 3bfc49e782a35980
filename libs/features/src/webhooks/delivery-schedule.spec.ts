import { nextTry, triesMax } from './delivery-schedule.js';

const start = new Date('2026-11-24T09:00:00Z');

test('the waits grow, a day at most, and the last try comes within three days of the first', () => {
  const waits: number[] = [];
  let now = start;
  for (let failed = 1; failed < triesMax; failed++) {
    const next = nextTry(failed, now)!;
    waits.push((next.getTime() - now.getTime()) / 60_000);
    now = next;
  }
  expect(waits).toEqual([1, 4, 16, 64, 256, 1024, 1440, 1440]);
  const hours = (now.getTime() - start.getTime()) / 3_600_000;
  expect(hours).toBeGreaterThan(60);
  expect(hours).toBeLessThanOrEqual(72);
});

test('after the last try there is no other', () => expect(nextTry(triesMax, start)).toBeNull());
