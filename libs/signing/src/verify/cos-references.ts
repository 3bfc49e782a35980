import type { CosDocument, ReadObject } from './cos-document.js';
import type { Finding } from './cos-revisions.js';
import { CosString, dictOf, referencesIn } from './cos-values.js';

/** Findings of one kind told one by one; the rest is only counted. */
const FINDINGS_MAX = 20;
/** Users of one object remembered one by one: a font has thousands, validation data a handful. */
const USERS_MAX = 16;

/**
 * Who refers to whom in the whole file, from one reading of every object. It answers what comparing revisions needs: was this
 * number already referred to before it existed (an object that waits to appear), is it used by one object only.
 */
export class References {
  private readonly since = new Map<number, number>();
  private readonly users = new Map<number, number | Set<number> | 'many'>();
  /** Dictionaries that look like signatures or signed fields, wherever they are: number and rank of each. */
  readonly signatureLike: { number: number; rank: number }[] = [];
  /** What is irregular in the objects of the first revision, which no comparison looks at. */
  readonly findings: Finding[] = [];

  constructor(document: CosDocument) {
    document.changed.forEach((versions, rank) => {
      for (const version of versions.values()) {
        if (version.entry.kind === 'free') continue;
        // The first revision is large and most of it is never asked for again: it is not kept.
        const read = document.readVersion(version, rank > 0);
        this.note(version.number, rank, read);
      }
      for (const ref of referencesIn(document.revisions[rank]?.trailer ?? null)) this.refer(0, ref.number, rank);
    });
  }

  /** Whether an object of an earlier revision already referred to this number. */
  referredBefore(number: number, rank: number): boolean {
    return (this.since.get(number) ?? Infinity) < rank;
  }

  /** The only object that refers to this one; undefined when there is none or several. 0 stands for the trailer. */
  onlyUser(number: number): number | undefined {
    const users = this.users.get(number);
    return typeof users === 'number' ? users : undefined;
  }

  /** Whether nothing but these objects refers to it. False when they are too many to tell. */
  isUsedOnlyBy(number: number, allowed: ReadonlySet<number>): boolean {
    const users = this.users.get(number);
    if (users === undefined || users === 'many') return users === undefined;
    return typeof users === 'number' ? allowed.has(users) : [...users].every((user) => allowed.has(user));
  }

  private note(number: number, rank: number, read: ReadObject): void {
    if (rank === 0 && read.finding && this.findings.length < FINDINGS_MAX) this.findings.push(read.finding);
    const dict = dictOf(read.value);
    if (dict && isSignatureLike(dict.name('Type'), dict.get('ByteRange') !== null, dict.get('Contents') instanceof CosString)) {
      this.signatureLike.push({ number, rank });
    }
    for (const ref of referencesIn(read.value)) this.refer(number, ref.number, rank);
  }

  private refer(from: number, to: number, rank: number): void {
    if (!this.since.has(to)) this.since.set(to, rank);
    const users = this.users.get(to);
    if (users === undefined) this.users.set(to, from);
    else if (typeof users === 'number') {
      if (users !== from) this.users.set(to, new Set([users, from]));
    } else if (users !== 'many' && users.add(from).size > USERS_MAX) this.users.set(to, 'many');
  }
}

function isSignatureLike(type: string | null, hasRange: boolean, hasContents: boolean): boolean {
  return hasContents && (hasRange || type === 'Sig' || type === 'DocTimeStamp');
}
