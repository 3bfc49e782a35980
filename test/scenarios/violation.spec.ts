import { randomUUID } from 'node:crypto';
import { civilTime, instantsOf } from '#libs/domain';
import type { Role } from '#libs/domain';
import { nationalPartnerId } from '#libs/features/directory';
import { clerkIn } from '../support/actors.js';
import { ApiClient, grantedToken, programOf } from '../support/api-client.js';
import type { Answer } from '../support/api-client.js';
import { fieldsOf, sendFields } from '../support/forms.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import type { TestMail } from '../support/mailbox.js';
import { nothingLeft } from '../support/patience.js';

type Shown = {
  id: string; number: string; state: string; sentence: string; awareAt: string; dueAt: string; notice: { standing: string; seconds: number }; notices: { kind: string; at: string; reference: string }[];
  controllers: { partnerId: string; told: { means: string } | null }[] | null; texts: { kind: string; text: string }[]; steps: { code: string; text: string }[];
};

const lise = 'lise.pradel@gestionnaire-48.example';
const yann = 'yann.astruc@france-services-48.example';
/** Words that must be read in the register, and nowhere else. */
const secretWords = 'attestation de Mme Zéphyrine Quatresous';
const account = `Un courriel portant une ${secretWords} est parti à une autre mairie`;
const reason = 'Le destinataire a effacé le message devant nous';
let service: Service;
let gestionnaire: string;
let structure: string;

const at = (civil: string, zone = 'Europe/Paris'): string => instantsOf(civilTime(civil), zone)[0]!;
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
const shown = (answer: Answer): Shown => answer.json as unknown as Shown;
const own = (): Promise<ApiClient> => programOf(service, 'gestionnaire', gestionnaire);
const one = async (id: string): Promise<Shown> => shown(await (await own()).get(`/breaches/${id}`));
const described = { natures: ['confidentiality'], categories: ['identity', 'benefits'], personCategories: ['users'], persons: 3 };
const declaredBy = async (client: ApiClient, awareAt: string, more: object = {}): Promise<Answer> => client.post('/breaches', { awareAt, account, ...described, ...more });

/** That hour, to the second; then everything that follows of it. */
async function goTo(civil: string, zone?: string): Promise<void> {
  service.clock.moveTo(new Date(at(civil, zone)));
  await service.tick();
  await settled();
}

const settled = () => nothingLeft(service.database, ['breach'], service.clock.now());

const received = (after: number, pattern: RegExp, to?: string): TestMail[] => service.mailbox.mails.slice(after).filter((mail) => pattern.test(plain(mail.subject)) && (to === undefined || mail.to === to));

beforeAll(async () => {
  service = await startService({ now: new Date(at('2026-03-27T17:05:00')) });
  const [seat] = await service.database.superuser<{ structure: string; gestionnaire: string }>(
    `select s.id as structure, s.gestionnaire_id as gestionnaire from membership m join account a on a.id = m.account_id join structure s on s.id = m.organisation_id where a.email = $1 and m.role = 'agent'`, [yann]);
  ({ structure, gestionnaire } = seat!);
});
afterAll(() => service?.stop());

