import { formatCount, formatDay, plural } from '#libs/ui';
import { modelLinks } from './model-pages.links.js';
import type { ListedVersion, ShownVersion } from './model-shown.js';

/** « utilisé par 3 tournées », « jamais utilisé ». */
export function usage(rounds: number): string {
  return rounds === 0 ? 'Jamais utilisé' : `Utilisé par ${formatCount(rounds, 'tournée')}`;
}

/** What the lint says of a version, for its line in the list. */
export function findingsSummary({ findings }: Pick<ListedVersion, 'findings'>): string | null {
  if (findings === null) return null;
  if (findings.all === 0) return 'Aucun constat';
  return findings.blocking === 0 ? `${formatCount(findings.all, 'constat')}, aucun ne bloque` : `${formatCount(findings.all, 'constat')}, dont ${findings.blocking} à traiter`;
}

/** What remains before a draft may be published: link and words, in the order in which a person does them. */
export type Task = { href: string; label: string; sentence: string };

/** The deviations that nobody has approved. */
export function unapproved({ deviations }: Pick<ShownVersion, 'deviations'>): number {
  return deviations.filter(({ approved }) => !approved).length;
}

/** The errors that neither the text nor a reason has settled. */
export function blockingOf({ list }: Pick<ShownVersion, 'list'>): number {
  return list.filter(({ blocking }) => blocking).length;
}

/** What keeps a draft from being published; empty when nothing that can be seen here does. */
export function tasksOf(version: ShownVersion): Task[] {
  const [errors, deviations, obstacles, faults] = [blockingOf(version), unapproved(version), version.obstacles.length, version.faults.length];
  return [
    ...(obstacles > 0 ? [{ href: '#obstacles', label: 'Voir ce qui est à régler dans Word', sentence: `${formatCount(obstacles, 'point')} à régler dans Word` }] : []),
    ...(faults > 0 ? [{ href: '#gabarit', label: 'Voir ce qui est à corriger dans le fichier', sentence: `${formatCount(faults, 'point')} à corriger dans le fichier Word` }] : []),
    ...(errors > 0 ? [{ href: '#constats', label: errors === 1 ? 'Traiter l’erreur' : `Traiter les ${errors} erreurs`, sentence: `${formatCount(errors, 'erreur')} à corriger ou à motiver` }] : []),
    ...(deviations > 0 ? [{ href: '#ecarts', label: deviations === 1 ? 'Approuver l’écart' : `Approuver les ${deviations} écarts`, sentence: `${formatCount(deviations, 'écart')} à approuver` }] : []),
    ...(version.answered ? [] : [{ href: '#lectures', label: 'Choisir les lectures', sentence: 'des lectures à choisir' }]),
  ];
}

/** The state of a version in one sentence. */
export function stateSentence(version: ShownVersion): string {
  const { state, since, rounds } = version;
  const on = since === null ? '' : ` depuis ${formatDay(since)}`;
  if (state === 'retired') return `Ce modèle est retiré${on} : aucune tournée nouvelle ne peut le choisir, celles qui l’ont choisi le gardent.`;
  if (state === 'published') return `Ce modèle est publié${on} et ne change plus. ${rounds === 0 ? 'Aucune tournée ne l’a encore choisi.' : `${formatCount(rounds, 'tournée')} ${plural(rounds, 'l’a choisi', 'l’ont choisi')}.`}`;
  const tasks = tasksOf(version);
  if (tasks.length === 0 && version.refusals.length > 0) return `Ce brouillon ne peut pas encore être publié. ${version.refusals[0]}`;
  if (tasks.length === 0) return 'Ce brouillon est prêt : plus rien ne s’oppose à sa publication.';
  return `Ce brouillon ne peut pas encore être publié : ${tasks.map(({ sentence }) => sentence).join(', ')}.`;
}

/** The one thing to do now: a link to a section, or null when it is to publish, or when only the last section says what is missing. */
export function nextStep(version: ShownVersion): { href: string; label: string } | null {
  if (version.state === 'published') return { href: '/tournees/nouvelle', label: 'Lancer une tournée' };
  if (version.state === 'retired') return { href: modelLinks.list, label: 'Voir les autres modèles' };
  return tasksOf(version)[0] ?? null;
}
