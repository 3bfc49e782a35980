import { derivedId } from '#libs/platform';
import type { CodeRow, HeldCode } from './link.store.js';

/**
 * The id of the code that, at another place of the same sitting, bears the same digits: one mail tells them all. Drawn from the id of the
 * code that was mailed, so that anybody who holds both ids can tell that they go together, and nobody can make two codes agree afterwards.
 */
export function sharedCodeId(mailedId: string, linkId: string): string {
  return derivedId(`${mailedId} ${linkId}`);
}

/** Whether a code was made to bear the digits of another: chance draws no UUID of version 8. */
export function isShared(codeId: string): boolean {
  return codeId[14] === '8';
}

/** The code whose digits were mailed: itself, unless it was drawn from another of the same mailbox. */
export function mailedCode<T extends Pick<CodeRow, 'id' | 'linkId'>>(code: T, sameMailbox: readonly T[]): T {
  return sameMailbox.find(({ id }) => sharedCodeId(id, code.linkId) === code.id) ?? code;
}

/** The codes of one sitting, each for its place; a code that another has replaced since at its place is no longer one of them. */
export function codesOfSitting(code: HeldCode, sameMailbox: readonly HeldCode[]): HeldCode[] {
  const mailed = mailedCode(code, sameMailbox);
  const isLatest = (one: HeldCode) => sameMailbox.every(({ linkId, createdAt }) => linkId !== one.linkId || createdAt <= one.createdAt);
  return sameMailbox.filter((one) => (one.id === mailed.id || one.id === sharedCodeId(mailed.id, one.linkId)) && isLatest(one));
}
