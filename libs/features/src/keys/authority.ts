import { X509Certificate } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, ConfigError, KeyStore } from '#libs/platform';
import type { Config } from '#libs/platform';
import { createAuthority } from '#libs/signing';
import type { Authority } from '#libs/signing';

/** The certificate for whoever wants to look at it; the key, encrypted, with its certificate: read together, they always go together. */
const files = { certificate: 'authority.pem', key: 'authority.key', formerlyClear: 'authority.json' } as const;
const commonName = 'Paraphe – autorité de certification';
const demonstrationOrganisation = 'Paraphe';

/** The service's own certification authority, opened once per process. */
@Injectable()
export class AuthorityKeeper {
  private known: Authority | null = null;
  private opening: Promise<Authority> | null = null;

  constructor(private readonly keys: KeyStore, @Inject(CONFIG) private readonly config: Config) {}

  /** Made at first use in demonstration. @throws ConfigError in production when `paraphe keys create` was never run; KeyEnvelopeError under another secret */
  async open(now: Date): Promise<Authority> {
    if (this.known) return this.known;
    this.opening ??= this.find(now).finally(() => (this.opening = null));
    this.known = await this.opening;
    return this.known;
  }

  private async find(now: Date): Promise<Authority> {
    const kept = readAuthority(this.keys);
    if (kept) return kept;
    if (this.config.mode === 'production') throw new ConfigError(authorityMissing);
    return (await makeAuthority(this.keys, demonstrationOrganisation, now)).authority;
  }
}

export const authorityMissing =
  'Clés : authority.key manque dans le dossier des clés. Créez l’autorité du service avec « npx paraphe keys create --name "Préfecture de …" ».';

/** The authority of the key store, or null. A key that an earlier version left in clear is encrypted, and the clear file deleted. */
export function readAuthority(keys: KeyStore): Authority | null {
  const clear = keys.read(files.formerlyClear);
  if (clear !== null) {
    publish(keys, JSON.parse(clear) as Authority);
    keys.remove(files.formerlyClear);
  }
  const text = keys.readSecret(files.key);
  return text === null ? null : parse(text);
}

/** Makes the authority unless there is one. Returns the one that is there, and whether it was made now. */
export async function makeAuthority(keys: KeyStore, organisation: string, now: Date): Promise<{ authority: Authority; made: boolean }> {
  const kept = readAuthority(keys);
  if (kept) return { authority: kept, made: false };
  const mine = await createAuthority({ commonName, organisation, now });
  const authority = publish(keys, mine);
  return { authority, made: authority.certificatePem.trimEnd() === mine.certificatePem.trimEnd() };
}

/** The name that the authority bears, given to the certificates of the service too. */
export function organisationOf(authority: Authority): string {
  const line = new X509Certificate(authority.certificatePem).subject.split('\n').find((part) => part.startsWith('O='));
  return line?.slice('O='.length) ?? demonstrationOrganisation;
}

function publish(keys: KeyStore, { certificatePem, privateKeyPem }: Authority): Authority {
  const authority = parse(keys.writeSecret(files.key, `${privateKeyPem.trimEnd()}\n${certificatePem.trimEnd()}\n`));
  keys.readOrCreate(files.certificate, () => `${authority.certificatePem.trimEnd()}\n`);
  return authority;
}

function parse(text: string): Authority {
  const at = text.indexOf('-----BEGIN CERTIFICATE-----');
  return { privateKeyPem: text.slice(0, at), certificatePem: text.slice(at) };
}
