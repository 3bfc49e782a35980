// npm run bench:documents [file.pdf]. The whole file, from data to finalised PDF, against one `soffice --convert-to` per document, in
// one run on one machine; exits 1 when a goal is missed, 2 when it cannot run. Given a file name, keeps the PDF there.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

if (!existsSync(new URL('../../dist/libs/documents/src/index.js', import.meta.url))) {
  console.error('Le programme n’est pas construit : npm run build');
  process.exit(2);
}
const { findLibreOffice, renderDocx } = await import('#libs/documents');
const { builtInModel } = await import('#libs/features/model');
const { inputOf, largeDossier } = await import('./documents-dossier.mjs');

const STRUCTURES = 60;
const PARTNERS = 20;
/** Ours before, in the middle and after theirs: what else the machine does weighs on both. */
const OURS_RUNS = 3;
const GOALS = { times: 5, memoryBytes: 400 * 1024 * 1024 };
const DATE = new Date(Date.UTC(2026, 10, 24, 8));
const MEGABYTE = 1024 * 1024;
const run = promisify(execFile);

const binary = process.env.SOFFICE_PATH || findLibreOffice(process.env.PATH ?? '');
if (!binary) {
  console.error('LibreOffice est introuvable : rien n’est mesuré.');
  process.exit(2);
}
const keptFile = process.argv[2];
const folder = await mkdtemp(join(tmpdir(), 'paraphe-bench-'));
try {
  process.exitCode = (await measure()) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure() {
  const documents = await separateDocuments();
  const ours = [await assembled()];
  const half = Math.ceil(documents.length / 2);
  let theirs = await convertedOneByOne(documents.slice(0, half));
  ours.push(await assembled());
  theirs += await convertedOneByOne(documents.slice(half));
  while (ours.length < OURS_RUNS) ours.push(await assembled());
  return print(ours, theirs, documents.length);
}

/** Ours, in a fresh process: cold start, compilation and memory included. */
async function assembled() {
  const { stdout } = await run(process.execPath, [fileURLToPath(new URL('documents-ours.mjs', import.meta.url)), STRUCTURES, PARTNERS, binary, ...(keptFile ? [keptFile] : [])]);
  return JSON.parse(stdout);
}

/** The same content as Word files of their own: agreement, annexes, and annexe 4 as one file per structure. Filling them is not counted. */
async function separateDocuments() {
  const dossier = largeDossier(STRUCTURES, PARTNERS);
  const whole = inputOf(dossier);
  const files = [];
  for (const { name, docx } of await builtInModel.load()) {
    const inputs = name === 'annexe-4' ? whole.structures.map((structure) => ({ ...whole, structures: [structure] })) : [whole];
    for (const [n, input] of inputs.entries()) {
      const file = join(folder, `${name}-${n}.docx`);
      await writeFile(file, await renderDocx(docx, input, { title: name, date: DATE }));
      files.push(file);
    }
  }
  return files;
}

/** As a script would: one command per file, one after the other, on one profile that the first one makes. The same PDF is asked for. */
async function convertedOneByOne(files) {
  const out = join(folder, 'pdf');
  await mkdir(out, { recursive: true });
  const options = JSON.stringify({ SelectPdfVersion: { type: 'long', value: '3' }, UseTaggedPDF: { type: 'boolean', value: 'true' }, PDFUACompliance: { type: 'boolean', value: 'true' } });
  const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
  const start = performance.now();
  for (const file of files) await run(binary, [profile, '--headless', '--convert-to', `pdf:writer_pdf_Export:${options}`, '--outdir', out, file]);
  const ms = performance.now() - start;
  for (const file of files) await stat(join(out, file.slice(folder.length + 1).replace(/docx$/, 'pdf')));
  return ms;
}

function print(ours, theirs, count) {
  const number = (value, digits = 1) => value.toLocaleString('fr-FR', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const seconds = (ms) => `${number(ms / 1000)} s`.padStart(12);
  const median = [...ours].sort((a, b) => a.ms - b.ms)[Math.floor(ours.length / 2)];
  const memoryBytes = Math.max(...ours.map((one) => one.memoryBytes));
  console.log(`\nAssembler ${STRUCTURES} structures et ${PARTNERS} partenaires : ${median.pages} pages, ${number(median.pdfBytes / MEGABYTE)} Mo\n`);
  console.log(`${`soffice --convert-to, ${count} documents un à un`.padEnd(56)}${seconds(theirs)}`);
  console.log(`${'Paraphe, des données au PDF finalisé (médiane)'.padEnd(56)}${seconds(median.ms)}`);
  const names = { composition: 'composer le modèle', rendering: 'remplir', conversion: 'convertir', finalisation: 'finaliser' };
  for (const [step, name] of Object.entries(names)) console.log(`${`    dont ${name}`.padEnd(56)}${seconds(median.steps[step] ?? 0)}`);
  console.log(`${`Paraphe, chaque fois`.padEnd(56)}${ours.map(({ ms }) => seconds(ms)).join('')}`);
  console.log(`${'Mémoire de notre processus, au plus haut'.padEnd(56)}${`${number(memoryBytes / MEGABYTE, 0)} Mo`.padStart(12)}\n`);
  const same = new Set(ours.map(({ pdfHash }) => pdfHash)).size === 1;
  return [
    [theirs / median.ms >= GOALS.times, `${number(theirs / median.ms)} fois plus vite (objectif : au moins ${GOALS.times})`],
    [memoryBytes < GOALS.memoryBytes, `${number(memoryBytes / MEGABYTE, 0)} Mo (objectif : moins de ${number(GOALS.memoryBytes / MEGABYTE, 0)})`],
    [same, `les mêmes octets d’un processus à l’autre, ${ours.length} fois`],
  ].map(([good, sentence]) => {
    console.log(`${good ? 'atteint   ' : 'MANQUÉ    '}  ${sentence}`);
    return good;
  }).every(Boolean);
}
