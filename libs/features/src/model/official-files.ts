import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DocumentFault, pageCount } from '#libs/documents';
import type { Attachment } from '#libs/documents';
import { CLOCK, Database, Storage } from '#libs/platform';
import type { Actor, Clock } from '#libs/platform';
import { sha256 } from './model-file.js';
import type { ModelInput } from './model.input.js';

/** The annexes that the project does not draft: the Charte (annexe 1) and the Accord cadre national (annexe 3). */
export type OfficialAnnex = 'charte' | 'accordCadre';
export type OfficialFileRefusal = 'title_missing' | 'not_a_pdf' | 'file_too_large';
export type OfficialFileRow = {
  id: string; annex: OfficialAnnex; title: string; name: string; pages: number; bytes: number; sha256: string; departementCode: string | null; createdAt: Date; createdBy: string;
};
/** The files a round is signed with, by annexe. */
export type OfficialFileSet = Record<OfficialAnnex, OfficialFileRow | null>;
/** What a round keeps of them at launch: their ids. */
export type OfficialFileIds = Record<OfficialAnnex, string | null>;

/** The page where they are deposited. */
export const officialFilesPath = '/modeles/pieces-officielles';

/** A scanned annexe of sixty pages; it is attached to every agreement and mailed to nobody. */
export const OFFICIAL_FILE_BYTES_MAX = 20 * 1024 * 1024;
const TITLE_LENGTH_MAX = 200;

const attached: Record<OfficialAnnex, { name: string; description: string }> = {
  charte: { name: 'annexe-1.pdf', description: 'Annexe 1' },
  accordCadre: { name: 'annexe-3.pdf', description: 'Annexe 3' },
};

const columns = `id, annex, title, name, pages, bytes, sha256, departement_code as "departementCode", created_at as "createdAt", created_by as "createdBy"`;

/** The official PDFs of annexes 1 and 3 (decision 17). The latest deposit is the one in force; none is ever replaced, since agreements carry them. */
@Injectable()
export class OfficialFiles {
  constructor(private readonly db: Database, private readonly storage: Storage, @Inject(CLOCK) private readonly clock: Clock) {}

  current(departementCode: string | null, actor: Actor): Promise<OfficialFileSet> {
    return this.db.withIdentity(actor, (tx) => currentOfficialFiles(tx, departementCode));
  }

  find(id: string, departementCode: string | null, actor: Actor): Promise<OfficialFileRow | null> {
    if (!/^[0-9a-f-]{36}$/.test(id)) return Promise.resolve(null);
    return this.db.withIdentity(actor, async (tx) => {
      const row = await byId(tx, id);
      return row && (row.departementCode === null || departementCode === null || row.departementCode === departementCode) ? row : null;
    });
  }

  /** Keeps a PDF once it is known to open. */
  async store(
    { annex, title, bytes, departementCode }: { annex: OfficialAnnex; title: string; bytes: Buffer; departementCode: string | null },
    actor: Actor,
  ): Promise<{ ok: true; row: OfficialFileRow } | { ok: false; refusal: OfficialFileRefusal }> {
    const named = title.replace(/\s+/gu, ' ').trim();
    if (named === '' || named.length > TITLE_LENGTH_MAX || /\p{Cc}/u.test(named)) return { ok: false, refusal: 'title_missing' };
    if (bytes.length > OFFICIAL_FILE_BYTES_MAX) return { ok: false, refusal: 'file_too_large' };
    const pages = await pageCount(bytes).catch((fault: unknown) => {
      if (fault instanceof DocumentFault) return 0;
      throw fault;
    });
    if (pages < 1) return { ok: false, refusal: 'not_a_pdf' };
    const id = randomUUID();
    const row: OfficialFileRow = { id, annex, title: named, name: `official/${id}.pdf`, pages, bytes: bytes.length, sha256: sha256(bytes), departementCode, createdAt: this.clock.now(), createdBy: actor.id };
    await this.storage.write(row.name, bytes);
    await this.db.withIdentity(actor, (tx) =>
      tx.query('insert into official_file (id, annex, title, name, pages, bytes, sha256, departement_code, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [
        row.id, row.annex, row.title, row.name, row.pages, row.bytes, row.sha256, row.departementCode, row.createdAt, row.createdBy,
      ]));
    return { ok: true, row };
  }

  path({ name }: OfficialFileRow): string {
    return this.storage.path(name);
  }

  /** The files that a round chose at launch. */
  async chosen(ids: OfficialFileIds | null, actor: Actor): Promise<OfficialFileSet> {
    if (!ids) return { charte: null, accordCadre: null };
    return this.db.withIdentity(actor, async (tx) => ({ charte: ids.charte ? await byId(tx, ids.charte) : null, accordCadre: ids.accordCadre ? await byId(tx, ids.accordCadre) : null }));
  }

  /** As they are attached to the agreement, each under the date of its deposit. */
  async attachments(set: OfficialFileSet): Promise<Attachment[]> {
    const rows = [set.charte, set.accordCadre].filter((row): row is OfficialFileRow => row !== null);
    return Promise.all(rows.map(async (row) => {
      const bytes = await readFile(this.path(row));
      if (sha256(bytes) !== row.sha256) throw new Error(`Official file ${row.id} is not the one that was deposited`);
      const { name, description } = attached[row.annex];
      return { name, mime: 'application/pdf', bytes, description: `${description} : ${row.title}`, relationship: 'Supplement' as const, date: row.createdAt };
    }));
  }
}

/** What the covers of annexes 1 and 3 print of the attached files. */
export function officialDocumentsOf({ charte, accordCadre }: OfficialFileSet): ModelInput['officialDocuments'] {
  const printed = (row: OfficialFileRow | null) => row && { title: row.title, pages: row.pages, sha256: row.sha256 };
  return { charte: printed(charte), accordCadre: printed(accordCadre) };
}

/** A département's own deposit wins over everybody's. */
export async function currentOfficialFiles(tx: EntityManager, departementCode: string | null): Promise<OfficialFileSet> {
  const rows: OfficialFileRow[] = await tx.query(
    `select distinct on (annex) ${columns} from official_file where departement_code is null or departement_code = $1 order by annex, departement_code nulls last, seq desc`,
    [departementCode],
  );
  return { charte: rows.find(({ annex }) => annex === 'charte') ?? null, accordCadre: rows.find(({ annex }) => annex === 'accordCadre') ?? null };
}

async function byId(tx: EntityManager, id: string): Promise<OfficialFileRow | null> {
  const rows: OfficialFileRow[] = await tx.query(`select ${columns} from official_file where id = $1`, [id]);
  return rows[0] ?? null;
}
