import { jest } from '@jest/globals';
import { clerkIn, invitationOf, launch, openDraft, sign, signersOf, until } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { attributeOf, fieldsOf, sendFields } from '../support/forms.js';
import type { TestMail } from '../support/mailbox.js';
import { nothingLeft } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';
import type { Page } from '../support/visitor.js';

jest.setTimeout(900_000);

/** How often a mail filter that insists opens each address, by GET and by HEAD. */
const times = 100;

let service: Service;
let id: string;
let signers: Signer[];
beforeAll(async () => {
  service = await startService();
  const clerk = await clerkIn(service);
  id = await openDraft(service, clerk, 1);
  await launch(service, clerk, id);
  signers = await signersOf(service, id);
});
afterAll(() => service?.stop());

const sql = <T extends object>(text: string, values: unknown[] = []) => service.database.superuser<T>(text, values);

/** Every row of every table of ours, those of the journal aside: their number, and what they hold. */
async function everyRow(): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public' and tablename not in ('journal', 'journal_head', 'journal_anchor') order by 1`);
  return rowsOf(tables.map(({ name }) => name));
}

async function rowsOf(tables: readonly string[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of tables) {
    const [row] = await sql<{ said: string }>(`select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as said from "${name}" t`);
    found[name] = row!.said;
  }
  return found;
}

async function journalOf(): Promise<string[]> {
  return (await sql<{ event: string }>('select event from journal where subject_id = $1 order by rank', [id])).map(({ event }) => event);
}

