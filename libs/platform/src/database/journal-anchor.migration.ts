import type { EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import { headMac, journalKeyOf, lineMac } from '../workflow/journal-key.js';
import type { Head } from '../workflow/journal-key.js';

/** Old lines are sealed by so many: the memory of one page, whatever the age of the installation. */
const sealBatch = 1_000;

/** The journal's macs and witnesses, the head of each chain, and the anchors of every day (ADR 6). */
export class JournalAnchor1700000000400 implements MigrationInterface {
  name = 'JournalAnchor1700000000400';

  async up(db: QueryRunner): Promise<void> {
    await db.query(lineColumns);
    await db.query(headTable);
    await db.query(anchorTable);
    await sealOldLines(db.manager);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const lineColumns = `
  alter table journal add column witness bigint, add column mac text;
  comment on column journal.witness is 'seq of the newest line of the whole journal that this one has seen';
  comment on column journal.mac is 'HMAC over seq, hash and witness, by a key that is not in the database';
  create index journal_recorded_at on journal using brin (recorded_at);
  grant usage on sequence journal_seq_seq to paraphe_app;`;

const headTable = `
  create table journal_head (
    subject text not null,
    subject_id text not null,
    rank integer not null,
    hash text not null,
    mac text not null,
    primary key (subject, subject_id)
  ) with (fillfactor = 70);
  comment on table journal_head is 'where each chain stands: without it nobody would miss its last lines';

  create function journal_head_only_advances() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and new.subject = old.subject and new.subject_id = old.subject_id and new.rank > old.rank then return new; end if;
    raise exception 'the head of a chain only advances: % refused', tg_op using errcode = 'insufficient_privilege';
  end $$;
  create trigger journal_head_advances before update or delete on journal_head for each row execute function journal_head_only_advances();
  create trigger journal_head_no_truncate before truncate on journal_head for each statement execute function journal_head_only_advances();
  grant select, insert, update on journal_head to paraphe_app;`;

const anchorTable = `
  create table journal_anchor (
    rank integer primary key check (rank > 0),
    day date not null,
    on_demand boolean not null,
    until timestamptz(3) not null,
    leaf_count integer not null,
    heads jsonb not null,
    previous_root text,
    root text not null,
    mac text not null,
    created_at timestamptz(3) not null,
    token bytea,
    authority text,
    stamped_at timestamptz(3),
    check ((token is null) = (stamped_at is null))
  );
  create unique index journal_anchor_of_day on journal_anchor (day) where not on_demand;
  create index journal_anchor_to_stamp on journal_anchor (rank) where token is null;
  comment on column journal_anchor.day is 'civil day of Europe/Paris';
  comment on column journal_anchor.until is 'lines recorded before this instant are under the root';
  comment on column journal_anchor.heads is 'those that moved since the anchor before: all of them, folded in order, give the tree again';
  comment on column journal_anchor.token is 'RFC 3161 token whose imprint is the root; null until an authority has answered';

  create function journal_anchor_only_gains_its_token() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and old.token is null and new.token is not null
      and to_jsonb(new) - array['token', 'authority', 'stamped_at'] = to_jsonb(old) - array['token', 'authority', 'stamped_at'] then return new; end if;
    raise exception 'the anchors are append-only: % refused', tg_op using errcode = 'insufficient_privilege';
  end $$;
  create trigger journal_anchor_no_change before update or delete on journal_anchor for each row execute function journal_anchor_only_gains_its_token();
  create trigger journal_anchor_no_truncate before truncate on journal_anchor for each statement execute function journal_anchor_only_gains_its_token();
  grant select, insert, update (token, authority, stamped_at) on journal_anchor to paraphe_app;`;

/**
 * Lines written before this migration get their mac and their heads here, once, in its own transaction: were it possible later, whoever
 * altered the journal would only have to ask for new ones.
 */
async function sealOldLines(tx: EntityManager): Promise<void> {
  await tx.query('alter table journal disable trigger journal_no_change');
  for (let after = '0'; ; ) {
    const lines: { seq: string; hash: string }[] = await tx.query('select seq, hash from journal where seq > $1 order by seq limit $2', [after, sealBatch]);
    const last = lines.at(-1);
    if (!last) break;
    const key = journalKeyOf(tx);
    const macs = lines.map(({ seq, hash }) => lineMac(key, { seq, hash, witness: null }));
    await tx.query('update journal set mac = sealed.mac from unnest($1::bigint[], $2::text[]) as sealed(seq, mac) where journal.seq = sealed.seq', [lines.map(({ seq }) => seq), macs]);
    after = last.seq;
  }
  await tx.query('alter table journal enable trigger journal_no_change');
  const heads: Head[] = await tx.query('select distinct on (subject, subject_id) subject, subject_id as "subjectId", rank, hash from journal order by subject, subject_id, rank desc');
  for (const head of heads) await tx.query('insert into journal_head (subject, subject_id, rank, hash, mac) values ($1, $2, $3, $4, $5)', [head.subject, head.subjectId, head.rank, head.hash, headMac(journalKeyOf(tx), head)]);
}
