import { boxesOf, fieldsOf } from './fields.js';

const nothing = [undefined, null, 'a@b.fr', 12];

test.each<[unknown, object]>([
  [{ email: 'a@b.fr' }, { email: 'a@b.fr' }],
  [{ email: ['a@b.fr', 'c@d.fr'] }, { email: 'a@b.fr' }],
  [{ email: [] }, {}],
  [{ email: { deep: 'x' } }, {}],
  ...nothing.map((body) => [body, {}] as [unknown, object]),
])('le formulaire %j se lit %j', (body, read) => expect(fieldsOf(body)).toEqual(read));

test.each<[unknown, object]>([
  [{ places: 'a' }, ['a']],
  [{ places: ['a', 'b'] }, ['a', 'b']],
  [{ places: ['a', { deep: 'x' }] }, ['a']],
  [{ other: 'a' }, []],
  ...nothing.map((body) => [body, []] as [unknown, object]),
])('les cases de %j se lisent %j', (body, ticked) => expect(boxesOf(body, 'places')).toEqual(ticked));

test('un champ qui porte le nom d’une propriété de tous les objets n’est qu’un champ', () => {
  const fields = fieldsOf(JSON.parse('{"__proto__":"x","toString":"y"}'));
  expect([Object.getPrototypeOf(fields), fields.toString, boxesOf({}, 'toString')]).toEqual([Object.prototype, 'y', []]);
});
