import { X509Certificate, createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DocumentReservation, ReservedDocuments } from '#libs/features/round';
import type { Certificates } from '#libs/features/keys';
import { appendSecurityStore, createAuthority, issueRevocationList, issueTimestampIdentity, openPrefix, restorePrefix, savePrefix, timestampAuthority, verifyPdf } from '#libs/signing';
import type { Authority, Prefix, Timestamper } from '#libs/signing';
import { UploadExaminer } from '../../libs/features/src/own-certificate/upload-examiner.js';
import { approval, certification, seal, signed, stamped } from './sealed-round.js';
import type { PreparedRound } from './sealed-round.js';

const ORGANISATION = 'Essai de conformité';
const DAYS = 90;
const clock = { now: () => new Date() };
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The service's own authorities, at the machine's hour. */
export interface House {
  readonly authority: Authority;
  readonly timestamper: Timestamper;
  readonly certificates: readonly Buffer[];
}

export async function openHouse(): Promise<House> {
  const authority = await createAuthority({ commonName: 'Paraphe – autorité d’essai', organisation: ORGANISATION, now: new Date() });
  const identity = await issueTimestampIdentity(authority, { commonName: 'Horodatage d’essai', organisation: ORGANISATION }, { now: new Date(), days: DAYS });
  return { authority, timestamper: timestampAuthority({ identity, now: clock.now }).timestamper, certificates: [...identity.chainDer, identity.certificateDer] };
}

/** An authority that issued somebody's own certificate, as the program that signed left it in a folder. */
export interface Stranger {
  readonly pem: string;
  readonly crl: Buffer;
}

export const strangerIn = (folder: string): Stranger => ({ pem: readFileSync(join(folder, 'root.pem'), 'utf8'), crl: readFileSync(join(folder, 'list.crl')) });

/** A document as it stands while it is signed, by the service and by people with certificates of their own. A value: each act returns another one. */
export class LentRound {
  private constructor(
    readonly round: PreparedRound, private readonly house: House, readonly pdf: Buffer, private readonly prefix: Prefix, private readonly made: readonly Buffer[], readonly signatures: number,
  ) {}

  /** Certified, and signed by nobody yet. */
  static async certified(round: PreparedRound, house: House, folder: string): Promise<LentRound> {
    const path = join(folder, 'prepared.pdf');
    writeFileSync(path, round.prepared);
    return new LentRound(round, house, round.prepared, await openPrefix(path, round.prepared.length), house.certificates, 0).act(certification);
  }

  /** A signatory by code. */
  approved(rank: number): Promise<LentRound> {
    return this.act(approval(this.round.slots[rank]!, rank));
  }

  private async act(act: typeof certification): Promise<LentRound> {
    const next = await signed(this.prefix, this.round.manifest, { ...act, at: new Date(), timestamp: this.house.timestamper }, this.house.authority);
    return this.grown(next, [next.certificateDer], 1);
  }

  /** What the service does until the archive: seal, validation data, document timestamp. */
  async archived(strangers: readonly Stranger[]): Promise<LentRound> {
    const sealed = await this.act(seal);
    const list = await issueRevocationList(this.house.authority, { number: 1, revoked: [], now: new Date(), days: 7 });
    const store = appendSecurityStore(sealed.prefix, this.round.manifest, { certificates: sealed.made, crls: [list, ...strangers.map(({ crl }) => crl)], ocsps: [] })!;
    const kept = sealed.grown(store, [], 0);
    return kept.grown(await stamped(kept.prefix, this.round.manifest, this.house.timestamper), [], 0);
  }

  /** What the upload page would do with that file, sent back by « Jean Dupont » for that slot: the document once it has taken it, or the code of its refusal. */
  async received(pdf: Buffer, rank: number, strangers: readonly Stranger[]): Promise<LentRound | string> {
    const documents = { lent: async () => ({ path: '', manifest: this.round.manifest, prefix: this.prefix, signatures: this.signatures, timestamps: 0 }) } as unknown as ReservedDocuments;
    const certificates = { anchors: async () => this.anchors(strangers), rootPem: async () => this.house.authority.certificatePem } as unknown as Certificates;
    const reservation = { baseLength: this.pdf.length, baseSha256: sha256(this.pdf), slotId: this.round.slots[rank]! } as DocumentReservation;
    const examined = await new UploadExaminer(documents, certificates, clock).examine(reservation, { firstName: 'Jean', lastName: 'Dupont' } as Parameters<UploadExaminer['examine']>[1], pdf);
    if ('refusal' in examined) return examined.refusal;
    const { bytes, prefix, certificates: path } = examined.revision;
    return this.grown({ bytes, prefix }, path ?? [], 1);
  }

  anchors(strangers: readonly Stranger[]): Buffer[] {
    return [this.house.authority.certificatePem, ...strangers.map(({ pem }) => pem)].map((pem) => new X509Certificate(pem).raw);
  }

  roots(strangers: readonly Stranger[]): string {
    return [this.house.authority.certificatePem, ...strangers.map(({ pem }) => pem)].map((pem) => pem.trim()).join('\n');
  }

  report(strangers: readonly Stranger[]): ReturnType<typeof verifyPdf> {
    return verifyPdf(this.pdf, { anchors: this.anchors(strangers), at: new Date() });
  }

  /** As the service goes on: from what it wrote down of the file. */
  private grown({ bytes, prefix }: { bytes: Buffer; prefix: Prefix }, certificates: readonly Buffer[], signatures: number): LentRound {
    return new LentRound(this.round, this.house, Buffer.concat([this.pdf, bytes]), restorePrefix(savePrefix(prefix)), [...this.made, ...certificates], this.signatures + signatures);
  }
}
