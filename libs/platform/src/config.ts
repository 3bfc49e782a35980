import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { LevelMin, LevelRole, LevelsChosen } from '#libs/domain';
import { addressFault, bounceMailboxOf, isMailboxUrl } from './mail/bounce-mailbox.js';
import type { BounceMailbox } from './mail/bounce-mailbox.js';

const url = (protocols: string[]) => z.string().refine((text) => protocols.some((protocol) => text.startsWith(`${protocol}:`)), `must start with ${protocols.join(': or ')}:`);

/** Two authorities are enough to survive the outage of one; each may make a signature wait for its whole time. */
const timestampUrlsMax = 2;
/** Below, an honest authority across the network seems silent; above, someone who signs believes that the page is broken. */
const timestampTimeoutMs = { min: 500, max: 30_000, usual: 5_000 };

/** LibreOffice processes at once: each takes 250 MB and one core; beyond eight, a Gotenberg on a machine of its own does better. */
const convertersMax = 8;

/** The level asked for, as operators write it: nobody must read a code to know what they choose. */
const signatureLevelNames = { simple: 'simple', 'qualifiee-ou-manuscrite': 'strong' } as const satisfies Record<string, LevelMin>;
const signatureLevel = z.enum(['simple', 'qualifiee-ou-manuscrite']).optional();
const levelHelp = '« simple » (lien et code) ou « qualifiee-ou-manuscrite » (signature électronique qualifiée ou signature à la main) ; obligatoire en production avant la première tournée, « simple » en démonstration';

/** The setting that chooses the level of each role. */
export const signatureLevelKeys = { prefet: 'SIGNATURE_LEVEL_PREFET', gestionnaire: 'SIGNATURE_LEVEL_GESTIONNAIRE', partenaire: 'SIGNATURE_LEVEL_PARTENAIRE' } as const satisfies Record<LevelRole, string>;

