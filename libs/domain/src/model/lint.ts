import { artefactFindings, blankFindings } from './rules/leftovers.js';
import { durationFindings, duplicateFindings, partyFindings } from './rules/clauses.js';
import { crossReferenceFindings, uncitedAnnexFindings } from './rules/cross-references.js';
import { legalReferenceFindings } from './rules/legal-references.js';
import { staleDateFindings } from './rules/stale-dates.js';
import { staleNameFindings } from './rules/stale-names.js';
import { termVariantFindings, undefinedTermFindings } from './rules/terms.js';
import { typoFindings } from './rules/typos.js';
import { lintLines } from './rules/lint-lines.js';
import { codeOf } from './finding.js';
import { singleSpaced } from './words.js';
import type { Finding, LintRule, LintOptions } from './finding.js';
import type { AgreementText } from './text.js';

/** A reason shorter than this explains nothing to the person who reads it in five years. */
export const FINDING_REASON_LENGTH_MIN = 10;

/** One small function for each line of the catalogue L-01 … L-13. */
const rules: readonly LintRule[] = [
  crossReferenceFindings, uncitedAnnexFindings, duplicateFindings, blankFindings, staleDateFindings, staleNameFindings, termVariantFindings, undefinedTermFindings,
  artefactFindings, legalReferenceFindings, partyFindings, durationFindings, typoFindings,
];

/**
 * Reads an agreement for the defects of the catalogue (`domain.md` A.2). Reports, never repairs. Same input, same findings, in the order of
 * the text. `options.today` decides what is out of date; `options.fields` names the blanks that a declared field fills.
 */
export function lintAgreement(text: AgreementText, options: LintOptions): Finding[] {
  const subject = { text, options, lines: lintLines(text, options.symbols ?? new Map()) };
  const found = rules.flatMap((rule) => rule(subject)).sort((a, b) => a.rank - b.rank || a.id.localeCompare(b.id) || a.at - b.at);
  const seen = new Map<string, number>();
  return found.map(({ rank: _rank, at: _at, ...finding }) => {
    const base = [finding.id, finding.where, finding.excerpt].join('|');
    const times = (seen.get(base) ?? 0) + 1;
    seen.set(base, times);
    return { ...finding, code: codeOf(finding.id), key: times === 1 ? base : `${base}|${times}` };
  });
}

/** A person's decision to publish in spite of one finding. It names the very words it covers: another defect at the same place is not waived. */
export type FindingWaiver = { key: Finding['key']; reason: string };

/** The errors that keep a model from being published: those that no waiver covers with a reason. Warnings and remarks never do. */
export function blockingFindings(findings: readonly Finding[], waivers: readonly FindingWaiver[]): Finding[] {
  const waived = new Set(waivers.filter(({ reason }) => singleSpaced(reason).length >= FINDING_REASON_LENGTH_MIN).map(({ key }) => key));
  return findings.filter(({ severity, key }) => severity === 'error' && !waived.has(key));
}
