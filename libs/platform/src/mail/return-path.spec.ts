import { createHmac, randomUUID } from 'node:crypto';
import { mailOfReturnPath, returnPathOf } from './return-path.js';

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
