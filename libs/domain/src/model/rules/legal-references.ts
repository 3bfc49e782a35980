import { findingAt, quoted } from './lint-lines.js';
import type { LintSubject, RuleFinding } from '../finding.js';

/** A law the agreement cites, and the articles of it that are likely to be a mistake there. */
type KnownAct = { act: RegExp; doubtful: (article: number) => string | null };

/**
 * Loi n° 78-17 as renumbered by the ordonnance n° 2018-1125: title II (articles 42 to 86) carries the GDPR, and the next one, from article 87
 * to 114, transposes directive 2016/680 (police and justice), foreign to a public service desk. The GDPR itself ends at article 99.
 */
const knownActs: readonly KnownAct[] = [
  {
    act: /loi\s+n[°ºo]?\s*78-17/iu,
    doubtful: (article) => (article >= 87 && article <= 114 ? 'il appartient aux traitements de police et de justice (directive 2016/680), étrangers à la convention' : null),
  },
  {
    act: /règlement\s+(?:\(UE\)\s*)?n?[°ºo]?\s*2016\/679/iu,
    doubtful: (article) => (article > 99 ? 'le règlement s’arrête à l’article 99' : null),
  },
];

/** An article and its law stand in one clause; a longer one has lost its reader. */
const CLAUSE_LENGTH = 300;

const ARTICLES = /(?<!\p{L})articles?\s+(\d{1,4}(?:\s*(?:,|et|ou)\s*\d{1,4})*)/giu;

/** L-10. A remark: numbers of laws are judged by a lawyer; the software only points at one that deserves a look. */
export function legalReferenceFindings({ lines }: LintSubject): RuleFinding[] {
  return lines.flatMap((line) =>
    [...line.text.matchAll(ARTICLES)].flatMap((match) => {
      const end = match.index + match[0].length;
      const clause = line.text.slice(end, end + CLAUSE_LENGTH).split(/[;!?]|\.\s/u)[0] ?? '';
      const act = knownActs
        .map((known) => ({ ...known, found: known.act.exec(clause) }))
        .filter(({ found }) => found !== null)
        .sort((a, b) => (a.found?.index ?? 0) - (b.found?.index ?? 0))[0];
      return (match[1]?.match(/\d+/gu) ?? []).flatMap((article) => {
        const reason = act?.doubtful(Number(article)) ?? null;
        if (!act?.found || reason === null) return [];
        return findingAt(line, { start: match.index, end }, { id: 'L-10', severity: 'info' }, {
          message: `La référence à l’article ${article}, ${quoted(act.found[0])}, est à vérifier : ${reason}.`,
          suggestion: 'Faites vérifier le numéro de l’article dans le texte en vigueur.',
        });
      });
    }),
  );
}
