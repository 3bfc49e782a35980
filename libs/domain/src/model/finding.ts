import type { NationalPartnerReference } from '../directory/national-partner-names.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { AgreementText, Article, Paragraph } from './text.js';

/** The catalogue. Ids are printed and kept with a published version: never renumbered. */
const codes = {
  'L-01': 'XREF_MISMATCH',
  'L-02': 'UNCITED_ANNEX',
  'L-03': 'DUPLICATE_CLAUSE',
  'L-04': 'UNFILLED_BLANK',
  'L-05': 'STALE_DATE',
  'L-06': 'STALE_NAME',
  'L-07': 'TERM_VARIANT',
  'L-08': 'UNDEFINED_TERM',
  'L-09': 'WORD_ARTEFACT',
  'L-10': 'LEGAL_REF',
  'L-11': 'MISSING_PARTY_BLOCK',
  'L-12': 'NO_DURATION',
  'L-13': 'TYPO',
} as const;

export type LintId = keyof typeof codes;
export type LintCode = (typeof codes)[LintId];

/** 'error' blocks publication until waived; 'warning' is shown to whoever publishes; 'info' is a remark on the wording. */
export type Severity = 'error' | 'warning' | 'info';

export type Finding = {
  /** Names the finding among those of one text: catalogue id, place, words. What a waiver cites. */
  key: string;
  code: LintCode;
  id: LintId;
  severity: Severity;
  /** In French: « article 8, alinéa 1 ». */
  where: string;
  excerpt: string;
  /** French sentences: what is wrong, then what to do. */
  message: string;
  suggestion: string;
};

/** What a rule returns. `rank` and `at` place it: rank of the paragraph, then character. */
export type RuleFinding = Omit<Finding, 'key' | 'code'> & { rank: number; at: number };

export type LintOptions = {
  today: LegalDay;
  /** Reference table of the national partners, with the names they bore. */
  names: readonly NationalPartnerReference[];
  /** Ids of the blanks that a declared field fills: they are no longer defects. */
  fields?: ReadonlySet<string>;
  /** What symbolic references are printed as: `annexe:mandat` → « annexe 7 ». */
  symbols?: ReadonlyMap<string, string>;
};

/** One paragraph, ready for the rules. Contents are left out: they repeat the headings. */
export type LintLine = {
  rank: number;
  paragraph: Paragraph;
  /** Printed text, single spaces, symbolic references resolved. */
  text: string;
  /** The innermost article or part that holds it, and the article; null outside the articles. */
  part: Article | null;
  article: Article | null;
};

export type LintSubject = { text: AgreementText; options: LintOptions; lines: readonly LintLine[] };
export type LintRule = (subject: LintSubject) => RuleFinding[];

export function codeOf(id: LintId): LintCode {
  return codes[id];
}
