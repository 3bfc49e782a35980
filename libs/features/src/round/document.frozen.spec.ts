import { Frozen } from './document.frozen.js';

const reading = () => {
  const read: string[] = [];
  const from = (id: string) => async () => {
    read.push(id);
    return { id, pages: [{ n: 1 }] };
  };
  return { read, from };
};

test('ce qui ne change plus n’est lu qu’une fois, et ne se laisse pas changer', async () => {
  const { read, from } = reading();
  const frozen = new Frozen<{ id: string; pages: { n: number }[] }>(2);
  const first = await frozen.of('a', from('a'));
  expect(await frozen.of('a', from('a'))).toBe(first);
  expect(read).toEqual(['a']);
  expect(() => (first!.pages[0]!.n = 2)).toThrow(TypeError);
  expect(() => first!.pages.push({ n: 2 })).toThrow(TypeError);
});

test('deux lectures à la fois ne font qu’un objet, qui ne se laisse pas changer', async () => {
  const { from } = reading();
  const frozen = new Frozen<{ id: string; pages: { n: number }[] }>(2);
  const [one, two] = await Promise.all([frozen.of('a', from('a')), frozen.of('a', from('a'))]);
  expect(two).toBe(one);
  expect(Object.isFrozen(await frozen.of('a', from('a')))).toBe(true);
});

test('ce qui n’a pas servi depuis le plus longtemps est oublié', async () => {
  const { read, from } = reading();
  const frozen = new Frozen<{ id: string }>(2);
  for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await frozen.of(id, from(id));
  expect(read).toEqual(['a', 'b', 'c', 'b']);
});

test('ni l’absence, ni une lecture qui échoue ne sont gardées', async () => {
  const frozen = new Frozen<{ id: string }>(2);
  await expect(frozen.of('a', () => Promise.reject(new Error('illisible')))).rejects.toThrow('illisible');
  expect(await frozen.of('a', () => Promise.resolve(null))).toBeNull();
  expect(await frozen.of('a', () => Promise.resolve({ id: 'a' }))).toEqual({ id: 'a' });
});
