/** The largest file we promise: sixty structures, twenty partners, fifty signatories. Archivable and readable by anyone, before and after they sign. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { ModelInput } from '#libs/features/model';
import { askVeraPdf, testWith } from './judges.js';
import { prepareRound, sealRound } from './sealed-round.js';

/** A hundred and sixty pages are converted, then judged six times, on a machine that may be busy. */
jest.setTimeout(600_000);

const office = process.env.SOFFICE_PATH ?? 'soffice';
const size = { structures: 60, partners: 20, signatories: 50 } as const;
type LargeDossier = { largeDossier: (structures: number, partners: number) => object; inputOf: (dossier: object) => ModelInput };

const folder = mkdtempSync(join(tmpdir(), 'paraphe-whole-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

testWith('verapdf')('le dossier entier est PDF/A-3b et PDF/UA-1, finalisé, préparé et signé par cinquante personnes', async () => {
  const { largeDossier, inputOf } = (await import(new URL('../bench/documents-dossier.mjs', import.meta.url).href)) as LargeDossier;
  const round = await prepareRound(size.signatories, office, inputOf(largeDossier(size.structures, size.partners)));
  const sealed = await sealRound(round, join(folder, 'sealed.pdf'));
  const [finalised, prepared] = [join(folder, 'finalised.pdf'), join(folder, 'prepared.pdf')];
  writeFileSync(finalised, round.finalised);
  writeFileSync(prepared, round.prepared);
  for (const flavour of ['3b', 'ua1'] as const) {
    const failures = await askVeraPdf(flavour, [finalised, prepared, sealed.path]);
    expect(failures.map((rules) => [...rules.keys()])).toEqual([[], [], []]);
  }
});
