import { randomBytes } from 'node:crypto';
import { Agent, ProxyAgent, request } from 'undici';
import type { Dispatcher } from 'undici';
import { TOKEN_BYTES_MAX } from '../append-contents.js';
import { der, elements, objectIdentifier, octetString, positiveInteger, sequence, smallInteger } from '../der.js';
import { SigningError } from '../errors.js';
import type { SigningErrorCode } from '../errors.js';
import type { Timestamper } from './timestamper.js';
import { checkToken } from './token.js';

/** Real answers take 3 to 8 KB. */
const ANSWER_BYTES_MAX = 65_536;
/** Two honest clocks may differ a little; beyond, one of them is wrong and the token would prove the wrong hour. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;
/** 64 bits, what every authority accepts. */
const NONCE_BYTES = 8;
/** PKIStatus: granted, or granted with modifications (RFC 3161, 2.4.2). */
const GRANTED: readonly number[] = [0, 1];

const SHA256 = sequence(objectIdentifier('2.16.840.1.101.3.4.2.1'), der(0x05));
const TRUE = der(0x01, Buffer.from([0xff]));

export interface RemoteTimestamperOptions {
  /** Authorities, tried in this order until one gives a good token. */
  readonly urls: readonly string[];
  /** Of an HTTP proxy, if the network asks for one. */
  readonly proxyUrl?: string | null;
  /** What one authority is given for the whole exchange, connection and answer; two authorities may take twice that. */
  readonly timeoutMs: number;
  readonly now: () => Date;
  /** Certificates (DER) of which one must stand above the authority. Without it, any authority that answers is believed. */
  readonly trust?: readonly Buffer[];
}

/**
 * Asks timestamp authorities on the network (RFC 3161, 3.4). The token is checked before it is given back: status, signature,
 * certificate, nonce, imprint, and a time close to ours.
 *
 * @returns a timestamper that rejects with a SigningError: TIMESTAMP_UNREACHABLE (no connection, silence), TIMESTAMP_REFUSED
 *   (an HTTP or PKI status that says no), TIMESTAMP_TOO_LARGE (the answer, or a token that no signature has room for),
 *   TIMESTAMP_INVALID, TIMESTAMP_NONCE_MISMATCH, TIMESTAMP_IMPRINT_MISMATCH, TIMESTAMP_TIME_IMPLAUSIBLE. When all fail: the
 *   first that is not a mere silence, all under `cause`
 */
export function remoteTimestamper(options: RemoteTimestamperOptions): Timestamper {
  return async (imprint) => {
    const failures: SigningError[] = [];
    for (const url of options.urls) {
      try {
        return await askOne(url, imprint, options);
      } catch (failure) {
        if (!(failure instanceof SigningError)) throw failure;
        failures.push(failure);
      }
    }
    const telling = failures.find(({ code }) => code !== 'TIMESTAMP_UNREACHABLE') ?? failures[0];
    if (!telling) throw new SigningError('TIMESTAMP_UNREACHABLE', 'No timestamp authority is configured.');
    throw failures.length === 1 ? telling : new SigningError(telling.code, telling.message, telling.subject, { cause: new AggregateError(failures) });
  };
}

async function askOne(url: string, imprint: Buffer, options: RemoteTimestamperOptions): Promise<Buffer> {
  const fail = (code: SigningErrorCode, why: string, cause?: unknown): SigningError => new SigningError(code, `The timestamp authority ${why}.`, url, { cause });
  const nonce = randomBytes(NONCE_BYTES);
  const query = sequence(smallInteger(1), sequence(SHA256, octetString(imprint)), positiveInteger(nonce), TRUE);
  const askedAt = options.now().getTime();
  const answer = await exchange(url, query, options, fail);
  const token = tokenOf(answer, fail);
  if (token.length > TOKEN_BYTES_MAX) throw fail('TIMESTAMP_TOO_LARGE', `gave a token of ${token.length} bytes`);
  const read = checked(() => checkToken(token, options.trust), fail);
  if (read.nonce !== BigInt(`0x${nonce.toString('hex')}`)) throw fail('TIMESTAMP_NONCE_MISMATCH', 'answered another question than ours');
  if (read.imprintAlgorithm !== 'sha256' || !read.imprint.equals(imprint)) throw fail('TIMESTAMP_IMPRINT_MISMATCH', 'stamped something else');
  const at = read.at.getTime();
  // Negated so that a date that is none is refused too.
  if (!(at >= askedAt - CLOCK_TOLERANCE_MS && at <= options.now().getTime() + CLOCK_TOLERANCE_MS)) {
    throw fail('TIMESTAMP_TIME_IMPLAUSIBLE', `gave an hour far from ours (${read.at.toString()})`);
  }
  return token;
}

type Fail = (code: SigningErrorCode, why: string, cause?: unknown) => SigningError;

/** One HTTP exchange, cut off when it lasts or says too much. Its connection is closed at once: tokens are asked for one at a time. */
async function exchange(url: string, query: Buffer, { proxyUrl, timeoutMs }: RemoteTimestamperOptions, fail: Fail): Promise<Buffer> {
  let dispatcher: Dispatcher | undefined;
  try {
    // Most authorities speak plain HTTP, and many proxies refuse to open a tunnel for it.
    dispatcher = proxyUrl ? new ProxyAgent({ uri: proxyUrl, proxyTunnel: false }) : new Agent();
    const response = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: query,
      dispatcher,
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.statusCode !== 200) throw fail('TIMESTAMP_REFUSED', `answered with the HTTP status ${response.statusCode}`);
    const chunks: Buffer[] = [];
    let length = 0;
    // Whatever the content type: some authorities give none, or that of a file to download.
    for await (const chunk of response.body) {
      const bytes = Buffer.from(chunk as Uint8Array);
      length += bytes.length;
      if (length > ANSWER_BYTES_MAX) throw fail('TIMESTAMP_TOO_LARGE', `answered with more than ${ANSWER_BYTES_MAX} bytes`);
      chunks.push(bytes);
    }
    return Buffer.concat(chunks);
  } catch (cause) {
    if (cause instanceof SigningError) throw cause;
    throw fail('TIMESTAMP_UNREACHABLE', 'did not answer', cause);
  } finally {
    await dispatcher?.destroy();
  }
}

/** The token of a TimeStampResp, as its own bytes. */
function tokenOf(answer: Buffer, fail: Fail): Buffer {
  const { status, reasons, token } = checked(() => {
    const [response, ...after] = elements(answer);
    const [info, contentInfo] = response ? elements(response.content) : [];
    const [number, texts] = info ? elements(info.content) : [];
    if (after.length > 0 || number?.tag !== 0x02) throw new Error('The answer is not a TimeStampResp.');
    const free = texts?.tag === 0x30 ? elements(texts.content).map(({ content }) => content.toString('utf8')) : [];
    return { status: Number(`0x${number.content.toString('hex')}`), reasons: free, token: contentInfo?.whole };
  }, fail);
  if (!GRANTED.includes(status)) throw fail('TIMESTAMP_REFUSED', `refused, with the status ${[status, ...reasons].join(' ; ')}`);
  if (!token) throw fail('TIMESTAMP_INVALID', 'granted a token without giving it');
  return token;
}

function checked<T>(read: () => T, fail: Fail): T {
  try {
    return read();
  } catch (cause) {
    throw fail('TIMESTAMP_INVALID', 'did not answer with a good token', cause);
  }
}
