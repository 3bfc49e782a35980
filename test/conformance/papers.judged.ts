/** The papers of an agreement's life, each with its example: archivable and readable by anyone, with the fields of the acts and of the sealed ones. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble, libreOffice } from '#libs/documents';
import { Press } from '#libs/features/papers';
import type { PrintJob, SealedJob, SignedActPrint } from '#libs/features/papers';
import { loadConfig } from '#libs/platform';
import { prepare } from '#libs/signing';
import { askVeraPdf, testWith } from './judges.js';
import { sealRound } from './sealed-round.js';

const office = process.env.SOFFICE_PATH ?? 'soffice';
const font = readFileSync(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
const seal = { link: { url: 'https://slot.paraphe.invalid/seal', label: 'Cachet électronique du service' } };
const byHand = ['preavis', 'convocation', 'compte-rendu', 'deliberation'];
const sealedAlone = ['reconduction', 'recepisse'];
const acts = ['avenant', 'adhesion'];

const folder = mkdtempSync(join(tmpdir(), 'paraphe-papers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function made(document: string): Promise<string> {
  const sample = JSON.parse(readFileSync(`templates/${document}/v1/sample.json`, 'utf8')) as Partial<SignedActPrint>;
  const signatures = sample.signatures ?? [];
  const data = { ...sample, signatures, seal: byHand.includes(document) ? null : seal };
  const { pdf } = await assemble({ template: readFileSync(`templates/${document}/v1/template.docx`), data, converter: libreOffice({ binary: office }), date: new Date(), title: `Essai – ${document}` });
  const slots = signatures.map(({ link, bodyName }, i) => ({ name: `slot_${i + 1}`, marker: link.url, label: `Signature électronique : ${bodyName}` }));
  const file = data.seal ? (await prepare(pdf, { slots, seal: { name: 'seal', marker: seal.link.url, label: seal.link.label }, font })).pdf : pdf;
  const path = join(folder, `${document}.pdf`);
  writeFileSync(path, file);
  return path;
}

testWith('verapdf')('les pièces de la vie d’une convention sont PDF/A-3b et PDF/UA-1', async () => {
  const paths: string[] = [];
  for (const document of [...byHand, ...sealedAlone, ...acts]) paths.push(await made(document));
  for (const flavour of ['3b', 'ua1'] as const) {
    const failures = await askVeraPdf(flavour, paths);
    expect(failures.map((rules) => [...rules.keys()])).toEqual(paths.map(() => []));
  }
});

testWith('verapdf')('les pièces d’un mandat, remplies d’après leur forme puis scellées, sont PDF/A-3b et PDF/UA-1', async () => {
  const press = new Press({ ...loadConfig({ DATABASE_URL: 'postgres://nobody@127.0.0.1/none', SMTP_URL: 'smtp://127.0.0.1', PARAPHE_MODE: 'demonstration' }), sofficePath: office });
  const sampleOf = (document: string) => JSON.parse(readFileSync(`templates/${document}/v1/sample.json`, 'utf8')) as object;
  const job = (document: string, more: object = {}) => ({ document, data: { ...sampleOf(document), ...more }, title: `Essai – ${document}`, date: new Date() }) as PrintJob;
  const paths: string[] = [];
  const keep = (name: string, pdf: Buffer) => {
    paths.push(join(folder, `${name}.pdf`));
    writeFileSync(paths.at(-1)!, pdf);
  };
  const { code } = sampleOf('mandat-a-signer') as { code: object };
  keep('mandat-a-signer', await press.printPdf(job('mandat-a-signer')));
  keep('copie', await press.printPdf(job('mandat', { label: 'Copie', explanation: 'Copie de l’original électronique.', code })));
  // Written otherwise than by the form: the template itself is converted with its answers.
  keep('mandat-converti', await press.printPdf(job('mandat-a-signer', { structure: 'France Services, une adresse très longue '.repeat(12) })));
  keep('bordereau-elimination', await press.printPdf(job('bordereau-elimination')));
  for (const document of ['mandat', 'recu-de-fin']) {
    const { pdf, manifest } = await press.prepared(job(document) as SealedJob);
    paths.push((await sealRound({ finalised: pdf, prepared: pdf, manifest, slots: [] }, join(folder, `${document}.pdf`))).path);
  }
  for (const flavour of ['3b', 'ua1'] as const) {
    const failures = await askVeraPdf(flavour, paths);
    expect(failures.map((rules) => [...rules.keys()])).toEqual(paths.map(() => []));
  }
});
