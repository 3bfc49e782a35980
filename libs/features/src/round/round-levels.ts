import { isSufficient, levelNames, levelRoleNames, levelRoleOf, levelRoles, strongLevelSentence } from '#libs/domain';
import type { LevelMin, LevelRole, LevelsChosen, Seat, Slot } from '#libs/domain';
import { signatureLevelKeys } from '#libs/platform';
import { formatList } from '#libs/ui';
import { upperFirst } from './round.subject.js';

/** What the operator still has to choose, and where; the way out is theirs, and no level is chosen by silence (decision 13). */
export function levelsUnchosenSentence(missing: readonly LevelRole[]): string {
  const whom = formatList(missing.map((role) => levelRoleNames[role]));
  return `Le niveau de signature n’est pas choisi pour ${whom}. C’est à l’exploitant du service d’en décider avant la première tournée, par ${formatList(missing.map((role) => signatureLevelKeys[role]))} ; aucun n’est choisi par défaut.`;
}

/** What is asked at a place, in a sentence, where a code is not enough; null where it is. */
export function strongOf({ level, college }: Pick<Slot, 'level' | 'college'>): string | null {
  return isSufficient(level, 'code') ? null : strongLevelSentence(levelRoleOf(college));
}

/** What these seats will be asked, role by role: « Signature électronique simple pour tous », or each in turn. Unchosen roles are left out. */
export function levelsWords(levels: LevelsChosen, seats: readonly Pick<Seat, 'college'>[]): string {
  const present = new Set(seats.map(({ college }) => levelRoleOf(college)));
  const asked = levelRoles.flatMap((role): { role: LevelRole; level: LevelMin }[] => {
    const level = levels[role];
    return level && present.has(role) ? [{ role, level }] : [];
  });
  const [first] = asked;
  if (first && asked.every(({ level }) => level === first.level)) return upperFirst(`${levelNames[first.level]}, pour tous`);
  return upperFirst(asked.map(({ role, level }) => `pour ${levelRoleNames[role]} : ${levelNames[level]}`).join(' ; '));
}
