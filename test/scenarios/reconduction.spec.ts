import { addDays, startOfDay } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { AccordsCadres, agreementById, agreements, partiesOf, versionsOf } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { Papers } from '#libs/features/papers';
import { journalOf, systemActor } from '#libs/platform';
import { programOf } from '../support/api-client.js';
import { livingAgreement } from '../support/living-agreement.js';
import { eventually, nothingLeft } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const test_ = systemActor('test');
const day = (text: string) => text as LegalDay;
let service: Service;

/** The morning of that day, in the département. */
async function goTo(on: LegalDay): Promise<void> {
  service.clock.moveTo(new Date(Date.parse(startOfDay(on, 'Europe/Paris')) + 9 * 3_600_000));
  await service.tick();
}

const row = (id: string): Promise<AgreementRow> => service.db.withIdentity(test_, async (tx) => (await agreementById(tx, id))!);
const lines = (id: string) => service.db.withIdentity(test_, (tx) => journalOf(tx, agreements.kind, id));
const papers = (id: string) => service.db.withIdentity(test_, (tx) => service.web.get(Papers).of(tx, { agreementId: id }));

/** What a program of the préfecture is answered: a token lives a month, so each question has its own. */
const asked = async (path: string) => (await (await programOf(service, 'prefecture', null)).get(path)).json;

describe('la tacite reconduction', () => {
  beforeAll(async () => {
    service = await startService({ now: new Date('2026-11-24T09:00:00Z') });
  });
  afterAll(() => service?.stop());

  test('quatre reconductions, comptées depuis l’ancre, puis le plafond : échue, exécutée de fait', async () => {
    const agreement = await livingAgreement(service, { termEndsOn: day('2027-08-31'), renewalMonths: 6, accordCadre: { concludedOn: day('2026-01-01'), endsOn: day('2029-08-31') } });
    expect(agreement).toMatchObject({ state: 'in_force', facts: { inForceSince: '2026-11-24', firstTermEndsOn: '2027-08-31', capEndsOn: '2029-08-31' } });
    const deciding = await programOf(service, 'prefecture', null);
    expect((await deciding.post(`/agreements/${agreement.id}/decision`, { decision: 'continue' })).json).toMatchObject({ decision: 'continue' });
    const terms: unknown[] = [];
    for (const on of ['2027-09-01', '2028-03-01', '2028-09-01', '2029-03-01']) {
      await goTo(day(on));
      terms.push((await asked(`/agreements/${agreement.id}`)).term);
    }
    expect(terms).toEqual([
      { renewal: 1, from: '2027-09-01', to: '2028-02-29' }, { renewal: 2, from: '2028-03-01', to: '2028-08-31' }, { renewal: 3, from: '2028-09-01', to: '2029-02-28' }, { renewal: 4, from: '2029-03-01', to: '2029-08-31' },
    ]);
    // August has thirty-one days and February twenty-eight or nine: counted from one another, the terms would end on the 28th for ever.
    const records = await eventually(() => papers(agreement.id), (found) => found.filter(({ kind }) => kind === 'renewal_record').length === 4, 'the records of renewal are printed');
    expect(records.map(({ title }) => title).sort()).toEqual([1, 2, 3, 4].map((n) => `Acte de reconduction n°\u00a0${n} – convention ${agreement.number}`));
    expect((await lines(agreement.id)).filter(({ event }) => event === 'reachTerm').map(({ effectiveOn }) => effectiveOn)).toEqual(['2027-09-01', '2028-03-01', '2028-09-01', '2029-03-01']);
    // Six months of notice for a term of six months: its last useful day was the eve of its first.
    expect(await row(agreement.id)).toMatchObject({ state: 'notice_closed', facts: { renewals: 4 } });
    await goTo(day('2029-08-31'));
    expect((await row(agreement.id)).state).toBe('notice_closed');
    await goTo(day('2029-09-01'));
    expect(await row(agreement.id)).toMatchObject({ state: 'executed_in_fact', facts: { expiry: { reason: 'cap_reached', on: '2029-08-31' } } });
    expect(await asked(`/agreements/${agreement.id}`)).toMatchObject({ state: 'executed_in_fact', sentence: expect.stringMatching(/exécut/) });
    // What was in force on each day is still known, and why.
    expect(await asked(`/agreements/${agreement.id}/status?on=2028-02-29`)).toMatchObject({ tense: 'past', standing: 'in_force', term: { renewal: 1, to: '2028-02-29' } });
    expect(await asked(`/agreements/${agreement.id}/status?on=2029-09-01`)).toMatchObject({ standing: 'executed_in_fact' });
    const told = await service.mailbox.receive(({ subject }) => /la convention est échue/.test(subject));
    expect(told.to).toContain('prefecture');
    await goTo(day('2030-01-15'));
    expect((await row(agreement.id)).state).toBe('executed_in_fact');
    // Nobody renews it, and nobody can say that it is: somebody says when it stopped.
    const ending = await programOf(service, 'prefecture', null);
    expect((await ending.post(`/agreements/${agreement.id}/end`, { endedOn: '2029-08-30', reason: 'Une nouvelle convention est signée' })).status).toBe(422);
    expect((await ending.post(`/agreements/${agreement.id}/end`, { endedOn: '2029-12-31', reason: 'Une nouvelle convention est signée' })).json).toMatchObject({ state: 'ended', endedOn: '2029-12-31' });
  });
});

