import { findingAt, quoted } from './lint-lines.js';
import type { LintLine, LintSubject, RuleFinding } from '../finding.js';

const months = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'];
const MONTHS = months.join('|');
const DAY = new RegExp(`(?<!\\d)(\\d{1,2})(?:er)?\\s(${MONTHS})\\s(\\d{4})(?!\\d)`, 'giu');
const NUMERIC_DAY = /(?<!\d)(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/gu;
/** A year or a month alone counts only as a deadline: « créée en 2019 » is history. */
const PERIOD = new RegExp(`(?<!\\p{L})(avant(?: la fin (?:de|d’))?|fin|(?:d’ici|d'ici)(?: à| fin| la fin de)*|jusqu(?:’|')(?:en|à la fin de|à fin|à)|courant|horizon|au plus tard en)\\s?(?:(${MONTHS})\\s)?((?:19|20)\\d{2})(?![\\d/-])`, 'giu');
/** The date of a law, or of an act that is over, is never out of date. */
const DATED_ACT = /(?<!\p{L})(?:lois?|décrets?|ordonnances?|arrêtés?|règlements?|directives?|circulaires?|instructions?|délibérations?|avis|arrêts?|accords?)[^.;,]{0,80}\s(?:du|le)\s$/iu;
const PAST_ACT = /(?:depuis(?: le)?|(?:signé|conclu|adopté|publié|créé|labellisé|approuvé|modifié)e?s? le|en date du)\s$/iu;

type Dated = { start: number; end: number; words: string; /** Last day on which the deadline still lies ahead. */ lastDay: string };

/** L-05. A warning: a deadline that is over is not false, but it promises nothing any more. The deadline's own day is not over. */
export function staleDateFindings({ lines, options }: LintSubject): RuleFinding[] {
  return lines.flatMap((line) =>
    datesIn(line)
      .filter(({ lastDay }) => lastDay < (options.today as string))
      .map(({ words, ...span }) =>
        findingAt(line, span, { id: 'L-05', severity: 'warning' }, {
          message: `L’échéance ${quoted(words)} est passée.`,
          suggestion: 'Remplacez-la par une échéance à venir, ou par l’obligation qu’elle a laissée.',
        }),
      ),
  );
}

function datesIn({ text }: LintLine): Dated[] {
  const days = [...text.matchAll(DAY)].map((match) => dayOf(match, months.indexOf((match[2] ?? '').toLowerCase()) + 1));
  const numeric = [...text.matchAll(NUMERIC_DAY)].map((match) => dayOf(match, Number(match[2])));
  const living = [...days, ...numeric].filter(({ start }) => !DATED_ACT.test(before(text, start)) && !PAST_ACT.test(before(text, start)));
  return [...living, ...[...text.matchAll(PERIOD)].map(periodOf)].sort((a, b) => a.start - b.start);
}

function dayOf(match: RegExpExecArray, month: number): Dated {
  return { ...wordsOfMatch(match), lastDay: `${match[3]}-${twoDigits(month)}-${twoDigits(Number(match[1]))}` };
}

/** « avant 2022 » is over on 1 January 2022, « fin 2021 » too; « avant juin 2022 » on 1 June. Days compare as text: '…-00' precedes the first. */
function periodOf(match: RegExpExecArray): Dated {
  const [, preposition = '', month, year] = match;
  const rank = month ? months.indexOf(month.toLowerCase()) + 1 : null;
  const excluded = /^avant$/iu.test(preposition);
  const lastDay = rank === null ? (excluded ? `${Number(year) - 1}-12-31` : `${year}-12-31`) : `${year}-${twoDigits(rank)}-${excluded ? '00' : '31'}`;
  return { ...wordsOfMatch(match), lastDay };
}

/** The words before a date, as far back as the patterns look. */
const before = (text: string, start: number): string => text.slice(Math.max(0, start - 120), start);
const wordsOfMatch = (match: RegExpExecArray): Omit<Dated, 'lastDay'> => ({ start: match.index, end: match.index + match[0].length, words: match[0] });
const twoDigits = (number: number): string => String(number).padStart(2, '0');
