import { Inject, Injectable } from '@nestjs/common';
import { Agent, ProxyAgent, request } from 'undici';
import { CONFIG } from '../config.js';
import type { Config } from '../config.js';
import { DiscreetError } from '../outbox/discreet-error.js';

/** Somebody waits in front of the page: a gateway that does not answer is left, and asked again at once. */
const answerMaxMs = 10_000;
/** What is read of an answer, so that the connection ends properly; nothing of it is kept. */
const answerBytesMax = 16_384;

/** Refusals of the message itself: this number will never receive it. Anything else says nothing of the number (our token, our credit, a duplicate still on its way), and is tried again. */
const finalRefusals: ReadonlySet<number> = new Set([400, 422]);

/** `to`: a number in E.164. `reference`: the same each time this message is handed over, so that the gateway sends it once. */
export type SmsMessage = { to: string; text: string; reference: string };

/**
 * Hands messages to the operator's gateway: a POST of `{ to, text, reference }` in JSON under a bearer token. What happens between the gateway and
 * the telephone, nobody tells us. Without SMS_GATEWAY_URL it sends nothing, and whoever asks must look first.
 */
@Injectable()
export class SmsGateway {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'sms' | 'outboundProxy'>) {}

  get isConfigured(): boolean {
    return this.config.sms !== null;
  }

  /**
   * Whether the gateway took the message, with its HTTP status: `accepted` false, it never will (the number is wrong).
   * @throws DiscreetError when it must be tried again: no answer, its own fault, or ours; never a word of the message, of the number or of the token
   */
  async send(message: SmsMessage): Promise<{ accepted: boolean; status: number }> {
    const { sms } = this.config;
    if (!sms) throw new DiscreetError('no SMS gateway is configured');
    const status = await this.post(sms, message);
    if (status >= 200 && status < 300) return { accepted: true, status };
    if (finalRefusals.has(status)) return { accepted: false, status };
    throw new DiscreetError(`the SMS gateway answers ${status}`);
  }

  private async post({ url, token }: NonNullable<Config['sms']>, message: SmsMessage): Promise<number> {
    const { outboundProxy } = this.config;
    // A proxy does not lead back to this machine.
    const dispatcher = outboundProxy && !isLoopback(url) ? new ProxyAgent(outboundProxy) : new Agent();
    const signal = AbortSignal.timeout(answerMaxMs);
    try {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'user-agent': 'Paraphe', 'idempotency-key': message.reference };
      const answer = await request(url, { method: 'POST', headers, body: JSON.stringify(message), dispatcher, signal });
      await answer.body.dump({ limit: answerBytesMax, signal }).catch(() => undefined);
      return answer.statusCode;
    } catch (fault) {
      throw new DiscreetError(signal.aborted ? 'the SMS gateway does not answer in time' : `the SMS gateway is out of reach${codeOf(fault)}`);
    } finally {
      await dispatcher.destroy();
    }
  }
}

function isLoopback(url: string): boolean {
  return /^(127\.0\.0\.1|\[::1\]|localhost)$/.test(new URL(url).hostname);
}

function codeOf(fault: unknown): string {
  const { code, cause } = fault as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && /^[A-Z_0-9]{1,60}$/.test(code)) return ` (${code})`;
  return cause ? codeOf(cause) : '';
}
