import { X509Certificate } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, KeyStore } from '#libs/platform';
import type { Config } from '#libs/platform';
import { certificatesOfPem, issueKeptKey, issueOcspResponder, issueTimestampCredential } from '#libs/signing';
import type { Authority, IssuanceTerms, KeyMaterial } from '#libs/signing';
import { AuthorityKeeper, organisationOf } from './authority.js';
import { revocationAddresses } from './keys.links.js';
import { Revocations } from './revocations.js';

export type ServiceUsage = 'certification' | 'seal' | 'timestamp' | 'ocsp';

/**
 * How long each key lives, and how long before its end another takes over. Documents must still be provable while a timestamp
 * authority is out of reach (decision 6), hence three months at least; a token of ours is good for three years at least, so that
 * archive timestamps are renewed seldom; nobody asks whether the OCSP delegate was revoked, hence its month.
 */
const lifeDays: Record<ServiceUsage, { issued: number; renewed: number }> = {
  certification: { issued: 1_096, renewed: 90 },
  seal: { issued: 1_096, renewed: 90 },
  timestamp: { issued: 1_827, renewed: 1_096 },
  ocsp: { issued: 30, renewed: 7 },
};
const msPerDay = 86_400_000;
const identification = 'Service de la préfecture';

/** The long-lived keys that our authority certifies for the service itself, each in an encrypted file of the key store. */
@Injectable()
export class ServiceKeys {
  private readonly known = new Map<ServiceUsage, KeyMaterial>();

  constructor(
    private readonly keys: KeyStore,
    private readonly authority: AuthorityKeeper,
    private readonly revocations: Revocations,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The key in use at `now`. Another is made, and takes its place, when there is none, when it nears its end, or when it was revoked. */
  async current(usage: ServiceUsage, now: Date): Promise<KeyMaterial> {
    const known = this.known.get(usage);
    if (known && (await this.isUsable(known, usage, now))) return known;
    const name = `${usage}.key`;
    const kept = readServiceKey(this.keys, usage);
    if (kept && (await this.isUsable(kept, usage, now))) return this.remember(usage, kept);
    const made = await this.issue(usage, now);
    await this.revocations.record(made.certificateDer, usage, now, null);
    // Two processes may both renew: each key is good, and the last written serves from then on.
    if (kept) this.keys.replaceSecret(name, pemOf(made));
    return this.remember(usage, kept ? made : materialOf(this.keys.writeSecret(name, pemOf(made))));
  }

  private remember(usage: ServiceUsage, material: KeyMaterial): KeyMaterial {
    this.known.set(usage, material);
    return material;
  }

  private async isUsable({ certificateDer }: KeyMaterial, usage: ServiceUsage, now: Date): Promise<boolean> {
    const { validFrom, validTo, serialNumber } = new X509Certificate(certificateDer);
    const renewal = new Date(validTo).getTime() - lifeDays[usage].renewed * msPerDay;
    if (now < new Date(validFrom) || now.getTime() >= renewal) return false;
    return (await this.revocations.stateOf(serialNumber.toLowerCase())) === 'good';
  }

  private async issue(usage: ServiceUsage, now: Date): Promise<KeyMaterial> {
    const authority = await this.authority.open(now);
    const organisation = organisationOf(authority);
    const terms = { now, days: lifeDays[usage].issued, ...revocationAddresses(this.config.publicUrl) };
    if (usage === 'timestamp') return timestampKey(authority, organisation, terms);
    // The responder answers for the others; where to ask about the responder itself would lead round in a circle.
    if (usage === 'ocsp') return issueOcspResponder(authority, { commonName: 'Réponses de révocation Paraphe', organisation }, { now, days: terms.days });
    const commonName = usage === 'seal' ? 'Cachet électronique Paraphe' : 'Certification Paraphe';
    return issueKeptKey(authority, { commonName, organisation, identification, usage }, terms);
  }
}

/** A kept key as it stands in the key store, without a look at its dates; null when it was never made. @throws KeyEnvelopeError */
export function readServiceKey(keys: KeyStore, usage: ServiceUsage): KeyMaterial | null {
  const text = keys.readSecret(`${usage}.key`);
  return text === null ? null : materialOf(text);
}

async function timestampKey(authority: Authority, organisation: string, terms: IssuanceTerms): Promise<KeyMaterial> {
  const { certificatePem, chainPem, privateKeyPem } = await issueTimestampCredential(authority, { commonName: 'Horodatage de DÉMONSTRATION, sans valeur de preuve', organisation }, terms);
  return materialOf(`${privateKeyPem.trimEnd()}\n${certificatePem.trimEnd()}\n${chainPem}`);
}

/** The private key, the certificate, then those above it. */
export function pemOf({ certificateDer, chainDer, privateKeyPem }: KeyMaterial): string {
  return [privateKeyPem.trimEnd(), ...[certificateDer, ...chainDer].map((der) => new X509Certificate(der).toString().trimEnd()), ''].join('\n');
}

function materialOf(text: string): KeyMaterial {
  const [certificateDer, ...chainDer] = certificatesOfPem(text);
  return { certificateDer: certificateDer!, chainDer, privateKeyPem: text.slice(0, text.indexOf('-----BEGIN CERTIFICATE-----')) };
}
