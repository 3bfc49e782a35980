import { describe, expect, it } from '@jest/globals';
import { evaluate, EXPRESSION_LENGTH_MAX, ExpressionError } from './expression.js';

const names = {
  prefet: { nom: 'Espinasse', note: null },
  structures: [
    { nom: 'Brest', labelisee: true },
    { nom: 'Quimper', labelisee: false },
  ],
  $s: { nom: 'Brest' },
  total: 12_345,
};
const functions = new Map([['double', (value: unknown) => `${String(value)}${String(value)}`]]);
const run = (code: string) => evaluate(code, names, functions);

describe('ce qu’un modèle sait dire', () => {
  it.each<[string, unknown]>([
    ['prefet.nom', 'Espinasse'],
    ["prefet['nom']", 'Espinasse'],
    ['$s.nom', 'Brest'],
    ['structures.length', 2],
    ['structures[1].nom', 'Quimper'],
    ['structures.map(s => s.nom).join(", ")', 'Brest, Quimper'],
    ['structures.filter(s => !s.labelisee).map((s, i) => i + 1 + " " + s.nom).join()', '1 Quimper'],
    ['structures.some(s => s.labelisee) && structures.length >= 2', true],
    ['!!prefet.note', false],
    ['prefet.note ?? "néant"', 'néant'],
    ['prefet?.prenom ?? "inconnu"', 'inconnu'],
    ['structures.length > 1 ? "les structures" : "la structure"', 'les structures'],
    ['`${prefet.nom.toUpperCase()} (${structures.length})`', 'ESPINASSE (2)'],
    ['double(prefet.nom.slice(0, 2))', 'EsEs'],
    ['total.toLocaleString()', '12\u202F345'],
    ["'29'.padStart(3, '0')", '029'],
  ])('%s', (code, expected) => expect(run(code)).toEqual(expected));
});

describe('les évasions tentées', () => {
  it.each([
    "this.constructor.constructor('return process')()",
    "prefet.constructor.constructor('return process')()",
    "prefet['const' + 'ructor']",
    "prefet[['constructor']]",
    'prefet.__proto__',
    "structures['__proto__']",
    'structures.map.constructor',
    '[].map.constructor',
    '(x => x).constructor',
    'structures.map(x => x.constructor)',
    "double.constructor('return process')()",
    'double',
    '`a`.at(0)',
    "'a'.constructor",
    "''.sub.call.call",
    'structures.map(structures.map)',
    'structures.filter(double)',
    'process',
    'globalThis',
    'require("fs")',
    'import("fs")',
    'new Date()',
    '(() => { for (;;); })()',
    '(function () { return 1 })()',
    'async () => 1',
    'prefet.nom = "autre"',
    'delete prefet.nom',
    'total++',
    'prefet.nom; process',
    'prefet.nom), (process',
    'prefet.nom); (process',
    '/a+/.test(prefet.nom)',
    '10n',
    '{ ...prefet }',
    '[...structures]',
    'double(...structures)',
    'String.raw`a`',
    'typeof process',
    'structures.map(x => x)[`constructor`]',
    'structures.push(1)',
    'structures.length.constructor',
    '__code__',
    "'nom' in prefet",
    'structures instanceof prefet',
    'structures.map(({ nom }) => nom)',
    'structures.map((x = process) => x)',
  ])('%s', (code) => expect(() => evaluate(code, { ...names, __code__: 'x' }, functions)).toThrow(ExpressionError));
});

describe('ce qui tairait une erreur', () => {
  it.each([
    ['une propriété mal écrite', 'structures.lenght'],
    ['un nom absent', '!!prefet.remarque'],
    ['un rang qui n’existe pas', 'structures[2].nom'],
    ['un vide ajouté à un texte', '"Monsieur " + prefet.note'],
    ['un objet imprimé dans un texte', '`${prefet}`'],
    ['une liste jointe avec un vide', '[prefet.note].join()'],
    ['une comparaison de genres différents', 'total > "3"'],
    ['un résultat qui est une fonction', 'x => x'],
    ['un texte vide de code', ''],
  ])('%s', (_title, code) => expect(() => run(code)).toThrow(ExpressionError));
});

describe('les limites', () => {
  it('arrête une expression trop longue', () => {
    expect(() => run(`"${'a'.repeat(EXPRESSION_LENGTH_MAX)}"`)).toThrow('trop longue');
  });
  it('arrête une expression trop coûteuse', () => {
    const long = { liste: Array.from({ length: 1_000 }, (_, i) => i) };
    expect(() => evaluate('liste.map(a => liste.map(b => a + b))', long, functions)).toThrow('trop coûteuse');
  });
  it('arrête un texte qui double sans fin', () => {
    const doubling = `${'(x => x + x)('.repeat(25)}"a"${')'.repeat(25)}`;
    expect(() => run(doubling)).toThrow(ExpressionError);
    expect(() => evaluate('l.map(x => t).join(t)', { l: [1, 2, 3], t: 'a'.repeat(400_000) }, functions)).toThrow('trop long');
  });
});
