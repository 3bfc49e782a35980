import type { MigrationInterface, QueryRunner } from 'typeorm';
import { defaultReadings, newModelVersion } from '#libs/domain';
import { builtInModel } from './built-in.js';

/** Versions of models, and the official PDFs that are attached to what is signed on them. */
export class Model1700000000800 implements MigrationInterface {
  name = 'Model1700000000800';

  async up(db: QueryRunner): Promise<void> {
    await this.createVersions(db);
    await this.createOfficialFiles(db);
    await this.seedBuiltIn(db);
    for (const table of ['model_version', 'official_file']) await this.isolate(db, table);
    await db.query('alter table round add column official_files jsonb');
    await db.query(`comment on column round.official_files is 'ids of the official files chosen at launch, by annexe'`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }

  /** An account reads what is its département's or everybody's, and writes for its own; the system, signatories and visitors are bounded by what they hold. */
  private async isolate(db: QueryRunner, table: string): Promise<void> {
    const own = `departement_code = nullif(current_setting('paraphe.departement', true), '')`;
    await db.query(`
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy ${table}_of_departement on ${table}
        using (current_setting('paraphe.actor_kind', true) in ('system', 'signatory', 'anonymous') or (current_setting('paraphe.actor_kind', true) = 'account' and (departement_code is null or ${own})))
        with check (current_setting('paraphe.actor_kind', true) = 'system' or ${own})`);
  }

  private async createVersions(db: QueryRunner): Promise<void> {
    await db.query(`
      create table model_version (
        id text primary key,
        model_id text not null,
        version integer not null check (version > 0),
        title text not null,
        departement_code text,
        time_zone text not null,
        origin text not null check (origin in ('built_in', 'imported', 'uploaded')),
        base_id text references model_version,
        state text not null check (state in ('draft', 'published', 'retired')),
        facts jsonb not null,
        source jsonb,
        created_at timestamptz(3) not null,
        created_by text not null,
        unique (model_id, version),
        check (origin = 'built_in' or source is not null)
      );
      comment on column model_version.departement_code is 'null: every département may use it';
      comment on column model_version.source is 'name, kind, size and SHA-256 of the file as it was given';

      -- Agreements are signed on a published version: nothing of it changes any more, but that it may be retired.
      create function keep_published_model() returns trigger language plpgsql as $$
        begin
          if old.state <> 'draft' and (to_jsonb(new) - 'state' is distinct from to_jsonb(old) - 'state' or new.state not in (old.state, 'retired')) then
            raise exception 'model version % is published and never changes', old.id;
          end if;
          return new;
        end $$;
      create trigger model_version_kept before update on model_version for each row execute function keep_published_model();
      grant select, insert, update on model_version to paraphe_app;`);
  }

  private async createOfficialFiles(db: QueryRunner): Promise<void> {
    await db.query(`
      create table official_file (
        id uuid primary key,
        seq bigint generated always as identity,
        annex text not null check (annex in ('charte', 'accordCadre')),
        title text not null,
        name text not null,
        pages integer not null check (pages > 0),
        bytes integer not null,
        sha256 text not null,
        departement_code text,
        created_at timestamptz(3) not null,
        created_by text not null
      );
      create index official_file_current on official_file (annex, seq desc);
      grant select, insert on official_file to paraphe_app;`);
  }

  /** Its Word templates are files of the project: the row makes it one version among others. */
  private async seedBuiltIn(db: QueryRunner): Promise<void> {
    await db.query(
      `insert into model_version (id, model_id, version, title, departement_code, time_zone, origin, state, facts, created_at, created_by)
       values ($1, $2, $3, $4, null, 'Europe/Paris', 'built_in', 'published', $5, now(), 'system')`,
      [`${builtInModel.id}-${builtInModel.version}`, builtInModel.id, Number(builtInModel.version), builtInModel.title, JSON.stringify({ ...newModelVersion, readings: defaultReadings })],
    );
  }
}
