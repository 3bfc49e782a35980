import ICAL from 'ical.js';
import { legalDay } from '#libs/domain';
import { agreementById, AccordsCadres } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { systemActor } from '#libs/platform';
import { clerkIn } from '../support/actors.js';
import { programOf } from '../support/api-client.js';
import { livingAgreement } from '../support/living-agreement.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

const start = new Date('2026-11-24T09:00:00Z');
const lise = 'lise.pradel@gestionnaire-48.example';
const ines = 'ines.salles@partenaire-48.example';
const odile = 'odile.maurin@controle-48.example';
const tester = systemActor('test');
const foldedBytesMax = 75;

let service: Service;
let agreement: AgreementRow;
let expired: AgreementRow;
let clerk: Visitor;
let gestionnaire: Visitor;

beforeAll(async () => {
  service = await startService({ now: start });
  agreement = await livingAgreement(service);
  expired = await livingAgreement(service, { signedOn: legalDay('2026-01-05'), termEndsOn: legalDay('2026-10-31'), renewalMonths: 0 });
  for (const { roundId } of [agreement, expired]) await frozenText(roundId);
  await service.tick();
  clerk = await clerkIn(service);
  gestionnaire = await signedIn(lise, 'gestionnaire');
});
afterAll(() => service?.stop());

/** The public page speaks of what has a frozen text. */
async function frozenText(roundId: string): Promise<void> {
  await service.database.superuser(
    `insert into document (id, round_id, name, manifest, provenance, content_hash, pages, created_at) values (gen_random_uuid(), $1, $2, '{}', '{}', $3, 1, now())`, [roundId, `essai-${roundId}.pdf`, 'a'.repeat(64)],
  );
}

