import type { AgreementText, Deviation, Finding, ReadingAnswers, SourceParagraph } from '#libs/domain';

export type VersionState = 'draft' | 'published' | 'retired';
/** Where a version comes from: shipped with the project, an official text that was imported, or a Word template that was edited. */
export type VersionOrigin = 'built_in' | 'imported' | 'uploaded';

/** One line of the list of models. */
export type ListedVersion = {
  id: string;
  name: string;
  version: number;
  state: VersionState;
  origin: VersionOrigin;
  /** Of every département: nobody may retire it here. */
  shared: boolean;
  /** Day it became a draft or was published, 'YYYY-MM-DD' in its time zone; null for a retired one, of which only the journal knows. */
  since: string | null;
  /** What the lint says; null where it was not asked, as in a list it would read every file again. */
  findings: { all: number; blocking: number } | null;
  /** Rounds that chose it, whatever became of them. */
  rounds: number;
};

/** A finding with the reason for which it was accepted, if it was. */
export type ShownFinding = Finding & { waiver: string | null; blocking: boolean };
/** A deviation with whether somebody approved it. */
export type ShownDeviation = Deviation & { approved: boolean };
/** What must be mended in Word, or in a template: where, and what is wrong. */
export type ShownFault = { where: string; excerpt: string; sentence: string };

export type ShownVersion = ListedVersion & {
  /** The file that was sent; null for the built-in model. */
  file: { name: string; sha256: string; bytes: number } | null;
  text: AgreementText;
  /** As the file gives them: their rank is what a correction names. */
  paragraphs: readonly SourceParagraph[];
  /** Printed around the text, as the Word file does. */
  running: { headers: readonly string[]; footers: readonly string[]; notes: readonly { mark: string; text: string }[] };
  obstacles: readonly ShownFault[];
  faults: readonly ShownFault[];
  list: readonly ShownFinding[];
  deviations: readonly ShownDeviation[];
  /** What is printed in each blank, by its id; a blank without an entry is left to be filled by hand. */
  fills: Readonly<Record<string, string>>;
  /** The answers that stand; `answered` is false as long as nobody saw them. */
  answers: ReadingAnswers;
  answered: boolean;
  /** What else would keep it from being published, in French. */
  refusals: readonly string[];
};
