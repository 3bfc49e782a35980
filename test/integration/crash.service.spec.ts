import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { instant, legalDay } from '#libs/domain';
import { loadRound } from '#libs/features/round';
import { journalOf, lineHash, systemActor } from '#libs/platform';
import { clerkIn, openDraft, sign, signersOf } from '../support/actors.js';
import { superuserUrl } from '../support/database.js';
import { until } from '../support/patience.js';
import { RealService, sha256 } from '../support/processes.js';
import type { Visitor } from '../support/visitor.js';

const actor = systemActor('test');
const engines = [['PostgreSQL', undefined], ['Redis', process.env.TEST_REDIS_URL]] as const;
if (!process.env.TEST_REDIS_URL) console.warn('TEST_REDIS_URL absent : la reprise sur Redis n’est PAS essayée.');

describe.each(engines.filter(([name, url]) => name === 'PostgreSQL' || url))('un arrêt brutal, file sur %s', (_, redisUrl) => {
  let service: RealService;
  let clerk: Visitor;
  beforeAll(async () => {
    service = await RealService.open(redisUrl);
    await service.start('web');
    await service.start('worker');
    clerk = await clerkIn(service);
  });
  afterAll(() => service?.stop());

  const sql = <T extends object>(text: string, values: unknown[] = []) => service.database.superuser<T>(text, values);
  const state = async (id: string) => (await service.db.withIdentity(actor, (tx) => loadRound(tx, id))).state;
  const reaches = (id: string, wanted: string) => until(async () => (await state(id)) === wanted, `the round is ${wanted}`, 120_000);
  const launch = async () => {
    const id = await openDraft(service, clerk, 1);
    const page = await clerk.post(`/tournees/${id}/lancer`, { collectUntil: inDays(30), termEndsOn: inDays(400) });
    if (page.status !== 200) throw new Error(`The launch answers ${page.status}`);
    return id;
  };
  const percent = async (id: string) => (await sql<{ percent: number }>(`select coalesce((progress->>'percent')::int, 0) as percent from outbox where subject_id = $1 and effect->>'type' = 'assembleDocument'`, [id]))[0]?.percent ?? 0;

  const isStopped = async (asking: string) => (await sql(`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and usename <> session_user and query ilike $1`, [asking])).length > 0;
  const filesOf = (id: string) => readdirSync(join(service.config.dataDir, 'files', 'documents', id)).sort();

  /** Stops the worker for ever where it asks that of the round, whose lock was taken before it started. */
  async function killWhere(id: string, asking: string, lock: 'for update' | 'for no key update'): Promise<void> {
    const holder = new pg.Client({ connectionString: superuserUrl(service.database) });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query(`select 1 from round where id = $1 ${lock}`, [id]);
      await service.start('worker');
      await until(() => isStopped(asking), `the worker waits for the round to answer ${asking}`, 120_000);
      await service.kill('worker');
    } finally {
      await holder.end();
    }
    // What the dead one had asked for is answered to nobody, and undone.
    await until(async () => !(await isStopped('%')), 'nobody waits any more');
  }

  /** No signature lost, none doubled; the file is what was committed; every effect is done; the journal's chain holds. */
  async function expectWhole(id: string): Promise<void> {
    const signers = await signersOf(service, id);
    await until(async () => (await sql('select 1 from outbox where subject_id = $1 and done_at is null', [id])).length === 0, 'every effect is done', 120_000);
    const revisions = await sql<{ kind: string; slot_id: string | null; start: string; length: string; sha256: string }>('select revision.* from revision join document on document.id = document_id where round_id = $1 order by n', [id]);
    expect(revisions.map(({ kind }) => kind)).toEqual(['prepared', 'certification', ...signers.map(() => 'approval'), 'seal', 'store', 'timestamp']);
    const { facts } = await service.db.withIdentity(actor, (tx) => loadRound(tx, id));
    const byOrder = [...facts.slots].sort((a, b) => a.order! - b.order!).map((slot) => slot.id);
    expect(revisions.filter(({ kind }) => kind === 'approval').map(({ slot_id }) => slot_id)).toEqual(byOrder);
    const { bytes } = await clerk.get(`/tournees/${id}/document.pdf`);
    expect(sha256(bytes)).toBe(facts.finalHash);
    revisions.forEach(({ length, sha256: hash }) => expect(sha256(bytes.subarray(0, Number(length)))).toBe(hash));
    const file = join(mkdtempSync(join(tmpdir(), 'paraphe-doc-')), 'c.pdf');
    writeFileSync(file, bytes);
    expect(execFileSync('pdfsig', ['-nocert', file], { encoding: 'utf8' }).match(/Signature is Valid/g)).toHaveLength(signers.length + 2);
    let previous = '0'.repeat(64);
    for (const { rank, previousHash, hash, ...entry } of await service.db.withIdentity(actor, (tx) => journalOf(tx, 'round', id))) {
      expect(previousHash).toBe(previous);
      expect(lineHash({ ...entry, recordedAt: instant(entry.recordedAt), effectiveOn: legalDay(entry.effectiveOn) }, rank, previousHash)).toBe(hash);
      previous = hash;
    }
    // A mail is repeated only when the crash fell between the server's acceptance and our commit, and then it is the same mail.
    const sent = await sql<{ message_id: string }>(`select message_id from mail where subject_id = $1 and state = 'sent'`, [id]);
    for (const { message_id } of sent) {
      const copies = service.mailbox.mails.filter(({ messageId }) => messageId === message_id);
      expect(copies.length).toBeGreaterThanOrEqual(1);
      expect(new Set(copies.map(({ text }) => text)).size).toBe(1);
    }
    for (const { email, bodyName } of signers) {
      const about = service.mailbox.mails.filter(({ to, text, subject }) => to === email && text.includes(bodyName) && subject.includes('exemplaire'));
      expect(new Set(about.map(({ messageId }) => messageId)).size).toBeGreaterThanOrEqual(1);
    }
  }

  test('de l’ouvrier pendant l’assemblage, entre deux signatures, puis pendant le scellement : la tournée aboutit seule, rien n’est perdu ni doublé', async () => {
    const id = await launch();
    await until(async () => (await percent(id)) >= 25, 'the conversion has begun');
    await service.kill('worker');
    expect(await state(id)).toBe('assembling');
    await service.start('worker');
    await reaches(id, 'collecting');
    expect(await sql('select 1 from document where round_id = $1', [id])).toHaveLength(1);

    const signers = await signersOf(service, id);
    const first = signers.filter(({ college }) => college !== 'prefet');
    for (const signer of first.slice(0, 2)) await sign(service, signer);
    await service.kill('worker');
    // What an interrupted writer may leave behind its last committed revision is cut off.
    const [document] = await sql<{ name: string }>('select name from document where round_id = $1', [id]);
    appendFileSync(join(service.config.dataDir, 'files', document!.name), 'half a revision');
    await service.start('worker');
    for (const signer of first.slice(2)) await sign(service, signer);

    const prefet = signers.find(({ college }) => college === 'prefet')!;
    await sign(service, prefet);
    await service.kill('worker');
    await service.start('worker');
    await reaches(id, 'sealed');
    await expectWhole(id);
  });

  test('de l’ouvrier avant que la certification soit gardée, puis entre elle et ce qui la dit : un seul document, dont le texte ne change plus', async () => {
    const mailsBefore = service.mailbox.mails.length;
    await service.kill('worker');
    const id = await launch();
    const documents = () => sql<{ id: string; name: string; content_hash: string }>('select id, name, content_hash from document where round_id = $1', [id]);
    // Certified on the disk, and written nowhere else.
    await killWhere(id, 'insert into document %', 'for update');
    expect([await documents(), await state(id)]).toEqual([[], 'assembling']);
    const [orphan, ...more] = filesOf(id);
    expect(more).toEqual([]);
    // Certified and kept; the round does not know it yet.
    await killWhere(id, '%for update%', 'for no key update');
    expect(await state(id)).toBe('assembling');
    const [document] = await documents();
    await service.start('worker');
    await reaches(id, 'collecting');
    expect(await documents()).toEqual([document]);
    const { facts } = await service.db.withIdentity(actor, (tx) => loadRound(tx, id));
    expect(facts.contentHash).toBe(document!.content_hash);
    expect(sha256(readFileSync(join(service.config.dataDir, 'files', document!.name)))).toBe(facts.contentHash);
    // The file of the first attempt is left where nothing names it; the second attempt was not made again.
    expect(filesOf(id)).toEqual([orphan, `${document!.id}.pdf`].sort());
    expect(await sql('select 1 from journal where subject_id = $1 and event = $2', [id, 'recordAssembly'])).toHaveLength(1);
    const isLast = ({ college }: { college: string }) => Number(college === 'prefet');
    for (const signer of (await signersOf(service, id)).toSorted((a, b) => isLast(a) - isLast(b))) await sign(service, signer, mailsBefore);
    await reaches(id, 'sealed');
    await expectWhole(id);
  });

  test('de tout à la fois : au redémarrage, la tournée reprend où elle en était', async () => {
    const mailsBefore = service.mailbox.mails.length;
    const id = await launch();
    await until(async () => (await percent(id)) >= 5, 'the assembly has begun');
    await Promise.all([service.kill('worker'), service.kill('web')]);
    await Promise.all([service.start('web'), service.start('worker')]);
    await reaches(id, 'collecting');
    const signers = await signersOf(service, id);
    const [prefet, ...first] = [...signers].sort((a) => (a.college === 'prefet' ? -1 : 1));
    for (const [i, signer] of first.entries()) {
      await sign(service, signer, mailsBefore);
      if (i !== 0) continue;
      await Promise.all([service.kill('worker'), service.kill('web')]);
      await Promise.all([service.start('web'), service.start('worker')]);
    }
    await sign(service, prefet!, mailsBefore);
    await reaches(id, 'sealed');
    await expectWhole(id);
  });
});

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
