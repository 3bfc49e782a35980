import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { pkiPaths } from '#libs/features/keys';
import { clerkIn, launch, openDraft, sign, signersOf, until } from '../support/actors.js';
import { testDatabaseUrl } from '../support/database.js';
import { until as eventually } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { askDss, askPyHanko, testWith } from './judges.js';
import { verifyWithOpenssl } from './openssl.js';

const patience = 15 * 60_000;
jest.setTimeout(patience);

if (!testDatabaseUrl || !process.env.SOFFICE_PATH) console.warn('Sans base de données ni LibreOffice, ce que le service produit n’est PAS jugé.');
const judged = testDatabaseUrl && process.env.SOFFICE_PATH ? describe : describe.skip;
const archiveMaxMs = 5 * 60_000;
const MS_PER_DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * MS_PER_DAY).toISOString().slice(0, 10);

judged('une tournée signée par le service lui-même, de la page de chacun à l’archive', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paraphe-served-'));
  const [path, root, crl] = [join(folder, 'agreement.pdf'), join(folder, 'root.pem'), join(folder, 'list.crl')];
  let service: Service;
  let signatures: number;
  /** The file after each of its revisions, the certification first. */
  let stages: string[];

  beforeAll(async () => {
    // Judges believe no clock but the machine's: that of the service, which scenarios move, is set by it before each act.
    service = await startService({ now: new Date() });
    const onTime = () => service.clock.moveTo(new Date());
    const clerk = await clerkIn(service);
    const id = await openDraft(service, clerk, 1);
    await launch(service, clerk, id, { collectUntil: inDays(30), termEndsOn: inDays(400) });
    const signers = await signersOf(service, id);
    signatures = signers.length + 2;
    // The prefet is invited when the others have signed.
    for (const signer of [...signers].sort((a, b) => Number(a.college === 'prefet') - Number(b.college === 'prefet'))) {
      onTime();
      await sign(service, signer);
    }
    onTime();
    await until(service, id, 'sealed', archiveMaxMs);
    await eventually(async () => (await service.database.superuser(`select 1 from preservation where round_id = $1 and state = 'archived'`, [id])).length === 1, 'the document is archived', archiveMaxMs);
    const { bytes } = await clerk.get(`/tournees/${id}/document.pdf`);
    writeFileSync(path, bytes);
    writeFileSync(root, await published(pkiPaths.root));
    writeFileSync(crl, await published(pkiPaths.revocationList));
    const rows = await service.database.superuser<{ n: number; length: string }>('select n, revision.length from revision join document on document.id = document_id where round_id = $1 and n > 0 order by n', [id]);
    stages = rows.map(({ n, length }) => {
      const stage = join(folder, `revision-${n}.pdf`);
      writeFileSync(stage, bytes.subarray(0, Number(length)));
      return stage;
    });
  });
  const published = async (address: string) => Buffer.from(await (await fetch(`${service.url}/${address}`)).arrayBuffer());
  afterAll(async () => {
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  testWith('dss')('EU DSS, politique stricte : tout passe après chaque révision, et le document archivé est en B-LTA', async () => {
    const answers = await askDss(root, [...stages, path], { crl });
    for (const { error, file, signatures: verdicts } of answers) {
      expect([file, error]).toEqual([file, undefined]);
      for (const verdict of verdicts) expect([file, verdict]).toEqual([file, expect.objectContaining({ indication: 'TOTAL_PASSED', errors: [] })]);
    }
    expect(answers.at(-1)!.signatures.map(({ level }) => level)).toEqual(Array<string>(signatures).fill('PAdES-BASELINE-LTA'));
  });

  testWith('pyhanko')('pyHanko tient chaque signature pour valide', async () => {
    const [answer] = await askPyHanko(root, [{ path, ades: true }], crl);
    expect(answer!.error).toBeUndefined();
    expect(answer!.signatures.filter(({ valid }) => !valid)).toEqual([]);
    expect(answer!.signatures.filter(({ type }) => type === 'Sig')).toHaveLength(signatures);
    expect(answer!.ades.map(({ indication }) => indication)).toEqual(Array<string>(signatures).fill('AdESPassed.OK'));
  });

  testWith('openssl')('openssl vérifie chaque CMS et chaque jeton', () => {
    expect(verifyWithOpenssl(path, root, folder)).toEqual({ signatures, tokens: signatures, documentTimestamps: expect.any(Number) });
  });
});
