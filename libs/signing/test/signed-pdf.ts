import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  appendDocumentTimestamp, appendRevision, appendSecurityStore, createAuthority, issueIdentity, issueTimestampIdentity, nextTimestampField, openPrefix,
  timestampAuthority,
} from '../src/index.js';
import type { Authority, Prefix, SecurityStoreIndex, SignerIdentity, SigningManifest, Timestamper, ValidationMaterial } from '../src/index.js';
import { preparedPdf } from './prepared-pdf.js';

/** The authorities of the tests: one root, and a timestamp authority under it, whose clock is the one given. */
export interface TestAuthorities {
  readonly authority: Authority;
  readonly rootDer: Buffer;
  readonly stamp: (at: Date, days?: number) => Promise<Timestamper>;
  readonly signer: (usage: 'signatory' | 'seal' | 'certification', at: Date, days?: number) => Promise<SignerIdentity>;
}

export async function testAuthorities(now: Date, commonName = 'Racine d’essai'): Promise<TestAuthorities> {
  const authority = await createAuthority({ commonName, organisation: 'Essai', now });
  return {
    authority,
    rootDer: new X509Certificate(authority.certificatePem).raw,
    stamp: async (at, days = 365) => {
      const identity = await issueTimestampIdentity(authority, { commonName: 'Horodatage d’essai', organisation: 'Essai' }, { now: at, days });
      return timestampAuthority({ identity, now: () => at }).timestamper;
    },
    signer: (usage, at, days = 90) => issueIdentity(
      authority, { commonName: 'Ælfgifu Nguyễn', title: 'Maire', organisation: 'Commune d’essai', identification: 'lien et code', usage }, { now: at, days },
    ),
  };
}

/** A document being signed, revision after revision, with the kernel's own functions. */
export class SignedPdf {
  readonly revisions: Buffer[] = [];
  /** Length of the file after each revision, the prepared one first. */
  readonly lengths: number[] = [];
  private store: SecurityStoreIndex | undefined;

  private constructor(readonly manifest: SigningManifest, private prefix: Prefix, prepared: Buffer) {
    this.keep(prepared);
  }

  /** @param prepared what `preparedPdf` made, so that several files can share one */
  static async open(prepared: { pdf: Buffer; manifest: SigningManifest } | { slots: readonly string[] }): Promise<SignedPdf> {
    const { pdf, manifest } = 'pdf' in prepared ? prepared : await preparedPdf(prepared);
    const folder = mkdtempSync(join(tmpdir(), 'paraphe-signed-'));
    try {
      writeFileSync(join(folder, 'a.pdf'), pdf);
      return new SignedPdf(manifest, await openPrefix(join(folder, 'a.pdf'), pdf.length), pdf);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  get pdf(): Buffer {
    return Buffer.concat(this.revisions);
  }

  async sign(kind: 'certify' | 'approve' | 'seal', field: string, signer: SignerIdentity, at: Date, timestamp?: Timestamper): Promise<this> {
    const act = { kind, field, name: `Signataire de ${field}`, reason: 'Lu et approuvé', lines: ['Ælfgifu Nguyễn', 'Maire'], at, ...(timestamp && { timestamp }) };
    const { bytes, prefix } = await appendRevision(this.prefix, this.manifest, act, signer);
    return this.keep(bytes, prefix);
  }

  addStore(material: Partial<ValidationMaterial>): this {
    const added = appendSecurityStore(this.prefix, this.manifest, { certificates: [], crls: [], ocsps: [], ...material }, this.store);
    if (!added) return this;
    this.store = added.index;
    return this.keep(added.bytes, added.prefix);
  }

  async timestamp(timestamper: Timestamper): Promise<this> {
    const field = nextTimestampField(this.prefix, this.manifest) ?? '';
    const { bytes, prefix } = await appendDocumentTimestamp(this.prefix, this.manifest, field, timestamper);
    return this.keep(bytes, prefix);
  }

  private keep(bytes: Buffer, prefix: Prefix = this.prefix): this {
    this.prefix = prefix;
    this.revisions.push(bytes);
    this.lengths.push(this.revisions.reduce((sum, revision) => sum + revision.length, 0));
    return this;
  }
}
