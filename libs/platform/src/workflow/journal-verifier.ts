import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { systemActor } from '../database/actor.js';
import { Database } from '../database/database.js';
import { anchorFindings } from './journal-anchor-check.js';
import type { TokenCheck } from './journal-anchor-check.js';
import { chainFault, chainStart } from './journal-chain.js';
import type { JournalFault, JournalFinding } from './journal-finding.js';
import { headMac, journalKeyOf, lineMac } from './journal-key.js';
import type { Link } from './journal-key.js';
import { anchorSubject } from './journal-tree.js';
import type { JournalLine } from './journal.js';

export type JournalReport = {
  intact: boolean;
  lines: number;
  subjects: number;
  anchors: number;
  /** Anchors that an authority has dated. */
  stamped: number;
  findings: JournalFinding[];
  /** Findings beyond those kept. */
  further: number;
  /** Not one line bears the mac our key gives: the key is another one, rather than every line forged. */
  keyUnknown: boolean;
};

/** Lines held in memory at once: a few megabytes. */
const linesPerFetch = 1_000;
/** A forger who touched more has made his point; the report stays readable. */
const findingsMax = 500;

type LineRow = Omit<JournalLine, 'recordedAt'> & {
  seq: string; recordedMs: string; witness: string | null; mac: string | null; witnessSeq: string | null;
  headRank: number | null; headHash: string | null; headMac: string | null;
};

const everyLine = `
  select j.seq, j.subject, j.subject_id as "subjectId", j.rank, (extract(epoch from j.recorded_at) * 1000)::text as "recordedMs", j.effective_on::text as "effectiveOn",
         j.actor, j.event, j.payload, j.state_from as "stateFrom", j.state_to as "stateTo", j.basis, j.previous_hash as "previousHash", j.hash, j.witness, j.mac,
         w.seq as "witnessSeq", h.rank as "headRank", h.hash as "headHash", h.mac as "headMac"
  from journal j
  left join journal w on w.seq = j.witness
  left join journal_head h on h.subject = j.subject and h.subject_id = j.subject_id
  order by j.subject, j.subject_id, j.rank, j.seq`;

/** Reads the whole journal again and finds, for each subject, the first line that was altered, removed or inserted. */
@Injectable()
export class JournalVerifier {
  constructor(private readonly db: Database) {}

  /**
   * Memory does not grow with the number of lines (it does with that of subjects, for the anchored roots). Writers are not disturbed.
   * @param checkToken what only a reader of timestamps can say of a token; without it, tokens are counted and not read.
   * @param onProgress told, now and then, the lines read and those expected.
   */
  verify({ checkToken = null, onProgress = () => undefined }: { checkToken?: TokenCheck | null; onProgress?: (lines: number, expected: number) => void } = {}): Promise<JournalReport> {
    return this.db.withIdentity(systemActor('journal'), async (tx) => {
      const walk = new Walk(journalKeyOf(tx));
      // Anchors first: each later statement sees at least what they saw, so a line written meanwhile is never taken for a missing one.
      const { anchors, stamped, findings: ofAnchors } = await anchorFindings(tx, checkToken, findingsMax);
      const [expected]: { lines: number }[] = await tx.query('select coalesce(sum(rank), 0)::float8 as lines from journal_head where subject <> $1', [anchorSubject]);
      await tx.query(`declare every_line no scroll cursor for ${everyLine}`);
      for (;;) {
        const rows: LineRow[] = await tx.query(`fetch ${linesPerFetch} from every_line`);
        if (rows.length === 0) break;
        for (const row of rows) walk.read(row);
        onProgress(walk.lines, expected!.lines);
      }
      walk.close();
      for (const gone of await headsWithoutLines(tx)) walk.report({ ...gone, fault: 'subject_missing', rank: 1, seq: null });
      for (const finding of ofAnchors) if (finding.subject === null || !walk.blames(finding.subject, finding.subjectId)) walk.report(finding);
      const { lines, subjects, findings, further } = walk;
      return { intact: findings.length === 0, lines, subjects, anchors, stamped, findings, further, keyUnknown: lines > 0 && walk.macsRight === 0 };
    });
  }
}

