import { accessSync, constants, mkdirSync } from 'node:fs';
import pg from 'pg';
import { findLibreOffice } from '#libs/documents';
import { levelRoles } from '#libs/domain';
import { loadConfig, signatureLevelKeys } from '#libs/platform';
import type { Config } from '#libs/platform';

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

function folder(path: string): Finding {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK);
    return { what: 'Dossier des données', ok: true, detail: path };
  } catch (fault) {
    return { what: 'Dossier des données', ok: false, detail: (fault as Error).message };
  }
}
