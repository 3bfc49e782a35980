import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProConnectClient, ProConnectFailure } from '#libs/features/proconnect';
import type { AttemptSecrets } from '#libs/features/proconnect';
import { ProConnectProvider, testIdentityProviders } from '../support/proconnect-provider.js';
import type { Civilian, ProviderBehaviour } from '../support/proconnect-provider.js';

const person: Civilian = { key: 'helene', givenName: 'Hélène', usualName: 'Bastide', email: 'helene@ministere.example', siret: '13000000000000' };
const clientId = 'paraphe-essai';
const clientSecret = 'secret-d-essai';
const redirectUri = 'http://127.0.0.1:9/connexion/proconnect/retour';
const afterLogoutUri = 'http://127.0.0.1:9/deconnexion/faite';
const secrets: AttemptSecrets = { state: 's'.repeat(43), nonce: 'n'.repeat(43), codeVerifier: 'v'.repeat(43) };

describe('le client de ProConnect', () => {
  let provider: ProConnectProvider;
  const clients: ProConnectClient[] = [];

  beforeAll(async () => {
    provider = await ProConnectProvider.open({ clientId, clientSecret, people: [person] });
    provider.register({ redirectUri, afterLogoutUri });
  });
  beforeEach(() => {
    provider.behaviour = 'good';
  });
  afterAll(async () => {
    for (const client of clients) await client.close();
    await provider.stop();
  });

  function clientOf(more: { proxyUrl?: string; issuer?: string; timeoutMs?: number } = {}): ProConnectClient {
    const client = new ProConnectClient({ issuer: provider.issuer, clientId, clientSecret, redirectUri, afterLogoutUri, proxyUrl: null, now: () => new Date(), ...more });
    clients.push(client);
    return client;
  }

  async function answerTo(client: ProConnectClient, act = 'continue'): Promise<URLSearchParams> {
    return walk((await client.authorizationUrl(secrets)).href, act);
  }

  async function failureOf(behaviour: ProviderBehaviour, given = secrets): Promise<string> {
    const client = clientOf();
    provider.behaviour = behaviour;
    const query = await answerTo(client);
    return codeOf(client.personBehind(query, given));
  }

  test('rend la personne, son SIRET et le fournisseur qui en répond', async () => {
    const client = clientOf();
    const found = await client.personBehind(await answerTo(client), secrets);
    expect(found).toMatchObject({ issuer: provider.issuer, subject: ProConnectProvider.subjectOf(person, testIdentityProviders[0]!), identityProvider: testIdentityProviders[0]!.id, siret: person.siret });
    expect(found.idToken.split('.')).toHaveLength(3);
  });

  test('croit aussi un fournisseur qui signe en ES256, et lui seul', async () => {
    const other = await ProConnectProvider.open({ clientId, clientSecret, people: [person], algorithm: 'ES256' });
    other.register({ redirectUri, afterLogoutUri });
    const client = clientOf({ issuer: other.issuer });
    expect((await client.personBehind(await answerTo(client), secrets)).siret).toBe(person.siret);
    other.behaviour = 'foreign_userinfo';
    expect(await codeOf(client.personBehind(await answerTo(client), secrets))).toBe('userinfo_forged');
    await client.close();
    await other.stop();
  });

  test('n’envoie que ce que ProConnect connaît, avec PKCE, un état et un nonce d’au moins 32 caractères', async () => {
    const url = await clientOf().authorizationUrl(secrets);
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'code_challenge', 'code_challenge_method', 'nonce', 'redirect_uri', 'response_type', 'scope', 'state']);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ scope: 'openid given_name usual_name email uid siret idp_id', code_challenge_method: 'S256', response_type: 'code', redirect_uri: redirectUri });
  });

  test('le fournisseur d’essai refuse comme ProConnect un paramètre de trop, et un état trop court', async () => {
    const url = await clientOf().authorizationUrl(secrets);
    url.searchParams.set('ui_locales', 'fr');
    expect((await walk(url.href)).get('error_description')).toMatch(/^Y000400 property ui_locales/);
    const short = await clientOf().authorizationUrl({ ...secrets, state: 'court' });
    expect((await walk(short.href)).get('error_description')).toMatch(/^Y000400 state/);
  });

  test.each<[string, ProviderBehaviour, string]>([
    ['un autre nonce', 'wrong_nonce', 'nonce_mismatch'],
    ['un code trop vieux', 'expired_code', 'code_refused'],
    ['un userinfo altéré sous sa signature', 'tampered_userinfo', 'userinfo_forged'],
    ['un userinfo signé par une autre clé', 'foreign_userinfo', 'userinfo_forged'],
    ['un userinfo sans signature', 'unsigned_userinfo', 'userinfo_forged'],
    ['un userinfo en simple JSON', 'plain_userinfo', 'userinfo_forged'],
    ['le sujet d’un autre', 'other_subject', 'subject_mismatch'],
    ['aucun SIRET', 'no_siret', 'claims_incomplete'],
    ['une panne', 'broken', 'unreachable'],
    ['le secteur privé non activé', 'private_sector', 'provider_refused'],
  ])('refuse %s', async (_, behaviour, code) => {
    expect(await failureOf(behaviour)).toBe(code);
  });

  test('un code déjà utilisé, un autre état, un autre vérifieur : refusés', async () => {
    const client = clientOf();
    const query = await answerTo(client);
    await client.personBehind(query, secrets);
    expect(await codeOf(client.personBehind(query, secrets))).toBe('code_refused');
    expect(await failureOf('good', { ...secrets, state: 't'.repeat(43) })).toBe('answer_invalid');
    expect(await failureOf('good', { ...secrets, codeVerifier: 'w'.repeat(43) })).toBe('code_refused');
  });

  test('un renoncement n’est pas une panne', async () => {
    const client = clientOf();
    expect(await codeOf(client.personBehind(await answerTo(client, 'cancel'), secrets))).toBe('cancelled');
  });

  test('un fournisseur muet ou absent ne retient personne', async () => {
    const patient = clientOf({ timeoutMs: 300 });
    const query = await answerTo(patient);
    provider.behaviour = 'silent';
    expect(await codeOf(patient.personBehind(query, secrets))).toBe('unreachable');
    expect(await codeOf(clientOf({ issuer: `http://127.0.0.1:${await closedPort()}/api/v2` }).authorizationUrl(secrets))).toBe('unreachable');
  });

  test('passe par le mandataire réglé, pour chaque échange', async () => {
    const seen: string[] = [];
    const proxy = createServer((req, res) => {
      seen.push(new URL(req.url!).pathname);
      req.pipe(request(req.url!, { method: req.method, headers: req.headers }, (answer) => void answer.pipe(res.writeHead(answer.statusCode!, answer.headers))));
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const client = clientOf({ proxyUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` });
    await client.personBehind(await answerTo(client), secrets);
    expect(seen).toEqual(['/api/v2/.well-known/openid-configuration', '/api/v2/token', '/api/v2/jwks', '/api/v2/userinfo']);
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });

  test('la sortie porte le jeton, un état et l’adresse de retour, rien d’autre', async () => {
    const url = await clientOf().logoutUrl('a.b.c', 'x'.repeat(43));
    expect(url.pathname).toBe('/api/v2/session/end');
    expect(Object.fromEntries(url.searchParams)).toEqual({ id_token_hint: 'a.b.c', state: 'x'.repeat(43), post_logout_redirect_uri: afterLogoutUri });
  });
});

/** A port that was just let go: nobody answers there. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'accepted';
  } catch (fault) {
    if (!(fault instanceof ProConnectFailure)) throw fault;
    return fault.code;
  }
}

/** A browser that chooses the first person offered, and stops where we would be called back. */
async function walk(start: string, act = 'continue'): Promise<URLSearchParams> {
  const jar = new Map<string, string>();
  let address = start;
  let body: URLSearchParams | null = null;
  for (let steps = 0; steps < 10; steps++) {
    const answer: Response = await fetch(address, { redirect: 'manual', method: body ? 'POST' : 'GET', body, headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } });
    for (const line of answer.headers.getSetCookie()) jar.set(line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).split(';')[0]!);
    const location: string | null = answer.headers.get('location');
    const next = location ? new URL(location, address).href : address;
    if (next.startsWith(redirectUri)) return new URL(next).searchParams;
    body = location ? null : new URLSearchParams({ person: person.key, identityProvider: testIdentityProviders[0]!.id, act });
    if (!location && answer.status !== 200) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
    address = next;
  }
  throw new Error('The provider leads nowhere');
}
