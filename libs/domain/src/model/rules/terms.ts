import { folded } from '../words.js';
import { findingAt, quoted } from './lint-lines.js';
import type { LintSubject, RuleFinding } from '../finding.js';

/** Words that the official texts use for one and the same thing. The first is the one to keep. */
const families: readonly { term: string; used: RegExp; variants: RegExp }[] = [
  {
    term: 'gestionnaire',
    used: /(?<!\p{L})gestionnaires?(?!\p{L})/iu,
    variants: /(?<!\p{L})(?:(?:structure|organisme|collectivité)s?\s+porteu(?:se|r)s?|porteurs?\s+(?:de|des)\s+France\s+Services|porteurs?\s+de\s+la\s+structure)(?!\p{L})/giu,
  },
  {
    term: 'agent',
    used: /(?<!\p{L})agents?(?!\p{L})/iu,
    variants: /(?<!\p{L})(?:animateurs?\s+(?:d[’']accueil|France\s+Services)|conseillers?\s+France\s+Services)(?!\p{L})/giu,
  },
];

/** L-07. A warning: two words for one party leave in doubt who receives a notice. */
export function termVariantFindings({ lines }: LintSubject): RuleFinding[] {
  return families.filter(({ used }) => lines.some(({ text }) => used.test(text))).flatMap(({ term, variants }) =>
    lines.flatMap((line) =>
      [...line.text.matchAll(variants)].map((match) =>
        findingAt(line, { start: match.index, end: match.index + match[0].length }, { id: 'L-07', severity: 'warning' }, {
          message: `${quoted(match[0])} désigne-t-il autre chose que ${quoted(term)} ? Un seul mot doit nommer une même chose.`,
          suggestion: `Écrivez ${quoted(term)}, ou définissez la différence.`,
        }),
      ),
    ),
  );
}

/** Common nouns that a contract writes with a capital once it has defined them. Proper names (Préfet, Charte) need no definition. */
const contractTerms = ['Agent', 'Convention', 'Échéance', 'Gestionnaire', 'Partenaire', 'Partie', 'Référent', 'Structure', 'Usager'];

/** L-08. A warning for each term, at its first use: the capital announces a definition that is not there. */
export function undefinedTermFindings({ lines }: LintSubject): RuleFinding[] {
  return contractTerms.flatMap((term) => {
    if (lines.some(({ text }) => defines(folded(text), folded(term)))) return [];
    // In the middle of a sentence, and not in a proper name (« Structures France Services »).
    const pattern = new RegExp(`(?<=[\\p{Ll}\\d,;)’'][\\s«]{0,4})${term}s?(?!\\p{L})(?!\\s\\p{Lu})`, 'gu');
    const uses = lines.filter(({ paragraph }) => paragraph.role === 'body' || paragraph.role === 'preamble').flatMap((line) => [...line.text.matchAll(pattern)].map((match) => ({ line, match })));
    const [first] = uses;
    if (!first) return [];
    const { line, match } = first;
    return findingAt(line, { start: match.index, end: match.index + match[0].length }, { id: 'L-08', severity: 'warning' }, {
      message: `Le terme ${quoted(term)} porte une majuscule sans être défini (${uses.length} emploi${uses.length > 1 ? 's' : ''}).`,
      suggestion: 'Définissez-le, ou écrivez-le sans majuscule.',
    });
  });
}

/** « (ci-après « la Convention ») », « dénommés « gestionnaires » », « Convention : le présent texte », « Parties désigne… ». */
function defines(text: string, term: string): boolean {
  const named = `(?<![a-z])${term}s?(?![a-z])`;
  return (
    new RegExp(`(?:ci-apres|denomme|designe|appele)[^.;:]{0,60}?${named}`, 'u').test(text) ||
    new RegExp(`(?:^|[;.]\\s)[^\\p{L}]{0,4}${named}[^\\p{L}]{0,4}(?:\\s(?:nation[a-z]+|loca[a-z]+))?\\s?(?::|designe|s'entend)`, 'u').test(text) ||
    new RegExp(`${named}\\s*»?\\s(?:designe|s'entend)`, 'u').test(text)
  );
}
