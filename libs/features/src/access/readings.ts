import { Inject, Injectable } from '@nestjs/common';
import { dayAt } from '#libs/domain';
import { CLOCK, Database, anchorZone, appendToJournal, instantOf, systemActor } from '#libs/platform';
import type { Actor, Clock } from '#libs/platform';

/** A page that refreshes itself is one reading, not forty: the same person and the same thing are written down once in an hour. */
const againMs = 3_600_000;
/** Readings remembered at most; beyond, the oldest are forgotten and written down once more. */
const rememberedMax = 10_000;

/** Subject of the journal lines about pages that show many people at once; its id is the département. */
export const readingSubject = 'reading';

const scribe = systemActor('readings');

/** Who looked at what names people: ids only, never what was seen. */
@Injectable()
export class Readings {
  private readonly last = new Map<string, number>();

  constructor(private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  /** `kind` and `id` say what was shown: a round and its signatories, the list of a directory, the référents of a structure. */
  note(actor: Extract<Actor, { kind: 'account' | 'token' }>, kind: string, id: string): Promise<void> {
    return this.write(actor, actor, actor.departement, kind, id);
  }

  /** The same for whoever holds a paper and its code: nobody signs in to read it. */
  noteHolder(actor: Extract<Actor, { kind: 'anonymous' }>, departementCode: string, kind: string, id: string): Promise<void> {
    return this.write(actor, scribe, departementCode, kind, id);
  }

  private async write(actor: Actor, identity: Actor, departementCode: string, kind: string, id: string): Promise<void> {
    const key = `${actor.id} ${kind} ${id}`;
    const now = this.clock.now().getTime();
    const before = this.last.get(key);
    if (before !== undefined && now >= before && now - before < againMs) return;
    this.remember(key, now);
    const at = instantOf(this.clock);
    await this.db.withIdentity(identity, (tx) =>
      appendToJournal(tx, { subject: readingSubject, subjectId: departementCode, recordedAt: at, effectiveOn: dayAt(at, anchorZone), actor, event: 'read', payload: { kind, id }, stateFrom: null, stateTo: null, basis: null }),
    );
  }

  private remember(key: string, now: number): void {
    this.last.delete(key);
    this.last.set(key, now);
    const [oldest] = this.last.keys();
    if (this.last.size > rememberedMax && oldest !== undefined) this.last.delete(oldest);
  }
}
