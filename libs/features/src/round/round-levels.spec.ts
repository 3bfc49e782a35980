import { levelRoles } from '#libs/domain';
import { signatureLevelKeys } from '#libs/platform';
import { levelsUnchosenSentence, levelsWords } from './round-levels.js';
import { roundRefusals } from './round.refusals.js';

const seats = [{ college: 'prefet' }, { college: 'gestionnaire' }, { college: 'partenaire_local' }] as const;
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('les niveaux de signature, en mots', () => {
  test('ce qui n’est pas choisi est nommé, avec le réglage de chacun et qui décide', () => {
    expect(plain(levelsUnchosenSentence(['prefet']))).toBe('Le niveau de signature n’est pas choisi pour le préfet. C’est à l’exploitant du service d’en décider avant la première tournée, par SIGNATURE_LEVEL_PREFET ; aucun n’est choisi par défaut.');
    for (const key of ['PREFET', 'GESTIONNAIRE', 'PARTENAIRE']) expect(levelsUnchosenSentence(levelRoles)).toContain(`SIGNATURE_LEVEL_${key}`);
  });

  test('le refus de lancer nomme les trois réglages', () => {
    for (const role of levelRoles) expect(roundRefusals.levels_unchosen.sentence).toContain(signatureLevelKeys[role]);
  });

  test('le même pour tous se dit en une fois', () => {
    expect(levelsWords({ prefet: 'simple', gestionnaire: 'simple', partenaire: 'simple' }, seats)).toBe('Signature électronique simple, pour tous');
  });

  test('sinon, chacun le sien ; un rôle sans place n’est pas nommé', () => {
    expect(plain(levelsWords({ prefet: 'strong', gestionnaire: 'simple', partenaire: 'simple' }, seats.slice(0, 2)))).toBe(
      'Pour le préfet : signature manuscrite, ou électronique qualifiée ; pour les gestionnaires : signature électronique simple',
    );
  });
});
