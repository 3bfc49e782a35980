import { dayOfInstant, formatCount, formatDay, formatDaysLeft, formatInstant, formatList } from '#libs/ui';
import { isSettled } from '#libs/domain';
import type { College, RoundState, Slot, SlotState } from '#libs/domain';
import type { BadgeTone } from '#libs/ui';
import { agreed, upperFirst } from './round.subject.js';
import type { RoundSubject } from './round.subject.js';

export type RoundViewState = RoundState;
export type ViewCollege = College;

/** State of a round, in two words and a tone. */
export const roundStates: Record<RoundViewState, { label: string; tone: BadgeTone }> = {
  draft: { label: 'En préparation', tone: 'neutral' },
  confirming: { label: 'Annexes à confirmer', tone: 'info' },
  assembling: { label: 'Assemblage en cours', tone: 'info' },
  project: { label: 'Texte arrêté', tone: 'info' },
  collecting: { label: 'Signature en cours', tone: 'info' },
  blocked: { label: 'Suspendue', tone: 'error' },
  expired: { label: 'Délai dépassé', tone: 'warning' },
  sealing: { label: 'Scellement en cours', tone: 'info' },
  sealed: { label: 'Signée et scellée', tone: 'success' },
  abandoned: { label: 'Abandonnée', tone: 'neutral' },
  superseded: { label: 'Remplacée', tone: 'neutral' },
};

/** A college, as a title and as the word for one of its members. */
export const collegeTitles: Record<ViewCollege, { all: string; one: string }> = {
  prefet: { all: 'Préfet', one: 'Préfet' },
  gestionnaire: { all: 'Gestionnaires', one: 'Gestionnaire' },
  partenaire_national: { all: 'Partenaires nationaux', one: 'Partenaire national' },
  partenaire_local: { all: 'Partenaires locaux', one: 'Partenaire local' },
};

/** What the sentence needs to know of a round. Days are 'YYYY-MM-DD', instants ISO 8601. */
export type RoundStanding = {
  subject: Pick<RoundSubject, 'act' | 'short' | 'feminine'>;
  state: RoundViewState;
  today: string;
  timeZone: string;
  deadline: string | null;
  slots: readonly { college: ViewCollege; bodyName: string; state: SlotState }[];
  /** When the round ended: sealed, abandoned or superseded. */
  endedAt: string | null;
  /** Sealing has taken longer than it should. */
  late: boolean;
};

/** « 9 gestionnaires, 3 partenaires et le préfet ». Partners are counted together, national or local. */
export function missingByCollege(slots: RoundStanding['slots']): string {
  const missing = slots.filter(slot => !isSettled(slot));
  const count = (...colleges: ViewCollege[]): number => missing.filter(slot => colleges.includes(slot.college)).length;
  const partners = count('partenaire_national', 'partenaire_local');
  const parts = [
    count('gestionnaire') > 0 ? formatCount(count('gestionnaire'), 'gestionnaire') : '',
    partners > 0 ? formatCount(partners, 'partenaire') : '',
    count('prefet') > 0 ? 'le préfet' : '',
  ];
  return formatList(parts.filter(part => part !== ''));
}

function missingSentence(slots: RoundStanding['slots']): string {
  const missing = slots.filter(slot => !isSettled(slot));
  const [only] = missing;
  if (missing.length === 1 && only) return `Il manque une signature : ${only.college === 'prefet' ? 'celle du préfet' : `celle de « ${only.bodyName} »`}.`;
  return `Il manque ${formatCount(missing.length, 'signature')} : ${missingByCollege(slots)}.`;
}

/** A blocked round waits for people, not for a day: its last one may be behind it. */
export function isLastDayPast<R extends Pick<RoundStanding, 'today' | 'deadline'>>(round: R): round is R & { deadline: string } {
  return round.deadline !== null && round.today > round.deadline;
}

/** Why a round is not resumed, and what to do first. */
export function lastDayPast(deadline: string): string {
  return `Le délai pour signer est passé depuis ${formatDay(deadline)} : fixez d’abord une nouvelle date.`;
}

