import { createHash, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CLOCK, KeySlotUsedError, KeyStore, KeyVault, Storage, openUnder, sealUnder, sendWithNext } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { mandateByCodeHash } from './mandate.store.js';
import type { MandateRow } from './mandate.store.js';

export type PersonIdentity = { familyName: string; givenNames: string; birthDate: string; birthPlace: string; address: string; phone: string | null; email: string | null };

/** What is typed, or handed over, while the mandate runs; gone with the working key. `wording`: the words of each démarche, as the mandate says them. */
export type SecretKind = 'identity' | 'wording' | 'note' | 'document' | 'code';
/** One of each at most: written again, it replaces the one before. */
const single: readonly SecretKind[] = ['identity', 'wording', 'code'];

export type SecretMeta = { createdBy: string; /** Of a document. */ title?: string; mediaType?: string; /** Which of the three paths of art. 4.6 lets the structure hold it. */ legalBasis?: string };
/** `title` is a document's, `text` a note's. */
export type SecretListed = { id: string; kind: SecretKind; title: string | null; text: string | null; legalBasis: string | null; bytes: number; mediaType: string | null; createdAt: Date; createdBy: string };

export type ProofKind = 'original' | 'scan' | 'receipt';
export type ProofListed = { kind: ProofKind; sha256: string; bytes: number; mediaType: string; createdAt: Date };

export type MandateSlots = Pick<MandateRow, 'workingSlot' | 'proofSlot'>;
type Keyed = Pick<MandateRow, 'id' | 'structureId' | 'workingSlot' | 'proofSlot'>;

/** Numbers drawn before giving up: one is enough, and two after a database was restored. */
const slotTriesMax = 5;

/** The key is gone: what it opened can neither be read nor added to. */
export class WorkingDataDestroyedError extends Error {
  readonly code = 'working_data_destroyed';
}

