import { legalDay } from '#libs/domain';
import type { ReadingAnswers } from '#libs/domain';
import { addParty, agreementById, partiesOf } from '#libs/features/agreement';
import type { AgreementParty, AgreementRow } from '#libs/features/agreement';
import { systemActor } from '#libs/platform';
import { programOf } from '../support/api-client.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { livingAgreement } from '../support/living-agreement.js';
import { eventually } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const test48 = systemActor('test');
/** Format valide, invented. */
const successor = { name: 'Communauté de communes des Hautes Terres', siret: '20006600900016' };
const merger = { reference: 'arrêté préfectoral n° 2026-310, article L5211-41-3 du CGCT', actOn: '2026-12-15' };
let service: Service;

beforeAll(async () => {
  service = await startService({ now: new Date('2027-01-11T09:00:00Z') });
});
afterAll(() => service?.stop());

const on = (day: string, hour = '09:00'): void => service.clock.moveTo(new Date(`${day}T${hour}:00Z`));
const partiesAt = (agreement: AgreementRow, day?: string): Promise<AgreementParty[]> => service.db.withIdentity(test48, (tx) => partiesOf(tx, agreement.id, day ? legalDay(day) : null));

/** One token per organisation and month: those of the month before have expired, and an organisation holds few. */
const programs = new Map<string, Promise<ApiClient>>();
function program(role: 'prefecture' | 'gestionnaire' | 'partner', organisationId: string | null): Promise<ApiClient> {
  const key = `${role} ${organisationId} ${service.clock.now().toISOString().slice(0, 7)}`;
  const known = programs.get(key) ?? programOf(service, role, organisationId);
  programs.set(key, known);
  return known;
}
const prefecture = (): Promise<ApiClient> => program('prefecture', null);
const programOfParty = ({ kind, partyId }: AgreementParty): Promise<ApiClient> => (kind === 'prefet' ? prefecture() : program(kind === 'gestionnaire' ? 'gestionnaire' : 'partner', partyId));
const done = ({ status, text, json }: Answer, expected = 200): Record<string, unknown> & { id: string; state: string; sentence: string } => {
  if (status !== expected) throw new Error(`${status}: ${text}`);
  return json as Record<string, unknown> & { id: string; state: string; sentence: string };
};

/** An agreement in force since 1 December 2026, its parties, and the gestionnaire that would leave its place. */
async function agreed(readings: Partial<ReadingAnswers> = {}): Promise<{ agreement: AgreementRow; assignor: AgreementParty; others: AgreementParty[] }> {
  const agreement = await livingAgreement(service, { signedOn: legalDay('2026-12-01'), readings });
  await service.tick();
  const parties = await partiesAt(agreement);
  const [runs] = await service.database.superuser<{ id: string }>('select gestionnaire_id::text as id from structure where departement_code = $1 and gestionnaire_id::text = any($2::text[]) order by gestionnaire_id limit 1', ['48', parties.map(({ partyId }) => partyId)]);
  const assignor = parties.find(({ partyId }) => partyId === runs!.id)!;
  return { agreement, assignor, others: parties.filter(({ partyId }) => partyId !== assignor.partyId) };
}

async function ask(agreement: AgreementRow, assignor: AgreementParty, given: object = {}): Promise<Answer> {
  return (await programOfParty(assignor)).post(`/agreements/${agreement.id}/assignments`, { assignee: successor, effectOn: '2027-03-01', reason: 'Transfert de la compétence au 1er mars', ...given });
}

async function consentAll(id: string, others: readonly AgreementParty[]): Promise<void> {
  for (const other of others) done(await (await programOfParty(other)).post(`/assignments/${id}/consents`, { answer: 'consent' }));
}

/** The parties are counted by an effect that leaves with the tick. */
async function settled(id: string, states: readonly string[]): Promise<Record<string, unknown> & { state: string; sentence: string }> {
  const look = async () => {
    await service.tick();
    return (await service.database.superuser<{ state: string }>('select state from assignment where id = $1', [id]))[0]!.state;
  };
  await eventually(look, (state) => states.includes(state), `the assignment is ${states.join(' or ')}`);
  return done(await (await prefecture()).get(`/assignments/${id}`));
}

/** The place changes hands by an effect that leaves with the decision. */
const replaced = (agreement: AgreementRow, assignor: AgreementParty): Promise<AgreementParty[]> =>
  eventually(() => partiesAt(agreement), (parties) => parties.some(({ partyId, until }) => partyId === assignor.partyId && until !== null), 'the party is replaced');

