import { randomUUID } from 'node:crypto';
import { legalDay } from '#libs/domain';
import type { ReadingAnswers } from '#libs/domain';
import { addParty, AccordsCadres, agreementById } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { demonstrationDossier, saveLocalPartner } from '#libs/features/directory';
import { Papers } from '#libs/features/papers';
import { systemActor } from '#libs/platform';
import { programOf } from '../support/api-client.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { livingAgreement } from '../support/living-agreement.js';
import { eventually } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const dossier = demonstrationDossier();
const test48 = systemActor('test');
const deliberation = { kind: 'deliberation', reference: '2026-114', decidedOn: '2026-10-05', transmittedOn: '2026-10-07' };
/** LibreOffice, or a hundred mails, on a busy machine. */
const tracking = 'RR473124829FR';
type Notice = Record<string, unknown> & { id: string; state: string; letters: { id: string; addressee: string }[]; sentence: string };
type Given = { termEndsOn?: string; renewalMonths?: number; accordCadre?: { concludedOn: string; endsOn: string } | null; readings?: Partial<ReadingAnswers> };

/** Three structures, each run by another gestionnaire. */
const threeHosts = dossier.structures.filter(({ gestionnaireId }, rank) => dossier.structures.findIndex((other) => other.gestionnaireId === gestionnaireId) === rank).slice(0, 3);
const [hostA, hostB, hostC] = threeHosts.map(({ gestionnaireId }) => gestionnaireId!) as [string, string, string];
const partner = dossier.localPartners[0]!;
const national = dossier.nationalPartners[0]!;

