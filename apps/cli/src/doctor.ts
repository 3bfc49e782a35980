import { accessSync, constants, mkdirSync } from 'node:fs';
import pg from 'pg';
import { findLibreOffice } from '#libs/documents';
import { levelRoles } from '#libs/domain';
import { loadConfig, signatureLevelKeys, tryMailbox } from '#libs/platform';
import type { Config, MailboxFault } from '#libs/platform';

type Finding = { what: string; ok: boolean; detail: string };

/** A probe must answer before the reader loses patience. */
const probeTimeoutMs = 5_000;

/** What is missing on this machine. Exit 1 when something is. */
export async function doctor({ json }: { json?: boolean }): Promise<void> {
  const config = loadConfig();
  const office = config.sofficePath ?? findLibreOffice(config.searchPath);
  const findings: Finding[] = [
    { what: 'LibreOffice', ok: office !== null, detail: office ?? 'introuvable : apt-get install libreoffice-writer-nogui fonts-liberation' },
    await database(config.databaseUrl),
    folder(config.dataDir),
    levels(config),
    ...(await mailbox(config)),
  ];
  console.log(json ? JSON.stringify(findings) : findings.map(({ what, ok, detail }) => `${ok ? 'bon   ' : 'manque'}  ${what} : ${detail}`).join('\n'));
  process.exitCode = findings.every(({ ok }) => ok) ? 0 : 1;
}

/** Without them the service starts, and launches nothing (decision 13): better known before the first round. */
function levels({ signatureLevels }: Config): Finding {
  const missing = levelRoles.filter((role) => signatureLevels[role] === null).map((role) => signatureLevelKeys[role]);
  const detail = missing.length === 0 ? levelRoles.map((role) => `${role} ${signatureLevels[role] === 'strong' ? 'qualifiée ou manuscrite' : 'simple'}`).join(', ') : `à choisir avant la première tournée : ${missing.join(', ')}`;
  return { what: 'Niveaux de signature', ok: missing.length === 0, detail };
}

async function database(connectionString: string): Promise<Finding> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: probeTimeoutMs });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version') as version`);
    return { what: 'PostgreSQL', ok: true, detail: rows[0]!.version };
  } catch (fault) {
    return { what: 'PostgreSQL', ok: false, detail: (fault as Error).message };
  } finally {
    await client.end().catch(() => undefined);
  }
}

const mailboxFaults: Readonly<Record<MailboxFault, string>> = {
  refused: 'le serveur refuse l’utilisateur de BOUNCE_MAILBOX ou le mot de passe de BOUNCE_MAILBOX_PASSWORD (Microsoft 365 et Gmail demandent OAuth, qui n’est pas pris en charge, ou un mot de passe d’application)',
  certificate: 'le certificat du serveur n’est pas reconnu ; NODE_EXTRA_CA_CERTS ajoute l’autorité de votre organisme',
  clear: 'le serveur n’offre pas STARTTLS : le mot de passe n’y part pas en clair ; essayez imaps://',
  folder: 'la boîte s’ouvre, mais le dossier nommé dans BOUNCE_MAILBOX n’y est pas',
  unreachable: 'le serveur de BOUNCE_MAILBOX n’est pas joignable',
  silent: 'le serveur de BOUNCE_MAILBOX ne répond pas à temps',
  other: 'le serveur de BOUNCE_MAILBOX ne se comporte pas comme un serveur IMAP',
};

/** Asked of whoever has one only. It is opened as the worker opens it, and nothing of it is read. */
async function mailbox({ bounceMailbox }: Config): Promise<Finding[]> {
  if (!bounceMailbox) return [];
  const fault = await tryMailbox(bounceMailbox);
  return [{ what: 'Boîte des avis de non-remise', ok: fault === null, detail: fault === null ? `${bounceMailbox.host}, dossier ${bounceMailbox.folder}` : mailboxFaults[fault] }];
}

function folder(path: string): Finding {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK);
    return { what: 'Dossier des données', ok: true, detail: path };
  } catch (fault) {
    return { what: 'Dossier des données', ok: false, detail: (fault as Error).message };
  }
}
