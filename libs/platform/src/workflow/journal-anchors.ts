import { Inject, Injectable, Optional } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addDays, dayAt, instant, startOfDay } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { CLOCK, instantOf } from '../clock.js';
import type { Clock } from '../clock.js';
import { systemActor } from '../database/actor.js';
import { Database } from '../database/database.js';
import { anchorMac, headMac, journalKeyOf } from './journal-key.js';
import type { Head } from './journal-key.js';
import { FoldedHeads, anchorSubject, movedLeaves, proofOf, rootOf } from './journal-tree.js';
import type { HeadProof } from './journal-tree.js';
import { linkAfter } from './journal.js';

/**
 * Asks an authority for an RFC 3161 token over a SHA-256 imprint; `authority` names it for whoever reads the anchor. Apps give one, or null.
 * The provider must come from a global module.
 */
export type AnchorTimestamper = ((imprint: Buffer) => Promise<Buffer>) & { readonly authority?: string };
export const TIMESTAMPER = Symbol('Timestamper');

/** One journal for every département, overseas ones included: its day is that of the Republic's capital. */
export const anchorZone = 'Europe/Paris';
/** A line is written in a transaction, which PostgreSQL ends well within the day: none is committed a whole day after the instant it bears. */
const lateMax = '1 day';
/** Anchors looked at for each line of a subject: its own evening's, those made on demand the same day, and the next for a line that came late. */
const anchorsPerLine = 5;
/** Tokens asked for at one pass: after an outage of the authority we do not fall on it with a year of anchors. */
const stampsMax = 31;

export type Anchoring = {
  anchored: LegalDay[];
  /** Tokens obtained at this pass. */
  stamped: number;
  /** Anchors that still wait for theirs. */
  pending: number;
  /** Why the authority gave none, in its own words. */
  stampFault: string | null;
};

/** A subject's chain under the newest anchored root, with what dates that root. `token` in DER. */
export type AnchoredProof = HeadProof & { anchor: { rank: number; day: string; token: Buffer | null; authority: string | null; stampedAt: Date | null } };

/**
 * Puts every chain of the journal under one root a day (decision 25) and has that root dated by a timestamp authority. A day on which
 * nothing was written has no anchor: the one before still says everything.
 */
@Injectable()
export class JournalAnchors {
  private settledThrough: LegalDay | null = null;
  private readonly actor = systemActor('journal');

  constructor(private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock, @Optional() @Inject(TIMESTAMPER) private readonly timestamper: AnchorTimestamper | null = null) {}

  /** Anchors every day that ended without its anchor, each with the heads of its own evening, then asks for the tokens that are missing. */
  async catchUp(): Promise<Anchoring> {
    const yesterday = addDays(dayAt(instantOf(this.clock), anchorZone), -1);
    const anchored = this.settledThrough !== null && this.settledThrough >= yesterday ? [] : await this.anchorThrough(yesterday);
    this.settledThrough = yesterday;
    return { anchored, ...(await this.stampPending()) };
  }

  /**
   * Anchors one day that is over. Twice does nothing; neither does a day on which no chain moved.
   * @returns whether an anchor was written. @throws RangeError when that day has not ended.
   */
  async anchorDay(day: LegalDay): Promise<boolean> {
    const until = startOfDay(addDays(day, 1), anchorZone);
    if (this.clock.now() < new Date(until)) throw new RangeError(`${day} is not over`);
    return this.anchor(day, new Date(until), false);
  }

  /** Anchors what is written at this instant, without waiting for the evening. */
  async anchorNow(): Promise<Anchoring> {
    const day = dayAt(instantOf(this.clock), anchorZone);
    // The bound is excluded: a line of this very millisecond is taken too.
    const anchored = (await this.anchor(day, new Date(this.clock.now().getTime() + 1), true)) ? [day] : [];
    return { anchored, ...(await this.stampPending()) };
  }

  /** What the evidence file carries for one subject; null as long as no anchor covers it. */
  proofOf(tx: EntityManager, subject: string, subjectId: string): Promise<AnchoredProof | null> {
    return newestProof(tx, { subject, subjectId });
  }

