import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { SigningError, verifyPdf } from '#libs/signing';
import type { VerificationReport } from '#libs/signing';
import { drawFrom, readTarget } from './alteration-target.js';
import type { Target } from './alteration-target.js';
import { alterations } from './alterations.js';
import { isHere, signElsewhere } from './judges.js';
import { prepareRound, sealRound } from './sealed-round.js';
import { smallPdf } from './small-pdf.js';

const patience = 15 * 60_000;
jest.setTimeout(patience);

const folder = mkdtempSync(join(tmpdir(), 'paraphe-theirs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the issue asks for, at least. */
const alterationsMin = 200;
const kindsMin = 12;
const controlsMin = 15;
/** Each kind is tried this many times on each file where the draw matters; enough to meet different objects and bytes. */
const triesPerFile = 2;

interface Genuine { readonly name: string; readonly bytes: Buffer; readonly anchor: Buffer; readonly level: string | null; readonly signatures: number }
type Outcome = VerificationReport['verdict'] | 'illisible';

const office = process.env.SOFFICE_PATH;
const genuine: Genuine[] = [];

beforeAll(async () => {
  const source = join(folder, 'source.pdf');
  writeFileSync(source, await smallPdf());
  for (const by of ['dss', 'pyhanko'] as const) {
    if (!isHere(by)) console.warn(`${by} est absent : ses fichiers ne sont PAS jugés.`);
    else genuine.push(...(await signedBy(by, source)));
  }
  if (office) genuine.push(...(await signedByUs()));
  else console.warn('LibreOffice est absent : nos propres fichiers ne sont PAS altérés.');
});

async function signedBy(by: 'dss' | 'pyhanko', source: string): Promise<Genuine[]> {
  const place = join(folder, by);
  mkdirSync(place);
  const files = await signElsewhere(by, source, place);
  const anchor = new X509Certificate(readFileSync(join(place, 'root.pem'))).raw;
  return files.map(({ name, path, level, signatures }) => ({ name, bytes: readFileSync(path), anchor, level, signatures }));
}

/** A round of four, as it stood after each revision. */
async function signedByUs(): Promise<Genuine[]> {
  const round = await sealRound(await prepareRound(4, office!), join(folder, 'ours.pdf'));
  const [bytes, anchor] = [readFileSync(round.path), new X509Certificate(readFileSync(round.rootPath)).raw];
  const levels = { security_store: 'B-LT', document_timestamp: 'B-LTA' } as Record<string, string>;
  return round.stages.slice(1).map(({ name, length }, i) => ({ name: `paraphe-${i + 1}-${name}`, bytes: bytes.subarray(0, length), anchor, level: levels[name] ?? 'B-T', signatures: Math.min(i + 1, 6) }));
}

const verify = ({ anchor }: Genuine, bytes: Buffer) => verifyPdf(bytes, { anchors: [anchor], at: new Date() });

async function outcomeOf(file: Genuine, bytes: Buffer): Promise<Outcome> {
  try {
    return (await verify(file, bytes)).verdict;
  } catch (fault) {
    if (fault instanceof SigningError) return 'illisible';
    throw fault;
  }
}

test('les fichiers que personne n’a altérés ne sont jamais dits altérés, et leur niveau est lu', async () => {
  if (genuine.length === 0) return;
  const wrong: string[] = [];
  for (const file of genuine) {
    const report = await verify(file, file.bytes);
    const said = `${report.verdict} ${report.level} ${report.signatures.length}`;
    const expected = [`valid ${file.level} ${file.signatures}`, `valid_extended ${file.level} ${file.signatures}`];
    if (!expected.includes(said)) wrong.push(`${file.name} : ${said}, et non ${expected[0]} ; ${JSON.stringify([report.reasons, report.signatures.map(({ reasons, modifications, trust }) => ({ trust, reasons, modifications: modifications.filter(({ permitted }) => !permitted) }))])}`);
  }
  expect(wrong).toEqual([]);
  expect(genuine.length).toBeGreaterThanOrEqual(office && isHere('dss') && isHere('pyhanko') ? controlsMin : 1);
});

test('aucun fichier altéré n’est dit valide', async () => {
  const table = new Map<string, Map<Outcome, number>>();
  const fooled: string[] = [];
  let slowestMs = 0;
  for (const file of chosen(genuine)) {
    const target = await readTarget(file.bytes);
    for (const { kind, altered, seed } of alteredVersions(target)) {
      const begun = performance.now();
      const outcome = await outcomeOf(file, altered);
      slowestMs = Math.max(slowestMs, performance.now() - begun);
      const counts = table.get(kind) ?? new Map<Outcome, number>();
      table.set(kind, counts.set(outcome, (counts.get(outcome) ?? 0) + 1));
      if (outcome === 'valid') {
        fooled.push(`${file.name} ${kind} ${seed}`);
        keepForStudy(`${file.name}-${kind.split(' / ')[1]}-${seed}.pdf`, altered);
      }
    }
  }
  tell(table, slowestMs);
  expect(fooled).toEqual([]);
  if (genuine.length === 0) return;
  const total = [...table.values()].flatMap((counts) => [...counts.values()]).reduce((sum, count) => sum + count, 0);
  expect(total).toBeGreaterThanOrEqual(office && isHere('dss') && isHere('pyhanko') ? alterationsMin : 1);
  expect(table.size).toBeGreaterThanOrEqual(kindsMin);
});

/** All of theirs; of ours the one that is finished, one in the middle, and the one just sealed. */
function chosen(files: readonly Genuine[]): Genuine[] {
  return files.filter(({ name }) => !name.startsWith('paraphe-') || /document_timestamp|3-approval|seal/.test(name));
}

function* alteredVersions(target: Target): Generator<{ kind: string; altered: Buffer; seed: number }> {
  for (const [family, kinds] of Object.entries(alterations)) {
    for (const [name, alter] of Object.entries(kinds)) {
      const seen: Buffer[] = [target.bytes];
      for (let seed = 1; seed <= triesPerFile; seed += 1) {
        const altered = alter(target, drawFrom(seed));
        if (!altered || seen.some((other) => other.equals(altered))) continue;
        seen.push(altered);
        yield { kind: `${family} / ${name}`, altered, seed };
      }
    }
  }
}

/** With CONFORMANCE_KEEP=folder, the files that fooled the verifier are left there. */
function keepForStudy(name: string, bytes: Buffer): void {
  const place = process.env.CONFORMANCE_KEEP;
  if (place) writeFileSync(join(place, name), bytes);
}

function tell(table: ReadonlyMap<string, ReadonlyMap<Outcome, number>>, slowestMs: number): void {
  const outcomes: Outcome[] = ['modified', 'broken', 'indeterminate', 'unsigned', 'illisible', 'valid_extended', 'valid'];
  const width = Math.max(...[...table.keys()].map((kind) => kind.length), 10);
  const line = (cells: readonly (string | number)[]) => cells.map((cell, i) => (i === 0 ? String(cell).padEnd(width) : String(cell || '·').padStart(15))).join('');
  const rows = [...table].map(([kind, counts]) => line([kind, ...outcomes.map((outcome) => counts.get(outcome) ?? 0)]));
  const totals = outcomes.map((outcome) => [...table.values()].reduce((sum, counts) => sum + (counts.get(outcome) ?? 0), 0));
  process.stdout.write(`\n${[line(['altération', ...outcomes]), ...rows, line(['total', ...totals])].join('\n')}\nLa plus longue vérification : ${Math.round(slowestMs)} ms\n`);
}