/** Goes through the lines in the order of subjects and ranks, and remembers one line only. */
class Walk {
  lines = 0;
  subjects = 0;
  macsRight = 0;
  further = 0;
  readonly findings: JournalFinding[] = [];
  private readonly blamed = new Set<string>();
  private readonly missed = new Set<string>();
  private last: LineRow | null = null;
  private previous: Link = chainStart;

  constructor(private readonly key: Buffer) {}

  read(row: LineRow): void {
    if (!this.last || this.last.subject !== row.subject || this.last.subjectId !== row.subjectId) {
      this.close();
      this.subjects++;
      this.previous = chainStart;
    }
    this.lines++;
    this.last = row;
    const macRight = row.mac === lineMac(this.key, row);
    if (macRight) this.macsRight++;
    // A forged line may name any witness; only those this service wrote are believed.
    if (macRight && row.witness !== null && row.witnessSeq === null) this.miss(row.witness, row);
    if (this.blames(row.subject, row.subjectId)) return;
    const { subject, subjectId, seq } = row;
    const fault = chainFault(this.previous, { ...row, recordedAt: instantAt(row.recordedMs) });
    if (fault) this.report({ fault: fault.why, subject, subjectId, rank: fault.rank, seq: fault.why === 'rank_missing' ? null : seq });
    else if (!macRight) this.report({ fault: 'mac_wrong', subject, subjectId, rank: row.rank, seq });
    this.previous = row;
  }

  /** The subject's last line was read: is it the one its head knows? */
  close(): void {
    if (!this.last || this.blames(this.last.subject, this.last.subjectId)) return;
    const { subject, subjectId, rank, seq, hash, headRank, headHash, headMac: mac } = this.last;
    const say = (fault: JournalFault, at: number, line: string | null) => this.report({ fault, subject, subjectId, rank: at, seq: line });
    if (headRank === null || headHash === null) say('head_missing', rank, seq);
    else if (mac !== headMac(this.key, { subject, subjectId, rank: headRank, hash: headHash })) say('head_forged', rank, seq);
    else if (headRank > rank) say('tail_missing', rank + 1, null);
    else if (headRank < rank) say('tail_added', headRank + 1, null);
    else if (headHash !== hash) say('tail_changed', rank, seq);
  }

  report(finding: JournalFinding): void {
    if (finding.subject !== null) this.blamed.add(nameOf(finding.subject, finding.subjectId));
    if (this.findings.length < findingsMax) this.findings.push(finding);
    else this.further++;
  }

  blames(subject: string, subjectId: string | null): boolean {
    return this.blamed.has(nameOf(subject, subjectId));
  }

  private miss(seq: string, seenBy: LineRow): void {
    if (this.missed.has(seq)) return;
    this.missed.add(seq);
    this.report({ fault: 'witness_missing', subject: null, subjectId: null, rank: null, seq, detail: seenBy.seq });
  }
}

const nameOf = (subject: string, subjectId: string | null): string => JSON.stringify([subject, subjectId]);

/** Text that no calendar reads stays as it is: its hash will be wrong, which is the answer. */
function instantAt(ms: string): JournalLine['recordedAt'] {
  const at = new Date(Number(ms));
  return (Number.isNaN(at.getTime()) ? ms : at.toISOString()) as JournalLine['recordedAt'];
}

function headsWithoutLines(tx: EntityManager): Promise<{ subject: string; subjectId: string }[]> {
  return tx.query(
    `select subject, subject_id as "subjectId" from journal_head h where subject <> $1 and not exists (select from journal j where j.subject = h.subject and j.subject_id = h.subject_id)
     order by subject, subject_id limit $2`,
    [anchorSubject, findingsMax],
  );
}
