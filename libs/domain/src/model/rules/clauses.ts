import { folded, isMeaningful, sentencesOf, wordsOf } from '../words.js';
import { findingAt, quoted } from './lint-lines.js';
import type { LintLine, LintSubject, RuleFinding } from '../finding.js';

/** A stipulation of three words, two of which carry meaning: « avec tacite reconduction ». Shorter, and any turn of phrase would be one. */
const CLAUSE_WORDS_MIN = 3;
const MEANINGFUL_WORDS_MIN = 2;
/** Clauses are compared two by two: beyond, it is a list, not a sentence. */
const CLAUSES_MAX = 60;
/** A sentence of eight words does not come twice by chance. */
const SENTENCE_WORDS_MIN = 8;

/** L-03. A warning: said twice, a stipulation reads as two, and the reader looks for the difference. */
export function duplicateFindings({ lines }: LintSubject): RuleFinding[] {
  const firstPlace = new Map<string, string>();
  return lines.filter(({ paragraph }) => paragraph.role === 'body' || paragraph.role === 'preamble').flatMap((line) => {
    let at = 0;
    return sentencesOf(line.text).flatMap((sentence) => {
      const start = at;
      at += sentence.length + 1;
      const clause = repeatedClause(sentence);
      const known = repeatedSentence(sentence, line, firstPlace);
      const rule = { id: 'L-03', severity: 'warning' } as const;
      if (known !== null) {
        return findingAt(line, { start, end: start + sentence.length }, rule, { message: `Cette phrase est déjà écrite (${known}).`, suggestion: 'Gardez-la à un seul endroit, et renvoyez-y.' });
      }
      const again = start + sentence.lastIndexOf(clause ?? '');
      return clause === null ? [] : findingAt(line, { start: again, end: again + clause.length }, rule, {
        message: `La stipulation ${quoted(clause)} est écrite deux fois dans la même phrase.`,
        suggestion: 'Écrivez-la une seule fois, à l’endroit où elle porte.',
      });
    });
  });
}

/**
 * A clause between commas that is found whole in another one of the sentence. Names repeated inside clauses are not stipulations; neither is
 * the heading of a bullet, before its colon, that the sentence takes up.
 */
function repeatedClause(sentence: string): string | null {
  const pieces = sentence.split(/[,;()]|(?<=\p{L})\./u);
  if (pieces.length > CLAUSES_MAX) return null;
  const clauses = pieces.map((text) => ({ text: text.trim(), words: wordsOf(text) }));
  const repeated = clauses.find(({ words }, at) =>
    words.length >= CLAUSE_WORDS_MIN &&
    words.filter(isMeaningful).length >= MEANINGFUL_WORDS_MIN &&
    clauses.some((other, place) => place !== at && ` ${other.words.join(' ')} `.includes(` ${words.join(' ')} `)),
  );
  return repeated?.text ?? null;
}

/** Where the same sentence stands already; remembers it otherwise. Two branches of a template (`{{IF}}`) may say the same thing. */
function repeatedSentence(sentence: string, line: LintLine, firstPlace: Map<string, string>): string | null {
  const words = wordsOf(sentence);
  if (words.length < SENTENCE_WORDS_MIN || sentence.includes('{{')) return null;
  const known = firstPlace.get(words.join(' ')) ?? null;
  if (known === null) firstPlace.set(words.join(' '), line.paragraph.place);
  return known;
}

/** « ENTRE LES SOUSSIGNÉS, D’UNE PART : » and no more. */
const HEADING_LENGTH_MAX = 50;

/** L-11. An error: an agreement that does not say who contracts binds nobody in particular (C. civ. art. 1128 asks for parties who can consent). */
export function partyFindings({ text, lines }: LintSubject): RuleFinding[] {
  const block = text.head.filter(({ role, body }) => role === 'parties' && body.trim() !== '');
  // A heading alone designates nobody; « Entre les soussignés, l’État, représenté par… » may stand on one line.
  const hasBlock = block.length > 1 || block.some(({ body }) => body.trim().length > HEADING_LENGTH_MAX);
  if (hasBlock) return [];
  const rank = lines.find(({ part }) => part !== null)?.rank ?? 0;
  const first = text.articles[0];
  return [{
    id: 'L-11',
    severity: 'error',
    where: first ? `avant l’article ${first.number}` : 'début du texte',
    excerpt: text.title,
    message: 'Aucun bloc « Entre les soussignés » ne désigne les parties, leurs représentants et leurs qualités.',
    suggestion: 'Ajoutez ce bloc ; pour un texte officiel, portez les parties dans les conditions particulières et levez cette erreur avec ce motif.',
    rank,
    at: 0,
  }];
}

/** A term that a reader can compute: a length in months or years, or a last day (a field or a blank stands for one). */
const LENGTH = /duree\s+(?:[a-z]+\s+){0,3}?(?:de|d')\s*[^.;]{1,30}?(?<![a-z])(?:ans?|annees?|mois)(?![a-z])/u;
const LAST_DAY = /(?:jusqu'(?:au|a)|expire(?:ra)? le|prend(?:ra)? fin le|(?:echeance|terme)(?:\s+[a-z]+){0,4}\s+(?:au|le))\s*(?:\{\{|\d|…|\.{4}|_{3})/u;
const ABOUT_TERM = /(?<![a-z])(?:duree|terme|echeance|entree en vigueur|prise d'effet|date d'effet)(?![a-z])/u;

/** L-12. An error: without a term nobody can tell by when a notice must be received, nor when the agreement ends. */
export function durationFindings({ lines }: LintSubject): RuleFinding[] {
  const clauses = lines.filter(({ part }) => part !== null);
  const about = (line: LintLine): boolean => ABOUT_TERM.test(folded(`${line.article?.title ?? ''} ${line.part?.title ?? ''}`));
  const states = (line: LintLine): boolean =>
    sentencesOf(line.text).map(folded).some((sentence) => (about(line) || /(?<![a-z])convention(?![a-z])/u.test(sentence)) && (LENGTH.test(sentence) || LAST_DAY.test(sentence)));
  if (clauses.some(states)) return [];
  const place = clauses.find((line) => line.paragraph.role === 'body' && about(line)) ?? clauses.at(-1) ?? lines.at(-1);
  if (!place) return [];
  return [findingAt(place, { start: 0, end: place.text.length }, { id: 'L-12', severity: 'error' }, {
    message: 'Aucun terme n’est écrit : ni durée en mois ou en années, ni dernier jour.',
    suggestion: 'Écrivez l’échéance ; pour un texte officiel, portez-la dans les conditions particulières et levez cette erreur avec ce motif.',
  })];
}
