import { DiscreetError } from '../outbox/discreet-error.js';

/** One mailbox and no more: neither a list, nor a comment, nor a line of its own. Longer than RFC 5321 (4.5.3.1.3) allows is nobody's. */
const mailbox = /^[^\s<>()[\]\\,;:"@\p{Cc}]+@[^\s<>()[\]\\,;:"@\p{Cc}]+$/u;
const addressLengthMax = 254;
/** A name longer than this is no name, and folds into lines that some servers refuse. */
const nameLengthMax = 120;

/** What people typed, as it may stand in a header: on one line, its non-breaking spaces kept, and never read again as an encoded word (RFC 2047). */
export function headerWords(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replaceAll('=?', '= ?').trim();
}

export function headerName(text: string): string {
  return headerWords(text).slice(0, nameLengthMax);
}

/** The address, when it names exactly one mailbox. @throws DiscreetError otherwise: an address is one recipient, whatever was typed. */
export function oneMailbox(address: string): string {
  if (address.length > addressLengthMax || !mailbox.test(address)) throw new DiscreetError('the address on record is not one mailbox');
  return address;
}

/** What a server answers is kept for the operator, not its novels. */
const replyLengthMax = 200;

/** A server repeats the address it refuses. Its words go to the outbox, the queue and the log, where no address may be. */
export function withoutAddresses(reply: string): string {
  return reply.slice(0, replyLengthMax).replace(/[^\s<>"'(;]*@[^\s<>"');]*/g, '…');
}
