import { z } from 'zod';
import { agreementHead, filled, printedAddress, said } from './shared.print.js';

const recipient = z.strictObject({ name: filled, quality: filled });
const attendee = z.strictObject({ name: said, body: filled, quality: said });

/** What `templates/convocation/v1` is filled with: the yearly steering committee is convened (art. 6). */
export const convocationPrint = z.strictObject({
  demonstration: z.boolean(),
  agreement: agreementHead,
  /** « 2027 ». */
  year: filled,
  /** « Préfecture de la Lozère », its address, and who signs: « le préfet » with nobody's name when none is known. */
  sender: printedAddress.extend({ signatory: said, capacity: filled }),
  place: filled,
  date: filled,
  /** « le mardi 9 novembre 2027 », « 14 h 00 », where, and how to attend from afar. */
  meeting: z.strictObject({ on: filled, at: filled, place: filled, remote: said }),
  agenda: z.array(filled).min(1),
  recipients: z.array(recipient).min(1),
  /** Whom to answer, and until when: « le 29 octobre 2027 ». */
  answer: z.strictObject({ to: filled, until: said }).nullable(),
  attachments: z.array(filled),
});

/** What `templates/compte-rendu/v1` is filled with: the minutes, sent to the ANCT and shared with the national partners (art. 6). */
export const minutesPrint = z.strictObject({
  demonstration: z.boolean(),
  agreement: agreementHead,
  year: filled,
  meeting: z.strictObject({ on: filled, from: said, until: said, place: filled, chairedBy: filled, secretary: said }),
  present: z.array(attendee),
  represented: z.array(attendee),
  excused: z.array(attendee),
  /** Each item of the agenda: what was said, paragraph by paragraph; empty ones leave a line to write on. */
  items: z.array(z.strictObject({ title: filled, paragraphs: z.array(filled) })).min(1),
  decisions: z.array(z.strictObject({ what: filled, who: said, until: said })),
  indicators: z.array(z.strictObject({ label: filled, value: filled, comment: said })),
  nextMeeting: said,
  recipients: z.array(recipient).min(1),
  place: said,
  date: filled,
});

export type ConvocationPrint = z.infer<typeof convocationPrint>;
export type MinutesPrint = z.infer<typeof minutesPrint>;
