import { excerptOf, folded, sentencesOf, singleSpaced } from './words.js';

/** A clause of an annexe, with the articles it departs from as its model version declares them (`deroge_a`). */
export type AnnexClause = { /** « 4 », or a name. */ annexe: string; paragraph: string; /** « 4.2 », « 9 ». */ derogeA: readonly string[] };

export type DerogationCode = 'DEROGATION_NOT_EXPRESS' | 'DEROGATION_NOT_NAMED' | 'DEROGATION_UNDECLARED';

/** A refusal: it is not waived, the clause is reworded. */
export type DerogationFinding = { code: DerogationCode; annexe: string; article: string | null; excerpt: string; message: string; suggestion: string };

/** Wordings that announce a departure. « Par exception » and « nonobstant » do as well as « par dérogation ». */
const EXPRESS = /(?<![a-z])(?:derog[a-z]+|par exception|nonobstant|contrairement)(?![a-z])/u;
/** « Ne déroge pas », « sans déroger », « aucune dérogation »: says that nothing departs. */
const DENIED = /(?<![a-z])(?:ne (?:peut |peuvent |saurait |sauraient )?derog|sans derog|aucune derogation|n'emporte pas derog)/u;

/**
 * Article 11: an annexe departs from an article only if it says so expressly and names it. Refused: a declared departure that the clause does
 * not announce, or whose article it does not name; a clause that announces one without the model version declaring it.
 */
export function derogationFindings(clauses: readonly AnnexClause[]): DerogationFinding[] {
  return clauses.flatMap(({ annexe, paragraph, derogeA }) => {
    const announcing = sentencesOf(paragraph).filter((sentence) => EXPRESS.test(folded(sentence)) && !DENIED.test(folded(sentence)));
    const base = { annexe, excerpt: excerptOf(singleSpaced(paragraph)) };
    if (derogeA.length === 0) {
      return announcing.length === 0 ? [] : [{
        ...base,
        code: 'DEROGATION_UNDECLARED' as const,
        article: null,
        message: `Une clause de l’annexe ${annexe} annonce une dérogation que le modèle ne déclare pas (article 11).`,
        suggestion: 'Déclarez l’article auquel elle déroge, ou reformulez-la.',
      }];
    }
    return derogeA.flatMap((article): DerogationFinding[] => {
      if (announcing.some((sentence) => namesArticle(sentence, article))) return [];
      const silent = announcing.length === 0;
      return [{
        ...base,
        code: silent ? 'DEROGATION_NOT_EXPRESS' : 'DEROGATION_NOT_NAMED',
        article,
        message: silent
          ? `Une clause de l’annexe ${annexe} s’écarte de l’article ${article} sans l’énoncer expressément (article 11).`
          : `Une clause de l’annexe ${annexe} déroge à l’article ${article} sans le nommer (article 11).`,
        suggestion: `Écrivez «\u00a0par dérogation à l’article ${article}\u00a0» dans la clause.`,
      }];
    });
  });
}

/** True when the sentence names that very article: « article 4.2 » does not name article 4. */
function namesArticle(sentence: string, article: string): boolean {
  const lists = [...folded(sentence).matchAll(/articles?\s+((?:\d+(?:\.\d+)*)(?:\s*(?:,|et|ou|a)\s*(?:l'article\s+)?\d+(?:\.\d+)*)*)/gu)];
  return lists.some((match) => new Set<string>(match[1]?.match(/\d+(?:\.\d+)*/gu) ?? []).has(article));
}
