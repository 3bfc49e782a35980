import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { askedFor, dataRequestKinds, dataRequestWorkflow, dayAt, dueOn, isMailAddress, startOfDay } from '#libs/domain';
import type { DataRequest, DataRequestKind } from '#libs/domain';
import { actorOf, tokenHash } from '#libs/features/identity';
import type { Account } from '#libs/features/identity';
import { appendToJournal, CLOCK, Database, instantOf, KeyStore, systemActor, WorkflowRunner } from '#libs/platform';
import type { Actor, Clock, Submission } from '#libs/platform';
import { journalAccount, timeZoneOf } from './account-journal.js';
import { dataLinkByHash, dataLinksSince, dataRequestById, dataRequests, dataRequestsOf, insertDataLink, insertDataRequest, waitingRequests } from './data-request.store.js';
import type { DataLink, DataRequestRow } from './data-request.store.js';
import { departementsOf, keptAddress, keptOnAccount, keptOnAddress } from './kept-data.store.js';
import type { KeptData } from './kept-data.store.js';

/** The link of somebody without account: a day to open one's mails. It may be opened several times, since one reads, then asks. */
export const dataLinkHours = 24;
/** Links per address and day: an impatient person, not a flood in a mailbox. */
export const dataLinksPerDayMax = 3;
/** Requests that wait at once for one person: one of each kind. */
export const waitingRequestsMax = 3;
/** What is wrong fits a page. */
export const saidLengthMax = 2_000;
/** « Mon nom a changé » is already a request. */
export const saidLengthMin = 10;
/** The latest requests of a département. */
const listMax = 200;
const hourMs = 3_600_000;

/** Effects about a request: those of its table, and the first word to the préfecture. */
export type RequestEffect = DataRequest['effect'] | { type: 'reportToPrefecture' };
export type LinkEffect = { type: 'sendDataLink' };
export const dataLinkSubject = 'data_link';

export type RequestForm = { kind: string; said: string; departement: string };
export type RequestRefusal = 'kind_missing' | 'said_missing' | 'said_too_long' | 'departement_missing' | 'too_many_waiting';
export type Asked = { done: true; dueOn: string } | { done: false; refusals: RequestRefusal[] };
/** Who asks: an account, or whoever reads the mails of an address. */
type Requester = { actor: Actor; accountId: string | null; email: string | null; departements: readonly string[] };

const keeper = systemActor('personal-data');

