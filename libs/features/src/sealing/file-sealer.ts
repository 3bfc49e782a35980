import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { inScratch } from '#libs/documents';
import { Certificates } from '#libs/features/keys';
import { CLOCK } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { appendDocumentTimestamp, appendRevision, appendSecurityStore, nextTimestampField, openPrefix } from '#libs/signing';
import type { Prefix, SigningAct, SigningManifest } from '#libs/signing';
import { Timestamps, isTimestampFault } from './timestamps.js';
import { ValidationMaterials } from './validation-material.js';

/** What the two signatures of the service say. */
export type FileActs = { certification: Pick<SigningAct, 'name' | 'reason' | 'lines'>; seal: Pick<SigningAct, 'name' | 'reason' | 'lines'> };
export type SealedFile = { pdf: Buffer; level: 'B-B' | 'B-LTA' };

/** Seals a file that nobody but the service signs: certification, seal, validation data, archive timestamp, in one go and in memory. */
@Injectable()
export class FileSealer {
  constructor(
    private readonly certificates: Certificates,
    private readonly timestamps: Timestamps,
    private readonly materials: ValidationMaterials,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** B-LTA, or B-B when no timestamp authority answers: the caller may come back for better. */
  async seal(prepared: Buffer, manifest: SigningManifest, acts: FileActs): Promise<SealedFile> {
    const parts = [prepared];
    const signers: Buffer[] = [];
    const tokens: Buffer[] = [];
    let prefix = await prefixOf(prepared);
    const grow = ({ bytes, prefix: after }: { bytes: Buffer; prefix: Prefix }) => {
      parts.push(bytes);
      prefix = after;
    };
    const sign = async (kind: 'certify' | 'seal', usage: 'certification' | 'seal', words: FileActs['seal']) => {
      const at = this.clock.now();
      const signer = await this.certificates.forService(usage, at);
      const timestamp = async (imprint: Buffer) => {
        const token = await this.timestamps.tokenOrNull(imprint);
        if (token) tokens.push(token);
        return token;
      };
      grow(await appendRevision(prefix, manifest, { kind, field: usage, at, timestamp, ...words }, signer).finally(() => signer.destroy()));
      signers.push(signer.certificateDer, ...signer.chainDer);
    };
    await sign('certify', 'certification', acts.certification);
    await sign('seal', 'seal', acts.seal);
    if (tokens.length === 2 && (await this.archive(manifest, { signers, tokens }, () => prefix, grow))) return { pdf: Buffer.concat(parts), level: 'B-LTA' };
    return { pdf: Buffer.concat(parts), level: 'B-B' };
  }

  private async archive(manifest: SigningManifest, made: { signers: Buffer[]; tokens: Buffer[] }, prefix: () => Prefix, grow: (revision: { bytes: Buffer; prefix: Prefix }) => void): Promise<boolean> {
    const store = appendSecurityStore(prefix(), manifest, await this.materials.gather(made.signers, made.tokens));
    if (store) grow(store);
    const field = nextTimestampField(prefix(), manifest);
    if (!field) return false;
    try {
      grow(await appendDocumentTimestamp(prefix(), manifest, field, this.timestamps.token));
      return true;
    } catch (fault) {
      if (!isTimestampFault(fault)) throw fault;
      return false;
    }
  }
}

/** The kernel reads files; this one exists only for that long. */
function prefixOf(prepared: Buffer): Promise<Prefix> {
  return inScratch(async (folder) => {
    const path = join(folder, 'prepared.pdf');
    await writeFile(path, prepared, { mode: 0o600 });
    return openPrefix(path, prepared.length);
  });
}
