import { createHash, randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Request, Response } from 'express';
import { SignJWT, exportJWK, generateKeyPair, importJWK } from 'jose';
import type { JWK } from 'jose';
import Provider from 'oidc-provider';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { memoryOfProvider } from './proconnect-memory.js';

/** How the provider behaves. Each of them but `good` must open nothing. */
export type ProviderBehaviour =
  | 'good'
  | 'wrong_nonce'
  | 'expired_code'
  | 'tampered_userinfo'
  | 'foreign_userinfo'
  | 'unsigned_userinfo'
  | 'plain_userinfo'
  | 'other_subject'
  | 'no_siret'
  | 'private_sector'
  | 'broken'
  | 'silent';

export type Civilian = { key: string; givenName: string; usualName: string; email: string; siret: string };
export type IdentityProvider = { id: string; name: string };

/** ProConnect's own figures. */
const codeSeconds = 30;
const accessTokenSeconds = 60;
const randomLengthMin = 32;
/** The only parameters it knows; any other is refused with Y000400. */
const authorizeParameters = ['client_id', 'response_type', 'redirect_uri', 'scope', 'state', 'nonce', 'code_challenge', 'code_challenge_method', 'prompt', 'acr_values', 'claims', 'login_hint'];

export const testIdentityProviders: readonly IdentityProvider[] = [
  { id: '71144ab3-ee1a-4401-b7b3-79b44f7daeeb', name: 'Ministère de l’intérieur' },
  { id: 'a3f1c9d2-5b0e-4c4e-8a77-0d6f5be9b301', name: 'ProConnect Identité' },
];

/** ProConnect signs with the one that the service has chosen there. */
export type ProviderAlgorithm = 'RS256' | 'ES256';
export type ProviderOptions = { clientId: string; clientSecret: string; people: readonly Civilian[]; algorithm?: ProviderAlgorithm };
/** Where the service declared that browsers come back. */
export type ServiceAddresses = { redirectUri: string; afterLogoutUri: string };

/**
 * A real OpenID provider that behaves as ProConnect does: `/api/v2`, codes of thirty seconds, userinfo as a signed token, refusals with
 * its codes, one subject per identity provider. Its page lets one choose a person and an identity provider, without password.
 */
export class ProConnectProvider {
  behaviour: ProviderBehaviour = 'good';
  /** Queries of the authorize requests received, to look at what we send. */
  readonly asked: URLSearchParams[] = [];
  /** Queries of the sign-out requests received. */
  readonly leavings: URLSearchParams[] = [];
  private server: Server | null = null;
  /** Where the last answer sent the browser. */
  answered: URL | null = null;
  private provider: Provider | null = null;
  private service: ServiceAddresses = { redirectUri: '', afterLogoutUri: '' };

  private constructor(private readonly options: ProviderOptions, private readonly key: JWK, private port: number) {}

