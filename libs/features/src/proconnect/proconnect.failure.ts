/** What may go wrong between ProConnect and us. Each has its page: what happened, that nothing is lost, the way out. */
export type ProConnectFailureCode =
  | 'attempt_unknown'
  | 'attempt_expired'
  | 'attempt_used'
  | 'state_mismatch'
  | 'cancelled'
  | 'provider_refused'
  | 'code_refused'
  | 'nonce_mismatch'
  | 'answer_invalid'
  | 'userinfo_forged'
  | 'subject_mismatch'
  | 'claims_incomplete'
  | 'unreachable'
  | 'siret_unknown'
  | 'account_inactive'
  | 'identity_taken'
  | 'pending_unknown'
  | 'attach_link_dead';

/** What a page may say more: never a token, a name or a subject. */
export type ProConnectFailureDetail = {
  /** Code of ProConnect: « Y500015 », or an OAuth error. */
  providerCode?: string;
  /** The SIRET that opens nothing, as ProConnect gave it. */
  siret?: string;
  /** Organisations of the account, and whether their SIRET is recorded. */
  organisations?: readonly { name: string; siretKnown: boolean }[];
  /** Départements whose préfecture can be called. */
  departements?: readonly string[];
};

/** A step that ProConnect, or the browser, did not do as it should. Nothing was changed. */
export class ProConnectFailure extends Error {
  constructor(readonly code: ProConnectFailureCode, readonly detail: ProConnectFailureDetail = {}, options?: ErrorOptions) {
    super(`ProConnect: ${code}${detail.providerCode ? ` (${detail.providerCode})` : ''}`, options);
  }
}

/** Their codes are a letter and six digits; those of OAuth are lower-case words. Anything else is not repeated to anybody. */
const theirCode = /\b[A-Z]\d{6}\b/;
const oauthCode = /^[a-z_]{1,60}$/;

/** The code of an error that came back through the browser, safe to show. */
export function providerCodeOf(error: string, description: string | null): string {
  return theirCode.exec(error)?.[0] ?? theirCode.exec(description ?? '')?.[0] ?? (oauthCode.test(error) ? error : 'inconnu');
}
