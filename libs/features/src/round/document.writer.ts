import { createHash, randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { approvals } from '#libs/domain';
import type { Slot } from '#libs/domain';
import { CLOCK, Database, Storage, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { appendRevision, openPrefix } from '#libs/signing';
import type { Prefix, SignerIdentity, SigningAct, SigningManifest } from '#libs/signing';
import { Certificates } from './certificates.js';
import { approvalOf, documentOf, insertDocument, insertRevision, lockDocument, revisionsOf } from './document.store.js';
import type { DocumentRow, RevisionRow } from './document.store.js';
import { certificationAct, sealAct, approvalAct } from './document.acts.js';
import { loadRound, loadSignatory } from './round.store.js';
import type { RoundRow } from './round.store.js';

/** Hash states kept in memory: the documents a worker is busy with. More would only be colder. */
const prefixesKept = 32;

type Step = { kind: 'approval' | 'seal'; slot: Slot | null; act: SigningAct; signer: SignerIdentity };

/**
 * The one writer of each document (decision 7). A revision is committed after its bytes are on the disk; on opening, a file longer
 * than its last committed length is cut back to it; replaying a revision that is already there does nothing.
 */
@Injectable()
export class DocumentWriter {
  private readonly prefixes = new Map<string, { sha256: string; prefix: Prefix }>();

  constructor(private readonly db: Database, private readonly storage: Storage, private readonly certificates: Certificates, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Certifies the prepared file and keeps both. Returns the content hash; the same one when it was done already. */
  async create(round: RoundRow, prepared: Buffer, manifest: SigningManifest, provenance: { pages: number }): Promise<string> {
    const existing = await this.db.withIdentity(systemActor('writer'), (tx) => documentOf(tx, round.id));
    if (existing) return existing.contentHash;
    const id = randomUUID();
    const name = `documents/${round.id}/${id}.pdf`;
    await this.storage.write(name, prepared);
    const now = this.clock.now();
    const signer = await this.certificates.forService('certification', now);
    const prefix = await openPrefix(this.storage.path(name), prepared.length);
    const { bytes } = await appendRevision(prefix, manifest, certificationAct(round, now), signer).finally(() => signer.destroy());
    const certified = Buffer.concat([prepared, bytes]);
    await this.storage.write(name, certified);
    const contentHash = sha256(certified);
    await this.db.withIdentity(systemActor('writer'), async (tx) => {
      await insertDocument(tx, { id, roundId: round.id, name, manifest, contentHash, pages: provenance.pages }, provenance, now);
      await insertRevision(tx, revision(id, 0, 'prepared', null, 0, prepared.length, sha256(prepared), null, now));
      await insertRevision(tx, revision(id, 1, 'certification', null, prepared.length, certified.length, contentHash, signer.serialHex, now));
    });
    return contentHash;
  }

  /** Appends every approval that is recorded and not yet in the file, then the seal when the circuit is complete. Returns the final hash once sealed. */
  async catchUp(roundId: string): Promise<string | null> {
    for (;;) {
      const done = await this.appendNext(roundId);
      if (done === 'nothing') return this.finalHash(roundId);
    }
  }

  private async finalHash(roundId: string): Promise<string | null> {
    return this.db.withIdentity(systemActor('writer'), async (tx) => {
      const document = await documentOf(tx, roundId);
      const seal = document && (await revisionsOf(tx, document.id)).find(({ kind }) => kind === 'seal');
      return seal ? seal.sha256 : null;
    });
  }

  private appendNext(roundId: string): Promise<'appended' | 'nothing'> {
    return this.db.withIdentity(systemActor('writer'), async (tx) => {
      const document = await lockDocument(tx, roundId);
      if (!document) return 'nothing';
      const revisions = await revisionsOf(tx, document.id);
      const step = await this.nextStep(tx, roundId, revisions);
      if (!step) return 'nothing';
      try {
        await this.append(tx, document, revisions.at(-1)!, step);
      } finally {
        step.signer.destroy();
      }
      return 'appended';
    });
  }

  private async append(tx: EntityManager, document: DocumentRow, last: RevisionRow, { kind, slot, act, signer }: Step): Promise<void> {
    const path = this.storage.path(document.name);
    const prefix = await this.prefixAt(document, last, path);
    const appended = await appendRevision(prefix, document.manifest, act, signer);
    await writeAt(path, last.length, appended.bytes);
    const hash = appended.prefix.hash.copy().digest('hex');
    await insertRevision(tx, revision(document.id, last.n + 1, kind, slot?.id ?? null, last.length, last.length + appended.bytes.length, hash, signer.serialHex, this.clock.now()));
    this.remember(document.id, hash, appended.prefix);
  }

  private async nextStep(tx: EntityManager, roundId: string, revisions: RevisionRow[]): Promise<Step | null> {
    const round = await loadRound(tx, roundId);
    const written = new Set(revisions.map(({ slotId }) => slotId));
    const slot = approvals(round.facts).find(({ id }) => !written.has(id));
    if (slot) return this.approvalStep(tx, round, slot);
    if (round.state !== 'sealing' || revisions.some(({ kind }) => kind === 'seal')) return null;
    const now = this.clock.now();
    return { kind: 'seal', slot: null, act: sealAct(round, now), signer: await this.certificates.forService('seal', now) };
  }

  private async approvalStep(tx: EntityManager, round: RoundRow, slot: Slot): Promise<Step> {
    const approval = await approvalOf(tx, round.id, slot.id);
    const person = await loadSignatory(tx, slot.signatoryId);
    const siret = round.dossier?.gestionnaires.find(({ id }) => id === slot.bodyId)?.siret ?? null;
    const fullName = `${person.firstName} ${person.lastName}`;
    const signer = await this.certificates.forPerson(
      { fullName, firstName: person.firstName, lastName: person.lastName, quality: person.quality, bodyName: slot.bodyName, siret, identification: 'Lien personnel et code envoyés à l’adresse électronique déclarée par la préfecture' },
      approval.approvedAt,
    );
    return { kind: 'approval', slot, act: approvalAct(round, slot, person, approval.approvedAt, signer.serialHex), signer };
  }

  /** The hash state of what is committed, from memory when we wrote it ourselves; whatever an interrupted writer left after it is cut off. */
  private async prefixAt(document: DocumentRow, last: RevisionRow, path: string): Promise<Prefix> {
    await cutBack(path, last.length);
    const known = this.prefixes.get(document.id);
    if (known?.sha256 === last.sha256) return known.prefix;
    const prefix = await openPrefix(path, last.length);
    if (prefix.hash.copy().digest('hex') !== last.sha256) throw new Error(`The file of document ${document.id} is not the one that was committed`);
    return prefix;
  }

  private remember(id: string, hash: string, prefix: Prefix): void {
    this.prefixes.delete(id);
    this.prefixes.set(id, { sha256: hash, prefix });
    const oldest = this.prefixes.keys().next();
    if (this.prefixes.size > prefixesKept && !oldest.done) this.prefixes.delete(oldest.value);
  }
}

async function cutBack(path: string, length: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    if (size < length) throw new Error(`${path} is shorter than its last committed revision`);
    if (size > length) {
      await file.truncate(length);
      await file.sync();
    }
  } finally {
    await file.close();
  }
}

async function writeAt(path: string, position: number, bytes: Buffer): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.write(bytes, 0, bytes.length, position);
    await file.sync();
  } finally {
    await file.close();
  }
}

function revision(documentId: string, n: number, kind: RevisionRow['kind'], slotId: string | null, start: number, length: number, hash: string, certificateSerial: string | null, createdAt: Date): RevisionRow {
  return { documentId, n, kind, slotId, start, length, sha256: hash, certificateSerial, createdAt };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
