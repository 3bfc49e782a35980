import { execFile, spawn, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

/** What `npm run test:conformance` found on this machine; null: the judge cannot be had here, and a loud line has said so. */
interface Judges {
  readonly dss: { readonly java: string; readonly classpath: string } | null;
  readonly verapdf: { readonly java: string; readonly classpath: string } | null;
  readonly pyhanko: { readonly python: string } | null;
}

export const judges = JSON.parse(process.env.CONFORMANCE_JUDGES ?? '{"dss":null,"verapdf":null,"pyhanko":null}') as Judges;
const answers = (program: string, flag: string) => spawnSync(program, [flag], { stdio: 'ignore' }).status === 0;
const programs = { openssl: answers('openssl', 'version'), qpdf: answers('qpdf', '--version'), pdfsig: answers('pdfsig', '-v') };

export type JudgeName = keyof Judges | keyof typeof programs;

export const isHere = (name: JudgeName): boolean => (name in programs ? programs[name as keyof typeof programs] : judges[name as keyof Judges] !== null);

/** `test`, or `test.skip` and a loud line when the judge is not here. */
export function testWith(name: JudgeName): typeof test {
  if (!isHere(name)) console.warn(`${name} est absent : il ne juge PAS ces fichiers.`);
  return isHere(name) ? test : (test.skip as typeof test);
}

export interface DssVerdict {
  readonly fields: readonly string[];
  /** TOTAL_PASSED for a signature, PASSED for a timestamp. */
  readonly indication: string;
  readonly subIndication: string | null;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly level?: string;
  readonly type?: string;
  readonly modifications: { readonly annotationOverlap: unknown[]; readonly visualDifference: unknown[]; readonly pageDifference: unknown[]; readonly annotationChanges: number; readonly undefined: string[] };
}
export interface DssAnswer { readonly file: string; readonly error?: string; readonly ms: number; readonly signatures: readonly DssVerdict[]; readonly timestamps: readonly DssVerdict[] }

/**
 * EU DSS under the strict policy, or the one that comes with it, one JVM for all the files.
 * @param root one certificate or several, in PEM
 * @param terms `comparedPages`: up to how many pages the look of revisions is compared too; `crl`: the list a service would publish
 */
export function askDss(root: string, paths: readonly string[], terms: { comparedPages?: number; crl?: string; policy?: 'usual' } = {}): Promise<DssAnswer[]> {
  const { java, classpath } = judges.dss!;
  const args = ['-cp', classpath, 'fr.paraphe.conformance.Main', terms.policy ? 'judge-usually' : 'judge', root, String(terms.comparedPages ?? 0), ...(terms.crl ? [terms.crl] : [])];
  return linesOf<DssAnswer>(java, args, paths);
}

export interface PyHankoVerdict { readonly field: string; readonly type: 'Sig' | 'DocTimeStamp'; readonly valid: boolean; readonly summary?: string; readonly indication?: string; readonly error?: string }
export interface PyHankoAnswer { readonly file: string; readonly error?: string; readonly signatures: readonly PyHankoVerdict[]; readonly ades: readonly PyHankoVerdict[] }
/** `fields`: those to judge, all when absent; `ades`: whether to ask for the opinion of ETSI EN 319 102-1 as well. */
export interface PyHankoQuestion { readonly path: string; readonly fields?: readonly string[]; readonly ades?: boolean }

/** pyHanko, one process for all the files. */
export function askPyHanko(root: string, questions: readonly PyHankoQuestion[], crl?: string): Promise<PyHankoAnswer[]> {
  return linesOf<PyHankoAnswer>(judges.pyhanko!.python, ['test/conformance/pyhanko/judge.py', root, ...(crl ? [crl] : [])], questions.map((question) => JSON.stringify(question)));
}

export interface SignedElsewhere { readonly name: string; readonly path: string; readonly level: 'B-B' | 'B-T' | 'B-LT' | 'B-LTA'; readonly signatures: number }

/** The source signed by each of the two in the ways they know, in the folder, with their root beside them as `root.pem`. */
export function signElsewhere(by: 'dss' | 'pyhanko', source: string, folder: string): Promise<SignedElsewhere[]> {
  if (by === 'pyhanko') return linesOf(judges.pyhanko!.python, ['test/conformance/pyhanko/sign.py', source, folder], []);
  return linesOf(judges.dss!.java, ['-cp', judges.dss!.classpath, 'fr.paraphe.conformance.Main', 'sign', source, folder], []);
}

/** A lent file signed by each of the two in that empty field, in the ways they know; `root.pem` and `list.crl` of the signatory's authority in the folder. */
export function signInSlot(by: 'dss' | 'pyhanko', source: string, folder: string, field: string, name: string): Promise<Pick<SignedElsewhere, 'name' | 'path' | 'level'>[]> {
  if (by === 'pyhanko') return linesOf(judges.pyhanko!.python, ['test/conformance/pyhanko/sign_slot.py', source, folder, field, name], []);
  return linesOf(judges.dss!.java, ['-cp', judges.dss!.classpath, 'fr.paraphe.conformance.Main', 'slot', source, folder, field, name], []);
}

/** How many checks fail, by rule (`6.2.11.4.1-1`), for each file. */
export async function askVeraPdf(flavour: '3b' | 'ua1', paths: readonly string[]): Promise<Map<string, number>[]> {
  const { java, classpath } = judges.verapdf!;
  // Its exit code says that some file does not comply, which is a result like another here.
  const said = await promisify(execFile)(java, ['-cp', classpath, 'org.verapdf.apps.GreenfieldCliWrapper', '--flavour', flavour, '--format', 'json', ...paths], { maxBuffer: MAX_ANSWER_BYTES })
    .catch((fault: unknown) => fault as { stdout?: string });
  const { report } = JSON.parse(said.stdout ?? '') as VeraPdfReport;
  if (report.jobs.length !== paths.length) throw new Error(`veraPDF judged ${report.jobs.length} files of ${paths.length}`);
  return report.jobs.map(({ validationResult }) => new Map(validationResult.flatMap(({ details }) => details.ruleSummaries).map((rule) => [`${rule.clause}-${rule.testNumber}`, rule.failedChecks])));
}
interface VeraPdfReport {
  readonly report: { readonly jobs: readonly { readonly validationResult: readonly { readonly details: { readonly ruleSummaries: readonly { readonly clause: string; readonly testNumber: number; readonly failedChecks: number }[] } }[] }[] };
}

/** Fifty signatures told at length take less than a megabyte. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Runs a program that answers one line of JSON for each thing asked, and says in what it failed. */
function linesOf<T>(program: string, args: readonly string[], asked: readonly string[]): Promise<T[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const [out, err]: [string[], string[]] = [[], []];
    child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0) return reject(new Error(`${program} ended with ${code}: ${err.join('').slice(-2_000)}`));
      return resolve(out.join('').split('\n').filter(Boolean).map((line) => JSON.parse(line) as T));
    });
    child.stdin.end(asked.map((line) => `${line}\n`).join(''));
  });
}
