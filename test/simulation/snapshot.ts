import type { JudgedAuthority, LegalDay, RoundFacts, RoundState } from '#libs/domain';
import type { JournalLine } from '#libs/platform';
import type { Lane } from './world.js';

/** All that is kept of one round, as it stands between two steps. */
export type Snapshot = {
  state: RoundState;
  facts: RoundFacts;
  approvals: { slotId: string; signatoryId: string; contentHash: string; codeId: string; linkId: string }[];
  /** `authority`: what was kept of the judgement of the title. */
  papers: { id: string; slotId: string; signatoryId: string; contentHash: string; signedOn: LegalDay; authority: JudgedAuthority | null }[];
  signatories: { id: string; bodyId: string; email: string }[];
  links: { id: string; purpose: 'sign' | 'copy'; slotId: string; signatoryId: string; contentHash: string; tokenHash: string }[];
  codes: { id: string; linkId: string; slotId: string; tries: number; used: boolean }[];
  document: { id: string; name: string; contentHash: string } | null;
  revisions: { n: number; kind: string; slotId: string | null; length: number; sha256: string }[];
  effects: { id: string; subject: string; type: string; slotId: string | null; signatoryId: string | null; done: boolean }[];
  actState: string | null;
  /** Of the round, oldest first; the same list as before when nothing was added. */
  lines: readonly JournalLine[];
};

/** Each subject is looked for by its key or an index: what a step costs must not grow with the rounds already played. Rows of JSON without names are half as long to make and to read. */
const question = `
  select r.state, r.facts,
    (select coalesce(json_agg(json_build_array(slot_id, signatory_id, content_hash, code_id, link_id) order by slot_id), '[]') from approval where round_id = r.id) as approvals,
    (select coalesce(json_agg(json_build_array(id, slot_id, signatory_id, content_hash, signed_on::text, authority) order by slot_id), '[]') from paper_signature where round_id = r.id) as papers,
    (select coalesce(json_agg(json_build_array(id, body_id, email) order by email), '[]') from signatory where round_id = r.id) as signatories,
    (select coalesce(json_agg(json_build_array(id, purpose, slot_id, signatory_id, content_hash, token_hash) order by created_at), '[]') from link where round_id = r.id) as links,
    (select coalesce(json_agg(json_build_array(code.id, link.id, link.slot_id, code.tries, code.used_at is not null) order by code.created_at), '[]')
       from link cross join lateral (select id, tries, used_at, created_at from code where link_id = link.id offset 0) as code where link.round_id = r.id) as codes,
    (select json_build_array(id, name, content_hash) from document where round_id = r.id) as document,
    (select coalesce(json_agg(json_build_array(n, kind, slot_id, length, sha256) order by n), '[]') from revision where document_id = d.id) as revisions,
    (select coalesce(json_agg(json_build_array(id, subject, effect->>'type', effect->>'slotId', effect->>'signatoryId', done_at is not null) order by seq), '[]')
       from outbox where (subject = 'round' and subject_id = r.id::text) or (subject in ('document', 'preservation') and subject_id = d.id::text)) as effects,
    (select state from simulated_act where id = (r.facts->'act'->>'id')::uuid) as "actState",
    (select coalesce(json_agg(json_build_array(subject, subject_id, rank, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), effective_on::text, actor, event, payload, state_from, state_to, basis, previous_hash, hash) order by rank), '[]')
       from journal where subject = 'round' and subject_id = r.id::text and rank > $2) as lines
  from round r left join document d on d.round_id = r.id where r.id = $1`;
/** What each row of JSON holds, in its order. */
const columns = {
  approvals: ['slotId', 'signatoryId', 'contentHash', 'codeId', 'linkId'],
  papers: ['id', 'slotId', 'signatoryId', 'contentHash', 'signedOn', 'authority'],
  signatories: ['id', 'bodyId', 'email'],
  links: ['id', 'purpose', 'slotId', 'signatoryId', 'contentHash', 'tokenHash'],
  codes: ['id', 'linkId', 'slotId', 'tries', 'used'],
  document: ['id', 'name', 'contentHash'],
  revisions: ['n', 'kind', 'slotId', 'length', 'sha256'],
  effects: ['id', 'subject', 'type', 'slotId', 'signatoryId', 'done'],
  lines: ['subject', 'subjectId', 'rank', 'recordedAt', 'effectiveOn', 'actor', 'event', 'payload', 'stateFrom', 'stateTo', 'basis', 'previousHash', 'hash'],
} as const satisfies Partial<Record<keyof Snapshot, readonly string[]>>;
type Listed = Exclude<keyof typeof columns, 'document'>;
type Row = Pick<Snapshot, 'state' | 'facts' | 'actState'> & Record<Listed, unknown[][]> & { document: unknown[] | null };

/** @param known lines of the journal that are known already: they never change */
export async function snapshotOf({ watcher }: Lane, roundId: string, known: readonly JournalLine[] = []): Promise<Snapshot> {
  const [row] = (await watcher.query<Row>({ name: 'snapshot', text: question, values: [roundId, known.at(-1)?.rank ?? 0] })).rows;
  if (!row) throw new Error(`No round ${roundId}`);
  const { document, state, facts, actState, ...lists } = row;
  const named = Object.fromEntries(Object.entries(lists).map(([name, rows]) => [name, rows.map((values) => namedBy(columns[name as Listed], values))])) as unknown as Pick<Snapshot, Listed>;
  return { ...named, state, facts, actState, document: document && (namedBy(columns.document, document) as Snapshot['document']), lines: named.lines.length === 0 ? known : [...known, ...named.lines] };
}

function namedBy(names: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name, n) => [name, values[n]]));
}
