import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instant, legalDay } from '#libs/domain';
import { Database, JournalVerifier, KeyStore, appendToJournal, brokenLine, canonicalJson, checkInclusion, headLeaf, journalOf, lineHash, loadConfig, merkleRoot, migrate, systemActor } from '#libs/platform';
import { readToken } from '#libs/signing';
import { migrations } from '../../apps/cli/src/installation.js';
import { freshDatabase } from '../support/database.js';
import { TestJournal } from '../support/journal.js';

let journal: TestJournal;
beforeEach(async () => (journal = await TestJournal.open()));
afterEach(() => journal?.close());
const system = systemActor('test');
type Anchor = { rank: number; day: string; on_demand: boolean; root: string; previous_root: string | null; leaf_count: number; heads: object[]; token: Buffer | null; authority: string | null; stamped_at: Date | null };
const anchors = () => journal.database.superuser<Anchor>('select *, day::text as day from journal_anchor order by rank');

test('chaque soir les chaînes qui ont avancé tiennent sous une racine, datée, qui tient aussi la racine d’avant', async () => {
  await journal.write('a', 2);
  await journal.write('b', 1);
  expect(await journal.morning('2026-11-21')).toEqual({ anchored: ['2026-11-20'], stamped: 1, pending: 0, stampFault: null });
  journal.clock.moveTo(new Date('2026-11-21T09:00:00Z'));
  await journal.write('a', 1);
  await journal.morning('2026-11-22');
  const [first, second] = await anchors();
  expect(first).toMatchObject({ rank: 1, day: '2026-11-20', leaf_count: 2, previous_root: null, authority: 'Horodatage d’essai' });
  expect(second).toMatchObject({ rank: 2, day: '2026-11-21', leaf_count: 2, previous_root: first!.root, heads: [{ subject: 'lamp', subjectId: 'a', rank: 3 }] });
  expect(readToken(second!.token!).imprint.toString('hex')).toBe(second!.root);
  expect(await journal.verify()).toMatchObject({ intact: true, anchors: 2, stamped: 2 });
});

test('deux fois ne fait rien, à dix en même temps non plus, ni un jour sans ligne ; un jour en cours est refusé', async () => {
  await journal.write('a', 2);
  await expect(journal.anchors.anchorDay(legalDay('2026-11-20'))).rejects.toThrow(RangeError);
  journal.clock.moveTo(new Date('2026-11-22T09:00:00Z'));
  const done = await Promise.all(Array.from({ length: 10 }, () => journal.anchors.anchorDay(legalDay('2026-11-20'))));
  expect(done.filter(Boolean)).toHaveLength(1);
  expect(await journal.anchors.anchorDay(legalDay('2026-11-20'))).toBe(false);
  expect(await journal.anchors.anchorDay(legalDay('2026-11-21'))).toBe(false);
  expect(await anchors()).toHaveLength(1);
});

test('le jour est celui de Paris : une ligne de 23 h 30, heure de Paris, est du soir, une de 0 h 30 du lendemain', async () => {
  journal.clock.moveTo(new Date('2026-11-20T22:30:00Z'));
  await journal.write('a', 1);
  journal.clock.moveTo(new Date('2026-11-20T23:30:00Z'));
  await journal.write('a', 1);
  await journal.morning('2026-11-22');
  expect(await anchors()).toMatchObject([{ day: '2026-11-20', heads: [{ rank: 1 }] }, { day: '2026-11-21', heads: [{ rank: 2 }] }]);
});

test('après une panne, chaque jour manqué a son ancrage, avec les têtes de son propre soir', async () => {
  for (const day of ['2026-11-20', '2026-11-22', '2026-11-25']) {
    journal.clock.moveTo(new Date(`${day}T09:00:00Z`));
    await journal.write('a', 1);
  }
  expect((await journal.morning('2026-12-10')).anchored).toEqual(['2026-11-20', '2026-11-22', '2026-11-25']);
  expect((await anchors()).map(({ day, heads }) => [day, (heads[0] as { rank: number }).rank])).toEqual([['2026-11-20', 1], ['2026-11-22', 2], ['2026-11-25', 3]]);
  expect(await journal.verify()).toMatchObject({ intact: true });
});

test('une ligne validée après l’ancrage de son jour est prise par le suivant', async () => {
  await journal.write('a', 1);
  await journal.morning('2026-11-21');
  journal.clock.moveTo(new Date('2026-11-20T22:59:59Z'));
  await journal.write('late', 1);
  expect((await journal.morning('2026-11-22')).anchored).toEqual(['2026-11-21']);
  expect((await anchors())[1]).toMatchObject({ heads: [{ subjectId: 'late' }] });
});

