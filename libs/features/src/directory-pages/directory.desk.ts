import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt, removalRefusals, removalToll } from '#libs/domain';
import type { Dossier, LegalDay, RemovableKind } from '#libs/domain';
import { UnknownDepartement, askFirst, candidatesFor, candidatesOf, departementOf, loadDossier, loadReference, openMembershipsOf, removeCandidate, removeFromDirectory, unfinishedMandatesOf } from '#libs/features/directory';
import type { BodyRef, Candidate } from '#libs/features/directory';
import { actorOf } from '#libs/features/identity';
import type { Account } from '#libs/features/identity';
import { CLOCK, Database, appendToJournal, instantOf } from '#libs/platform';
import type { Actor, Clock } from '#libs/platform';
import type { FieldError } from '#libs/ui';
import type { Posted } from './answers.js';
import type { About, Card, CardKind, Directory } from './card.js';
import { commitmentsOf } from './commitments.js';
import type { Farewell } from './removal.views.js';

/** What became of a posted card; refused, it is shown again with what is wrong. */
export type Saving<T> = { saved: true; subject: T; name: string; remark: string } | { saved: false; current: T; directory: Directory; errors: readonly FieldError[] };

/** Reads and changes the directory in the name of somebody, within what row-level security leaves them of their own département. */
@Injectable()
export class DirectoryDesk {
  constructor(private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  /** The directory as it stands today. Throws UnknownDepartement. */
  directory(account: Account): Promise<Directory> {
    return this.db.withIdentity(actorOf(account), (tx) => this.load(tx, account));
  }

  /** A card names people: who looked at which is written down. */
  noteReading<T>(card: Card<T>, account: Account, subject: T): Promise<void> {
    return this.db.withIdentity(actorOf(account), async (tx) => {
      const departement = await departementOf(tx, account.departementCode);
      if (departement) await this.journal(tx, actorOf(account), 'read', card.kind, card.idOf(subject), dayAt(instantOf(this.clock), departement.timeZone));
    });
  }

  /**
   * Checks a posted card and, when nothing is wrong with it, writes and journals it in one transaction. Null when the département has no such
   * card. The journal keeps the card's id, never what it says of people.
   */
  save<T>(card: Card<T>, account: Account, id: string, posted: Posted): Promise<Saving<T> | null> {
    return this.db.withIdentity(actorOf(account), async (tx) => {
      await lockCard(tx, card.kind, id);
      const directory = await this.load(tx, account);
      const current = card.find(directory, id);
      return current === undefined ? null : this.write(tx, card, account, 'edit', current, posted, directory);
    });
  }

  /** The same, for a card not yet recorded; null when what it is about does not exist. */
  add<T>(card: Card<T>, account: Account, about: About, posted: Posted): Promise<Saving<T> | null> {
    return this.db.withIdentity(actorOf(account), async (tx) => {
      const directory = await this.load(tx, account);
      const current = card.blank?.(randomUUID(), directory, about);
      return current === undefined ? null : this.write(tx, card, account, 'add', current, posted, directory);
    });
  }

  /** What a removal would take along, or what forbids it; null when there is no such card. */
  farewell<T>(card: Card<T>, kind: RemovableKind, account: Account, id: string): Promise<Farewell | null> {
    return this.db.withIdentity(actorOf(account), async (tx) => this.weigh(tx, card, kind, account, id, await this.load(tx, account)));
  }

  /** Removes the card unless something forbids it: what is returned says which. */
  remove<T>(card: Card<T>, kind: RemovableKind, account: Account, id: string): Promise<Farewell | null> {
    const actor = actorOf(account);
    return this.db.withIdentity(actor, async (tx) => {
      const directory = await this.load(tx, account);
      const farewell = await this.weigh(tx, card, kind, account, id, directory);
      if (!farewell || farewell.refusals.length > 0) return farewell;
      await removeFromDirectory(tx, account.departementCode, { kind, id });
      await this.journal(tx, actor, 'remove', card.kind, id, directory.today);
      return farewell;
    });
  }

  /** Takes one of the others who may sign out of the list; null when there is no such person. */
  removeCandidate(account: Account, id: string): Promise<Candidate | null> {
    return this.onCandidate(account, id, 'remove', (tx) => removeCandidate(tx, account.departementCode, id));
  }

  /** Makes one of the others the first who is asked. */
  askFirst(account: Account, id: string): Promise<Candidate | null> {
    return this.onCandidate(account, id, 'edit', (tx, { dossier }, candidate) => askFirst(tx, dossier, candidate));
  }

  private onCandidate(account: Account, id: string, event: 'edit' | 'remove', act: (tx: EntityManager, directory: Directory, candidate: Candidate) => Promise<void>): Promise<Candidate | null> {
    const actor = actorOf(account);
    return this.db.withIdentity(actor, async (tx) => {
      const directory = await this.load(tx, account);
      const candidate = directory.candidates.find((each) => each.id === id);
      if (!candidate) return null;
      await act(tx, directory, candidate);
      await this.journal(tx, actor, event, 'signatory_candidate', id, directory.today);
      return candidate;
    });
  }

  private async write<T>(tx: EntityManager, card: Card<T>, account: Account, event: 'add' | 'edit', current: T, posted: Posted, directory: Directory): Promise<Saving<T>> {
    const { subject, errors } = card.read(posted, current, directory.dossier);
    if (subject === null) return { saved: false, current, directory, errors };
    await card.save(tx, account.departementCode, subject, directory.dossier);
    await this.journal(tx, actorOf(account), event, card.kind, card.idOf(subject), directory.today);
    const remark = card.remark ? card.remark(subject, await this.load(tx, account)) : '';
    return { saved: true, subject, name: card.nameOf(subject), remark };
  }

  private async weigh<T>(tx: EntityManager, card: Card<T>, kind: RemovableKind, account: Account, id: string, directory: Directory): Promise<Farewell | null> {
    const subject = card.find(directory, id);
    if (subject === undefined) return null;
    const removable = { kind, id };
    const others = kind === 'gestionnaire' || kind === 'local_partner' ? candidatesFor(removable as { kind: typeof kind; id: string }, directory.candidates).length : 0;
    const memberships = kind === 'referent' || kind === 'offer' ? 0 : await openMembershipsOf(tx, id);
    const mandates = await unfinishedMandatesOf(tx, removable);
    const commitments = await commitmentsOf(tx, account.departementCode, directory.today);
    return { name: card.nameOf(subject), refusals: removalRefusals(removable, directory.dossier, commitments, { memberships, mandates }), toll: removalToll(removable, directory.dossier, others) };
  }

  private async journal(tx: EntityManager, actor: Actor, event: 'add' | 'edit' | 'remove' | 'read', kind: CardKind, id: string, today: LegalDay): Promise<void> {
    const departement = actor.kind === 'account' ? actor.departement : '';
    await appendToJournal(tx, {
      subject: 'directory', subjectId: departement, recordedAt: instantOf(this.clock), effectiveOn: today, actor, event, payload: { kind, id }, stateFrom: null, stateTo: null, basis: null,
    });
  }

  private async load(tx: EntityManager, account: Account): Promise<Directory> {
    const { departementCode } = account;
    const departement = await departementOf(tx, departementCode);
    if (!departement) throw new UnknownDepartement(departementCode);
    const today = dayAt(instantOf(this.clock), departement.timeZone);
    return { dossier: boundedTo(account, await loadDossier(tx, departementCode, today)), candidates: await candidatesOf(tx, departementCode), reference: await loadReference(tx), today, speaksFor: speakerFor(account) };
  }
}

/** A partner speaks for itself alone: the others, which the reference names to everybody, are not among those it may choose. */
function boundedTo({ role, organisationId }: Account, dossier: Dossier): Dossier {
  if (role !== 'partner') return dossier;
  const own = ({ id }: { id: string }): boolean => id === organisationId;
  return { ...dossier, nationalPartners: dossier.nationalPartners.filter(own), localPartners: dossier.localPartners.filter(own) };
}

/** Row-level security says the same; said before, it is an answer and no fault. */
function speakerFor({ role, organisationId }: Account): (body: BodyRef) => boolean {
  return ({ id }) => role === 'prefecture' || (id !== null && id === organisationId);
}

const tables: Partial<Record<CardKind, string>> = {
  structure: 'structure', gestionnaire: 'gestionnaire', national_partner: 'national_partner_body', local_partner: 'local_partner', referent: 'referent', offer: 'offer', signatory_candidate: 'signatory_candidate',
};

/** A card that goes while somebody saves it is gone: saved on, it would be made again, by somebody who may not make any. */
async function lockCard(tx: EntityManager, kind: CardKind, id: string): Promise<void> {
  const table = tables[kind];
  if (table) await tx.query(`select 1 from ${table} where id = $1 for update`, [id]);
}
