import { dayWords, legalDay } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import type { JournalLine } from '#libs/platform';
import { dayOfInstant, formatInstant } from '#libs/ui';
import type { TimelineEntry } from '#libs/ui';
import type { WithdrawalRow } from './withdrawal.store.js';
import { outcomeNames, toName } from './notice-words.js';

type Payload = { letters?: { addresseeId: string; sentOn: string | null }[]; letterId?: string; outcome?: keyof typeof outcomeNames; presentedOn?: string | null; deliveredOn?: string | null; receivedOn?: string | null; decidedOn?: string; gestionnaireId?: string; refusal?: string };
type Told = { on: LegalDay; title: string; tone?: TimelineEntry['tone']; /** It follows from what was typed, and was not typed itself. */ follows?: boolean };

/**
 * What was done, when it counts and when it was entered: a letter received in time and typed in later shows both days. Whoever acted is
 * named by the organisation, never by person.
 */
export function noticeTimeline(row: Pick<WithdrawalRow, 'facts' | 'timeZone' | 'createdAt' | 'filedBy' | 'received'>, lines: readonly JournalLine[], nameOf: (id: string) => string): TimelineEntry[] {
  const { facts, timeZone } = row;
  const toLetter = (id: string | undefined): string => nameOf(facts.letters.find((letter) => letter.id === id)?.addresseeId ?? '');
  const told = lines.flatMap((line) => sentencesOf(line, toLetter, nameOf).map((one) => ({ on: one.on, entry: { at: dayWords(one.on), title: one.title, tone: one.tone ?? ('done' as const), detail: recorded(line, one, timeZone, nameOf) } })));
  const openedOn = legalDay(dayOfInstant(row.createdAt.toISOString(), timeZone));
  const opened: TimelineEntry = { at: dayWords(openedOn), title: row.received ? 'Enregistrement ouvert pour une lettre reçue' : 'Préparation ouverte', detail: `Par ${row.filedBy === null ? 'la préfecture' : nameOf(row.filedBy)}.` };
  // By the day that counts; what falls on one day stays in the order in which it was entered.
  return [{ on: openedOn, entry: opened }, ...told].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)).map(({ entry }) => entry);
}

function sentencesOf({ event, payload, effectiveOn, stateFrom, stateTo }: JournalLine, toLetter: (id: string | undefined) => string, nameOf: (id: string) => string): Told[] {
  const p = payload as Payload;
  const settled = stateTo !== stateFrom && stateTo !== null ? settlings[stateTo] : undefined;
  const after: Told[] = settled ? [{ on: effectiveOn, title: settled, tone: stateTo === 'accepted_in_time' ? 'done' : 'problem', follows: true }] : [];
  const day = (given: string | null | undefined): LegalDay => (given ? legalDay(given) : effectiveOn);
  switch (event) {
    case 'showAuthority':
      return [{ on: day(p.decidedOn), title: 'Pouvoir de dénoncer justifié' }];
    case 'send':
      return [...(p.letters ?? []).map(({ addresseeId, sentOn }) => ({ on: day(sentOn), title: `Lettre ${toName(nameOf(addresseeId))}` })), ...after];
    case 'recordOutcome':
      return [{ on: day(p.deliveredOn ?? p.presentedOn), title: `Lettre ${toName(toLetter(p.letterId))} : ${outcomeNames[p.outcome ?? 'pending'].toLowerCase()}` }, ...after];
    case 'decideReception':
      return [{ on: effectiveOn, title: p.receivedOn ? `La préfecture tient la lettre ${toName(toLetter(p.letterId))} pour reçue le ${dayWords(legalDay(p.receivedOn))}` : `La préfecture tient la lettre ${toName(toLetter(p.letterId))} pour non reçue` }, ...after];
    case 'examine':
      return [{ on: effectiveOn, title: `Examiné par ${nameOf(p.gestionnaireId ?? '')}` }];
    default:
      return plain[event] ? [{ on: effectiveOn, title: plain[event], ...(event === 'missDelivery' && { tone: 'problem' as const }) }, ...after] : [];
  }
}

const plain: Partial<Record<string, string>> = {
  missDelivery: 'Alerte : la réception n’est toujours pas établie',
  reexamine: 'Réponse revue après l’enregistrement d’un Accord cadre',
  cancel: 'Annulé',
  takeEffect: 'Le préavis a pris effet',
};

const settlings: Partial<Record<string, string>> = {
  accepted_in_time: 'Réception établie : préavis à temps',
  late: 'Réception établie : préavis tardif',
  without_object: 'Réception établie : préavis sans objet',
  not_received: 'Lettre non reçue : pas de préavis',
};

type Acting = { kind: string; role?: string; organisation?: string | null };

/** « Saisi le 3 février 2027 à 10 h 42 par la préfecture »: the day it was typed, apart from the day that counts. */
function recorded({ recordedAt, actor }: JournalLine, { on, follows }: Told, timeZone: string, nameOf: (id: string) => string): string {
  const { kind, role, organisation } = actor as Acting;
  if (kind === 'system') return `Constaté le ${formatInstant(recordedAt, timeZone)} par le calendrier.`;
  const who = role === 'prefecture' || !organisation ? 'la préfecture' : nameOf(organisation);
  if (follows) return `Constaté à la saisie, le ${formatInstant(recordedAt, timeZone)}.`;
  const late = dayOfInstant(recordedAt, timeZone) === on ? '' : ' : c’est le jour ci-dessus qui compte';
  return `Saisi le ${formatInstant(recordedAt, timeZone)} par ${who}${late}.`;
}
