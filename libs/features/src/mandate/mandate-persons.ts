import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { personKey } from '#libs/domain';
import type { PersonNamed } from '#libs/domain';
import { CLOCK, KeyStore, KeyVault } from '#libs/platform';
import type { Clock } from '#libs/platform';

export type { PersonNamed };

/** Finds a person again by an exact match (decision 26): a digest keyed by the key store and by the structure, which two structures cannot compare. */
@Injectable()
export class MandatePersons {
  constructor(private readonly keys: KeyStore, private readonly vault: KeyVault, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Null also when no key of theirs is left: a database restored from an old backup knows marks that were rubbed out since, and finds nobody by them. */
  async find(tx: EntityManager, structureId: string, person: PersonNamed): Promise<string | null> {
    const rows: { id: string; slots: number[] }[] = await tx.query(
      'select p.id, array(select m.working_slot::float8 from mandate m where m.person_id = p.id order by m.started_at desc) as slots from mandate_person p where p.structure_id = $1 and p.lookup = $2', [structureId, this.lookup(structureId, person)],
    );
    for (const slot of rows[0]?.slots ?? []) if (await this.vault.read('mandate-working', slot)) return rows[0]!.id;
    return null;
  }

  /** The same row for two desks that meet the same person at once. */
  async findOrMake(tx: EntityManager, { structureId, departementCode }: { structureId: string; departementCode: string }, person: PersonNamed): Promise<string> {
    const rows: { id: string }[] = await tx.query(
      `insert into mandate_person (id, structure_id, departement_code, lookup, created_at) values ($1, $2, $3, $4, $5)
       on conflict (structure_id, lookup) do update set lookup = excluded.lookup returning id`,
      [randomUUID(), structureId, departementCode, this.lookup(structureId, person), this.clock.now()],
    );
    return rows[0]!.id;
  }

  /** The mandate no longer says whose it was; with the last one, nobody finds the person any more. */
  async forget(tx: EntityManager, mandateId: string): Promise<void> {
    const rows: { person_id: string | null }[] = await tx.query('select person_id from mandate where id = $1 for update', [mandateId]);
    const personId = rows[0]?.person_id;
    if (!personId) return;
    await tx.query('update mandate set person_id = null where id = $1', [mandateId]);
    await this.forgetIfLast(tx, personId);
  }

  /** Also when an identity is corrected before the signature: the one first typed may be nobody's. */
  async forgetIfLast(tx: EntityManager, personId: string): Promise<void> {
    // Locked first, so that a desk that finds this person at the same moment waits, and then makes them anew.
    await tx.query('select from mandate_person where id = $1 for update', [personId]);
    await tx.query('delete from mandate_person p where p.id = $1 and not exists (select from mandate m where m.person_id = p.id)', [personId]);
  }

  private lookup(structureId: string, { familyName, givenNames, birthDate }: PersonNamed): Buffer {
    return this.keys.derive(`mandate person ${structureId}`, personKey({ familyName, givenNames, birthDate }));
  }
}
