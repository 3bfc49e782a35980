import { inflateSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { STORED_BYTES_MAX, storedStream } from './append-stored-stream.js';

test('ce qui est rangé sans être comprimé se décomprime à l’identique', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
    expect(inflateSync(storedStream(Buffer.from(bytes)))).toEqual(Buffer.from(bytes));
  }), { numRuns: 200 });
  const most = Buffer.alloc(STORED_BYTES_MAX, 0xff);
  expect(inflateSync(storedStream(most))).toEqual(most);
  expect(() => storedStream(Buffer.alloc(STORED_BYTES_MAX + 1))).toThrow('out of range');
});
