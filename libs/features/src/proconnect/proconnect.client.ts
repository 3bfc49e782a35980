import { NotFoundException } from '@nestjs/common';
import * as oidc from 'openid-client';
import { Agent, ProxyAgent, fetch } from 'undici';
import type { Dispatcher } from 'undici';
import { ProConnectFailure, providerCodeOf } from './proconnect.failure.js';

/** `usual_name`, not `family_name`; `siret` and `idp_id` say for whom one works and who vouches for it. Nothing else is asked for. */
const scope = 'openid given_name usual_name email uid siret idp_id';
/** The code lives 30 seconds and three answers are waited for in a row: none may take all of it. */
const answerTimeoutMs = 6_000;
/** Their answers take a few kilobytes. */
const answerBytesMax = 262_144;
/** Addresses and algorithms of the provider change with an announcement; an hour old is fresh. Signing keys are looked up anew when unknown. */
const discoveryMaxAgeMs = 3_600_000;
/** Two honest clocks may differ a little, and an identity token is used within the minute. */
const clockToleranceSeconds = 30;

export type ProConnectClientOptions = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where the browser comes back to; ProConnect compares them to the letter. */
  readonly redirectUri: string;
  readonly afterLogoutUri: string;
  /** Of an HTTP proxy, if the network asks for one. */
  readonly proxyUrl: string | null;
  readonly now: () => Date;
  readonly timeoutMs?: number;
};

/** What one attempt must find again in the answers: made by us, known of nobody else. */
export type AttemptSecrets = { readonly state: string; readonly nonce: string; readonly codeVerifier: string };

/** Who ProConnect says it is. `subject` is of one identity provider: the same person has another one elsewhere. */
export type ProConnectPerson = {
  readonly issuer: string;
  readonly subject: string;
  readonly identityProvider: string;
  readonly siret: string;
  /** For the person to recognise, on the page that attaches; kept sealed until then, and no longer. */
  readonly fullName: string;
  /** Kept only to leave: ProConnect wants it back at sign-out. */
  readonly idToken: string;
};

/**
 * Speaks OpenID Connect with ProConnect. Every answer is checked: state, nonce, PKCE, signatures of the identity token and of the
 * userinfo, subject of both. @throws ProConnectFailure for whatever is not as it should.
 */
export class ProConnectClient {
  private readonly dispatcher: Dispatcher;
  private known: { configuration: oidc.Configuration; at: number } | null = null;

  constructor(private readonly options: ProConnectClientOptions) {
    const limits = { maxResponseSize: answerBytesMax };
    this.dispatcher = options.proxyUrl ? new ProxyAgent({ uri: options.proxyUrl, proxyTunnel: false, ...limits }) : new Agent(limits);
  }

  /** Where the browser goes to sign in. Nothing but what ProConnect knows travels: an unknown parameter is refused there (Y000400). */
  async authorizationUrl({ state, nonce, codeVerifier }: AttemptSecrets): Promise<URL> {
    const configuration = await this.configuration();
    const challenge = await oidc.calculatePKCECodeChallenge(codeVerifier);
    return oidc.buildAuthorizationUrl(configuration, { redirect_uri: this.options.redirectUri, scope, state, nonce, code_challenge: challenge, code_challenge_method: 'S256' });
  }

  /** From the address the browser came back to (its query alone counts) to the person. */
  async personBehind(query: URLSearchParams, secrets: AttemptSecrets): Promise<ProConnectPerson> {
    const error = query.get('error');
    if (error === 'access_denied') throw new ProConnectFailure('cancelled');
    if (error) throw new ProConnectFailure('provider_refused', { providerCode: providerCodeOf(error, query.get('error_description')) });
    const configuration = await this.configuration();
    const tokens = await this.redeem(configuration, query, secrets);
    const claims = tokens.claims();
    if (!claims || !tokens.id_token) throw new ProConnectFailure('answer_invalid');
    const info = await this.userInfo(configuration, tokens.access_token, claims.sub);
    const { siret, idp_id: identityProvider } = info;
    if (typeof siret !== 'string' || typeof identityProvider !== 'string' || identityProvider === '') throw new ProConnectFailure('claims_incomplete');
    return { issuer: this.options.issuer, subject: claims.sub, identityProvider, siret, fullName: [info.given_name, info.usual_name].filter((name) => typeof name === 'string').join(' '), idToken: tokens.id_token };
  }

  /** Where the browser goes to leave ProConnect too. */
  async logoutUrl(idToken: string, state: string): Promise<URL> {
    const url = oidc.buildEndSessionUrl(await this.configuration(), { id_token_hint: idToken, state, post_logout_redirect_uri: this.options.afterLogoutUri });
    // The hint says whose session it is; ProConnect documents three parameters, and refuses those it does not know elsewhere.
    url.searchParams.delete('client_id');
    return url;
  }

  async close(): Promise<void> {
    await this.dispatcher.destroy();
  }

  private async redeem(configuration: oidc.Configuration, query: URLSearchParams, { state, nonce, codeVerifier }: AttemptSecrets) {
    const address = new URL(this.options.redirectUri);
    address.search = query.toString();
    try {
      return await oidc.authorizationCodeGrant(configuration, address, { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier, idTokenExpected: true });
    } catch (fault) {
      throw failureOf(fault);
    }
  }