  static async open(options: ProviderOptions): Promise<ProConnectProvider> {
    const provider = new ProConnectProvider(options, await signingKey(options.algorithm ?? 'RS256'), 0);
    await provider.start();
    return provider;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get issuer(): string {
    return `${this.origin}/api/v2`;
  }

  private get algorithm(): ProviderAlgorithm {
    return this.options.algorithm ?? 'RS256';
  }

  /** Subject of a person at an identity provider, as the tokens say it. */
  static subjectOf(person: Civilian, identityProvider: IdentityProvider): string {
    return createHash('sha256').update(`${person.key} ${identityProvider.id}`).digest('hex');
  }

  private async start(): Promise<void> {
    const app = express();
    this.server = app.listen(this.port, '127.0.0.1');
    await new Promise((resolve) => this.server!.once('listening', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    app.get('/api/v2/interaction/:uid', (req, res) => void this.showPeople(req, res));
    app.post('/api/v2/interaction/:uid', express.urlencoded({ extended: false }), (req, res) => void this.choose(req, res));
    app.get('/favicon.ico', (_req, res) => void res.status(204).end());
    app.use('/api/v2', (req, res) => void this.known().callback()(req, res));
  }

  /** Registers the service: known only once it has chosen its port, when the issuer's must be known already. */
  register(service: ServiceAddresses): void {
    this.service = service;
    this.provider = new Provider(this.issuer, this.configuration());
    this.provider.use((ctx, next) => this.interfere(ctx as unknown as KoaContextWithOIDC, next));
  }

  /** After `stop`: the same provider, on the same port, with what it remembered. */
  restart(): Promise<void> {
    return this.start();
  }

  private known(): Provider {
    if (!this.provider) throw new Error('No service is registered');
    return this.provider;
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = null;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  private configuration(): Configuration {
    const { clientId, clientSecret } = this.options;
    const { redirectUri, afterLogoutUri } = this.service;
    return {
      clients: [{
        client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri], post_logout_redirect_uris: [afterLogoutUri], response_types: ['code'], grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_post', id_token_signed_response_alg: this.algorithm, userinfo_signed_response_alg: this.algorithm,
      }],
      adapter: memoryOfProvider(() => this.behaviour === 'expired_code'),
      jwks: { keys: [this.key] },
      cookies: { keys: [randomBytes(16).toString('hex')] },
      pkce: { required: () => true },
      scopes: ['openid', 'given_name', 'usual_name', 'email', 'uid', 'siret', 'idp_id', 'phone', 'custom'],
      claims: { openid: ['sub'], given_name: ['given_name'], usual_name: ['usual_name'], email: ['email'], uid: ['uid'], siret: ['siret'], idp_id: ['idp_id'] },
      routes: { authorization: '/authorize', token: '/token', userinfo: '/userinfo', end_session: '/session/end', jwks: '/jwks' },
      ttl: { AuthorizationCode: codeSeconds, AccessToken: accessTokenSeconds, IdToken: accessTokenSeconds, Session: 43_200, Interaction: 600, Grant: 43_200 },
      features: { devInteractions: { enabled: false }, jwtUserinfo: { enabled: true }, rpInitiatedLogout: { enabled: true, logoutSource: (ctx, form) => void (ctx.body = page('Se déconnecter de ProConnect', `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Se déconnecter</button>`)) } },
      interactions: { url: (_ctx, interaction) => `/api/v2/interaction/${interaction.uid}` },
      findAccount: (_ctx, id) => ({ accountId: id, claims: () => this.claimsOf(id) }),
      loadExistingGrant: async (ctx) => this.grantEverything(ctx),
      renderError: (ctx, out) => void (ctx.body = page('Erreur', `<p>${out.error} ${out.error_description ?? ''}</p>`)),
    };
  }

  /** Consent is not asked for between administrations. */
  private async grantEverything(ctx: KoaContextWithOIDC) {
    const grant = new (this.known().Grant)({ clientId: ctx.oidc.client!.clientId, accountId: ctx.oidc.session!.accountId! });
    grant.addOIDCScope(String(ctx.oidc.params!.scope));
    await grant.save();
    return grant;
  }

  private claimsOf(id: string) {
    const { person, identityProvider } = this.accounts().find(({ subject }) => subject === id)!;
    return { sub: id, given_name: person.givenName, usual_name: person.usualName, email: person.email, uid: `uid-${person.key}`, ...(this.behaviour !== 'no_siret' && { siret: person.siret }), idp_id: identityProvider.id };
  }

  private accounts() {
    return this.options.people.flatMap((person) => testIdentityProviders.map((identityProvider) => ({ person, identityProvider, subject: ProConnectProvider.subjectOf(person, identityProvider) })));
  }

  /** Between the wire and the provider: ProConnect's own refusals before, what goes wrong after. */
  private async interfere(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
    if (ctx.path === '/authorize') return this.authorize(ctx, next);
    if (ctx.path === '/session/end') this.leavings.push(new URLSearchParams(ctx.querystring));
    if (ctx.path === '/token') {
      if (this.behaviour === 'silent') return new Promise(() => undefined);
      if (this.behaviour === 'broken') return void Object.assign(ctx, { status: 503, body: 'Service indisponible' });
    }
    await next();
    this.noteAnswer(ctx);
    if (ctx.path === '/userinfo' && ctx.status === 200) await this.alterUserInfo(ctx);
  }

  private noteAnswer(ctx: KoaContextWithOIDC): void {
    const location = String(ctx.response.get('location') ?? '');
    if (location.startsWith(this.service.redirectUri)) this.answered = new URL(location);
  }

  private async authorize(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
    const query = new URLSearchParams(ctx.querystring);
    this.asked.push(query);
    const refusal = this.refusalOf(query);
    if (refusal && query.get('redirect_uri') === this.service.redirectUri) {
      const back = new URL(this.service.redirectUri);
      for (const [name, value] of Object.entries({ error: refusal.error, error_description: refusal.description, state: query.get('state') ?? '' })) back.searchParams.set(name, value);
      ctx.status = 303;
      return void ctx.redirect(back.href);
    }
    if (refusal) return void Object.assign(ctx, { status: 400, type: 'html', body: page('Erreur', `<p>${refusal.description}</p>`) });
    if (this.behaviour === 'wrong_nonce') {
      query.set('nonce', randomBytes(randomLengthMin).toString('hex'));
      ctx.querystring = query.toString();
    }
    await next();
    this.noteAnswer(ctx);
  }

  private refusalOf(query: URLSearchParams): { error: string; description: string } | null {
    const unknown = [...query.keys()].filter((name) => !authorizeParameters.includes(name));
    if (unknown.length > 0) return { error: 'invalid_request', description: `Y000400 property ${unknown.join(', ')} should not exist` };
    const short = ['state', 'nonce'].filter((name) => (query.get(name) ?? '').length < randomLengthMin);
    if (short.length > 0) return { error: 'invalid_request', description: `Y000400 ${short.join(', ')} must be longer than or equal to ${randomLengthMin} characters` };
    if (this.behaviour === 'private_sector') return { error: 'server_error', description: 'Y500015 private sector identities are not allowed' };
    return null;
  }

  private async alterUserInfo(ctx: KoaContextWithOIDC): Promise<void> {
    const [header = '', payload = '', signature = ''] = String(ctx.body).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const told = { ...claims, email: 'helene.bastide@prefecture-48.example' };
    if (this.behaviour === 'tampered_userinfo') ctx.body = [header, encode(told), signature].join('.');
    if (this.behaviour === 'unsigned_userinfo') ctx.body = `${encode({ alg: 'none' })}.${payload}.`;
    if (this.behaviour === 'foreign_userinfo') ctx.body = await sign(claims, await signingKey(this.algorithm), this.key.kid!);
    if (this.behaviour === 'other_subject') ctx.body = await sign({ ...claims, sub: 'f'.repeat(64) }, this.key, this.key.kid!);
    if (this.behaviour === 'plain_userinfo') {
      ctx.type = 'json';
      ctx.body = JSON.stringify(claims);
    }
  }

  private async showPeople(req: Request, res: Response): Promise<void> {
    const { uid } = await this.known().interactionDetails(req, res);
    const choice = (name: string, label: string, options: { value: string; text: string }[]) =>
      `<p><label>${label} <select name="${name}">${options.map(({ value, text }) => `<option value="${value}">${text}</option>`).join('')}</select></label></p>`;
    res.send(page('ProConnect d’essai', `<form method="post" action="/api/v2/interaction/${uid}">
      ${choice('person', 'Personne', this.options.people.map(({ key, givenName, usualName }) => ({ value: key, text: `${givenName} ${usualName}` })))}
      ${choice('identityProvider', 'Fournisseur d’identité', testIdentityProviders.map(({ id, name }) => ({ value: id, text: name })))}
      <button type="submit" name="act" value="continue">Continuer</button> <button type="submit" name="act" value="cancel">Annuler</button></form>`));
  }

  private async choose(req: Request, res: Response): Promise<void> {
    const { person, identityProvider, act } = req.body as Record<string, string>;
    if (act === 'cancel') return this.known().interactionFinished(req, res, { error: 'access_denied', error_description: 'User auth aborted' });
    const account = this.accounts().find((one) => one.person.key === person && one.identityProvider.id === identityProvider)!;
    await this.known().interactionFinished(req, res, { login: { accountId: account.subject } });
  }
}

async function signingKey(alg: ProviderAlgorithm): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('hex'), alg, use: 'sig' };
}

async function sign(claims: Record<string, unknown>, key: JWK, kid: string): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: key.alg!, kid }).sign(await importJWK(key));
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>${title}</title></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
}
