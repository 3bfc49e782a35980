import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HashState } from './append-hash.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('l’état d’un SHA-256', () => {
  test('quelles que soient les coupures, les copies et les passages d’un processus à l’autre, le hachage est celui des octets', () => {
    const piece = fc.record({ bytes: fc.uint8Array({ maxLength: 300 }), then: fc.constantFrom('rien', 'copier', 'relire', 'interroger') });
    fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      let state = HashState.empty();
      const seen: Uint8Array[] = [];
      for (const { bytes, then } of pieces) {
        const before = state.copy();
        state.update(bytes);
        expect(before.digest('hex')).toBe(sha256(Buffer.concat(seen)));
        seen.push(bytes);
        if (then === 'copier') state = state.copy();
        if (then === 'relire') state = HashState.restored(state.save());
        if (then === 'interroger') expect(state.digest('hex')).toBe(sha256(Buffer.concat(seen)));
      }
      expect(state.digest('hex')).toBe(sha256(Buffer.concat(seen)));
      expect(HashState.restored(state.save()).digest()).toEqual(state.digest());
    }), { numRuns: 200 });
  });

  test('de longs morceaux passent eux aussi', () => {
    const bytes = Buffer.alloc(5_000_001, 'paraphe');
    let state = HashState.empty();
    for (let at = 0; at < bytes.length; at += 700_000) state = state.update(bytes.subarray(at, at + 700_000)).copy();
    expect(state.digest('hex')).toBe(sha256(bytes));
    expect(state.save()).toHaveLength(116);
    expect(HashState.restored(state.save()).update(bytes).digest('hex')).toBe(sha256(Buffer.concat([bytes, bytes])));
  });

  test('un état qui n’en est pas un est refusé', () => {
    expect(() => HashState.restored(Buffer.alloc(116))).toThrow();
    expect(() => HashState.restored(Buffer.alloc(3))).toThrow();
  });
});
