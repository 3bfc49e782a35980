import { Injectable } from '@nestjs/common';
import { KeyStore } from '#libs/platform';
import { createAuthority, issueIdentity } from '#libs/signing';
import type { SignerIdentity } from '#libs/signing';

/** Outlives any tolerated outage of the timestamp authorities (decision 6); the key itself is gone after one use. */
const certificateDays = 90;
const organisation = 'Paraphe';

export type PersonToCertify = { fullName: string; firstName: string; lastName: string; quality: string; bodyName: string; siret: string | null; identification: string };

/** The service's own certification authority, made at first start and kept in the key store. */
@Injectable()
export class Certificates {
  private authority: Promise<{ certificatePem: string; privateKeyPem: string }> | null = null;

  constructor(private readonly keys: KeyStore) {}

  /** A fresh P-256 key and certificate for one signature, then `destroy()`. Dated from the approval, so that the signature never precedes its certificate. */
  async forPerson(person: PersonToCertify, approvedAt: Date): Promise<SignerIdentity> {
    return issueIdentity(
      await this.open(approvedAt),
      {
        commonName: person.fullName, givenName: person.firstName, surname: person.lastName, title: person.quality, organisation: person.bodyName,
        ...(person.siret && { organisationIdentifier: person.siret }), identification: person.identification, usage: 'signatory',
      },
      { now: approvedAt, days: certificateDays },
    );
  }

  /** The service itself: it certifies the assembled document, then seals it when all have signed. */
  async forService(usage: 'certification' | 'seal', now: Date): Promise<SignerIdentity> {
    const commonName = usage === 'seal' ? 'Cachet électronique Paraphe' : 'Certification Paraphe';
    return issueIdentity(await this.open(now), { commonName, organisation, identification: 'Service de la préfecture', usage }, { now, days: certificateDays });
  }

  /** The root certificate others need to verify our signatures. */
  async rootPem(now: Date): Promise<string> {
    return (await this.open(now)).certificatePem;
  }

  private open(now: Date): Promise<{ certificatePem: string; privateKeyPem: string }> {
    this.authority ??= this.keys
      .readOrCreateAsync('authority.json', async () => JSON.stringify(await createAuthority({ commonName: 'Paraphe – autorité de certification', organisation, now })))
      .then((text) => JSON.parse(text) as { certificatePem: string; privateKeyPem: string });
    return this.authority;
  }
}
