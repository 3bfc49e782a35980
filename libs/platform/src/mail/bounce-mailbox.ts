/**
 * An ordinary mailbox where reports of delivery come back. `secure`: TLS from the first byte; else STARTTLS, required unless `clear` (a server on this
 * very machine). `address`: in lower case. `subAddresses`: its server takes what follows « + ».
 */
export type BounceMailbox = { host: string; port: number; secure: boolean; clear: boolean; user: string; folder: string; password: string; address: string; subAddresses: boolean };

/** A sub-address bears a UUID and its proof, 224 bits, in base 36: 44 signs, whatever the case. */
export const subAddressLength = 44;
/** What is left to the name of the mailbox: 64 signs (RFC 5321, 4.5.3.1.1) less « + » (RFC 5233) and the sub-address. */
export const mailboxNameMax = 64 - 1 - subAddressLength;

const ports = { 'imaps:': 993, 'imap:': 143 } as const;
const loopback = ['127.0.0.1', '[::1]', 'localhost'];

/** `imaps://user@host:port/folder`, or `imap://`; the password is a setting of its own, never in an address that people show each other. */
export function isMailboxUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, pathname, search, hash } = new URL(text);
  return protocol in ports && hostname !== '' && username !== '' && password === '' && search === '' && hash === '' && [username, pathname].every(isPlainText);
}

function isPlainText(encoded: string): boolean {
  try {
    return !/[\x00-\x1f\x7f]/.test(decodeURIComponent(encoded));
  } catch {
    return false;
  }
}

/** Where the mailbox is. `url`: one that `isMailboxUrl` takes. */
export function bounceMailboxOf(url: string): Pick<BounceMailbox, 'host' | 'port' | 'secure' | 'clear' | 'user' | 'folder'> {
  const { protocol, hostname, port, username, pathname } = new URL(url);
  const secure = protocol === 'imaps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || ports[protocol as keyof typeof ports]), secure, clear: !secure && loopback.includes(hostname),
    user: decodeURIComponent(username), folder: decodeURIComponent(pathname.slice(1)) || 'INBOX',
  };
}

/** What forbids that address to be the one reports come back to, as its message says it; null when nothing does. */
export function addressFault(address: string, subAddresses: boolean): string | null {
  const name = /^([\w.-]+)@[a-z0-9.-]+$/i.exec(address)?.[1];
  if (name === undefined) return 'veut une adresse, par exemple « retours@prefecture.example », sans « + ».';
  return subAddresses && name.length > mailboxNameMax ? `a plus de ${mailboxNameMax} signes avant « @ » : il n’en reste pas assez pour la sous-adresse.` : null;
}
