import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every certificate our authority issued, and the number of its last revocation list. Whom a certificate names stands in the certificate only. */
export class Keys1700000000500 implements MigrationInterface {
  name = 'Keys1700000000500';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- No reference to the round: the record is written in a transaction of its own, before the signature, while others hold the round.
      create table certificate (
        serial_hex text primary key,
        usage text not null check (usage in ('signatory', 'seal', 'certification', 'timestamp', 'ocsp')),
        round_id uuid,
        slot_id text,
        issued_at timestamptz(3) not null,
        not_after timestamptz(3) not null,
        revoked_at timestamptz(3),
        reason text,
        check ((revoked_at is null) = (reason is null))
      );
      create index certificate_revoked on certificate (revoked_at) where revoked_at is not null;
      create index certificate_of_slot on certificate (round_id, slot_id) where round_id is not null;

      create table revocation_list (
        only_row boolean primary key default true check (only_row),
        number bigint not null,
        der bytea,
        issued_at timestamptz(3),
        next_update timestamptz(3)
      );
      insert into revocation_list (number) values (0);
      comment on column revocation_list.der is 'the last list; null once a revocation made it stale';
      grant select, insert, update on certificate to paraphe_app;
      grant select, update on revocation_list to paraphe_app;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
