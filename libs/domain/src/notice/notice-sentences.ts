import { dayWords, weekdayWords } from '../legal-time/day-words.js';
import type { DayOff } from '../legal-time/public-holidays.js';
import { ELECTRONIC_WINDOW_DAYS } from './notice.js';
import type { NoticeAnswer, NoticeReading, NoticeStep, NoticeStepCode, NoticeStepOf, NoticeStepParams, NoticeVerdict } from './notice.js';
import type { NoticeFault } from './notice-faults.js';
import type { TrackingFault } from './tracking-number.js';

/** French typography keeps units and guillemets on the line of their word. */
const NO_BREAK_SPACE = '\u00a0';

/** A text or a ruling that a sentence rests on. `byAnalogy`: written for leases or for procedure, while the agreement is probably administrative (decision 18). */
type Source = { reference: string; byAnalogy: boolean };
const of = (reference: string): Source => ({ reference, byAnalogy: false });
const like = (reference: string): Source => ({ reference, byAnalogy: true });

const article7 = of('Convention, article\u00a07');
const sameNumber = like('CPC, article\u00a0641, alinéa\u00a02');
const everyAct = like('Civ.\u00a03e, 21\u00a0décembre\u00a01987, n°\u00a085-10.794');
const receptionDay = like('CPC, articles\u00a0668 et 669');
const decemberForJune = like('Civ.\u00a03e, 13\u00a0janvier\u00a02004, n°\u00a002-18.337');
const lastOfDecember = like('Civ.\u00a03e, 31\u00a0octobre\u00a02006');
const augustForFebruary = like('Civ.\u00a03e, 1er\u00a0juin\u00a02010, n°\u00a008-16.320');
const easterSunday = like('Civ.\u00a03e, 8\u00a0mars\u00a02018, n°\u00a017-11.312');
const countedBefore = like('Civ.\u00a02e, 4\u00a0février\u00a01998, n°\u00a096-13.391');
const collectedLater = like('Cour de cassation, arrêt France Télécom (lettre envoyée le 19\u00a0mars, présentée le 25, retirée le 3\u00a0avril)');
const uncollected = like('Civ.\u00a03e, 21\u00a0septembre\u00a02022, n°\u00a021-17.691');
const uncollectedReminder = like('Civ.\u00a01re, 20\u00a0janvier\u00a02021, n°\u00a019-20.680');
const administrative = like('CE, 24\u00a0avril\u00a02012, n°\u00a0341146');
const electronic = of('CPCE, articles\u00a0L100 et R53 et suivants');
const receptionReading = of('Conditions particulières, jour auquel un préavis est reçu');
const effectReading = of('Conditions particulières, effet d’un préavis');

type Entry<C extends NoticeStepCode> = { sentence: (params: NoticeStepParams[C]) => string; sources: readonly Source[] | ((params: NoticeStepParams[C]) => readonly Source[]) };

