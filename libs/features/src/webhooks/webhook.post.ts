import { isIP } from 'node:net';
import { lookup } from 'node:dns/promises';
import { Agent, ProxyAgent, request } from 'undici';
import type { Dispatcher } from 'undici';
import { PrivateAddress, guardedLookup, hostOf, isReachable, refusalOf } from './webhook.target.js';
import type { TargetPolicy } from './webhook.target.js';

/** Enough for a slow server that notes the event before it answers; one that works first should answer first. */
export const answerMaxMs = 10_000;
/** What is read of an answer, so that the connection ends properly; nothing of it is kept. */
const answerBytesMax = 16_384;

/** Why a try failed: a stable code, with its French words in the page. */
export const deliveryFaults = ['status', 'redirected', 'timeout', 'address_private', 'url_refused', 'name_unknown', 'certificate', 'unreachable'] as const;
export type DeliveryFault = (typeof deliveryFaults)[number];

export type Answer = { status: number | null; fault: DeliveryFault | null };
export type Posting = { url: string; headers: Readonly<Record<string, string>>; body: string };
export type PostOptions = { policy: TargetPolicy; proxyUrl: string | null; timeoutMs?: number };

/**
 * One try: a POST whose answer is looked at for its status only. Redirections are not followed: they would lead past the check of the
 * address. Never rejects: what went wrong is the answer.
 */
export async function post({ url, headers, body }: Posting, { policy, proxyUrl, timeoutMs = answerMaxMs }: PostOptions): Promise<Answer> {
  const refusal = refusalOf(url, policy);
  if (refusal) return { status: null, fault: refusal === 'address_private' ? 'address_private' : 'url_refused' };
  const signal = AbortSignal.timeout(timeoutMs);
  let dispatcher: Dispatcher | undefined;
  try {
    const way = proxyUrl ? await throughProxy(new URL(url), policy, proxyUrl) : { url, dispatcher: new Agent({ connect: { lookup: guardedLookup(policy) } }), headers: {} };
    dispatcher = way.dispatcher;
    const answer = await request(way.url, { method: 'POST', headers: { ...headers, ...way.headers }, body, dispatcher, signal });
    await answer.body.dump({ limit: answerBytesMax, signal }).catch(() => undefined);
    const { statusCode: status } = answer;
    if (status >= 200 && status < 300) return { status, fault: null };
    return { status, fault: status >= 300 && status < 400 ? 'redirected' : 'status' };
  } catch (fault) {
    return { status: null, fault: faultOf(fault, signal) };
  } finally {
    await dispatcher?.destroy();
  }
}

/** A proxy resolves names itself, where we cannot see: it is given the address that was checked, and the certificate is still asked for the name. */
async function throughProxy(url: URL, policy: TargetPolicy, proxyUrl: string): Promise<{ url: string; dispatcher: Dispatcher; headers: Record<string, string> }> {
  const host = hostOf(url);
  const addresses = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host, { all: true });
  // Many proxies of administrations go out by IPv4 only.
  const first = addresses.find(({ family }) => family === 4) ?? addresses[0];
  if (!first || addresses.some(({ address }) => !isReachable(address, host, policy))) throw new PrivateAddress(host);
  const checked = new URL(url);
  checked.hostname = first.family === 6 ? `[${first.address}]` : first.address;
  return { url: checked.href, dispatcher: new ProxyAgent({ uri: proxyUrl, requestTls: { servername: host } }), headers: { host: url.host } };
}

function faultOf(fault: unknown, signal: AbortSignal): DeliveryFault {
  if (signal.aborted) return 'timeout';
  const code = codeOf(fault);
  if (code === 'address_private') return 'address_private';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name_unknown';
  if (/TIMEOUT|TIMEDOUT/.test(code)) return 'timeout';
  return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH)/.test(code) ? 'certificate' : 'unreachable';
}

function codeOf(fault: unknown): string {
  const { code, cause, errors } = fault as { code?: unknown; cause?: unknown; errors?: unknown[] };
  if (typeof code === 'string') return code;
  return cause ? codeOf(cause) : errors?.[0] ? codeOf(errors[0]) : '';
}
