// Writes templates/<document>/v1/sample.json from the invented dossier. Needs the compiled code: `npm run build` first.
//   node templates/drafting/samples.mjs
// With a file name, assembles a whole preview instead:
//   node templates/drafting/samples.mjs preview.pdf [structures]
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtInModel, modelInput } from '#libs/features/model';
import { sampleDossier, sampleRound } from '../../dist/libs/features/src/model/sample-dossier.js';

const templates = fileURLToPath(new URL('..', import.meta.url));
/** Three structures show every shape the templates know without weighing on the repository. */
const SAMPLE_STRUCTURES = 3;

const inputFor = (structures) => {
  const dossier = sampleDossier(structures);
  return modelInput(dossier, sampleRound(dossier));
};

async function preview(file, structures) {
  const { assemble, compose, libreOffice } = await import('#libs/documents');
  const { pdf, docx, manifest } = await assemble({
    template: await compose(await builtInModel.load()),
    data: inputFor(structures),
    converter: libreOffice(),
    date: new Date(Date.UTC(2026, 10, 24, 8)),
    title: 'Convention départementale France Services',
  });
  await writeFile(file, pdf);
  await writeFile(file.replace(/\.pdf$/, '.docx'), docx);
  console.log(`${file}: ${manifest.pages} pages`);
}

const [file, structures = '12'] = process.argv.slice(2);
if (file) await preview(file, Number(structures));
else {
  const sample = `${JSON.stringify(inputFor(SAMPLE_STRUCTURES), null, 2)}\n`;
  for (const { name } of builtInModel.parts) await writeFile(join(templates, name, `v${builtInModel.version}`, 'sample.json'), sample);
}