describe('une panne jusqu’en 2035', () => {
  beforeAll(async () => {
    service = await startService({ now: new Date('2026-11-24T09:00:00Z') });
  });
  afterAll(() => service?.stop());

  test('est rejouée en un seul passage, chaque étape à son jour, sans rappel périmé', async () => {
    const agreement = await livingAgreement(service, { termEndsOn: day('2027-12-31'), accordCadre: { concludedOn: day('2026-01-01'), endsOn: day('2040-12-31') } });
    const pending = () => nothingLeft(service.database, ['term']);
    await pending();
    const before = service.mailbox.mails.length;
    await goTo(day('2035-06-15'));
    const replayed = (await lines(agreement.id)).filter(({ event }) => event === 'reachTerm');
    expect(replayed.map(({ effectiveOn }) => effectiveOn)).toEqual(Array.from({ length: 8 }, (_, n) => addDays(day(`${2027 + n}-12-31`), 1)));
    expect(replayed.every(({ recordedAt }) => recordedAt.startsWith('2035-06-15'))).toBe(true);
    expect(await row(agreement.id)).toMatchObject({ state: 'notice_closing', facts: { renewals: 8 } });
    await eventually(() => papers(agreement.id), (found) => found.filter(({ kind }) => kind === 'renewal_record').length === 8, 'the records of renewal are printed');
    await pending();
    const sent = service.mailbox.mails.slice(before).map(({ subject }) => subject);
    // Only what still helps in June 2035: the alert of that very month, the decision, and the renewal of the year.
    expect([...new Set(sent)].sort()).toEqual(['Lozère\u00a0: dernier jour utile le 30\u00a0juin\u00a02035', 'Lozère\u00a0: la convention est reconduite', 'Lozère\u00a0: que faire à l’échéance'].sort());
    const { parties, versions } = await service.db.withIdentity(test_, async (tx) => ({ parties: await partiesOf(tx, agreement.id), versions: await versionsOf(tx, agreement.id) }));
    expect(parties.every(({ until: last }) => last === null)).toBe(true);
    expect(versions.map(({ kind }) => kind)).toEqual(['signed']);
  });
});

describe('l’Accord cadre national', () => {
  beforeAll(async () => {
    service = await startService({ now: new Date('2026-11-24T09:00:00Z') });
  });
  afterAll(() => service?.stop());

  test('sans version enregistrée, rien n’est reconduit ni deviné ; enregistrée après coup, elle l’est à son jour', async () => {
    const agreement = await livingAgreement(service, { accordCadre: null });
    expect(agreement.facts.capEndsOn).toBeNull();
    await goTo(day('2028-01-01'));
    expect(await row(agreement.id)).toMatchObject({ state: 'executed_in_fact', facts: { expiry: { reason: 'cap_unknown', on: '2027-12-31' } } });
    await goTo(day('2028-03-10'));
    const applied = await service.web.get(AccordsCadres).record({ concludedOn: day('2027-11-02'), endsOn: day('2030-12-31'), reference: 'Accord cadre national de l’essai', sourceUrl: null });
    expect(applied).toEqual({ version: 1, taken: 1, refused: [] });
    expect(await row(agreement.id)).toMatchObject({ state: 'in_force', facts: { renewals: 1, capEndsOn: '2030-12-31' } });
  });

  test('une version que les parties n’ont pas choisi de suivre est refusée, convention par convention, avec sa raison', async () => {
    const agreement = await livingAgreement(service, { termEndsOn: day('2029-12-31'), accordCadre: null, readings: { 'duree.plafond': 'accord_cadre_initial' } });
    const applied = await service.web.get(AccordsCadres).record({ concludedOn: day('2028-03-05'), endsOn: day('2036-12-31'), reference: 'Accord cadre national suivant', sourceUrl: null });
    expect(await service.web.get(AccordsCadres).record({ concludedOn: day('2028-03-11'), endsOn: day('2040-12-31'), reference: 'Accord cadre national à venir', sourceUrl: null })).toEqual({ refusal: 'conclusion_to_come' });
    expect(applied).toMatchObject({ version: 2, refused: [{ number: agreement.number, sentence: expect.stringContaining('article') }] });
  });

  test('une version plus ancienne, enregistrée après coup, ne raccourcit rien : la dernière conclue reste le plafond', async () => {
    const accords = service.web.get(AccordsCadres);
    const agreement = await livingAgreement(service, { termEndsOn: day('2029-06-30'), accordCadre: null });
    expect(agreement.facts.capEndsOn).toBe('2036-12-31');
    const applied = await accords.record({ concludedOn: day('2026-01-01'), endsOn: day('2029-01-31'), reference: 'Accord cadre national précédent', sourceUrl: null });
    expect(applied).toMatchObject({ refused: expect.arrayContaining([{ number: agreement.number, sentence: expect.stringContaining('conclu plus récemment') }]) });
    expect(await row(agreement.id)).toMatchObject({ facts: { firstTermEndsOn: '2029-06-30', capEndsOn: '2036-12-31' } });
  });
});