test('ce qui manque à une demande est dit avec l’article, et rien n’est gardé', async () => {
  on('2027-01-11');
  const { agreement, assignor } = await agreed();
  for (const [given, code] of [
    [{ assignee: { ...successor, siret: '123' } }, 'assignee_siret_wrong'], [{ reason: 'non' }, 'reason_missing'], [{ effectOn: '2027-01-11' }, 'effect_day_past'], [{ byLaw: { reference: '' } }, 'legal_reference_missing'],
    [{ byLaw: { reference: merger.reference } }, 'legal_day_missing'], [{ structureIds: [] }, 'part_missing'],
  ] as const) {
    const refused = await ask(agreement, assignor, given);
    expect([refused.status, refused.json.code]).toEqual([422, code]);
  }
  expect(done(await (await prefecture()).get(`/agreements/${agreement.id}/assignments`)).items).toEqual([]);
});

test('toutes les autres parties consentent avant le jour d’effet : la cession prend effet ce jour-là', async () => {
  on('2027-01-11');
  const { agreement, assignor, others } = await agreed();
  const structures = await service.database.superuser<{ id: string }>('select id from structure where gestionnaire_id::text = $1', [assignor.partyId]);
  const before = service.mailbox.mails.length;
  const asked = done(await ask(agreement, assignor), 201);
  expect(asked).toMatchObject({ state: 'awaiting', consentUntil: '2027-02-28' });
  expect((asked.missing as unknown[]).length).toBe(others.length);
  await service.mailbox.receive(({ subject }) => subject.includes('votre accord à une cession'), before);
  await consentAll(asked.id, others.slice(1));
  on('2027-02-28', '21:00');
  await consentAll(asked.id, others.slice(0, 1));
  const ready = done(await (await prefecture()).get(`/assignments/${asked.id}`));
  expect(ready.missing).toEqual([]);
  on('2027-02-28', '23:30');
  await service.tick();
  const effective = await settled(asked.id, ['effective', 'refused']);
  expect(effective.state).toBe('effective');
  const parties = await replaced(agreement, assignor);
  const { partyId } = effective.assignee as { partyId: string };
  expect(parties.find((one) => one.partyId === assignor.partyId)).toMatchObject({ until: '2027-02-28' });
  expect(parties.find((one) => one.partyId === partyId)).toMatchObject({ kind: 'gestionnaire', name: successor.name, since: '2027-03-01', until: null });
  const term = (await service.db.withIdentity(test48, (tx) => agreementById(tx, agreement.id)))!;
  expect(term.facts.gestionnaireIds).toContain(partyId);
  expect(term.facts.gestionnaireIds).not.toContain(assignor.partyId);
  expect((await service.database.superuser<{ id: string }>('select id from structure where gestionnaire_id::text = $1', [partyId])).length).toBe(structures.length);
  await service.database.superuser('update structure set gestionnaire_id = $1::uuid where gestionnaire_id::text = $2', [assignor.partyId, partyId]);
});

test('une seule partie se tait : refusée faute de son consentement', async () => {
  on('2027-01-11');
  const { agreement, assignor, others } = await agreed();
  const asked = done(await ask(agreement, assignor), 201);
  const silent = others.find(({ kind }) => kind === 'national_partner')!;
  await consentAll(asked.id, others.filter((other) => other !== silent));
  on('2027-02-15');
  const before = service.mailbox.mails.length;
  await service.tick();
  await service.mailbox.receive(({ subject, text }) => /au plus tard/.test(subject) && /n’est pas parvenue/.test(text), before);
  on('2027-03-01');
  await service.tick();
  const refused = await settled(asked.id, ['effective', 'refused']);
  expect(refused.state).toBe('refused');
  expect(refused.sentence).toContain(`Refusée faute de consentement de ${silent.name} (n’a pas répondu)`);
  expect((await partiesAt(agreement)).find(({ partyId }) => partyId === assignor.partyId)).toMatchObject({ until: null });
});