/** Everything that says who a mandate is about, under its two keys (decision 21). Keys are read from the vault each time: none outlives its destruction in memory. */
@Injectable()
export class MandateSecrets {
  constructor(private readonly vault: KeyVault, private readonly keys: KeyStore, private readonly storage: Storage, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Draws a number and makes both keys, before the row is inserted; if the transaction fails they open nothing. */
  async openKeys(tx: EntityManager): Promise<MandateSlots> {
    for (let tries = 1; ; tries++) {
      const [row]: { slot: string }[] = await tx.query(`select nextval('mandate_slot') as slot`);
      const slot = Number(row!.slot);
      try {
        await Promise.all([this.vault.create('mandate-working', slot), this.vault.create('mandate-proof', slot)]);
        return { workingSlot: slot, proofSlot: slot };
      } catch (fault) {
        if (!(fault instanceof KeySlotUsedError) || tries === slotTriesMax) throw fault;
        await this.skipUsed(tx, slot);
      }
    }
  }

  /** Encrypted under the working key. Returns the id of the secret. */
  async keep(tx: EntityManager, mandate: Keyed, kind: SecretKind, content: Buffer | object | string, meta: SecretMeta): Promise<string> {
    const key = await this.workingKey(mandate);
    if (!key) throw new WorkingDataDestroyedError(`The working key of ${mandate.id} is destroyed`);
    const id = randomUUID();
    const plain = Buffer.isBuffer(content) ? content : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content), 'utf8');
    if (kind === 'document') await this.storage.write(workingFile(mandate.id, id), sealUnder(key, filePlace(mandate.id, id), plain));
    const body = sealUnder(key, rowPlace(mandate.id, kind, id), kind === 'document' ? Buffer.from(meta.title ?? '', 'utf8') : plain);
    const replacing = single.includes(kind)
      ? `on conflict (mandate_id, kind) where kind in ('identity', 'wording', 'code') do update set id = excluded.id, body = excluded.body, bytes = excluded.bytes, created_at = excluded.created_at, created_by = excluded.created_by`
      : '';
    await sendWithNext(
      tx,
      `insert into mandate_secret (id, mandate_id, structure_id, kind, body, legal_basis, bytes, media_type, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ${replacing}`,
      [id, mandate.id, mandate.structureId, kind, body, meta.legalBasis ?? null, plain.length, meta.mediaType ?? null, this.clock.now(), meta.createdBy],
    );
    return id;
  }

  /** Null before it is known, and once the key is destroyed. */
  async identity(tx: EntityManager, mandate: Keyed): Promise<PersonIdentity | null> {
    return (await this.object(tx, mandate, 'identity')) as PersonIdentity | null;
  }

  /** What was kept as an object under that kind (`identity`, `wording`). */
  async object(tx: EntityManager, mandate: Keyed, kind: 'identity' | 'wording'): Promise<unknown> {
    const body = await this.singleBody(tx, mandate, kind);
    return body && (JSON.parse(body.toString('utf8')) as unknown);
  }

  /** Identities of several mandates, in one question: a list shows names. */
  async identities(tx: EntityManager, mandates: readonly Keyed[]): Promise<ReadonlyMap<string, PersonIdentity>> {
    const rows: { id: string; mandateId: string; body: Buffer }[] = await tx.query(`select id, mandate_id as "mandateId", body from mandate_secret where mandate_id = any($1::uuid[]) and kind = 'identity'`, [mandates.map(({ id }) => id)]);
    const found = await Promise.all(rows.map(async ({ id, mandateId, body }) => {
      const key = await this.workingKey(mandates.find((one) => one.id === mandateId)!);
      return key ? ([[mandateId, JSON.parse(openUnder(key, rowPlace(mandateId, 'identity', id), body).toString('utf8')) as PersonIdentity]] as const) : [];
    }));
    return new Map(found.flat());
  }

  /** A note's text, a document's content… Null when there is none, or once the key is destroyed. */
  async read(tx: EntityManager, mandate: Keyed, secretId: string): Promise<Buffer | null> {
    const rows: { kind: SecretKind; body: Buffer }[] = await tx.query('select kind, body from mandate_secret where mandate_id = $1 and id = $2', [mandate.id, secretId]);
    const [key, row] = [await this.workingKey(mandate), rows[0]];
    if (!key || !row) return null;
    if (row.kind !== 'document') return openUnder(key, rowPlace(mandate.id, row.kind, secretId), row.body);
    const sealed = await this.storage.read(workingFile(mandate.id, secretId));
    return sealed && openUnder(key, filePlace(mandate.id, secretId), sealed);
  }

  /** Notes and documents, the oldest first; empty once the key is destroyed. */
  async list(tx: EntityManager, mandate: Keyed): Promise<SecretListed[]> {
    const key = await this.workingKey(mandate);
    if (!key) return [];
    const rows: (Omit<SecretListed, 'title' | 'text'> & { body: Buffer })[] = await tx.query(
      `select id, kind, body, legal_basis as "legalBasis", bytes, media_type as "mediaType", created_at as "createdAt", created_by as "createdBy" from mandate_secret where mandate_id = $1 and kind in ('note', 'document') order by created_at, id`,
      [mandate.id],
    );
    return rows.map(({ body, ...row }) => {
      const said = openUnder(key, rowPlace(mandate.id, row.kind, row.id), body).toString('utf8');
      return { ...row, title: row.kind === 'document' ? said : null, text: row.kind === 'note' ? said : null };
    });
  }

  /** The code of the person's original: kept to print it again, and its digest to find the mandate by it. */
  async bindCode(tx: EntityManager, mandate: Keyed, code: string, createdBy: string): Promise<void> {
    await this.keep(tx, mandate, 'code', code, { createdBy });
    await sendWithNext(tx, 'update mandate set code_hash = $2 where id = $1', [mandate.id, this.codeHash(code)]);
  }

  /** To print it again; null before the scope is defined, and once the key is destroyed. */
  async code(tx: EntityManager, mandate: Keyed): Promise<string | null> {
    return (await this.singleBody(tx, mandate, 'code'))?.toString('utf8') ?? null;
  }

  /** Whose code it is, as long as its proof is kept. The person then opens their own original and receipt (`proof`): whoever holds the code holds the paper. */
  ofCode(tx: EntityManager, code: string): Promise<MandateRow | null> {
    return mandateByCodeHash(tx, this.codeHash(code));
  }

  /** Under the proof key; again with another content: replaced. */
  async keepProof(tx: EntityManager, mandate: Keyed, kind: ProofKind, content: Buffer, mediaType: string): Promise<void> {
    const key = await this.vault.read('mandate-proof', mandate.proofSlot);
    if (!key) throw new WorkingDataDestroyedError(`The proof key of ${mandate.id} is destroyed`);
    await this.storage.write(proofFile(mandate.id, kind), sealUnder(key, proofPlace(mandate.id, kind), content));
    await sendWithNext(
      tx,
      `insert into mandate_proof (mandate_id, kind, structure_id, sha256, bytes, media_type, created_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (mandate_id, kind) do update set sha256 = excluded.sha256, bytes = excluded.bytes, media_type = excluded.media_type, created_at = excluded.created_at`,
      [mandate.id, kind, mandate.structureId, createHash('sha256').update(content).digest('hex'), content.length, mediaType, this.clock.now()],
    );
  }

  /** Null when it is not kept yet, and once the proof key is destroyed. */
  async proof(mandate: Pick<MandateRow, 'id' | 'proofSlot'>, kind: ProofKind): Promise<Buffer | null> {
    const key = await this.vault.read('mandate-proof', mandate.proofSlot);
    const sealed = key && (await this.storage.read(proofFile(mandate.id, kind)));
    return key && sealed && openUnder(key, proofPlace(mandate.id, kind), sealed);
  }

  proofs(tx: EntityManager, mandateId: string): Promise<ProofListed[]> {
    return tx.query('select kind, sha256, bytes, media_type as "mediaType", created_at as "createdAt" from mandate_proof where mandate_id = $1 order by kind', [mandateId]);
  }

  /** Something else about the dispute that is to be read with the proof, and no longer: why it was opened. */
  async sealWithProof(mandate: Pick<MandateRow, 'id' | 'proofSlot'>, place: string, content: string): Promise<Buffer | null> {
    const key = await this.vault.read('mandate-proof', mandate.proofSlot);
    return key && sealUnder(key, `${mandate.id} ${place}`, Buffer.from(content, 'utf8'));
  }

  async openWithProof(mandate: Pick<MandateRow, 'id' | 'proofSlot'>, place: string, sealed: Buffer): Promise<string | null> {
    const key = await this.vault.read('mandate-proof', mandate.proofSlot);
    return key && openUnder(key, `${mandate.id} ${place}`, sealed).toString('utf8');
  }

  /** Whether the working data can still be read. */
  async isReadable(mandate: Pick<MandateRow, 'workingSlot'>): Promise<boolean> {
    return (await this.vault.read('mandate-working', mandate.workingSlot)) !== null;
  }

  /** The key first: from then on nothing opens, here or in a backup, whatever remains to be swept. */
  async destroyWorking(mandate: Pick<MandateRow, 'id' | 'workingSlot'>): Promise<void> {
    await this.vault.destroy('mandate-working', mandate.workingSlot);
    await this.storage.remove(workingFolder(mandate.id));
  }

  async destroyProof(mandate: Pick<MandateRow, 'id' | 'proofSlot'>): Promise<void> {
    await this.vault.destroy('mandate-proof', mandate.proofSlot);
    await this.storage.remove(folder(mandate.id));
  }

  private codeHash(code: string): Buffer {
    return this.keys.derive('mandate-code', code);
  }

  private workingKey(mandate: Pick<MandateRow, 'workingSlot'>): Promise<Buffer | null> {
    return this.vault.read('mandate-working', mandate.workingSlot);
  }

  private async singleBody(tx: EntityManager, mandate: Keyed, kind: SecretKind): Promise<Buffer | null> {
    const rows: { id: string; body: Buffer }[] = await tx.query('select id, body from mandate_secret where mandate_id = $1 and kind = $2', [mandate.id, kind]);
    const [key, row] = [await this.workingKey(mandate), rows[0]];
    return key && row ? openUnder(key, rowPlace(mandate.id, kind, row.id), row.body) : null;
  }

  /** The database was restored from a backup: its sequence counts again from numbers that have had their keys, which no other mandate may take. */
  private async skipUsed(tx: EntityManager, from: number): Promise<void> {
    const last = Math.max(...(await Promise.all((['mandate-working', 'mandate-proof'] as const).map((purpose) => this.vault.lastUsed(purpose)))).map((slot) => slot ?? 0));
    if (last > from) await tx.query(`select count(nextval('mandate_slot')) from generate_series(1, $1::bigint)`, [last - from]);
  }
}

/** Two letters first: millions of folders in one are slow to list. */
const folder = (mandateId: string) => `mandates/${mandateId.slice(0, 2)}/${mandateId}`;
const workingFolder = (mandateId: string) => `${folder(mandateId)}/working`;
const workingFile = (mandateId: string, secretId: string) => `${workingFolder(mandateId)}/${secretId}`;
const proofFile = (mandateId: string, kind: ProofKind) => `${folder(mandateId)}/proof-${kind}`;

const rowPlace = (mandateId: string, kind: SecretKind, id: string) => `${mandateId} ${kind} ${id}`;
const filePlace = (mandateId: string, id: string) => `${mandateId} file ${id}`;
const proofPlace = (mandateId: string, kind: ProofKind) => `${mandateId} proof ${kind}`;
