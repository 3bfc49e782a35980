import fc from 'fast-check';
import { instant, legalDay } from '#libs/domain';
import { brokenLine, journalOf, lineHash, systemActor } from '#libs/platform';
import type { JournalLine } from '#libs/platform';
import { TestJournal } from '../support/journal.js';

/** Six subjects over three anchored days, then lines of today that no anchor covers yet. `new` was born today, between the lines of others. */
const subjects = ['a', 'b', 'c', 'd', 'e', 'f'];
const ranksOfA = 45;
let journal: TestJournal;

beforeAll(async () => {
  journal = await TestJournal.open();
  for (const day of ['2026-11-20', '2026-11-21', '2026-11-22']) {
    journal.clock.moveTo(new Date(`${day}T09:00:00Z`));
    for (let round = 0; round < 4; round++) for (const id of subjects) await journal.write(id, 3);
  }
  await journal.morning('2026-11-23');
  journal.clock.moveTo(new Date('2026-11-23T09:00:00Z'));
  await journal.write('a', 6);
  await journal.write('new', 5);
  for (const id of subjects) await journal.write(id, 3);
  await journal.save();
});
afterAll(() => journal?.close());
afterEach(() => journal.restore());

const where = (id: string, rank: number) => `subject = 'lamp' and subject_id = '${id}' and rank = ${rank}`;
const linesOf = (id: string): Promise<JournalLine[]> => journal.db.withIdentity(systemActor('test'), (tx) => journalOf(tx, 'lamp', id));
const lamp = (id: string, rank: number, fault?: string) => expect.objectContaining({ subject: 'lamp', subjectId: id, rank, ...(fault && { fault }) });
const places = [['première', 1], ['du milieu', 20], ['dernière', ranksOfA]] as const;

test('intact, il le dit, et compte tout ce qu’il a lu', async () => {
  expect(await journal.verify()).toMatchObject({ intact: true, lines: 6 * 39 + 6 + 5, subjects: 7, anchors: 3, stamped: 3, findings: [], further: 0, keyUnknown: false });
});

/** Each column in turn, with the value a forger might give it (PostgreSQL itself chooses that of an identity column). */
const alterations: Record<string, string> = {
  seq: 'default', subject: `'torch'`, subject_id: `'elsewhere'`, rank: 'rank + 1000', recorded_at: `recorded_at - interval '1 ms'`, effective_on: 'effective_on + 1',
  actor: `'{"kind": "system", "id": "other"}'`, event: `'refuse'`, payload: `payload || '{"n": 77}'`, state_from: 'null', state_to: `'burnt'`, basis: 'null',
  previous_hash: `repeat('1', 64)`, hash: `repeat('2', 64)`, witness: 'coalesce(witness, 0) + 1', mac: `repeat('3', 64)`,
};
test('aucune colonne du journal n’est oubliée ci-dessous', async () => {
  const columns = await journal.database.superuser<{ name: string }>(`select column_name as name from information_schema.columns where table_name = 'journal' order by ordinal_position`);
  expect(columns.map(({ name }) => name).sort()).toEqual(Object.keys(alterations).sort());
});
describe.each(places)('la ligne %s d’un sujet', (_, rank) => {
  test.each(Object.entries(alterations))('dont « %s » est modifiée est nommée', async (column, value) => {
    await journal.tamper(`update journal set ${column} = ${value} where ${where('a', rank)}`);
    expect(await journal.findings()).toContainEqual(lamp('a', rank));
  });

  test('mise à l’infini, avant notre ère ou sans sceau est nommée', async () => {
    for (const change of [`recorded_at = 'infinity'`, `recorded_at = (recorded_at::text || ' BC')::timestamptz`, `effective_on = (effective_on::text || ' BC')::date`, 'mac = null']) {
      await journal.tamper(`update journal set ${change} where ${where('a', rank)}`);
      expect(await journal.findings()).toContainEqual(lamp('a', rank));
      await journal.restore();
    }
  });

  test('ôtée est nommée', async () => {
    await journal.tamper(`delete from journal where ${where('a', rank)}`);
    expect(await journal.findings()).toContainEqual(lamp('a', rank, rank === ranksOfA ? 'tail_missing' : 'rank_missing'));
  });

  test('récrite avec toute la suite de la chaîne, empreintes justes, est nommée', async () => {
    const lines = await linesOf('a');
    await journal.tamper(...rechained(lines, rank, (entry) => ({ ...entry, event: 'refuse' })));
    expect(brokenLine(await linesOf('a'))).toBeNull();
    expect(await journal.findings()).toContainEqual(lamp('a', rank, 'mac_wrong'));
  });
});