/** People of several roles choose one. */
async function signedIn(address: string, role: string): Promise<Visitor> {
  const visitor = await clerkIn(service, address);
  const choice = await visitor.get('/espace');
  const membership = /<form[^>]*action="([^"]*)"[^>]*>(?:(?!<\/form>)[\s\S])*name="membership(?:Id)?" value="([^"]+)"/.exec(choice.html);
  if (membership && role) await visitor.post(membership[1]!, { membershipId: membership[2]! }, choice.path);
  return visitor;
}
const fresh = (): Promise<AgreementRow> => service.db.withIdentity(tester, async (tx) => (await agreementById(tx, agreement.id))!);
const plain = (text: string): string => text.replace(/[\s\u00a0\u202f]+/g, ' ');
async function at<T>(day: string, act: () => Promise<T>): Promise<T> {
  service.clock.moveTo(new Date(`${day}T09:00:00Z`));
  try {
    return await act();
  } finally {
    service.clock.moveTo(start);
  }
}

describe('Les pages d’une convention', () => {
  test('la liste dit l’état, la suite et ce qui vient', async () => {
    const { status, text } = await clerk.get('/conventions');
    expect(status).toBe(200);
    expect(text).toContain('En vigueur jusqu’au 31 décembre 2027. Reconduction tacite le 1er janvier 2028, sauf dénonciation remise au plus tard le 30 juin 2027.');
    expect(text).toContain('Échue depuis le 31 octobre 2026');
    expect(text).toMatch(/À venir : .* \(dans \d+ jours\)/);
  });

  test('chaque convention montre sa vie, ses parties, ses versions, et pourquoi', async () => {
    const { status, text, html } = await clerk.get(`/conventions/${agreement.id}`);
    expect(status).toBe(200);
    for (const said of ['La vie de la convention', 'Les parties', 'Les versions du texte', 'Pourquoi ces dates', 'Ce qui vient', 'Version 1', 'S’applique', 'à temps', 'trop tard']) expect(text).toContain(said);
    expect(text).toContain('Reçu le 30 juin 2027, il mène au 30 décembre 2027');
    expect(html).toMatch(/<svg class="pf-chart pf-life pf-only-wide"/);
    expect(html).toContain(`/tournees/${agreement.roundId}/document.pdf`);
  });

  test('une partie la lit aussi, sans ce que la préfecture seule décide', async () => {
    const { status, text } = await gestionnaire.get(`/conventions/${agreement.id}`);
    expect(status).toBe(200);
    expect(text).not.toContain('Ce que la préfecture décide');
    expect((await gestionnaire.post(`/conventions/${agreement.id}/decision`, { decision: 'continue' }, '/conventions')).status).toBe(403);
  });

  test('une convention inconnue, ou un identifiant de travers, est introuvable', async () => {
    for (const id of ['00000000-0000-4000-8000-000000000000', 'n-importe-quoi']) expect((await clerk.get(`/conventions/${id}`)).status).toBe(404);
  });
});

describe('Ce que la préfecture décide', () => {
  const page = (): string => `/conventions/${agreement.id}`;
  test('rien de choisi : dit au champ, et rien n’est enregistré', async () => {
    const { status, text } = await clerk.post(`${page()}/decision`, {}, page());
    expect(status).toBe(422);
    expect(text).toContain('Choisissez l’une des trois décisions');
    expect((await fresh()).facts.decision).toBeNull();
  });
  test('« ne pas reconduire » est gardé, et l’article 7 dit que cela ne suffit pas', async () => {
    const { status, text } = await clerk.post(`${page()}/decision`, { decision: 'denounce' }, page());
    expect(status).toBe(200);
    expect(text).toContain('La convention ne prévoit pas de dénonciation par le préfet (article 7)');
    expect((await fresh()).facts.decision).toMatchObject({ choice: 'denounce', on: '2026-11-24' });
  });
  test('elle change tant que le jour le permet', async () => {
    const { text } = await clerk.post(`${page()}/decision`, { decision: 'continue' }, page());
    expect(text).toContain('Décision enregistrée le 24 novembre 2026 : continuer');
    expect(text).not.toContain('ne prévoit pas de dénonciation par le préfet');
  });
  test('échue, elle attend qu’on dise quand son exécution a cessé ; ce qui est saisi n’est pas perdu', async () => {
    const shown = await clerk.get(`/conventions/${expired.id}`);
    expect(shown.text).toContain('Constater la fin de l’exécution');
    expect(shown.text).toContain('ne prévoient pas de reconduction');
    const early = await clerk.post(`/conventions/${expired.id}/fin`, { endedOn: '2026-10-30', reason: 'Les permanences se sont arrêtées partout.' }, `/conventions/${expired.id}`);
    expect(early.status).toBe(422);
    expect(early.text).toContain('ne peut pas avoir cessé avant l’échéance');
    expect(early.html).toContain('Les permanences se sont arrêtées partout.');
    const done = await clerk.post(`/conventions/${expired.id}/fin`, { endedOn: '2026-11-15', reason: 'Les permanences se sont arrêtées partout.' }, `/conventions/${expired.id}`);
    expect(done.text).toContain('Terminée : son dernier jour est le 15 novembre 2026.');
    const again = await clerk.post(`/conventions/${expired.id}/fin`, { endedOn: '2026-11-15', reason: 'Les permanences se sont arrêtées partout.' }, `/conventions/${expired.id}`);
    expect(again.text).toContain('La convention a pris fin');
  });
});

describe('Ce qui était en vigueur un jour donné', () => {
  test.each([
    ['2026-11-23', 'n’est pas encore signée|n’était pas encore signée'], ['2027-03-12', 'sera en vigueur, dans sa première période, jusqu’au 31 décembre 2027, si rien ne se passe'], ['2028-01-01', 'sera en vigueur, dans sa 2e période'], ['2041-01-01', 'on ne peut pas dire'],
  ])('le %s', async (day, said) => {
    const { status, text } = await clerk.get(`/conventions/${agreement.id}/etat?le=${day}`);
    expect(status).toBe(200);
    expect(text).toMatch(new RegExp(said));
  });
  test('un jour qui n’existe pas est dit au champ, et reste tel qu’il fut saisi', async () => {
    const { status, text, html } = await clerk.get(`/conventions/${agreement.id}/etat?le=2027-02-29`);
    expect(status).toBe(422);
    expect(text).toContain('Indiquez un jour');
    expect(html).toContain('value="2027-02-29"');
  });
  test('la page publique le dit à qui tient le document, sans nommer personne', async () => {
    const visitor = new Visitor(service.url);
    const shown = await visitor.get(`/verifier/${agreement.number}`);
    expect(shown.text).toContain('Elle est en vigueur jusqu’au 31 décembre 2027');
    expect((await visitor.get(`/verifier/${agreement.number}?le=2027-03-12`)).text).toContain('Le 12 mars 2027, la convention sera en vigueur');
    expect((await visitor.get(`/verifier/${agreement.number}?le=demain`)).status).toBe(422);
    expect((await visitor.get(`/verifier/${expired.number}`)).text).toMatch(/Terminée.*Son dernier jour est le 15 novembre 2026/);
  });
});

describe('Par programme', () => {
  test('la liste, une convention avec sa chronologie, et l’état d’un jour', async () => {
    const program = await programOf(service, 'prefecture', null);
    const list = await program.get('/agreements');
    expect(list.json.items).toHaveLength(2);
    const one = await program.get(`/agreements/${agreement.id}`);
    expect(one.json).toMatchObject({ number: agreement.number, state: 'in_force', lastUsefulDay: '2027-06-30', term: { renewal: 0, to: '2027-12-31' } });
    expect((one.json.chronicle as { uid: string }[]).map(({ uid }) => uid)).toContain(`term-${agreement.id}-in-force`);
    const status = await program.get(`/agreements/${agreement.id}/status?on=2027-03-12`);
    expect(status.json).toMatchObject({ day: '2027-03-12', tense: 'foreseen', standing: 'in_force', version: { n: 1 }, term: { renewal: 0 } });
    expect((status.json.bound as unknown[]).length).toBeGreaterThan(5);
    expect((await program.get(`/agreements/${agreement.id}/status?on=2027-02-29`)).status).toBe(422);
  });
  test('décider, et se voir refuser en français', async () => {
    const program = await programOf(service, 'prefecture', null);
    expect((await program.post(`/agreements/${agreement.id}/decision`, { decision: 'amend' })).json).toMatchObject({ decision: 'amend' });
    const refused = await program.post(`/agreements/${agreement.id}/end`, { endedOn: '2026-11-20', reason: 'Plus aucune permanence.' });
    expect([refused.status, refused.json.code]).toEqual([409, 'not_possible_now']);
    const ended = await program.post(`/agreements/${expired.id}/decision`, { decision: 'continue' });
    expect([ended.status, ended.json.code]).toEqual([409, 'agreement_ended']);
  });
});

describe('L’année du département', () => {
  test('une image, son tableau, et les années voisines', async () => {
    const { status, text, html } = await clerk.get('/departement/annee/2027');
    expect(status).toBe(200);
    expect(text).toContain('L’année 2027 de la Lozère');
    expect(text).toContain('Dernier jour utile');
    for (const year of [2026, 2028]) expect(html).toContain(`href="/departement/annee/${year}"`);
  });
  test('l’auditeur la lit, un gestionnaire non, et une année folle n’existe pas', async () => {
    expect((await (await signedIn(odile, 'auditor')).get('/departement/annee/2027')).status).toBe(200);
    expect((await gestionnaire.get('/departement/annee/2027')).status).toBe(403);
    expect((await clerk.get('/departement/annee/0001')).status).toBe(404);
  });
});

describe('Mon agenda', () => {
  type Feed = { status: number; text: string; type: string | null };
  const feed = async (path: string): Promise<Feed> => {
    const answer = await fetch(`${service.url}${path}`);
    return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') };
  };
  const makeAddress = async (visitor: Visitor): Promise<string> => {
    const made = await visitor.post('/mon-agenda');
    expect(made.status).toBe(201);
    return new URL(/value="(https?:[^"]+\.ics)"/.exec(made.html)![1]!).pathname;
  };
  const eventsOf = (text: string) => new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return { uid: event.uid, on: event.startDate.toString(), until: event.endDate.toString(), isDay: event.startDate.isDate, summary: event.summary, stamp: String(component.getFirstPropertyValue('dtstamp')), alarms: component.getAllSubcomponents('valarm').length };
  });

  test('le calendrier se lit par un logiciel d’agenda : jours entiers, lignes pliées, ni alarme, ni personne', async () => {
    const { status, text, type } = await feed(await makeAddress(gestionnaire));
    expect([status, type]).toEqual([200, 'text/calendar; charset=utf-8']);
    const events = eventsOf(text);
    expect(events.length).toBeGreaterThan(2);
    expect(events.every(({ isDay, alarms }) => isDay && alarms === 0)).toBe(true);
    const useful = events.find(({ uid }) => uid === `term-${agreement.id}-last-useful-day-0@paraphe`)!;
    expect([useful.on, useful.until]).toEqual(['2027-06-30', '2027-07-01']);
    expect(useful.summary).toContain('Dernier jour utile');
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(foldedBytesMax);
    expect(text).toMatch(/REFRESH-INTERVAL;VALUE=DURATION:PT12H/);
    const people = await service.database.superuser<{ name: string }>('select full_name as name from account union select last_name from signatory');
    for (const { name } of people) expect(text).not.toContain(name);
  });

  test('deux lectures donnent les mêmes identifiants, et une date qui bouge garde le sien', async () => {
    const path = await makeAddress(clerk);
    const before = eventsOf((await feed(path)).text);
    const later = new Date(start.getTime() + 60_000);
    service.clock.moveTo(later);
    const same = eventsOf((await feed(path)).text);
    expect(same.map(({ uid, on }) => [uid, on])).toEqual(before.map(({ uid, on }) => [uid, on]));
    // A shorter Accord cadre cuts the term: its last day, and the last useful one, come sooner.
    await service.web.get(AccordsCadres).record({ concludedOn: legalDay('2026-11-01'), endsOn: legalDay('2027-09-30'), reference: 'Accord cadre écourté, pour l’essai', sourceUrl: null });
    const moved = eventsOf((await feed(path)).text);
    const useful = (events: typeof moved) => events.find(({ uid }) => uid === `term-${agreement.id}-last-useful-day-0@paraphe`)!;
    expect([useful(before).on, useful(moved).on]).toEqual(['2027-06-30', '2027-03-31']);
    expect(useful(moved).stamp > useful(before).stamp).toBe(true);
    await service.web.get(AccordsCadres).record({ concludedOn: legalDay('2026-11-02'), endsOn: legalDay('2040-12-31'), reference: 'Accord cadre rétabli, pour l’essai', sourceUrl: null });
    service.clock.moveTo(start);
  });

  test('une adresse inconnue, remplacée, fermée, ou dont l’habilitation a pris fin : la même réponse', async () => {
    const first = await makeAddress(gestionnaire);
    const second = await makeAddress(gestionnaire);
    const unknown = await feed(`/calendrier/${'A'.repeat(43)}.ics`);
    expect(unknown.status).toBe(404);
    expect(await feed(first)).toEqual(unknown);
    expect((await feed(second)).status).toBe(200);
    expect((await gestionnaire.get('/mon-agenda')).text).toContain('Un agenda l’a lue');
    await gestionnaire.post('/mon-agenda/revoquer', {}, '/mon-agenda');
    expect(await feed(second)).toEqual(unknown);
    for (const path of ['/calendrier/x.ics', '/calendrier/x', `/calendrier/${'A'.repeat(500)}.ics`]) expect(await feed(path)).toEqual(unknown);
    const partner = await signedIn(ines, 'partner');
    const third = await makeAddress(partner);
    expect((await feed(third)).status).toBe(200);
    await service.database.superuser(`update membership set ended_at = now(), ended_by = 'test' where account_id = (select id from account where email = $1)`, [ines]);
    expect(await feed(third)).toEqual(unknown);
    await service.database.superuser(`update membership set ended_at = null, ended_by = null where account_id = (select id from account where email = $1)`, [ines]);
  });

  test('l’adresse n’est gardée nulle part en clair', async () => {
    const path = await makeAddress(gestionnaire);
    const kept = await service.database.superuser<{ count: number }>(`select (select count(*) from calendar_feed where token_hash = $1)::int + (select count(*) from journal where payload::text like '%' || $1 || '%')::int as count`, [/calendrier\/([\w-]+)\.ics/.exec(path)![1]!]);
    expect(kept[0]!.count).toBe(0);
  });
});

