import { X509Certificate } from 'node:crypto';
import { Certificates, makeAuthority, openSeal, readAuthority, readServiceKey } from '#libs/features/keys';
import type { ServiceUsage } from '#libs/features/keys';
import { CLOCK, KeyEnvelopeError, KeyStore, loadConfig, systemActor, systemClock } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { SigningError, revocationReasons } from '#libs/signing';
import type { RevocationReason } from '#libs/signing';
import { formatInstant } from '#libs/ui';
import { withApp } from './installation.js';
import { RunFailure } from './run-failure.js';
import { table } from './terminal.js';

type Shown = { what: string; subject: string; serial: string; sha256: string; notAfter: string };

/** Names that a certificate can bear (ub-organization-name of RFC 5280). */
const nameCharactersMax = 64;
const serviceUsages: readonly (readonly [ServiceUsage, string])[] = [
  ['certification', 'Certification'], ['seal', 'Cachet de démonstration'], ['timestamp', 'Horodatage de démonstration'], ['ocsp', 'Réponses de révocation'],
];

/** Makes the authority of the service, once and on purpose. Exit 1 when there is one: nothing replaces it. */
export async function createKeys({ name, json }: { name: string; json?: boolean }): Promise<void> {
  if ([...name].length > nameCharactersMax) throw new RunFailure(`Le nom prend plus de ${nameCharactersMax} caractères.`, 2);
  const { authority, made } = await readable(() => makeAuthority(new KeyStore(loadConfig()), name, systemClock.now()));
  const shown = show('Autorité', new X509Certificate(authority.certificatePem));
  if (!made) throw new RunFailure(`L’autorité existe déjà (empreinte ${shown.sha256}) : elle n’est pas remplacée.`, 1);
  console.log(json ? JSON.stringify(shown) : `${tableOf([shown])}\n\nSauvegardez le dossier des clés et PARAPHE_SECRET, séparément : l’un sans l’autre n’ouvre rien.`);
}

/** The keys of this machine: fingerprints and ends. No private key is shown. */
export async function showKeys({ json }: { json?: boolean }): Promise<void> {
  const config = loadConfig();
  const shown = await readable(() => certificatesOf(config));
  if (!shown.length) throw new RunFailure('Aucune clé : créez l’autorité avec « paraphe keys create ».', 1);
  console.log(json ? JSON.stringify(shown) : tableOf(shown));
}

/** Revokes one certificate of our authority, for good. Exit 1 when it is not ours, or revoked already. */
export async function revokeKey({ serial, reason, json }: { serial: string; reason: string; json?: boolean }): Promise<void> {
  const known = revocationReasons.find((one) => one === reason);
  if (!known) throw new RunFailure(`Motif inconnu : ${revocationReasons.join(', ')}.`, 2);
  const serialHex = serial.replace(/[:\s]/g, '').toLowerCase();
  if (!(await withRevocation(serialHex, known))) throw new RunFailure('Ce certificat n’est pas de notre autorité, ou il est déjà révoqué.', 1);
  console.log(json ? JSON.stringify({ serial: serialHex, reason: known }) : `Certificat ${serialHex} révoqué. La liste de révocation le dit désormais.`);
}

async function withRevocation(serialHex: string, reason: RevocationReason): Promise<boolean> {
  let revoked = false;
  await withApp(async (app) => {
    revoked = await app.get(Certificates).revoke(serialHex, reason, app.get<Clock>(CLOCK).now(), systemActor('cli'));
  });
  return revoked;
}

async function certificatesOf(config: Config): Promise<Shown[]> {
  const keys = new KeyStore(config);
  const authority = readAuthority(keys);
  const kept = serviceUsages.flatMap(([usage, what]) => {
    const material = readServiceKey(keys, usage);
    return material ? [show(what, new X509Certificate(material.certificateDer))] : [];
  });
  const seal = config.seal ? [show('Cachet', new X509Certificate((await openSeal(config.seal, config)).certificateDer))] : [];
  return [...(authority ? [show('Autorité', new X509Certificate(authority.certificatePem))] : []), ...seal, ...kept];
}

function show(what: string, certificate: X509Certificate): Shown {
  return {
    what, subject: certificate.subject.split('\n').reverse().join(', '), serial: certificate.serialNumber.toLowerCase(),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(), notAfter: new Date(certificate.validTo).toISOString(),
  };
}

function tableOf(shown: readonly Shown[]): string {
  return shown.map(({ what, subject, serial, sha256, notAfter }) => table([[what, subject], ['Numéro', serial], ['Empreinte', sha256], ['Valable', `jusqu’au ${formatInstant(notAfter, 'Europe/Paris')}`]])).join('\n\n');
}

/** What cannot be opened is said in a sentence. */
async function readable<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    if (fault instanceof KeyEnvelopeError) throw new RunFailure(`PARAPHE_SECRET n’est pas le secret sous lequel ${fault.file} a été chiffré, ou ce fichier est abîmé.`, 2);
    if (fault instanceof SigningError) throw new RunFailure(`Le cachet ne s’ouvre pas (${fault.code}) : ${fault.message}`, 2);
    throw fault;
  }
}
