import fc from 'fast-check';
import { authorityVerdict, emptySlot, legalDay, momentOn, prefetBodyId } from '#libs/domain';
import type { RoundState, SigningAuthority, SigningBodyKind } from '#libs/domain';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import type { PlaceAuthority } from './authorities.js';
import { powerKinds, readAuthority, typedFrom, typedOf } from './authority-form.js';
import { AuthoritiesPage, AuthorityPlacePage } from './authority.views.js';
import { TenureCorrectionPage, TenuresPage } from './tenures.views.js';

const frame: Frame = {
  brand: ['Préfet', 'de la Lozère'], demonstration: false, user: { name: 'Sophie Ravel', role: 'Préfecture', signOutAction: '/deconnexion' }, signInHref: null,
  navigation: [{ label: 'Tournées', href: '/tournees' }], path: '/tournees', csrf: 'jeton', flash: [], accessibility: 'partiellement',
};
const today = legalDay('2026-11-24');
const slot = { ...emptySlot, id: 's1', state: 'invited' as const, college: 'gestionnaire' as const, group: 1, bodyId: 'b', bodyName: 'Commune de <Mende>', capacity: 'gestionnaire', signatoryId: 'p' };
const person = { id: 'p', roundId: 'r', bodyId: 'b', civility: 'Mme' as const, firstName: 'Anne', lastName: 'Vidal', quality: 'maire', email: 'a@x.example' };
const place = { kind: 'commune' as SigningBodyKind, bodyId: 'b', signatoryId: 'p', today, timeZone: 'Europe/Paris', holderId: null, proofs: ['f'] };
const typed = (more: Record<string, string> = {}) => typedFrom({ power: 'own_right', decision: 'deliberation', decisionReference: 'n° 2026-41', adoptedOn: '2026-11-10', decisionPublishedOn: '2026-11-12', ...more });

function factsOf(more: Record<string, string> = {}): SigningAuthority {
  const read = readAuthority(typed(more), place);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  return read.facts;
}
function placeOf(facts: SigningAuthority | null, kind: SigningBodyKind = 'commune'): PlaceAuthority {
  const recorded = facts && { id: 'a', roundId: 'r', slotId: 's1', signatoryId: 'p', facts, recordedAt: new Date(0), recordedBy: 'x' };
  const act = { moment: momentOn(today), object: 'agreement' as const, contentHash: 'a'.repeat(64), personId: 'p', body: { id: kind === 'prefet' ? prefetBodyId : 'b', kind } };
  return { slot: kind === 'prefet' ? { ...slot, bodyId: prefetBodyId, college: 'prefet' } : slot, person, kind, recorded, decision: facts?.decision ?? null, known: recorded?.id ?? null, standing: recorded && authorityVerdict(recorded.facts, act, []) };
}
const files = [{ id: 'f', roundId: 'r', slotId: 's1', fileName: 'accusé <b>.pdf', mediaType: 'application/pdf', bytes: 2_000, sha256: 'c'.repeat(64), createdAt: new Date(0), createdBy: 'x' }];
const tenures = [{ id: 't', departementCode: '48', office: 'prefet' as const, holder: 'M. Paul <Ancien>', from: legalDay('2024-09-02'), until: null }];
const noDeposit = { deposits: [], worth: null, returned: '', timeZone: 'Europe/Paris', state: 'collecting' as const, known: null };
const kinds: readonly SigningBodyKind[] = ['commune', 'epci', 'departement', 'association', 'prefet'];

test.each(kinds.flatMap((kind) => [null, ...powerKinds].map((power) => [kind, power] as const)))('l’habilitation de « %s », titre %s, obéit aux lois d’une page', (kind, power) => {
  const html = renderPage(
    <AuthorityPlacePage
      frame={frame} roundId="r" number="CDFS-48-2026-001" subject={{ feminine: true }} feminine place={placeOf(kind === 'commune' ? factsOf() : null, kind)} power={power} typed={typedOf(null, 'Europe/Paris')}
      errors={[{ field: 'adoptedOn', message: 'Indiquez le jour de la séance.' }]} files={files} tenures={tenures} today={today} mayWrite acceptance={{ reason: '', errors: [] }} {...noDeposit}
    />,
  );
  expect(brokenPageLaws(html).filter((law) => !law.includes('adoptedOn'))).toEqual([]);
  expect(html).not.toMatch(/<Mende>|<b>|<Ancien>/);
});

test('la liste dit d’abord ce qui manque, et combien', () => {
  const html = renderPage(<AuthoritiesPage frame={frame} roundId="r" number="n" places={[placeOf(factsOf({ decisionTransmittedOn: '2026-11-13' })), { ...placeOf(null), slot: { ...slot, id: 's2', bodyName: 'Autre' } }, { ...placeOf(factsOf()), slot: { ...slot, id: 's3', bodyName: 'Non transmise' } }]} mayWrite />);
  expect(brokenPageLaws(html)).toEqual([]);
  const said = html.replace(/<[^>]*>/g, '').replaceAll(/[\u00a0\u202f]/g, ' ');
  expect(said).toContain('3 organismes : 1 irrégulière, 1 à compléter et 1 en règle.');
  expect(said.indexOf('Non transmise')).toBeLessThan(said.indexOf('Autre'));
  expect(said).toContain('la transmission de la délibération au contrôle de légalité n’est pas établie');
});

