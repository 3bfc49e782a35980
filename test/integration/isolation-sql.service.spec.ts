import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { actions, allows, relationOf } from '#libs/domain';
import type { Action, Standing } from '#libs/domain';
import { Holdings } from '#libs/features/access';
import type { ObjectKind } from '#libs/features/access';
import type { Row } from '../support/generated-rows.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { foreignDepartement, ownDepartement, twoWorlds } from '../support/two-worlds.js';
import type { Player, Worlds } from '../support/two-worlds.js';

/** Tables whose rows are the objects of the policy: what the application shows of them, PostgreSQL must show too, and nothing more. */
const objects: readonly { table: string; kind: ObjectKind; read: Action; /** Null: several actions change it, and each route names its own. */ write: Action | null }[] = [
  { table: 'gestionnaire', kind: 'gestionnaire', read: 'gestionnaire.read', write: 'gestionnaire.write' },
  { table: 'structure', kind: 'structure', read: 'structure.read', write: 'structure.write' },
  { table: 'national_partner_body', kind: 'national_partner', read: 'national_partner.read', write: 'national_partner.write' },
  { table: 'local_partner', kind: 'local_partner', read: 'local_partner.read', write: 'local_partner.write' },
  { table: 'referent', kind: 'referent', read: 'referent.read', write: 'referent.write' },
  { table: 'offer', kind: 'offer', read: 'offer.read', write: 'offer.write' },
  { table: 'signatory_candidate', kind: 'candidate', read: 'candidate.read', write: 'candidate.write' },
  { table: 'round', kind: 'round', read: 'agreement.read', write: 'round.manage' },
  { table: 'membership', kind: 'membership', read: 'account.read', write: 'account.manage' },
  // A party's own notice changes the agreement it leaves.
  { table: 'agreement', kind: 'agreement', read: 'agreement.read', write: 'notice.file' },
  { table: 'withdrawal', kind: 'withdrawal', read: 'notice.read', write: 'notice.record' },
  { table: 'adhesion', kind: 'adhesion', read: 'adhesion.read', write: null },
  { table: 'assignment', kind: 'assignment', read: 'assignment.read', write: 'assignment.consent' },
  { table: 'amendment', kind: 'amendment', read: 'amendment.read', write: null },
  { table: 'obligation', kind: 'obligation', read: 'obligation.read', write: null },
  { table: 'mandate', kind: 'mandate', read: 'mandate.read', write: 'mandate.act' },
  { table: 'disposal_slip', kind: 'disposal_slip', read: 'disposal.read', write: 'disposal.manage' },
  { table: 'breach', kind: 'breach', read: 'breach.read', write: 'breach.manage' },
];

const noRight = '42501';
/** Two départements whole, twice the directory, on a machine that does something else. */
const setupMaxMs = 120_000;

