import type { EntityManager } from 'typeorm';
import { askedOf, levelOf, signatureLevelNames } from '#libs/domain';
import type { PreservationLevel, RoundState, Slot } from '#libs/domain';
import type { JournalLine } from '#libs/platform';
import type { WrittenRow } from './document.store.js';
import type { PaperSignature } from './paper-signature.store.js';
import { strongOf } from './round-levels.js';
import { roundLinks } from './round.links.js';
import type { AskedPerson, SignatoryLine } from './signatory-line.js';
import type { RoundRow, SignatoryRow } from './round.store.js';
import type { PersonNews } from './round-witnesses.js';

/** States in which somebody may still sign, or will. */
const opened: ReadonlySet<RoundState> = new Set(['project', 'collecting', 'blocked', 'expired']);

/** What became of the mails and the codes of one place. */
type Fate = {
  /** When a link last left, and when one left as a reminder; null when it never did. */
  linkAt: Date | null;
  reminderAt: Date | null;
  /** Our own relay does not take them for now. */
  failing: boolean;
  codeAsked: boolean;
};

/** What the signatories of a round are told from. `by`: rows by the id of their signatory, their place or their person. */
export type LineSources = {
  people: ReadonlyMap<string, SignatoryRow>;
  fates: ReadonlyMap<string, Fate>;
  news: ReadonlyMap<string, PersonNews>;
  revisions: readonly WrittenRow[];
  papers: readonly PaperSignature[];
  journal: readonly JournalLine[];
};

/** Whether who is asked for it may still be somebody else. */
export function isChangeable({ state }: Pick<RoundRow, 'state'>, slot: Slot): boolean {
  return opened.has(state) && (slot.state === 'waiting' || slot.state === 'invited' || slot.state === 'refused');
}

/** What became of the mails of a round, by place. Which they are is found first: policies let nothing but a plain equality choose among the mails of all rounds. */
export async function fatesOf(tx: EntityManager, roundId: string): Promise<Map<string, Fate>> {
  const rows: ({ slotId: string } & Fate)[] = await tx.query(
    `with asked as materialized (
       select outbox.id, outbox.effect->>'slotId' as slot_id, outbox.effect->>'type' in ('sendCode', 'sendSms') as code, (outbox.effect->>'reminder')::boolean as reminder,
              outbox.last_error is not null and outbox.done_at is null as failing, coalesce(cover.mail_id, outbox.id) as mail_id
       from outbox left join mail_cover as cover on cover.effect_id = outbox.id
       where outbox.subject = 'round' and outbox.subject_id = $1 and outbox.effect->>'type' in ('inviteSignatory', 'sendFreshLink', 'sendCode', 'sendSms'))
     select slot_id as "slotId", max(mail.sent_at) filter (where not code) as "linkAt", max(mail.sent_at) filter (where reminder) as "reminderAt",
            bool_or(not code and (failing or mail.id <> asked.id and mail.sent_at is null and mail.attempts > 1)) as failing, bool_or(code) as "codeAsked"
     from asked left join mail on mail.id = asked.mail_id group by 1`,
    [roundId],
  );
  return new Map(rows.map(({ slotId, ...fate }) => [slotId, fate]));
}

export function signatoryLine(round: RoundRow, slot: Slot, { people, fates, news, revisions, papers, journal }: LineSources): SignatoryLine {
  const person = people.get(slot.signatoryId);
  const paper = papers.find(({ slotId }) => slotId === slot.id);
  const fate = fates.get(slot.id);
  const isInvited = slot.state === 'invited';
  const asked = slot.state === 'approved' ? [slot.signatoryId] : askedOf(slot);
  return {
    slotId: slot.id, college: slot.college, group: slot.group, bodyName: slot.bodyName,
    person: asked.map((id) => nameOf(people.get(id))).join(' ou '), quality: person?.quality ?? slot.capacity,
    state: slot.state, since: slot.since, level: levelIn(revisions, slot.id), reason: slot.reason, strong: strongOf(slot), given: slot.means && signatureLevelNames[slot.means],
    remindedAt: fate?.reminderAt?.toISOString() ?? null, failing: isInvited && fate?.failing === true, codeAsked: fate?.codeAsked === true, proposed: slot.proposalId !== null,
    wrongCodes: isInvited ? wrongCodesOf(slot, journal, fate?.linkAt ?? null) : null,
    title: titleOf(slot, news),
    // Whoever said that it is not for them is not written to until the préfecture has answered.
    remindable: round.state === 'collecting' && isInvited && slot.proposalId === null,
    paper: paper ? { signedOn: paper.signedOn, href: roundLinks.scan(round.id, slot.id) } : null,
    people: asked.map((id): AskedPerson => ({ name: nameOf(people.get(id)), quality: people.get(id)?.quality ?? slot.capacity, mail: isInvited || slot.state === 'approved' ? news.get(id)?.mail ?? null : null, place: isChangeable(round, slot) ? roundLinks.place(round.id, slot.id, id) : null })),
  };
}

/** Guesses are counted from the invitation; spent, they are until another link has left. */
function wrongCodesOf(slot: Slot, journal: readonly JournalLine[], linkAt: Date | null): SignatoryLine['wrongCodes'] {
  const mine = journal.filter(({ payload, recordedAt }) => (payload as { slotId?: string }).slotId === slot.id && (slot.since === null || new Date(recordedAt) >= new Date(slot.since)));
  const wrong = mine.filter(({ event }) => event === 'refused.code');
  const spent = mine.findLast(({ event }) => event === 'exhaustCodes');
  const last = wrong.at(-1);
  return last ? { count: wrong.length, lastAt: last.recordedAt, spent: spent !== undefined && (linkAt === null || new Date(spent.recordedAt) > linkAt) } : null;
}

/** The préfecture that lets an irregular title sign has answered it. */
function titleOf(slot: Slot, news: ReadonlyMap<string, PersonNews>): SignatoryLine['title'] {
  if (slot.state !== 'invited' && slot.state !== 'waiting') return null;
  const title = news.get(slot.signatoryId)?.title ?? null;
  return title?.standing === 'irregular' && slot.irregularityAccepted ? null : title;
}

/** Level of a body's signature in the file; null until the writer has appended it. */
function levelIn(revisions: readonly WrittenRow[], slotId: string): PreservationLevel | null {
  const rank = revisions.findIndex((revision) => revision.slotId === slotId);
  return rank < 0 ? null : levelOf(revisions, rank);
}

function nameOf(person: SignatoryRow | undefined): string {
  return person ? `${person.civility} ${person.firstName} ${person.lastName}` : '';
}