describe('Connue le vendredi 27 mars 2026 à 17 h, la veille du passage à l’heure d’été', () => {
  let id: string;
  let before: number;

  test('un agent la déclare par la page ; rien de ce qu’il a saisi ne se perd quand il manque une réponse', async () => {
    before = service.mailbox.mails.length;
    const agent = await clerkIn(service, yann);
    const form = await agent.get('/violations/nouvelle');
    expect(form.text).toContain('elle se notifie à la CNIL au plus tard le lundi 30 mars 2026 à 18 h 05');
    const filled = fieldsOf(form, '/violations/nouvelle').filter(([name]) => !['connue-heure', 'recit', 'origine', 'trouvee-par'].includes(name));
    const answers: [string, string][] = [...filled, ['connue-heure', '17:00:00'], ['recit', account], ['origine', 'wrong_recipient'], ['trouvee-par', 'agent'], ['cause', 'accident'], ['donnees', 'identity'], ['personnes', 'users']];
    const refused = await sendFields(agent, '/violations/nouvelle', answers);
    expect([refused.status, refused.text.includes('Dites ce qui a été atteint'), refused.text.includes(secretWords)]).toEqual([422, true, true]);
    const done = await sendFields(agent, '/violations/nouvelle', [...answers, ['natures', 'confidentiality']]);
    expect(done.status).toBe(200);
    id = /\/violations\/([0-9a-f-]{36})/.exec(done.path)![1]!;
    expect(done.text).toContain('À notifier à la CNIL au plus tard le lundi 30 mars 2026 à 18 h : il reste 71 h 55 min.');
    expect(done.text).not.toContain('Préparer la notification');
    expect(await one(id)).toMatchObject({ state: 'to_notify', awareAt: '2026-03-27T17:00:00+01:00', dueAt: '2026-03-30T18:00:00+02:00', notice: { standing: 'running', seconds: 71 * 3_600 + 55 * 60 } });
    await settled();
    expect(received(before, /violation de données à notifier/, lise)).toHaveLength(1);
  });

  test('dit pourquoi cet instant, et ce que diraient les autres lectures', async () => {
    const codes = (await one(id)).steps.map(({ code }) => code);
    expect(codes).toEqual(['article', 'aware', 'elapsed', 'clock_change', 'due', 'other_reading_hour', 'other_reading_days', 'other_reading_risk']);
  });

  test.each([['2026-03-28T16:59:59', '2026-03-28T17:00:00', '48 h 00 min'], ['2026-03-29T17:59:59', '2026-03-29T18:00:00', '24 h 00 min'], ['2026-03-30T11:59:59', '2026-03-30T12:00:00', '6 h 00 min']])(
    'rien à %s, un rappel à %s : il reste %s', async (early, due, left) => {
      const seen = service.mailbox.mails.length;
      await goTo(early);
      expect(received(seen, /notifier à la CNIL/)).toEqual([]);
      await goTo(due);
      const told = received(seen, /notifier à la CNIL, il reste/);
      // Both who must notify and who declared; each once.
      expect([lise, yann].map((address) => told.filter(({ to }) => to === address).length)).toEqual([1, 1]);
      expect(plain(told[0]!.subject)).toContain(left);
    });

  test('notifiée à la dernière seconde, enregistrée plus tard : à temps, et plus personne n’est rappelé', async () => {
    await goTo('2026-03-30T17:59:00');
    const seen = service.mailbox.mails.length;
    service.clock.moveTo(new Date(at('2026-03-30T18:00:00')));
    const gone = await (await own()).post(`/breaches/${id}/notices`, { kind: 'initial', at: '2026-03-30T18:00:00+02:00', reference: 'Mme Dupont' });
    expect([gone.status, gone.json.code]).toEqual([409, 'reference_wrong']);
    const told = shown(await (await own()).post(`/breaches/${id}/notices`, { kind: 'initial', at: '2026-03-30T18:00:00+02:00', reference: 'N-2026-03-0142' }));
    expect(told).toMatchObject({ state: 'notified', notice: { standing: 'given', seconds: 0 } });
    await goTo('2026-04-02T09:00:00');
    expect(received(seen, /notifi/)).toEqual([]);
    expect((await one(id)).state).toBe('notified');
  });
});

