import { permanencesText } from '#libs/domain';
import type { Dossier, Offer, Permanence } from '#libs/domain';
import { Answers } from './answers.js';
import type { Posted, Reading, Typed } from './answers.js';
import { offerModes } from './directory-words.js';
import { readRecurrence, recurrenceValues } from './recurrence.form.js';
import { rowCount, rowField, rowValues } from './rows.form.js';

/** The list of the form whose lines are added and removed. */
export const offerRows = ['permanences'] as const;

/** Between the printed permanences and what is added by hand. */
const noteSeparator = '\u00a0; ';

/** Art. 5.3, annexe 5: what the templates print is `schedule`; it follows from the permanences, and from a note typed as it stands. */
export function readOffer(posted: Posted, current: Offer, { nationalPartners, localPartners, structures }: Pick<Dossier, 'nationalPartners' | 'localPartners' | 'structures'>): Reading<Offer> {
  const answers = new Answers(posted);
  const label = answers.required('label', 'Indiquez ce qui est offert, par exemple « Permanence d’un conseiller »');
  const partnerId = answers.valid('partnerId', (given) => [...nationalPartners, ...localPartners].some(({ id }) => id === given), 'Choisissez le partenaire qui offre ce service');
  const structureId = answers.valid('structureId', (given) => structures.some(({ id }) => id === given), 'Choisissez la structure où il est offert');
  const mode = answers.oneOf('mode', offerModes, 'Choisissez comment le service est rendu');
  const permanences = readPermanences(answers, posted);
  const schedule = scheduleOf(permanences, answers.text('note'));
  const { permanences: _, ...rest } = current;
  return answers.give({ ...rest, label, partnerId, structureId, mode, schedule, ...(permanences.length > 0 && { permanences }) });
}

export const typedOffer = ({ label, partnerId, structureId, mode, schedule, permanences = [] }: Offer): Typed => {
  const rows = permanences.map(({ place, appointment, ...recurrence }) => ({ ...recurrenceValues(recurrence), place: place ?? '', appointment: appointment ? 'oui' : 'non' }));
  return { values: { label, partnerId, structureId, mode, note: noteOf(schedule, permanences), ...rowValues('permanences', rows) }, lists: {} };
};

/** « le 1er mardi du mois, de 9 h à 12 h ; pendant l’année scolaire ». Null when nothing is said of when. */
export function scheduleOf(permanences: readonly Permanence[], note: string): string | null {
  const parts = [permanencesText(permanences), note].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join(noteSeparator);
}

/** What a schedule says beyond its permanences: the note that `scheduleOf` put there. */
export function noteOf(schedule: string | null, permanences: readonly Permanence[]): string {
  const printed = permanencesText(permanences);
  if (schedule === null || schedule === printed) return '';
  return printed !== '' && schedule.startsWith(printed + noteSeparator) ? schedule.slice(printed.length + noteSeparator.length) : schedule;
}

function readPermanences(answers: Answers, posted: Posted): Permanence[] {
  return Array.from({ length: rowCount(posted, 'permanences') }, (_, index) => {
    const row = index + 1;
    const field = (name: string): string => rowField('permanences', row, name);
    if (['weekday', 'from', 'to', 'place'].every((name) => answers.text(field(name)) === '')) return null;
    const place = answers.text(field('place'));
    return { ...readRecurrence(answers, 'permanences', row), place: place === '' ? null : place, appointment: answers.text(field('appointment')) === 'oui' };
  }).filter((permanence) => permanence !== null);
}
