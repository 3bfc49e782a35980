import { dayWords, weekdayWords } from '#libs/domain';
import type { Departement, LegalDay, PartyKind } from '#libs/domain';
import type { AgreementParty, AgreementRow } from '#libs/features/agreement';
import type { ConvocationPrint, MinutesPrint } from '#libs/features/papers';
import type { Convocation, Minutes } from './committee.store.js';
import type { ObligationRow } from './obligation.store.js';

const informed = 'pour information';

/** All that the two papers say beside what was typed. */
export type CommitteeSetting = { agreement: AgreementRow; departement: Departement; parties: readonly AgreementParty[]; obligation: ObligationRow; today: LegalDay; demonstration: boolean };

const qualities: Readonly<Record<PartyKind, string>> = { prefet: 'préfet', gestionnaire: 'gestionnaire France Services', national_partner: 'partenaire national', local_partner: 'partenaire local' };

export function convocationData(setting: CommitteeSetting, { on, at, place, remote, agenda, answerUntil, others }: Convocation): ConvocationPrint {
  const { departement, today } = setting;
  const { prefecture } = departement;
  return {
    ...head(setting),
    sender: { name: prefecture.name, address: [prefecture.address, `${prefecture.postcode} ${prefecture.city}`], signatory: '', capacity: departement.prefetTitle },
    place: prefecture.city,
    date: `le ${dayWords(today)}`,
    meeting: { on: `le ${weekdayWords(on)}`, at: hourWords(at), place, remote },
    agenda: [...agenda],
    recipients: recipientsOf(setting, others.map((one) => ({ ...one, quality: informed }))),
    answer: { to: `${prefecture.name}, ${prefecture.email}, ${prefecture.phone}`, until: answerUntil ? `le ${dayWords(answerUntil)}` : '' },
    attachments: [],
  };
}

export function minutesData(setting: CommitteeSetting, m: Minutes): MinutesPrint {
  return {
    ...head(setting),
    meeting: { on: `le ${weekdayWords(m.on)}`, from: m.from && hourWords(m.from), until: m.until && hourWords(m.until), place: m.place, chairedBy: m.chairedBy, secretary: m.secretary },
    present: m.present.map(attendeeOf),
    represented: [],
    excused: m.excused.map(attendeeOf),
    items: m.items.map(({ title, paragraphs }) => ({ title, paragraphs: [...paragraphs] })),
    decisions: m.decisions.map((decision) => ({ ...decision })),
    indicators: [],
    nextMeeting: m.nextMeeting,
    recipients: recipientsOf(setting, m.others.map((one, rank) => ({ ...one, quality: rank === 0 ? 'destinataire désigné par l’article 6' : informed }))),
    place: setting.departement.prefecture.city,
    date: `le ${dayWords(setting.today)}`,
  };
}

/** « 14 h 30 ». */
export function hourWords(hour: string): string {
  const [hours, minutes] = hour.split(':') as [string, string];
  return [Number(hours), 'h', ...(minutes === '00' ? [] : [minutes])].join('\u00a0');
}

/** The year whose committee this is: that of its period's end. */
export function committeeYear({ facts, dueOn }: Pick<ObligationRow, 'facts' | 'dueOn'>): string {
  const { from, until } = facts.period ?? { from: dueOn, until: dueOn };
  const [first, last] = [from.slice(0, 4), until.slice(0, 4)];
  return first === last ? last : `${first}-${last}`;
}

function head({ agreement, departement, obligation, demonstration }: CommitteeSetting): Pick<ConvocationPrint, 'demonstration' | 'agreement' | 'year'> {
  return { demonstration, agreement: { number: agreement.number, title: 'Convention départementale France Services', departement: { name: departement.name, code: departement.code } }, year: committeeYear(obligation) };
}

function recipientsOf({ parties }: CommitteeSetting, others: readonly { name: string; quality: string }[]): { name: string; quality: string }[] {
  return [...parties.map(({ name, kind }) => ({ name, quality: qualities[kind] })), ...others.map(({ name, quality }) => ({ name, quality }))];
}

/** « CPAM de la Lozère ; Mme Roux ; directrice »: the organisation alone is enough. */
function attendeeOf(line: string): MinutesPrint['present'][number] {
  const [body = line, name = '', quality = ''] = line.split(';').map((part) => part.trim());
  return { body: body || line, name, quality };
}

