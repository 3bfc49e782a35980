import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt } from '#libs/domain';
import { loadRound, rounds } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { CLOCK, Database, KeyStore, WorkflowRunner, appendToJournal, instantOf, sameBytes, systemActor } from '#libs/platform';
import type { Actor, Clock } from '#libs/platform';
import { codesOfMailbox, latestCode, prolongLink, takeTries, waitForTurn, wrongCodesSince } from './link.store.js';
import type { CodeRow, HeldCode, LinkRow } from './link.store.js';
import { endOfCollection } from './place.js';
import { codesOfSitting, mailedCode } from './shared-code.js';

/** Six digits against five tries: one chance in two hundred thousand per code. */
export const codeTriesMax = 5;
/** Long enough to find one's telephone, too short to be read over a shoulder tomorrow. */
export const codeMinutes = 10;
/** The page offers another code after this long. */
const resendAfterMs = 60_000;
/** Wrong codes at one place in a day: three codes mistyped to the end, and one chance in sixty-six thousand for whoever guesses. */
export const wrongCodesPerDayMax = 15;
const dayMs = 24 * 3_600_000;

export type CodeRefusal = 'wrong_code' | 'code_dead' | 'too_many_codes' | 'codes_exhausted' | 'name_missing' | 'no_mobile' | 'other_mobile' | 'too_many_sms';
/** The code that was typed, and with it all those of its sitting that the same digits open; or why none. */
export type TakenCode = { done: true; row: CodeRow; codes: readonly HeldCode[] } | { done: false; refusal: CodeRefusal; triesLeft?: number };
/** A code that waits to be typed. `mailedId`: the code whose digits were mailed for it. */
export type AwaitedCode = CodeRow & { mailedId: string };
/** The préfecture learns that somebody guesses, or that a person cannot read their own mails. */
export type GuessEffect = { type: 'reportExhaustedCodes'; slotId: string };

type Guess = { link: LinkRow; code: CodeRow | null; round: RoundRow; exhausted: boolean };

const table = systemActor('table');

