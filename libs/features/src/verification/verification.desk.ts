import { X509Certificate } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { dayAt, instant } from '#libs/domain';
import { Certificates } from '#libs/features/keys';
import { CLOCK, CONFIG, Database } from '#libs/platform';
import type { Actor, Clock, Config } from '#libs/platform';
import { SigningError, verifyInWorker } from '#libs/signing';
import type { SigningErrorCode, VerificationReport } from '#libs/signing';
import { prefixHashes } from './file-prefixes.js';
import { VerificationRefused } from './refusals.js';
import type { VerificationRefusal } from './refusals.js';
import { isDemonstration } from './verdict.js';
import type { Standing } from './verdict.js';
import { agreementByNumber, recognise } from './verification.store.js';
import type { Agreement } from './verification.store.js';

/** Each takes a thread and, for the largest files, hundreds of megabytes: the machine has others to serve. */
const verificationsAtOnce = 2;
/** What the kernel may say of a file from outside. Any other code is a fault of ours, and the page of faults tells it. */
const refusalOf: Partial<Record<SigningErrorCode, VerificationRefusal>> = {
  PDF_UNREADABLE: 'not_pdf', PDF_ENCRYPTED: 'encrypted', PDF_TOO_LARGE: 'too_large', PDF_TOO_COMPLEX: 'too_complex', VERIFICATION_TIMEOUT: 'timed_out',
};

/** Whoever holds a document may ask about it; nothing is known of them. */
const passerBy: Actor = { kind: 'anonymous', id: 'verification' };

export type Examined = { report: VerificationReport; standing: Standing | null; demonstration: boolean };

/** Answers about a file or about the number of an agreement. Keeps nothing, changes nothing. */
@Injectable()
export class VerificationDesk {
  private running = 0;

  constructor(
    private readonly db: Database,
    private readonly certificates: Certificates,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Judges a file by our own authorities. @throws VerificationRefused when it cannot be read in the time and memory given, or when others are being examined */
  async examine(pdf: Buffer): Promise<Examined> {
    if (this.running >= verificationsAtOnce) throw new VerificationRefused('busy');
    this.running++;
    try {
      const report = await this.judge(pdf);
      const standing = await this.standingOf(pdf, report);
      return { report, standing, demonstration: isDemonstration(report, await this.demonstrationAuthority()) };
    } finally {
      this.running--;
    }
  }

  /** What is public of the agreement of that number, and the day it is where it applies. Null when there is none. */
  async agreement(number: string): Promise<{ agreement: Agreement; today: string } | null> {
    const agreement = await this.db.withIdentity(passerBy, (tx) => agreementByNumber(tx, number));
    return agreement && { agreement, today: this.todayIn(agreement) };
  }

  private async judge(pdf: Buffer): Promise<VerificationReport> {
    const anchors = await this.certificates.anchors();
    try {
      return await verifyInWorker(pdf, { anchors, at: this.clock.now() });
    } catch (fault) {
      const refusal = fault instanceof SigningError ? refusalOf[fault.code] : undefined;
      throw refusal ? new VerificationRefused(refusal) : fault;
    }
  }

  private async standingOf(pdf: Buffer, { signatures }: VerificationReport): Promise<Standing | null> {
    const serials = signatures.flatMap(({ certificate }) => certificate?.serialHex ?? []);
    const recognition = await this.db.withIdentity(passerBy, (tx) => recognise(tx, prefixHashes(pdf), serials));
    return recognition && { recognition, today: this.todayIn(recognition.agreement) };
  }

  /** The name under which this service issues certificates, while they are worth nothing. */
  private async demonstrationAuthority(): Promise<string | null> {
    if (this.config.mode !== 'demonstration') return null;
    const { subject } = new X509Certificate(await this.certificates.rootPem(this.clock.now()));
    return /^CN=(.*)$/m.exec(subject)?.[1] ?? null;
  }

  private todayIn({ timeZone }: Agreement): string {
    return dayAt(instant(this.clock.now().toISOString()), timeZone);
  }
}