/** The addresses of a mail, as a filter sees them: in the text and in the HTML. */
function addressesIn(mail: TestMail): string[] {
  const found = [...`${mail.text} ${mail.html}`.matchAll(/https?:\/\/[^\s"<>]+/g)].map(([address]) => address.replaceAll('&amp;', '&'));
  return [...new Set(found)].filter((address) => address.startsWith(service.url));
}

/** What stands behind a page for a program that follows everything: its links, and the forms as they are, empty fields included, each button in turn. */
async function followEverything(address: string): Promise<void> {
  const visitor = new Visitor(service.url);
  const page = await visitor.get(address);
  const inside = [...page.html.matchAll(/(?:href|src)="(\/signer\/[^"#]+)[^"]*"/g)].map(([, path]) => path!);
  for (const path of new Set(inside)) await fetch(new URL(path, service.url), { redirect: 'manual' }).then((answer) => answer.arrayBuffer());
  await sendEachForm(visitor, page);
}

async function sendEachForm(visitor: Visitor, page: Page): Promise<void> {
  const actions = [...page.html.matchAll(/<form method="post" action="([^"]+)"/g)].map(([tag]) => attributeOf(tag, 'action'));
  for (const action of actions) {
    const answer = await sendFields(visitor, action, fieldsOf(page, action));
    if (!action.endsWith('/nouveau-lien')) expect([action, answer.status]).toEqual([action, 422]);
  }
}

/** A hundred looks of each kind, a few at a time, as filters do. */
async function scan(address: string): Promise<void> {
  for (let done = 0; done < times; done += 10) {
    const looks = Array.from({ length: 10 }, async () => {
      for (const method of ['GET', 'HEAD']) {
        const answer = await fetch(address, { method, redirect: 'follow' });
        await answer.arrayBuffer();
        expect(answer.status).toBeLessThan(500);
      }
    });
    await Promise.all(looks);
  }
}

/** What is owed is done, and what the calendar then owes too: an agreement that was sealed begins a life of its own. */
async function atRest(): Promise<void> {
  for (let pass = 0; pass < 2; pass++) {
    const subjects = await sql<{ subject: string }>('select distinct subject from outbox');
    await nothingLeft(service.database, subjects.map(({ subject }) => subject), service.clock.now());
    await service.tick();
  }
}

/** Opens and posts whatever that mail leads to, and shows that nothing has moved. */
async function expectNothingConsumed(mail: TestMail): Promise<void> {
  await atRest();
  const [rows, journal] = [await everyRow(), await journalOf()];
  const addresses = addressesIn(mail);
  expect(addresses.length).toBeGreaterThan(0);
  for (const address of addresses) {
    await scan(address);
    await followEverything(address);
  }
  await atRest();
  expect(await everyRow()).toEqual(rows);
  // What was sent without its human step is refused, and the journal says so.
  expect((await journalOf()).slice(journal.length).filter((event) => !event.startsWith('refused.'))).toEqual([]);
}

const mailTo = (signer: Signer, says: string, after = 0) => service.mailbox.receive(({ to, subject, text }) => to === signer.email && subject.includes(says) && text.includes(signer.bodyName), after);

test('l’invitation : cent lectures de chaque sorte et chaque formulaire renvoyé tel quel n’y changent rien', async () => {
  await expectNothingConsumed(await mailTo(signers[1]!, 'votre signature est attendue'));
});

test('la relance : de même', async () => {
  const before = service.mailbox.mails.length;
  const clerk = await clerkIn(service);
  await clerk.post(`/tournees/${id}/relances`, { slotId: signers[1]!.slotId }, `/tournees/${id}`);
  await expectNothingConsumed(await mailTo(signers[1]!, 'rappel', before));
});

test('le lien redemandé : de même', async () => {
  service.clock.moveTo(new Date('2026-11-24T10:00:00Z'));
  const before = service.mailbox.mails.length;
  await new Visitor(service.url).post('/mes-liens', { email: signers[1]!.email });
  await expectNothingConsumed(await mailTo(signers[1]!, 'rappel', before));
});

test('la page de tout ce qui attend et le texte à lire : de même', async () => {
  const link = await invitationOf(service, signers[1]!);
  await atRest();
  const [rows, journal] = [await everyRow(), await journalOf()];
  for (const path of ['/en-attente', '/lecture']) {
    const address = new URL(`${link}${path}`, service.url).href;
    await scan(address);
    await followEverything(address);
  }
  await atRest();
  expect(await everyRow()).toEqual(rows);
  expect(await journalOf()).toEqual(journal);
});

test('le courriel du code n’a aucun lien, et la page du code renvoyée telle quelle ne signe pas', async () => {
  const signer = signers[1]!;
  const link = await invitationOf(service, signer);
  const visitor = new Visitor(service.url);
  const before = service.mailbox.mails.length;
  const page = await visitor.post(`${link}/code`, { fullName: signer.name }, link);
  expect(addressesIn(await service.mailbox.receive(({ to, subject }) => to === signer.email && subject.includes('code'), before))).toEqual([]);
  await sendFields(visitor, `${link}/signature`, fieldsOf(page, `${link}/signature`));
  expect(await sql('select 1 from approval where round_id = $1', [id])).toEqual([]);
});

test('la personne signe ensuite comme si de rien n’était', async () => {
  expect((await sign(service, signers[1]!)).text).toContain('C’est signé');
});

test('le lien qui montre où en est la signature : de même', async () => {
  service.clock.moveTo(new Date('2026-11-24T11:00:00Z'));
  const before = service.mailbox.mails.length;
  const link = await invitationOf(service, signers[1]!);
  await new Visitor(service.url).post(`${link}/nouveau-lien`, {}, '/mes-liens');
  await expectNothingConsumed(await mailTo(signers[1]!, 'où en est', before));
});

test('l’exemplaire scellé : de même, et les autres ont pu signer', async () => {
  const others = signers.filter(({ slotId }) => slotId !== signers[1]!.slotId);
  for (const signer of others.filter(({ college }) => college !== 'prefet')) await sign(service, signer);
  await sign(service, signers.find(({ college }) => college === 'prefet')!);
  await until(service, id, 'sealed');
  await expectNothingConsumed(await mailTo(signers[1]!, 'exemplaire'));
});

test('un lien mort, lu cent fois, ne laisse que quelques lignes au journal', async () => {
  service.clock.moveTo(new Date('2027-01-05T09:00:00Z'));
  const link = await invitationOf(service, signers[2]!);
  await atRest();
  // The calendar of the agreement that was sealed lives on meanwhile: what a link could touch is looked at.
  const touchable = ['round', 'signatory', 'link', 'code', 'approval', 'signatory_proposal', 'document', 'revision'];
  const [rows, journal] = [await rowsOf(touchable), await journalOf()];
  await scan(new URL(link, service.url).href);
  expect(await rowsOf(touchable)).toEqual(rows);
  const added = (await journalOf()).slice(journal.length);
  expect(added).toEqual(['refused.link', 'refused.link', 'refused.link']);
});
