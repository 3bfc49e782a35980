import type { College } from '../directory/directory.js';

/** By what one signs: a code sent to the person, a hand on a paper whose scan is kept, or a certificate of one's own. */
export type Means = 'code' | 'paper' | 'certificate';

/**
 * The least that is asked at a place. `simple`: any means will do. `strong`: « qualifiée ou manuscrite ». Only a qualified signature is
 * presumed reliable (C. civ. 1367; décret 2017-1416), and a hand on an original is the very signature that the code equates it with
 * (C. civ. 1366, 1367); a code proves as much as its file of evidence does, and never gives that presumption.
 */
export type LevelMin = 'simple' | 'strong';

/** For whom a level is chosen (decision 13): partners, national or local, are one role. */
export type LevelRole = 'prefet' | 'gestionnaire' | 'partenaire';
export const levelRoles: readonly LevelRole[] = ['prefet', 'gestionnaire', 'partenaire'];

/** What the operator has chosen; null where they have not: nothing is signed there. */
export type LevelsChosen = Readonly<Record<LevelRole, LevelMin | null>>;

const roles: Readonly<Record<College, LevelRole>> = { prefet: 'prefet', gestionnaire: 'gestionnaire', partenaire_national: 'partenaire', partenaire_local: 'partenaire' };

const means: Readonly<Record<LevelMin, readonly Means[]>> = { simple: ['code', 'paper', 'certificate'], strong: ['paper', 'certificate'] };

export function levelRoleOf(college: College): LevelRole {
  return roles[college];
}

/** The means that suffice there. Where no level was chosen, none does: the operator chooses before the first round, and silence chooses nothing (decision 13). */
export function sufficientMeans(level: LevelMin | null): readonly Means[] {
  return level === null ? [] : means[level];
}

export function isSufficient(level: LevelMin | null, by: Means): boolean {
  return sufficientMeans(level).includes(by);
}

/** The roles of these bodies for which nothing was chosen yet, each once. */
export function unchosenRoles(levels: LevelsChosen, bodies: readonly { college: College }[]): LevelRole[] {
  const asked = new Set(bodies.map(({ college }) => levelRoleOf(college)));
  return levelRoles.filter((role) => asked.has(role) && levels[role] === null);
}
