import { allows, reachOf, relationOf, relations } from '#libs/domain';
import type { Relation, Standing } from '#libs/domain';
import { Holdings } from '#libs/features/access';
import type { ObjectKind, ObjectOfRoute } from '#libs/features/access';
import { Sessions, sessionCookie } from '#libs/features/identity';
import { systemActor } from '#libs/platform';
import { grantedToken } from '../support/api-client.js';
import { declaredRoutes } from '../support/declared-routes.js';
import type { DeclaredRoute } from '../support/declared-routes.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { ownDepartement, twoWorlds } from '../support/two-worlds.js';
import type { Player, Worlds } from '../support/two-worlds.js';

/** In which table the objects of each kind are found, so that every relation to somebody has one. */
const tables: Partial<Record<ObjectKind, string>> = {
  structure: 'structure', gestionnaire: 'gestionnaire', national_partner: 'national_partner_body', local_partner: 'local_partner', referent: 'referent', offer: 'offer', candidate: 'signatory_candidate',
  round: 'round', model_version: 'model_version', official_file: 'official_file', membership: 'membership', session: 'session', proconnect_identity: 'proconnect_identity', import: 'directory_import', token: 'api_token', webhook: 'webhook', webhook_delivery: 'webhook_delivery', data_request: 'data_request',
  agreement: 'agreement', paper: 'paper', withdrawal: 'withdrawal', adhesion: 'adhesion', assignment: 'assignment', amendment: 'amendment', obligation: 'obligation', breach: 'breach', mandate: 'mandate', disposal_slip: 'disposal_slip',
};

/** What the guard says, and nothing else does: a page that is not there for another reason has another code. */
const refusals = ['sign_in_required', 'role_forbidden', 'object_unknown'] as const;
type Answer = (typeof refusals)[number] | 'let_in';

/** Addresses of routes that name a thing by another name than an id of ours: a token, a number, a key of a list. */
const placeholder = 'inconnu';
/** A page may wait for a busy machine; one that never answers is still found. */
const requestMaxMs = 60_000;
/** Two départements whole, twice the directory, on a machine that does something else. */
const setupMaxMs = 120_000;

const isApi = ({ path }: DeclaredRoute) => path.startsWith('/api/');