/** SQL that alters the line at `rank` and chains it and all those after it again, the head included, as anyone without the key can. */
function rechained(lines: JournalLine[], from: number, change: (line: JournalLine) => JournalLine): string[] {
  let previousHash = lines[from - 2]?.hash ?? '0'.repeat(64);
  const statements: string[] = [];
  for (const line of lines.slice(from - 1)) {
    const { rank, previousHash: _before, hash: _hash, ...entry } = line.rank === from ? change(line) : line;
    const hash = lineHash({ ...entry, recordedAt: instant(entry.recordedAt), effectiveOn: legalDay(entry.effectiveOn) }, rank, previousHash);
    statements.push(`update journal set event = '${entry.event}', previous_hash = '${previousHash}', hash = '${hash}' where ${where('a', rank)}`);
    previousHash = hash;
  }
  return [...statements, `update journal_head set hash = '${previousHash}' where subject = 'lamp' and subject_id = 'a'`];
}

describe('une ligne glissée', () => {
  const copy = (rank: string, at: number, more = '') => `insert into journal (seq, subject, subject_id, rank, recorded_at, effective_on, actor, event, payload, state_from, state_to, basis, previous_hash, hash, witness, mac)
    overriding system value select 900000, subject, subject_id, ${rank}, recorded_at, effective_on, actor, event, payload, state_from, state_to, basis, previous_hash, hash, witness, mac from journal where ${where('a', at)} ${more}`;

  test('au milieu, à sa place ou en double, est nommée', async () => {
    await journal.tamper(`update journal set rank = rank + 1000 where subject_id = 'a' and rank > 20`, `update journal set rank = rank - 999 where subject_id = 'a' and rank > 1000`, copy('21', 20));
    expect(await journal.findings()).toContainEqual(lamp('a', 21));
    await journal.restore();
    await journal.tamper('alter table journal drop constraint journal_subject_subject_id_rank_key', copy('20', 20));
    expect(await journal.findings()).toContainEqual(lamp('a', 20, 'rank_unexpected'));
    await journal.restore();
    await journal.database.superuser('alter table journal add constraint journal_subject_subject_id_rank_key unique (subject, subject_id, rank)');
  });

  test('à la fin, bien chaînée, avec sa tête, est nommée', async () => {
    const last = (await linesOf('a')).at(-1)!;
    const { previousHash: _before, hash: _hash, rank: _rank, ...entry } = last;
    const hash = lineHash({ ...entry, recordedAt: instant(entry.recordedAt) }, ranksOfA + 1, last.hash);
    await journal.tamper(copy(String(ranksOfA + 1), ranksOfA), `update journal set previous_hash = '${last.hash}', hash = '${hash}' where ${where('a', ranksOfA + 1)}`, `update journal_head set rank = ${ranksOfA + 1}, hash = '${hash}' where subject_id = 'a'`);
    expect(brokenLine(await linesOf('a'))).toBeNull();
    expect(await journal.findings()).toContainEqual(lamp('a', ranksOfA + 1, 'mac_wrong'));
  });

  test('avant la première, ou dans un dossier inventé, est nommée', async () => {
    await journal.tamper(copy('0', 1));
    expect(await journal.findings()).toContainEqual(lamp('a', 0, 'rank_unexpected'));
    await journal.restore();
    await journal.tamper(copy('1', 1).replace('select 900000, subject, subject_id', `select 900000, subject, 'ghost'`));
    expect(await journal.findings()).toContainEqual(lamp('ghost', 1));
  });
});

