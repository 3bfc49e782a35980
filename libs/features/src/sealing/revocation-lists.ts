import 'reflect-metadata';
import type { X509Certificate } from 'node:crypto';
import { CRLDistributionPointsExtension, X509Certificate as CertificateReader } from '@peculiar/x509';
import { ProxyAgent, request } from 'undici';
import type { Config } from '#libs/platform';
import { revocationListFor } from '#libs/signing';
import type { IssuedCertificate } from '#libs/signing';

/** A revocation list of a public authority weighs up to some hundreds of kilobytes; past this it is not one. */
const listBytesMax = 8 * 1024 * 1024;
/** Lists of the signatories' authorities, together: four as large as any. They stay in the document for ever, and a verifier reads it whole. */
const wishedBytesMax = 4 * listBytesMax;
/** Addresses asked for one document, those of the service first, which are a handful: thirty signatories with as many authorities, and the authority above each. */
const addressesMax = 60;
/** Lists asked for at once: each may weigh `listBytesMax` in memory. */
const fetchesAtOnce = 4;

/** For each address, the certificates that name it. */
export type Addresses = ReadonlyMap<string, readonly IssuedCertificate[]>;

/** Where the issuers of these certificates publish their lists: not ours, which we make, nor that of a root, which nobody issued. */
export function addressesOf(links: readonly IssuedCertificate[], ours: X509Certificate): Addresses {
  const addresses = new Map<string, IssuedCertificate[]>();
  for (const link of links) {
    const { certificate } = link;
    const url = certificate.checkIssued(certificate) || certificate.checkIssued(ours) ? null : revocationListUrl(certificate);
    if (url !== null) addresses.set(url, [...(addresses.get(url) ?? []), link]);
  }
  return addresses;
}

/** Where the issuer of a certificate publishes its list (RFC 5280, 4.2.1.13): the first address on HTTP; null without one, or when it cannot be read. */
function revocationListUrl(certificate: X509Certificate): string | null {
  try {
    const points = new CertificateReader(certificate.raw).getExtension(CRLDistributionPointsExtension)?.distributionPoints ?? [];
    const names = points.flatMap(({ distributionPoint }) => distributionPoint?.fullName ?? []);
    return names.map(({ uniformResourceIdentifier }) => uniformResourceIdentifier).find((url) => url !== undefined && /^https?:/.test(url) && URL.canParse(url)) ?? null;
  } catch {
    return null;
  }
}

/** Fetches revocation lists, a few at a time, and keeps only what is one. */
export class RevocationLists {
  constructor(private readonly config: Pick<Config, 'outboundProxy' | 'timestampTimeoutMs'>) {}

  /**
   * @param wished done without when out of reach, or not a list of the issuer
   * @throws when one of `needed` cannot be had
   */
  async fetch(needed: Addresses, wished: Addresses): Promise<Buffer[]> {
    const lists: Buffer[] = [];
    for (const few of byFew([...needed].slice(0, addressesMax))) lists.push(...(await Promise.all(few.map(([url, links]) => this.list(url, links)))));
    let kept = 0;
    for (const few of byFew([...wished].filter(([url]) => !needed.has(url)).slice(0, Math.max(0, addressesMax - needed.size)))) {
      for (const list of await Promise.all(few.map(([url, links]) => this.list(url, links).catch(() => null)))) {
        if (list === null || kept + list.length > wishedBytesMax) continue;
        kept += list.length;
        lists.push(list);
      }
    }
    return lists;
  }

  private async list(url: string, links: readonly IssuedCertificate[]): Promise<Buffer> {
    const body = await this.body(url);
    for (const link of links) {
      const list = revocationListFor(link, body);
      if (list) return list;
    }
    throw new Error(`What ${url} answers is not the revocation list of the issuer`);
  }

  private async body(url: string): Promise<Buffer> {
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

function byFew<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / fetchesAtOnce) }, (_, n) => list.slice(n * fetchesAtOnce, (n + 1) * fetchesAtOnce));
}
