import { breachRefusalSentence, civilTimeAt, civilTimeWords, currentRisk, initialNotice, isHighRiskAnswered, noticeStanding } from '#libs/domain';
import type { BreachFacts, Instant, NoticeStanding } from '#libs/domain';
import { formatCount, formatList, formatNumber } from '#libs/ui';
import type { BadgeTone } from '#libs/ui';
import type { BreachRow } from './breach.store.js';
import type { DeskRefusal, Refusal } from './breaches.js';

type Shown = Pick<BreachRow, 'state' | 'facts' | 'timeZone'>;

const nbsp = '\u00a0';
/** Beyond two days, hours alone are not read at a glance. */
const hoursShownMax = 72;

const deskRefusals: Record<DeskRefusal, string> = { structure_unknown: 'Choisissez une structure que vous gérez, ou le gestionnaire lui-même. Si elle manque, demandez à la préfecture de corriger l’annuaire.' };

export function refusalSentence(refusal: Refusal): string {
  return refusal === 'structure_unknown' ? deskRefusals[refusal] : breachRefusalSentence(refusal);
}

/** « vendredi 27 mars 2026 à 17 h », in the structure's own time; the seconds when there are some. */
export function instantWords(at: Instant, timeZone: string): string {
  return civilTimeWords(civilTimeAt(at, timeZone));
}

/** « 3 h 05 min 12 s »: to the second. */
export function durationToSecond(seconds: number): string {
  return `${hoursWords(seconds)}${nbsp}${two(seconds % 60)}${nbsp}s`;
}

/** « 28 h 12 min »: what is left is read, not measured. Under a minute, the seconds. */
export function durationLeft(seconds: number): string {
  return seconds < 60 ? `${seconds}${nbsp}s` : hoursWords(seconds);
}

function hoursWords(seconds: number): string {
  const hours = Math.floor(seconds / 3_600);
  const days = hours > hoursShownMax ? Math.floor(hours / 24) : 0;
  return `${days > 0 ? `${formatCount(days, 'jour')}, ` : ''}${formatNumber(hours - days * 24)}${nbsp}h${nbsp}${two(Math.floor((seconds % 3_600) / 60))}${nbsp}min`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Where it stands, in one sentence or two. */
export function stateSentence(row: Shown, now: Instant): string {
  const { state, facts, timeZone } = row;
  const standing = noticeStanding(facts, now);
  const due = instantWords(facts.dueAt, timeZone);
  if (standing.kind === 'running') return `À notifier à la CNIL au plus tard le ${due} : il reste ${durationLeft(standing.seconds)}.`;
  if (standing.kind === 'overdue') return `La notification à la CNIL est en retard de ${durationToSecond(standing.seconds)} : elle était due le ${due}. Elle reste due, avec les motifs du retard.`;
  const told = noticedSentence(facts, timeZone, standing);
  if (state === 'closed') return `Dossier clos le ${instantWords(facts.closedAt!, timeZone)}. ${told}`;
  const left = leftToDo(facts);
  return left.length === 0 ? `${told} Tout est fait : le dossier peut être clos.` : `${told} Il reste à ${formatList(left)}.`;
}

function noticedSentence(facts: BreachFacts, timeZone: string, { kind, seconds }: NoticeStanding): string {
  return `Notifiée à la CNIL le ${instantWords(initialNotice(facts)!.at, timeZone)}, ${kind === 'given' ? 'à temps' : `en retard de ${durationToSecond(seconds)}`}.`;
}

/** What still stands between a notified breach and the end of its file, to follow « Il reste à ». */
export function leftToDo(facts: BreachFacts): string[] {
  const risk = currentRisk(facts);
  const untold = facts.controllers?.filter(({ told }) => told === null).length ?? 0;
  return [
    ...(risk === null ? ['évaluer le risque pour les personnes'] : []),
    ...(risk === 'high' && !isHighRiskAnswered(facts) ? ['informer les personnes concernées'] : []),
    ...(facts.controllers === null ? ['dire quels partenaires sont responsables du traitement'] : []),
    ...(untold > 0 ? [`prévenir ${formatCount(untold, 'partenaire responsable', 'partenaires responsables')}`] : []),
  ];
}

export function badgeOf({ state, facts }: Pick<Shown, 'state' | 'facts'>, now: Instant): { tone: BadgeTone; label: string } {
  const { kind } = noticeStanding(facts, now);
  if (kind === 'overdue') return { tone: 'error', label: 'Notification en retard' };
  if (kind === 'running') return { tone: 'new', label: 'À notifier' };
  if (state === 'closed') return { tone: 'neutral', label: 'Close' };
  return kind === 'given' ? { tone: 'success', label: 'Notifiée' } : { tone: 'warning', label: 'Notifiée en retard' };
}

export function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** Between the items of a list that holds commas. */
export const separator = '\u202f; ';

/** What was chosen in a closed list, by its French names. */
export function listWords<T extends string>(chosen: readonly T[], names: Readonly<Record<T, string>>): string {
  return chosen.map((one) => names[one]).join(separator);
}

/** « France Services de Florac », or who runs it. */
export function placeName({ structureName, gestionnaireName }: Pick<BreachRow, 'structureName' | 'gestionnaireName'>): string {
  return structureName ?? gestionnaireName;
}

/** A journal's event, as a person reads it; null for what says nothing to them. */
export function eventWords(event: string): string | null {
  const known: Readonly<Record<string, string>> = {
    declare: 'Violation déclarée', describe: 'Déclaration complétée', correctAwareness: 'Instant de la connaissance corrigé', notify: 'Notification initiale à la CNIL enregistrée', complement: 'Notification complémentaire enregistrée',
    assess: 'Risque évalué', tellPersons: 'Information des personnes enregistrée', exempt: 'Exception à l’information des personnes enregistrée', nameControllers: 'Partenaires responsables désignés', nameNoController: 'Aucun partenaire responsable',
    recordControllerTold: 'Partenaire responsable informé', passDeadline: 'Les 72 heures étaient passées la veille sans notification', close: 'Dossier clos', reopen: 'Dossier rouvert',
  };
  return known[event] ?? null;
}
