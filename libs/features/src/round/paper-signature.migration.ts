import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Signatures given by hand, that the préfecture attests with the scan of the paper. */
export class PaperSignature1700000001040 implements MigrationInterface {
  name = 'PaperSignature1700000001040';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table paper_signature (
        id uuid primary key,
        round_id uuid not null references round,
        slot_id text not null,
        signatory_id uuid not null references signatory,
        signed_on date not null,
        content_hash text not null,
        file_name text not null,
        media_type text not null,
        bytes bigint not null check (bytes > 0),
        sha256 text not null,
        recorded_at timestamptz(3) not null,
        recorded_by text not null,
        unique (round_id, slot_id)
      );
      comment on table paper_signature is 'the approval of a body that signed on paper, as the préfecture attests it; the paper itself stays with the préfecture';
      comment on column paper_signature.sha256 is 'of the scan, and where it is kept: paper-signatures/<first two digits>/<sha256>';
      comment on column paper_signature.file_name is 'as it was given: never trusted, cleaned when it is handed out';
      grant select, insert on paper_signature to paraphe_app;

      alter table paper_signature enable row level security;
      alter table paper_signature force row level security;
      create policy paper_signature_seen on paper_signature for select using (paraphe_serves() or (paraphe_role() in ('prefecture', 'auditor') and ${ofSeenRound}));
      create policy paper_signature_written on paper_signature for insert with check (paraphe_serves() or (paraphe_role() = 'prefecture' and ${ofSeenRound}));`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

/** Whoever sees the round: its own policy decides. */
const ofSeenRound = 'exists (select from round r where r.id = round_id)';
