// Writes templates/<document>/v1/sample.json from the demonstration's département. Needs the compiled code: `npm run build` first.
//   node templates/drafting/samples.mjs
// With a file name, assembles a whole preview instead:
//   node templates/drafting/samples.mjs preview.pdf [structures]
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultReadings, deviationsOf, readAgreement, seatsOf } from '#libs/domain';
import { demonstrationDossier, limitStructures } from '#libs/features/directory';
import { builtInModel, importedInput, modelInput } from '#libs/features/model';

const templates = fileURLToPath(new URL('..', import.meta.url));
/** Three structures show every shape the templates know without weighing on the repository. */
const SAMPLE_STRUCTURES = 3;
const marker = (name) => `https://slot.paraphe.invalid/${name}`;

/** The input of a round on the demonstration, with slots numbered in the order of the signature pages. */
export function sampleInput(structures) {
  const dossier = limitStructures(demonstrationDossier(), structures);
  const slots = seatsOf(dossier).map(({ college, bodyName, capacity }, i) => ({ name: `slot_${i + 1}`, college, bodyName, capacity, marker: marker(`slot_${i + 1}`) }));
  return modelInput(dossier, {
    number: 'CDFS-48-2026-001', date: '2026-11-24', term: { startsOn: null, endsOn: '2027-12-31', renewalMonths: 12 }, slots, sealMarker: marker('seal'),
    verifyUrl: 'https://paraphe.example/verifier/CDFS-48-2026-001', demonstration: true, modelVersion: builtInModel.version,
  });
}

/** A text of a few lines stands for the official one: only what is printed around it matters here. */
function importedSample(structures) {
  const lines = ['Convention départementale', 'Art. 1 - Objet', 'La convention fixe [à préciser].', 'Art. 2 - Composition de la convention', 'La convention et ses annexes [bookmark: _GoBack] forment un tout.', 'Fait à ………… le …………'];
  const text = readAgreement(lines.map((line, i) => ({ text: line, where: `ligne ${i + 1}` })));
  const fills = new Map([['fait_a', 'Mende'], ['fait_le', 'jour porté dans chaque signature']]);
  return importedInput(sampleInput(structures), { text, sha256: '0'.repeat(64), fills, deviations: deviationsOf(text, { fills }), readings: defaultReadings });
}

async function preview(file, structures) {
  const { assemble, compose, libreOffice } = await import('#libs/documents');
  const { pdf, docx, manifest } = await assemble({
    template: await compose(await builtInModel.load()),
    data: sampleInput(structures),
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
  const sample = `${JSON.stringify(sampleInput(SAMPLE_STRUCTURES), null, 2)}\n`;
  for (const { name } of builtInModel.parts) await writeFile(join(templates, name, `v${builtInModel.version}`, 'sample.json'), sample);
  const imported = `${JSON.stringify(importedSample(SAMPLE_STRUCTURES), null, 2)}\n`;
  for (const name of ['conditions-particulieres', 'pages-de-signature']) await writeFile(join(templates, name, 'v1', 'sample.json'), imported);
}
