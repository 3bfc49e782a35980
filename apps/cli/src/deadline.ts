import {
  addMonths, civilTime, civilTimeAt, civilTimeWords, cnilDeadline, customaryDays, dayWords, examineNotice, HOLIDAY_YEAR_MAX, HOLIDAY_YEAR_MIN, holidayZoneNames, holidayZones,
  instant, instantsOf, isHolidayYear, isHolidayZone, legalDay, noticeFaults, noticeFaultSentence, noticeStepText, noticeVerdictNames, offsetTimeAt, publicHolidays, renewedTerm,
  timeZoneOf, weekdayWords, WORKING_HOURS_MAX, workingHours, workingHoursReadings,
} from '#libs/domain';
import type {
  CivilTime, DayOff, HolidayOptions, HolidayZone, Instant, LegalDay, NoticeAnswer, NoticeFacts, NoticeFinding, NoticeReading, NoticeRules, PublicHoliday, WorkingHours, WorkingHoursReadings,
} from '#libs/domain';
import { RunFailure } from './run-failure.js';
import { table } from './terminal.js';

const exit = { done: 0, refused: 1, cannotRun: 2 } as const;

/** Art. 7: six months; the renewal of a year is reading I-02. Both have their option. */
const noticeMonthsDefault = '6';
const renewalMonthsDefault = 12;

/** Five years of notice, a century of months: a larger number is a slip of the hand. */
const noticeMonthsMax = 60;
const monthsMax = 1200;

const readings: readonly NoticeReading[] = ['dispatch', 'first_presentation', 'delivery'];

type NoticeOptions = { received: string; term: string; sent?: string; presented?: string; months?: string; reading?: string; nextTerm?: string; renewal?: boolean; json?: boolean };
type HoursOptions = { from: string; hours: string; zone: string; goodFriday?: boolean; json?: boolean };
type CnilOptions = { aware: string; zone?: string; json?: boolean };
type MonthsOptions = { from: string; months: string; json?: boolean };
type HolidaysOptions = { zone: string; year: string; goodFriday?: boolean; json?: boolean };

/** Says whether a notice came in time, what each reading gives, and why (art. 7). A late notice is an answer. */
export function judgeNotice(options: NoticeOptions): void {
  const facts: NoticeFacts = {
    mode: 'registered_letter', outcome: 'delivered', deliveredOn: day('--received', options.received),
    sentOn: optionalDay('--sent', options.sent), presentedOn: optionalDay('--presented', options.presented),
  };
  const [fault] = noticeFaults(facts);
  if (fault) throw new RunFailure(noticeFaultSentence(fault), exit.refused);
  const finding = examineNotice(facts, noticeRules(options));
  const { lastUsefulDay, effectiveOn, readings: { dispatch, firstPresentation, delivery } } = finding;
  const answer = { timely: isTimely(finding), lastUsefulDay, effectiveOn, readings: { dispatch: isTimely(dispatch), firstPresentation: isTimely(firstPresentation), delivery: isTimely(delivery) }, basis: basisOf(finding) };
  finish(options.json, answer, () => noticeReport(finding));
}

/** When so many working hours end (art. 4.2), 24 per working day, clock time kept. */
export function workHours({ from, hours: written, zone: named, goodFriday = true, json }: HoursOptions): void {
  const zone = zoneOf(named);
  const hours = wholeNumber('--hours', written, 0, WORKING_HOURS_MAX);
  const given = timeOf('--from', from, zone);
  const request = { from: given.civil, hours, zone, goodFriday };
  const found = withinKnownYears(() => ({ ...workingHours(request), readings: workingHoursReadings({ ...request, opening: null }) }));
  const basis = `Heures ouvrées : ${hours}, à raison de 24\u00a0heures par jour ouvré (du lundi au vendredi, hors jours fériés : ${holidayZoneNames[zone]}), à l’heure civile de la zone, comptées du ${civilTimeWords(found.countedFrom)} (convention, article\u00a04.2 ; lecture «\u00a0delai72.mode\u00a0»).`;
  finish(json, { due: writeLike(given, found.due, zone), zone, basis }, () => hoursReport(found, basis));
}

/** The last instant to tell the CNIL of a breach: elapsed hours, whatever the calendar. */
export function tellCnil({ aware, zone: named = 'metropole', json }: CnilOptions): void {
  const zone = zoneOf(named);
  const given = timeOf('--aware', aware, zone);
  const due = cnilDeadline(given.at);
  const doubt = given.repeated ? ' Cette heure a été répétée par le changement d’heure : la première est retenue.' : '';
  const basis = `Ce sont 72\u00a0heures écoulées après avoir pris connaissance de la violation, samedis, dimanches, jours fériés et changements d’heure compris (RGPD, article\u00a033).${doubt}`;
  const civil = civilTimeAt(due, timeZoneOf(zone));
  finish(json, { due: given.written === 'civil' ? cut(civil, given.seconds) : writeInstant(due, given, zone), basis }, () => [`Notifiez à la CNIL au plus tard le ${civilTimeWords(civil)} (${holidayZoneNames[zone]}).`, '', basis].join('\n'));
}