/** Comma-separated; empty parts are slips of the hand. */
const list = (text: string) => text.split(',').map((part) => part.trim()).filter((part) => part !== '');
const isHttp = (text: string) => /^https?:\/\//.test(text) && URL.canParse(text);
/** An address, or a network in CIDR notation. */
const isNetwork = (text: string) => {
  const [address = '', bits, ...rest] = text.split('/');
  const widest = isIP(address) === 4 ? 32 : 128;
  return isIP(address) !== 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= widest));
};
/** Identities and codes never travel in clear, except to a program on this very machine, on trial. */
const isSafeAddress = (text: string) => URL.canParse(text) && (/^https:/.test(text) || (/^http:/.test(text) && ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(text).hostname)));

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
  TRUSTED_PROXIES: z.string().refine((text) => list(text).every(isNetwork), 'must hold addresses (10.0.0.7) or networks, comma-separated').optional()
    .describe('mandataires inverses (nginx, Traefik…) placés devant le site, adresses ou réseaux séparés par des virgules : eux seuls disent de quelle adresse vient une visite, par X-Forwarded-For ; jamais un réseau d’où viennent des visiteurs'),
  SOFFICE_PATH: z.string().optional().describe('chemin de LibreOffice ; à défaut cherché dans PATH'),
  CONVERTERS: z.coerce.number().int().min(1).max(convertersMax).default(1).describe(`conversions en PDF menées en même temps par LibreOffice, de 1 à ${convertersMax} ; environ 250 Mo de mémoire chacune`),
  GOTENBERG_URL: z.string().refine(isHttp, 'must be an http(s) address').optional().describe('adresse d’un serveur Gotenberg (http ou https), qui convertit en PDF à la place de LibreOffice'),
  PARAPHE_SECRET: z.string().min(43).optional().describe('32 octets en base64url, dont dérivent liens et codes ; obligatoire en production'),
  SEAL_PKCS12: z.string().optional().describe('cachet du service : fichier PKCS#12 (.p12, .pfx) ; en production, ce fichier ou un module PKCS#11'),
  SEAL_PKCS12_PASSWORD: z.string().optional().describe('mot de passe de ce fichier'),
  SEAL_PKCS11_MODULE: z.string().optional().describe('cachet dans un module matériel : bibliothèque PKCS#11 (demande pkcs11-tool, d’OpenSC)'),
  SEAL_PKCS11_TOKEN: z.string().optional().describe('étiquette du jeton qui porte la clé du cachet'),
  SEAL_PKCS11_KEY: z.string().optional().describe('étiquette de cette clé, ou son identifiant sous la forme id:0a1b'),
  SEAL_PKCS11_PIN: z.string().optional().describe('code (PIN) du jeton'),
  SEAL_CERTIFICATE: z.string().optional().describe('certificat du cachet au format PEM, suivi de sa chaîne ; avec SEAL_PKCS11_MODULE'),
  TIMESTAMP_URLS: z.string().refine((text) => list(text).length <= timestampUrlsMax && list(text).every(isHttp), `must hold one or two http(s) addresses, comma-separated`).optional()
    .describe('autorités d’horodatage (RFC 3161), deux au plus, séparées par une virgule ; obligatoire en production'),
  TIMESTAMP_TIMEOUT_MS: z.coerce.number().int().min(timestampTimeoutMs.min).max(timestampTimeoutMs.max).default(timestampTimeoutMs.usual).describe('attente accordée à chaque autorité d’horodatage, en millisecondes'),
  OUTBOUND_PROXY: url(['http', 'https']).optional().describe('mandataire (proxy) HTTP pour les appels vers l’extérieur'),
  WEBHOOK_PRIVATE_HOSTS: z.string().optional().describe('machines de votre réseau privé auxquelles des webhooks peuvent être livrés, noms ou adresses séparés par des virgules ; les autres adresses privées sont refusées'),
  TRUST_FILES: z.string().optional().describe('racines de confiance supplémentaires, fichiers PEM séparés par des virgules : autres cachets, autorités d’horodatage, autorités des signataires qui ont leur propre certificat'),
  SIGNATURE_LEVEL_PREFET: signatureLevel.describe(`niveau de signature demandé au préfet : ${levelHelp}`),
  SIGNATURE_LEVEL_GESTIONNAIRE: signatureLevel.describe('niveau demandé aux gestionnaires, de même'),
  SIGNATURE_LEVEL_PARTENAIRE: signatureLevel.describe('niveau demandé aux partenaires, nationaux et locaux, de même'),
  SMS_GATEWAY_URL: z.string().refine(isSafeAddress, 'veut une adresse https (http sur cette machine seulement)').optional()
    .describe('passerelle d’envoi de SMS (https), qui reçoit en POST {to, text, reference} ; les deux réglages SMS_GATEWAY_ vont ensemble, sans eux les codes de signature partent par courriel seulement'),
  SMS_GATEWAY_TOKEN: z.string().regex(/^[\x21-\x7e]+$/, 'veut un jeton sans espace ni accent').optional().describe('jeton du service chez cette passerelle'),
  BOUNCE_LISTEN: z.string().regex(/^\[?[\w.:-]+\]?:\d{1,5}$/, 'veut une adresse et un port, par exemple « 0.0.0.0:2525 »').optional().describe('où le service écoute les avis de non-remise (adresse:port) ; sans lui ni BOUNCE_MAILBOX, les retours ne sont pas lus'),
  BOUNCE_DOMAIN: z.string().regex(/^[a-z0-9.-]+$/i, 'veut un nom de domaine').optional().describe('domaine des adresses de retour, dont le courrier arrive à BOUNCE_LISTEN'),
  BOUNCE_MAILBOX: z.string().refine(isMailboxUrl, 'veut une adresse imaps://utilisateur@serveur:993/INBOX (ou imap://, chiffrée par STARTTLS, sauf sur cette machine), sans mot de passe').optional()
    .describe('boîte aux lettres ordinaire où les avis de non-remise sont lus en IMAP, par exemple « imaps://retours@imap.prefecture.example/INBOX » ; les trois réglages BOUNCE_MAILBOX, BOUNCE_MAILBOX_PASSWORD et BOUNCE_ADDRESS vont ensemble'),
  BOUNCE_MAILBOX_PASSWORD: z.string().optional().describe('mot de passe de cette boîte'),
  BOUNCE_ADDRESS: z.string().optional().describe('adresse de cette boîte : chaque courriel revient à une sous-adresse à lui, « retours+…@prefecture.example »'),
  BOUNCE_SUBADDRESSES: z.enum(['oui', 'non']).default('oui').describe('« non » si le serveur de cette boîte refuse ce qui suit le « + » : les avis sont alors reconnus à l’en-tête du courriel qu’ils rendent'),
  OPERATOR_NAME: z.string().optional().describe('organisme qui exploite le service, nommé par les mentions légales ; sans lui, elles disent qu’il n’est pas renseigné'),
  OPERATOR_ADDRESS: z.string().optional().describe('son adresse postale'),
  OPERATOR_EMAIL: z.string().optional().describe('où le public lui écrit'),
  OPERATOR_PHONE: z.string().optional().describe('son téléphone'),
  OPERATOR_PUBLICATION_DIRECTOR: z.string().optional().describe('qui dirige la publication, par exemple le préfet de la Lozère'),
  OPERATOR_HOST: z.string().optional().describe('qui héberge le service, nom, adresse et téléphone'),
  OPERATOR_DPO: z.string().optional().describe('adresse du délégué à la protection des données'),
  PROCONNECT_ISSUER: z.string().refine(isSafeAddress, 'must be an https address (http on this machine only), as https://…/api/v2').optional()
    .describe('adresse de ProConnect, telle que https://…/api/v2 ; les trois réglages PROCONNECT_ vont ensemble, sans eux on se connecte par lien'),
  PROCONNECT_CLIENT_ID: z.string().optional().describe('identifiant du service chez ProConnect'),
  PROCONNECT_CLIENT_SECRET: z.string().optional().describe('secret du service chez ProConnect'),
});

