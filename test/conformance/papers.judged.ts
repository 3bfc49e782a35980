/** The papers of an agreement's life, each with its example: archivable and readable by anyone, with the fields of the acts and of the sealed ones. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { assemble, libreOffice } from '#libs/documents';
import type { SignedActPrint } from '#libs/features/papers';
import { prepare } from '#libs/signing';
import { askVeraPdf, testWith } from './judges.js';

/** Seven conversions, then fourteen judgements, on a machine that may be busy. */
jest.setTimeout(300_000);

const office = process.env.SOFFICE_PATH ?? 'soffice';
const font = readFileSync(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
const seal = { link: { url: 'https://slot.paraphe.invalid/seal', label: 'Cachet électronique du service' } };
const byHand = ['preavis', 'convocation', 'compte-rendu'];
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