describe('Connue le vendredi 23 octobre 2026 à 10 h, la veille du passage à l’heure d’hiver', () => {
  let id: string;
  let number: string;

  test('due le lundi 26 à 9 h ; en retard à la seconde suivante, et le lendemain dans le journal', async () => {
    await goTo('2026-10-23T10:20:00');
    const declared = await declaredBy(await own(), '2026-10-23T10:00:00+02:00', { structureId: structure });
    expect(declared.status).toBe(201);
    ({ id, number } = shown(declared));
    expect(shown(declared).dueAt).toBe('2026-10-26T09:00:00+01:00');
    await goTo('2026-10-26T09:00:00');
    expect((await one(id)).notice).toEqual({ standing: 'running', seconds: 0 });
    const seen = service.mailbox.mails.length;
    await goTo('2026-10-26T09:00:07');
    expect(await one(id)).toMatchObject({ state: 'to_notify', notice: { standing: 'overdue', seconds: 7 } });
    expect(plain((await one(id)).sentence)).toContain('en retard de 0 h 00 min 07 s');
    expect(received(seen, /notification à la CNIL en retard/, lise)).toHaveLength(1);
    await goTo('2026-10-27T00:00:00');
    expect((await one(id)).state).toBe('overdue');
    const [passed] = await service.database.superuser<{ day: string; actor: { id: string } }>(`select effective_on::text as day, actor from journal where subject = 'breach' and subject_id = $1 and event = 'passDeadline'`, [id]);
    expect(passed).toMatchObject({ day: '2026-10-27', actor: { id: 'calendar' } });
  });

  test('la notification reste demandée, avec les motifs du retard', async () => {
    await goTo('2026-10-27T11:00:05');
    const notify = async (lateReason?: string) => (await own()).post(`/breaches/${id}/notices`, { kind: 'initial', at: '2026-10-27T11:00:05+01:00', reference: 'N-2026-10-0007', ...(lateReason && { lateReason }) });
    expect((await notify()).json.code).toBe('late_reason_missing');
    expect((await (await own()).post(`/breaches/${id}/closing`, { reason })).json.code).toBe('notice_missing');
    expect(shown(await notify('Messagerie en panne tout le lundi'))).toMatchObject({ state: 'notified', notice: { standing: 'given_late', seconds: 26 * 3_600 + 5 } });
    const further = await (await own()).post(`/breaches/${id}/notices`, { kind: 'complementary', at: '2026-10-27T11:00:05+01:00', reference: 'N-2026-10-0007-1', note: 'Trois personnes, et non deux' });
    expect(shown(further).notices.map(({ kind }) => kind)).toEqual(['initial', 'complementary']);
  });

  test('le dossier ne se clôt qu’une fois le risque évalué, les personnes et les responsables prévenus', async () => {
    const client = await own();
    const close = () => client.post(`/breaches/${id}/closing`, { reason });
    expect((await close()).json.code).toBe('risk_not_assessed');
    expect((await client.post(`/breaches/${id}/risk`, { risk: 'high', reason })).status).toBe(200);
    expect((await close()).json.code).toBe('persons_not_told');
    expect((await client.post(`/breaches/${id}/persons`, { at: '2026-10-27T10:00:00+01:00', count: 3, means: 'phone' })).status).toBe(200);
    expect((await close()).json.code).toBe('controllers_unanswered');

    const page = await (await clerkIn(service, lise)).get(`/violations/${id}`);
    const partnerId = /name="responsables" value="([0-9a-f-]{36})"/.exec(page.html)?.[1] ?? '';
    const seen = service.mailbox.mails.length;
    expect((await client.post(`/breaches/${id}/controllers`, { partnerIds: ['00000000-0000-4000-8000-000000000000'] })).json.code).toBe('controller_unknown');
    expect((await client.post(`/breaches/${id}/controllers`, { partnerIds: [partnerId] })).status).toBe(200);
    await settled();
    const told = received(seen, /une violation touche vos données/);
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told.map(({ to }) => to)).size).toBe(told.length);
    expect((await one(id)).controllers).toMatchObject([{ partnerId, told: { means: 'service_mail' } }]);
    expect(shown(await close()).state).toBe('closed');
    expect((await client.post(`/breaches/${id}/risk`, { risk: 'none', reason })).json.code).toBe('closed_already');
    expect(shown(await client.post(`/breaches/${id}/reopening`, { reason: 'La CNIL pose une question' })).state).toBe('notified');
  });

  test('le temps ne clôt rien : deux ans après, elle attend toujours quelqu’un', async () => {
    const awaited = shown(await declaredBy(await own(), '2026-10-27T11:00:00+01:00')).id;
    await goTo('2028-10-27T11:00:00');
    expect([(await one(id)).state, (await one(awaited)).state]).toEqual(['notified', 'overdue']);
    const home = await (await clerkIn(service, lise)).get('/espace');
    expect(home.text).toContain('La notification à la CNIL est en retard de');
  });

  test('le registre s’exporte, et le texte de la notification se recopie', async () => {
    const visitor = await clerkIn(service, lise);
    const csv = (await visitor.get('/violations/registre.csv')).bytes.toString('utf8');
    expect(csv.split('\r\n')[0]).toContain('Numéro;Gestionnaire;Structure');
    expect([csv.includes(number), csv.includes(secretWords), csv.includes('26 h 00 min 05 s'.replaceAll(' ', '\u00a0'))]).toEqual([true, true, true]);
    const text = (await visitor.get(`/violations/${id}/notification.txt`)).bytes.toString('utf8');
    for (const asked of ['Prise de connaissance', 'Motifs du retard :\nMessagerie en panne', 'Nombre de personnes', secretWords, 'À compléter par une notification complémentaire.']) expect(text).toContain(asked);
  });
});