/** Where reports of delivery come back: the address to listen on, and the domain of the return paths. */
export type BounceSettings = { listen: { host: string; port: number }; domain: string };

/** Where messages to telephones are handed over, and the secret that lets us. */
export type SmsSettings = { url: string; token: string };

/** Who runs the service, as its legal pages name it; null where nobody said. */
export type OperatorSettings = Readonly<Record<'name' | 'address' | 'email' | 'phone' | 'publicationDirector' | 'host' | 'dataProtectionOfficer', string | null>>;

/** The service, as ProConnect knows it. */
export type ProConnectSettings = { issuer: string; clientId: string; clientSecret: string };

/** Where the service's seal is. */
export type SealSource =
  | { kind: 'pkcs12'; file: string; password: string }
  | { kind: 'pkcs11'; module: string; token: string; key: string; pin: string; certificateFile: string };

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
  /** null: codes leave by mail only. */
  sms: Readonly<SmsSettings> | null;
  /** null: nobody brings reports to us. */
  bounces: Readonly<BounceSettings> | null;
  /** null: no mailbox is read for reports. With neither, what comes back is not read. */
  bounceMailbox: Readonly<BounceMailbox> | null;
  publicUrl: string;
  /** Addresses and networks whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[];
  sofficePath: string | null;
  /** LibreOffice processes at once. */
  converters: number;
  /** A Gotenberg, used instead of LibreOffice. */
  gotenbergUrl: string | null;
  /** Where programs are looked for. */
  searchPath: string;
  secret: string | null;
  /** null: a seal of our own making, in demonstration only. */
  seal: Readonly<SealSource> | null;
  timestampUrls: readonly string[];
  timestampTimeoutMs: number;
  outboundProxy: string | null;
  /** Hosts of the private network that webhooks may reach, in lower case. */
  webhookPrivateHosts: readonly string[];
  trustFiles: readonly string[];
  /** null: not chosen, and nothing is launched that such a role would sign. */
  signatureLevels: LevelsChosen;
  operator: OperatorSettings;
  /** null: nobody signs in by ProConnect. */
  proconnect: Readonly<ProConnectSettings> | null;
  /** What programs of the machine find in their environment (a PKCS#11 module reads its own settings there): all of ours but our settings. */
  programEnvironment: Readonly<Record<string, string>>;
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
    sms: smsSettings(e),
    bounces: bouncesOf(e),
    bounceMailbox: bounceMailbox(e),
    publicUrl: e.PUBLIC_URL.replace(/\/$/, ''),
    trustedProxies: Object.freeze(list(e.TRUSTED_PROXIES ?? '')),
    sofficePath: e.SOFFICE_PATH ?? null,
    converters: e.CONVERTERS,
    gotenbergUrl: e.GOTENBERG_URL ?? null,
    searchPath: env.PATH ?? '',
    secret: e.PARAPHE_SECRET ?? null,
    seal: sealSource(e),
    timestampUrls: Object.freeze(list(e.TIMESTAMP_URLS ?? '')),
    timestampTimeoutMs: e.TIMESTAMP_TIMEOUT_MS,
    outboundProxy: e.OUTBOUND_PROXY ?? null,
    webhookPrivateHosts: Object.freeze(list((e.WEBHOOK_PRIVATE_HOSTS ?? '').toLowerCase())),
    trustFiles: Object.freeze(list(e.TRUST_FILES ?? '').map((path) => resolve(path))),
    signatureLevels: signatureLevels(e),
    operator: operatorSettings(e),
    proconnect: proConnectSettings(e),
    programEnvironment: Object.freeze(Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && !(entry[0] in configSchema.shape)))),
  });
}