describe('les préavis de l’article 7', () => {
  let service: Service;

  beforeAll(async () => {
    service = await startService({ now: new Date('2026-11-24T09:00:00Z') });
  });
  afterAll(() => service?.stop());

  const on = (day: string): void => service.clock.moveTo(new Date(`${day}T09:00:00Z`));
  const as = (role: 'prefecture' | 'gestionnaire' | 'partner', organisation: string | null = null): Promise<ApiClient> => programOf(service, role, organisation);

  /** An agreement signed on 1 July 2026 for a year, and a local partner present at the gestionnaires named. */
  async function agreed(given: Given = {}, hosts: readonly string[] = [hostA]): Promise<{ agreement: AgreementRow; partnerId: string }> {
    const { termEndsOn = '2027-06-30', accordCadre, ...rest } = given;
    const cap = accordCadre && { concludedOn: legalDay(accordCadre.concludedOn), endsOn: legalDay(accordCadre.endsOn) };
    const agreement = await livingAgreement(service, { signedOn: legalDay('2026-07-01'), termEndsOn: legalDay(termEndsOn), ...(accordCadre !== undefined && { accordCadre: cap ?? null }), ...rest });
    const partnerId = randomUUID();
    const structureIds = dossier.structures.filter(({ gestionnaireId }) => hosts.includes(gestionnaireId!)).map(({ id }) => id);
    await service.db.withIdentity(test48, async (tx) => {
      await saveLocalPartner(tx, '48', { ...partner, id: partnerId, structureIds });
      await addParty(tx, agreement.id, { partyId: partnerId, kind: 'local_partner', name: partner.name, since: legalDay('2026-07-01') });
    });
    await service.tick();
    return { agreement, partnerId };
  }

  const letter = (addressee: string, sentOn: string, more: object = {}) => ({ addressee, mode: 'registered_letter', trackingNumber: tracking, sentOn, ...more });
  const done = ({ status, text, json }: Answer, expected = 200): Notice => {
    if (status !== expected) throw new Error(`${status}: ${text}`);
    return json as Notice;
  };
  const file = async (program: ApiClient, agreement: AgreementRow, body: object): Promise<Notice> => done(await program.post(`/agreements/${agreement.id}/notices`, body), 201);
  const outcome = async (program: ApiClient, { id, letters }: Notice, addressee: string, body: object): Promise<Notice> =>
    done(await program.post(`/notices/${id}/outcomes`, { letterId: letters.find((one) => one.addressee === addressee)!.id, ...body }));
  const read = async (program: ApiClient, id: string): Promise<Notice> => done(await program.get(`/notices/${id}`));
  const termOf = async (id: string) => (await service.db.withIdentity(test48, (tx) => agreementById(tx, id)))!;

  test('un partenaire dans trois structures de trois gestionnaires : une lettre chacun, complet à la dernière réception, et une alerte tant qu’il en manque une', async () => {
    on('2026-12-01');
    const { agreement, partnerId } = await agreed({}, [hostA, hostB, hostC]);
    const program = await as('partner', partnerId);
    const sent = await file(program, agreement, { letters: [hostA, hostB, hostC].map((id) => letter(id, '2026-12-01')) });
    expect((sent.addressees as { id: string; decides: boolean }[]).map(({ decides }) => decides)).toEqual([true, true, true]);
    on('2026-12-04');
    await outcome(program, sent, hostA, { outcome: 'delivered', deliveredOn: '2026-12-02' });
    expect(await outcome(program, sent, hostB, { outcome: 'delivered', deliveredOn: '2026-12-03' })).toMatchObject({ state: 'sent', verdict: 'provisional' });
    on('2026-12-16');
    await service.tick();
    expect((await read(program, sent.id)).state).toBe('pressing');
    const alert = await soon('the alert', () => Promise.resolve(service.mailbox.mails.find(({ subject }) => subject.includes('une réception reste à établir'))));
    expect(alert.text).toContain(dossier.gestionnaires.find(({ id }) => id === hostC)!.name);
    expect(alert.text.replace(/\u00a0/g, ' ')).toContain('jeudi 31 décembre 2026, dans 15 jours');
    on('2026-12-20');
    const host = await as('gestionnaire', hostC);
    expect(await outcome(host, sent, hostC, { outcome: 'delivered', deliveredOn: '2026-12-18' })).toMatchObject({ state: 'accepted_in_time', countedOn: '2026-12-18', leavesOn: '2027-06-30' });
    expect((await done(await host.post(`/notices/${sent.id}/examination`, { remark: 'Départ regretté.' }))).examinations).toMatchObject([{ gestionnaireId: hostC }]);
  });

  test('un retrait reçu le dernier jour utile est à temps, et prend effet à l’échéance', async () => {
    on('2026-12-28');
    const { agreement, partnerId } = await agreed();
    const program = await as('partner', partnerId);
    const sent = await file(program, agreement, { letters: [letter(hostA, '2026-12-28')] });
    expect(sent).toMatchObject({ state: 'sent', verdict: 'provisional', lastUsefulDay: '2026-12-31', reading: 'first_presentation' });
    on('2027-01-04');
    const received = await outcome(program, sent, hostA, { outcome: 'delivered', presentedOn: '2026-12-31', deliveredOn: '2026-12-31' });
    expect(received).toMatchObject({ state: 'accepted_in_time', verdict: 'timely', countedOn: '2026-12-31', leavesOn: '2027-06-30' });
    expect((await termOf(agreement.id)).facts.leavers).toMatchObject([{ partyId: partnerId, leavesOn: '2027-06-30' }]);
    on('2027-06-30');
    await service.tick();
    expect((await read(await as('partner', partnerId), sent.id)).state).toBe('accepted_in_time');
    on('2027-07-01');
    await service.tick();
    expect((await read(await as('partner', partnerId), sent.id)).state).toBe('effective');
  });

  test('reçu le lendemain, il est tardif : effet à l’échéance suivante, et la réponse dit pourquoi', async () => {
    on('2027-01-04');
    const { agreement, partnerId } = await agreed();
    const program = await as('partner', partnerId);
    const sent = await file(program, agreement, { letters: [letter(hostA, '2026-12-28')] });
    const late = await outcome(program, sent, hostA, { outcome: 'delivered', presentedOn: '2026-12-30', deliveredOn: '2027-01-01' });
    expect(late).toMatchObject({ state: 'late', verdict: 'late', effectiveOn: '2028-06-30', readings: { dispatch: { verdict: 'timely' }, firstPresentation: { verdict: 'timely' }, delivery: { verdict: 'late' } } });
    const steps = (late.steps as { sentence: string; sources: string[] }[]).map(({ sentence }) => sentence.replace(/\u00a0/g, ' ')).join(' ');
    expect(steps).toContain('le dernier jour utile est le jeudi 31 décembre 2026');
    expect(steps).toContain('Si l’expédition comptait, la réponse serait autre : à temps');
  });

  test('au plafond de l’Accord cadre, un préavis tardif est sans objet', async () => {
    on('2027-01-04');
    const { agreement, partnerId } = await agreed({ renewalMonths: 0 });
    const program = await as('partner', partnerId);
    const sent = await file(program, agreement, { letters: [letter(hostA, '2026-12-28', { outcome: 'delivered', deliveredOn: '2027-01-02' })] });
    expect(sent).toMatchObject({ state: 'without_object', verdict: 'without_object', effectiveOn: null });
    expect((await termOf(agreement.id)).facts.leavers).toEqual([]);
  });

  test('trois gestionnaires qui enregistrent chacun la lettre reçue enregistrent un seul préavis', async () => {
    on('2026-12-01');
    const { agreement, partnerId } = await agreed({}, [hostA, hostB]);
    const received = (id: string, deliveredOn: string) => ({ party: partnerId, received: true, letters: [letter(id, '2026-11-27', { outcome: 'delivered', deliveredOn })] });
    const first = await file(await as('gestionnaire', hostA), agreement, received(hostA, '2026-11-28'));
    expect(first).toMatchObject({ state: 'sent', verdict: 'provisional' });
    expect(await (await as('gestionnaire', hostB)).post(`/notices/${first.id}/letters`, { letters: [letter(hostA, '2026-11-30')] })).toMatchObject({ status: 403 });
    const second = await file(await as('gestionnaire', hostB), agreement, received(hostB, '2026-11-30'));
    expect(second).toMatchObject({ id: first.id, state: 'accepted_in_time', countedOn: '2026-11-30' });
  });

  test('la dénonciation d’un gestionnaire : il justifie de son pouvoir, et la réception par le préfet décide seule', async () => {
    on('2026-12-01');
    const { agreement } = await agreed();
    const program = await as('gestionnaire', hostA);
    const refused = await program.post(`/agreements/${agreement.id}/notices`, { letters: [letter('prefet', '2026-11-30')] });
    expect(refused).toMatchObject({ status: 409, json: { code: 'authority_missing' } });
    expect(String(refused.json.detail)).toMatch(/article.7/);
    const sent = await file(program, agreement, { authority: deliberation, letters: [letter('prefet', '2026-11-30')] });
    expect((sent.addressees as { id: string; decides: boolean }[]).filter(({ decides }) => decides).map(({ id }) => id)).toEqual(['prefet']);
    expect(sent).toMatchObject({ authorityDoubt: null });
    const clerk = await as('prefecture');
    expect(await outcome(clerk, sent, 'prefet', { outcome: 'delivered', deliveredOn: '2026-12-01' })).toMatchObject({ state: 'accepted_in_time', leavesOn: '2027-06-30' });
    const twice = await program.post(`/notices/${sent.id}/cancellation`, { reason: 'Nous changeons d’avis.' });
    expect(twice).toMatchObject({ status: 403, json: { code: 'cancelled_by_prefecture' } });
    // Who leaves already cannot leave twice: the agreement's own sentence is given, and nothing is written.
    const again = await clerk.post(`/agreements/${agreement.id}/notices`, { party: hostA, received: true, authority: deliberation, letters: [letter('prefet', '2026-11-30', { outcome: 'delivered', deliveredOn: '2026-12-01' })] });
    expect(again).toMatchObject({ status: 409, json: { code: 'agreement.leaving_already' } });
  });

  test('une délibération transmise trop tard est dite irrégulière, jamais nulle', async () => {
    on('2026-12-01');
    const { agreement } = await agreed();
    const sent = await file(await as('gestionnaire', hostA), agreement, { authority: { ...deliberation, transmittedOn: '2026-12-01' }, letters: [letter('prefet', '2026-11-30')] });
    expect(sent.authorityDoubt).toMatchObject({ code: 'transmitted_too_late' });
    expect(JSON.stringify(sent.authorityDoubt)).toContain('Irrégulière');
  });

  test('une lettre reçue à temps, saisie tard, après l’échéance : elle est jugée par l’échéance de son jour', async () => {
    on('2026-12-01');
    const { agreement, partnerId } = await agreed();
    on('2027-09-10');
    await service.tick();
    const host = await as('gestionnaire', hostA);
    const received = await file(host, agreement, { party: partnerId, received: true, letters: [letter(hostA, '2026-12-01', { outcome: 'delivered', deliveredOn: '2026-12-03' })] });
    expect(received).toMatchObject({ verdict: 'timely', countedOn: '2026-12-03', leavesOn: '2027-06-30', termEndsOn: '2027-06-30', received: true });
    await service.tick();
    expect((await read(host, received.id)).state).toBe('effective');
    expect((await termOf(agreement.id)).facts.leavers).toEqual([]);
  });

  test('un simple courriel informe : la partie apprend jusqu’à quand elle peut encore notifier', async () => {
    on('2026-12-01');
    const { agreement, partnerId } = await agreed();
    const program = await as('partner', partnerId);
    const told = await file(program, agreement, { letters: [{ addressee: hostA, mode: 'plain_message', sentOn: '2026-12-01' }] });
    expect(told).toMatchObject({ state: 'information_only' });
    expect(told.sentence).toContain('ne vaut pas préavis');
    expect(told.sentence.replace(/\u00a0/g, ' ')).toContain('jeudi 31 décembre 2026');
    expect(done(await program.post(`/notices/${told.id}/letters`, { letters: [{ addressee: hostA, mode: 'hand_delivery', deliveredOn: '2026-12-01' }] }))).toMatchObject({ state: 'accepted_in_time', countedOn: '2026-12-01' });
  });

  test.each([
    ['premiere_presentation', { state: 'accepted_in_time', countedOn: '2026-12-03' }],
    ['remise', { state: 'not_received', countedOn: null }],
    ['expedition', { state: 'accepted_in_time', countedOn: '2026-12-01' }],
  ] as const)('une lettre non réclamée, sous la lecture « %s »', async (reading, expected) => {
    on('2026-12-01');
    const { agreement, partnerId } = await agreed({ readings: { 'preavis.reception': reading } });
    const program = await as('partner', partnerId);
    const sent = await file(program, agreement, { letters: [letter(hostA, '2026-12-01')] });
    on('2026-12-20');
    const back = await outcome(program, sent, hostA, { outcome: 'unclaimed', presentedOn: '2026-12-03' });
    expect(back).toMatchObject(expected);
    expect(back.readings).toMatchObject({ dispatch: { verdict: 'timely' }, firstPresentation: { verdict: 'timely' }, delivery: { verdict: 'not_a_notice' } });
    if (reading !== 'remise') return;
    const letterId = back.letters[0]!.id;
    expect(await program.post(`/notices/${sent.id}/decision`, { letterId, receivedOn: '2026-12-03', reason: 'Adresse exacte.' })).toMatchObject({ status: 403 });
    const clerk = await as('prefecture');
    expect(await clerk.post(`/notices/${sent.id}/decision`, { letterId, receivedOn: '2026-12-03', reason: 'Oui' })).toMatchObject({ status: 422, json: { code: 'reason_missing' } });
    expect(done(await clerk.post(`/notices/${sent.id}/decision`, { letterId, receivedOn: '2026-12-03', reason: 'Adresse exacte, avis de passage constaté.' }))).toMatchObject({ state: 'accepted_in_time', countedOn: '2026-12-03' });
  });

  test('une lettre électronique s’accepte pendant quinze jours : le seizième est refusé comme contradictoire', async () => {
    on('2026-12-01');
    const { agreement, partnerId } = await agreed();
    const program = await as('partner', partnerId);
    const sent = await file(program, agreement, { letters: [{ addressee: hostA, mode: 'electronic_registered_letter', sentOn: '2026-12-01' }] });
    on('2026-12-20');
    const beyond = await program.post(`/notices/${sent.id}/outcomes`, { letterId: sent.letters[0]!.id, outcome: 'delivered', presentedOn: '2026-12-01', deliveredOn: '2026-12-17' });
    expect(beyond).toMatchObject({ status: 422, json: { code: 'dates_contradict' } });
    expect(await outcome(program, sent, hostA, { outcome: 'delivered', presentedOn: '2026-12-01', deliveredOn: '2026-12-16' })).toMatchObject({ state: 'accepted_in_time', countedOn: '2026-12-16' });
  });

  test('le préfet et un partenaire national : non prévu par la convention, avec l’article et la voie qui reste', async () => {
    on('2026-12-01');
    const { agreement } = await agreed();
    const asked = await (await as('partner', national.id)).post(`/agreements/${agreement.id}/notices`, { letters: [letter('prefet', '2026-12-01')] });
    expect(asked).toMatchObject({ status: 409, json: { code: 'not_provided_by_agreement' } });
    expect(String(asked.json.detail)).toMatch(/article.7/);
    const prefet = await (await as('prefecture')).post(`/agreements/${agreement.id}/notices`, {});
    expect(prefet).toMatchObject({ status: 409, json: { code: 'not_provided_by_agreement' } });
    expect(String(prefet.json.detail)).toContain('357028');
  });

  test('sans Accord cadre enregistré, un préavis tardif reste provisoire ; l’enregistrer suffit à le trancher', async () => {
    on('2027-01-05');
    const fresh = await startService({ now: new Date('2027-01-05T09:00:00Z') });
    const main = service;
    service = fresh;
    try {
      const { agreement, partnerId } = await agreed({ accordCadre: null });
      const program = await as('partner', partnerId);
      const sent = await file(program, agreement, { letters: [letter(hostA, '2027-01-02', { outcome: 'delivered', deliveredOn: '2027-01-04' })] });
      expect(sent).toMatchObject({ verdict: 'provisional', capKnown: false });
      await fresh.mailbox.receive(({ subject }) => subject.includes('un Accord cadre est à enregistrer'));
      await fresh.web.get(AccordsCadres).record({ concludedOn: legalDay('2026-01-01'), endsOn: legalDay('2031-12-31'), reference: 'Accord cadre national, version de l’essai', sourceUrl: null });
      expect(await read(program, sent.id)).toMatchObject({ state: 'late', effectiveOn: '2028-06-30', capKnown: true });
    } finally {
      service = main;
      await fresh.stop();
    }
  });

  test('un récépissé scellé rejoint les pièces, que lisent la partie et ceux à qui elle écrit', async () => {
    on('2026-12-01');
    const { agreement, partnerId } = await agreed();
    const sent = await file(await as('partner', partnerId), agreement, { letters: [letter(hostA, '2026-12-01')] });
    const receipt = await soon('the receipt', async () => (await service.db.withIdentity(test48, (tx) => service.web.get(Papers, { strict: false }).of(tx, { subject: 'withdrawal', subjectId: sent.id })))[0]);
    expect(receipt).toMatchObject({ kind: 'receipt', mediaType: 'application/pdf', readers: [partnerId, hostA] });
    const pdf = await service.web.get(Papers, { strict: false }).content(receipt);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.includes('/ByteRange')).toBe(true);
  });

  test('une autre partie lit le préavis, un organisme étranger à la convention n’en sait rien, et un projet reste à qui le prépare', async () => {
    on('2026-12-01');
    const { agreement, partnerId } = await agreed();
    const draft = await file(await as('partner', partnerId), agreement, {});
    expect(draft.state).toBe('drafted');
    const other = await as('gestionnaire', hostB);
    expect((await other.get(`/notices/${draft.id}`)).status).toBe(404);
    expect((await (await as('prefecture')).get(`/notices/${draft.id}`)).status).toBe(404);
    expect((await (await as('gestionnaire', hostA)).get(`/notices/${draft.id}`)).status).toBe(404);
    done(await (await as('partner', partnerId)).post(`/notices/${draft.id}/letters`, { letters: [letter(hostA, '2026-12-01')] }));
    expect((await read(other, draft.id)).state).toBe('sent');
    expect((await (await as('gestionnaire', randomUUID())).get(`/notices/${draft.id}`)).status).toBe(404);
    expect(await other.post(`/notices/${draft.id}/outcomes`, { letterId: 'x', outcome: 'delivered', deliveredOn: '2026-12-01' })).toMatchObject({ status: 403, json: { code: 'not_yours' } });
  });
});

/** What the worker makes, as soon as it is there. */
const soon = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => (await eventually(look, (found) => found !== undefined, what))!;
