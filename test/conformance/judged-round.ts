import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { drawFrom, readTarget } from './alteration-target.js';
import { contentReplaced } from './alterations-updates.js';
import { askDss, askPyHanko, askVeraPdf, isHere, testWith } from './judges.js';
import type { DssAnswer, PyHankoAnswer } from './judges.js';
import { verifyWithOpenssl } from './openssl.js';
import { prepareRound, sealRound, writeStages } from './sealed-round.js';
import type { SealedRound } from './sealed-round.js';

/** Fifty signatures, each compared with fifty later revisions, on two busy cores. */
const patience = 15 * 60_000;
jest.setTimeout(patience);

const folder = mkdtempSync(join(tmpdir(), 'paraphe-conformance-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const office = process.env.SOFFICE_PATH;
if (!office) console.warn('LibreOffice est absent : rien n’est jugé.');
const judged = office ? describe : describe.skip;

/** Revisions after which a round of fifty is judged, besides the empty file: the first ones, two of the middle, and the last four. */
const midway = [1, 2, 10, 25];
const lastOnes = 4;
/** Up to this many pages the look of every revision is compared; the round of six has fewer. */
const comparedPages = 60;

/** The tests of one round; each size has a spec of its own, so that two cores can work. */
export function judgeRound(signatories: number): void {
  judged(`une tournée scellée de ${signatories} signataires`, () => testsOf(signatories));
}

function testsOf(signatories: number): void {
  let round: SealedRound;
  let stages: ReturnType<typeof writeStages>;
  let byDss: Promise<DssAnswer[]> | undefined;
  let byPyHanko: Promise<PyHankoAnswer[]> | undefined;
  /** Certification, signatories, seal. */
  const signatures = signatories + 2;

  beforeAll(async () => {
    round = await sealRound(await prepareRound(signatories, office!), join(folder, `round-${signatories}.pdf`));
    const last = round.stages.length - 1;
    const isJudged = (rank: number) => signatories < 50 || midway.includes(rank) || rank > last - lastOnes;
    stages = writeStages(round, (_, rank) => rank === 0 || isJudged(rank));
    writeFileSync(join(folder, `finalised-${signatories}.pdf`), round.finalised);
  });
  /** Each judge is asked once about all the stages, at its first test; the two long ones then work side by side. */
  const dssAnswers = () => (byDss ??= askDss(round.rootPath, stages.map(({ path }) => path), { crl: round.crlPath }));
  const pyHankoAnswers = () => (byPyHanko ??= askPyHanko(round.rootPath, stages.map(questionOf), round.crlPath));
  const questionOf = ({ path, rank }: (typeof stages)[number]) => {
    const isFinal = rank === round.stages.length - 1;
    // Judging fifty signatures takes it minutes, and the final file contains every earlier comparison: before it, some are enough.
    const signed = Math.min(rank - 1, signatories);
    const some = ['certification', round.slots[0]!, ...round.slots.slice(Math.max(1, signed - 2), Math.max(1, signed)), 'seal'];
    return { path, ...(isFinal || signatories < 50 ? {} : { fields: some }), ades: isFinal && signatories < 50 };
  };

  testWith('dss')('EU DSS, politique stricte : le fichier préparé est vide, tout passe après chaque révision, la dernière est en B-LTA', async () => {
    beginPyHanko();
    const answers = await dssAnswers();
    answers.forEach((answer, i) => {
      const { stage, rank } = stages[i]!;
      const level = { security_store: 'PAdES-BASELINE-LT', document_timestamp: 'PAdES-BASELINE-LTA' }[stage.name as string] ?? 'PAdES-BASELINE-T';
      expect([answer.file, answer.error]).toEqual([stages[i]!.path, undefined]);
      expect(answer.signatures).toHaveLength(Math.min(rank, signatures));
      for (const verdict of answer.signatures) expect(verdict).toMatchObject({ indication: 'TOTAL_PASSED', level, errors: [], modifications: untouched });
      for (const verdict of answer.timestamps) expect(verdict).toMatchObject({ indication: 'PASSED', errors: [] });
    });
    expect(answers.at(-1)!.timestamps).toHaveLength(signatures + 1);
  });

  testWith('pyhanko')('pyHanko tient chaque signature pour valide', async () => {
    const answers = await pyHankoAnswers();
    answers.forEach(({ file, error, signatures: verdicts }, i) => {
      expect([file, error]).toEqual([file, undefined]);
      expect(verdicts.filter(({ valid }) => !valid)).toEqual([]);
      expect(verdicts.length).toBeGreaterThanOrEqual(Math.min(stages[i]!.rank, 4));
    });
    const last = answers.at(-1)!;
    expect(last.signatures.map(({ type }) => type).sort()).toEqual(['DocTimeStamp', ...Array<string>(signatures).fill('Sig')]);
    if (signatories < 50) expect(last.ades.map(({ indication }) => indication)).toEqual(Array<string>(signatures).fill('AdESPassed.OK'));
  });

  testWith('openssl')('openssl vérifie chaque CMS, chaque jeton et l’horodatage du document', () => {
    expect(verifyWithOpenssl(round.path, round.rootPath, folder)).toEqual({ signatures, tokens: signatures, documentTimestamps: 1 });
  });

  testWith('qpdf')('qpdf n’y trouve rien à redire, après chaque révision', () => {
    for (const { path } of stages) expect(execFileSync('qpdf', ['--check', path], { encoding: 'utf8' })).toContain('No syntax or stream encoding errors');
  });

  testWith('pdfsig')('pdfsig lit chaque signature et la dit valide', () => {
    const said = execFileSync('pdfsig', ['-nocert', round.path], { encoding: 'utf8' });
    expect(said.match(/Signature is Valid/g)).toHaveLength(signatures);
    expect(said).not.toMatch(/Signature is (Invalid|Not)|Digest Mismatch/i);
  });

  testWith('verapdf').each(['3b', 'ua1'] as const)('veraPDF (%s) : ni la préparation ni les signatures n’ajoutent de défaut', async (flavour) => {
    const [finalised, prepared, sealed] = await askVeraPdf(flavour, [join(folder, `finalised-${signatories}.pdf`), stages[0]!.path, round.path]);
    for (const later of [prepared!, sealed!]) {
      for (const [rule, failures] of later) expect([flavour, rule, failures <= (finalised!.get(rule) ?? 0)]).toEqual([flavour, rule, true]);
    }
  });

  if (signatories < 50) {
    testWith('dss')('EU DSS ne voit pas de différence d’aspect d’une révision à l’autre', async () => {
      const [answer] = await askDss(round.rootPath, [round.path], { comparedPages });
      expect(answer!.signatures.map(({ indication }) => indication)).toEqual(Array<string>(signatures).fill('TOTAL_PASSED'));
      expect(answer!.signatures.flatMap(({ modifications }) => modifications.visualDifference)).toEqual([]);
    });
  }

  if (signatories < 50) {
    describe('les juges savent refuser : un texte remplacé après toutes les signatures', () => {
      const altered = join(folder, 'altered.pdf');
      beforeAll(async () => writeFileSync(altered, contentReplaced(await readTarget(readFileSync(round.path)), drawFrom(1))!));
      testWith('dss')('EU DSS', async () => {
        const [answer] = await askDss(round.rootPath, [altered], { crl: round.crlPath });
        expect(answer!.signatures).toHaveLength(signatures);
        for (const verdict of answer!.signatures) expect(verdict.indication).not.toBe('TOTAL_PASSED');
      });
      testWith('pyhanko')('pyHanko', async () => {
        const [answer] = await askPyHanko(round.rootPath, [{ path: altered }], round.crlPath);
        expect(answer!.signatures.filter(({ valid }) => valid)).toEqual([]);
      });
    });
  }

  /** Begun with the first long judge, so that both work at once. */
  function beginPyHanko(): void {
    if (isHere('pyhanko')) void pyHankoAnswers().catch(() => undefined);
  }
}

const untouched = { annotationOverlap: [], visualDifference: [], pageDifference: [], annotationChanges: 0, undefined: [] };
