import { printedText, flattenAgreement } from '../text.js';
import { artefactSpans } from '../artefacts.js';
import { excerptOf } from '../words.js';
import { findingAt, quoted } from './lint-lines.js';
import type { LintSubject, RuleFinding } from '../finding.js';

/** L-04. An error: signed as it is, the blank would let anyone complete the agreement after the signatures. A declared field mends it. */
export function blankFindings({ text, options }: LintSubject): RuleFinding[] {
  const flat = flattenAgreement(text);
  return text.blanks
    .filter(({ id }) => !options.fields?.has(id))
    .map(({ id, paragraph, start, end, where, before }) => ({
      id: 'L-04',
      severity: 'error',
      where,
      excerpt: excerptOf(flat[paragraph]?.source.text ?? '', start, end),
      message: `Un blanc n’est rempli par aucun champ${before === '' ? '' : `, après ${quoted(before)}`}.`,
      suggestion: `Associez un champ au blanc ${quoted(id)}, ou remplissez-le dans le texte.`,
      rank: paragraph,
      at: start,
    }));
}

/** L-09. An error: these characters are no words of the agreement, and would be printed and signed. */
export function artefactFindings({ lines }: LintSubject): RuleFinding[] {
  return lines.flatMap((line) =>
    artefactSpans(printedText(line.paragraph.source)).map((span) => ({
      ...findingAt(line, span, { id: 'L-09', severity: 'error' }, {
        message: `Le passage ${quoted(span.text)} est une trace laissée par Word, non un mot de la convention.`,
        suggestion: 'Retirez-le, et approuvez cet écart avant de publier.',
      }),
      excerpt: span.text,
    })),
  );
}