test('deux lignes échangées sont nommées, entre elles comme entre deux sujets', async () => {
  await journal.tamper(`update journal set rank = -1 where ${where('a', 7)}`, `update journal set rank = 7 where ${where('a', 8)}`, `update journal set rank = 8 where ${where('a', -1)}`);
  expect(await journal.findings()).toContainEqual(lamp('a', 7));
  await journal.restore();
  await journal.tamper(`update journal set subject_id = 'x' where ${where('a', 7)}`, `update journal set subject_id = 'a' where ${where('b', 7)}`, `update journal set subject_id = 'b' where ${where('x', 7)}`);
  const found = await journal.findings();
  expect(found).toContainEqual(lamp('a', 7));
  expect(found).toContainEqual(lamp('b', 7));
});

describe('une fin coupée avant tout ancrage', () => {
  const cut = `delete from journal where subject_id = 'a' and rank > 40`;
  const head = (set: string) => `update journal_head set ${set} where subject_id = 'a'`;

  test.each([
    ['sa tête laissée', [cut], 'tail_missing', 41],
    ['sa tête ôtée', [cut, `delete from journal_head where subject_id = 'a'`], 'head_missing', 40],
    ['sa tête refaite avec le sceau de la dernière ligne', [cut, head(`(rank, hash, mac) = (select rank, hash, mac from journal where ${where('a', 40)})`)], 'head_forged', 40],
    ['une tête prise à un autre', [cut, head(`(rank, hash, mac) = (select 40, (select hash from journal where ${where('a', 40)}), mac from journal_head where subject_id = 'b')`)], 'head_forged', 40],
  ])('%s, est nommée', async (_, statements, fault, rank) => {
    await journal.tamper(...statements);
    expect(await journal.findings()).toContainEqual(lamp('a', rank, fault));
  });

  test('sa tête d’alors remise à sa place, les lignes des autres s’en souviennent', async () => {
    const [old] = await journal.database.superuser<{ rank: number; hash: string; mac: string }>(`select rank, hash, mac from journal_head where subject_id = 'a'`);
    await journal.write('a', 2);
    await journal.write('b', 1);
    const [last] = await journal.database.superuser<{ seq: string }>(`select max(seq) as seq from journal where subject_id = 'a'`);
    await journal.tamper(`delete from journal where subject_id = 'a' and rank > ${ranksOfA}`, head(`rank = ${old!.rank}, hash = '${old!.hash}', mac = '${old!.mac}'`));
    expect(await journal.findings()).toContainEqual(expect.objectContaining({ fault: 'witness_missing', seq: last!.seq }));
  });

  test('reste visible quoi que le service écrive ensuite, et il écrit toujours', async () => {
    for (const statements of [[cut], [cut, `delete from journal_head where subject_id = 'a'`], [cut, head(`rank = 40, hash = (select hash from journal where ${where('a', 40)})`)]]) {
      await journal.tamper(...statements);
      await journal.write('a', 7);
      await journal.morning('2026-11-24');
      expect((await journal.findings()).filter(({ subjectId }) => subjectId === 'a')).toHaveLength(1);
      await journal.restore();
    }
  });
});

describe('un sujet entier', () => {
  test('ancré puis effacé avec sa tête est nommé', async () => {
    await journal.tamper(`delete from journal where subject_id = 'c'`, `delete from journal_head where subject_id = 'c'`);
    expect(await journal.findings()).toContainEqual(lamp('c', 1, 'subject_missing'));
  });

  test('né du jour et effacé, sa tête laissée, est nommé', async () => {
    await journal.tamper(`delete from journal where subject_id = 'new'`);
    expect(await journal.findings()).toContainEqual(lamp('new', 1, 'subject_missing'));
  });

  test('né du jour et effacé avec sa tête manque aux lignes des autres', async () => {
    const gone = await journal.database.superuser<{ seq: string }>(`select seq from journal where subject_id = 'new' order by seq`);
    await journal.tamper(`delete from journal where subject_id = 'new'`, `delete from journal_head where subject_id = 'new'`);
    expect(await journal.findings()).toContainEqual(expect.objectContaining({ fault: 'witness_missing', seq: gone.at(-1)!.seq }));
  });
});