describe('chaque route, pour chaque rôle, sur ce qui est à soi et sur ce qui ne l’est pas', () => {
  let service: Service;
  let worlds: Worlds;
  let routes: DeclaredRoute[];
  /** Routes that fail rather than answer: all are told at once. */
  const broken = new Set<string>();

  beforeAll(async () => {
    service = await startService();
    worlds = await twoWorlds(service);
    routes = declaredRoutes(service.web);
    // A generated row names no real file: these rounds have no evidence yet.
    await service.database.superuser('delete from evidence');
  }, setupMaxMs);
  afterAll(() => service?.stop());

  const standingOf = ({ role, organisationId, accountId }: Player): Standing => ({ role, departementCode: ownDepartement, organisationId, accountId });

  /** Reading ends no session: one is enough. */
  const reading = new Map<Player | null, { cookie: string; csrf: string }>();

  async function readingCookies(player: Player | null): Promise<{ cookie: string; csrf: string }> {
    const known = reading.get(player) ?? (await cookiesOf(player));
    reading.set(player, known);
    return known;
  }

  /** A session of its own for each act: some routes end it. */
  async function cookiesOf(player: Player | null): Promise<{ cookie: string; csrf: string }> {
    const token = player && (await service.db.withIdentity(systemActor('test'), (tx) => service.web.get(Sessions).open(tx, { accountId: player.accountId, membershipId: player.membershipId, openedBy: 'link', vouched: null, userAgent: 'test' })));
    const session = token ? `${sessionCookie}=${token}` : '';
    const home = await fetch(`${service.url}/mes-liens`, { headers: { cookie: session } });
    const csrfCookie = home.headers.getSetCookie().map((line) => line.split(';')[0]!).join('; ');
    const page = await home.text();
    return { cookie: [session, csrfCookie].filter(Boolean).join('; '), csrf: /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '' };
  }

  /** A program of the same organisation, with a token of its own: it is limited by the minute, and some routes revoke it. */
  const tokenOf = (player: Player): Promise<string> => grantedToken(service, { ...player, departementCode: ownDepartement });

  async function presentation(route: DeclaredRoute, player: Player | null): Promise<{ headers: Record<string, string>; body?: string }> {
    const acts = route.method !== 'GET';
    if (isApi(route)) return { headers: { ...(player && { authorization: `Bearer ${await tokenOf(player)}` }), ...(acts && { 'content-type': 'application/json' }) }, ...(acts && { body: '{}' }) };
    const { cookie, csrf } = acts ? await cookiesOf(player) : await readingCookies(player);
    // An act may close the other sessions of its author.
    if (acts) reading.clear();
    return { headers: { cookie, ...(acts && { 'content-type': 'application/x-www-form-urlencoded' }) }, ...(acts && { body: new URLSearchParams({ _csrf: csrf }).toString() }) };
  }

  async function ask(route: DeclaredRoute, path: string, player: Player | null): Promise<Answer> {
    const { headers, body } = await presentation(route, player);
    const stop = new AbortController();
    const answer = await fetch(`${service.url}${path}`, {
      method: route.method, redirect: 'manual', signal: AbortSignal.any([stop.signal, AbortSignal.timeout(requestMaxMs)]), headers: { ...headers, accept: 'application/problem+json' }, ...(body !== undefined && { body }),
    }).catch((fault: unknown) => {
      throw new Error(`${route.method} ${path} does not answer ${player?.role ?? 'nobody'}`, { cause: fault });
    });
    const problem = /problem\+json/.test(answer.headers.get('content-type') ?? '') ? ((await answer.json()) as { code?: string }) : {};
    stop.abort();
    if (problem.code === 'http_403') throw new Error(`${route.method} ${path}: the anti-forgery token of the test itself is refused`);
    if (answer.status >= 500) broken.add(`${route.method} ${route.path} answers ${answer.status} to ${player?.role ?? 'nobody'}`);
    if (problem.code === 'token_missing') return 'sign_in_required';
    return refusals.find((code) => code === problem.code) ?? 'let_in';
  }

  /** One object of that kind that stands so to that person, taken afresh: routes may remove those they are given. */
  async function objectOf(kind: ObjectKind, player: Player, relation: Relation): Promise<string | null> {
    const table = tables[kind];
    if (!table) throw new Error(`Say in which table a ${kind} is`);
    const holdings = service.web.get(Holdings);
    // The players' own memberships are left alone: the play would end with them.
    const seats = worlds.players.map(({ membershipId }) => membershipId);
    const ids = await service.database.superuser<{ id: string }>(`select id from ${table} order by md5(id::text || $1) limit 200`, [player.accountId]);
    for (const { id } of ids.filter((one) => !seats.includes(one.id))) {
      const holding = await holdings.find(kind, id);
      if (holding && relationOf(standingOf(player), holding) === relation) return id;
    }
    return null;
  }

  const fill = (path: string, objects: readonly ObjectOfRoute[], id: (kind: ObjectKind) => string): string =>
    path.replace(/\*\w+/g, placeholder).replace(/:(\w+)/g, (_, param: string) => {
      const object = objects.find((one) => one.param === param);
      return object ? id(object.kind) : placeholder;
    });

  test('chaque route dit qui peut entrer, et garde l’objet que son adresse nomme', () => {
    expect(routes.length).toBeGreaterThan(100);
    expect(routes.filter(({ access }) => !access).map(({ name }) => name)).toEqual([]);
    const unguarded = routes.filter(({ path, access }) => access?.to !== 'anyone' && [...path.matchAll(/:(id|before|after|\w+Id)\b/g)].some(([, param]) => access?.to !== 'allowed' || !access.objects.some((object) => object.param === param)));
    expect(unguarded.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  test('une page ouverte à tous ne refuse personne', async () => {
    const refused: string[] = [];
    for (const route of routes.filter(({ access }) => access?.to === 'anyone')) for (const player of [null, ...worlds.players]) {
      const answer = await ask(route, fill(route.path, [], () => placeholder), player);
      if (answer !== 'let_in') refused.push(`${route.method} ${route.path} ${player?.role ?? 'nobody'}: ${answer}`);
    }
    expect(refused).toEqual([]);
  }, 240_000);

  test('sans compte, rien d’autre ne s’ouvre', async () => {
    const open: string[] = [];
    for (const route of routes.filter(({ access }) => access?.to !== 'anyone')) {
      const answer = await ask(route, fill(route.path, [], () => placeholder), null);
      if (answer !== 'sign_in_required') open.push(`${route.method} ${route.path}: ${answer}`);
    }
    expect(open).toEqual([]);
  }, 240_000);

  test('ce que chaque rôle obtient est ce que dit la table des droits, ni plus ni moins', async () => {
    const differences: string[] = [];
    const met = { let_in: 0, role_forbidden: 0, object_unknown: 0 };
    const compare = (route: DeclaredRoute, player: Player, about: string, expected: Answer, answer: Answer): void => {
      if (expected !== 'sign_in_required') met[expected]++;
      if (answer !== expected) differences.push(`${route.method} ${route.path} ${player.role} ${about}: ${answer}, not ${expected}`);
    };
    for (const route of routes) for (const player of worlds.players) {
      const { access } = route;
      if (!access || access.to === 'anyone') continue;
      if (access.to === 'signed_in') {
        compare(route, player, 'signed in', isApi(route) ? 'role_forbidden' : 'let_in', await ask(route, fill(route.path, [], () => placeholder), player));
        continue;
      }
      const { action, objects } = access;
      if (reachOf(player.role, action) === null || objects.length === 0) {
        compare(route, player, action, reachOf(player.role, action) === null ? 'role_forbidden' : 'let_in', await ask(route, fill(route.path, objects, () => placeholder), player));
        continue;
      }
      compare(route, player, 'unknown', 'object_unknown', await ask(route, fill(route.path, objects, () => '00000000-0000-4000-8000-000000000000'), player));
      for (const relation of relations.toReversed()) {
        const ids = new Map<ObjectKind, string | null>();
        for (const { kind } of objects) ids.set(kind, await objectOf(kind, player, relation));
        if ([...ids.values()].includes(null)) continue;
        compare(route, player, relation, objects.every((object) => allows(player.role, object.action ?? action, relation)) ? 'let_in' : 'object_unknown', await ask(route, fill(route.path, objects, (kind) => ids.get(kind)!), player));
      }
    }
    expect([...broken]).toEqual([]);
    expect(differences).toEqual([]);
    expect(met.let_in).toBeGreaterThan(100);
    expect(met.object_unknown).toBeGreaterThan(100);
    expect(met.role_forbidden).toBeGreaterThan(100);
  }, 1_200_000);
});
