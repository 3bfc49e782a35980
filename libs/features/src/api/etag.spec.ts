import { checkVersion, etagOf } from './etag.js';

const seen = { id: 'a', name: 'Mende', ids: ['x', 'y'] };

test('the tag is that of the contents, whatever the order of their keys', () => {
  expect(etagOf({ ids: ['x', 'y'], name: 'Mende', id: 'a' })).toBe(etagOf(seen));
  expect(etagOf({ ...seen, ids: ['y', 'x'] })).not.toBe(etagOf(seen));
});

test.each([[undefined, 'version_wanted'], ['"autre"', 'version_changed'], ['', 'version_changed']])('%s is refused', (ifMatch, code) => expect(() => checkVersion(ifMatch, seen)).toThrow(code));

test.each(['*', etagOf(seen), `W/${etagOf(seen)}`, `"autre", ${etagOf(seen)}`])('%s is accepted', (ifMatch) => expect(() => checkVersion(ifMatch, seen)).not.toThrow());