/** The codes that are typed: how they are read, counted and refused. One code may be shared by the places of one sitting: a try at it counts at each. */
@Injectable()
export class SigningCodes {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly keys: KeyStore, @Inject(CLOCK) private readonly clock: Clock) {}

  /** The six digits of a code: derived from its id by a key the database does not hold, so that nothing is stored and a mail sent again says the same. */
  digitsOf(mailedId: string): string {
    return String(codeSecret(this.keys, mailedId).readUInt32BE(0) % 1_000_000).padStart(6, '0');
  }

  /** The last code asked for behind that link, while it may be typed. */
  async awaited(tx: EntityManager, { id, signatoryId }: LinkRow): Promise<AwaitedCode | null> {
    const code = await latestCode(tx, id);
    if (!code || !this.isAlive(code)) return null;
    const mailed = mailedCode<CodeRow>(code, await codesOfMailbox(tx, signatoryId, this.clock.now()));
    return { ...code, mailedId: mailed.id };
  }

  isRight({ mailedId }: AwaitedCode, typed: string): boolean {
    return sameBytes(Buffer.from(typed.replace(/\s/g, '')), Buffer.from(this.digitsOf(mailedId)));
  }

  /** The codes of the sitting of the last one asked for behind that link, used ones among them; none once it is too old. */
  async ofSitting(tx: EntityManager, { id, signatoryId }: LinkRow): Promise<readonly HeldCode[]> {
    const sameMailbox = await codesOfMailbox(tx, signatoryId, this.clock.now());
    const code = sameMailbox.findLast(({ linkId }) => linkId === id);
    return code ? codesOfSitting(code, sameMailbox) : [];
  }

  /** Takes one try, and says whether it was right. Counted in a transaction of its own: a wrong guess stays counted whatever follows. */
  take({ link, code, round, exhausted }: Guess, isRight: boolean): Promise<TakenCode> {
    if (!code) return Promise.resolve({ done: false, refusal: exhausted ? 'codes_exhausted' : 'code_dead' });
    return this.db.withIdentity(table, async (tx) => {
      const sitting = await this.ofSitting(tx, link);
      for (const slotId of slotsOf(link, sitting)) await waitForTurn(tx, slotId);
      if (await this.isExhausted(tx, link)) return { done: false, refusal: 'codes_exhausted' };
      const spent = new Set<string>();
      for (const one of sitting) if (await this.isExhausted(tx, one.link)) spent.add(one.id);
      const codes = await this.takeTries(tx, sitting.filter(({ id }) => !spent.has(id)));
      const row = codes.find(({ id }) => id === code.id);
      if (!row) return { done: false, refusal: 'code_dead' };
      // Journals in one order: two sittings over the same rounds must not wait for one another.
      for (const one of codes.toSorted((a, b) => (a.link.roundId < b.link.roundId ? -1 : 1))) {
        const its = one.link.roundId === round.id ? round : await loadRound(tx, one.link.roundId);
        await prolong(tx, one.link, its);
        if (!isRight) await this.noteWrongCode(tx, one, its);
      }
      return isRight ? { done: true, row, codes } : { done: false, refusal: 'wrong_code', triesLeft: codeTriesMax - row.tries };
    });
  }

  /** Guesses made before a link left are not held against it: it went to the address on record, and whoever guessed does not have it. */
  async isExhausted(tx: EntityManager, { roundId, slotId, createdAt }: LinkRow): Promise<boolean> {
    const yesterday = new Date(this.clock.now().getTime() - dayMs);
    return (await wrongCodesSince(tx, roundId, slotId, createdAt > yesterday ? createdAt : yesterday)) >= wrongCodesPerDayMax;
  }

  private isAlive(code: CodeRow): boolean {
    return code.usedAt === null && code.expiresAt > this.clock.now() && code.tries < codeTriesMax;
  }

  private async takeTries(tx: EntityManager, sitting: readonly HeldCode[]): Promise<HeldCode[]> {
    const taken = new Map((await takeTries(tx, sitting.map(({ id }) => id), this.clock.now(), codeTriesMax)).map((row) => [row.id, row]));
    return sitting.flatMap(({ id, link }) => (taken.has(id) ? [{ ...taken.get(id)!, link }] : []));
  }

  /** The journal keeps each wrong code; the last one that is borne is told to the préfecture. */
  private async noteWrongCode(tx: EntityManager, { link, ...code }: HeldCode, round: RoundRow): Promise<void> {
    const at = instantOf(this.clock);
    const line = { subject: rounds.kind, subjectId: round.id, recordedAt: at, effectiveOn: dayAt(at, round.timeZone), actor: actorOf(link), stateFrom: round.state, stateTo: round.state, basis: null };
    await appendToJournal(tx, { ...line, event: 'refused.code', payload: { slotId: link.slotId, codeId: code.id, tries: code.tries } });
    if (!(await this.isExhausted(tx, link))) return;
    await appendToJournal(tx, { ...line, event: 'exhaustCodes', payload: { slotId: link.slotId, wrong: wrongCodesPerDayMax } });
    await this.runner.announce<GuessEffect>(tx, rounds.kind, round.id, { type: 'reportExhaustedCodes', slotId: link.slotId });
  }
}

/** In whose name one acts behind a link. */
export function actorOf(link: Pick<LinkRow, 'id' | 'signatoryId'>): Actor {
  return { kind: 'signatory', id: link.signatoryId, linkId: link.id };
}

/** The secret bytes a code is drawn from: the code is its first digits, the evidence file commits to the whole. */
export function codeSecret(keys: KeyStore, codeId: string): Buffer {
  return keys.derive('code', codeId);
}

/** Whether another code may be asked for: mails cross, and the first one is usually on its way. */
export function mayAskAgain(code: CodeRow, now: Date): boolean {
  return now.getTime() - code.createdAt.getTime() >= resendAfterMs;
}

/** Tries left on a code, for the page. */
export function triesLeft(code: CodeRow): number {
  return codeTriesMax - code.tries;
}

/** Always in the same order: two visitors who wait for several turns must not wait for one another. */
function slotsOf(link: LinkRow, sitting: readonly HeldCode[]): string[] {
  return [...new Set([link.slotId, ...sitting.map((one) => one.link.slotId)])].sort();
}

/** What a link signed must not look later than its own end, once that end was moved. */
async function prolong(tx: EntityManager, link: LinkRow, round: RoundRow): Promise<void> {
  const end = endOfCollection(round);
  if (end) await prolongLink(tx, link.id, end);
}