/** Where the roots trusted are, for commands that work on files alone: none of the settings of the service is needed. */
export function loadTrustSettings(env: NodeJS.ProcessEnv = process.env): Pick<Config, 'dataDir' | 'trustFiles'> {
  const { DATA_DIR, TRUST_FILES } = configSchema.shape;
  const given = (text: string | undefined) => (text === '' ? undefined : text);
  return {
    dataDir: resolve(DATA_DIR.parse(given(env.DATA_DIR))),
    trustFiles: list(TRUST_FILES.parse(given(env.TRUST_FILES)) ?? '').map((path) => resolve(path)),
  };
}

/** Half a seal is a mistake in any mode: it is refused, and what it lacks is named. */
function sealSource(e: z.infer<typeof configSchema>): Readonly<SealSource> | null {
  const pkcs12 = { SEAL_PKCS12: e.SEAL_PKCS12, SEAL_PKCS12_PASSWORD: e.SEAL_PKCS12_PASSWORD };
  const pkcs11 = { SEAL_PKCS11_MODULE: e.SEAL_PKCS11_MODULE, SEAL_PKCS11_TOKEN: e.SEAL_PKCS11_TOKEN, SEAL_PKCS11_KEY: e.SEAL_PKCS11_KEY, SEAL_PKCS11_PIN: e.SEAL_PKCS11_PIN, SEAL_CERTIFICATE: e.SEAL_CERTIFICATE };
  const forSeal = 'pour ouvrir le cachet du service';
  if (given(pkcs12) && given(pkcs11)) throw new ConfigError('Configuration : SEAL_PKCS12 et SEAL_PKCS11_MODULE sont donnés tous deux ; un seul cachet est possible.');
  if (given(pkcs12)) {
    const { SEAL_PKCS12: file, SEAL_PKCS12_PASSWORD: password } = complete(pkcs12, forSeal);
    return Object.freeze({ kind: 'pkcs12', file: resolve(file), password });
  }
  if (!given(pkcs11)) return null;
  const { SEAL_PKCS11_MODULE: module, SEAL_PKCS11_TOKEN: token, SEAL_PKCS11_KEY: key, SEAL_PKCS11_PIN: pin, SEAL_CERTIFICATE: certificateFile } = complete(pkcs11, forSeal);
  return Object.freeze({ kind: 'pkcs11', module, token, key, pin, certificateFile: resolve(certificateFile) });
}

/** A return address without a place to listen, or the reverse, would lose every report in silence. */
function bouncesOf(e: z.infer<typeof configSchema>): Readonly<BounceSettings> | null {
  const keys = { BOUNCE_LISTEN: e.BOUNCE_LISTEN, BOUNCE_DOMAIN: e.BOUNCE_DOMAIN };
  if (!given(keys)) return null;
  const { BOUNCE_LISTEN: listen, BOUNCE_DOMAIN: domain } = complete(keys, 'pour lire les avis de non-remise');
  const at = listen.lastIndexOf(':');
  return Object.freeze({ listen: { host: listen.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(listen.slice(at + 1)) }, domain: domain.toLowerCase() });
}

