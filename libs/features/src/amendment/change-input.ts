import { z } from 'zod';
import { legalDay, publicMeans, readDayHours, weekdays } from '#libs/domain';
import type { AmendmentChange, AmendmentChangeKind, LegalDay, OpeningHours } from '#libs/domain';
import type { AmendmentContext } from './amended-agreement.js';

/** Two pages of a convention: the longest article of the official text has under five thousand signs. */
const wordingMax = 10_000;
/** As many as a text has articles and structures: past this, it is another agreement. */
export const changesMax = 50;

const id = z.string().min(1).max(100);
const words = z.string().max(wordingMax);
const articleNumber = z.string().regex(/^[\p{L}\p{N}. ]{1,12}$/u);
const derogatesFrom = z.array(articleNumber).max(20).default([]).meta({ description: 'Les articles auxquels la clause déroge expressément (article 11).' });
const interval = z.strictObject({ from: z.int().min(0).max(1439), to: z.int().min(1).max(1440) }).refine(({ from, to }) => from < to);
const dayHours = z.array(interval).max(6);
const hours = z.strictObject({ monday: dayHours, tuesday: dayHours, wednesday: dayHours, thursday: dayHours, friday: dayHours, saturday: dayHours, sunday: dayHours }).meta({ id: 'WeekOfHours', description: 'Minutes depuis minuit, jour par jour.' });

/** What somebody says of a change; the directory completes it. */
export const changeInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('article'), article: articleNumber, before: words, after: words }),
  z.strictObject({ kind: z.literal('annexe_4'), structureId: id, wording: words, derogatesFrom }),
  z.strictObject({ kind: z.literal('annexe_5'), partnerId: id, structureIds: z.array(id).max(200), wording: words, derogatesFrom }),
  z.strictObject({ kind: z.literal('annexe_6'), partnerId: id, wording: words }),
  z.strictObject({ kind: z.literal('annexes_1_to_3'), annexe: z.union([z.literal(1), z.literal(2), z.literal(3)]), wording: words, derogatesFrom }),
  z.strictObject({ kind: z.literal('structure_entry'), structureId: id }),
  z.strictObject({ kind: z.literal('structure_exit'), structureId: id, cause: z.enum(['label_lost', 'closed']) }),
  z.strictObject({ kind: z.literal('gestionnaire_entry'), partyId: id }),
  z.strictObject({ kind: z.literal('national_partner_entry'), partyId: id }),
  z.strictObject({ kind: z.literal('representative'), partyId: id, wording: words }),
]).meta({ id: 'AmendmentChange' });
export type ChangeInput = z.infer<typeof changeInput>;

export const hoursInput = z.strictObject({ structureId: id, hours, publicTold: z.array(z.enum(publicMeans)).max(publicMeans.length) });
export type HoursInput = z.infer<typeof hoursInput>;

/** With what the directory says on the day: who runs the structure that enters, and since when it bears the label. */
export function completed(input: ChangeInput, { dossier }: Pick<AmendmentContext, 'dossier'>): AmendmentChange {
  if (input.kind !== 'structure_entry') return input;
  const structure = dossier.structures.find((one) => one.id === input.structureId);
  return { ...input, gestionnaireId: structure?.gestionnaireId ?? '', labelledOn: structure?.labelledOn ?? null };
}

export function hoursChange({ structureId, hours: after, publicTold }: HoursInput, { dossier }: Pick<AmendmentContext, 'dossier'>): AmendmentChange {
  return { kind: 'hours', structureId, before: dossier.structures.find((one) => one.id === structureId)?.hours ?? null, after, publicTold };
}

export type Typed = Readonly<Record<string, string | readonly string[] | undefined>>;
export type FormFault = { field: string; message: string };

/** What a form says; a blank field is left to the table, which has its sentence. */
export function changeOfForm(kind: AmendmentChangeKind, typed: Typed): ChangeInput | FormFault[] {
  const one = (name: string): string => textOf(typed[name]);
  const derogations = one('derogatesFrom').split(/[,;]/u).map((number) => number.trim()).filter((number) => number !== '');
  const said: Record<string, unknown> = {
    kind, article: one('article'), before: one('before'), after: one('after'), structureId: one('structureId'), partnerId: one('partnerId'), structureIds: listOf(typed.structureIds), wording: one('wording'),
    derogatesFrom: derogations, annexe: Number(one('annexe')), cause: one('cause'), partyId: one('partyId'),
  };
  const asked = fieldsOf[kind];
  const parsed = changeInput.safeParse({ kind, ...Object.fromEntries(asked.map((field) => [field, said[field]])) });
  if (parsed.success) return parsed.data;
  return parsed.error.issues.map(({ path }) => ({ field: String(path[0] ?? 'kind'), message: faults[String(path[0])] ?? 'Complétez ce champ' }));
}

const fieldsOf: Record<AmendmentChangeKind, readonly string[]> = {
  article: ['article', 'before', 'after'], annexe_4: ['structureId', 'wording', 'derogatesFrom'], annexe_5: ['partnerId', 'structureIds', 'wording', 'derogatesFrom'], annexe_6: ['partnerId', 'wording'],
  annexes_1_to_3: ['annexe', 'wording', 'derogatesFrom'], structure_entry: ['structureId'], structure_exit: ['structureId', 'cause'], gestionnaire_entry: ['partyId'], national_partner_entry: ['partyId'],
  representative: ['partyId', 'wording'], hours: [],
};
const faults: Record<string, string> = {
  article: 'Choisissez un article de la liste', structureId: 'Choisissez une structure', partnerId: 'Choisissez un partenaire', partyId: 'Choisissez un organisme', annexe: 'Choisissez l’annexe 1, 2 ou 3', cause: 'Dites pourquoi la structure sort',
  derogatesFrom: 'Donnez des numéros d’articles séparés par des virgules, par exemple : 4.2, 7', wording: 'Dix mille caractères au plus', before: 'Dix mille caractères au plus', after: 'Dix mille caractères au plus',
};

/** The hours typed day by day, « 9 h – 12 h, 14 h – 17 h »; a day left blank is closed. */
export function hoursOfForm(typed: Typed): { hours: OpeningHours; errors: FormFault[] } {
  const errors: FormFault[] = [];
  const days = weekdays.map((day) => {
    const text = textOf(typed[day]).trim();
    const { state, intervals, unreadable } = readDayHours(text);
    if (unreadable !== null || (intervals.length === 0 && state !== 'closed')) errors.push({ field: day, message: 'Écrivez les heures comme « 9 h – 12 h, 14 h – 17 h », ou laissez vide un jour de fermeture' });
    return [day, intervals] as const;
  });
  return { hours: Object.fromEntries(days) as unknown as OpeningHours, errors };
}

/** A day typed in a form; null when it is none. */
export function dayOf(text: string | readonly string[] | undefined): LegalDay | null {
  try {
    return legalDay(textOf(text));
  } catch {
    return null;
  }
}

export function textOf(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

export function listOf(value: string | readonly string[] | undefined): string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : [...value];
}
