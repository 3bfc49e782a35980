import { accountLengthMin, breachCauses, breachFinders, breachNatures, breachOrigins, breachRefusalSentence, civilTime, civilTimeAt, dataCategories, instantsOf, personCategories } from '#libs/domain';
import type { BreachDescription, BreachFacts, BreachRefusal, CivilTime, Instant } from '#libs/domain';
import type { FieldError } from '#libs/ui';
import type { DescribingText } from './breach-texts.js';

export type Posted = Readonly<Record<string, unknown>>;

/** What was typed, by the name of its field: shown again when it is refused. */
export type Typed = Readonly<Record<string, readonly string[]>>;

export type Read<T> = { ok: true; value: T } | { ok: false; errors: readonly FieldError[] };

/** Nobody counts further by hand; beyond, the CNIL takes an order of magnitude. */
const countMax = 100_000_000;

export function typedOf(posted: Posted): Typed {
  return Object.fromEntries(Object.entries(posted).map(([name, value]) => [name, [value].flat().filter((one): one is string => typeof one === 'string')]));
}

export function first(typed: Typed, name: string): string {
  return typed[name]?.[0] ?? '';
}

/**
 * The day and the hour of a form, in the structure's own time. In the hour that autumn repeats, `strict` says which of the two counts against
 * whoever writes: the earlier for what starts a clock, the later for what stops it.
 */
export function readInstant(typed: Typed, prefix: string, timeZone: string, strict: 'earlier' | 'later'): Read<Instant> {
  const [day, hour] = [first(typed, `${prefix}-jour`).trim(), first(typed, `${prefix}-heure`).trim()];
  const refuse = (field: string, message: string): Read<Instant> => ({ ok: false, errors: [{ field: `${prefix}-${field}`, message }] });
  let civil: CivilTime;
  try {
    civil = civilTime(`${day}T${hour}`);
  } catch {
    return /^\d{4}-\d{2}-\d{2}$/.test(day) ? refuse('heure', 'Donnez l’heure : elle compte à la seconde.') : refuse('jour', 'Donnez le jour et l’heure.');
  }
  const at = strict === 'earlier' ? instantsOf(civil, timeZone)[0] : instantsOf(civil, timeZone).at(-1);
  return at ? { ok: true, value: at } : refuse('heure', 'Cette heure n’a pas existé : l’horloge l’a sautée cette nuit-là. Corrigez-la.');
}

/** The same; nothing typed is nothing known. */
function readInstantOrNone(typed: Typed, prefix: string, timeZone: string): Read<Instant | null> {
  return `${first(typed, `${prefix}-jour`)}${first(typed, `${prefix}-heure`)}`.trim() === '' ? { ok: true, value: null } : readInstant(typed, prefix, timeZone, 'earlier');
}

export function readCount(typed: Typed, field: string): Read<number | null> {
  const text = first(typed, field).replace(/[\s\u00a0\u202f]/g, '');
  if (text === '') return { ok: true, value: null };
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return count <= countMax ? { ok: true, value: count } : { ok: false, errors: [{ field, message: 'Donnez un nombre, même approché, ou laissez vide s’il n’est pas connu.' }] };
}

/** One of a closed list; a form that was not filled in says which question waits. */
export function readChoice<T extends string>(typed: Typed, field: string, known: readonly T[], question: string): Read<T> {
  const chosen = known.find((one) => one === first(typed, field));
  return chosen ? { ok: true, value: chosen } : { ok: false, errors: [{ field, message: question }] };
}

/** Several of a closed list, one at least: the table would refuse none, and the form then tells it with the rest. */
function readChoices<T extends string>(typed: Typed, field: string, known: readonly T[], refusal: BreachRefusal): Read<T[]> {
  const chosen = known.filter((one) => typed[field]?.includes(one));
  return chosen.length > 0 ? { ok: true, value: chosen } : { ok: false, errors: [{ field, message: breachRefusalSentence(refusal) }] };
}

