import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { dayAt } from '#libs/domain';
import type { Role } from '#libs/domain';
import type { Principal } from '#libs/features/access';
import { loadDossier } from '#libs/features/directory';
import { Webhooks, eventNames } from '#libs/features/webhooks';
import type { DeliveryRow } from '#libs/features/webhooks';
import { appendToJournal, instantOf, systemActor } from '#libs/platform';
import { clerkAddress, clerkIn, openDraft } from '../support/actors.js';
import { eventually } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import type { Received } from '../support/webhook-receiver.js';

const system = systemActor('test');
let service: Service;
let receiver: WebhookReceiver;
let webhooks: Webhooks;
let clerk: Visitor;

beforeAll(async () => {
  // The library that verifies reads the wall clock: the service starts at the same hour.
  service = await startService({ now: new Date() });
  receiver = await WebhookReceiver.open();
  webhooks = service.web.get(Webhooks, { strict: false });
  clerk = await clerkIn(service);
});
afterAll(async () => {
  await receiver?.close();
  await service?.stop();
});
beforeEach(() => receiver.accept());

const clerkId = '4c0f0d5e-7a55-5d0a-9a3e-480000000001';
const acting = (role: Role, organisation: string | null, id = clerkId, departement = '48'): Principal => ({
  actor: { kind: 'account', id, departement, role, organisation }, standing: { role, departementCode: departement, organisationId: organisation, accountId: id },
});
const prefecture = acting('prefecture', null);

/** A webhook at a path of its own, so that tests do not hear one another. */
async function listening(events: readonly string[], principal = prefecture): Promise<{ id: string; secret: string; path: string }> {
  const path = `/${randomUUID()}`;
  const made = await webhooks.create(principal, { url: `${receiver.url}${path}`, events }, principal.actor.id);
  if (!made.ok) throw new Error(made.refusal);
  return { id: made.id, secret: made.secret, path };
}

const silence = (id: string, principal = prefecture) => webhooks.disable(principal, id);

/** A line as the pages of the directory write it. */
const edit = (kind: string, id: string) =>
  service.db.withIdentity(system, (tx) =>
    appendToJournal(tx, { subject: 'directory', subjectId: '48', recordedAt: instantOf(service.clock), effectiveOn: dayAt(instantOf(service.clock), 'Europe/Paris'), actor: system, event: 'edit', payload: { kind, id }, stateFrom: null, stateTo: null, basis: null }),
  );

/** What waits in the outbox for its hour is looked at now. */
const wakeRelay = () => service.database.superuser(`notify outbox, ''`);
const passTime = async (ms: number) => {
  service.clock.moveTo(new Date(service.clock.now().getTime() + ms));
  await wakeRelay();
};

const delivery = async (webhookId: string, isReady: (row: DeliveryRow) => boolean): Promise<DeliveryRow> =>
  (await eventually(() => webhooks.deliveries(prefecture, webhookId, 1), ([row]) => row !== undefined && isReady(row), 'the delivery is there'))[0]!;

const isSigned = ({ headers, body }: Received, secret: string): boolean => {
  const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
  return String(headers['webhook-signature']).split(' ').includes(new Webhook(secret).sign(String(headers['webhook-id']), at, body));
};

