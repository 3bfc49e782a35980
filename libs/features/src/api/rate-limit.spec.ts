import { RateLimit, requestsPerWindow } from './rate-limit.js';

const spend = (limit: RateLimit, times: number, now: number) => Array.from({ length: times }, () => limit.count('a', now)).at(-1);

test('the last request of the minute passes, the next one waits for the minute to end', () => {
  const limit = new RateLimit();
  expect(spend(limit, requestsPerWindow, 0)).toBeNull();
  expect(limit.count('a', 20_000)).toBe(40);
  expect(limit.count('b', 20_000)).toBeNull();
  expect(limit.count('a', 60_000)).toBeNull();
});

test('a clock that goes back does not lock anybody out', () => {
  const limit = new RateLimit();
  spend(limit, requestsPerWindow + 1, 1_000_000);
  expect(limit.count('a', 10)).toBeNull();
});
