import type { AnnexPart } from './annex-part.js';
import type { Instant } from '../legal-time/legal-day.js';

/** Where one body stands before the text is frozen. Waived: the préfecture goes on without its answer, with a reason. */
export type ConfirmationState = 'asked' | 'confirmed' | 'contested' | 'waived';

/** A body as the annexes name it, and the SHA-256 of what they say of it. */
export type AskedBody = Pick<AnnexPart, 'bodyId' | 'bodyName' | 'college'> & { hash: string };

export type Confirmation = AskedBody & {
  state: ConfirmationState;
  /** Since when it stands there. */
  since: Instant | null;
  /** The answer given on its page, with the name typed and the words: null when it has not answered, or was not the one who did. */
  answerId: string | null;
  /** Why the préfecture goes on without it. */
  reason: string | null;
};

/** Nothing is waited for there any more. */
export function isAgreed({ state }: Pick<Confirmation, 'state'>): boolean {
  return state === 'confirmed' || state === 'waived';
}

/** Whether the annexes say today of these bodies what they said when each was asked. */
export function movedBodies(confirmations: readonly Confirmation[], today: readonly AskedBody[]): string[] {
  const known = new Map(confirmations.map(({ bodyId, hash }) => [bodyId, hash]));
  const changed = today.filter(({ bodyId, hash }) => known.get(bodyId) !== hash).map(({ bodyId }) => bodyId);
  const gone = confirmations.filter(({ bodyId }) => !today.some((body) => body.bodyId === bodyId)).map(({ bodyId }) => bodyId);
  return [...changed, ...gone];
}