describe('Une déclaration se corrige', () => {
  test('connue un jour plus tôt : le délai repart, les rappels d’avant se taisent', async () => {
    await goTo('2028-11-06T10:00:00');
    const { id } = shown(await declaredBy(await own(), '2028-11-06T09:00:00+01:00'));
    const corrected = await (await own()).post(`/breaches/${id}/awareness`, { awareAt: '2028-11-05T09:00:00+01:00', reason: 'L’agent l’avait vue la veille' });
    expect(shown(corrected).dueAt).toBe('2028-11-08T09:00:00+01:00');
    const seen = service.mailbox.mails.length;
    await goTo('2028-11-07T09:00:30');
    expect(received(seen, /il reste/, lise).map(({ subject }) => plain(subject).replace(/^.*il reste/, 'il reste'))).toEqual(['il reste 23 h 59 min']);
    await goTo('2028-11-09T09:00:00');
    expect((await one(id)).state).toBe('overdue');
  });
});

describe('À La Réunion', () => {
  test('les 72 heures sont celles de l’île, qui ne change pas d’heure', async () => {
    const [there] = await service.database.superuser<{ gestionnaire: string }>(
      `with d as (insert into departement select '974', 'La Réunion', 'de La Réunion', 'Indian/Reunion', prefecture, prefet_title, prefet_signatory from departement where code = '48' returning code)
       insert into gestionnaire select gen_random_uuid(), d.code, 'Commune de Saint-Denis', kind, '', address, '97400', 'Saint-Denis', 'mairie@reunion.example', null from gestionnaire, d where gestionnaire.id = $1 returning id as gestionnaire`, [gestionnaire]);
    await goTo('2029-03-23T20:30:00', 'Indian/Reunion');
    const before = service.mailbox.mails.length;
    const program = await programOf(service, 'gestionnaire', there!.gestionnaire, '974');
    const declared = shown(await declaredBy(program, at('2029-03-23T20:00:00', 'Indian/Reunion')));
    expect(declared).toMatchObject({ awareAt: '2029-03-23T20:00:00+04:00', dueAt: '2029-03-26T20:00:00+04:00' });
    expect(plain(declared.sentence)).toContain('au plus tard le lundi 26 mars 2029 à 20 h');
    expect(declared.steps.map(({ code }) => code)).not.toContain('clock_change');
    await goTo('2029-03-26T23:59:59', 'Indian/Reunion');
    expect(shown(await program.get(`/breaches/${declared.id}`))).toMatchObject({ state: 'to_notify', notice: { standing: 'overdue', seconds: 3 * 3_600 + 59 * 60 + 59 } });
    await goTo('2029-03-27T00:00:00', 'Indian/Reunion');
    expect(shown(await program.get(`/breaches/${declared.id}`)).state).toBe('overdue');
    expect(received(before, /en retard/, 'mairie@reunion.example')).toHaveLength(1);
  });
});

describe('Une horloge qui avance', () => {
  test('les motifs se lisent à la page, à côté de ce qu’ils motivent', async () => {
    const moment = service.clock.now().getTime();
    let readings = 0;
    // As a real one does: no two readings are the same.
    const now = service.clock.now.bind(service.clock);
    service.clock.now = () => new Date(moment + 7 * (readings += 1));
    try {
      const program = await own();
      const { id } = shown(await declaredBy(program, new Date(moment).toISOString(), { structureId: structure }));
      for (const [path, body] of [
        [`/breaches/${id}/notices`, { kind: 'initial', at: new Date(moment).toISOString(), reference: 'N-2029-01-0001' }],
        [`/breaches/${id}/risk`, { risk: 'none', reason: 'Motif premier, le fichier était chiffré' }],
        [`/breaches/${id}/risk`, { risk: 'risk', reason: 'Motif second, la clé était avec lui' }],
      ] as const) expect([path, (await program.post(path, body)).status]).toEqual([path, expect.any(Number)]);
      const page = await (await clerkIn(service, lise)).get(`/violations/${id}`);
      expect(page.text).toContain('Motif premier');
      expect(page.text).toContain('Motif second');
    } finally {
      service.clock.now = now;
    }
  });
});