test('un consentement daté du jour d’effet ne compte pas ; une lettre datée à temps, retrouvée après, compte', async () => {
  on('2027-01-11');
  const { agreement, assignor, others } = await agreed();
  const asked = done(await ask(agreement, assignor), 201);
  const last = others.find(({ kind }) => kind === 'gestionnaire')!;
  await consentAll(asked.id, others.filter((other) => other !== last));
  on('2027-03-01', '08:00');
  const late = await (await programOfParty(last)).post(`/assignments/${asked.id}/consents`, { answer: 'consent' });
  expect([late.status, late.json.code]).toEqual([422, 'consent_too_late']);
  expect(String(late.json.detail)).toContain('article 7'.replace(' ', '\u00a0'));
  expect((await settled(asked.id, ['effective', 'refused'])).state).toBe('refused');
  on('2027-03-05');
  const clerk = await prefecture();
  const same = await clerk.post(`/assignments/${asked.id}/consents`, { partyId: last.partyId, answer: 'consent', on: '2027-03-01' });
  expect(same.json.code).toBe('consent_too_late');
  done(await clerk.post(`/assignments/${asked.id}/consents`, { partyId: last.partyId, answer: 'consent', on: '2027-02-28' }));
  expect((await settled(asked.id, ['effective'])).state).toBe('effective');
  await replaced(agreement, assignor);
  await service.database.superuser('update structure set gestionnaire_id = $1::uuid where gestionnaire_id::text = $2', [assignor.partyId, ((await settled(asked.id, ['effective'])).assignee as { partyId: string }).partyId]);
});

test('un partenaire local qui a adhéré depuis la demande doit consentir aussi', async () => {
  on('2027-01-11');
  const { agreement, assignor, others } = await agreed();
  const asked = done(await ask(agreement, assignor), 201);
  await consentAll(asked.id, others);
  const [partner] = await service.database.superuser<{ id: string; name: string }>('select id::text as id, name from local_partner where departement_code = $1 order by name limit 1', ['48']);
  await service.db.withIdentity(test48, (tx) => addParty(tx, agreement.id, { partyId: partner!.id, kind: 'local_partner', name: partner!.name, since: legalDay('2027-02-10') }));
  on('2027-02-12');
  expect((done(await (await prefecture()).get(`/assignments/${asked.id}`)).missing as unknown[]).length).toBe(1);
  on('2027-03-02');
  await service.tick();
  const refused = await settled(asked.id, ['effective', 'refused']);
  expect([refused.state, refused.sentence.includes(partner!.name)]).toEqual(['refused', true]);
});

test('nul ne répond pour un autre, sauf la préfecture qui en a reçu la lettre', async () => {
  on('2027-01-11');
  const { agreement, assignor, others } = await agreed();
  const asked = done(await ask(agreement, assignor), 201);
  const [one, other] = others.filter(({ kind }) => kind === 'gestionnaire') as [AgreementParty, AgreementParty];
  const forged = await (await programOfParty(one)).post(`/assignments/${asked.id}/consents`, { partyId: other.partyId, answer: 'consent' });
  expect([forged.status, forged.json.code]).toEqual([409, 'not_yours']);
  const own = await (await programOfParty(assignor)).post(`/assignments/${asked.id}/consents`, { answer: 'consent' });
  expect(own.json.code).toBe('not_another_party');
  const letter = done(await (await prefecture()).post(`/assignments/${asked.id}/consents`, { partyId: other.partyId, answer: 'consent', on: '2027-01-08' }));
  expect(letter.answers).toEqual([{ party: { id: other.partyId, name: other.name }, answer: 'consent', on: '2027-01-08', proof: 'letter', reason: null }]);
  const withdrawn = await (await programOfParty(other)).post(`/assignments/${asked.id}/consents`, { answer: 'refuse' });
  expect([withdrawn.status, withdrawn.json.code]).toEqual([409, 'consent_binds']);
  expect(done(await (await programOfParty(assignor)).post(`/assignments/${asked.id}/cancellation`, { reason: 'Le transfert n’a plus lieu' })).state).toBe('cancelled');
});

test('une fusion par l’effet de la loi n’est qu’une information : elle prend effet à son jour, sans consentement', async () => {
  on('2027-01-11');
  const { agreement, assignor, others } = await agreed();
  const before = service.mailbox.mails.length;
  const asked = done(await ask(agreement, assignor, { byLaw: merger, effectOn: '2027-01-20', reason: 'Fusion de deux communautés de communes' }), 201);
  expect(asked.state).toBe('announced');
  await service.mailbox.receive(({ subject }) => subject.includes('une substitution par la loi'), before);
  const needless = await (await programOfParty(others.find(({ kind }) => kind === 'gestionnaire')!)).post(`/assignments/${asked.id}/consents`, { answer: 'refuse' });
  expect([needless.status, needless.json.code]).toEqual([409, 'no_consent_needed']);
  on('2027-01-20');
  await service.tick();
  expect((await settled(asked.id, ['effective', 'refused'])).state).toBe('effective');
  const parties = await replaced(agreement, assignor);
  expect(parties.find(({ partyId }) => partyId === assignor.partyId)).toMatchObject({ until: '2027-01-19' });
});
