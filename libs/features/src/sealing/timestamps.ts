import { Inject, Injectable, Logger } from '@nestjs/common';
import { Certificates } from '#libs/features/keys';
import { CLOCK, CONFIG } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { SigningError, readToken, remoteTimestamper, timestampAuthority } from '#libs/signing';
import type { Timestamper } from '#libs/signing';

/**
 * After a failure the authorities are left alone this long: fifty signatures given during an outage must not each wait for two
 * time-outs. Short enough that nobody notices when they come back.
 */
const silenceMs = 3_000;

export type Proof = { token: Buffer; at: Date; authorityUntil: Date };

/**
 * The service's way to a timestamp (RFC 3161): the configured authorities, or in demonstration one of our own, whose certificate
 * says that it proves nothing. Never a time made up: no answer, no token.
 */
@Injectable()
export class Timestamps {
  private readonly log = new Logger('Timestamps');
  private remote: Promise<Timestamper> | null = null;
  private silentUntil = 0;

  constructor(@Inject(CONFIG) private readonly config: Config, @Inject(CLOCK) private readonly clock: Clock, private readonly certificates: Certificates) {}

  /** `silent` for a short while after a failure. */
  get standing(): 'answering' | 'silent' {
    return performance.now() < this.silentUntil ? 'silent' : 'answering';
  }

  /** A token over a SHA-256 imprint. Rejects with a SigningError TIMESTAMP_… when no authority gives a good one. */
  readonly token: Timestamper = async (imprint) => {
    if (this.standing === 'silent') throw new SigningError('TIMESTAMP_UNREACHABLE', 'No authority answered a moment ago.');
    try {
      const ask = await (this.config.timestampUrls.length ? (this.remote ??= this.configured()) : this.ownAuthority());
      return await ask(imprint);
    } catch (fault) {
      if (!isTimestampFault(fault)) throw fault;
      this.silentUntil = performance.now() + silenceMs;
      this.log.warn(`no timestamp: ${fault.code} ${fault.message}`);
      throw fault;
    }
  };

  /** The same, or null when no authority answers: the signature then stands without one, and says so (decision 6). */
  readonly tokenOrNull = async (imprint: Buffer): Promise<Buffer | null> => {
    try {
      return await this.token(imprint);
    } catch (fault) {
      if (!isTimestampFault(fault)) throw fault;
      return null;
    }
  };

  /** The operator's authorities. With TRUST_FILES their root must be among those: whoever answers on the way is not believed. */
  private async configured(): Promise<Timestamper> {
    const { timestampUrls: urls, outboundProxy: proxyUrl, timestampTimeoutMs: timeoutMs, trustFiles } = this.config;
    return remoteTimestamper({ urls, proxyUrl, timeoutMs, now: () => this.clock.now(), ...(trustFiles.length && { trust: await this.certificates.anchors() }) });
  }

  private async ownAuthority(): Promise<Timestamper> {
    const now = this.clock.now();
    return timestampAuthority({ identity: await this.certificates.timestampIdentity(now), now: () => this.clock.now() }).timestamper;
  }
}

export function isTimestampFault(fault: unknown): fault is SigningError {
  return fault instanceof SigningError && fault.code.startsWith('TIMESTAMP_');
}

/** What a token proves, and until when its authority's certificate lives. */
export function proofOf(token: Buffer): Proof {
  const { at, authorityUntil } = readToken(token);
  return { token, at, authorityUntil };
}
