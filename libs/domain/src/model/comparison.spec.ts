import fc from 'fast-check';
import { effortOf } from '../../../../test/support/effort.js';
import { alignByScore, alignEqual } from './alignment.js';
import { compareAgreements, wordingOf } from './comparison.js';
import { readAgreement } from './read-agreement.js';
import { linesOf } from './text.js';
import type { AgreementText } from './text.js';
import type { RedlineLine } from './comparison.js';

const agreement = (...lines: string[]): AgreementText => readAgreement(linesOf(lines.join('\n')));
const shown = (lines: readonly RedlineLine[]): string[] =>
  lines.filter(({ kind }) => kind !== 'same').map(({ kind, article, words }) => `${kind} ${article}: ${words.map(({ kind: word, text }) => (word === 'same' ? text : word === 'added' ? `+${text}+` : `-${text}-`)).join(' ')}`);
const side = (lines: readonly RedlineLine[], which: 'before' | 'after'): string[] => lines.flatMap((line) => line[which] ?? []);
const rebuilt = ({ words }: RedlineLine, dropped: 'added' | 'removed'): string => words.filter(({ kind }) => kind !== dropped).map(({ text }) => text).join(' ');

const before = agreement('Convention', 'Préambule', 'Exposé.', 'Art. 1- Objet', 'Premier alinéa.', 'Deuxième alinéa du texte.', 'Art. 2- Durée', 'La convention est conclue pour un an.', 'Annexes', 'Fait à Mende');

describe('La comparaison de deux conventions', () => {
  it('ne montre rien entre deux textes égaux, espaces mises à part', () => {
    const spaced = agreement('Convention', 'Préambule', 'Exposé.', 'Art. 1-  Objet', 'Premier\u00a0alinéa. ', 'Deuxième alinéa  du texte.', 'Art. 2- Durée', 'La convention est conclue pour\u00a0un an.', 'Annexes', 'Fait à Mende');
    expect(shown(compareAgreements(before, spaced))).toEqual([]);
  });

  it('montre les mots changés d’un alinéa, et l’alinéa ajouté ou retiré', () => {
    const after = agreement('Convention', 'Préambule', 'Exposé.', 'Art. 1- Objet', 'Deuxième alinéa du nouveau texte.', 'Troisième et dernier.', 'Art. 2- Durée', 'La convention est conclue pour trois ans.', 'Annexes', 'Fait à Mende');
    expect(shown(compareAgreements(before, after))).toEqual([
      'removed article 1: -Premier alinéa.-',
      'changed article 1: Deuxième alinéa du +nouveau+ texte.',
      'added article 1: +Troisième et dernier.+',
      'changed article 2: La convention est conclue pour -un an.- +trois ans.+',
    ]);
  });

  it('suit un article que l’insertion d’un autre a renuméroté', () => {
    const after = agreement('Convention', 'Préambule', 'Exposé.', 'Art. 1- Objet', 'Premier alinéa.', 'Deuxième alinéa du texte.', 'Art. 2- Charte', 'Elle s’applique.', 'Art. 3- Durée', 'La convention est conclue pour un an.', 'Annexes', 'Fait à Mende');
    expect(shown(compareAgreements(before, after))).toEqual(['added article 2: +Art. 2- Charte+', 'added article 2: +Elle s’applique.+', 'changed article 3: Art. -2-- +3-+ Durée']);
  });

  it('suit un article dont seul l’intitulé change', () => {
    const after = agreement('Convention', 'Préambule', 'Exposé.', 'Art. 1- But', 'Premier alinéa.', 'Deuxième alinéa du texte.', 'Art. 2- Durée', 'La convention est conclue pour un an.', 'Annexes', 'Fait à Mende');
    expect(shown(compareAgreements(before, after))).toEqual(['changed article 1: Art. 1- -Objet- +But+']);
  });

  it('montre tout d’un texte comparé à rien', () => {
    const nothing = readAgreement([]);
    expect(side(compareAgreements(nothing, before), 'after')).toEqual(wordingOf(before));
    expect(side(compareAgreements(before, nothing), 'before')).toEqual(wordingOf(before));
  });

  it('rend les deux textes, ligne à ligne et mot à mot', () => {
    const word = fc.constantFrom('la', 'convention', 'prend', 'fin', 'à', 'échéance,', 'sans', 'préavis.', '«', '»');
    const prose = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));
    const opening = fc.constantFrom('Préambule', 'Art. 1- Objet', 'Art. 2- Durée', 'Art. 3- Durée', '2.1 Terme', 'Fait à Mende', 'Liste des annexes', 'Annexe 1 : Charte');
    const lines = fc.array(fc.oneof({ weight: 3, arbitrary: prose }, opening), { maxLength: 20 });
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const [one, two] = [agreement(...a), agreement(...b)];
        const redline = compareAgreements(one, two);
        expect(side(redline, 'before')).toEqual(wordingOf(one));
        expect(side(redline, 'after')).toEqual(wordingOf(two));
        for (const line of redline) {
          expect(rebuilt(line, 'added')).toBe(line.before ?? '');
          expect(rebuilt(line, 'removed')).toBe(line.after ?? '');
          expect(line.kind === 'same').toBe(line.before === line.after);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('reste sous sa limite de coût, et reste juste, quand tout diffère', () => {
    const long = (letter: string): AgreementText => agreement(...Array.from({ length: 2_500 }, (_, rank) => `${letter}${rank} ${letter}`), Array.from({ length: 1_500 }, (_, rank) => `${letter}${rank}`).join(' '));
    const [one, two] = [long('a'), long('b')];
    let redline!: ReturnType<typeof compareAgreements>;
    expect(effortOf(() => (redline = compareAgreements(one, two)))).toBeLessThan(5_000);
    expect(side(redline, 'before')).toEqual(wordingOf(one));
    expect(side(redline, 'after')).toEqual(wordingOf(two));
  });
});

describe('L’alignement de deux suites', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });

  it('garde l’ordre, n’oublie rien, n’apparie que l’égal', () => {
    fc.assert(
      fc.property(letters, letters, fc.constantFrom(0, 10, 1_000), (a, b, cellsMax) => {
        const pairs = alignEqual(a, b, cellsMax);
        expect(pairs.flatMap(({ before: rank }) => (rank === null ? [] : [rank]))).toEqual([...a.keys()]);
        expect(pairs.flatMap(({ after: rank }) => (rank === null ? [] : [rank]))).toEqual([...b.keys()]);
        for (const pair of pairs) if (pair.before !== null && pair.after !== null) expect(a[pair.before]).toBe(b[pair.after]);
      }),
      { numRuns: 300 },
    );
  });

  it('apparie le plus possible', () => {
    const paired = (a: string, b: string): number => alignEqual([...a], [...b], 1_000).filter(({ before: i, after: j }) => i !== null && j !== null).length;
    expect(paired('abcbdab', 'bdcaba')).toBe(4);
    expect(paired('abc', 'abc')).toBe(3);
    expect(paired('ab', 'cd')).toBe(0);
  });

  it('préfère la somme des ressemblances au nombre de paires', () => {
    const scores = [[1, 5], [0, 1]];
    expect(alignByScore(2, 2, (i, j) => scores[i]?.[j] ?? 0, 100)).toEqual([{ before: null, after: 0 }, { before: 0, after: 1 }, { before: 1, after: null }]);
  });
});
