import { addDays, addMonths, currentLastUsefulDay, currentTermEndsOn, currentTermStartsOn, dayWords, nextTermOf, termsOf } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import type { AgreementRow, ChronicleEntry } from '#libs/features/agreement';
import type { CalendarLane, CalendarMark } from '#libs/ui';

/** Terms drawn: what came before them is told in words, and in the status of any day. */
const termsDrawn = 3;
/** Room after what ends, so that it does not stick to the edge. */
const monthsAfter = 2;

export type DrawnLife = { from: LegalDay; to: LegalDay; lanes: CalendarLane[] };

/** What the picture of a life is made of: its terms as bars, the time in which a notice is useful, and each chronicle in its lane. */
export function drawnLife(agreement: AgreementRow, entries: readonly ChronicleEntry[], today: LegalDay): DrawnLife {
  const { facts } = agreement;
  const terms = termsOf(facts).slice(-termsDrawn);
  const next = nextTermOf(facts);
  const last = [currentTermEndsOn(facts), facts.end?.on, facts.expiry ? today : undefined, next?.to].filter((day) => day !== undefined).sort().at(-1)!;
  const from = terms[0]!.renewal === 0 && agreement.signedOn < terms[0]!.from ? agreement.signedOn : terms[0]!.from;
  const bars: CalendarMark[] = [
    ...terms.map(({ renewal, from: on, to }) => ({ on, until: facts.end && facts.end.on < to ? facts.end.on : to, title: termName(renewal), short: renewal === 0 ? ['1re période', '1re'] : [`reconduction n° ${renewal}`, `n° ${renewal}`], tone: 'done' as const, bar: 'term' as const })),
    ...(next ? [{ on: next.from, until: next.to, title: `${termName(next.renewal)}, si rien ne l’empêche`, short: ['si rien ne l’empêche', 'prévue'], tone: 'due' as const, bar: 'next' as const }] : []),
    ...inFact(agreement, today),
  ];
  const lanes: CalendarLane[] = [
    { label: 'Périodes', marks: [...bars, ...marksOf(entries, (entry) => entry.lane === 'term' && !isNoticeDay(entry))] },
    { label: 'Préavis', marks: [...noticeWindow(agreement), ...marksOf(entries, (entry) => entry.lane === 'notice' || isNoticeDay(entry))] },
    { label: 'Parties', marks: marksOf(entries, ({ lane }) => lane === 'party') },
    { label: 'Avenants et adhésions', marks: marksOf(entries, ({ lane }) => lane === 'amendment') },
    { label: 'Obligations', marks: marksOf(entries, ({ lane }) => lane === 'obligation') },
  ];
  return { from, to: addMonths(last, monthsAfter), lanes: lanes.filter(({ marks }) => marks.length > 0) };
}

/** The year of a département: per agreement, its terms and decisions, then one lane for each other kind of thing that happens. */
export function drawnYear(lives: readonly { agreement: AgreementRow; entries: readonly ChronicleEntry[] }[], today: LegalDay): CalendarLane[] {
  const isAlone = lives.length === 1;
  return lives.flatMap(({ agreement, entries }) => drawnLife(agreement, entries, today).lanes.map((lane) => (isAlone ? lane : { ...lane, group: `Convention ${agreement.number}` })));
}

export function termName(renewal: number): string {
  return renewal === 0 ? 'Première période' : `Période de la reconduction n° ${renewal}`;
}

/** What comes next, what is late first. */
export function comingEntries(entries: readonly ChronicleEntry[], today: LegalDay): ChronicleEntry[] {
  return [...entries.filter(({ tone }) => tone === 'late'), ...entries.filter(({ tone, on, until }) => tone === 'due' && (until ?? on) >= today)];
}

/** A last useful day is told with the terms; people look for it among the notices. */
function isNoticeDay({ lane, uid }: ChronicleEntry): boolean {
  return lane === 'term' && uid.includes('last-useful-day');
}

function marksOf(entries: readonly ChronicleEntry[], suits: (entry: ChronicleEntry) => boolean): CalendarMark[] {
  return entries.filter(suits).map(({ on, until, title, detail, href, tone, uid }) => ({
    on, title, tone, ...(until && { until }), ...(detail && { detail }), ...(href && { href }), ...(uid.includes('last-useful-day') && { short: ['dernier jour utile'] }),
  }));
}

/** The days of the current term on which a notice for it can still be received. */
function noticeWindow({ facts, state }: AgreementRow): CalendarMark[] {
  const [from, to] = [currentTermStartsOn(facts), currentLastUsefulDay(facts)];
  if (to < from || state === 'executed_in_fact' || state === 'ended' || state === 'terminating') return [];
  return [{ on: from, until: to, title: `Un préavis reçu vaut pour l’échéance du ${dayWords(currentTermEndsOn(facts))}`, short: ['préavis utile', 'utile'], tone: 'info', bar: 'window' }];
}

function inFact({ facts }: AgreementRow, today: LegalDay): CalendarMark[] {
  const { expiry, end } = facts;
  if (!expiry || (end && end.on <= expiry.on)) return [];
  const [from, until] = [addDays(expiry.on, 1), end?.on ?? today];
  return until < from ? [] : [{ on: from, until, title: 'Exécution de fait, sans reconduction', short: ['exécution de fait', 'de fait'], tone: 'late', bar: 'fact' }];
}
