import { Webhook } from 'standardwebhooks';
import type { KeyStore } from '#libs/platform';

/** How long the former secret still signs beside the new one: a day, for whoever must change it in several places. */
export const formerSecretHours = 24;

/** What signs: the rank of the secret, and since when it has been that one. */
export type Secret = { id: string; secretRank: number; secretChangedAt: Date };

/** Drawn from the key store by id and rank (ADR 3): it is shown once, and kept nowhere. */
export function secretOf(keys: KeyStore, id: string, rank: number): string {
  return `whsec_${keys.derive('webhook', `${id}/${rank}`).toString('base64')}`;
}

/** The headers of Standard Webhooks. For a day after a change of secret, both signatures are there: either one is enough. */
export function signedHeaders(keys: KeyStore, { id, secretRank, secretChangedAt }: Secret, { eventId, body, now }: { eventId: string; body: string; now: Date }): Record<string, string> {
  const isFormerValid = secretRank > 1 && now.getTime() < secretChangedAt.getTime() + formerSecretHours * 3_600_000;
  const ranks = isFormerValid ? [secretRank, secretRank - 1] : [secretRank];
  return {
    'webhook-id': eventId,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': ranks.map((rank) => new Webhook(secretOf(keys, id, rank)).sign(eventId, now, body)).join(' '),
  };
}