/** The one sentence that says where a round stands. */
export function roundSentence(round: RoundStanding): string {
  const { state, slots, deadline } = round;
  const signed = slots.filter(slot => slot.state === 'approved').length;
  const kept = signed === 0 ? 'Aucune signature n’a encore été recueillie.' : `${signed === 1 ? 'La signature déjà recueillie reste valable' : `Les ${formatCount(signed, 'signature')} déjà recueillies restent valables`}.`;
  switch (state) {
    case 'draft':
      return 'La tournée est en préparation ; aucun courriel n’est parti.';
    case 'assembling':
      return 'Le document est en cours d’assemblage ; les invitations partiront dès qu’il sera prêt.';
    case 'confirming':
      return 'Les organismes confirment leurs annexes ; le texte n’est pas arrêté et personne ne signe encore.';
    case 'project':
      return 'Le texte est arrêté ; la signature n’est pas encore ouverte.';
    case 'collecting':
      return `${missingSentence(slots)}${deadline ? ` Échéance ${formatDaysLeft(round.today, deadline)}.` : ''}`;
    case 'blocked': {
      const refused = slots.filter(slot => slot.state === 'refused').map(slot => `« ${slot.bodyName} »`);
      return `La tournée est suspendue : ${formatList(refused)} ${refused.length > 1 ? 'ont' : 'a'} refusé de signer. ${kept}${isLastDayPast(round) ? ` ${lastDayPast(round.deadline)}` : ''}`;
    }
    case 'expired':
      return `Le délai de signature est passé${deadline ? ` depuis ${formatDay(deadline)}` : ''}. ${missingSentence(slots)} ${signed > 0 ? kept : ''}`.trim();
    case 'sealing':
      return round.late
        ? 'Toutes les signatures sont recueillies. Le scellement a pris du retard ; il reprend de lui-même, rien n’est perdu.'
        : 'Toutes les signatures sont recueillies. Le scellement du document est en cours.';
    case 'sealed':
      return `${upperFirst(round.subject.short)} est ${agreed(round.subject, 'signé')} par ${signedBy(round)} et ${agreed(round.subject, 'scellé')}${round.endedAt ? ` depuis ${formatInstant(round.endedAt, round.timeZone, 'sentence')}` : ''}.`;
    case 'abandoned':
      return `La tournée a été abandonnée${endDay(round)}. Il n’en sortira pas de document définitif.`;
    case 'superseded':
      return `La tournée a été remplacée${endDay(round)} : un autre texte est proposé à la signature. ${signed === 0 ? 'Aucune signature n’avait été recueillie.' : `${signed === 1 ? 'La signature recueillie ne vaut' : `Les ${formatCount(signed, 'signature')} recueillies ne valent`} pas pour le nouveau texte.`}`;
  }
}

function endDay({ endedAt, timeZone }: RoundStanding): string {
  return endedAt ? ` ${formatDay(dayOfInstant(endedAt, timeZone))}` : '';
}

/** Whom a body whose turn has not come waits for. */
export function waitingSentence({ facts: { slots } }: { facts: { slots: readonly Pick<Slot, 'college' | 'bodyName' | 'state' | 'group'>[] } }, { group }: Pick<Slot, 'group'>): string {
  const before = slots.filter(slot => slot.group < group && !isSettled(slot));
  const [only] = before;
  if (before.length === 1 && only) return only.college === 'prefet' ? 'Attend la signature du préfet' : `Attend la signature de « ${only.bodyName} »`;
  return `Attend ${formatCount(before.length, 'signature')} : ${missingByCollege(before)}`;
}

/** « ses 47 parties »; an act has signatories, who are some of the parties only. */
function signedBy({ subject, slots }: RoundStanding): string {
  if (!subject.act) return `ses ${formatCount(slots.length, 'partie')}`;
  const signatories = slots.filter(({ state }) => state !== 'declined').length;
  return signatories === 1 ? 'son unique signataire' : `ses ${formatCount(signatories, 'signataire')}`;
}
