import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { approvals, askedOf } from '#libs/domain';
import { brokenLine } from '#libs/platform';
import { hashOf } from '../../libs/features/src/signature/link.store.js';
import type { RoundPlay } from './play.js';
import { snapshotOf } from './snapshot.js';
import type { Snapshot } from './snapshot.js';
import { Violation } from './violation.js';

/** What was announced, and to whom, when each state is the last. */
const announced = { sealed: 'deliverFinalCopy', abandoned: 'announceAbandonment', superseded: 'announceSupersession' } as const;

/** What holds once a round is over and nothing is left to do: its file, its journal, who was told. */
export async function checkEnd(play: RoundPlay): Promise<void> {
  for (const roundId of play.roundIds) {
    const end = await snapshotOf(play.lane, roundId);
    await fileIsWhole(play, end);
    chainHolds(end);
    everybodyIsTold(play, end);
    eachIsInvitedOnce(play, end);
    await codesAreNowhere(play, roundId);
  }
}

/** I6: each revision is a prefix of the file, and the file ends with the last. */
async function fileIsWhole({ lane }: RoundPlay, { state, facts, document, revisions }: Snapshot): Promise<void> {
  if (!document) return;
  const bytes = await readFile(lane.storage.path(document.name));
  const hash = createHash('sha256');
  let from = 0;
  for (const { n, length, sha256 } of revisions) {
    hash.update(bytes.subarray(from, length));
    from = length;
    if (hash.copy().digest('hex') !== sha256) throw new Violation('I6', `revision ${n} is not the file’s first ${length} bytes`);
  }
  if (bytes.length !== from) throw new Violation('I6', `the file has ${bytes.length} bytes, and ends at ${from}`);
  const written = revisions.filter(({ kind }) => kind === 'approval').length;
  if (written !== approvals(facts).length) throw new Violation('I6', `${written} signatures in the file, ${approvals(facts).length} given`);
  if (state === 'sealed' && !revisions.some(({ sha256 }) => sha256 === facts.finalHash)) throw new Violation('I3', 'the hash of the sealed document is of no revision');
}

/** I5: the chain has neither gap nor graft. */
function chainHolds({ lines }: Snapshot): void {
  const broken = brokenLine(lines);
  if (broken) throw new Violation('I5', `line ${broken.rank} of the journal: ${broken.why}`);
}

/** I8: whoever was asked was invited, whoever signed was thanked, and all learn of the end, once each. */
function everybodyIsTold({ lane }: RoundPlay, { state, facts, effects }: Snapshot): void {
  if (!(state in announced)) return;
  const type = announced[state as keyof typeof announced];
  const left = (what: string, slotId: string): boolean => effects.some((effect) => effect.type === what && effect.slotId === slotId && effect.done);
  for (const { id, state: at, bodyName, paperId } of facts.slots) {
    if (at !== 'waiting' && !left('inviteSignatory', id)) throw new Violation('I8', `${bodyName} is ${at}, and was never invited`);
    if (at === 'approved' && paperId === null && !left('acknowledgeApproval', id)) throw new Violation('I8', `the signature of ${bodyName} was never acknowledged`);
  }
  const concerned = facts.slots.filter((slot) => (state === 'sealed' ? slot.state === 'approved' : slot.state !== 'waiting'));
  for (const slot of concerned) {
    for (const signatoryId of state === 'sealed' ? [slot.signatoryId] : askedOf(slot)) {
      const told = effects.filter((effect) => effect.type === type && effect.slotId === slot.id && effect.signatoryId === signatoryId);
      // A copy may be asked for again.
      if (told.length === 0 || (told.length > 1 && state !== 'sealed')) throw new Violation('I8', `${type} has left ${told.length} times for ${slot.bodyName}`);
      const posted = new Set(lane.post.accepted.map(({ messageId }) => messageId));
      if (told.some(({ id, done }) => !done || !posted.has(id))) throw new Violation('I8', `${type} has not left for ${slot.bodyName}`);
    }
  }
}

/** I8: an invitation is in one mail only, its own or that of another, which took it along. */
function eachIsInvitedOnce({ lane }: RoundPlay, { effects, links }: Snapshot): void {
  const invitations = effects.filter(({ type }) => type === 'inviteSignatory');
  const own = new Set(invitations.map(({ id }) => id));
  const placeOf = new Map(links.map(({ tokenHash, slotId, signatoryId }) => [tokenHash, `${slotId} ${signatoryId}`]));
  const mails = new Map<string, Set<string>>();
  for (const { messageId, tokens } of lane.post.accepted) {
    if (!own.has(messageId)) continue;
    for (const place of tokens.flatMap((token) => placeOf.get(hashOf(token)) ?? [])) mails.set(place, (mails.get(place) ?? new Set()).add(messageId));
  }
  for (const [place, { size }] of mails) {
    const due = invitations.filter(({ slotId, signatoryId }) => `${slotId} ${signatoryId}` === place).length;
    if (size > due) throw new Violation('I8', `${place} was invited ${due} times, and was written to ${size} times`);
  }
}

/** I9: no code is ever written down. */
async function codesAreNowhere({ lane }: RoundPlay, roundId: string): Promise<void> {
  const { rows } = await lane.watcher.query<{ id: string }>({ name: 'codes', text: 'select code.id from code join link on link.id = link_id where round_id = $1', values: [roundId] });
  if (rows.length === 0) return;
  const { rows: found } = await lane.watcher.query<{ place: string }>({
    name: 'needles',
    text: `select place from (
        select 'journal' as place, payload::text as words from journal where subject = 'round' and subject_id = $1
        union all select 'outbox', concat(effect, ' ', last_error) from outbox where subject = 'round' and subject_id = $1
        union all select 'mail', concat_ws(' ', kind, message_id, smtp_reply) from mail where subject = 'round' and subject_id = $1) as kept
      where exists (select from unnest($2::text[]) as code where words ~ ('\\m' || code || '\\M'))`,
    values: [roundId, rows.map(({ id }) => lane.table.codeOf(id))],
  });
  if (found[0]) throw new Violation('I9', `a code is written in the ${found[0].place}`);
}
