import { isInForce, nameOn } from '../../directory/national-partner-names.js';
import { folded } from '../words.js';
import { findingAt, quoted } from './lint-lines.js';
import type { LintSubject, RuleFinding } from '../finding.js';
import type { NationalPartnerReference } from '../../directory/national-partner-names.js';
import type { LegalDay } from '../../legal-time/legal-day.js';

type FormerName = { pattern: RegExp; onFolded: boolean; written: string; current: string };

/** « France Travail (anciennement Pôle emploi) » is right. */
const RECALLED_LENGTH = 30;
const RECALLED = /(?:anciennement|ancien(?:ne)?|ex-?|devenue?|autrefois|jusqu'alors)\s?(?:[l«]['e]?\s?)?$/u;

/** L-06. A warning: everybody still knows who is meant, but the party that signs bears another name. */
export function staleNameFindings({ lines, options }: LintSubject): RuleFinding[] {
  const formerNames = options.names.flatMap((partner) => formerNamesOf(partner, options.today));
  return lines.flatMap((line) => {
    const plain = folded(line.text);
    return formerNames.flatMap(({ pattern, onFolded, written, current }) =>
      [...(onFolded ? plain : line.text).matchAll(pattern)]
        .filter((match) => !RECALLED.test(folded(line.text.slice(Math.max(0, match.index - RECALLED_LENGTH), match.index))))
        .map((match) =>
          findingAt(line, { start: match.index, end: match.index + match[0].length }, { id: 'L-06', severity: 'warning' }, {
            message: `${quoted(written)} n’est plus le nom de ce partenaire.`,
            suggestion: `Écrivez ${quoted(current)}.`,
          }),
        ),
    );
  });
}

/** The names, long and short, that the partner no longer bears on that day. */
function formerNamesOf({ names }: NationalPartnerReference, today: LegalDay): FormerName[] {
  const current = nameOn(names, today);
  if (current === null) return [];
  const borne = new Set(formsOf(current));
  return names
    .filter((name) => !isInForce(name, today) && name.validTo !== null && name.validTo <= today)
    .flatMap(({ name }) => formsOf(name))
    .filter((form) => !borne.has(form))
    .map((form) => {
      // An acronym is itself in capitals only: folded, « CNAV » would be found in another word.
      const onFolded = !/^\p{Lu}+$/u.test(form);
      return { pattern: wholeWords(onFolded ? folded(form) : form), onFolded, written: form, current };
    });
}

/** « Caisse nationale (CNAMTS) » is written in full, or « CNAMTS ». */
function formsOf(name: string): string[] {
  const [, long = name, short] = /^(.*?)\s*\(([^()]+)\)$/u.exec(name) ?? [];
  return short === undefined ? [long] : [long, short];
}

const wholeWords = (words: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])${words.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')}(?![\\p{L}\\p{N}])`, 'gu');
