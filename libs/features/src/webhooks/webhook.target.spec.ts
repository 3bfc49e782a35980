import type { LookupAddress } from 'node:dns';
import { guardedLookup, isReachable, refusalOf } from './webhook.target.js';
import type { TargetPolicy } from './webhook.target.js';

const production: TargetPolicy = { demonstration: false, privateHosts: [] };
const demonstration: TargetPolicy = { demonstration: true, privateHosts: [] };

describe('addresses that are not the public Internet', () => {
  test.each([
    '127.0.0.1', '127.8.8.8', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '192.0.0.192', '198.18.0.1', '224.0.0.1', '255.255.255.255',
    '::1', '::', 'fe80::1', 'fc00::1', 'fd12::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '64:ff9b::a00:1', '2002:a00:1::', '2001:db8::1', '::7f00:1',
  ])('%s is refused', (address) => expect(isReachable(address, 'x.example', production)).toBe(false));

  test.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '2606:2800:220:1::1', '2a01:e0a::1', '::ffff:8.8.8.8'])('%s is reached', (address) => expect(isReachable(address, 'x.example', production)).toBe(true));

  test('the demonstration reaches its own machine and nothing else inside', () => {
    expect(isReachable('127.0.0.1', 'localhost', demonstration)).toBe(true);
    expect(isReachable('::1', 'localhost', demonstration)).toBe(true);
    expect(isReachable('10.0.0.1', 'x', demonstration)).toBe(false);
    expect(isReachable('169.254.169.254', 'x', demonstration)).toBe(false);
  });

  test('the operator may open one host of the private network', () => {
    const policy = { demonstration: false, privateHosts: ['sig.prefecture.example', '10.0.0.9'] };
    expect(isReachable('10.0.0.5', 'SIG.prefecture.example', policy)).toBe(true);
    expect(isReachable('10.0.0.9', '10.0.0.9', policy)).toBe(true);
    expect(isReachable('10.0.0.5', 'autre.example', policy)).toBe(false);
  });
});

test.each<[string, string | null]>([
  ['https://partenaire.example/paraphe', null],
  ['http://partenaire.example/', 'url_not_https'],
  ['ftp://partenaire.example/', 'url_unreadable'],
  ['partenaire.example', 'url_unreadable'],
  ['https://parte\nnaire.example/', 'url_unreadable'],
  ['https://partenaire.example/\u0000', 'url_unreadable'],
  ['https://moi:secret@partenaire.example/', 'url_with_password'],
  ['https://127.0.0.1/', 'address_private'],
  ['https://2130706433/', 'address_private'],
  ['https://0x7f.1/', 'address_private'],
  ['https://[::1]/', 'address_private'],
  ['https://[::ffff:169.254.169.254]/', 'address_private'],
  [`https://partenaire.example/${'a'.repeat(500)}`, 'url_too_long'],
])('%s', (url, refusal) => expect(refusalOf(url, production)).toBe(refusal));

test('the demonstration accepts http on its own machine', () => expect(refusalOf('http://127.0.0.1:4000/recu', demonstration)).toBeNull());

describe('names', () => {
  const resolving = (...addresses: LookupAddress[]) => guardedLookup(production, ((_host: string, _options: object, answer: (fault: null, found: LookupAddress[]) => void) => answer(null, addresses)) as never);
  const look = (lookup: ReturnType<typeof guardedLookup>, all: boolean) => new Promise<unknown[]>((resolve) => lookup('x.example', { all } as never, (...given) => resolve(given)));

  test('lead to the very address that was checked', async () => {
    const open = resolving({ address: '93.184.216.34', family: 4 });
    expect(await look(open, false)).toEqual([null, '93.184.216.34', 4]);
    expect(await look(open, true)).toEqual([null, [{ address: '93.184.216.34', family: 4 }]]);
  });

  test('are refused as soon as one of their addresses is inside', async () => {
    const mixed = resolving({ address: '93.184.216.34', family: 4 }, { address: '10.0.0.1', family: 4 });
    expect((await look(mixed, true))[0]).toMatchObject({ code: 'address_private' });
    expect((await look(resolving(), true))[0]).toMatchObject({ code: 'address_private' });
  });
});