test('une place qui a répondu n’est plus à compléter, et ce que son titre vaudrait aujourd’hui ne s’y dit pas', () => {
  const signed = { ...placeOf(factsOf()), slot: { ...slot, state: 'approved' as const } };
  const list = renderPage(<AuthoritiesPage frame={frame} roundId="r" number="n" places={[signed]} mayWrite />);
  const page = renderPage(<AuthorityPlacePage frame={frame} roundId="r" number="n" subject={{ feminine: true }} feminine place={signed} power={null} typed={typedOf(null, 'Europe/Paris')} errors={[]} files={[]} tenures={[]} today={today} mayWrite acceptance={{ reason: '', errors: [] }} {...noDeposit} />);
  for (const html of [list, page]) {
    expect(brokenPageLaws(html)).toEqual([]);
    expect(html).not.toMatch(/à compléter|À compléter|Compléter|n’est pas établie|Si l’on signait/);
  }
  expect(list.replaceAll('\u00a0', ' ')).toContain('1 organisme : 1 a déjà signé.');
});

const irregularPage = (state: RoundState, place = placeOf(factsOf())) => renderPage(<AuthorityPlacePage frame={frame} roundId="r" number="n" subject={{ feminine: true }} feminine place={place} power="own_right" typed={typedOf(null, 'Europe/Paris')} errors={[]} files={[]} tenures={[]} today={today} mayWrite acceptance={{ reason: '', errors: [] }} {...noDeposit} state={state} />);
test.each<[RoundState, string | null]>([['collecting', null], ['project', 'une fois la signature ouverte'], ['blocked', 'une fois la tournée reprise'], ['expired', 'une fois la date limite reportée']])('laisser signer malgré tout ne s’offre que si la tournée le permet : %s', (state, later) => {
  const html = irregularPage(state);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html.includes('/acceptation')).toBe(later === null);
  if (later) expect(html).toContain(later);
});

test('décrite d’une autre personne, la décision de l’organisme se dit et se juge, et le titre reste à décrire', () => {
  const replaced = { ...placeOf(factsOf({ decisionTransmittedOn: '2026-11-13' })), recorded: null };
  const html = irregularPage('collecting', replaced);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).toContain('Rien ne manque à la décision de l’organisme');
  expect(html).toContain('Le titre de Mme Vidal n’est pas décrit');
  const list = renderPage(<AuthoritiesPage frame={frame} roundId="r" number="n" places={[replaced]} mayWrite />);
  expect(list).toContain('titre de la personne à décrire');
  expect(list.replaceAll('\u00a0', ' ')).toContain('1 organisme : 1 à compléter.');
});

test('qui est préfet : la page obéit aux lois, et n’offre de noter une fin qu’à qui est en fonction', () => {
  const page = (until: string | null) => renderPage(<TenuresPage frame={frame} tenures={tenures.map((one) => ({ ...one, until: until === null ? null : legalDay(until) }))} today={today} typed={{ holder: '', from: '', until: '' }} errors={[]} from={{ roundId: 'r', slotId: 's1' }} />);
  expect(page(null)).toContain('href="/tournees/r/habilitations/s1"');
  for (const html of [page(null), page('2026-11-20')]) expect(brokenPageLaws(html)).toEqual([]);
  expect(page(null)).toContain('/prefecture/titulaires/t/fin');
  expect(page('2026-11-20')).not.toContain('/fin');
});

test('la dernière prise de fonctions se corrige, elle seule, et la page dit ce qu’une correction ne change pas', () => {
  const both = [{ ...tenures[0]!, id: 't2', from: legalDay('2026-11-23') }, ...tenures];
  const list = renderPage(<TenuresPage frame={frame} tenures={both} today={today} typed={{ holder: '', from: '', until: '' }} errors={[]} from={{ roundId: 'r', slotId: 's1' }} />);
  expect(list).toContain('/prefecture/titulaires/t2/correction?tournee=r&amp;place=s1');
  expect(list).not.toContain('/prefecture/titulaires/t/correction');
  const html = renderPage(<TenureCorrectionPage frame={frame} one={both[0]!} today={today} typed={{ holder: 'M. Paul', from: '2062-11-23', until: '' }} errors={[{ field: 'from', message: 'Vérifiez l’année.' }]} from={{ roundId: 'r', slotId: 's1' }} />);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).toContain('celles qui sont données gardent leur verdict');
});

test('deux préfets notés sans fin : celle du premier se note d’abord', () => {
  const both = [{ ...tenures[0]!, id: 't2', from: legalDay('2026-11-23') }, ...tenures];
  const html = renderPage(<TenuresPage frame={frame} tenures={both} today={today} typed={{ holder: '', from: '', until: '' }} errors={[]} from={null} />);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).toContain('/prefecture/titulaires/t/fin');
  expect(html).not.toContain('/prefecture/titulaires/t2/fin');
});