test('l’autorité se tait : l’ancrage tient sans jeton et le reçoit plus tard, une seule fois', async () => {
  await journal.write('a', 1);
  journal.silence = new Error('no answer');
  expect(await journal.morning('2026-11-21')).toEqual({ anchored: ['2026-11-20'], stamped: 0, pending: 1, stampFault: 'no answer' });
  expect(await journal.verify()).toMatchObject({ intact: true, anchors: 1, stamped: 0 });
  journal.silence = null;
  expect(await journal.anchors.catchUp()).toEqual({ anchored: [], stamped: 1, pending: 0, stampFault: null });
  expect(await journal.anchors.catchUp()).toMatchObject({ stamped: 0 });
  expect(await journal.verify()).toMatchObject({ intact: true, stamped: 1 });
});

test('à la demande, ce qui est écrit à l’instant est ancré, et le soir l’est encore', async () => {
  await journal.write('a', 1);
  expect(await journal.anchors.anchorNow()).toMatchObject({ anchored: ['2026-11-20'], stamped: 1 });
  expect(await journal.anchors.anchorNow()).toMatchObject({ anchored: [] });
  await journal.write('a', 1);
  expect((await journal.morning('2026-11-21')).anchored).toEqual(['2026-11-20']);
  expect(await anchors()).toMatchObject([{ on_demand: true }, { on_demand: false }]);
  expect(await journal.verify()).toMatchObject({ intact: true });
});

test('la preuve d’un sujet mène de sa dernière ligne à la racine ancrée, sans la base', async () => {
  for (const id of ['a', 'b', 'c', 'd', 'e']) await journal.write(id, 2);
  expect(await journal.db.withIdentity(system, (tx) => journal.anchors.proofOf(tx, 'lamp', 'a'))).toBeNull();
  await journal.morning('2026-11-21');
  await journal.write('b', 1);
  await journal.morning('2026-11-22');
  for (const id of ['a', 'b', 'e']) {
    const [proof, lines] = await journal.db.withIdentity(system, async (tx) => [await journal.anchors.proofOf(tx, 'lamp', id), await journalOf(tx, 'lamp', id)] as const);
    const { head, index, size, path, root, anchor } = proof!;
    expect(brokenLine(lines)).toBeNull();
    expect(head).toEqual({ subject: 'lamp', subjectId: id, rank: lines.at(-1)!.rank, hash: lines.at(-1)!.hash });
    const bytes = (hex: string) => Buffer.from(hex, 'hex');
    expect(checkInclusion({ leaf: headLeaf(head), index, size, proof: path.map(bytes), root: bytes(root) })).toBe(true);
    expect(readToken(anchor.token!).imprint.toString('hex')).toBe(root);
  }
  expect(await journal.db.withIdentity(system, (tx) => journal.anchors.proofOf(tx, 'lamp', 'nobody'))).toBeNull();
});

test('les ancrages des premières versions, dont la racine tient toutes les chaînes, se vérifient et prouvent encore', async () => {
  await journal.write('a', 2);
  await journal.write('b', 1);
  await journal.morning('2026-11-21');
  await journal.write('a', 1);
  await journal.morning('2026-11-22');
  const [first, second] = await journal.database.superuser<{ rank: number; day: string; until: Date; created_at: Date; root: string; heads: { subject: string; subjectId: string; rank: number; hash: string }[] }>('select *, day::text as day from journal_anchor order by rank');
  const [moved] = second!.heads;
  const every = [moved!, first!.heads.find(({ subjectId }) => subjectId === 'b')!, { subject: 'journal_anchor', subjectId: '', rank: 1, hash: first!.root }];
  const leaves = every.map((head) => [canonicalJson([head.subject, head.subjectId]), headLeaf(head)] as const).sort(([one], [other]) => (one < other ? -1 : 1)).map(([, leaf]) => leaf);
  const root = merkleRoot(leaves).toString('hex');
  const mac = (purpose: string, facts: object) => createHmac('sha256', journal.app.get(KeyStore).journalKey()).update(purpose).update('\0').update(canonicalJson(facts)).digest('hex');
  const sealed = mac('anchor', { rank: 2, day: second!.day, onDemand: false, untilMs: second!.until.getTime(), leafCount: 3, heads: second!.heads, previousRoot: first!.root, root, createdMs: second!.created_at.getTime() });
  await journal.tamper(
    `update journal_anchor set leaf_count = 3, root = '${root}', mac = '${sealed}', token = null, stamped_at = null where rank = 2`,
    `update journal_head set hash = '${root}', mac = '${mac('head', { subject: 'journal_anchor', subjectId: '', rank: 2, hash: root })}' where subject = 'journal_anchor'`,
  );
  expect(await journal.verify()).toMatchObject({ intact: true, anchors: 2 });
  const { head, index, size, path, root: proven } = (await journal.db.withIdentity(system, (tx) => journal.anchors.proofOf(tx, 'lamp', 'a')))!;
  expect([head.rank, size, proven]).toEqual([3, 3, root]);
  expect(checkInclusion({ leaf: headLeaf(head), index, size, proof: path.map((hex) => Buffer.from(hex, 'hex')), root: Buffer.from(root, 'hex') })).toBe(true);
  await journal.write('b', 1);
  await journal.morning('2026-11-23');
  expect((await anchors())[2]).toMatchObject({ leaf_count: 2, previous_root: root });
  expect(await journal.verify()).toMatchObject({ intact: true, anchors: 3 });
});