/** One sentence per reason, with what it rests on. Exhaustive: a new reason without its sentence does not compile. */
const entries: { readonly [C in NoticeStepCode]: Entry<C> } = {
  plain_message: {
    sentence: () => 'Un courriel ou une lettre simple informe, mais ne vaut pas préavis. Envoyez une lettre recommandée avec avis de réception, ou remettez la lettre contre récépissé.',
    sources: [article7],
  },
  handed_over: { sentence: ({ day }) => `La lettre a été remise contre récépissé le ${dayWords(day)} : ce jour fait courir le préavis.`, sources: [article7] },
  delivered: { sentence: ({ day }) => `La lettre recommandée a été remise le ${dayWords(day)} : c’est ce jour qui compte, non celui de l’envoi ni celui de la première présentation.`, sources: [receptionDay, collectedLater, receptionReading] },
  accepted_electronically: { sentence: ({ day }) => `La lettre recommandée électronique a été acceptée le ${dayWords(day)} : ce jour fait courir le préavis.`, sources: [electronic, receptionReading] },
  dispatch_counts: { sentence: ({ day }) => `La lettre a été expédiée le ${dayWords(day)} : la lecture retenue fait courir le préavis de l’expédition.`, sources: [receptionReading] },
  deemed_first_presentation: {
    sentence: ({ day, outcome }) => `${cameBackWords[outcome]}, la lettre est réputée reçue le jour de sa première présentation, le ${dayWords(day)}. La préfecture peut en décider autrement, par une décision motivée.`,
    sources: [administrative, uncollectedReminder, receptionReading],
  },
  never_received: {
    sentence: ({ outcome }) => `${cameBackWords[outcome]}, la lettre n’a pas été reçue : elle ne vaut pas préavis. Notifiez de nouveau par un autre moyen.`,
    sources: [uncollected, receptionReading],
  },
  returned: { sentence: () => 'La lettre est revenue sans avoir été présentée à son destinataire, inconnu à cette adresse : elle n’a été notifiée à personne. Vérifiez l’adresse portée aux conditions particulières et envoyez-la de nouveau.', sources: [article7] },
  decided_received: { sentence: ({ day }) => `Par décision motivée, la préfecture tient la lettre pour reçue le ${dayWords(day)}.`, sources: [receptionReading] },
  decided_never: { sentence: () => 'Par décision motivée, la préfecture tient la lettre pour non reçue : elle ne vaut pas préavis.', sources: [receptionReading] },
  reception_unproven: {
    sentence: ({ notifyBy }) =>
      `La remise de la lettre n’est pas encore établie : la réponse est provisoire. Sans preuve, ${notifyBy === null ? 'notifiez de nouveau par un autre moyen' : `le préavis ne sera à temps que si une autre notification est reçue au plus tard le ${weekdayWords(notifyBy)}`}.`,
    sources: [receptionDay],
  },
  day_unproven: { sentence: ({ day }) => `${missingDays[day]} n’est pas établi : la réponse est provisoire. Complétez-le d’après le suivi du prestataire.`, sources: [receptionReading] },
  electronic_window: {
    sentence: ({ informedOn, until }) => `Informé le ${dayWords(informedOn)}, le destinataire peut accepter la lettre électronique pendant ${ELECTRONIC_WINDOW_DAYS}${NO_BREAK_SPACE}jours à compter du lendemain, jusqu’au ${dayWords(until)}.`,
    sources: [electronic],
  },
  sent_too_late: { sentence: ({ sentOn, lastUsefulDay }) => `Envoyée le ${dayWords(sentOn)}, après le dernier jour utile (${dayWords(lastUsefulDay)}), elle sera tardive quelle que soit la date de sa remise.`, sources: [article7] },
  months_counted: { sentence: ({ from, months, ends }) => `Compté de quantième à quantième, le préavis de ${monthsWords(months)} qui court du ${dayWords(from)} expire le ${dayWords(ends)}.`, sources: [sameNumber, everyAct, decemberForJune] },
  number_missing: { sentence: ({ from, ends }) => `Le mois d’arrivée n’a pas de ${numberOf(from)} : le préavis expire le dernier jour de ce mois, le ${dayWords(ends)}.`, sources: [sameNumber, lastOfDecember, augustForFebruary] },
  within_term: { sentence: ({ ends, term }) => (ends === term ? `C’est le jour même de l’échéance : le préavis est donné à temps.` : `C’est avant l’échéance du ${dayWords(term)} : le préavis est donné à temps.`), sources: [article7] },
  beyond_term: { sentence: ({ term }) => `C’est après l’échéance du ${dayWords(term)} : le préavis est tardif pour cette échéance.`, sources: [article7] },
  last_useful_day: {
    sentence: ({ day, term, months }) => `Pour l’échéance du ${dayWords(term)}, le dernier jour utile est le ${weekdayWords(day)} : le dernier dont les ${monthsWords(months)}, comptés vers l’avant, ne dépassent pas l’échéance.`,
    sources: [article7, sameNumber, augustForFebruary],
  },
  not_extended: { sentence: ({ day, off }) => `Le ${dayWords(day)} est ${dayOffWords(off)} : le dernier jour utile n’est pas reporté au jour ouvrable suivant.`, sources: [easterSunday, countedBefore] },
  effect_at_term: { sentence: ({ term }) => `L’effet est à l’échéance, le ${dayWords(term)} ; jusque-là, la partie reste engagée.`, sources: [article7, effectReading] },
  effect_at_later_term: { sentence: ({ term }) => `L’effet est reporté à l’échéance suivante que ce préavis respecte, le ${dayWords(term)} ; jusque-là, la partie reste engagée.`, sources: [effectReading] },
  without_object: { sentence: ({ term }) => `Aucune reconduction ne suit l’échéance du ${dayWords(term)} : la convention prend fin d’elle-même, le préavis est sans objet.`, sources: [effectReading, of('Convention, article\u00a09')] },
  rolling_effect: { sentence: ({ ends }) => `La lecture retenue admet un préavis à tout moment : l’effet est au terme du préavis, le ${dayWords(ends)}.`, sources: [effectReading] },
  other_reading: { sentence: ({ reading, answer }) => `${readingWords[reading]}, la réponse serait autre : ${answerWords(answer)}.`, sources: otherSources },
};

