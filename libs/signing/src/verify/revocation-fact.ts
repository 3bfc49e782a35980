/** One verified statement about one certificate. */
export interface RevocationFact {
  /** Undefined: it was good. */
  readonly revokedAt: Date | undefined;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** Since when certificates that expire stay on the list; undefined when they leave it, and a list no longer speaks of them. */
  readonly keepsExpiredSince?: Date | undefined;
}