describe('ce que PostgreSQL laisse voir et faire, au nom de chaque rôle', () => {
  let service: Service;
  let worlds: Worlds;
  let client: pg.Client;

  beforeAll(async () => {
    service = await startService();
    worlds = await twoWorlds(service);
    client = new pg.Client({ connectionString: service.config.databaseUrl });
    await client.connect();
  }, setupMaxMs);
  afterAll(async () => {
    await client?.end();
    await service?.stop();
  });

  const standingOf = ({ role, organisationId, accountId }: Player): Standing => ({ role, departementCode: ownDepartement, organisationId, accountId });
  const nameOf = ({ role, organisationId }: Player) => `${role}${organisationId && role === 'partner' ? ` ${organisationId.slice(0, 4)}` : ''}`;

  /** In the name of that person, with the application's login, and without leaving a trace. */
  async function as<T>({ role, organisationId, accountId }: Player, work: () => Promise<T>): Promise<T> {
    await client.query('begin');
    try {
      await client.query(
        `select set_config('paraphe.actor', $1, true), set_config('paraphe.actor_kind', 'account', true), set_config('paraphe.departement', $2, true), set_config('paraphe.role', $3, true), set_config('paraphe.organisation', $4, true)`,
        [accountId, ownDepartement, role, organisationId ?? ''],
      );
      return await work();
    } finally {
      await client.query('rollback');
    }
  }

  /** Rows changed, or 0 when PostgreSQL refuses the right itself. */
  async function attempt(sql: string, values: unknown[]): Promise<number> {
    await client.query('savepoint attempt');
    try {
      return (await client.query(sql, values)).rowCount ?? 0;
    } catch (fault) {
      await client.query('rollback to savepoint attempt');
      if ((fault as { code?: string }).code === noRight) return 0;
      throw fault;
    }
  }

  const keyOf = async (table: string): Promise<string[]> =>
    (await service.database.superuser<{ name: string }>(`select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey) where i.indrelid = $1::regclass and i.indisprimary`, [table])).map(({ name }) => name);
  const where = (key: readonly string[], from = 1) => key.map((name, index) => `${name}::text = $${index + from}`).join(' and ');
  const valuesOf = (key: readonly string[], row: Row) => key.map((name) => String(row[name]));

  test('chaque table que l’application touche est isolée, jusqu’à son propriétaire, et porte une ligne de chaque département ou n’est à aucun', async () => {
    const tables = await service.database.superuser<{ name: string; isolated: boolean }>(
      `select relname as name, relrowsecurity and relforcerowsecurity as isolated from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
         and exists (select from information_schema.role_table_grants g where g.table_schema = 'public' and g.table_name = relname and g.grantee = 'paraphe_app')`,
    );
    expect(tables.filter(({ isolated }) => !isolated)).toEqual([]);
    const covered = [...worlds.own.rows.keys(), ...worlds.own.shared];
    expect(tables.map(({ name }) => name).filter((name) => !covered.includes(name))).toEqual([]);
    expect(worlds.foreign.shared).toEqual(worlds.own.shared);
    // What belongs to no département holds no person: a new table must say whose it is, or be named here with its reason.
    // « reminder_digest » : the HMAC of an address and a day, of people whom several départements may write to; the system alone sees it.
    // « report_mailbox » : how far the operator's own mailbox was read; the system alone sees it.
    expect([...worlds.own.shared].sort()).toEqual(['accord_cadre', 'journal_anchor', 'national_partner', 'national_partner_name', 'reminder_digest', 'report_mailbox', 'revocation_list']);
  });

  test('sans identité, aucune table ne montre une ligne', async () => {
    const seen: string[] = [];
    for (const table of [...worlds.own.rows.keys(), ...worlds.own.shared]) {
      const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from ${table}`).catch(() => ({ rows: [{ count: 0 }] }));
      if (rows[0]!.count > 0) seen.push(table);
    }
    expect(seen).toEqual([]);
  });

  test('rien d’un autre département n’est lu, changé, supprimé ni ajouté, par aucun rôle, dans aucune table', async () => {
    const leaks: string[] = [];
    let tried = 0;
    // What PostgreSQL computes is nobody's to write.
    const computed = new Set((await service.database.superuser<{ name: string }>(`select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public' and is_generated = 'ALWAYS'`)).map(({ name }) => name));
    const copySql = (table: string, row: Row): string => {
      const columns = Object.keys(row).filter((name) => !computed.has(`${table}.${name}`)).join(', ');
      return `insert into ${table} (${columns}) overriding system value select ${columns} from jsonb_populate_record(null::${table}, $1)`;
    };
    for (const player of worlds.players) for (const [table, row] of worlds.foreign.rows) {
      const key = await keyOf(table);
      await as(player, async () => {
        const values = valuesOf(key, row);
        const own = Object.keys(row).filter((name) => !key.includes(name) && name !== 'seq');
        if ((await attempt(`select 1 from ${table} where ${where(key)}`, values)) > 0) leaks.push(`${nameOf(player)} reads ${table}`);
        if (own[0] && (await attempt(`update ${table} set ${own[0]} = ${own[0]} where ${where(key)}`, values)) > 0) leaks.push(`${nameOf(player)} changes ${table}`);
        if ((await attempt(`delete from ${table} where ${where(key)}`, values)) > 0) leaks.push(`${nameOf(player)} deletes ${table}`);
        if (!['journal', 'outbox'].includes(table) && (await attempt(copySql(table, row), [JSON.stringify(copyOf(row, key))])) > 0) leaks.push(`${nameOf(player)} adds to ${table}`);
        tried += 4;
      });
    }
    expect(leaks).toEqual([]);
    expect(tried).toBeGreaterThan(worlds.players.length * 25 * 4);
  });

  /** The same row under another key, as somebody would write it into a département that is not theirs. */
  function copyOf(row: Row, key: readonly string[]): Row {
    const fresh = (name: string, value: unknown): unknown => (key.includes(name) && typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value) ? randomUUID() : value);
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : fresh(name, value)]));
  }

  test('nul ne change ce qui est commun à tous', async () => {
    const leaks: string[] = [];
    for (const player of worlds.players) for (const table of worlds.own.shared) await as(player, async () => {
      const [column] = await keyOf(table);
      if ((await attempt(`update ${table} set ${column} = ${column}`, [])) > 0) leaks.push(`${nameOf(player)} changes ${table}`);
    });
    expect(leaks).toEqual([]);
  });

  test('dans son département, chaque rôle voit et change exactement ce que dit la table des droits', async () => {
    const holdings = service.web.get(Holdings);
    const differences: string[] = [];
    const met = new Set<string>();
    for (const { table, kind, read, write } of objects) {
      const rows = await service.database.superuser<{ id: string }>(`select id from ${table} where departement_code in ($1, $2) order by departement_code desc, id limit 80`, [ownDepartement, foreignDepartement]);
      for (const { id } of rows) {
        const holding = (await holdings.find(kind, id))!;
        for (const player of worlds.players) {
          const relation = relationOf(standingOf(player), holding);
          met.add(`${player.role} ${relation}`);
          await as(player, async () => {
            const seen = (await attempt(`select 1 from ${table} where id = $1`, [id])) > 0;
            const changed = (await attempt(`update ${table} set departement_code = departement_code where id = $1`, [id])) > 0;
            const ownSelf = kind === 'membership' && id === player.membershipId;
            if (seen !== (allows(player.role, read, relation) || ownSelf)) differences.push(`${nameOf(player)} ${seen ? 'sees' : 'does not see'} ${relation} ${table}`);
            if (write !== null && changed !== allows(player.role, write, relation)) differences.push(`${nameOf(player)} ${changed ? 'changes' : 'does not change'} ${relation} ${table}`);
          });
        }
      }
    }
    expect([...new Set(differences)]).toEqual([]);
    for (const player of worlds.players) for (const relation of player.organisationId ? ['own', 'departement', 'foreign'] : ['departement', 'foreign']) expect(met).toContain(`${player.role} ${relation}`);
    expect(actions.length).toBeGreaterThan(20);
  });

  test('une autre structure du même département ne lit aucun mandat, aucune pièce, aucun acte ; qui surveille non plus', async () => {
    const tables = ['mandate', 'mandate_person', 'mandate_active', 'mandate_secret', 'mandate_act', 'mandate_proof'];
    const seen: string[] = [];
    for (const player of worlds.players) await as(player, async () => {
      for (const table of tables) seen.push(...((await attempt(`select 1 from ${table}`, [])) > 0 ? [`${player.role} ${player.organisationId === worlds.own.rows.get('mandate')!.structure_id ? 'of the structure' : 'elsewhere'}: ${table}`] : []));
      seen.push(...((await attempt(`select 1 from journal where subject = 'mandate'`, [])) > 0 && player.role !== 'agent' ? [`${player.role}: journal`] : []));
    });
    expect(seen).toEqual(tables.map((table) => `agent of the structure: ${table}`));
  });

  test('un signataire ne voit que la tournée de son lien', async () => {
    const { rows: own } = worlds.own;
    const link = own.get('link')!;
    await client.query('begin');
    await client.query(`select set_config('paraphe.actor', $1, true), set_config('paraphe.actor_kind', 'signatory', true), set_config('paraphe.link', $2, true)`, [link.signatory_id, link.id]);
    const { rows: rounds } = await client.query<{ id: string }>('select id from round');
    const { rows: people } = await client.query<{ id: string }>('select id from signatory');
    const { rows: directory } = await client.query('select 1 from gestionnaire');
    await client.query('rollback');
    expect(rounds.map(({ id }) => id)).toEqual([own.get('round')!.id]);
    expect(people.map(({ id }) => id)).toEqual([link.signatory_id]);
    expect(directory).toEqual([]);
  });

  test('un signataire voit le titre décrit à sa place, de qui que ce soit, et celui d’aucune autre', async () => {
    const link = worlds.own.rows.get('link')!;
    const acting = (actor: unknown, kind: string, id: unknown) => client.query(`select set_config('paraphe.actor', $1, true), set_config('paraphe.actor_kind', $2, true), set_config('paraphe.link', $3, true)`, [actor, kind, id]);
    await client.query('begin');
    await acting('', 'system', '');
    for (const slot of [link.slot_id, 'another-place']) await client.query(
      `insert into signing_authority (id, round_id, slot_id, signatory_id, facts, recorded_at, recorded_by) select gen_random_uuid(), $1, $2, id, '{}', now(), 'x' from signatory where id <> $3 limit 1`, [link.round_id, slot, link.signatory_id]);
    await acting(link.signatory_id, 'signatory', link.id);
    const { rows: seen } = await client.query<{ slot_id: string; signatory_id: string }>('select slot_id, signatory_id from signing_authority where signatory_id <> $1', [link.signatory_id]);
    await acting(link.signatory_id, 'signatory', '');
    const { rows: unlinked } = await client.query('select 1 from signing_authority where signatory_id <> $1', [link.signatory_id]);
    await client.query('rollback');
    expect(seen.map(({ slot_id }) => slot_id)).toEqual([link.slot_id]);
    expect(unlinked).toEqual([]);
  });
});
