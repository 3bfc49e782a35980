import { SigningError } from '../errors.js';

/** What a file may cost. Beyond any of them the answer is PDF_TOO_COMPLEX: a hostile file must not keep a worker. */
export interface StructureLimits {
  /** Objects listed by all the cross-reference sections together. An agreement has a thousand; a book of scans, a hundred thousand. */
  readonly objectsMax: number;
  /** Arrays and dictionaries inside one another, and fields inside fields. Real files stay under twenty. */
  readonly depthMax: number;
  /** Bytes that streams may give once decoded, all together. */
  readonly decodedBytesMax: number;
  /** Revisions followed back from the last: far above the signatories of any département. */
  readonly revisionsMax: number;
  /** Asked now and then; true when the caller's time is over. The clock is the caller's. */
  readonly expired: () => boolean;
}

export const STRUCTURE_LIMITS: StructureLimits = {
  objectsMax: 400_000,
  depthMax: 100,
  decodedBytesMax: 128 << 20,
  revisionsMax: 5_000,
  expired: () => false,
};

/** Objects read, and bytes run through, between two looks at the clock. */
const TICKS_PER_LOOK = 64;
const SCANNED_PER_LOOK = 1 << 20;
/** Objects do not overlap, and each is parsed twice at most; a file that asks for more has objects inside objects. */
const SCANNED_PER_BYTE_MAX = 4;
const SCANNED_ALLOWANCE = 1 << 20;

/** Counts what reading has cost so far. */
export class Budget {
  private objects = 0;
  private decoded = 0;
  private ticks = 0;
  private scanned = 0;
  private scannedAtLook = 0;

  /** @param fileBytes length of the file */
  constructor(
    readonly limits: StructureLimits,
    private readonly fileBytes: number,
  ) {}

  listed(count: number): void {
    this.objects += count;
    if (this.objects > this.limits.objectsMax) throw tooComplex(`more than ${this.limits.objectsMax} objects are listed`);
  }

  /** Bytes that may still be decoded. */
  get decodable(): number {
    return this.limits.decodedBytesMax - this.decoded;
  }

  decodedBytes(count: number): void {
    this.decoded += count;
    if (this.decoded > this.limits.decodedBytesMax) throw tooComplex(`streams give more than ${this.limits.decodedBytesMax} bytes`);
  }

  /** Bytes run through: objects, and what comes after one that is never closed. */
  scan(count: number): void {
    this.scanned += count;
    if (this.scanned > SCANNED_PER_BYTE_MAX * (this.fileBytes + this.decoded) + SCANNED_ALLOWANCE) throw tooComplex('its objects lie inside one another');
    if (this.scanned - this.scannedAtLook < SCANNED_PER_LOOK) return;
    this.scannedAtLook = this.scanned;
    if (this.limits.expired()) throw tooComplex('reading takes too long');
  }

  tick(): void {
    if (this.ticks++ % TICKS_PER_LOOK === 0 && this.limits.expired()) throw tooComplex('reading takes too long');
  }
}

export function tooComplex(why: string): SigningError {
  return new SigningError('PDF_TOO_COMPLEX', `This PDF is beyond what is judged: ${why}.`);
}

export function unreadable(why: string, cause?: unknown): SigningError {
  return new SigningError('PDF_UNREADABLE', `These bytes cannot be read as PDF: ${why}.`, undefined, { cause });
}
