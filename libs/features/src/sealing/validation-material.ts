import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CRLDistributionPointsExtension, X509Certificate as CertificateReader } from '@peculiar/x509';
import { ProxyAgent, request } from 'undici';
import { Certificates } from '#libs/features/keys';
import { CLOCK, CONFIG } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { readToken } from '#libs/signing';
import type { ValidationMaterial } from '#libs/signing';

/** A revocation list of a public authority weighs up to some hundreds of kilobytes; past this it is not one. */
const listBytesMax = 8 * 1024 * 1024;

/** Everything a validator will want in twenty years, when nobody answers any more: certificates and proofs that none was revoked (ETSI EN 319 142-1, 5.4). */
@Injectable()
export class ValidationMaterials {
  constructor(@Inject(CONFIG) private readonly config: Config, @Inject(CLOCK) private readonly clock: Clock, private readonly certificates: Certificates) {}

  /**
   * Gathers it for these certificates (signers and their chains, in DER) and these tokens. Our own list is made anew, so that it speaks of the instant
   * after the last signature; those of other authorities are fetched. Rejects when one cannot be had: the caller comes back.
   *
   * @param foreign among these, what signatories brought with their own certificates: a list of their authorities that is out of reach is done without,
   *   since the service chose neither them nor their addresses
   */
  async gather(signers: readonly Buffer[], tokens: readonly Buffer[], foreign: { certificates: readonly Buffer[]; tokens: readonly Buffer[] } = { certificates: [], tokens: [] }): Promise<ValidationMaterial> {
    const now = this.clock.now();
    const ours = new X509Certificate(await this.certificates.rootPem(now));
    const all = distinct([...signers, ...tokens.flatMap((token) => readToken(token).certificates), ours.raw]);
    const parsed = all.map((der) => new X509Certificate(der));
    const ofOthers = parsed.filter((certificate) => !isSelfSigned(certificate) && !certificate.checkIssued(ours));
    const theirs = new Set([...foreign.certificates, ...foreign.tokens.flatMap((token) => readToken(token).certificates)].map((der) => der.toString('latin1')));
    const urlsOf = (certificates: readonly X509Certificate[]) => new Set(certificates.flatMap((certificate) => revocationListUrl(certificate) ?? []));
    const needed = urlsOf(ofOthers.filter(({ raw }) => !theirs.has(raw.toString('latin1'))));
    const wished = [...urlsOf(ofOthers)].filter((url) => !needed.has(url));
    const fetched = await Promise.all([...[...needed].map((url) => this.fetchList(url)), ...wished.map((url) => this.fetchList(url).catch(() => null))]);
    return { certificates: all, crls: [await this.certificates.revocationList(now), ...fetched.filter((list) => list !== null)], ocsps: [] };
  }

  private async fetchList(url: string): Promise<Buffer> {
    const { outboundProxy, timestampTimeoutMs: timeout } = this.config;
    const dispatcher = outboundProxy ? new ProxyAgent(outboundProxy) : undefined;
    try {
      const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(timeout), ...(dispatcher && { dispatcher }) });
      const parts: Buffer[] = [];
      let length = 0;
      for await (const part of body as AsyncIterable<Buffer>) {
        length += part.length;
        if (length > listBytesMax) throw new Error(`The revocation list at ${url} is larger than ${listBytesMax} bytes`);
        parts.push(part);
      }
      if (statusCode !== 200) throw new Error(`The revocation list at ${url} answers ${statusCode}`);
      return Buffer.concat(parts);
    } finally {
      await dispatcher?.close();
    }
  }
}

/** Where the issuer of a certificate publishes its list (RFC 5280, 4.2.1.13): the first address on HTTP, or null. */
function revocationListUrl(certificate: X509Certificate): string | null {
  const points = new CertificateReader(certificate.raw).getExtension(CRLDistributionPointsExtension)?.distributionPoints ?? [];
  const names = points.flatMap(({ distributionPoint }) => distributionPoint?.fullName ?? []);
  return names.map(({ uniformResourceIdentifier }) => uniformResourceIdentifier).find((url) => url !== undefined && /^https?:/.test(url)) ?? null;
}

function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.checkIssued(certificate);
}

function distinct(certificates: readonly Buffer[]): Buffer[] {
  return [...new Map(certificates.map((der) => [der.toString('latin1'), der])).values()];
}
