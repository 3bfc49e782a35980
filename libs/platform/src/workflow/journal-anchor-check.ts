import type { EntityManager } from 'typeorm';
import { anchorMac, headMac, journalKeyOf } from './journal-key.js';
import type { AnchorFacts } from './journal-key.js';
import { FoldedHeads, anchorSubject, movedLeaves, rootOf } from './journal-tree.js';
import type { AnchorFault, JournalFinding, TokenFault } from './journal-finding.js';

/** Reads a token (DER) that should date `root` (32 bytes). Null when it does. */
export type TokenCheck = (token: Buffer, root: Buffer) => Promise<TokenFault | null>;

/** Anchors read at once: a busy day's heads may weigh some hundreds of kilobytes. */
const anchorsPerFetch = 20;

type AnchorRow = Omit<AnchorFacts, 'untilMs' | 'createdMs'> & { untilMs: string; createdMs: string; mac: string; token: Buffer | null };

/** Everything that does not hold in the anchors, at most `max` of each sort, and how many anchors there are. */
export async function anchorFindings(tx: EntityManager, checkToken: TokenCheck | null, max: number): Promise<{ anchors: number; stamped: number; findings: JournalFinding[] }> {
  const check = new AnchorCheck(journalKeyOf(tx), checkToken);
  const [head]: { rank: number; hash: string; mac: string }[] = await tx.query('select rank, hash, mac from journal_head where subject = $1 and subject_id = $2', [anchorSubject, '']);
  await tx.query(
    `declare every_anchor no scroll cursor for
     select rank, day::text, on_demand as "onDemand", (extract(epoch from until) * 1000)::text as "untilMs", leaf_count as "leafCount", heads, previous_root as "previousRoot", root, mac,
            (extract(epoch from created_at) * 1000)::text as "createdMs", token
     from journal_anchor order by rank`,
  );
  for (;;) {
    const rows: AnchorRow[] = await tx.query(`fetch ${anchorsPerFetch} from every_anchor`);
    if (rows.length === 0) break;
    for (const row of rows) await check.read(row);
  }
  check.close(head ?? null);
  const { anchors, stamped, findings, genuine } = check;
  return { anchors, stamped, findings: [...findings.slice(0, max), ...(await anchoredLinesGone(tx, genuine, max))] };
}

class AnchorCheck {
  anchors = 0;
  stamped = 0;
  readonly findings: JournalFinding[] = [];
  /** Ranks of those that this service wrote. */
  readonly genuine: number[] = [];
  /** For the first anchors, whose root is over every head; let go at the first one whose root is over what moved. */
  private folded: FoldedHeads | null = new FoldedHeads();
  /** An anchor is gone or forged: the heads it moved are unknown, so the roots of the first ones after it cannot be computed again. */
  private incomplete = false;
  private previous: { rank: number; root: string } | null = null;

  constructor(private readonly key: Buffer, private readonly checkToken: TokenCheck | null) {}

  async read(row: AnchorRow): Promise<void> {
    this.anchors++;
    const expected = (this.previous?.rank ?? 0) + 1;
    if (row.rank !== expected) this.say('anchor_missing', expected);
    const fault = this.faultOf(row, row.rank === expected);
    if (fault) this.say(fault, row.rank, row.day);
    else this.genuine.push(row.rank);
    if (row.token) {
      this.stamped++;
      const tokenFault = await this.checkToken?.(row.token, Buffer.from(row.root, 'hex'));
      if (tokenFault) this.say(tokenFault, row.rank, row.day);
    }
    this.previous = row;
  }

  close(head: { rank: number; hash: string; mac: string } | null): void {
    if (!head && !this.previous) return;
    const { rank, root } = this.previous ?? { rank: 0, root: '' };
    if (!head || head.mac !== headMac(this.key, { subject: anchorSubject, subjectId: '', ...head })) this.say('anchor_head_wrong', rank);
    else if (head.rank > rank) this.say('anchor_missing', rank + 1);
    else if (head.rank < rank || head.hash !== root) this.say('anchor_head_wrong', rank);
  }

  private faultOf(row: AnchorRow, follows: boolean): AnchorFault | null {
    const { rank, heads, previousRoot, root, leafCount } = row;
    this.incomplete ||= !follows;
    if (row.mac !== anchorMac(this.key, { ...row, untilMs: Number(row.untilMs), createdMs: Number(row.createdMs) })) {
      this.incomplete = true;
      return 'anchor_forged';
    }
    if (follows && previousRoot !== (this.previous?.root ?? null)) return 'anchor_unchained';
    const previous = previousRoot === null ? null : { rank: rank - 1, root: previousRoot };
    this.folded?.move(heads);
    // The mac binds the number of leaves: nobody passes one sort of tree for the other.
    if (leafCount === movedLeaves(heads, previousRoot)) {
      if (this.folded && this.folded.size > heads.length) this.folded = null;
      return rootOf(heads, previous).root === root ? null : 'anchor_root_wrong';
    }
    const computed = this.folded && rootOf(this.folded.all(), previous);
    return this.incomplete || (computed?.root === root && computed.leafCount === leafCount) ? null : 'anchor_root_wrong';
  }

  private say(fault: AnchorFault, rank: number, day?: string): void {
    this.findings.push({ fault, subject: null, subjectId: null, rank, seq: null, ...(day && { detail: day }) });
  }
}

/** Lines whose hash is under an anchored root and that are not there any more, or not the same. The first of each subject. */
async function anchoredLinesGone(tx: EntityManager, anchors: number[], max: number): Promise<JournalFinding[]> {
  const rows: { subject: string; subjectId: string; rank: number; seq: string | null; day: string; any: boolean }[] = await tx.query(
    `select distinct on (h.subject, h."subjectId") h.subject, h."subjectId", h.rank, j.seq, a.day::text,
            exists (select from journal o where o.subject = h.subject and o.subject_id = h."subjectId") as any
     from journal_anchor a, jsonb_to_recordset(a.heads) as h(subject text, "subjectId" text, rank integer, hash text)
     left join journal j on j.subject = h.subject and j.subject_id = h."subjectId" and j.rank = h.rank
     where a.rank = any($1) and j.hash is distinct from h.hash
     order by h.subject, h."subjectId", h.rank limit $2`,
    [anchors, max],
  );
  return rows.map(({ subject, subjectId, rank, seq, day, any }) => ({ fault: !any ? 'subject_missing' : seq === null ? 'anchored_line_missing' : 'anchored_line_changed', subject, subjectId, rank: any ? rank : 1, seq, detail: day }));
}