/** What people may read and ask about what is kept on them, and what the préfecture answers. */
@Injectable()
export class DataRequests {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly keys: KeyStore, @Inject(CLOCK) private readonly clock: Clock) {}

  keptOnAccount(accountId: string): Promise<KeptData> {
    return this.db.withIdentity(keeper, (tx) => keptOnAccount(tx, accountId));
  }

  /** The same as a file to take away: the line says so, once. */
  exportOfAccount(account: Account): Promise<KeptData> {
    return this.db.withIdentity(keeper, async (tx) => {
      await journalAccount(tx, { subjectId: account.id, event: 'data.exported', payload: {}, actor: actorOf(account), at: instantOf(this.clock), timeZone: await timeZoneOf(tx, account.departementCode) });
      return keptOnAccount(tx, account.id);
    });
  }

  askAs(account: Account, form: RequestForm): Promise<Asked> {
    return this.ask({ actor: actorOf(account), accountId: account.id, email: null, departements: [account.departementCode] }, form);
  }

  async askByLink({ id, email }: DataLink, form: RequestForm): Promise<Asked> {
    const departements = departementsOf(await this.db.withIdentity(keeper, (tx) => keptOnAddress(tx, email)));
    return this.ask({ actor: systemActor(`data-link ${id}`), accountId: null, email, departements }, form);
  }

  /** Sends a link to an address on which something is kept. Says nothing of whether there is any. */
  async requestLink(email: string): Promise<void> {
    if (!isMailAddress(email)) return;
    await this.db.withIdentity(keeper, async (tx) => {
      const now = this.clock.now();
      const known = await keptAddress(tx, email);
      if (known === null || (await dataLinksSince(tx, known, new Date(now.getTime() - 24 * hourMs))) >= dataLinksPerDayMax) return;
      const id = randomUUID();
      await insertDataLink(tx, { id, email: known, createdAt: now, expiresAt: new Date(now.getTime() + dataLinkHours * hourMs), tokenHash: tokenHash(this.tokenOf(id)) });
      await this.runner.announce<LinkEffect>(tx, dataLinkSubject, id, { type: 'sendDataLink' });
    });
  }

  /** What the link opens; null when it is unknown or expired. Changes nothing. */
  look(token: string): Promise<{ link: DataLink; kept: KeptData } | null> {
    return this.db.withIdentity(keeper, async (tx) => {
      const link = await dataLinkByHash(tx, tokenHash(token));
      return link && link.expiresAt > this.clock.now() ? { link, kept: await keptOnAddress(tx, link.email) } : null;
    });
  }

  /** Derived, so that a mail sent again carries the same link. */
  tokenOf(linkId: string): string {
    return this.keys.derive('personal-data', linkId).toString('base64url');
  }

  /** Requests of the département: reading them is reading personal data. */
  list(by: Account): Promise<DataRequestRow[]> {
    return this.db.withIdentity(actorOf(by), async (tx) => {
      const rows = await dataRequestsOf(tx, by.departementCode, listMax);
      await this.journalReading(tx, by, { list: 'data_requests', count: rows.length });
      return rows;
    });
  }

  find(by: Account, id: string): Promise<DataRequestRow | null> {
    return this.db.withIdentity(actorOf(by), async (tx) => {
      const request = await dataRequestById(tx, id);
      if (request) await this.journalReading(tx, by, { dataRequestId: id, count: 1 });
      return request;
    });
  }

  answer(by: Account, id: string, command: DataRequest['command']): Promise<Submission<DataRequest>> {
    return this.runner.submit(dataRequests, id, command, actorOf(by));
  }

  private async ask({ actor, accountId, email, departements }: Requester, form: RequestForm): Promise<Asked> {
    const kind = dataRequestKinds.find((known) => known === form.kind);
    const said = form.said.trim();
    const departementCode = departements.length === 1 ? departements[0] : departements.find((code) => code === form.departement);
    const refusals = typed(kind, said, departementCode);
    if (refusals.length || !kind || !departementCode) return { done: false, refusals };
    return this.db.withIdentity(actor, async (tx) => {
      if ((await waitingRequests(tx, { accountId, email })) >= waitingRequestsMax) return { done: false, refusals: ['too_many_waiting'] };
      const timeZone = await timeZoneOf(tx, departementCode);
      const at = instantOf(this.clock);
      const facts = askedFor(kind, dayAt(at, timeZone));
      const id = randomUUID();
      await insertDataRequest(tx, { id, departementCode, timeZone, accountId, email, said, facts, dueAt: startOfDay(dueOn(dataRequestWorkflow, { state: dataRequestWorkflow.initial, facts })!, timeZone), now: this.clock.now() });
      await appendToJournal(tx, { subject: dataRequests.kind, subjectId: id, recordedAt: at, effectiveOn: facts.askedOn, actor, event: 'ask', payload: { kind, dueOn: facts.dueOn }, stateFrom: null, stateTo: dataRequestWorkflow.initial, basis: 'RGPD, articles 16 à 18' });
      await this.runner.announce<RequestEffect>(tx, dataRequests.kind, id, { type: 'reportToPrefecture' });
      return { done: true, dueOn: facts.dueOn };
    });
  }

  private async journalReading(tx: EntityManager, by: Account, payload: object): Promise<void> {
    await journalAccount(tx, { subjectId: by.departementCode, event: 'read', payload, actor: actorOf(by), at: instantOf(this.clock), timeZone: await timeZoneOf(tx, by.departementCode) });
  }
}

function typed(kind: DataRequestKind | undefined, said: string, departementCode: string | undefined): RequestRefusal[] {
  return [
    ...(kind ? [] : ['kind_missing' as const]),
    ...(said.length < saidLengthMin ? ['said_missing' as const] : []),
    ...(said.length > saidLengthMax ? ['said_too_long' as const] : []),
    ...(departementCode ? [] : ['departement_missing' as const]),
  ];
}
