import { currentTermEndsOn, endSentences, expirySentences, statusOn } from '#libs/domain';
import type { DayStanding, LegalDay } from '#libs/domain';
import { agreed, upperFirst } from '#libs/features/round';
import type { BadgeTone } from '#libs/ui';
import { formatCount, formatDay, formatInstant, formatShare } from '#libs/ui';
import type { Agreement } from './verification.store.js';

/**
 * What an agreement is worth today, apart from what its file is worth. Amendment, denunciation and replacement each add a row here;
 * one without its words does not compile.
 */
export type LegalStatus = 'project' | 'signing' | 'sealing' | 'not_in_force_yet' | 'in_force' | 'executed_in_fact' | 'ended' | 'term_reached' | 'act_signed' | 'abandoned' | 'superseded';

type StatusWords = {
  label: string;
  tone: BadgeTone;
  /** Ends the verdict: « Document intact, signé par 47 personnes, en vigueur. » */
  inVerdict: string;
  sentence: (agreement: Agreement) => string;
};

const statuses: Record<LegalStatus, StatusWords> = {
  project: {
    label: 'Texte arrêté', tone: 'info', inVerdict: 'dont la signature n’est pas encore ouverte',
    sentence: ({ subject }) => `${upperFirst(subject.short)} n’est encore qu’un texte arrêté : la signature n’est pas ouverte, et rien n’engage.`,
  },
  signing: {
    label: 'En cours de signature', tone: 'info', inVerdict: 'en cours de signature',
    sentence: ({ subject, signed, parties }) => `${upperFirst(subject.short)} est en cours de signature : ${formatShare(signed, parties)} ${subject.act ? 'signataires' : 'parties'} ont signé. ${pronoun(subject)} n’engage pas encore.`,
  },
  sealing: {
    label: 'Scellement en cours', tone: 'info', inVerdict: 'en attente de son cachet',
    sentence: ({ subject }) => `${subject.act ? 'Tous les signataires' : 'Toutes les parties'} ont signé ; le service appose son cachet. L’exemplaire définitif suivra.`,
  },
  in_force: {
    label: 'En vigueur', tone: 'success', inVerdict: 'en vigueur',
    sentence: (agreement) => `${signedBy(agreement)} Elle est en vigueur${lastDayOf(agreement) ? ` jusqu’au ${formatDay(lastDayOf(agreement)!, 'bare')}` : ''}${renewedWords(agreement)}.`,
  },
  not_in_force_yet: {
    label: 'Signée', tone: 'info', inVerdict: 'pas encore en vigueur',
    sentence: (agreement) => `${signedBy(agreement)} Elle entre en vigueur ${agreement.life ? formatDay(agreement.life.facts.inForceSince) : 'plus tard'}.`,
  },
  executed_in_fact: {
    label: 'Échue, exécution de fait', tone: 'warning', inVerdict: 'échue et exécutée de fait',
    sentence: (agreement) => `${signedBy(agreement)} ${agreement.life?.facts.expiry ? `Elle est échue depuis ${formatDay(agreement.life.facts.expiry.on)}. ${expirySentences[agreement.life.facts.expiry.reason]}` : 'Elle est échue.'}`,
  },
  ended: {
    label: 'Terminée', tone: 'warning', inVerdict: 'qui a pris fin',
    sentence: (agreement) => `${signedBy(agreement)} ${agreement.life?.facts.end ? `Son dernier jour est ${formatDay(agreement.life.facts.end.on)}. ${endSentences[agreement.life.facts.end.reason]}` : 'Elle a pris fin.'}`,
  },
  term_reached: {
    label: 'Terme passé', tone: 'warning', inVerdict: 'dont le premier terme est passé',
    sentence: ({ termEndsOn }) => `La convention est signée et scellée ; son premier terme est passé${termEndsOn ? ` depuis ${formatDay(termEndsOn)}` : ''}. Demandez à la préfecture si elle a été reconduite.`,
  },
  act_signed: {
    label: 'Signé', tone: 'success', inVerdict: 'complet et scellé',
    sentence: ({ subject, parties, sealedAt, timeZone }) => `${upperFirst(subject.short)} est ${agreed(subject, 'signé')} par ${parties === 1 ? 'son unique signataire' : `ses ${parties} signataires`}${sealedAt ? ` et ${agreed(subject, 'scellé')} depuis ${formatInstant(sealedAt, timeZone, 'sentence')}` : ''}. ${pronoun(subject)} prend effet le jour que le document indique, et ne vaut qu’avec la convention.`,
  },
  abandoned: {
    label: 'Abandonnée', tone: 'warning', inVerdict: 'dont la signature a été abandonnée',
    sentence: ({ subject }) => `La préfecture a abandonné cette procédure de signature : il n’en sortira pas ${subject.act ? 'd’acte signé' : 'de convention'}. Les signatures déjà données restent intactes dans leur fichier, mais n’engagent à rien.`,
  },
  superseded: {
    label: 'Texte remplacé', tone: 'warning', inVerdict: 'dont le texte a été remplacé avant d’être signé par tous',
    sentence: ({ subject }) => `La préfecture a remplacé ce texte par un autre, que chacun doit signer à nouveau : ${subject.short} n’en sortira pas. Les signatures déjà données restent intactes dans leur fichier, mais n’engagent à rien.`,
  },
};

function signedBy({ parties, sealedAt, timeZone }: Agreement): string {
  return `La convention est signée par ses ${parties} parties${sealedAt ? ` et scellée depuis ${formatInstant(sealedAt, timeZone, 'sentence')}` : ''}.`;
}

function lastDayOf({ life, termEndsOn }: Agreement): string | null {
  return life ? (life.facts.termination?.endsOn ?? currentTermEndsOn(life.facts)) : termEndsOn;
}

/** « , reconduite deux fois » would need words up to nine; figures are read as fast. */
function renewedWords({ life }: Agreement): string {
  const renewals = life?.facts.renewals ?? 0;
  return renewals === 0 ? '' : `, reconduite ${formatCount(renewals, 'fois', 'fois')}`;
}

function pronoun({ feminine }: Agreement['subject']): string {
  return feminine ? 'Elle' : 'Il';
}

/** The agreement's standing on a day ('YYYY-MM-DD', in its own time zone). */
export function legalStatusOf({ state, termEndsOn, subject, life }: Pick<Agreement, 'state' | 'termEndsOn' | 'subject'> & Partial<Pick<Agreement, 'life'>>, today: string): LegalStatus {
  if (state === 'project' || state === 'abandoned' || state === 'superseded' || state === 'sealing') return state;
  if (state !== 'sealed') return 'signing';
  if (subject.act) return 'act_signed';
  if (life) return ofStanding[statusOn(today as LegalDay, life, today as LegalDay).standing];
  return termEndsOn !== null && today > termEndsOn ? 'term_reached' : 'in_force';
}

/** The standing of today is always known. */
const ofStanding: Record<DayStanding, LegalStatus> = {
  not_signed: 'not_in_force_yet', not_in_force_yet: 'not_in_force_yet', in_force: 'in_force', executed_in_fact: 'executed_in_fact', ended: 'ended', unknown: 'in_force', too_far: 'in_force',
};

export function statusWords(status: LegalStatus): StatusWords {
  return statuses[status];
}
