import { X509Certificate } from 'node:crypto';
import { ConfigError, KeyEnvelopeError, KeyStore } from '#libs/platform';
import type { Config, SealSource } from '#libs/platform';
import { SigningError } from '#libs/signing';
import type { SigningErrorCode } from '#libs/signing';
import { authorityMissing, readAuthority } from './authority.js';
import { trustedCertificates } from './certificates.js';
import { openSeal } from './seal.js';

/**
 * Refuses a start that could sign nothing, or nothing that is worth anything: said now, with the setting named, rather than on the day
 * of the signature. In demonstration only what was given is checked. The seal is opened once: with its file or module, and its code.
 *
 * @throws ConfigError with one French sentence per thing that is missing or wrong
 */
export async function checkKeyMaterial(config: Config, now: Date): Promise<void> {
  const isProduction = config.mode === 'production';
  const faults = [
    ...(isProduction && !config.timestampUrls.length ? ['Configuration : TIMESTAMP_URLS manque. En production, l’heure des signatures vient d’une autorité d’horodatage.'] : []),
    ...(isProduction ? authorityFaults(config, now) : []),
    ...(config.seal ? await sealFaults(config.seal, config, now) : isProduction ? [sealMissing] : []),
    ...(await trustFaults(config)),
  ];
  if (faults.length) throw new ConfigError(faults.join('\n'));
}

const sealMissing = 'Configuration : SEAL_PKCS12 (avec SEAL_PKCS12_PASSWORD) ou SEAL_PKCS11_MODULE (avec ses autres clés SEAL_) manque. En production, le cachet du service vient de vous.';

function authorityFaults(config: Config, now: Date): string[] {
  try {
    const authority = readAuthority(new KeyStore(config));
    if (!authority) return [authorityMissing];
    return new Date(new X509Certificate(authority.certificatePem).validTo) < now ? ['Clés : le certificat de l’autorité (authority.key) a expiré.'] : [];
  } catch (fault) {
    if (fault instanceof KeyEnvelopeError) return [`Configuration : PARAPHE_SECRET n’est pas le secret sous lequel ${fault.file} a été chiffré, ou ce fichier est abîmé.`];
    throw fault;
  }
}

async function sealFaults(source: SealSource, config: Config, now: Date): Promise<string[]> {
  try {
    const seal = await openSeal(source, config);
    seal.destroy();
    const { validTo } = new X509Certificate(seal.certificateDer);
    return new Date(validTo) < now ? [`Configuration : ${settingOf(source).file} porte un certificat qui a expiré le ${new Date(validTo).toISOString().slice(0, 10)}.`] : [];
  } catch (fault) {
    return [sealSentence(source, fault)];
  }
}

type SealSettings = { file: string; password: string; key: string; certificate: string };

function settingOf({ kind }: SealSource): SealSettings {
  return kind === 'pkcs12'
    ? { file: 'SEAL_PKCS12', password: 'SEAL_PKCS12_PASSWORD', key: 'SEAL_PKCS12', certificate: 'SEAL_PKCS12' }
    : { file: 'SEAL_PKCS11_MODULE', password: 'SEAL_PKCS11_PIN', key: 'SEAL_PKCS11_KEY', certificate: 'SEAL_CERTIFICATE' };
}

/** The library's own words are in English and for the log; these name the setting to look at. */
function sealSentence(source: SealSource, fault: unknown): string {
  const { file, password, key, certificate } = settingOf(source);
  if (!(fault instanceof SigningError)) {
    if ((fault as NodeJS.ErrnoException).code === undefined) throw fault;
    return `Configuration : ${certificate} désigne un fichier qui ne peut pas être lu (${(fault as NodeJS.ErrnoException).code}).`;
  }
  const sentences: Partial<Record<SigningErrorCode, string>> = {
    KEY_PASSWORD_WRONG: `Configuration : ${password} n’ouvre pas le cachet.`,
    KEY_FILE_UNREADABLE: `Configuration : ${certificate} n’est pas un fichier lisible : ${source.kind === 'pkcs12' ? 'un fichier PKCS#12 (.p12 ou .pfx) est attendu' : 'un certificat PEM est attendu'}.`,
    KEY_NOT_FOUND: `Configuration : ${key} ne donne aucune clé privée${source.kind === 'pkcs12' ? ' avec son certificat' : ' dans ce jeton'}.`,
    KEY_UNUSABLE: `Configuration : ${key} donne une clé inutilisable : RSA de 2048 bits au moins ou courbe elliptique, et celle du certificat.`,
    KEY_PROGRAM_MISSING: `Configuration : ${file} demande le programme pkcs11-tool (paquet opensc), introuvable.`,
    KEY_PROGRAM_FAILED: `Configuration : ${file} ou SEAL_PKCS11_TOKEN ne répond pas (${fault.message}).`,
  };
  const sentence = sentences[fault.code];
  if (!sentence) throw fault;
  return sentence;
}

async function trustFaults(config: Config): Promise<string[]> {
  try {
    await trustedCertificates(config);
    return [];
  } catch (fault) {
    return [`Configuration : TRUST_FILES désigne un fichier illisible ou sans certificat PEM (${fault instanceof SigningError ? fault.code : (fault as NodeJS.ErrnoException).code ?? 'inconnu'}).`];
  }
}