export function errorsIn(...reads: readonly Read<unknown>[]): FieldError[] {
  return reads.flatMap((read) => (read.ok ? [] : read.errors));
}

/** What describes a breach, whether it is declared or completed. The table judges the rest. */
export function readDescription(typed: Typed, timeZone: string): Read<BreachDescription> {
  const cause = readChoice(typed, 'cause', breachCauses, 'Dites si la violation est accidentelle ou intentionnelle, ou que ce n’est pas encore connu.');
  const origin = readChoice(typed, 'origine', breachOrigins, 'Choisissez ce qui s’en rapproche le plus.');
  const foundBy = readChoice(typed, 'trouvee-par', breachFinders, 'Dites qui s’en est aperçu.');
  const [happenedAt, endedAt] = [readInstantOrNone(typed, 'debut', timeZone), readInstantOrNone(typed, 'fin', timeZone)];
  const [persons, records] = [readCount(typed, 'nombre-personnes'), readCount(typed, 'nombre-enregistrements')];
  const [natures, categories, concerned] = [readChoices(typed, 'natures', breachNatures, 'nature_missing'), readChoices(typed, 'donnees', dataCategories, 'category_missing'), readChoices(typed, 'personnes', personCategories, 'category_missing')];
  if (!cause.ok || !origin.ok || !foundBy.ok || !happenedAt.ok || !endedAt.ok || !persons.ok || !records.ok || !natures.ok || !categories.ok || !concerned.ok) {
    return { ok: false, errors: errorsIn(natures, origin, cause, foundBy, happenedAt, endedAt, categories, concerned, persons, records) };
  }
  return {
    ok: true,
    value: {
      natures: natures.value, cause: cause.value, origin: origin.value, foundBy: foundBy.value, happenedAt: happenedAt.value, endedAt: endedAt.value,
      categories: categories.value, personCategories: concerned.value, persons: persons.value, records: records.value, processor: first(typed, 'sous-traitant').trim() !== '',
    },
  };
}

/** The account of a declaration, long enough to be one. */
export function readAccount(typed: Typed): Read<string> {
  const account = first(typed, textFields.account);
  return account.trim().length < accountLengthMin ? { ok: false, errors: [{ field: textFields.account, message: breachRefusalSentence('account_missing') }] } : { ok: true, value: account };
}

/** The words that go with a description, by the name of their field. */
export const textFields: Readonly<Record<DescribingText, string>> = { account: 'recit', consequences: 'consequences', measures: 'mesures', processor: 'sous-traitant', contact: 'contact' };

export function readTexts(typed: Typed): Record<DescribingText, string> {
  const said = (kind: DescribingText): string => first(typed, textFields[kind]);
  return { account: said('account'), consequences: said('consequences'), measures: said('measures'), processor: said('processor'), contact: said('contact') };
}

/** A description as its form would have been filled in. */
export function typedFrom(facts: BreachFacts, texts: Readonly<Record<DescribingText, string>>): Typed {
  const at = (instant: Instant | null, prefix: string): Record<string, string[]> => (instant === null ? {} : momentFields(instant, prefix, facts.timeZone));
  const count = (value: number | null): string[] => [value === null ? '' : String(value)];
  return {
    natures: [...facts.natures], cause: [facts.cause], origine: [facts.origin], 'trouvee-par': [facts.foundBy], donnees: [...facts.categories], personnes: [...facts.personCategories],
    'nombre-personnes': count(facts.persons), 'nombre-enregistrements': count(facts.records), ...at(facts.happenedAt, 'debut'), ...at(facts.endedAt, 'fin'),
    recit: [texts.account], consequences: [texts.consequences], mesures: [texts.measures], 'sous-traitant': [texts.processor], contact: [texts.contact],
  };
}

/** An instant as the fields of a form show it, to the second. */
export function momentFields(at: Instant, prefix: string, timeZone: string): Record<string, string[]> {
  const civil = civilTimeAt(at, timeZone);
  return { [`${prefix}-jour`]: [civil.slice(0, 10)], [`${prefix}-heure`]: [civil.slice(11)] };
}
