import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt, endInstant } from '#libs/domain';
import type { Instant, LegalDay, Mandate } from '#libs/domain';
import type { Principal } from '#libs/features/access';
import { CLOCK, Database, WorkflowRunner, instantOf, systemActor } from '#libs/platform';
import type { Alongside, Clock } from '#libs/platform';
import { refusedMandate } from './mandate-answers.js';
import type { MandateDone } from './mandate-answers.js';
import { mandateById, mandates } from './mandate.store.js';
import type { MandateRow } from './mandate.store.js';

const reader = systemActor('mandates');

/** What issuing, living and reading share: who asks, which mandate, and the one way to change it. */
@Injectable()
export class MandateDesk {
  constructor(readonly db: Database, private readonly runner: WorkflowRunner, @Inject(CLOCK) private readonly clock: Clock) {}

  now(): Instant {
    return instantOf(this.clock);
  }

  today({ timeZone }: { timeZone: string }): LegalDay {
    return dayAt(this.now(), timeZone);
  }

  /** Null: there is none, or it is another structure's. */
  find(id: string, { actor }: Pick<Principal, 'actor'>): Promise<MandateRow | null> {
    return this.db.read(actor, (tx) => mandateById(tx, id));
  }

  submit(row: MandateRow, command: Mandate['command'], principal: Principal, alongside?: Alongside<Mandate>): Promise<MandateDone> {
    return this.db.withIdentity(principal.actor, (tx) => this.submitIn(tx, row, command, principal, alongside));
  }

  /** A refusal is journalled, and says the first end when there was one. */
  async submitIn(tx: EntityManager, row: MandateRow, command: Mandate['command'], { actor }: Pick<Principal, 'actor'>, alongside?: Alongside<Mandate>): Promise<MandateDone> {
    const { id } = row;
    const done = await this.runner.submitIn(tx, mandates, id, command, actor, alongside);
    if (!done.accepted) return refusedMandate(done.refusal, { facts: (await mandateById(tx, id))?.facts });
    return { ok: true, id, row: { ...row, ...done.subject, agreementId: done.subject.facts.agreementId } };
  }

  /**
   * The account that represents the structure: whoever is signed in; for a program, the agent it names.
   * Null when that account is no agent of the structure today.
   */
  async agentFor({ actor, standing }: Principal, named: string | undefined): Promise<string | null> {
    if (actor.kind === 'account') return actor.id;
    const found = await this.db.read(reader, (tx) =>
      tx.query<{ id: string }[]>(
        `select a.id from account a join membership m on m.account_id = a.id where a.id::text = $1 and m.role = 'agent' and m.organisation_id::text = $2 and m.ended_at is null and a.disabled_at is null limit 1`,
        [named ?? '', standing.organisationId],
      ));
    return found[0]?.id ?? null;
  }
}

/** Working data are read and added to while the mandate is being issued or runs, to its last second; after, they wait for their destruction. */
export function isOpenMandate({ state, facts }: Pick<MandateRow, 'state' | 'facts'>, now: Instant): boolean {
  if (state === 'active') return Date.parse(now) < Date.parse(endInstant(facts)!);
  return state === 'drafted' || state === 'informed' || state === 'identified' || state === 'defined';
}
