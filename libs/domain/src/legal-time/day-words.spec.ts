import { civilTime } from './civil-time.js';
import { civilTimeWords, dayWords, weekdayWords } from './day-words.js';
import { legalDay } from './legal-day.js';

test.each([['2027-03-01', '1er\u00a0mars\u00a02027'], ['2026-08-31', '31\u00a0août\u00a02026'], ['2026-02-28', '28\u00a0février\u00a02026'], ['2026-12-02', '2\u00a0décembre\u00a02026']])('%s s’écrit %s', (day, words) => expect(dayWords(legalDay(day))).toBe(words));
test('avec le jour de la semaine', () => expect(weekdayWords(legalDay('2013-03-31'))).toBe('dimanche 31\u00a0mars\u00a02013'));
test.each([['2026-06-04T10:00', '10~h'], ['2026-06-04T09:05', '9~h~05'], ['2026-06-04T00:00', '0~h'], ['2026-06-04T10:00:15', '10~h~00~min~15~s']])('%s, l’heure s’écrit %s', (time, words) => {
  expect(civilTimeWords(civilTime(time)).replace(/\u00a0/g, '~')).toBe(`jeudi 4~juin~2026 à~${words}`);
});