/** The three settings or none: an address whose mailbox is not read would lose every report in silence. */
function bounceMailbox(e: z.infer<typeof configSchema>): Readonly<BounceMailbox> | null {
  const settings = { BOUNCE_MAILBOX: e.BOUNCE_MAILBOX, BOUNCE_MAILBOX_PASSWORD: e.BOUNCE_MAILBOX_PASSWORD, BOUNCE_ADDRESS: e.BOUNCE_ADDRESS };
  if (!given(settings)) return null;
  const { BOUNCE_MAILBOX: url, BOUNCE_MAILBOX_PASSWORD: password, BOUNCE_ADDRESS: address } = complete(settings, 'pour lire les avis de non-remise dans une boîte aux lettres');
  const subAddresses = e.BOUNCE_SUBADDRESSES === 'oui';
  const fault = addressFault(address, subAddresses);
  if (fault) throw new ConfigError(`Configuration : BOUNCE_ADDRESS ${fault}`);
  return Object.freeze({ ...bounceMailboxOf(url), password, address: address.toLowerCase(), subAddresses });
}

/** The demonstration signs nothing real: simple for all. In production, silence chooses nothing (decision 13). */
function signatureLevels(e: z.infer<typeof configSchema>): LevelsChosen {
  const chosen = (role: LevelRole): LevelMin | null => {
    const name = e[signatureLevelKeys[role]];
    return name ? signatureLevelNames[name] : e.PARAPHE_MODE === 'demonstration' ? 'simple' : null;
  };
  return Object.freeze({ prefet: chosen('prefet'), gestionnaire: chosen('gestionnaire'), partenaire: chosen('partenaire') });
}

/** Both settings or none: a gateway that nobody lets in would lose every code. */
function smsSettings(e: z.infer<typeof configSchema>): Readonly<SmsSettings> | null {
  const settings = { SMS_GATEWAY_URL: e.SMS_GATEWAY_URL, SMS_GATEWAY_TOKEN: e.SMS_GATEWAY_TOKEN };
  if (!given(settings)) return null;
  const { SMS_GATEWAY_URL: url, SMS_GATEWAY_TOKEN: token } = complete(settings, 'pour envoyer des codes par SMS');
  return Object.freeze({ url, token });
}

function operatorSettings(e: z.infer<typeof configSchema>): OperatorSettings {
  return Object.freeze({
    name: e.OPERATOR_NAME ?? null, address: e.OPERATOR_ADDRESS ?? null, email: e.OPERATOR_EMAIL ?? null, phone: e.OPERATOR_PHONE ?? null,
    publicationDirector: e.OPERATOR_PUBLICATION_DIRECTOR ?? null, host: e.OPERATOR_HOST ?? null, dataProtectionOfficer: e.OPERATOR_DPO ?? null,
  });
}

/** All three settings or none: a door half configured would refuse everyone without saying why. */
function proConnectSettings(e: z.infer<typeof configSchema>): Readonly<ProConnectSettings> | null {
  const settings = { PROCONNECT_ISSUER: e.PROCONNECT_ISSUER, PROCONNECT_CLIENT_ID: e.PROCONNECT_CLIENT_ID, PROCONNECT_CLIENT_SECRET: e.PROCONNECT_CLIENT_SECRET };
  if (!given(settings)) return null;
  const { PROCONNECT_ISSUER: issuer, PROCONNECT_CLIENT_ID: clientId, PROCONNECT_CLIENT_SECRET: clientSecret } = complete(settings, 'pour se connecter par ProConnect');
  return Object.freeze({ issuer: issuer.replace(/\/$/, ''), clientId, clientSecret });
}

function given(settings: object): boolean {
  return Object.values(settings).some((value) => value !== undefined);
}

function complete<T extends Record<string, string | undefined>>(settings: T, purpose: string): { [K in keyof T]: string } {
  const missing = Object.entries(settings).filter(([, value]) => value === undefined);
  if (missing.length) throw new ConfigError(missing.map(([key]) => `Configuration : ${key} manque ${purpose}.`).join('\n'));
  return settings as { [K in keyof T]: string };
}
