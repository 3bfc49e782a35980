import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { askDss, askPyHanko, isHere, signInSlot, testWith } from './judges.js';
import type { DssAnswer, PyHankoAnswer } from './judges.js';
import { LentRound, openHouse, strangerIn } from './lent-round.js';
import type { Stranger } from './lent-round.js';
import { prepareRound } from './sealed-round.js';

const patience = 15 * 60_000;
jest.setTimeout(patience);

const office = process.env.SOFFICE_PATH;
if (!office) console.warn('LibreOffice est absent : rien n’est prêté, ni jugé.');
const judged = office ? describe : describe.skip;

/** What the service says of a file signed in each of these ways, and why where it refuses: docs/known-issues.md. */
const expected: Record<'pyhanko' | 'dss', Record<string, string>> = {
  // Its levels LT and LTA are revisions of their own.
  pyhanko: { 'pyhanko-b': 'pris', 'pyhanko-drawn': 'pris', 'pyhanko-rsa': 'pris', 'pyhanko-cms': 'pris', 'pyhanko-t': 'pris', 'pyhanko-lt': 'several_revisions', 'pyhanko-lta': 'several_revisions' },
  // Without a drawing, PDFBox gives the slot no size; OpenPDF frees a number that was never used. DSS has a SHA-512 stamped by default, which the evidence does not compare.
  dss: { 'dss-b': 'slot_changed', 'dss-b-drawn': 'pris', 'dss-t': 'timestamp_unusable', 'dss-t-sha256': 'pris', pdfbox: 'slot_changed', openpdf: 'cannot_continue' },
};
/** By each program, one file that is carried to the archive. */
const carried = ['pyhanko-b', 'pyhanko-drawn', 'pyhanko-cms', 'pyhanko-t', 'dss-b-drawn', 'dss-t-sha256'];

interface Kept { readonly name: string; readonly path: string; readonly rootsPath: string; readonly document: LentRound; readonly strangers: readonly Stranger[] }

judged('un document signé avec le certificat de chacun, par de vrais programmes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paraphe-own-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const said: Record<string, Record<string, string>> = {};
  const kept: Kept[] = [];

  beforeAll(async () => {
    const lent = await (await LentRound.certified(await prepareRound(4, office!), await openHouse(), folder)).approved(1);
    const source = join(folder, 'lent.pdf');
    writeFileSync(source, lent.pdf);
    for (const by of ['pyhanko', 'dss'] as const) {
      if (!isHere(by)) continue;
      const place = join(folder, by);
      mkdirSync(place);
      for (const { name, path } of await signInSlot(by, source, place, lent.round.slots[0]!, 'DUPONT Jean')) {
        const strangers = [strangerIn(place)];
        const taken = await lent.received(readFileSync(path), 0, strangers);
        (said[by] ??= {})[name] = typeof taken === 'string' ? taken : 'pris';
        keepForStudy(path);
        if (typeof taken !== 'string' && carried.includes(name)) await carry(name, taken, strangers);
      }
    }
    if (isHere('pyhanko') && isHere('dss')) await carryTwo(lent, source);
  });

  /** The others sign by code, then the service closes the document. */
  async function carry(name: string, document: LentRound, strangers: readonly Stranger[]): Promise<void> {
    let next = document;
    for (const rank of [2, 3]) next = await next.approved(rank);
    keep(name, await next.archived(strangers), strangers);
  }

  function keep(name: string, document: LentRound, strangers: readonly Stranger[]): void {
    const [path, rootsPath] = [join(folder, `${name}-archived.pdf`), join(folder, `${name}-roots.pem`)];
    writeFileSync(path, document.pdf);
    writeFileSync(rootsPath, document.roots(strangers));
    keepForStudy(path);
    kept.push({ name, path, rootsPath, document, strangers });
  }

  /** Two people, two programs, and somebody by code in between. */
  async function carryTwo(lent: LentRound, source: string): Promise<void> {
    const places = ['first', 'second'].map((name) => join(folder, name));
    for (const place of places) mkdirSync(place);
    const strangers: Stranger[] = [];
    let document = lent;
    for (const [by, wanted, rank] of [['pyhanko', 'pyhanko-b', 0], ['dss', 'dss-b-drawn', 2]] as const) {
      writeFileSync(source, document.pdf);
      const files = await signInSlot(by, source, places[strangers.length]!, document.round.slots[rank]!, 'DUPONT Jean');
      strangers.push(strangerIn(places[strangers.length]!));
      const taken = await document.received(readFileSync(files.find(({ name }) => name === wanted)!.path), rank, strangers);
      if (typeof taken === 'string') throw new Error(`${wanted} : ${taken}`);
      document = rank === 0 ? await taken.approved(3) : taken;
    }
    keep('pyhanko-then-dss', await document.archived(strangers), strangers);
  }

  for (const by of ['pyhanko', 'dss'] as const) testWith(by)(`${by} : ce qui est pris, et ce qui ne l’est pas`, () => expect(said[by]).toEqual(expected[by]));

  test('notre vérificateur tient le document archivé pour intact', async () => {
    for (const { name, document, strangers } of kept) {
      const { verdict, signatures } = await document.report(strangers);
      expect([name, verdict, signatures.length]).toEqual([name, expect.stringMatching(/^valid/), 6]);
      for (const { field, integrity, modifications } of signatures) expect([name, field, integrity, modifications.filter(({ permitted }) => !permitted)]).toEqual([name, field, 'intact', []]);
    }
  });

  testWith('pyhanko')('pyHanko tient chaque signature du document archivé pour valide', async () => {
    for (const { name, path, rootsPath } of kept) {
      const [answer] = (await askPyHanko(rootsPath, [{ path }])) as [PyHankoAnswer];
      expect([name, answer.error, answer.signatures.filter(({ valid }) => !valid)]).toEqual([name, undefined, []]);
      expect(answer.signatures.filter(({ type }) => type === 'Sig')).toHaveLength(6);
    }
  });

  testWith('dss')('EU DSS tient chaque signature du document archivé pour bonne, et ne voit changer aucune page', async () => {
    for (const { name, path, rootsPath } of kept) {
      // Comparing the look of pages takes it half a minute a file: the one that two programs signed is enough.
      const [answer] = (await askDss(rootsPath, [path], { policy: 'usual', comparedPages: name === 'pyhanko-then-dss' ? 60 : 0 })) as [DssAnswer];
      expect([name, answer.error, answer.signatures.length]).toEqual([name, undefined, 6]);
      for (const { fields, indication, errors, modifications } of answer.signatures) {
        const { annotationOverlap, visualDifference, pageDifference, undefined: unexplained } = modifications;
        expect([name, fields, indication, errors, annotationOverlap, visualDifference, pageDifference]).toEqual([name, fields, 'TOTAL_PASSED', [], [], [], []]);
        // It knows a drawing in an empty field, but not one that is written in other terms than the empty one.
        for (const change of unexplained) expect([name, change]).toEqual([name, expect.stringMatching(/\/AP \/N \d+ 0 R/)]);
      }
    }
  });
});

/** With CONFORMANCE_KEEP=folder, the files are left there. */
function keepForStudy(path: string): void {
  const place = process.env.CONFORMANCE_KEEP;
  if (place) copyFileSync(path, join(place, path.split('/').at(-1)!));
}