/** The day on which so many months end, by number (art. 641). */
export function countMonths({ from, months: written, json }: MonthsOptions): void {
  const start = day('--from', from);
  const months = wholeNumber('--months', written, 0, monthsMax);
  const end = addMonths(start, months);
  const missing = start.slice(-2) === end.slice(-2) ? '' : ` Ce mois n’a pas de ${Number(start.slice(-2))} : le délai expire le dernier jour du mois.`;
  const basis = `Un délai de mois expire le jour du dernier mois qui porte le même quantième que son point de départ (CPC, article\u00a0641, alinéa\u00a02).${missing}`;
  finish(json, { end, basis }, () => [`${months}\u00a0mois à compter du ${dayWords(start)} : le délai expire le ${weekdayWords(end)}, à minuit.`, '', basis].join('\n'));
}

/** The public holidays of a zone, each with the text that makes it one. */
export function listHolidays({ zone: named, year: written, goodFriday = true, json }: HolidaysOptions): void {
  const zone = zoneOf(named);
  if (!isHolidayYear(Number(written))) throw yearsFailure();
  const days = publicHolidays(zone, Number(written), { goodFriday });
  finish(json, days, () => holidaysReport(zone, days, { goodFriday }));
}

function noticeRules({ term, months = noticeMonthsDefault, reading = 'first_presentation', nextTerm, renewal = true }: NoticeOptions): NoticeRules {
  const chosen = readings.find((known) => known === reading);
  if (!chosen) throw new RunFailure(`La lecture «\u00a0${reading}\u00a0» n’est pas connue. Choisissez parmi ${readings.join(', ')}.`, exit.cannotRun);
  const termEndsOn = day('--term', term);
  const next = optionalDay('--next-term', nextTerm) ?? renewedTerm(termEndsOn, renewalMonthsDefault, 1);
  if (next <= termEndsOn) throw new RunFailure('L’échéance suivante (--next-term) doit venir après l’échéance (--term).', exit.cannotRun);
  return { termEndsOn, laterTerms: renewal ? [next] : [], months: wholeNumber('--months', months, 1, noticeMonthsMax), reading: chosen, effect: 'term', zone: 'metropole' };
}

/** Null as long as that day is not known. */
function isTimely({ verdict }: NoticeAnswer): boolean | null {
  return verdict === 'provisional' ? null : verdict === 'timely';
}

function basisOf({ steps }: NoticeFinding): string {
  return steps.map(noticeStepText).map(({ sentence, sources }) => `${sentence.slice(0, -1)} (${sources.join(' ; ')}).`).join(' ');
}

function noticeReport({ verdict, lastUsefulDay, effectiveOn, readings: by, steps }: NoticeFinding): string {
  const why = steps.map(noticeStepText).flatMap(({ sentence, sources }, index) => [`${index + 1}. ${sentence}`, `   ${sources.join(' ; ')}`]);
  return [
    `Préavis ${noticeVerdictNames[verdict]}`,
    table([['  dernier jour utile', weekdayWords(lastUsefulDay)], ['  effet', effectiveOn === null ? 'aucun' : dayWords(effectiveOn)]]),
    '',
    'Selon le jour qui compte',
    table([['  expédition', readingLine(by.dispatch)], ['  première présentation', readingLine(by.firstPresentation)], ['  remise', readingLine(by.delivery)]]),
    '',
    'Pourquoi',
    ...why,
  ].join('\n');
}

function readingLine({ countedOn, verdict, effectiveOn }: NoticeAnswer): string {
  if (countedOn === null) return 'date non donnée';
  return `${dayWords(countedOn)} : ${noticeVerdictNames[verdict]}${effectiveOn === null ? '' : `, effet le ${dayWords(effectiveOn)}`}`;
}

function hoursReport({ due, skipped, readings: by }: WorkingHours & { readings: WorkingHoursReadings }, basis: string): string {
  const passed = skipped.map(({ day: off, off: reason }) => `  ${weekdayWords(off)} : ${offWords(reason)}`);
  const endOfDay = by.jours_ouvres_fin_de_journee;
  return [
    `Échéance : ${civilTimeWords(due)}.`,
    '',
    basis,
    ...(passed.length === 0 ? [] : ['', 'Jours qui ne comptent pas', ...passed]),
    '',
    'Selon les autres lectures',
    `  en jours ouvrés entiers, jusqu’à la fin du dernier : ${endOfDay === null ? 'rien à compter' : civilTimeWords(endOfDay)}`,
    '  en heures d’ouverture de la structure : ses horaires sont nécessaires',
  ].join('\n');
}

function offWords(off: DayOff): string {
  return off.kind === 'holiday' ? off.name : 'fin de semaine';
}

