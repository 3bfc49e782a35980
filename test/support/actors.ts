import { createHash } from 'node:crypto';
import { loadRound, signatoriesOf } from '#libs/features/round';
import { systemActor } from '#libs/platform';
import type { RoundState } from '#libs/domain';
import type { Database } from '#libs/platform';
import type { TestDatabase } from './database.js';
import type { Mailbox } from './mailbox.js';
import { nothingDue, patienceMs } from './patience.js';
import type { Service } from './service.js';
import { Visitor } from './visitor.js';
import type { Page } from './visitor.js';

export const clerkAddress = 'helene.bastide@prefecture-48.example';
const test = systemActor('test');

/**
 * How many mails have come, once everything due by now has been done: what comes after was caused by what is done next.
 * A test that counts mails begins here; one that waits for a certain mail need not.
 */
export async function mailsSoFar({ database, clock, mailbox }: Pick<Service, 'database' | 'clock' | 'mailbox'>): Promise<number> {
  await nothingDue(database, clock.now());
  return mailbox.mails.length;
}

/** What these people need of a service, in this process or in others. */
export type Reachable = { url: string; db: Database; database: TestDatabase; mailbox: Mailbox };

/** Signs somebody in by the mailed link: the clerk, unless another address is given. */
export async function clerkIn(service: Reachable, address = clerkAddress): Promise<Visitor> {
  const clerk = new Visitor(service.url);
  const before = service.mailbox.mails.length;
  await clerk.post('/connexion', { email: address });
  const mail = await service.mailbox.receive(({ to, text }) => to === address && text.includes('/connexion/'), before);
  await clerk.post(/https?:\/\/\S+\/connexion\/\S+/.exec(mail.text)![0]);
  return clerk;
}

/** Opens a draft through the pages, optionally keeps fewer structures (faster to assemble), and returns its id. */
export async function openDraft(service: Reachable, clerk: Visitor, structuresMax?: number): Promise<string> {
  const page = await clerk.post('/tournees/nouvelle', { model: 'modele-paraphe' });
  const id = /\/tournees\/([0-9a-f-]{36})/.exec(page.path)![1]!;
  if (structuresMax) await service.database.superuser('update round set structures_max = $2 where id = $1', [id, structuresMax]);
  return id;
}

/** Launches and waits until the invitations may leave. */
export async function launch(service: Service, clerk: Visitor, id: string, dates = { collectUntil: '2026-12-24', termEndsOn: '2027-12-31' }): Promise<void> {
  const page = await clerk.post(`/tournees/${id}/lancer`, dates);
  if (page.status !== 200) throw new Error(`The launch answers ${page.status}: ${page.text.slice(400, 1200)}`);
  await until(service, id, 'collecting');
}

/** Waits for a state; says where the round stands when it does not come. */
export async function until(service: Service, id: string, state: RoundState, maxMs = patienceMs): Promise<void> {
  const end = performance.now() + maxMs;
  let seen = '';
  while (performance.now() < end) {
    const round = await service.db.withIdentity(test, (tx) => loadRound(tx, id));
    seen = round.state;
    if (seen === state) return;
    if (round.facts.assemblyFailure) throw new Error(`The assembly of ${id} failed: ${round.facts.assemblyFailure}`);
    await nextChange(service, id);
  }
  throw new Error(`Round ${id} is ${seen}, not ${state}, after ${maxMs} ms`);
}

export type Signer = { slotId: string; college: string; bodyName: string; name: string; email: string };

export async function signersOf(service: Reachable, id: string): Promise<Signer[]> {
  return service.db.withIdentity(test, async (tx) => {
    const people = new Map((await signatoriesOf(tx, id)).map((person) => [person.id, person]));
    return (await loadRound(tx, id)).facts.slots.map(({ id: slotId, college, bodyName, signatoryId }) => {
      const { firstName, lastName, email } = people.get(signatoryId)!;
      return { slotId, college, bodyName, name: `${firstName} ${lastName}`, email };
    });
  });
}

/** The link of the latest invitation to a body, as mailed. */
export async function invitationOf(service: Reachable, signer: Signer, after = 0): Promise<string> {
  const mail = await service.mailbox.receive(({ to, text }) => to === signer.email && text.includes(signer.bodyName) && text.includes('/signer/'), after);
  return linkIn(service, mail, signer);
}

/** The link in a mail; the one to that place when it brings several to the same person. */
export async function linkIn({ database }: Pick<Reachable, 'database'>, { text }: { text: string }, { slotId }: Pick<Signer, 'slotId'>): Promise<string> {
  const links = [...text.matchAll(/https?:\/\/\S+(\/signer\/([\w-]+))/g)];
  if (links.length === 1) return links[0]![1]!;
  const kept = new Set((await database.superuser<{ hash: string }>('select token_hash as hash from link where slot_id = $1', [slotId])).map(({ hash }) => hash));
  const found = links.find(([, , token]) => kept.has(createHash('sha256').update(token!).digest('hex')));
  if (!found) throw new Error(`No link to ${slotId} in: ${text}`);
  return found[1]!;
}

/** Asks for a code and reads it in the mailbox. */
export async function codeFor(service: Reachable, visitor: Visitor, link: string, signer: Signer): Promise<string> {
  const before = service.mailbox.mails.length;
  await visitor.post(`${link}/code`, { fullName: signer.name }, link);
  const mail = await service.mailbox.receive(({ to, subject, text }) => to === signer.email && subject.includes('code') && text.includes(signer.bodyName), before);
  return /\b\d{6}\b/.exec(mail.text)![0];
}

/** Follows the link mailed past the first `after` mails, and signs. Returns the page that says so. */
export async function sign(service: Reachable, signer: Signer, after = 0): Promise<Page> {
  const visitor = new Visitor(service.url);
  const link = await invitationOf(service, signer, after);
  const code = await codeFor(service, visitor, link, signer);
  return visitor.post(`${link}/signature`, { fullName: signer.name, code }, `${link}/code`);
}

/** Resolves at the next change of the round, or after a short while: what was missed meanwhile is looked at again. */
function nextChange(service: Service, id: string): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      subscription.unsubscribe();
      resolve();
    };
    const timer = setTimeout(done, 250);
    const subscription = service.live.of('round', id).subscribe(done);
  });
}
