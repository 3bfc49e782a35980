import { legalDay } from '../legal-time/legal-day.js';
import { isInForce, nameOn, partnersInForce } from './national-partner-names.js';
import type { NationalPartnerReference } from './national-partner-names.js';

const change = legalDay('2024-01-01');
const names = [
  { name: 'Pôle emploi', validFrom: legalDay('2008-12-19'), validTo: change },
  { name: 'France Travail', validFrom: change, validTo: null },
];

describe('Les noms successifs d’un partenaire', () => {
  it.each([
    ['2008-12-18', null],
    ['2008-12-19', 'Pôle emploi'],
    ['2023-12-31', 'Pôle emploi'],
    ['2024-01-01', 'France Travail'],
    ['2040-06-30', 'France Travail'],
  ])('le %s, le nom est %s', (day, name) => {
    expect(nameOn(names, legalDay(day))).toBe(name);
  });

  it('refuse deux noms le même jour', () => {
    expect(() => nameOn([...names, { name: 'ANPE', validFrom: null, validTo: null }], change)).toThrow(RangeError);
  });

  it('une période sans bornes vaut toujours', () => {
    expect(isInForce({ validFrom: null, validTo: null }, change)).toBe(true);
  });

  it('un partenaire arrivé plus tard n’est dû qu’à partir de son adhésion', () => {
    const always = { validFrom: null, validTo: null };
    const partners: NationalPartnerReference[] = [
      { code: 'first', membership: { validFrom: legalDay('2019-07-01'), validTo: null }, names },
      { code: 'later', membership: { validFrom: legalDay('2024-01-01'), validTo: null }, names: [{ name: 'Chèque énergie', ...always }] },
      { code: 'gone', membership: { validFrom: legalDay('2019-07-01'), validTo: legalDay('2022-01-01') }, names: [{ name: 'Parti', ...always }] },
    ];
    expect(partnersInForce(partners, legalDay('2023-12-31'))).toEqual([{ code: 'first', name: 'Pôle emploi' }]);
    expect(partnersInForce(partners, change).map(({ name }) => name)).toEqual(['France Travail', 'Chèque énergie']);
  });

  it('refuse un partenaire présent sans nom', () => {
    const nameless = { code: 'x', membership: { validFrom: null, validTo: null }, names: [] };
    expect(() => partnersInForce([nameless], change)).toThrow('No name for x');
  });
});
