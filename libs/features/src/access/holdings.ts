import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Holding } from '#libs/domain';
import { Database, systemActor } from '#libs/platform';
import type { ObjectKind } from './access.js';

/** Whose an object of that kind is; null when there is none of that id. */
export type HoldingOf = (tx: EntityManager, id: string) => Promise<Holding | null>;

const resolver = systemActor('access');
/** Objects of a busy hour; beyond, the oldest are looked up again. */
const rememberedMax = 5_000;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whose each object is, as told by the feature that keeps it. */
@Injectable()
export class Holdings {
  private readonly known = new Map<ObjectKind, HoldingOf>();
  private readonly remembered = new Map<string, Holding>();
  private readonly constant = new Set<ObjectKind>();

  constructor(private readonly db: Database) {}

  /** Each feature declares the kinds it keeps, at start. */
  define(kind: ObjectKind, holdingOf: HoldingOf): void {
    this.known.set(kind, holdingOf);
  }

  /** The same, for objects known by a UUID: anything else names none. */
  defineByUuid(kind: ObjectKind, holdingOf: HoldingOf): void {
    this.define(kind, async (tx, id) => (uuid.test(id) ? holdingOf(tx, id) : null));
  }

  /** The same, for those that never change hands: each is looked up once while it is in use. */
  defineForGood(kind: ObjectKind, holdingOf: HoldingOf): void {
    this.constant.add(kind);
    this.defineByUuid(kind, holdingOf);
  }

  /** Looked up by the system, which sees everything: the policy decides after. */
  async find(kind: ObjectKind, id: string): Promise<Holding | null> {
    const holdingOf = this.known.get(kind);
    if (!holdingOf) throw new Error(`Nobody says whose a ${kind} is`);
    const key = `${kind} ${id}`;
    const remembered = this.remembered.get(key);
    if (remembered) return remembered;
    const found = await this.db.read(resolver, (tx) => holdingOf(tx, id));
    if (found && this.constant.has(kind)) this.remember(key, found);
    return found;
  }

  private remember(key: string, holding: Holding): void {
    this.remembered.set(key, holding);
    const [oldest] = this.remembered.keys();
    if (this.remembered.size > rememberedMax && oldest !== undefined) this.remembered.delete(oldest);
  }
}