function holidaysReport(zone: HolidayZone, days: readonly PublicHoliday[], { goodFriday }: HolidayOptions): string {
  const width = Math.max(...days.map(({ name }) => name.length));
  const lines = days.map(({ day: on, name, source, confirmed }) => [weekdayWords(on), `${name.padEnd(width)}  ${source}${confirmed ? '' : ' (à confirmer)'}`] as const);
  const notes = [
    customaryDays[zone],
    zone === 'alsace-moselle' && goodFriday ? 'Le Vendredi saint n’est férié que dans les communes qui ont un temple protestant ou une église mixte : ailleurs, ajoutez --no-good-friday.' : undefined,
    days.some(({ confirmed }) => !confirmed) ? '«\u00a0À confirmer\u00a0» : les listes publiées s’accordent, mais le texte local n’a pas été lu. Vérifiez-le avant de vous en prévaloir.' : undefined,
  ].filter((note) => note !== undefined);
  return [`${holidayZoneNames[zone]} : jours fériés`, table(lines), ...(notes.length === 0 ? [] : ['', ...notes])].join('\n');
}

/** A time as it was typed: with an offset it is an instant, without it is the civil time of the zone; the answer is written the same way. */
type GivenTime = { civil: CivilTime; at: Instant; written: 'civil' | 'utc' | 'offset'; seconds: boolean; repeated: boolean };

function timeOf(option: string, text: string, zone: HolidayZone): GivenTime {
  const seconds = /[T ]\d{2}:\d{2}:/.test(text);
  const offset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*?(Z|[+-]\d{2}:?\d{2})$/.exec(text)?.[1];
  const refusal = `${option} : «\u00a0${text}\u00a0» n’est pas une heure. Écrivez-la AAAA-MM-JJTHH:MM, à l’heure de la zone, ou suivie de son décalage (+02:00 ou Z).`;
  if (offset !== undefined) {
    const at = orRefuse(() => instant(text), refusal);
    return { civil: civilTimeAt(at, timeZoneOf(zone)), at, written: offset === 'Z' ? 'utc' : 'offset', seconds, repeated: false };
  }
  const civil = orRefuse(() => civilTime(text), refusal);
  const [at, again] = instantsOf(civil, timeZoneOf(zone));
  if (at === undefined) throw new RunFailure(`${option} : cette heure n’a pas existé dans la zone «\u00a0${zone}\u00a0», l’heure d’été l’a sautée. Donnez celle d’avant ou d’après.`, exit.cannotRun);
  return { civil, at, written: 'civil', seconds, repeated: again !== undefined };
}

function writeLike(given: GivenTime, due: CivilTime, zone: HolidayZone): string {
  if (given.written === 'civil') return cut(due, given.seconds);
  // A working day never begins nor ends in a skipped hour: clocks change on Sundays there, if at all.
  return writeInstant(instantsOf(due, timeZoneOf(zone))[0]!, given, zone);
}

function writeInstant(at: Instant, { written, seconds }: GivenTime, zone: HolidayZone): string {
  return cut(offsetTimeAt(at, written === 'utc' ? 'UTC' : timeZoneOf(zone)).replace('+00:00', written === 'utc' ? 'Z' : '+00:00'), seconds);
}

/** Without the seconds, where none were typed. */
function cut(time: string, seconds: boolean): string {
  return seconds ? time : time.replace(/^(.{16}):\d{2}/, '$1');
}

function day(option: string, text: string): LegalDay {
  return orRefuse(() => legalDay(text), `${option} : «\u00a0${text}\u00a0» n’est pas un jour du calendrier. Écrivez-le AAAA-MM-JJ, par exemple 2027-06-30.`);
}

function optionalDay(option: string, text: string | undefined): LegalDay | null {
  return text === undefined ? null : day(option, text);
}

function zoneOf(text: string): HolidayZone {
  if (!isHolidayZone(text)) throw new RunFailure(`La zone «\u00a0${text}\u00a0» n’est pas connue. Choisissez parmi ${holidayZones.join(', ')}.`, exit.cannotRun);
  return text;
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= min && number <= max)) throw new RunFailure(`${option} : un nombre entier de ${min} à ${max} est attendu, «\u00a0${text}\u00a0» a été reçu.`, exit.cannotRun);
  return number;
}

function orRefuse<T>(read: () => T, sentence: string): T {
  try {
    return read();
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault;
    throw new RunFailure(sentence, exit.cannotRun);
  }
}

function withinKnownYears<T>(count: () => T): T {
  return orRefuse(count, yearsFailure().message);
}

function yearsFailure(): RunFailure {
  return new RunFailure(`Les jours fériés ne sont connus que de ${HOLIDAY_YEAR_MIN} à ${HOLIDAY_YEAR_MAX}.`, exit.cannotRun);
}

function finish(json: boolean | undefined, answer: unknown, report: () => string): void {
  console.log(json ? JSON.stringify(answer) : report());
  process.exitCode = exit.done;
}
