import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt } from '#libs/domain';
import type { Dossier, LegalDay } from '#libs/domain';
import type { Principal } from '#libs/features/access';
import { UnknownDepartement, departementOf, loadDossier, removeCandidate, removeFromDirectory } from '#libs/features/directory';
import { CLOCK, Database, appendToJournal, instantOf } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { checkRemoval } from './directory.removal.js';
import type { Resource, Surroundings } from './directory.resource.js';
import { checkVersion } from './etag.js';
import { paginate } from './pagination.js';
import type { PageQuery } from './pagination.js';
import { invalid, notFound } from './problem.js';

type Opened = Surroundings & { tx: EntityManager; today: LegalDay };

/** Reads and changes the directory for a program: within what row-level security shows it, one transaction each time. */
@Injectable()
export class ApiDirectory {
  constructor(private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  page<T extends { id: string }, V extends object>(resource: Resource<T, V>, principal: Principal, query: PageQuery): Promise<{ items: V[]; nextCursor: string | null }> {
    return this.open(principal, async (opened) => {
      const { items, nextCursor } = paginate(await resource.list(opened.tx, opened), query);
      if (resource.isPersonal) await this.journal(opened, principal, 'read', { kind: resource.kind, count: items.length });
      return { items: items.map(resource.shown), nextCursor };
    });
  }

  one<T extends { id: string }, V extends object>(resource: Resource<T, V>, principal: Principal, id: string): Promise<V> {
    return this.open(principal, async (opened) => {
      const subject = await this.find(opened, resource, id);
      if (resource.isPersonal) await this.journal(opened, principal, 'read', { kind: resource.kind, count: 1 });
      return resource.shown(subject);
    });
  }

  create<T extends { id: string }, V extends object, I extends object>(resource: Resource<T, V, I>, principal: Principal, input: I): Promise<V> {
    return this.open(principal, (opened) => this.keep(opened, resource, principal, resource.filled(input, randomUUID(), null), null));
  }

  /** Replaces the card whose version the program has seen. */
  replace<T extends { id: string }, V extends object, I extends object>(resource: Resource<T, V, I>, principal: Principal, { id, input, ifMatch }: { id: string; input: I; ifMatch: string | undefined }): Promise<V> {
    return this.open(principal, async (opened) => {
      await lockCard(opened.tx, resource.kind, id);
      const dossier = await loadDossier(opened.tx, opened.dossier.departement.code, opened.today);
      const current = await this.find({ ...opened, dossier }, resource, id);
      checkVersion(ifMatch, resource.shown(current));
      return this.keep({ ...opened, dossier }, resource, principal, resource.filled(input, id, current), current);
    });
  }

  remove<T extends { id: string }>({ kind, removal, list }: Resource<T>, principal: Principal, id: string): Promise<void> {
    if (!removal) throw notFound();
    return this.open(principal, async (opened) => {
      const { tx, dossier } = opened;
      if (!(await list(tx, opened)).some((one) => one.id === id)) throw notFound();
      if (removal.kind === 'candidate') await removeCandidate(tx, dossier.departement.code, id);
      else {
        await checkRemoval(tx, dossier, { kind: removal.kind, id }, opened.today);
        await removeFromDirectory(tx, dossier.departement.code, { kind: removal.kind, id });
      }
      await this.journal(opened, principal, 'remove', { kind, id });
    });
  }

  /** The whole of what one may see, in one piece. */
  dossier(principal: Principal, read: { kind: string; count: (dossier: Dossier) => number } | null): Promise<Dossier> {
    return this.open(principal, async (opened) => {
      if (read) await this.journal(opened, principal, 'read', { kind: read.kind, count: read.count(opened.dossier) });
      return opened.dossier;
    });
  }

  private async keep<T extends { id: string }, V extends object, I extends object>(opened: Opened, resource: Resource<T, V, I>, principal: Principal, subject: T, current: T | null): Promise<V> {
    const errors = resource.judged(subject, current, opened);
    if (errors.length > 0) throw invalid(errors);
    await resource.save(opened.tx, opened.dossier, subject);
    await this.journal(opened, principal, current ? 'edit' : 'add', { kind: resource.kind, id: subject.id });
    const dossier = await loadDossier(opened.tx, opened.dossier.departement.code, opened.today);
    return resource.shown(await this.find({ ...opened, dossier }, resource, subject.id));
  }

  private async find<T extends { id: string }>(opened: Opened, resource: Pick<Resource<T>, 'list'>, id: string): Promise<T> {
    const found = (await resource.list(opened.tx, opened)).find((one) => one.id === id);
    if (!found) throw notFound();
    return found;
  }

  private open<R>({ actor, standing }: Principal, work: (opened: Opened) => Promise<R>): Promise<R> {
    return this.db.withIdentity(actor, async (tx) => {
      const departement = await departementOf(tx, standing.departementCode);
      if (!departement) throw new UnknownDepartement(standing.departementCode);
      const today = dayAt(instantOf(this.clock), departement.timeZone);
      return work({ tx, today, standing, dossier: await loadDossier(tx, departement.code, today) });
    });
  }

  /** Kinds, ids and counts: never what a card says of people. */
  private async journal({ tx, today, dossier }: Opened, { actor }: Principal, event: string, payload: object): Promise<void> {
    await appendToJournal(tx, { subject: 'directory', subjectId: dossier.departement.code, recordedAt: instantOf(this.clock), effectiveOn: today, actor, event, payload, stateFrom: null, stateTo: null, basis: null });
  }
}

const tables: Record<Resource['kind'], string> = {
  structure: 'structure', gestionnaire: 'gestionnaire', national_partner: 'national_partner_body', local_partner: 'local_partner', referent: 'referent', offer: 'offer', candidate: 'signatory_candidate',
};

/** Of two programs that replace one card, the second sees what the first has made of it, and is refused. */
async function lockCard(tx: EntityManager, kind: Resource['kind'], id: string): Promise<void> {
  await tx.query(`select 1 from ${tables[kind]} where id = $1 for update`, [id]);
}
