import fc from 'fast-check';
import { scanNames, scansBytesMax } from './evidence.scans.js';

const aPaper = fc.record({ id: fc.uuid(), mediaType: fc.constantFrom('application/pdf', 'image/jpeg', 'image/png'), bytes: fc.integer({ min: 1, max: 20_000_000 }), recordedAt: fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }) });

test('les copies ont chacune leur nom, dans l’ordre où elles ont été enregistrées, et ne pèsent jamais plus que la limite', () => {
  fc.assert(fc.property(fc.uniqueArray(aPaper, { selector: ({ id }) => id, maxLength: 12 }), (papers) => {
    const names = scanNames(papers);
    expect(new Set(names.values()).size).toBe(names.size);
    expect(papers.filter(({ id }) => names.has(id)).reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(scansBytesMax);
    expect(scanNames([...papers].reverse())).toEqual(names);
  }));
});

test('une copie qui ne tient plus n’empêche pas la suivante d’être jointe', () => {
  const paper = (id: string, bytes: number, minute: number) => ({ id, mediaType: 'image/jpeg', bytes, recordedAt: new Date(Date.UTC(2026, 10, 24, 9, minute)) });
  expect([...scanNames([paper('c', 5, 3), paper('a', scansBytesMax - 10, 1), paper('b', 11, 2)])]).toEqual([['a', 'signature-manuscrite-1.jpg'], ['c', 'signature-manuscrite-2.jpg']]);
});
