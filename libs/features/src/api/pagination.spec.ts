import { paginate } from './pagination.js';

const list = Array.from({ length: 7 }, (_, index) => ({ id: `n${index}` }));

test('pages follow one another without a gap nor a repeat, and the last one says so', () => {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: { id: string }[]; nextCursor: string | null } = paginate(list, { limit: 3, ...(cursor && { cursor }) });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor);
  expect(seen).toEqual(list.map(({ id }) => id));
});

test('a full last page has no next one', () => expect(paginate(list, { limit: 7 }).nextCursor).toBeNull());

test('a cursor of one’s own making is refused', () => expect(() => paginate(list, { limit: 3, cursor: 'n3' })).toThrow('cursor_unreadable'));
