import fc from 'fast-check';
import { deviationsOf, renderedParagraph } from './deviations.js';
import { isFaithful } from './faithfulness.js';
import { readAgreement } from './read-agreement.js';
import { flattenAgreement, linesOf } from './text.js';
import type { AgreementText } from './text.js';

const source = ['Convention', 'Art. 1- Objet', 'Les parties : le préfet et · les autres.', '· un point', '· un autre', 'Art. 2- Retrait', '[bookmark: _GoBack]Les gestionnaires examinent les demandes.', 'Fait à ……… le ………'].join('\n');
const text = readAgreement(linesOf(source));
const fills = new Map([['fait_a', 'Mende'], ['fait_le', 'aux dates portées dans chaque signature']]);
const unbreakable = (words: string): string => words.replace(/ (?=[:;!?])/gu, '\u00a0');

const printed = (agreement: AgreementText, rendering: Parameters<typeof renderedParagraph>[2]): string[] =>
  flattenAgreement(agreement).map((paragraph, rank) => renderedParagraph(paragraph.source, agreement.blanks.filter((blank) => blank.paragraph === rank), rendering));

describe('Les écarts d’un texte importé', () => {
  it('sont tous listés : trace retirée, blanc rempli, espaces', () => {
    expect(deviationsOf(text, { fills, spaced: unbreakable }).map(({ kind, where, source: before, rendered }) => [kind, where, before, rendered])).toEqual([
      ['white_space', 'article 1, alinéa 1', 'Les parties : le préfet et · les autres.', 'Les parties\u00a0: le préfet et · les autres.'],
      ['artefact_stripped', 'article 2, alinéa 1', '[bookmark: _GoBack]', ''],
      ['blank_filled', 'bloc de signature, ligne 1', '………', 'Mende'],
      ['blank_filled', 'bloc de signature, ligne 1', '………', 'aux dates portées dans chaque signature'],
    ]);
  });

  it('il n’y en a pas dans un texte imprimé à la lettre', () => {
    expect(deviationsOf(readAgreement(linesOf('Art. 1- Objet\nTexte.')), { fills: new Map() })).toEqual([]);
  });

  it('le typographe ne touche qu’aux espaces', () => {
    expect(() => deviationsOf(text, { fills, spaced: (words) => words.replace('préfet', 'maire') })).toThrow(RangeError);
  });

  it('un renvoi cassé n’est pas retiré : les mots qu’il cachait sont perdus', () => {
    const broken = readAgreement(linesOf('Art. 1- Objet\nVoir Erreur ! Source du renvoi introuvable. Fin.'));
    expect(deviationsOf(broken, { fills: new Map() })).toEqual([]);
  });
});

