import { basename } from 'node:path';
import { readFile } from 'node:fs/promises';
import { compareAgreements, dayAt } from '#libs/domain';
import type { AgreementText, Finding, RedlineLine } from '#libs/domain';
import { checkTemplate } from '#libs/documents';
import { builtInModel, findingsOf, kindOf, ModelFileFault, modelFileRefusals, readModelFile, recognised } from '#libs/features/model';
import type { ReadModelFile } from '#libs/features/model';
import { instantOf, systemClock } from '#libs/platform';
import { RunFailure } from './run-failure.js';

type Options = { json?: boolean };

const exit = { errors: 1, cannotRun: 2 } as const;
/** What is out of date is so on the mainland’s calendar. */
const timeZone = 'Europe/Paris';
const severities: Record<Finding['severity'], string> = { error: 'erreur', warning: 'avertissement', info: 'remarque' };

/** Lists the defects of a text, offline. Exit 0 no error, 1 errors, 2 could not run. */
export async function lintModel(name: string, { json }: Options): Promise<void> {
  const { text, bytes, read } = await textOf(name);
  const lines = [
    ...(isTemplate(read) ? await templateLines(bytes) : obstacleLines(read)),
    ...findingsOf(text, dayAt(instantOf(systemClock), timeZone)).map(({ code, severity, where, excerpt, message, suggestion }) => ({ code, severity, where, excerpt, message, suggestion })),
  ];
  if (json) console.log(JSON.stringify({ file: basename(name), title: text.title, articles: text.articles.length, findings: lines }));
  else console.log(lines.length === 0 ? 'Rien à redire.' : lines.map(({ code, severity, where, message, suggestion }) => `${severities[severity]} ${code} – ${where}\n  ${message}\n  ${suggestion}`).join('\n'));
  if (lines.some(({ severity }) => severity === 'error')) process.exitCode = exit.errors;
}

type LintedLine = Pick<Finding, 'severity' | 'where' | 'excerpt' | 'message' | 'suggestion'> & { code: string };

/** A template of ours, edited in Word or not, speaks to the assembly: its commands are checked, and are no obstacle. */
const isTemplate = ({ obstacles }: ReadModelFile): boolean => obstacles.some(({ kind }) => kind === 'command');

async function templateLines(bytes: Buffer): Promise<LintedLine[]> {
  const findings = await checkTemplate(bytes);
  return findings.map(({ code, place, sentence }) => ({ code: codeOf('TEMPLATE', code), severity: 'error', where: place, excerpt: '', message: sentence, suggestion: 'Corrigez-le dans Word.' }));
}

/** What Word must settle is no defect of the wording, but keeps the text from being published all the same. */
function obstacleLines({ obstacles }: ReadModelFile): LintedLine[] {
  return obstacles.map(({ kind, where, excerpt, sentence }) => ({ code: codeOf('IMPORT', kind), severity: 'error', where, excerpt, message: sentence, suggestion: 'Réglez-le dans Word, puis importez de nouveau le fichier.' }));
}

const codeOf = (family: string, code: string): string => `${family}_${code.replace(/-/g, '_').toUpperCase()}`;

/** What changes from one text to the other, offline. Exit 0 whether they differ or not, 2 could not run. */
export async function diffModels(before: string, after: string, { json }: Options): Promise<void> {
  const lines = compareAgreements((await textOf(before)).text, (await textOf(after)).text);
  const changed = lines.filter(({ kind }) => kind !== 'same');
  if (json) console.log(JSON.stringify({ before: basename(before), after: basename(after), changed: changed.length, lines }));
  else console.log(changed.length === 0 ? 'Les deux textes disent la même chose.' : changed.map(printed).join('\n'));
}

/** « article 9 : conclue pour [-un an-] [+trois ans+] ». */
function printed({ article, words }: RedlineLine): string {
  const marked = words.map(({ kind, text }) => (kind === 'same' ? text : kind === 'added' ? `[+${text}+]` : `[-${text}-]`));
  return `${article} : ${marked.join(' ')}`;
}

/** A file, or the project's own model by its name. */
async function textOf(name: string): Promise<{ bytes: Buffer; read: ReadModelFile; text: AgreementText }> {
  const bytes = name === builtInModel.id ? (await builtInModel.load())[0]!.docx : await contentOf(name);
  try {
    const read = await readModelFile(bytes, name === builtInModel.id ? 'docx' : kindOf(name, bytes));
    return { bytes, read, text: recognised(read.paragraphs) };
  } catch (fault) {
    if (!(fault instanceof ModelFileFault)) throw fault;
    throw new RunFailure(`${modelFileRefusals[fault.refusal].sentence}${fault.detail && ` (${fault.detail})`}`, exit.cannotRun);
  }
}

function contentOf(path: string): Promise<Buffer> {
  return readFile(path).catch((fault: unknown) => {
    throw new RunFailure(`Le fichier ${path} ne peut pas être lu : ${(fault as Error).message}`, exit.cannotRun);
  });
}
