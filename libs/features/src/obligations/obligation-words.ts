import { answerDueWords, civilTimeWords, dayWords, obligationKindNames } from '#libs/domain';
import type { LegalDay, ObligationState } from '#libs/domain';
import { formatCount, formatDay, formatDaysLeft } from '#libs/ui';
import type { BadgeTone } from '#libs/ui';
import type { ObligationRow, RequestChannel } from './obligation.store.js';
import type { RequestRefusal } from './obligations.js';
import { referenceLengthMax } from './obligations.js';

type Shown = Pick<ObligationRow, 'kind' | 'state' | 'facts' | 'dueOn' | 'debtorName' | 'reference'>;

/** « Compte rendu trimestriel, France Services de Florac ». */
export function titleOf({ kind, debtorName, reference }: Shown): string {
  const name = obligationKindNames[kind];
  return `${name[0]!.toUpperCase()}${name.slice(1)}${reference ? ` n° ${reference}` : ''}${debtorName ? `, ${debtorName}` : ''}`;
}

/** « du 1er janvier au 31 mars 2027 »; nothing for what has no period. */
export function periodWords({ period }: ObligationRow['facts']): string {
  if (!period) return '';
  const [from, until] = [dayWords(period.from), dayWords(period.until)];
  return `du ${period.from.slice(0, 4) === period.until.slice(0, 4) ? from.slice(0, -5) : from} au ${until}`;
}

/** Where it stands, in one sentence. */
export function stateSentence(row: Shown, today: LegalDay): string {
  const { state, facts, dueOn } = row;
  const { done, waiver, meeting } = facts;
  switch (state) {
    case 'awaited':
    case 'reminded':
      return facts.answer ? `À répondre au plus tard le ${answerDueWords(facts.answer.dueAt)}.` : `À faire au plus tard ${formatDay(dueOn)}, ${formatDaysLeft(today, dueOn)}.`;
    case 'convoked': return `Réunion convoquée ${formatDay(meeting!.on)}. Son compte rendu fera la preuve.`;
    case 'minutes_awaited': return `La réunion était convoquée ${formatDay(meeting!.on)} : son compte rendu est attendu.`;
    case 'late': return `En retard depuis ${formatDay(facts.lateSince!)} : c’était dû ${formatDay(dueOn)}.`;
    case 'done': {
      const when = done!.at ? `le ${civilTimeWords(done!.at)}` : formatDay(done!.on);
      if (done!.late) return `Faite en retard, ${when} : c’était dû ${facts.answer ? `le ${answerDueWords(facts.answer.dueAt)}` : formatDay(dueOn)}.`;
      return facts.lateSince ? `Faite à temps, ${when}. Déclarée ${formatDay(done!.toldOn)} seulement : elle a été tenue pour en retard depuis ${formatDay(facts.lateSince)}.` : `Faite à temps, ${when}.`;
    }
    case 'waived': return `Sans objet, par décision de la préfecture ${formatDay(waiver!.on)}.`;
    case 'released': return 'Éteinte : la structure, ou la convention, n’est plus engagée.';
  }
}

export function badgeOf({ state, facts }: Pick<Shown, 'state' | 'facts'>): { tone: BadgeTone; label: string } {
  if (state === 'done') return facts.done!.late ? { tone: 'warning', label: 'Faite en retard' } : { tone: 'success', label: 'Faite' };
  return badges[state];
}

const badges: Record<Exclude<ObligationState, 'done'>, { tone: BadgeTone; label: string }> = {
  awaited: { tone: 'neutral', label: 'À faire' },
  reminded: { tone: 'new', label: 'À faire bientôt' },
  convoked: { tone: 'info', label: 'Réunion convoquée' },
  minutes_awaited: { tone: 'new', label: 'Compte rendu attendu' },
  late: { tone: 'error', label: 'En retard' },
  waived: { tone: 'neutral', label: 'Sans objet' },
  released: { tone: 'neutral', label: 'Éteinte' },
};

/** « En 2027 : 12 obligations faites sur 87, dont 1 en retard. 3 sont en retard. » */
export function yearSentence(year: number, due: readonly Shown[]): string {
  const counted = due.filter(({ state }) => state !== 'waived' && state !== 'released');
  if (counted.length === 0) return `Aucune obligation n’est encore ouverte pour ${year}.`;
  const done = counted.filter(({ state }) => state === 'done');
  const doneLate = done.filter(({ facts }) => facts.done!.late).length;
  const late = counted.filter(({ state }) => state === 'late').length;
  const first = `Pour ${year}, ${formatCount(done.length, 'obligation faite', 'obligations faites', 'aucune obligation faite')} sur ${counted.length} ouvertes${doneLate > 0 ? `, dont ${doneLate} en retard` : ''}.`;
  return late === 0 ? `${first} Aucune n’est en retard.` : `${first} ${formatCount(late, 'est en retard', 'sont en retard')}.`;
}

export const channelNames: Record<RequestChannel, string> = { counter: 'au guichet', phone: 'par téléphone', mail: 'par courriel', form: 'par le formulaire de contact', post: 'par courrier' };

/** Exhaustive: a new refusal without its sentence does not compile. */
export const requestRefusals: Record<RequestRefusal, string> = {
  no_agreement: 'Aucune convention en vigueur n’engage cette structure : le délai de l’article 4.2 ne court pas. Vérifiez la structure choisie.',
  received_to_come: 'Ce jour, ou cette heure, n’est pas encore venu. Corrigez l’instant de la réception.',
  before_force: 'La demande est antérieure à l’engagement de la structure (article 4.2). Corrigez le jour de la réception.',
  reference_missing: 'Donnez la référence de la demande : un numéro qui permette de la retrouver dans votre outil.',
  reference_names: `La référence est un numéro de dossier, sans nom ni adresse : des lettres sans accent, au moins un chiffre, ${referenceLengthMax} caractères au plus. Par exemple : 2027-0142.`,
};

/** A journal's event, as a person reads it; null for what says nothing to them. */
export function eventWords(event: string, stateTo: string | null): string | null {
  if (event.startsWith('refused.')) return null;
  const known: Readonly<Record<string, string>> = {
    remind: 'Jour du rappel', becomeLate: 'Tenue pour en retard', remindMinutes: 'Jour du rappel du compte rendu', declare: 'Déclarée faite', answer: 'Réponse enregistrée', record: 'Demande enregistrée',
    convoke: 'Réunion convoquée', cancelMeeting: 'Réunion annulée', recordMinutes: 'Compte rendu enregistré', waive: 'Déclarée sans objet par la préfecture', reopen: 'Rouverte par la préfecture',
    release: stateTo === 'released' ? 'Éteinte avec l’engagement' : 'Période écourtée par la fin de l’engagement',
  };
  return known[event] ?? null;
}
