import type { BadgeTone } from '#libs/ui';
import { formatDay, formatInstant, formatShare } from '#libs/ui';
import type { Agreement } from './verification.store.js';

/**
 * What an agreement is worth today, apart from what its file is worth. Amendment, denunciation and replacement each add a row here;
 * one without its words does not compile.
 */
export type LegalStatus = 'signing' | 'sealing' | 'in_force' | 'term_reached' | 'abandoned';

type StatusWords = {
  label: string;
  tone: BadgeTone;
  /** Ends the verdict: « Document intact, signé par 47 personnes, en vigueur. » */
  inVerdict: string;
  sentence: (agreement: Agreement) => string;
};

const statuses: Record<LegalStatus, StatusWords> = {
  signing: {
    label: 'En cours de signature', tone: 'info', inVerdict: 'en cours de signature',
    sentence: ({ signed, parties }) => `La convention est en cours de signature : ${formatShare(signed, parties)} parties ont signé. Elle n’engage pas encore.`,
  },
  sealing: {
    label: 'Scellement en cours', tone: 'info', inVerdict: 'en attente de son cachet',
    sentence: () => 'Toutes les parties ont signé ; le service appose son cachet. L’exemplaire définitif suivra.',
  },
  in_force: {
    label: 'En vigueur', tone: 'success', inVerdict: 'en vigueur',
    sentence: ({ parties, termEndsOn, sealedAt, timeZone }) => `La convention est signée par ses ${parties} parties${sealedAt ? ` et scellée depuis ${formatInstant(sealedAt, timeZone, 'sentence')}` : ''}. Elle est en vigueur${termEndsOn ? ` jusqu’au ${formatDay(termEndsOn, 'bare')}` : ''}.`,
  },
  term_reached: {
    label: 'Terme passé', tone: 'warning', inVerdict: 'dont le premier terme est passé',
    sentence: ({ termEndsOn }) => `La convention est signée et scellée ; son premier terme est passé${termEndsOn ? ` depuis ${formatDay(termEndsOn)}` : ''}. Demandez à la préfecture si elle a été reconduite.`,
  },
  abandoned: {
    label: 'Abandonnée', tone: 'warning', inVerdict: 'dont la signature a été abandonnée',
    sentence: () => 'La préfecture a abandonné cette procédure de signature : il n’en sortira pas de convention. Les signatures déjà données restent intactes dans leur fichier, mais n’engagent à rien.',
  },
};

/** The agreement's standing on a day ('YYYY-MM-DD', in its own time zone). */
export function legalStatusOf({ state, termEndsOn }: Pick<Agreement, 'state' | 'termEndsOn'>, today: string): LegalStatus {
  if (state === 'abandoned' || state === 'sealing') return state;
  if (state !== 'sealed') return 'signing';
  return termEndsOn !== null && today > termEndsOn ? 'term_reached' : 'in_force';
}

export function statusWords(status: LegalStatus): StatusWords {
  return statuses[status];
}