describe('Un partenaire national sans organisme local connu', () => {
  test('se nomme responsable sous son nom national', async () => {
    const [one] = await service.database.superuser<{ code: string }>(`delete from national_partner_body where departement_code = '48' and national_partner_code = 'la_poste' returning national_partner_code as code`);
    expect(one?.code).toBe('la_poste');
    const { id } = shown(await declaredBy(await own(), service.clock.now().toISOString(), { structureId: structure }));
    const page = await (await clerkIn(service, lise)).get(`/violations/${id}`);
    expect(page.text).toContain('La Poste');
    const named = await (await own()).post(`/breaches/${id}/controllers`, { partnerIds: [nationalPartnerId('48', 'la_poste')] });
    expect([named.status, shown(named).controllers?.length]).toEqual([200, 1]);
  });
});

describe('Le registre n’est lu que de ceux qu’il concerne', () => {
  test('ni la préfecture, ni un partenaire, ni un autre gestionnaire, ni une autre structure ; un agent lit et ne décide pas', async () => {
    const { id } = shown(await declaredBy(await own(), service.clock.now().toISOString(), { structureId: structure }));
    const [other] = await service.database.superuser<{ structure: string; gestionnaire: string; partner: string }>(
      `select s.id as structure, s.gestionnaire_id as gestionnaire, (select id from national_partner_body where departement_code = '48' limit 1) as partner from structure s where s.departement_code = '48' and s.gestionnaire_id <> $1 and s.id <> $2 limit 1`, [gestionnaire, structure]);
    const program = async (role: Role, organisationId: string | null): Promise<ApiClient> => new ApiClient(`${service.url}/api/v1`, await grantedToken(service, { role, organisationId, accountId: randomUUID() }));
    const statuses = async (role: Role, organisation: string | null): Promise<number[]> => {
      const client = await program(role, organisation);
      return [(await client.get(`/breaches/${id}`)).status, (await client.post(`/breaches/${id}/closing`, { reason })).status];
    };
    expect(await statuses('prefecture', null)).toEqual([403, 403]);
    expect(await statuses('auditor', null)).toEqual([403, 403]);
    expect(await statuses('partner', other!.partner)).toEqual([403, 403]);
    expect(await statuses('gestionnaire', other!.gestionnaire)).toEqual([404, 404]);
    expect(await statuses('agent', other!.structure)).toEqual([404, 403]);
    expect(await statuses('agent', structure)).toEqual([200, 403]);
    const listed = async (client: ApiClient): Promise<string[]> => ((await client.get('/breaches')).json.items as { id: string }[]).map((item) => item.id);
    expect(await listed(await program('gestionnaire', other!.gestionnaire))).toEqual([]);
    expect(await listed(await program('agent', structure))).toContain(id);
    expect((await declaredBy(await own(), service.clock.now().toISOString(), { structureId: other!.structure })).json.code).toBe('structure_unknown');
  });

  test('ce qui est écrit n’est lisible nulle part ailleurs : ni en base, ni dans le journal, ni dans un courriel', async () => {
    const tables = await service.database.superuser<{ name: string }>(`select table_schema || '.' || table_name as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`);
    const leaks: string[] = [];
    for (const { name } of tables) if ((await service.database.superuser(`select 1 from ${name} t where t::text like '%Quatresous%' or t::text like '%' || encode('Quatresous', 'hex') || '%' limit 1`)).length > 0) leaks.push(name);
    expect(leaks).toEqual([]);
    expect(service.mailbox.mails.filter(({ text, html }) => `${text}${html}`.includes('Quatresous'))).toEqual([]);
    expect((await service.database.superuser('select 1 from breach_text')).length).toBeGreaterThan(5);
    const [read] = await service.database.superuser<{ count: number }>(`select count(*)::int as count from journal where subject = 'reading' and payload->>'kind' = 'breach'`);
    expect(read!.count).toBeGreaterThan(3);
  });
});
