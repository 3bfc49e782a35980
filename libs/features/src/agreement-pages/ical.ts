import ical, { ICalCalendarMethod, ICalEventClass, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import { addDays } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import type { AgreementRow, ChronicleEntry } from '#libs/features/agreement';

/** Days change a few times a year: twice a day is soon enough, and spares the service. */
const refreshSeconds = 43_200;
/** Ends every identifier, as RFC 7986 likes them: unique in the world. */
const uidDomain = 'paraphe';

const toneWords: Record<ChronicleEntry['tone'], string> = { done: 'Fait', due: 'À venir', late: 'En retard', info: 'Pour information' };

/**
 * The dates of agreements as a calendar program reads them (RFC 5545): whole days, no alarm, no name of a person. An entry keeps its UID
 * whatever becomes of its day; DTSTAMP is the moment of the reading, so that the latest reading wins.
 */
export function calendarOf({ lives, publicUrl, now }: { lives: readonly { agreement: Pick<AgreementRow, 'number'>; entries: readonly ChronicleEntry[] }[]; publicUrl: string; now: Date }): string {
  const calendar = ical({
    name: 'Conventions France Services', description: 'Échéances, derniers jours utiles, avenants et obligations', prodId: { company: 'Paraphe', product: 'Conventions', language: 'FR' },
    ttl: refreshSeconds, method: ICalCalendarMethod.PUBLISH, timezone: null,
  });
  for (const { agreement, entries } of lives) {
    for (const { uid, on, until, title, detail, href, tone } of entries) {
      calendar.createEvent({
        id: `${uid}@${uidDomain}`, stamp: now, start: midnight(on), end: midnight(addDays(until ?? on, 1)), allDay: true,
        summary: `${tone === 'late' ? 'En retard\u00a0: ' : ''}${title} (${agreement.number})`,
        description: [detail, `${toneWords[tone]}.`].filter(Boolean).join('\n'), ...(href && { url: `${publicUrl}${href}` }),
        transparency: ICalEventTransparency.TRANSPARENT, class: ICalEventClass.PRIVATE, status: ICalEventStatus.CONFIRMED,
      });
    }
  }
  return calendar.toString();
}

/** Whole days have no zone; the library reads them in UTC. */
const midnight = (day: LegalDay): Date => new Date(`${day}T00:00:00Z`);