  private async anchorThrough(yesterday: LegalDay): Promise<LegalDay[]> {
    const anchored: LegalDay[] = [];
    for (let day = await this.nextDay(yesterday); day !== null && day < yesterday; day = await this.nextDay(yesterday, day)) {
      if (await this.anchorDay(day)) anchored.push(day);
    }
    // Yesterday is tried in any case: a line committed late, after its own day's anchor, is taken with it.
    if (await this.anchorDay(yesterday)) anchored.push(yesterday);
    return anchored;
  }

  /** The first day with lines after the last daily anchor, and after `tried`; null when there is none by then. */
  private nextDay(yesterday: LegalDay, tried: LegalDay | null = null): Promise<LegalDay | null> {
    return this.db.withIdentity(this.actor, async (tx) => {
      const [last]: { day: LegalDay | null }[] = await tx.query('select max(day)::text as day from journal_anchor where not on_demand');
      const done = [last!.day, tried].filter((day) => day !== null).sort().at(-1);
      const from = done ? startOfDay(addDays(done, 1), anchorZone) : '-infinity';
      const [next]: { at: Date | null }[] = await tx.query('select min(recorded_at) as at from journal where recorded_at >= $1 and recorded_at < $2', [from, startOfDay(addDays(yesterday, 1), anchorZone)]);
      return next!.at && dayAt(instant(next!.at.toISOString()), anchorZone);
    });
  }

  private anchor(day: LegalDay, until: Date, onDemand: boolean): Promise<boolean> {
    return this.db.withIdentity(this.actor, async (tx) => {
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', ['journal anchors']);
      const [done]: object[] = await tx.query('select 1 from journal_anchor where day = $1 and not on_demand', [day]);
      if (done && !onDemand) return false;
      const moved = await movedHeads(tx, until);
      if (moved.length === 0) return false;
      await insertAnchor(tx, { day, onDemand, until, createdAt: this.clock.now() }, moved);
      return true;
    });
  }

  /** Each token is kept as soon as it comes; at the first failure the rest waits for another pass. */
  private async stampPending(): Promise<Pick<Anchoring, 'stamped' | 'pending' | 'stampFault'>> {
    const waiting: { rank: number; root: string }[] = await this.db.withIdentity(this.actor, (tx) => tx.query('select rank, root from journal_anchor where token is null order by rank'));
    let stamped = 0;
    let stampFault: string | null = null;
    for (const { rank, root } of this.timestamper ? waiting.slice(0, stampsMax) : []) {
      try {
        const token = await this.timestamper!(Buffer.from(root, 'hex'));
        await this.db.withIdentity(this.actor, (tx) =>
          tx.query('update journal_anchor set token = $2, authority = $3, stamped_at = $4 where rank = $1 and token is null', [rank, token, this.timestamper!.authority ?? null, this.clock.now()]),
        );
        stamped++;
      } catch (fault) {
        stampFault = fault instanceof Error ? fault.message : String(fault);
        break;
      }
    }
    return { stamped, pending: waiting.length - stamped, stampFault };
  }
}

/**
 * The chains that went on since the anchors before, and where they stood at `until`. Only the lines written since are read, and those of the day
 * before in case one came late: it costs what moved, whatever the age of the journal. A chain that went back keeps the head that was anchored:
 * the verification says so, and the anchor does not bless it.
 */
function movedHeads(tx: EntityManager, until: Date): Promise<Head[]> {
  return tx.query(
    `with since as (select coalesce(max(until) - interval '${lateMax}', '-infinity') as at from journal_anchor),
     standing as (select distinct on (subject, subject_id) subject, subject_id, rank, hash from journal, since where recorded_at >= since.at and recorded_at < $1 order by subject, subject_id, rank desc),
     anchored as (
       select h.subject, h."subjectId", max(h.rank) as rank from journal_anchor a, since, jsonb_to_recordset(a.heads) as h(subject text, "subjectId" text, rank integer)
       where a.until > since.at group by h.subject, h."subjectId")
     select s.subject, s.subject_id as "subjectId", s.rank, s.hash from standing s left join anchored a on a.subject = s.subject and a."subjectId" = s.subject_id
     where s.rank > coalesce(a.rank, 0) order by s.subject, s.subject_id`,
    [until],
  );
}