test('ce qui a été enregistré revient dans le formulaire tel qu’il a été tapé', () => {
  const delegation = { power: 'delegation', reference: 'n° 310', signedOn: '2026-03-02', named: 'no', publishedOn: '2026-03-02', publishedAt: '09:30', transmittedOn: '2026-03-02', transmittedProof: 'f', immediate: 'yes', from: '2026-03-05', until: '2027-03-04', objects: 'agreement', territory: 'part', decisionTransmittedOn: '2026-11-13', text: 'AB'.repeat(32) };
  const kept = typedOf(factsOf(delegation), 'Europe/Paris');
  expect(kept).toMatchObject({ ...delegation, text: 'ab'.repeat(32), decision: 'deliberation', decisionReference: 'n° 2026-41' });
  const again = readAuthority(kept, place);
  expect(again).toEqual({ ok: true, facts: factsOf(delegation) });
});

test.each<[Record<string, string>, string]>([
  [{ power: '' }, 'power'],
  [{ power: 'interim' }, 'ground'],
  [{ power: 'delegation', signedOn: '2026-03-02' }, 'reference'],
  [{ power: 'delegation' }, 'reference'],
  [{ power: 'delegation', reference: 'n° 1', signedOn: 'hier' }, 'signedOn'],
  [{ decisionPublishedOn: '2026-11-09' }, 'decisionPublishedOn'],
  [{ decisionTransmittedAt: '09:30' }, 'decisionTransmittedOn'],
  [{ decisionTransmittedOn: '2026-11-12', decisionTransmittedAt: 'midi' }, 'decisionTransmittedAt'],
  [{ text: 'abc' }, 'text'],
  [{ decisionPublishedProof: 'celle d’ailleurs' }, 'decisionPublishedProof'],
])('%j : l’erreur est à côté du champ « %s »', (more, field) => {
  const read = readAuthority(typed(more), place);
  expect(read.ok ? [] : read.errors.map((error) => error.field)).toContain(field);
});

test('quoi qu’on tape, la lecture répond, et ce qu’elle accepte se relit de même', () => {
  const days = fc.constantFrom('', '2026-11-10', '2026-11-24', '2026-02-30', 'x');
  const any = fc.record({ power: fc.constantFrom('', 'own_right', 'delegation', 'interim', 'autre'), ground: fc.constantFrom('', 'vacancy', 'absence'), reference: fc.string({ maxLength: 210 }), signedOn: days, publishedOn: days, publishedAt: fc.constantFrom('', '08:00', '25:00'), from: days, until: days, decisionReference: fc.string({ maxLength: 20 }), adoptedOn: days, decisionPublishedOn: days });
  fc.assert(fc.property(any, (body) => {
    const read = readAuthority(typedFrom(body), place);
    if (!read.ok) return read.errors.length > 0;
    const again = readAuthority(typedOf(read.facts, 'Europe/Paris'), place);
    expect(again).toEqual(read);
    return true;
  }));
});

test('ce que l’organisme a déposé se lit à part, échappé, avec ce qui lui manquerait, et se retient ou se renvoie en un geste', () => {
  const deposited = factsOf();
  const at = new Date('2026-11-24T09:00:00Z');
  const kept = { id: 'f1', depositId: 'd', kind: 'decision' as const, fileName: '<b>.pdf', mediaType: 'application/pdf' as const, bytes: 2_000, sha256: 'c'.repeat(64), createdAt: at };
  const deposit = { id: 'd', roundId: 'r', slotId: 's1', bodyId: 'b', linkId: 'l', typedName: 'Paul <Roux>', decision: deposited.decision!, depositedAt: at, settlement: null, settledAt: null, settledBy: null, reason: null, files: [kept] };
  const past = { ...deposit, id: 'd0', settlement: 'returned' as const, settledAt: at, settledBy: 'x', reason: 'La <date> manque.', files: [] };
  const page = (more: object) => renderPage(
    <AuthorityPlacePage
      frame={frame} roundId="r" number="n" subject={{ feminine: true }} feminine place={placeOf(null)} power={null} typed={typedOf(null, 'Europe/Paris')} errors={[]} files={[]} tenures={[]} today={today} mayWrite acceptance={{ reason: '', errors: [] }}
      {...noDeposit} deposits={[deposit, past]} worth={placeOf(deposited).standing} {...more}
    />,
  );
  const html = page({});
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).not.toMatch(/<Roux>|<b>|<date>/);
  expect(html.replace(/<[^>]*>/g, ' ').replace(/[\s\u00a0\u202f]+/g, ' ')).toContain('la transmission de la délibération au contrôle de légalité n’est pas établie');
  for (const gesture of ['/depots/d/retenue', '/depots/d/renvoi', '/depots/pieces/f1']) expect(html).toContain(gesture);
  expect(page({ mayWrite: false })).not.toMatch(/retenue|renvoi"/);
});