describe('à la page', () => {
  test('on crée un webhook, et son secret n’est dit qu’une fois', async () => {
    const refused = await clerk.post('/webhooks', { url: 'partenaire.example', events: 'round.sealed' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Indiquez une adresse complète');
    expect(refused.html).toMatch(/value="partenaire\.example"/);
    expect((await clerk.post('/webhooks', { url: `${receiver.url}/page` })).text).toContain('Choisissez un événement au moins');
    const made = await clerk.post('/webhooks', { url: `${receiver.url}/page`, events: 'round.sealed' });
    expect(made.status).toBe(201);
    const secret = /whsec_[\w+/=]+/.exec(made.html)![0];
    expect((await clerk.get('/webhooks')).text).toContain('1 webhook est actif');
    const id = /href="\/webhooks\/([0-9a-f-]{36})"/.exec((await clerk.get('/webhooks')).html)![1]!;
    const page = await clerk.get(`/webhooks/${id}`);
    expect(page.html).not.toContain(secret);
    expect(await service.database.superuser(`select 1 from webhook where webhook::text like '%' || $1 || '%'`, [secret.slice(6, 30)])).toEqual([]);
    expect((await clerk.post(`/webhooks/${id}/desactiver`, {}, `/webhooks/${id}`)).text).toContain('Le webhook est désactivé');
    expect((await clerk.post(`/webhooks/${id}/reactiver`, {}, `/webhooks/${id}`)).text).toContain('de nouveau actif');
    await silence(id);
  });

  test('sans compte, ou pour un agent, la page ne s’ouvre pas', async () => {
    expect((await new Visitor(service.url).get('/webhooks')).path).toBe('/connexion');
  });
});

describe('une livraison', () => {
  test('est signée, et ne contient que des identifiants', async () => {
    const { id, secret, path } = await listening(['directory.changed']);
    const structure = randomUUID();
    await edit('structure', structure);
    const [received] = await receiver.at(path, 1);
    expect(new Webhook(secret).verify(received!.body, received!.headers as Record<string, string>)).toEqual({
      type: 'directory.changed', id: received!.headers['webhook-id'], timestamp: expect.any(String),
      data: { subject: { kind: 'directory', id: '48' }, object: { kind: 'structure', id: structure }, departement: '48', effectiveOn: expect.any(String), stateFrom: null, stateTo: null },
    });
    expect(() => new Webhook(secret).verify(received!.body.replace('48', '12'), received!.headers as Record<string, string>)).toThrow();
    expect(await delivery(id, ({ state }) => state === 'delivered')).toMatchObject({ attempts: 1, lastStatus: 204, lastError: null });
    await silence(id);
  });

  test('part de la ligne du journal d’une tournée, quel qu’en soit l’auteur', async () => {
    const { id, secret, path } = await listening(['round.abandoned', 'round.launched']);
    const round = await openDraft(service, clerk);
    await clerk.post(`/tournees/${round}/abandon`, { abandonReason: 'Le texte du modèle va changer.' }, `/tournees/${round}/parties`);
    const [received] = await receiver.at(path, 1);
    expect(isSigned(received!, secret)).toBe(true);
    expect(JSON.parse(received!.body)).toMatchObject({ type: 'round.abandoned', data: { subject: { kind: 'round', id: round }, departement: '48', stateFrom: 'draft', stateTo: 'abandoned' } });
    expect(received!.body).not.toContain('modèle');
    await silence(id);
  });

  test('est la même quand elle est préparée deux fois', async () => {
    const { id, path } = await listening(['directory.changed']);
    await edit('structure', randomUUID());
    await receiver.at(path, 1);
    await delivery(id, ({ state }) => state === 'delivered');
    const [effect] = await service.database.superuser<{ id: string }>(`select id from outbox where effect->>'type' = 'publishEvent' order by seq desc limit 1`);
    const { EffectRegistry } = await import('#libs/platform');
    const handler = service.worker.get(EffectRegistry).handlerOf('public_event', 'publishEvent');
    const [row] = await service.database.superuser<{ subject: string; effect: { type: string }; created_at: Date }>('select subject, effect, created_at from outbox where id = $1', [effect!.id]);
    await handler.run({ id: effect!.id, subject: row!.subject, subjectId: effect!.id, effect: row!.effect, createdAt: row!.created_at }, () => Promise.resolve());
    expect(await webhooks.deliveries(prefecture, id, 10)).toHaveLength(1);
    await silence(id);
  });

  test('ne laisse rien dans la boîte d’envoi quand personne n’attend', async () => {
    const count = () => service.database.superuser(`select count(*)::int as count from outbox where effect->>'type' = 'publishEvent'`);
    const before = await count();
    await edit('structure', randomUUID());
    expect(await count()).toEqual(before);
  });
});

describe('quand le serveur refuse', () => {
  test('la livraison est reprise plus tard, sous le même identifiant, jusqu’au succès', async () => {
    const { id, secret, path } = await listening(['directory.changed']);
    receiver.answer(500);
    await edit('structure', randomUUID());
    await receiver.at(path, 1);
    const first = await delivery(id, ({ attempts }) => attempts === 1);
    expect(first).toMatchObject({ state: 'waiting', lastStatus: 500, lastError: 'status' });
    await wakeRelay();
    await passTime(61_000);
    await receiver.at(path, 2);
    await delivery(id, ({ attempts }) => attempts === 2);
    receiver.accept();
    await passTime(4 * 61_000);
    const received = await receiver.at(path, 3);
    expect(await delivery(id, ({ state }) => state === 'delivered')).toMatchObject({ attempts: 3, nextAt: null });
    expect(new Set(received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([first.eventId]));
    expect(received.every((one) => isSigned(one, secret))).toBe(true);
    await silence(id);
  });

  test('une redirection n’est pas suivie, et la page dit pourquoi', async () => {
    const { id, path } = await listening(['directory.changed']);
    receiver.answer(302, { location: `${receiver.url}/ailleurs` });
    await edit('structure', randomUUID());
    await receiver.at(path, 1);
    expect(await delivery(id, ({ attempts }) => attempts === 1)).toMatchObject({ lastStatus: 302, lastError: 'redirected' });
    expect(receiver.received.filter((one) => one.path === '/ailleurs')).toEqual([]);
    expect((await clerk.get(`/webhooks/${id}`)).text).toContain('renvoie vers une autre adresse');
    await silence(id);
  });

  test('neuf refus en trois jours désactivent le webhook, son propriétaire en est averti', async () => {
    const { id, path } = await listening(['directory.changed']);
    receiver.answer(503);
    const before = service.mailbox.mails.length;
    await edit('structure', randomUUID());
    for (let attempt = 1; attempt <= 9; attempt++) {
      await receiver.at(path, attempt);
      const { nextAt } = await delivery(id, ({ attempts }) => attempts === attempt);
      if (nextAt) await passTime(nextAt.getTime() - service.clock.now().getTime());
    }
    expect(await delivery(id, ({ state }) => state === 'failed')).toMatchObject({ attempts: 9, nextAt: null });
    expect(await webhooks.find(prefecture, id)).toMatchObject({ disabledReason: 'failed' });
    const mail = await service.mailbox.receive(({ to, subject }) => to === clerkAddress && subject.includes('webhook'), before);
    expect(mail.text).toContain(`/webhooks/${id}`);

    // Nothing leaves any more, until it is enabled and what was missed replayed.
    await edit('structure', randomUUID());
    expect(await webhooks.replay(prefecture, (await webhooks.deliveries(prefecture, id, 1))[0]!.id)).toMatchObject({ ok: false, refusal: 'webhook_disabled' });
    receiver.accept();
    await webhooks.enable(prefecture, id);
    const since = dayAt(instantOf(service.clock), 'Europe/Paris');
    const [missed] = await webhooks.deliveries(prefecture, id, 1);
    const from = dayAt(missed!.createdAt.toISOString() as never, 'Europe/Paris');
    expect(await webhooks.replayPeriod(prefecture, id, { from, to: since })).toEqual({ ok: true, count: 1 });
    await receiver.at(path, 10);
    expect(await delivery(id, ({ state }) => state === 'delivered')).toMatchObject({ replays: 1, attempts: 1 });
    await silence(id);
  });

  test('un serveur qui ne veut plus rien recevoir est laissé en paix', async () => {
    const { id, path } = await listening(['directory.changed']);
    receiver.answer(410);
    const before = service.mailbox.mails.length;
    await edit('structure', randomUUID());
    await receiver.at(path, 1);
    await delivery(id, ({ state }) => state === 'failed');
    expect(await webhooks.find(prefecture, id)).toMatchObject({ disabledReason: 'gone' });
    expect((await service.mailbox.receive(({ to, subject }) => to === clerkAddress && subject.includes('webhook'), before)).text).toContain('statut 410');
  });
});

describe('rejouer', () => {
  test('envoie de nouveau le même événement', async () => {
    const { id, path } = await listening(['directory.changed']);
    await edit('structure', randomUUID());
    await receiver.at(path, 1);
    const { id: deliveryId } = await delivery(id, ({ state }) => state === 'delivered');
    // Days may have passed since the first test: this clerk signs in again.
    const clerk = await clerkIn(service);
    const page = await clerk.post(`/webhooks/${id}/livraisons/${deliveryId}/rejouer`, {}, `/webhooks/${id}`);
    expect(page.text).toContain('La livraison repart');
    const [first, second] = await receiver.at(path, 2);
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect(second!.body).toBe(first!.body);
    await delivery(id, ({ state, replays }) => state === 'delivered' && replays === 1);
    const wrong = await clerk.post(`/webhooks/${id}/rejouer`, { from: '2026-13-01', to: '' }, `/webhooks/${id}`);
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Indiquez deux jours');
    await silence(id);
  });
});

describe('le secret', () => {
  test('change sans rien perdre : l’ancien signe encore un jour', async () => {
    const { id, secret, path } = await listening(['directory.changed']);
    const changed = await webhooks.rotate(prefecture, id);
    await edit('structure', randomUUID());
    const [both] = await receiver.at(path, 1);
    expect([isSigned(both!, secret), isSigned(both!, changed!.secret)]).toEqual([true, true]);
    await delivery(id, ({ state }) => state === 'delivered');
    await passTime(24 * 3_600_000);
    await edit('structure', randomUUID());
    const [, after] = await receiver.at(path, 2);
    expect([isSigned(after!, secret), isSigned(after!, changed!.secret)]).toEqual([false, true]);
    await silence(id);
  });
});

describe('chacun chez soi', () => {
  test('une organisation n’entend que ce qui la concerne, et ne voit que ses webhooks', async () => {
    const dossier = await service.db.withIdentity(system, (tx) => loadDossier(tx, '48', dayAt(instantOf(service.clock), 'Europe/Paris')));
    const [mine, other] = dossier.gestionnaires;
    const gestionnaire = acting('gestionnaire', mine!.id, randomUUID());
    const partner = acting('partner', dossier.localPartners[0]!.id, randomUUID());
    const { id, path } = await listening([...eventNames], gestionnaire);
    const others = await listening(['directory.changed'], partner);
    await edit('gestionnaire', other!.id);
    await edit('structure', dossier.structures.find(({ gestionnaireId }) => gestionnaireId === other!.id)?.id ?? randomUUID());
    await edit('gestionnaire', mine!.id);
    await edit('structure', dossier.structures.find(({ gestionnaireId }) => gestionnaireId === mine!.id)!.id);
    const heard = await receiver.at(path, 2);
    expect(heard.map(({ body }) => (JSON.parse(body) as { data: { object: { kind: string } } }).data.object.kind).sort()).toEqual(['gestionnaire', 'structure']);
    expect(receiver.received.filter((one) => one.path === others.path)).toEqual([]);
    expect((await webhooks.list(gestionnaire)).map((one) => one.id)).toEqual([id]);
    expect(await webhooks.find(partner, id)).toBeNull();
    expect(await webhooks.deliveries(partner, id, 10)).toEqual([]);
    expect(await webhooks.disable(partner, id)).toMatchObject({ ok: false });
    expect(await webhooks.find(acting('prefecture', null, randomUUID(), '12'), id)).toBeNull();
    expect((await webhooks.list(acting('auditor', null))).some((one) => one.id === id)).toBe(true);
    expect(await webhooks.disable(acting('auditor', null), id)).toMatchObject({ ok: false });
    await silence(id, gestionnaire);
    await silence(others.id, partner);
  });

  test('le nombre de webhooks actifs est borné', async () => {
    const partner = acting('partner', randomUUID(), randomUUID());
    for (let n = 0; n < 10; n++) await listening(['round.sealed'], partner);
    expect(await webhooks.create(partner, { url: `${receiver.url}/de-trop`, events: ['round.sealed'] }, partner.actor.id)).toEqual({ ok: false, refusal: 'webhooks_too_many', field: null });
  });
});
