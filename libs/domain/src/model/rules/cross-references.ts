import { articlesWithin } from '../text.js';
import { folded, sentencesOf, subjectStems, wordsOf } from '../words.js';
import { SYMBOL, findingAt, listsAnnex, quoted, speakerOf } from './lint-lines.js';
import type { LintLine, LintSubject, RuleFinding } from '../finding.js';
import type { Annex, Article } from '../text.js';

/**
 * Two words of the subject, and half of the title: fewer, and a word met everywhere (« structure », « partenaire ») would accuse a right
 * reference. On the official text the wrong annexe shares no word with article 8, the right one three of its four.
 */
const MATCHING_STEMS_MIN = 2;
const MATCHING_SHARE_MIN = 0.5;

/** A reference is judged on its sentence, and on no more than this on each side: twice the longest of the official text. */
const CONTEXT_LENGTH = 800;

/** Judging a reference costs the reading of its context: a paragraph with more of them is an attack, not a clause. */
const MENTIONS_MAX = 100;

/** « annexe 3 », « annexes 4, 5 et 6 », « annexes 1 à 7 », « l’annexe 4, l’annexe 5 ». */
const ANNEX_MENTION = /(?<!\p{L})annexes?\s+(?:n[°o]\s*)?(\d{1,2}(?:\s*(?:,|et|ou|à|-|–)\s*\d{1,2}(?!\d))*)(?![\d.]*\d)/giu;
/** « l’article 4.2 », « articles 9 et 11 ». */
const ARTICLE_MENTION = /(?<!\p{L})articles?\s+(\d{1,4}(?:\.\d{1,3})*(?:\s*(?:,|et|ou|à)\s*\d{1,4}(?:\.\d{1,3})*)*)/giu;
/** Words after which an article is one of a law, not one of the agreement. */
const LAW = /(?<!\p{L})(?:loi|code|reglement|rgpd|ordonnance|decret|directive|traite|constitution|arrete)(?!\p{L})/u;

/** L-01. An error: the parties would sign a reference to something else, or to nothing. */
export function crossReferenceFindings({ text, lines }: LintSubject): RuleFinding[] {
  const numbers = new Set(text.articles.flatMap(articlesWithin).map(({ number }) => number));
  return lines.flatMap((line) => [
    ...unknownSymbols(line),
    ...(line.part && !listsAnnex(line) ? wrongAnnexes(line, text.annexes) : []),
    ...(line.part && line.paragraph.role === 'body' && numbers.size > 0 ? missingArticles(line, numbers) : []),
  ]);
}

function unknownSymbols(line: LintLine): RuleFinding[] {
  return [...line.text.matchAll(SYMBOL)].map((match) =>
    findingAt(line, spanOf(match), { id: 'L-01', severity: 'error' }, {
      message: `Le renvoi symbolique ${quoted(match[0])} ne désigne rien.`,
      suggestion: 'Corrigez le nom de l’annexe ou de l’article auquel il renvoie.',
    }),
  );
}

function wrongAnnexes(line: LintLine, annexes: readonly Annex[]): RuleFinding[] {
  if (annexes.length === 0) return [];
  return [...line.text.matchAll(ANNEX_MENTION)].slice(0, MENTIONS_MAX).flatMap((match) =>
    numbersIn(match[1] ?? '').flatMap((number) => {
      const cited = annexes.find((annex) => annex.number === number);
      const better = betterAnnex(subjectOf(line, match.index), cited, annexes);
      if (cited && !better) return [];
      const rule = { id: 'L-01', severity: 'error' } as const;
      const said = capital(`${speakerOf(line)} renvoie à l’annexe ${number}`);
      return findingAt(line, spanOf(match), rule, {
        message: cited && better
          ? `${said}, ${quoted(cited.title)}, dont l’intitulé ne partage aucun mot avec lui ; l’annexe ${better.number}, ${quoted(better.title)}, porte sur son sujet.`
          : `${said}, qui n’est pas dans la liste des annexes.`,
        suggestion: better ? `Renvoyez à l’annexe ${better.number}.` : 'Renvoyez à une annexe de la liste, ou ajoutez celle-ci à la liste.',
      });
    }),
  );
}

/** The words an annexe is cited about: the titles above, and the sentence. */
function subjectOf(line: LintLine, at: number): Set<string> {
  const from = Math.max(0, at - CONTEXT_LENGTH);
  const around = line.text.slice(from, at + CONTEXT_LENGTH);
  let end = from;
  const sentence = sentencesOf(around).find((candidate) => (end += candidate.length + 1) > at) ?? around;
  return new Set(subjectStems([line.article?.title ?? '', line.part?.title ?? '', sentence].join(' ')));
}

