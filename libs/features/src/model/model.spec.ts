import { legalDay, seatsOf } from '#libs/domain';
import type { Dossier } from '#libs/domain';
import { demonstrationDossier, limitStructures } from '#libs/features/directory';
import { modelInput } from './model.input-from-dossier.js';
import { modelInputSchema } from './model.input.js';

const marker = (name: string) => `https://slot.paraphe.invalid/${name}`;
const inputOf = (dossier: Dossier, change: object = {}) => {
  const slots = seatsOf(dossier).map(({ college, bodyName, capacity }, i) => ({ name: `slot_${i}`, college, bodyName, capacity, marker: marker(`slot_${i}`) }));
  return modelInput(dossier, {
    number: 'CDFS-48-2026-001', date: legalDay('2026-11-01'), term: { startsOn: null, endsOn: legalDay('2027-12-31'), renewalMonths: 12 }, slots, sealMarker: marker('seal'),
    verifyUrl: 'https://paraphe.example/verifier/x', demonstration: true, modelVersion: '1', ...change,
  });
};
const whole = demonstrationDossier();
const blocksOf = ({ signatures }: ReturnType<typeof inputOf>) => [...signatures.prefet, ...signatures.gestionnaires, ...signatures.nationalPartners].flatMap(({ left, right }) => (right ? [left, right] : [left]));

test('chaque emplacement de signature est imprimé une fois et une seule', () => {
  const markers = blocksOf(inputOf(whole)).map(({ link }) => link.url);
  expect(markers).toHaveLength(seatsOf(whole).length);
  expect(new Set(markers).size).toBe(markers.length);
});

test('qui siège à deux titres signe deux fois (La Poste, gestionnaire et partenaire)', () => {
  expect(blocksOf(inputOf(whole)).filter(({ bodyName }) => bodyName.includes('La Poste'))).toHaveLength(2);
});

test('les pages gelées nomment des personnes morales, jamais une personne', () => {
  const frozen = JSON.stringify(blocksOf(inputOf(whole)));
  for (const { signatory } of [...whole.gestionnaires, ...whole.nationalPartners]) expect(frozen).not.toContain(signatory!.lastName);
});

test('les dates sont en toutes lettres, le premier du mois en « 1er »', () => {
  const input = inputOf(whole);
  expect(input.agreement.date.replace(/\u00a0/g, ' ')).toContain('1er novembre 2026');
  expect(input.term.endsOn.replace(/\u00a0/g, ' ')).toContain('31 décembre 2027');
});

/** B.1 of the law: counted forward, clamped; subtracting six months would give the 30th and the 28th. */
test.each([
  ['2027-12-31', '30 juin 2027'],
  ['2027-06-30', '31 décembre 2026'],
  ['2027-02-28', '31 août 2026'],
  ['2028-02-29', '31 août 2027'],
  ['2027-09-30', '31 mars 2027'],
])('pour une échéance le %s, le dernier jour utile est le %s', (endsOn, last) => {
  expect(inputOf(whole, { term: { startsOn: null, endsOn: legalDay(endsOn), renewalMonths: 12 } }).term.lastNoticeDay.replace(/\u00a0/g, ' ')).toContain(last);
});

test('ce qui manque est dit, jamais laissé vide à trouver', () => {
  const [first, ...others] = whole.structures;
  const poor = { ...whole, structures: [{ ...first!, hours: null, management: null, labelledOn: null, staff: [], phone: null, email: null, contactFormUrl: null }, ...others] };
  const page = inputOf(poor).structures.find(({ name }) => name === first!.name)!;
  for (const value of [page.weekly, page.management, page.labelledOn, page.staff, page.contact]) expect(value.length).toBeGreaterThan(0);
});

test('le schéma refuse une donnée qui casserait le document', () => {
  const input = inputOf(limitStructures(whole, 1));
  expect(modelInputSchema.safeParse({ ...input, unknown: 'x' }).success).toBe(false);
  expect(modelInputSchema.safeParse({ ...input, agreement: { ...input.agreement, number: 'a\u0007b' } }).success).toBe(false);
  expect(modelInputSchema.safeParse({ ...input, gestionnaires: [] }).success).toBe(false);
});
