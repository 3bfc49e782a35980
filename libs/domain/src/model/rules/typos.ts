import { printedText } from '../text.js';
import { excerptOf } from '../words.js';
import type { LintLine, LintSubject, RuleFinding } from '../finding.js';

type Slip = { pattern: RegExp; message: string; suggestion: string };

const slips: readonly Slip[] = [
  { pattern: /(?<=\S) {2,}(?=\S)/u, message: 'Deux espaces se suivent.', suggestion: 'Gardez-en une seule.' },
  { pattern: /«(?=[^\s\u00a0\u202f])|(?<=[^\s\u00a0\u202f])»/u, message: 'Un guillemet touche le mot qu’il entoure.', suggestion: 'Séparez-les par une espace insécable.' },
  { pattern: /"/u, message: 'Un guillemet droit est employé.', suggestion: 'Écrivez « et ».' },
  { pattern: /(?<!\p{L})la gestionnaire(?!\p{L})/iu, message: 'Le mot « gestionnaire » est ici au féminin, au masculin ailleurs.', suggestion: 'Écrivez « le gestionnaire ».' },
  {
    pattern: /(?<=[.!?;]\s)ce(?:ci|la) (?:étant )?exposé/iu,
    message: 'La formule qui clôt le préambule est collée au dernier point de la liste.',
    suggestion: 'Mettez-la sur une ligne à elle.',
  },
];

/** L-13. A remark: one for each kind of slip in a paragraph; an imported text keeps it (decision 15), white space apart. */
export function typoFindings({ lines }: LintSubject): RuleFinding[] {
  return lines.flatMap((line) => {
    const printed = printedText(line.paragraph.source).trim();
    const found = slips.flatMap(({ pattern, message, suggestion }) => {
      const match = pattern.exec(printed);
      return match ? remark(line, printed, match.index, { message, suggestion }) : [];
    });
    return unbalanced(printed) ? [...found, remark(line, printed, printed.search(/[«»]/u), unbalancedWords)] : found;
  });
}

const unbalancedWords = { message: 'Un guillemet ouvert n’est pas fermé, ou l’inverse.', suggestion: 'Écrivez les guillemets par paires.' };
const unbalanced = (text: string): boolean => text.split('«').length !== text.split('»').length;

function remark({ paragraph, rank }: LintLine, printed: string, at: number, words: Pick<RuleFinding, 'message' | 'suggestion'>): RuleFinding {
  return { id: 'L-13', severity: 'info', where: paragraph.place, excerpt: excerptOf(printed, at, at + 1), rank, at, ...words };
}
