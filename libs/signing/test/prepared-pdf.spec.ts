import { expect, test } from '@jest/globals';
import { preparedPdf } from './prepared-pdf.js';

test('le document d’essai porte ses champs, et ses octets sont toujours les mêmes', async () => {
  const first = await preparedPdf({ slots: Array.from({ length: 9 }, (_, n) => `slot_${n + 1}`), spareTimestamps: 2 });
  expect(Object.keys(first.manifest.fields)).toEqual(['certification', ...Array.from({ length: 9 }, (_, n) => `slot_${n + 1}`), 'seal', 'timestamp_01', 'timestamp_02']);
  expect(first.manifest.fields.slot_9?.pageNumber).toBe(2);
  const again = await preparedPdf({ slots: Array.from({ length: 9 }, (_, n) => `slot_${n + 1}`), spareTimestamps: 2 });
  expect(again.pdf.equals(first.pdf)).toBe(true);
});
