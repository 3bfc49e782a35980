import { isMailAddress, legalDay } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import type { FieldError } from '#libs/ui';
import type { Convocation, Minutes, MinutesItem, OtherAddressee } from './committee.store.js';

/** As typed, so that nothing is lost. */
export type ConvocationForm = { jour: string; heure: string; lieu: string; distance: string; ordre: string; reponse: string; autres: string };
export type MinutesForm = { jour: string; debut: string; fin: string; lieu: string; presidence: string; secretaire: string; presents: string; excuses: string; points: string; decisions: string; prochaine: string; anct: string; autres: string };
export type Read<T> = { value: T | null; errors: FieldError[] };

/** A line of a form: longer ones are a text. */
const lineLengthMax = 200;
/** The minutes of a long day. */
export const textLengthMax = 20_000;
/** Points of one meeting, lines of one list: more is a paste gone wrong. */
const linesMax = 100;
/** The ANCT, and those whom the préfecture keeps informed. */
const othersMax = 20;

export const convocationFields = ['jour', 'heure', 'lieu', 'distance', 'ordre', 'reponse', 'autres'] as const satisfies readonly (keyof ConvocationForm)[];
export const minutesFields = ['jour', 'debut', 'fin', 'lieu', 'presidence', 'secretaire', 'presents', 'excuses', 'points', 'decisions', 'prochaine', 'anct', 'autres'] as const satisfies readonly (keyof MinutesForm)[];

/** The named fields as text, whatever was posted. */
export function typedFields<K extends string>(names: readonly K[], posted: Readonly<Record<string, unknown>>): Record<K, string> {
  return Object.fromEntries(names.map((name) => [name, typeof posted[name] === 'string' ? posted[name].slice(0, textLengthMax) : ''])) as Record<K, string>;
}

export function readConvocation(form: ConvocationForm): Read<Convocation> {
  const check = new Check();
  const on = check.day('jour', form.jour, 'Donnez le jour de la réunion.');
  const at = check.hour('heure', form.heure, true);
  const place = check.line('lieu', form.lieu, 'Donnez le lieu de la réunion.');
  const agenda = check.lines('ordre', form.ordre, 'Donnez l’ordre du jour, un point par ligne.');
  const answerUntil = form.reponse === '' ? null : check.day('reponse', form.reponse, '');
  const others = check.addressees('autres', form.autres);
  const value = on && { on, at, place, remote: form.distance.trim().slice(0, lineLengthMax), agenda, answerUntil, others };
  return { value: check.errors.length === 0 ? (value || null) : null, errors: check.errors };
}

export function readMinutes(form: MinutesForm): Read<Minutes> {
  const check = new Check();
  const on = check.day('jour', form.jour, 'Donnez le jour où le comité s’est tenu.');
  const [from, until] = [check.hour('debut', form.debut, false), check.hour('fin', form.fin, false)];
  const place = check.line('lieu', form.lieu, 'Donnez le lieu de la réunion.');
  const chairedBy = check.line('presidence', form.presidence, 'Dites qui a présidé, par sa fonction.');
  const present = check.lines('presents', form.presents, 'Donnez les organismes présents, un par ligne.');
  const items = blocksOf(form.points);
  if (items.length === 0) check.say('points', 'Donnez au moins un point, avec ce qui en a été dit.');
  const anct = check.address('anct', form.anct, 'Donnez l’adresse de l’ANCT : l’article 6 lui adresse le compte rendu.');
  const others = check.addressees('autres', form.autres);
  const value = on && {
    on, from, until, place, chairedBy, secretary: form.secretaire.trim().slice(0, lineLengthMax), present, excused: linesOf(form.excuses), items, decisions: linesOf(form.decisions).map(decisionOf),
    nextMeeting: form.prochaine.trim().slice(0, lineLengthMax), others: [{ name: 'ANCT', address: anct }, ...others],
  };
  return { value: check.errors.length === 0 ? (value || null) : null, errors: check.errors };
}

/** A blank line between two points; the first line of each is its title. */
export function blocksOf(text: string): MinutesItem[] {
  return text.replaceAll('\r', '').split(/\n[ \t]*\n/).flatMap((block) => {
    const [title, ...paragraphs] = linesOf(block);
    return title ? [{ title, paragraphs }] : [];
  }).slice(0, linesMax);
}

/** « Ouvrir le samedi ; gestionnaires ; mars 2028 ». */
function decisionOf(line: string): Minutes['decisions'][number] {
  const [what = '', who = '', until = ''] = line.split(';').map((part) => part.trim());
  return { what, who, until };
}

function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.replace(/\s+/gu, ' ').trim()).filter((line) => line !== '').slice(0, linesMax);
}

class Check {
  readonly errors: FieldError[] = [];

  say(field: string, message: string): void {
    this.errors.push({ field, message });
  }

  day(field: string, text: string, missing: string): LegalDay | null {
    try {
      return legalDay(text.trim());
    } catch {
      this.say(field, text.trim() === '' && missing ? missing : 'Ce jour n’existe pas : écrivez-le en entier.');
      return null;
    }
  }

  hour(field: string, text: string, required: boolean): string {
    const written = text.trim();
    if (/^([01]\d|2[0-3]):[0-5]\d$/.test(written)) return written;
    if (written !== '' || required) this.say(field, written === '' ? 'Donnez l’heure de la réunion.' : 'Cette heure n’existe pas : écrivez-la comme 14:30.');
    return '';
  }

  line(field: string, text: string, missing: string): string {
    const written = text.replace(/\s+/gu, ' ').trim();
    if (written === '') this.say(field, missing);
    if (written.length > lineLengthMax) this.say(field, `Raccourcissez : ${lineLengthMax} caractères au plus.`);
    return written;
  }

  lines(field: string, text: string, missing: string): string[] {
    const found = linesOf(text);
    if (found.length === 0) this.say(field, missing);
    return found;
  }

  address(field: string, text: string, missing: string): string {
    const written = text.trim();
    if (written === '') this.say(field, missing);
    else if (!isMailAddress(written)) this.say(field, 'Cette adresse électronique n’est pas complète.');
    return written;
  }

  /** One address per line, bare or after a name: « DDETS ; contact@ddets.example ». */
  addressees(field: string, text: string): OtherAddressee[] {
    const lines = linesOf(text);
    if (lines.length > othersMax) this.say(field, `Gardez ${othersMax} adresses au plus.`);
    return lines.slice(0, othersMax).flatMap((line) => {
      const parts = line.split(';').map((part) => part.trim());
      const address = parts.at(-1)!;
      if (isMailAddress(address)) return [{ name: parts.length > 1 && parts[0] ? parts[0] : address, address }];
      this.say(field, `« ${line} » n’est pas une adresse électronique : écrivez « nom ; adresse », une par ligne.`);
      return [];
    });
  }
}