describe('La fidélité du rendu', () => {
  const due = printed(text, { fills, spaced: unbreakable });
  const declared = { fills, lines: ['Convention n° 1', '1 / 2', '2 / 2'] };

  it('admet d’autres espaces, d’autres coupures, d’autres puces, une ligature', () => {
    const all = due.join('\n');
    expect(isFaithful(text, all.replace(/ (?=[^·])/gu, '\n'), declared)).toEqual({ faithful: true });
    expect(isFaithful(text, all.replace('gestionnaires', 'gestion\u00adnaires').replace('Objet', 'Ob\nj et'), declared)).toEqual({ faithful: true });
    expect(isFaithful(text, all.replace(/^·/gmu, '•'), declared)).toEqual({ faithful: true });
    expect(isFaithful(text, all.replace(/^· /gmu, ''), declared)).toEqual({ faithful: true });
    const ligature = readAgreement(linesOf('Art. 1- Objet\nLe financement est défini.'));
    expect(isFaithful(ligature, 'Art. 1- Objet\nLe \ufb01nancement est dé\ufb01ni.', { fills: new Map(), lines: [] })).toEqual({ faithful: true });
  });

  it('admet les lignes déclarées, où que la page se coupe', () => {
    const pages = due.join('\n').replace('Les gestionnaires examinent', 'Les gestionnaires\n1 / 2\nConvention n° 1\nexaminent');
    expect(isFaithful(text, `Convention n° 1\n${pages}\n2 / 2`, declared)).toEqual({ faithful: true });
  });

  it.each([
    ['un mot changé', (all: string) => all.replace('examinent', 'étudient')],
    ['un mot retiré', (all: string) => all.replace('examinent ', '')],
    ['un mot ajouté', (all: string) => all.replace('examinent', 'examinent toutes')],
    ['une lettre changée', (all: string) => all.replace('les demandes', 'les Demandes')],
    ['un accent perdu', (all: string) => all.replace('préfet', 'prefet')],
    ['deux paragraphes échangés', (all: string) => all.replace('un point', '#').replace('un autre', 'un point').replace('#', 'un autre')],
    ['une ligne déclarée glissée dans une phrase', (all: string) => all.replace('examinent', 'examinent 1 / 2')],
    ['une ligne déclarée qui commence dans une phrase', (all: string) => all.replace('examinent', 'examinent 1 / 2\n')],
    ['une ligne déclarée qui finit dans une phrase', (all: string) => all.replace('examinent', 'examinent\n1 / 2')],
    ['une ligne non déclarée', (all: string) => `${all}\nPage 3`],
    ['une fin coupée', (all: string) => all.slice(0, -5)],
    ['le point médian d’une phrase, qui n’est pas une puce', (all: string) => all.replace('et · les', 'et • les')],
    ['un blanc rempli autrement', (all: string) => all.replace('Mende', 'Florac')],
    ['une trace de Word imprimée', (all: string) => all.replace('Les gest', '[bookmark: _GoBack]Les gest')],
    ['rien', () => ''],
  ])('refuse %s', (_, change) => {
    expect(isFaithful(text, change(due.join('\n')), declared).faithful).toBe(false);
  });

  it('exige chaque note de bas de page, là où tombe la page', () => {
    const notes = ['1 Loi du 6 janvier.', '2 Voir la Charte.'];
    const pages = due.join('\n').replace('Les gestionnaires examinent', 'Les gestionnaires\n1 Loi du\n6 janvier.\n1 / 2\nexaminent');
    expect(isFaithful(text, `${pages}\n2 Voir la Charte.\n2 / 2`, { ...declared, notes })).toEqual({ faithful: true });
    expect(isFaithful(text, `${pages}\n2 / 2`, { ...declared, notes })).toEqual({ faithful: false, where: 'notes de bas de page', expected: '2VoirlaCharte.', found: '' });
    expect(isFaithful(text, `${pages}\n2 Voir le Bouquet.`, { ...declared, notes }).faithful).toBe(false);
  });

  it('dit où est la première différence', () => {
    expect(isFaithful(text, due.join('\n').replace('examinent', 'étudient'), declared)).toEqual({
      faithful: false, where: 'article 2, alinéa 1', expected: 'examinentlesdemandes.', found: expect.stringMatching(/^étudientlesdemandes/u),
    });
  });

  it('admet un numéro que Word écrit, et l’exige', () => {
    const numbered = readAgreement([{ text: 'Objet', list: { level: 0, marker: 'Art. 1-' }, level: 0, where: '1' }, { text: 'un point', list: { level: 0, marker: '\uf0b7' }, where: '2' }]);
    expect(isFaithful(numbered, 'Art. 1- Objet\n• un point', { fills: new Map(), lines: [] })).toEqual({ faithful: true });
    expect(isFaithful(numbered, 'Objet\n• un point', { fills: new Map(), lines: [] }).faithful).toBe(false);
  });

  it('vaut pour tout texte rendu à la lettre, et pour aucun dont un caractère a changé', () => {
    const line = fc.array(fc.constantFrom('la', 'convention', 'Art. 1-', 'Article 2 : Durée', '4.1 Titre', '· point', '……', 'Fait à', 'et', '1 / 2'), { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), fc.nat(), (all, place) => {
        const agreement = readAgreement(linesOf(all.join('\n')));
        const none = { fills: new Map<string, string>(), lines: ['1 / 2'] };
        const rendered = printed(agreement, none).join('\n');
        expect(isFaithful(agreement, rendered, none)).toEqual({ faithful: true });
        const at = place % rendered.length;
        if (/\S/u.test(rendered[at] ?? ' ')) expect(isFaithful(agreement, `${rendered.slice(0, at)}§${rendered.slice(at + 1)}`, none).faithful).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
