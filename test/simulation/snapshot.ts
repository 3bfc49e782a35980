import type { RoundFacts, RoundState } from '#libs/domain';
import type { JournalLine } from '#libs/platform';
import type { Lane } from './world.js';

/** All that is kept of one round, as it stands between two steps. */
export type Snapshot = {
  state: RoundState;
  facts: RoundFacts;
  approvals: { slotId: string; signatoryId: string; contentHash: string; codeId: string; linkId: string }[];
  signatories: { id: string; bodyId: string; email: string }[];
  links: { id: string; purpose: 'sign' | 'copy'; slotId: string; signatoryId: string; contentHash: string; tokenHash: string }[];
  codes: { id: string; linkId: string; slotId: string; tries: number; used: boolean }[];
  document: { id: string; name: string; contentHash: string } | null;
  revisions: { n: number; kind: string; slotId: string | null; length: number; sha256: string }[];
  effects: { id: string; subject: string; type: string; slotId: string | null; signatoryId: string | null; done: boolean }[];
  actState: string | null;
  /** Of the round, oldest first. */
  lines: JournalLine[];
};

const question = `
  select r.state, r.facts,
    (select coalesce(json_agg(json_build_object('slotId', slot_id, 'signatoryId', signatory_id, 'contentHash', content_hash, 'codeId', code_id, 'linkId', link_id) order by slot_id), '[]') from approval where round_id = r.id) as approvals,
    (select coalesce(json_agg(json_build_object('id', id, 'bodyId', body_id, 'email', email) order by email), '[]') from signatory where round_id = r.id) as signatories,
    (select coalesce(json_agg(json_build_object('id', id, 'purpose', purpose, 'slotId', slot_id, 'signatoryId', signatory_id, 'contentHash', content_hash, 'tokenHash', token_hash) order by created_at), '[]') from link where round_id = r.id) as links,
    (select coalesce(json_agg(json_build_object('id', code.id, 'linkId', link.id, 'slotId', link.slot_id, 'tries', code.tries, 'used', code.used_at is not null) order by code.created_at), '[]')
       from link join code on code.link_id = link.id where link.round_id = r.id) as codes,
    (select json_build_object('id', id, 'name', name, 'contentHash', content_hash) from document where round_id = r.id) as document,
    (select coalesce(json_agg(json_build_object('n', n, 'kind', kind, 'slotId', slot_id, 'length', length, 'sha256', sha256) order by n), '[]') from revision where document_id = d.id) as revisions,
    (select coalesce(json_agg(json_build_object('id', id, 'subject', subject, 'type', effect->>'type', 'slotId', effect->>'slotId', 'signatoryId', effect->>'signatoryId', 'done', done_at is not null) order by seq), '[]')
       from outbox where (subject = 'round' and subject_id = r.id::text) or (subject in ('document', 'preservation') and subject_id = d.id::text)) as effects,
    (select state from simulated_act where id::text = r.facts->'act'->>'id') as "actState"
  from round r left join document d on d.round_id = r.id where r.id = $1`;
const newLines = `
  select subject, subject_id as "subjectId", rank, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "recordedAt", effective_on::text as "effectiveOn",
    actor, event, payload, state_from as "stateFrom", state_to as "stateTo", basis, previous_hash as "previousHash", hash
  from journal where subject = 'round' and subject_id = $1 and rank > $2 order by rank`;

export async function snapshotOf({ watcher }: Lane, roundId: string, known: readonly JournalLine[] = []): Promise<Snapshot> {
  const [row] = (await watcher.query<Omit<Snapshot, 'lines'>>({ name: 'snapshot', text: question, values: [roundId] })).rows;
  if (!row) throw new Error(`No round ${roundId}`);
  const { rows } = await watcher.query<JournalLine>({ name: 'lines', text: newLines, values: [roundId, known.at(-1)?.rank ?? 0] });
  return { ...row, lines: [...known, ...rows] };
}