describe('Chez soi', () => {
  test('le gestionnaire trouve son échéance, son dernier jour utile et le chemin du préavis', async () => {
    const { text, html } = await gestionnaire.get('/espace');
    expect(text).toContain('Mon échéance');
    expect(text).toMatch(/Dernier jour utile pour dénoncer : le 30 juin 2027, dans 218 jours/);
    expect(html).toContain(`href="/conventions/${agreement.id}/preavis/nouveau"`);
  });
  test('la préfecture trouve les décisions demandées, à leur jour', async () => {
    if ((await fresh()).facts.decision) await service.database.superuser(`update agreement set facts = facts || '{"decision": null}' where id = $1`, [agreement.id]);
    await at('2027-04-01', async () => {
      await service.tick();
      const colleague = await clerkIn(service);
      const { text } = await colleague.get('/espace');
      expect(text).toContain('1 décision est demandée');
      expect(text).toContain(`Décider de la suite de la convention ${agreement.number}`);
    });
  });
});

test('quatre ans plus tard, chaque jour passé se lit encore dans les faits', async () => {
  await at('2030-02-01', async () => {
    await service.tick();
    const now = await fresh();
    expect(now.facts.renewals).toBe(3);
    const page = await (await clerkIn(service)).get(`/conventions/${agreement.id}/etat?le=2029-12-31`);
    expect(page.text).toContain('Le 31 décembre 2029, la convention était en vigueur, dans sa 3e période, jusqu’au 31 décembre 2029.');
    expect((await new Visitor(service.url).get(`/verifier/${agreement.number}`)).text).toContain('Elle est en vigueur jusqu’au 31 décembre 2030, reconduite 3 fois.');
    const program = await programOf(service, 'prefecture', null);
    const renewals = await Promise.all(['2027-12-31', '2028-01-01'].map(async (day) => ((await program.get(`/agreements/${agreement.id}/status?on=${day}`)).json.term as { renewal: number }).renewal));
    expect(renewals).toEqual([0, 1]);
    expect(plain((await program.get(`/agreements/${agreement.id}`)).json.sentence as string)).toContain('En vigueur jusqu’au 31 décembre 2030');
  });
});
