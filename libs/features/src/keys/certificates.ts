import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, CONFIG, systemActor } from '#libs/platform';
import type { Actor, Clock, Config } from '#libs/platform';
import { answerOcsp, certificatesOfPem, issueIdentity, openTimestampIdentity, signerOf } from '#libs/signing';
import type { RevocationReason, SignerIdentity, TimestampIdentity } from '#libs/signing';
import { AuthorityKeeper } from './authority.js';
import type { PublishedList, SignedPlace } from './certificate.store.js';
import { revocationAddresses } from './keys.links.js';
import { Revocations } from './revocations.js';
import { LentSeal, openSeal } from './seal.js';
import { ServiceKeys } from './service-keys.js';

/** Outlives any tolerated outage of the timestamp authorities (decision 6); the key itself is gone after one use. */
const certificateDays = 90;

export type PersonToCertify = { fullName: string; firstName: string; lastName: string; quality: string; bodyName: string; siret: string | null; identification: string };

/** The service's key material: whoever signs asks here for an identity and gives it back with `destroy()`; whoever verifies asks for roots and lists. */
@Injectable()
export class Certificates {
  private readonly seal: LentSeal | null;
  private trusted: Promise<Buffer[]> | null = null;

  constructor(
    private readonly authority: AuthorityKeeper,
    private readonly serviceKeys: ServiceKeys,
    private readonly revocations: Revocations,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    const source = config.seal;
    this.seal = source && new LentSeal(() => openSeal(source, config));
  }

  /**
   * A fresh P-256 key and certificate for one signature, then `destroy()`. Dated from the approval, so that the signature never precedes its
   * certificate. `place`, when known, is kept with the serial number: a certificate can then be found, and revoked, by what it signed.
   */
  async forPerson(person: PersonToCertify, approvedAt: Date, place: SignedPlace | null = null): Promise<SignerIdentity> {
    const identity = await issueIdentity(
      await this.authority.open(approvedAt),
      {
        commonName: person.fullName, givenName: person.firstName, surname: person.lastName, title: person.quality, organisation: person.bodyName,
        ...(person.siret && { organisationIdentifier: person.siret }), identification: person.identification, usage: 'signatory',
      },
      { now: approvedAt, days: certificateDays, ...revocationAddresses(this.config.publicUrl) },
    );
    await this.revocations.record(identity.certificateDer, 'signatory', approvedAt, place);
    return identity;
  }

  /** The service itself: it certifies the assembled document, then seals it when all have signed. The seal is the operator's when there is one. */
  async forService(usage: 'certification' | 'seal', now: Date): Promise<SignerIdentity> {
    if (usage === 'seal' && this.seal) return this.seal.lend();
    return signerOf(await this.serviceKeys.current(usage, now));
  }

  /** The embedded timestamp authority, for demonstration: its certificate says so. */
  async timestampIdentity(now: Date): Promise<TimestampIdentity> {
    const { certificateDer, chainDer, privateKeyPem } = await this.serviceKeys.current('timestamp', now);
    const pem = (der: Buffer) => new X509Certificate(der).toString();
    return openTimestampIdentity({ certificatePem: pem(certificateDer), chainPem: chainDer.map(pem).join(''), privateKeyPem });
  }

  /** The root certificate others need to verify our signatures. */
  async rootPem(now: Date): Promise<string> {
    return (await this.authority.open(now)).certificatePem;
  }

  /** What a verifier here trusts, in DER: our root, then those of TRUST_FILES. */
  async anchors(): Promise<Buffer[]> {
    this.trusted ??= trustedCertificates(this.config);
    return [...certificatesOfPem(await this.rootPem(this.clock.now())), ...(await this.trusted)];
  }

  /** The authority's revocation list in DER, made at this instant. */
  async revocationList(now: Date): Promise<Buffer> {
    return (await this.revocations.freshList(now)).der;
  }

  /** The list as published: of the day, and anew after each revocation. */
  publishedRevocationList(now: Date): Promise<PublishedList> {
    return this.revocations.currentList(now);
  }

  /** The answer to an OCSP request, both in DER (RFC 6960). */
  async ocspAnswer(request: Buffer, now: Date): Promise<Buffer> {
    const material = await this.serviceKeys.current('ocsp', now);
    const signer = signerOf(material);
    try {
      return await answerOcsp({ signer, issuerDer: material.chainDer[0]! }, request, (serialHex) => this.revocations.stateOf(serialHex), now);
    } finally {
      signer.destroy();
    }
  }

  /** For good. False when the certificate is not ours, or revoked already. A key of the service that is revoked is replaced at its next use. */
  revoke(serialHex: string, reason: RevocationReason, at: Date, actor: Actor = systemActor('keys')): Promise<boolean> {
    return this.revocations.revoke(serialHex, reason, at, actor);
  }
}

/** @throws the file system's error, or SigningError KEY_FILE_UNREADABLE */
export async function trustedCertificates({ trustFiles }: Config): Promise<Buffer[]> {
  return (await Promise.all(trustFiles.map(async (path) => certificatesOfPem(await readFile(path, 'utf8'))))).flat();
}