describe('les ancrages', () => {
  const changes: Record<string, string> = {
    day: 'day - 400', on_demand: 'not on_demand', until: `until - interval '1 day'`, leaf_count: 'leaf_count + 1', heads: `jsonb_set(heads, '{0,hash}', '"00"')`,
    previous_root: `repeat('4', 64)`, root: `repeat('5', 64)`, mac: `repeat('6', 64)`, created_at: `created_at - interval '1 day'`,
  };
  test.each(Object.entries(changes))('dont « %s » est modifiée sont nommés', async (column, value) => {
    for (const rank of [1, 2, 3]) {
      await journal.tamper(`update journal_anchor set ${column} = ${value} where rank = ${rank}`);
      expect(await journal.findings()).toContainEqual(expect.objectContaining({ fault: 'anchor_forged', rank }));
      await journal.restore();
    }
  });

  test.each(['[1]', '{}', '"x"', '[{"rank": "x"}]', 'null'])('dont les têtes ne sont plus que %s sont nommés, sans que la lecture échoue', async (heads) => {
    await journal.tamper(`update journal_anchor set heads = '${heads}' where rank = 2`);
    expect(await journal.findings()).toEqual([expect.objectContaining({ fault: 'anchor_forged', rank: 2 })]);
  });

  test.each([1, 2, 3])('effacés (n° %i) sont nommés, encore le lendemain', async (rank) => {
    await journal.tamper(`delete from journal_anchor where rank = ${rank}`);
    expect(await journal.findings()).toContainEqual(expect.objectContaining({ fault: 'anchor_missing', rank }));
    await journal.morning('2026-11-24');
    expect(await journal.findings()).toContainEqual(expect.objectContaining({ fault: 'anchor_missing', rank }));
  });

  test('tous effacés, ou leur tête, se voient', async () => {
    await journal.tamper('delete from journal_anchor');
    expect(await journal.findings()).toContainEqual(expect.objectContaining({ fault: 'anchor_missing', rank: 1 }));
    await journal.restore();
    await journal.tamper(`delete from journal_head where subject = 'journal_anchor'`);
    expect(await journal.findings()).toContainEqual(expect.objectContaining({ fault: 'anchor_head_wrong', rank: 3 }));
  });

  test('un jeton qui date autre chose, ou qui a été touché, est nommé', async () => {
    await journal.tamper('update journal_anchor set token = (select token from journal_anchor where rank = 1) where rank = 2');
    expect(await journal.findings()).toEqual([expect.objectContaining({ fault: 'token_imprint', rank: 2 })]);
    await journal.restore();
    await journal.tamper('update journal_anchor set token = set_byte(token, length(token) - 5, get_byte(token, length(token) - 5) # 1) where rank = 3');
    expect(await journal.findings()).toEqual([expect.objectContaining({ fault: 'token_invalid', rank: 3 })]);
  });
});

/** Of each lamp's chain. */
const lastRank = 39;

test('n’importe quelle ligne, touchée de n’importe quelle façon, est trouvée', async () => {
  const ways: Record<string, (id: string, rank: number) => string[]> = {
    ...Object.fromEntries(Object.entries(alterations).map(([column, value]) => [column, (id: string, rank: number) => [`update journal set ${column} = ${value} where ${where(id, rank)}`]])),
    delete: (id, rank) => [`delete from journal where ${where(id, rank)}`],
    'delete and close up': (id, rank) => [`delete from journal where ${where(id, rank)}`, `update journal set rank = rank + 1000 where subject_id = '${id}' and rank > ${rank}`, `update journal set rank = rank - 1001 where subject_id = '${id}' and rank > 1000`, `update journal_head set rank = rank - 1 where subject_id = '${id}'`],
    truncate: (id, rank) => [`delete from journal where subject_id = '${id}' and rank >= ${rank}`],
  };
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...subjects), fc.integer({ min: 1, max: lastRank }), fc.constantFrom(...Object.keys(ways)), async (id, rank, way) => {
      await journal.tamper(...ways[way]!(id, rank));
      const { intact, findings } = await journal.verify();
      await journal.restore();
      expect(intact).toBe(false);
      // The last line closed up leaves a head brought back to the one before: it is that head which is forged.
      expect(findings).toContainEqual(lamp(id, way === 'delete and close up' && rank === lastRank ? rank - 1 : rank));
    }),
    { numRuns: 40, examples: [['f', lastRank, 'delete and close up']] },
  );
});

test('une autre clé ne fait pas accuser tout le monde sans le dire', async () => {
  await journal.tamper(`update journal set mac = repeat('9', 64)`);
  expect(await journal.verify()).toMatchObject({ intact: false, keyUnknown: true });
});
