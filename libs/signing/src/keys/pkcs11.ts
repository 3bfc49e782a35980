import { execFile } from 'node:child_process';
import { X509Certificate, createHash, verify } from 'node:crypto';
import { positiveInteger, sequence } from '../der.js';
import { SigningError } from '../errors.js';
import type { SignerIdentity } from '../identity.js';
import { certificatesOfPem, chainAbove } from './chain.js';
import { signatureAlgorithmOf } from './key-material.js';

/** A module behind a network answers within a second; past this it is out of reach. */
const ANSWER_MAX_MS = 15_000;
/** A signature takes 512 bytes, the list of a token's keys a few thousand. */
const OUTPUT_BYTES_MAX = 1_000_000;
/** How the program is told the PIN: arguments can be read by every account of the machine, the environment of a process cannot. */
const PIN_VARIABLE = 'PARAPHE_TOKEN_PIN';

export interface Pkcs11Key {
  /** Path of the module's library, for example libsofthsm2.so. */
  readonly module: string;
  readonly tokenLabel: string;
  /** Label of the private key, or its identifier written `id:` and hexadecimal. */
  readonly key: string;
  readonly pin: string;
  /** The key's certificate, then those above it. */
  readonly certificatePem: string;
  /** What the program and the module find in their environment: PATH, and the module's own settings. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * A signer whose key never leaves its hardware module. Works through `pkcs11-tool` (OpenSC), one run per signature. Each
 * signature is verified with the certificate before it is given: the program signs with any key it finds rather than fail.
 * Signs once before it resolves, so that a wrong PIN or certificate is known now.
 *
 * @throws SigningError KEY_PROGRAM_MISSING, KEY_PROGRAM_FAILED (module, token or time), KEY_PASSWORD_WRONG, KEY_NOT_FOUND,
 *   KEY_FILE_UNREADABLE (certificate), KEY_UNUSABLE when the key is not the certificate's
 */
export async function openPkcs11(options: Pkcs11Key): Promise<SignerIdentity> {
  const [certificate, ...others] = certificatesOfPem(options.certificatePem).map((one) => new X509Certificate(one)) as [X509Certificate, ...X509Certificate[]];
  const algorithm = signatureAlgorithmOf(certificate.publicKey);
  const id = await keyId(options);
  let isGivenBack = false;
  const signer: SignerIdentity = {
    certificateDer: certificate.raw,
    chainDer: chainAbove(certificate, others),
    serialHex: certificate.serialNumber.toLowerCase(),
    algorithm,
    async sign(toBeSigned) {
      if (isGivenBack) throw new SigningError('KEY_DESTROYED', 'This handle on the private key was given back.', certificate.serialNumber);
      const signature = algorithm === 'rsa-sha256' ? await signRsa(options, id, toBeSigned) : await signEcdsa(options, id, toBeSigned);
      if (!verify('sha256', toBeSigned, certificate.publicKey, signature)) throw new SigningError('KEY_UNUSABLE', 'The key of the module is not that of the certificate.', options.key);
      return signature;
    },
    destroy() {
      isGivenBack = true;
    },
  };
  await signer.sign(Buffer.from('Paraphe: is this the right key?', 'ascii'));
  return signer;
}

function signRsa(options: Pkcs11Key, id: string, toBeSigned: Buffer): Promise<Buffer> {
  return run(options, ['--sign', '--mechanism', 'SHA256-RSA-PKCS', '--id', id], toBeSigned);
}

/** Modules hash for RSA but seldom for ECDSA; they answer r and s end to end, CMS wants a SEQUENCE (RFC 5753, 7.2). */
async function signEcdsa(options: Pkcs11Key, id: string, toBeSigned: Buffer): Promise<Buffer> {
  const raw = await run(options, ['--sign', '--mechanism', 'ECDSA', '--id', id], createHash('sha256').update(toBeSigned).digest());
  return sequence(positiveInteger(raw.subarray(0, raw.length / 2)), positiveInteger(raw.subarray(raw.length / 2)));
}

/** The program chooses a signing key by its identifier only: given a label, it silently takes the first key of the token. */
async function keyId(options: Pkcs11Key): Promise<string> {
  if (/^id:([0-9a-f]{2})+$/i.test(options.key)) return options.key.slice('id:'.length);
  const list = (await run(options, ['--list-objects', '--type', 'privkey'])).toString('utf8');
  for (const one of list.split(/^(?=Private Key Object)/m)) {
    const label = /^\s+label:\s+(.*?)\s*$/m.exec(one)?.[1];
    const id = /^\s+ID:\s+([0-9a-f]+)/im.exec(one)?.[1];
    if (label === options.key && id) return id;
  }
  throw new SigningError('KEY_NOT_FOUND', 'The token holds no private key of that label.', options.key);
}

function run({ module, tokenLabel, pin, environment }: Pkcs11Key, words: readonly string[], input: Buffer = Buffer.alloc(0)): Promise<Buffer> {
  const args = ['--module', module, '--token-label', tokenLabel, '--login', '--pin', `env:${PIN_VARIABLE}`, ...words];
  const env = { ...environment, LC_ALL: 'C', [PIN_VARIABLE]: pin };
  return new Promise((resolve, reject) => {
    const child = execFile('pkcs11-tool', args, { encoding: 'buffer', timeout: ANSWER_MAX_MS, killSignal: 'SIGKILL', maxBuffer: OUTPUT_BYTES_MAX, env }, (fault, stdout, stderr) => {
      if (fault) reject(explain(fault, stderr.toString('utf8')));
      else resolve(stdout);
    });
    // A program that dies before it has read its input breaks the pipe; its exit says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

function explain(fault: Error & { code?: unknown; killed?: boolean }, said: string): SigningError {
  const error = (code: 'KEY_PROGRAM_MISSING' | 'KEY_PROGRAM_FAILED' | 'KEY_PASSWORD_WRONG' | 'KEY_NOT_FOUND', message: string) => new SigningError(code, message);
  if (fault.code === 'ENOENT') return error('KEY_PROGRAM_MISSING', 'pkcs11-tool (OpenSC) is not on this machine.');
  if (fault.killed) return error('KEY_PROGRAM_FAILED', `The module did not answer within ${ANSWER_MAX_MS} ms.`);
  if (/CKR_PIN_/.test(said)) return error('KEY_PASSWORD_WRONG', 'The token refuses the PIN.');
  if (/Private key not found/i.test(said)) return error('KEY_NOT_FOUND', 'The token holds no private key of that identifier.');
  // The program's last words name the PKCS#11 fault; they hold no secret, since the PIN is never an argument.
  const reason = said.split('\n').find((line) => /^error|No slot|failed/i.test(line)) ?? 'no reason given';
  return error('KEY_PROGRAM_FAILED', `pkcs11-tool failed: ${reason.trim()}`);
}
