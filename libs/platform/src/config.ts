import { resolve } from 'node:path';
import { z } from 'zod';

const url = (protocols: string[]) => z.string().refine((text) => protocols.some((protocol) => text.startsWith(`${protocol}:`)), `must start with ${protocols.join(': or ')}:`);

/** Every key the service reads from its environment. `.env.example` is printed from this schema. */
export const configSchema = z.object({
  PARAPHE_MODE: z.enum(['demonstration', 'production']).default('production').describe('« demonstration » : marqué sur chaque page et chaque PDF, clés créées au premier démarrage'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('port du site'),
  DATA_DIR: z.string().min(1).default('.paraphe').describe('dossier des documents scellés et, en démonstration, des clés'),
  DATABASE_URL: url(['postgres', 'postgresql']).describe('connexion de l’application (rôle membre de paraphe_app)'),
  DATABASE_OWNER_URL: url(['postgres', 'postgresql']).optional().describe('connexion du propriétaire, pour les migrations ; à défaut DATABASE_URL'),
  REDIS_URL: url(['redis', 'rediss']).optional().describe('file de travaux sur Redis ; à défaut, sur PostgreSQL'),
  SMTP_URL: url(['smtp', 'smtps']).describe('serveur d’envoi des courriels'),
  MAIL_FROM: z.string().default('Paraphe <ne-pas-repondre@paraphe.example>').describe('expéditeur des courriels'),
  MAILBOX_URL: z.string().optional().describe('page de la boîte de démonstration'),
  PUBLIC_URL: z.string().default('http://localhost:3000').describe('adresse publique du site, sans barre finale'),
  SOFFICE_PATH: z.string().optional().describe('chemin de LibreOffice ; à défaut cherché dans PATH'),
  PARAPHE_SECRET: z.string().min(43).optional().describe('32 octets en base64url, dont dérivent liens et codes ; obligatoire en production'),
});

export type Config = Readonly<{
  mode: 'demonstration' | 'production';
  port: number;
  dataDir: string;
  databaseUrl: string;
  databaseOwnerUrl: string;
  redisUrl: string | null;
  smtpUrl: string;
  mailFrom: string;
  mailboxUrl: string | null;
  publicUrl: string;
  sofficePath: string | null;
  /** Where programs are looked for. */
  searchPath: string;
  secret: string | null;
}>;

/** Injection token of the frozen configuration. */
export const CONFIG = Symbol('Config');

export class ConfigError extends Error {
  readonly code = 'config_invalid';
}

/** Reads, checks and freezes the configuration. Throws ConfigError naming every wrong key, in French. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const blankless = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = configSchema.safeParse(blankless);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(({ path, message }) => `Configuration : ${path.join('.')} ${message}`).join('\n'));
  const e = parsed.data;
  if (e.PARAPHE_MODE === 'production' && !e.PARAPHE_SECRET) throw new ConfigError('Configuration : PARAPHE_SECRET manque (32 octets en base64url). En production, aucun secret n’a de valeur par défaut.');
  return Object.freeze({
    mode: e.PARAPHE_MODE,
    port: e.PORT,
    dataDir: resolve(e.DATA_DIR),
    databaseUrl: e.DATABASE_URL,
    databaseOwnerUrl: e.DATABASE_OWNER_URL ?? e.DATABASE_URL,
    redisUrl: e.REDIS_URL ?? null,
    smtpUrl: e.SMTP_URL,
    mailFrom: e.MAIL_FROM,
    mailboxUrl: e.MAILBOX_URL ?? null,
    publicUrl: e.PUBLIC_URL.replace(/\/$/, ''),
    sofficePath: e.SOFFICE_PATH ?? null,
    searchPath: env.PATH ?? '',
    secret: e.PARAPHE_SECRET ?? null,
  });
}