/** The annexe whose title fits the subject, when the one that is cited has not a word of it. */
function betterAnnex(subject: ReadonlySet<string>, cited: Annex | undefined, annexes: readonly Annex[]): Annex | null {
  const shared = ({ title }: Annex): number => new Set(subjectStems(title).filter((found) => subject.has(found))).size;
  const share = (annex: Annex): number => shared(annex) / Math.max(1, new Set(subjectStems(annex.title)).size);
  // A title made of house words only (« Convention ») says nothing: nothing can be held against it.
  if (cited && (shared(cited) > 0 || subjectStems(cited.title).length === 0)) return null;
  const [best] = annexes
    .filter((annex) => annex !== cited && shared(annex) >= MATCHING_STEMS_MIN && share(annex) >= MATCHING_SHARE_MIN)
    .sort((a, b) => shared(b) - shared(a) || share(b) - share(a));
  return best ?? null;
}

function missingArticles(line: LintLine, numbers: ReadonlySet<string>): RuleFinding[] {
  return [...line.text.matchAll(ARTICLE_MENTION)].flatMap((match) => {
    const rest = folded(line.text.slice(match.index + match[0].length).slice(0, CONTEXT_LENGTH)).split(/[.;!?](?:\s|$)/u)[0] ?? '';
    if (LAW.test(rest)) return [];
    return numbersIn(match[1] ?? '').filter((number) => !numbers.has(number)).map((number) =>
      findingAt(line, spanOf(match), { id: 'L-01', severity: 'error' }, {
        message: `${capital(speakerOf(line))} renvoie à l’article ${number}, qui n’existe pas dans la convention.`,
        suggestion: 'Corrigez le numéro de l’article ou, s’il appartient à une loi ou à un code, nommez ce texte.',
      }),
    );
  });
}

/** L-02. A warning: an annexe that no article cites binds nobody to anything, but harms nobody either. */
export function uncitedAnnexFindings({ text, lines }: LintSubject): RuleFinding[] {
  const citing = lines
    .filter((line) => !listsAnnex(line) && (line.part !== null || line.paragraph.role === 'preamble'))
    .map((line) => ({ ...line, stems: subjectStems(line.text) }));
  const cited = new Set(citing.flatMap(({ text: said }) => [...said.matchAll(ANNEX_MENTION)].flatMap((match) => numbersIn(match[1] ?? ''))));
  return text.annexes
    .filter((annex) => !cited.has(annex.number) && !citing.some((line) => names(line, annex)))
    .map((annex) => {
      const rank = lines.find(({ paragraph }) => paragraph.place === annex.place)?.rank ?? lines.length;
      const home = homeOf(annex, citing);
      return {
        id: 'L-02',
        severity: 'warning',
        where: annex.place,
        excerpt: `Annexe ${annex.number} : ${annex.title}`,
        message: `Aucun article ne cite l’annexe ${annex.number}, ${quoted(annex.title)}, ni par son numéro ni par son nom.`,
        suggestion: home ? `Citez-la à l’article ${home.number}.` : 'Citez-la dans l’article qui la concerne.',
        rank,
        at: 0,
      };
    });
}

type StemmedLine = LintLine & { stems: readonly string[] };

/**
 * True when a text calls the annexe by its name: its first two words of substance, side by side. A title of one word (« Mandat ») is an
 * everyday word; it names the annexe only in a sentence that speaks of annexes.
 */
function names({ text, stems }: StemmedLine, annex: Annex): boolean {
  const [first, second] = subjectStems(annex.title);
  if (first === undefined) return true;
  if (second !== undefined) return stems.some((found, at) => found === first && stems[at + 1] === second);
  return stems.includes(first) && sentencesOf(text).some((sentence) => wordsOf(sentence).some((word) => /^annexes?$/u.test(word)) && subjectStems(sentence).includes(first));
}

/** The part that speaks most of the annexe's subject; the first of them. */
function homeOf(annex: Annex, lines: readonly StemmedLine[]): Article | null {
  const subject = new Set(subjectStems(annex.title));
  const weights = new Map<Article, number>();
  for (const { part, stems } of lines) if (part) weights.set(part, (weights.get(part) ?? 0) + stems.filter((found) => subject.has(found)).length);
  const [best] = [...weights].sort(([, a], [, b]) => b - a);
  return best && best[1] > 0 ? best[0] : null;
}

/** « 4, 5 et 6 » → 4, 5, 6; « 1 à 3 » → 1, 2, 3. */
function numbersIn(list: string): string[] {
  const range = /^(\d{1,2})\s*(?:à|-|–)\s*(\d{1,2})$/u.exec(list);
  if (!range) return list.match(/\d+(?:\.\d+)*/gu) ?? [];
  const [from, to] = [Number(range[1]), Number(range[2])];
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, step) => String(from + step));
}

const spanOf = (match: RegExpExecArray): { start: number; end: number } => ({ start: match.index, end: match.index + match[0].length });
const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