type Writing = { day: LegalDay; onDemand: boolean; until: Date; createdAt: Date };

/** The anchors chain as subjects do: through the previous root, which is a leaf, and through a head of their own. */
async function insertAnchor(tx: EntityManager, { day, onDemand, until, createdAt }: Writing, moved: Head[]): Promise<void> {
  const key = journalKeyOf(tx);
  const named = { subject: anchorSubject, subjectId: '' };
  const [place]: Parameters<typeof linkAfter>[2][] = await tx.query(
    `select h.rank as "headRank", h.hash as "headHash", h.mac as "headMac", a.rank as "lastRank", a.root as "lastHash"
     from (select 1) as one left join journal_head h on h.subject = $1 and h.subject_id = '' left join lateral (select rank, root from journal_anchor order by rank desc limit 1) a on true`,
    [anchorSubject],
  );
  const after = linkAfter(key, named, place!);
  const rank = after.rank + 1;
  const previousRoot = after.rank === 0 ? null : after.hash;
  const { root, leafCount } = rootOf(moved, previousRoot === null ? null : { rank: after.rank, root: previousRoot });
  const mac = anchorMac(key, { rank, day, onDemand, untilMs: until.getTime(), leafCount, heads: moved, previousRoot, root, createdMs: createdAt.getTime() });
  await tx.query(
    'insert into journal_anchor (rank, day, on_demand, until, leaf_count, heads, previous_root, root, mac, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
    [rank, day, onDemand, until, leafCount, JSON.stringify(moved), previousRoot, root, mac, createdAt],
  );
  if (after.trusted) await tx.query('select journal_advance($1, $2, $3, $4, $5)', [anchorSubject, '', rank, root, headMac(key, { ...named, rank, hash: root })]);
}

type ProvenUnder = { rank: number; day: string; previousRoot: string | null; leafCount: number; heads: Head[]; token: Buffer | null; authority: string | null; stampedAt: Date | null };

/** Under the newest anchor that holds a head of that subject: it is made on the evening of one of its lines. */
async function newestProof(tx: EntityManager, named: Pick<Head, 'subject' | 'subjectId'>): Promise<AnchoredProof | null> {
  const [found]: ProvenUnder[] = await tx.query(
    `select a.rank, a.day::text, a.previous_root as "previousRoot", a.leaf_count as "leafCount", a.heads, a.token, a.authority, a.stamped_at as "stampedAt"
     from journal_anchor a
     where a.rank in (select b.rank from journal j cross join lateral (select rank from journal_anchor where until > j.recorded_at order by rank limit ${anchorsPerLine}) b where j.subject = $1 and j.subject_id = $2)
       and a.heads @> jsonb_build_array(jsonb_build_object('subject', $1::text, 'subjectId', $2::text))
     order by a.rank desc limit 1`,
    [named.subject, named.subjectId],
  );
  if (!found) return null;
  const { previousRoot, leafCount, heads, ...anchor } = found;
  const under = leafCount === movedLeaves(heads, previousRoot) ? heads : await foldedThrough(tx, anchor.rank);
  const proof = proofOf(under, previousRoot === null ? null : { rank: anchor.rank - 1, root: previousRoot }, named);
  return proof && { ...proof, anchor };
}

/** The tree of one of the first anchors held every head there was. */
async function foldedThrough(tx: EntityManager, rank: number): Promise<Iterable<Head>> {
  const anchors: { heads: Head[] }[] = await tx.query('select heads from journal_anchor where rank <= $1 order by rank', [rank]);
  const folded = new FoldedHeads();
  for (const { heads } of anchors) folded.move(heads);
  return folded.all();
}