test('vingt écrivains à la fois, qui se voient ou non : rien n’est dit altéré', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, n) => journal.write(`s${n % 7}`, 5)));
  await journal.morning('2026-11-21');
  expect(await journal.verify()).toMatchObject({ intact: true, lines: 100, subjects: 7 });
});

test('ce qui est annulé ne laisse pas de trou', async () => {
  await journal.write('a', 1);
  const entry = { subject: 'lamp', subjectId: 'a', recordedAt: instant('2026-11-20T09:00:00Z'), effectiveOn: legalDay('2026-11-20'), actor: system, event: 'light', payload: {}, stateFrom: null, stateTo: null, basis: null };
  const undone = journal.db.withIdentity(system, async (tx) => {
    await appendToJournal(tx, entry);
    await appendToJournal(tx, { ...entry, subjectId: 'b' });
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await journal.write('a', 1);
  expect(await journal.verify()).toMatchObject({ intact: true, lines: 2 });
});

test.each([
  ['update journal_anchor set root = root', 'append-only'],
  [`update journal_anchor set token = '\\x00', stamped_at = now()`, 'append-only'],
  ['delete from journal_anchor', 'append-only'],
  ['truncate journal_anchor', 'append-only'],
  ['update journal_head set mac = mac', 'only advances'],
  ['update journal_head set rank = rank - 1', 'only advances'],
  ['delete from journal_head', 'only advances'],
  ['truncate journal_head', 'only advances'],
])('PostgreSQL refuse « %s », même à son propriétaire', async (sql, why) => {
  await journal.write('a', 2);
  await journal.morning('2026-11-21');
  await expect(journal.database.superuser(sql)).rejects.toThrow(why);
  if (!sql.includes('token') && !sql.includes('journal_head set')) await expect(journal.db.withIdentity(system, (tx) => tx.query(sql))).rejects.toThrow(/permission denied/);
});

test('les lignes d’avant cette version sont scellées par la migration, et elle seule', async () => {
  const database = await freshDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'paraphe-journal-'));
  const config = loadConfig({ PARAPHE_MODE: 'demonstration', DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl, SMTP_URL: 'smtp://127.0.0.1:9', DATA_DIR: folder });
  const db = new Database(config, []);
  try {
    await database.superuser(`
      drop table journal_head, journal_anchor; alter table journal drop column mac, drop column witness; drop index journal_recorded_at;
      drop function journal_head_only_advances, journal_anchor_only_gains_its_token; delete from migration where name = 'JournalAnchor1700000000400'`);
    let previousHash = '0'.repeat(64);
    for (let rank = 1; rank <= 5; rank++) {
      const entry = { subject: 'lamp', subjectId: 'old', recordedAt: instant('2026-11-20T09:00:00Z'), effectiveOn: legalDay('2026-11-20'), actor: system, event: `e${rank}`, payload: {}, stateFrom: null, stateTo: null, basis: null };
      const hash = lineHash(entry, rank, previousHash);
      await database.superuser(
        `insert into journal (subject, subject_id, rank, recorded_at, effective_on, actor, event, payload, previous_hash, hash) values ('lamp', 'old', $1, $2, $3, $4, $5, '{}', $6, $7)`,
        [rank, entry.recordedAt, entry.effectiveOn, system, entry.event, previousHash, hash],
      );
      previousHash = hash;
    }
    expect(await migrate(config, migrations)).toEqual(['JournalAnchor1700000000400']);
    await db.withIdentity(system, (tx) => appendToJournal(tx, { subject: 'lamp', subjectId: 'old', recordedAt: instant('2026-11-21T09:00:00Z'), effectiveOn: legalDay('2026-11-21'), actor: system, event: 'new', payload: {}, stateFrom: null, stateTo: null, basis: null }));
    expect(await new JournalVerifier(db).verify()).toMatchObject({ intact: true, lines: 6 });
    await database.superuser(`set session_replication_role = replica; update journal set mac = null; delete from journal_head`);
    expect(await migrate(config, migrations)).toEqual([]);
    expect(await new JournalVerifier(db).verify()).toMatchObject({ intact: false });
  } finally {
    await db.onApplicationShutdown();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }
});
