// Run by documents.mjs in a process of its own, so that its memory is that of one assembly and nothing else.
//   node documents-ours.mjs structures partners soffice [file.pdf]
import { writeFile } from 'node:fs/promises';
import { assemble, compose, libreOffice } from '#libs/documents';
import { builtInModel } from '#libs/features/model';
import { inputOf, largeDossier } from './documents-dossier.mjs';

const [structures, partners, binary, file] = process.argv.slice(2);
const dossier = largeDossier(Number(structures), Number(partners));
const start = performance.now();
const steps = {};
let last = start;
let step = 'composition';
const turn = (next) => {
  steps[step] = (steps[step] ?? 0) + performance.now() - last;
  last = performance.now();
  step = next;
};
const template = await compose(await builtInModel.load());
const { pdf, manifest } = await assemble({
  template, data: inputOf(dossier), converter: libreOffice({ binary }), date: new Date(Date.UTC(2026, 10, 24, 8)), title: 'Convention départementale France Services',
  onProgress: (progress) => turn(progress.step),
});
turn('');
const ms = performance.now() - start;
// Kilobytes, on every system where Node runs.
const memoryBytes = process.resourceUsage().maxRSS * 1024;
if (file) await writeFile(file, pdf);
console.log(JSON.stringify({ ms, steps, memoryBytes, pages: manifest.pages, pdfBytes: pdf.length, pdfHash: manifest.pdfHash }));
