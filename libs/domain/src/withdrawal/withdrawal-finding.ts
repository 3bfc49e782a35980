import type { LegalDay } from '../legal-time/legal-day.js';
import { examineNotice } from '../notice/examine-notice.js';
import type { NoticeAnswer, NoticeFinding } from '../notice/notice.js';
import { notifyBy } from './withdrawal.js';
import type { NoticeLetter, WithdrawalFacts } from './withdrawal.js';

export type WithdrawalFinding = NoticeAnswer & {
  lastUsefulDay: LegalDay | null;
  readings: NoticeFinding['readings'];
  /** The letter whose day decides; null as long as one is missing. */
  decidingLetterId: string | null;
  letters: readonly { letterId: string; addresseeId: string; finding: NoticeFinding }[];
  /** False: « sans objet » only for lack of a recorded Accord cadre; the verdict stays provisional. */
  capKnown: boolean;
};

type Judged = WithdrawalFinding['letters'][number];
type Picked = (finding: NoticeFinding) => NoticeAnswer;

const provisional: NoticeAnswer = { countedOn: null, verdict: 'provisional', effectiveOn: null };

/** Each letter judged by itself, then all together: complete at the last of the receptions that count (I-07). */
export function withdrawalFinding(facts: WithdrawalFacts): WithdrawalFinding {
  const letters = facts.letters.map((letter) => ({ letterId: letter.id, addresseeId: letter.addresseeId, finding: examineNotice(letter, facts.rules) }));
  const together = (pick: Picked): NoticeAnswer & { letterId: string | null } => combined(facts, letters, pick);
  const { letterId, ...answer } = together((finding) => finding);
  const undecidable = answer.verdict === 'without_object' && !facts.rules.capKnown;
  return {
    ...(undecidable ? { ...answer, verdict: 'provisional' as const } : answer),
    lastUsefulDay: notifyBy(facts),
    readings: { dispatch: bare(together((f) => f.readings.dispatch)), firstPresentation: bare(together((f) => f.readings.firstPresentation)), delivery: bare(together((f) => f.readings.delivery)) },
    decidingLetterId: letterId,
    letters,
    capKnown: !undecidable,
  };
}

/** Letters whose reception is still to be proven, for an addressee that no other letter has reached. */
export function awaitedLetters(facts: WithdrawalFacts): NoticeLetter[] {
  const reached = new Set(withdrawalFinding(facts).letters.filter(({ finding }) => finding.countedOn !== null).map(({ addresseeId }) => addresseeId));
  return facts.letters.filter(({ mode, outcome, addresseeId }) => mode !== 'plain_message' && outcome === 'pending' && !reached.has(addresseeId));
}

function combined(facts: WithdrawalFacts, letters: readonly Judged[], pick: Picked): NoticeAnswer & { letterId: string | null } {
  const deciding = facts.addressees.filter(({ decides }) => decides);
  const perAddressee = deciding.map(({ id }) => firstReceived(letters.filter(({ addresseeId }) => addresseeId === id), pick));
  if (perAddressee.length === 0 || perAddressee.some(({ verdict }) => verdict === 'provisional')) return { ...provisional, letterId: null };
  const failed = perAddressee.find(({ countedOn }) => countedOn === null);
  if (failed) return failed;
  return perAddressee.reduce((last, answer) => (answer.countedOn! > last.countedOn! ? answer : last));
}

/** Written to twice, an addressee has the notice from the first letter that reached it. */
function firstReceived(letters: readonly Judged[], pick: Picked): NoticeAnswer & { letterId: string | null } {
  const answers = letters.map(({ letterId, finding }) => ({ ...pick(finding), letterId }));
  const received = answers.filter(({ countedOn }) => countedOn !== null).sort((a, b) => (a.countedOn! < b.countedOn! ? -1 : 1));
  const awaited = answers.find(({ verdict }) => verdict === 'provisional');
  return received[0] ?? awaited ?? answers[0] ?? { ...provisional, letterId: null };
}

function bare({ countedOn, verdict, effectiveOn }: NoticeAnswer): NoticeAnswer {
  return { countedOn, verdict, effectiveOn };
}
