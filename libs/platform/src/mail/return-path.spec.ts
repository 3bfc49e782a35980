import { createHmac, randomUUID } from 'node:crypto';
import { mailboxNameMax } from './bounce-mailbox.js';
import { mailNamedIn, mailOfReturnPath, returnPathOf, subAddressOf, tokenOf } from './return-path.js';

const keysOf = (secret: string) => ({ derive: (purpose: string, id: string) => createHmac('sha256', secret).update(purpose).update('\0').update(id).digest() });
const [keys, domain, mailId] = [keysOf('le nôtre'), 'avis.paraphe.example', randomUUID()];
const path = returnPathOf(keys, domain, mailId);

describe('l’adresse de retour d’un courriel', () => {
  test('mène à ce courriel, quelle que soit la casse, et tient dans une adresse', () => {
    expect(mailOfReturnPath(keys, domain, path)).toBe(mailId);
    expect(mailOfReturnPath(keys, domain, path.toUpperCase())).toBe(mailId);
    expect(path.split('@')[0]!.length).toBeLessThanOrEqual(64);
  });

  test.each([
    ['d’un autre secret', returnPathOf(keysOf('un autre'), domain, mailId)],
    ['d’un autre courriel', path.replace(/^avis-./, path[5] === 'a' ? 'avis-b' : 'avis-a')],
    ['d’un autre domaine', path.replace('@', '@x.')],
    ['tronquée', path.replace(/.@/, '@')],
    ['suivie d’une autre', `${path}, ${path}`],
    ['vide', ''],
    ['inventée', `avis-${'0'.repeat(32)}-${'0'.repeat(24)}@${domain}`],
  ])('%s, ne mène nulle part', (_, address) => {
    expect(mailOfReturnPath(keys, domain, address)).toBeNull();
  });
});

describe('la sous-adresse d’une boîte ordinaire', () => {
  const mailbox = `${'r'.repeat(mailboxNameMax)}@prefecture.example`;
  const address = subAddressOf(keys, mailbox, mailId);

  test('mène à ce courriel, quelle que soit la casse, et tient dans une adresse', () => {
    expect(address).toMatch(/^r+\+[0-9a-z]{44}@prefecture\.example$/);
    expect(address.split('@')[0]!.length).toBe(64);
    for (const given of [address, address.toUpperCase(), `Retours <${address}>`, `rfc822;${address}`, `${address}, ${address}`]) expect(mailNamedIn(keys, given)).toBe(mailId);
  });

  test.each([['00000000-0000-4000-8000-000000000001'], ['ffffffff-ffff-4fff-bfff-ffffffffffff']])('%s : les zéros de tête ne se perdent pas', (id) => {
    expect(mailNamedIn(keys, tokenOf(keys, id))).toBe(id);
    expect(tokenOf(keys, id)).toHaveLength(44);
  });

  const [word, other] = [tokenOf(keys, mailId), tokenOf(keys, randomUUID())];
  test.each([
    ['d’un autre secret', tokenOf(keysOf('un autre'), mailId)],
    ['d’un signe près', word.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))],
    ['tronquée', word.slice(1)],
    ['plus longue', `${word}0`],
    ['qui dit plus de 224 bits', 'z'.repeat(44)],
    ['inventée', '0'.repeat(44)],
    ['avec celle d’un autre courriel', `${word}, ${other}`],
    ['vide', ''],
  ])('%s, ne mène nulle part', (_, text) => {
    expect(mailNamedIn(keys, text)).toBeNull();
  });

  test('à côté d’elle, l’adresse de retour du service mène au même courriel, si son domaine est le nôtre', () => {
    expect(mailNamedIn(keys, `To: <${path}>\nX-Original-To: ${path.toUpperCase()}`, domain)).toBe(mailId);
    expect(mailNamedIn(keys, `To: <${path}>\nDelivered-To: ${address}`, domain)).toBe(mailId);
    expect(mailNamedIn(keys, `To: <${path}>`)).toBeNull();
    expect(mailNamedIn(keys, `To: <${path}>`, 'ailleurs.example')).toBeNull();
    expect(mailNamedIn(keys, `To: <${path}>, <${returnPathOf(keys, domain, randomUUID())}>`, domain)).toBeNull();
  });
});