const cameBackWords: Record<'refused' | 'unclaimed', string> = { refused: 'Refusée par son destinataire', unclaimed: 'Non réclamée par son destinataire' };
const missingDays: Record<NoticeStepParams['day_unproven']['day'], string> = { sent: 'Le jour de l’expédition', presented: 'Le jour de la première présentation', delivered: 'Le jour de la remise' };

const readingWords: Record<NoticeReading, string> = {
  dispatch: 'Si l’expédition comptait',
  first_presentation: 'Si la première présentation comptait',
  delivery: 'Si la remise seule comptait',
};

export const noticeVerdictNames: Record<NoticeVerdict, string> = {
  timely: 'à temps',
  late: 'tardif',
  provisional: 'provisoire',
  without_object: 'sans objet',
  not_a_notice: 'ne vaut pas préavis',
};

const faultSentences: Record<NoticeFault, string> = {
  presented_before_sent: 'La première présentation précède l’envoi. Corrigez l’une des deux dates d’après le suivi du prestataire.',
  delivered_before_sent: 'La remise précède l’envoi. Corrigez l’une des deux dates d’après l’avis de réception.',
  delivered_before_presented: 'La remise précède la première présentation. Corrigez l’une des deux dates d’après le suivi du prestataire.',
  delivered_without_day: 'La lettre est dite remise, mais le jour de la remise manque (CPC, article\u00a0669). Saisissez la date portée sur l’avis de réception.',
  day_without_delivery: 'Un jour de remise est donné alors que la lettre n’est pas dite remise. Corrigez l’issue ou effacez ce jour.',
  accepted_after_window: `La lettre électronique est dite acceptée plus de ${ELECTRONIC_WINDOW_DAYS}${NO_BREAK_SPACE}jours après le lendemain de l’information du destinataire (CPCE, article\u00a0R53-3). Vérifiez les deux dates sur la preuve du prestataire.`,
};

const trackingSentences: Record<TrackingFault, string> = {
  empty: 'Le numéro de la lettre recommandée manque. Recopiez-le du bordereau de dépôt.',
  unknown_format: 'Ce numéro n’a pas la forme d’un numéro de recommandé : «\u00a01A\u00a0123\u00a0456\u00a07890\u00a01\u00a0» en France, «\u00a0RR\u00a0123\u00a0456\u00a0785\u00a0FR\u00a0» à l’international (UPU\u00a0S10). Recopiez-le du bordereau de dépôt.',
  wrong_check_digit: 'Le chiffre de contrôle de ce numéro est faux (UPU\u00a0S10) : un chiffre a sans doute été mal recopié. Comparez-le au bordereau de dépôt.',
};

/** The sentence of a reason, and its sources as they are printed: those that were not written for such an agreement say so. */
export function noticeStepText(step: NoticeStep): { sentence: string; sources: string[] } {
  return textOf(step);
}

export function noticeFaultSentence(fault: NoticeFault): string {
  return faultSentences[fault];
}

export function trackingFaultSentence(fault: TrackingFault): string {
  return trackingSentences[fault];
}

function textOf<C extends NoticeStepCode>({ code, params }: NoticeStepOf<C>): { sentence: string; sources: string[] } {
  const { sentence, sources } = entries[code];
  const listed = typeof sources === 'function' ? sources(params) : sources;
  return { sentence: sentence(params), sources: listed.map(({ reference, byAnalogy }) => (byAnalogy ? `${reference}, par analogie` : reference)) };
}

/** The civil reading of a letter that nobody collected is shown beside the one that decides, with its own ruling. */
function otherSources({ reading, answer }: NoticeStepParams['other_reading']): readonly Source[] {
  return reading === 'delivery' && answer.countedOn === null ? [uncollected, receptionReading] : [receptionReading];
}

function answerWords({ verdict, countedOn, effectiveOn }: NoticeAnswer): string {
  const from = countedOn === null ? '' : `, compté du ${dayWords(countedOn)}`;
  return `${noticeVerdictNames[verdict]}${from}${effectiveOn === null ? '' : `, avec effet le ${dayWords(effectiveOn)}`}`;
}

function monthsWords(months: number): string {
  return `${months}${NO_BREAK_SPACE}mois`;
}

/** « 31 » of 31 August. */
function numberOf(day: string): string {
  return String(Number(day.slice(-2)));
}

function dayOffWords(off: DayOff): string {
  if (off.kind === 'holiday') return `férié (${off.name})`;
  return off.kind === 'saturday' ? 'un samedi' : 'un dimanche';
}
