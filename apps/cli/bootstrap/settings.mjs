/** What the user asked for in the environment, checked before anything is started. */
import path from 'node:path';
import { connectError, freePort, isPortFree } from './network.mjs';
import { ROOT_DIR } from './paths.mjs';
import { withConnection } from './postgres-roles.mjs';
import { CannotRun } from './report.mjs';

const PORT_DEFAULT = 3000;
const PORT_MAX = 65535;
/** The lowest port an ordinary account may listen on. */
const FIRST_FREE_PORT = 1024;

/** The product promises one clear line within five seconds; a server that accepts and then says nothing must not make us wait longer. */
const DATABASE_LIMIT_MS = 4_500;

/** Ports used when the address gives none; SMTP's is that of message submission (RFC 6409). */
const DEFAULT_PORTS = { 'postgres:': 5432, 'postgresql:': 5432, 'redis:': 6379, 'rediss:': 6379, 'smtp:': 587, 'smtps:': 465 };

/**
 * @typedef {object} Settings
 * @property {string} mode `demonstration` unless PARAPHE_MODE says otherwise.
 * @property {number | null} port null: not given.
 * @property {string} dataDir absolute.
 * @property {string | null} databaseUrl null: the embedded server. @property {string | null} databaseOwnerUrl
 * @property {string | null} redisUrl null: the queue lives in PostgreSQL.
 * @property {string | null} smtpUrl null: the development mailbox. @property {string | null} mailboxUrl
 * @property {string | null} publicUrl
 * @property {string | null} smsGatewayUrl null: in demonstration, messages go to the development mailbox.
 */

/** Reads the environment. An empty variable counts as absent, as in compose files. @returns {Settings} */
export function readSettings(env = process.env) {
  const given = (name) => env[name]?.trim() || null;
  const databaseUrl = address(given, 'DATABASE_URL', ['postgres:', 'postgresql:']);
  return {
    mode: given('PARAPHE_MODE') ?? 'demonstration',
    port: given('PORT') === null ? null : portNumber(given('PORT')),
    dataDir: path.resolve(ROOT_DIR, given('DATA_DIR') ?? '.paraphe'),
    databaseUrl,
    databaseOwnerUrl: address(given, 'DATABASE_OWNER_URL', ['postgres:', 'postgresql:']) ?? databaseUrl,
    redisUrl: address(given, 'REDIS_URL', ['redis:', 'rediss:']),
    smtpUrl: address(given, 'SMTP_URL', ['smtp:', 'smtps:']),
    mailboxUrl: given('MAILBOX_URL'),
    publicUrl: given('PUBLIC_URL'),
    smsGatewayUrl: given('SMS_GATEWAY_URL'),
  };
}

function portNumber(text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > PORT_MAX) throw new CannotRun(`PORT doit être un nombre de 0 à ${PORT_MAX}\u00a0: «\u00a0${text}\u00a0».`);
  return port;
}

function address(given, name, protocols) {
  const text = given(name);
  if (text === null) return null;
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) {
    // The value is not repeated: it often holds a password.
    throw new CannotRun(`${name} n’est pas une adresse valable (attendu\u00a0: ${protocols.map((p) => `${p}//…`).join(' ou ')}).`);
  }
  return text;
}

/**
 * The port of the site. 0 asks for any free port; another one taken is an error, never silently replaced: the user's bookmarks, and the
 * links in mails already sent, would lead elsewhere.
 */
export async function choosePort({ port }) {
  const wanted = port ?? PORT_DEFAULT;
  if (wanted === 0) return freePort();
  const isFree = await isPortFree(wanted).catch((error) => {
    const reason = error.code === 'EACCES' ? `il faut un port d’au moins ${FIRST_FREE_PORT}, ou des droits` : error.code;
    throw new CannotRun(`Le port ${wanted} n’est pas utilisable (${reason}).`);
  });
  if (!isFree) throw new CannotRun(`Le port ${wanted} est déjà pris par un autre programme\u00a0: arrêtez-le, ou choisissez un autre port (PORT=${wanted === PORT_MAX ? wanted - 1 : wanted + 1} npm start).`);
  return wanted;
}

/** Refuses, in one line, a server named in the environment that cannot be reached. Needs no npm package: done before installing. */
export async function checkReachable({ databaseUrl, databaseOwnerUrl, redisUrl, smtpUrl }) {
  const servers = [
    ['DATABASE_URL', 'La base de données', databaseUrl],
    ['DATABASE_OWNER_URL', 'La base de données', databaseOwnerUrl],
    ['REDIS_URL', 'Redis', redisUrl],
    ['SMTP_URL', 'Le serveur de messagerie', smtpUrl],
  ];
  await Promise.all(servers.filter(([, , url]) => url).map(([variable, title, url]) => checkServer(variable, title, new URL(url))));
}

async function checkServer(variable, title, url) {
  const host = url.hostname.replace(/^\[|\]$/g, ''); // An IPv6 address is written in brackets.
  if (!host) return; // A Unix socket, named in the address's parameters: the real connection will tell.
  const port = Number(url.port) || DEFAULT_PORTS[url.protocol];
  const error = await connectError({ host, port });
  if (error) throw new CannotRun(`${title} (${variable}) ne répond pas à ${url.hostname}:${port}\u00a0: ${reasonOf(error)}.`);
}

function reasonOf(code) {
  const reasons = {
    ECONNREFUSED: 'connexion refusée',
    ETIMEDOUT: 'pas de réponse dans le délai',
    ENOTFOUND: 'nom inconnu',
    EAI_AGAIN: 'nom impossible à résoudre pour l’instant',
    EHOSTUNREACH: 'machine inaccessible',
    ENETUNREACH: 'réseau inaccessible',
  };
  return reasons[code] ?? code;
}

/** Opens real connections to the given database, once the driver is installed: refuses a wrong password, name or protocol in one line. */
export async function checkDatabase({ databaseUrl, databaseOwnerUrl }) {
  const urls = new Map([['DATABASE_URL', databaseUrl], ['DATABASE_OWNER_URL', databaseOwnerUrl]]);
  await Promise.all([...urls].filter(([, url]) => url).map(([variable, url]) => checkLogin(variable, url)));
}

async function checkLogin(variable, url) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('pas de réponse dans le délai')), DATABASE_LIMIT_MS);
  });
  try {
    await Promise.race([withConnection(url, (client) => client.query('select 1'), DATABASE_LIMIT_MS), limit]);
  } catch (error) {
    throw new CannotRun(`La base de données (${variable}) refuse la connexion\u00a0: ${error.message}.`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
