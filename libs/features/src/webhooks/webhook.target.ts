import { lookup as resolveName } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';

/** Longer than any honest address, short enough for one line of a page. */
export const urlLengthMax = 500;

/** What a webhook may reach. `http` and loopback serve the demonstration, where both ends are on one machine. */
export type TargetPolicy = { demonstration: boolean; privateHosts: readonly string[] };

/** Why an address is not accepted; each has its French sentence. */
export type TargetRefusal = 'url_unreadable' | 'url_not_https' | 'url_with_password' | 'url_too_long' | 'address_private';

/**
 * Everything that is not the public Internet: someone who chooses an address must not make this service speak to its own machine, to its
 * neighbours or to the metadata of its host. (IANA special-purpose address registries; an IPv4 address written in IPv6 is looked at as IPv4.)
 */
const inside = blockList(
  ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  // ::/96 and the translation prefixes 64:ff9b, 2001:0 (Teredo) and 2002 (6to4) carry an IPv4 address that we would have to unfold.
  ['::/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/32', '2001:db8::/32', '2002::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
);
const loopback = blockList(['127.0.0.0/8'], ['::1/128']);

/** Whether a webhook may connect to that very address. `host` is the name, or the address, that was asked for. */
export function isReachable(address: string, host: string, { demonstration, privateHosts }: TargetPolicy): boolean {
  if (privateHosts.includes(host.toLowerCase()) || privateHosts.includes(address)) return true;
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (loopback.check(address, family)) return demonstration;
  return !inside.check(address, family);
}

/** What can be said of an address before anything is resolved; null: nothing against it. */
export function refusalOf(text: string, policy: TargetPolicy): TargetRefusal | null {
  if (text.length > urlLengthMax) return 'url_too_long';
  // What a URL parser silently takes out would be shown, kept and compared as it was typed.
  if (/[\s\p{Cc}]/u.test(text) || !URL.canParse(text)) return 'url_unreadable';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(policy.demonstration && url.protocol === 'http:')) return url.protocol === 'http:' ? 'url_not_https' : 'url_unreadable';
  if (url.username !== '' || url.password !== '') return 'url_with_password';
  const host = hostOf(url);
  return isIP(host) !== 0 && !isReachable(host, host, policy) ? 'address_private' : null;
}

/** Without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** Thrown, through the connection, when a name leads inside. */
export class PrivateAddress extends Error {
  readonly code = 'address_private';

  constructor(readonly host: string) {
    super('The name leads to an address that webhooks may not reach');
  }
}

/**
 * Resolves a name as `dns.lookup` does, and refuses it when one of its addresses is not to be reached. The connection is then made to the
 * address returned here, so that a name cannot lead elsewhere between the check and the use.
 */
export function guardedLookup(policy: TargetPolicy, resolve: typeof resolveName = resolveName): LookupFunction {
  return (host, options, answer) => {
    resolve(host, { ...options, all: true }, (fault: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => {
      if (fault) return answer(fault, '', 0);
      const [first] = addresses;
      if (!first || addresses.some(({ address }) => !isReachable(address, host, policy))) return answer(new PrivateAddress(host), '', 0);
      if (options.all) return answer(null, addresses);
      answer(null, first.address, first.family);
    });
  };
}

function blockList(v4: readonly string[], v6: readonly string[]): BlockList {
  const list = new BlockList();
  const add = (subnet: string, family: 'ipv4' | 'ipv6') => {
    const [network, prefix] = subnet.split('/');
    list.addSubnet(network!, Number(prefix), family);
  };
  for (const subnet of v4) add(subnet, 'ipv4');
  for (const subnet of v6) add(subnet, 'ipv6');
  return list;
}
