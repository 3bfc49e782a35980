import { localPath } from './return-path.js';

test.each(['/tournees', '/annuaire/structures/12?onglet=horaires', '/'])('On revient à %s', (path) => expect(localPath(path)).toBe(path));
test.each(['//ailleurs.example', '/\\ailleurs.example', 'https://ailleurs.example', '', undefined, ['/tournees'], `/${'a'.repeat(300)}`])('On ne va pas à %s', (path) => expect(localPath(path)).toBeNull());