  /** Userinfo comes as a signed token: an unsigned one, even over a good connection, says nothing we believe. */
  private async userInfo(configuration: oidc.Configuration, accessToken: string, subject: string): Promise<oidc.UserInfoResponse> {
    try {
      return await oidc.fetchUserInfo(configuration, accessToken, subject);
    } catch (fault) {
      const failure = failureOf(fault);
      throw failure.code === 'unreachable' || failure.code === 'subject_mismatch' ? failure : new ProConnectFailure('userinfo_forged', {}, { cause: fault });
    }
  }

  private async configuration(): Promise<oidc.Configuration> {
    const now = this.options.now().getTime();
    if (this.known && Math.abs(now - this.known.at) < discoveryMaxAgeMs) return this.known.configuration;
    try {
      this.known = { configuration: await this.discover(), at: now };
      return this.known.configuration;
    } catch (fault) {
      throw failureOf(fault);
    }
  }

  private async discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret, timeoutMs = answerTimeoutMs } = this.options;
    // The configuration lets http through for a provider on this machine only.
    const trial = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];
    let userinfo: string | undefined;
    const configuration = await oidc.discovery(new URL(issuer), clientId, { [oidc.clockTolerance]: clockToleranceSeconds }, oidc.ClientSecretPost(clientSecret), {
      execute: [...trial, oidc.enableNonRepudiationChecks],
      timeout: timeoutMs / 1000,
      [oidc.customFetch]: this.fetchFrom(() => userinfo),
    });
    userinfo = configuration.serverMetadata().userinfo_endpoint;
    return configuration;
  }

  /** By our proxy and our limits. The library accepts a plain JSON userinfo too: it is turned away here, before it is read. */
  private fetchFrom(userinfo: () => string | undefined): oidc.CustomFetch {
    return async (address, { body, method, headers, redirect, signal }) => {
      const answer = await fetch(address, { method, headers, redirect, dispatcher: this.dispatcher, ...(body != null && { body: body.toString() }), ...(signal && { signal }) });
      if (address === userinfo() && answer.ok && !/^application\/jwt\b/i.test(answer.headers.get('content-type') ?? '')) throw new ProConnectFailure('userinfo_forged');
      return answer as unknown as Response;
    };
  }
}

/** Failures of the library, of the network and of the provider, in our words. */
function failureOf(fault: unknown): ProConnectFailure {
  const cause = { cause: fault };
  if (fault instanceof ProConnectFailure) return fault;
  if (fault instanceof oidc.ResponseBodyError) return refusedBody(fault);
  const told = (fault as { cause?: unknown }).cause;
  if (told instanceof ProConnectFailure) return told;
  const code = (fault as { code?: string }).code;
  if (code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED') return new ProConnectFailure(comparedClaim(fault) === 'nonce' ? 'nonce_mismatch' : 'answer_invalid', {}, cause);
  if (code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED' && comparedAttribute(fault) === 'sub') return new ProConnectFailure('subject_mismatch', {}, cause);
  if (code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT' || isNetworkFault(fault) || isServerFault(fault)) return new ProConnectFailure('unreachable', {}, cause);
  return new ProConnectFailure('answer_invalid', {}, cause);
}

/** A code that is too old, or already used, answers `invalid_grant`; the rest is a refusal of the provider, or its illness. */
function refusedBody(fault: oidc.ResponseBodyError): ProConnectFailure {
  if (fault.error === 'invalid_grant') return new ProConnectFailure('code_refused', {}, { cause: fault });
  if (fault.status >= 500) return new ProConnectFailure('unreachable', {}, { cause: fault });
  return new ProConnectFailure('provider_refused', { providerCode: providerCodeOf(fault.error, fault.error_description ?? null) }, { cause: fault });
}

/** The library keeps what it compared two causes down. */
function* causesOf(fault: unknown): Generator<Record<string, unknown>> {
  for (let at = fault, depth = 0; typeof at === 'object' && at !== null && depth < 6; at = (at as { cause?: unknown }).cause, depth++) yield at as Record<string, unknown>;
}

function comparedClaim(fault: unknown): unknown {
  return [...causesOf(fault)].find((cause) => 'claim' in cause)?.claim;
}

function comparedAttribute(fault: unknown): unknown {
  return [...causesOf(fault)].find((cause) => 'attribute' in cause)?.attribute;
}

/** undici throws a TypeError whose cause is the socket's error. */
function isNetworkFault(fault: unknown): boolean {
  const networkCode = /^(E[A-Z]+|UND_ERR_\w+|CERT_\w+|[A-Z_]*CERTIFICATE[A-Z_]*)$/;
  return [...causesOf(fault)].some(({ code }) => typeof code === 'string' && networkCode.test(code) && !code.startsWith('ERR_'));
}

function isServerFault(fault: unknown): boolean {
  return [...causesOf(fault)].some(({ status }) => typeof status === 'number' && status >= 500);
}

/** Injection token: the client, or null when ProConnect is not configured. */
export const PROCONNECT = Symbol('ProConnect');

/** The routes of ProConnect do not exist where it is not configured. */
export function connected(client: ProConnectClient | null): ProConnectClient {
  if (!client) throw new NotFoundException('ProConnect is not configured');
  return client;
}
