import { addDays } from '../legal-time/legal-day.js';
import { dayWords } from '../legal-time/day-words.js';
import { currentLastUsefulDay, currentTermEndsOn } from '../term/term-calendar.js';
import { endSentences, expirySentences } from '../term/term-sentences.js';
import type { Subject } from '../workflow/workflow.js';
import type { Term } from '../term/term.js';
import { nextTermOf } from './agreement-status.js';
import type { AgreementStatus, DatedTerm, DayStanding, StatusStep } from './agreement-status.js';

/** A step as a person reads it, and where it comes from; `basis` is null for what needs none. */
export type StepWords = { text: string; basis: string | null };

const article7 = 'article\u00a07';
const article9 = 'article\u00a09';
const quantieme = 'article\u00a09 ; code civil, article\u00a01215 ; code de procédure civile, article\u00a0641, par analogie';

/** Exhaustive: a new step without its words does not compile. */
const words: { [S in StatusStep['step']]: (step: Extract<StatusStep, { step: S }>) => StepWords } = {
  foreseen: () => ({ text: 'Ce jour est à venir : la réponse vaut si rien ne se passe d’ici là, ni préavis, ni avenant, ni nouvel Accord cadre.', basis: null }),
  signed: ({ on }) => ({ text: `Signée par toutes les parties requises le ${dayWords(on)}.`, basis: article9 }),
  in_force_since: ({ on }) => ({ text: `Date d’effet : le ${dayWords(on)}.`, basis: article9 }),
  first_term: ({ endsOn }) => ({ text: `Première échéance convenue : le ${dayWords(endsOn)}.`, basis: 'article\u00a09 ; conditions particulières' }),
  renewed: ({ renewals, months, anchor, endsOn }) => ({
    text: `${renewals === 1 ? 'Une reconduction tacite' : `${renewals}\u00a0reconductions tacites`} de ${months}\u00a0mois, comptée${renewals === 1 ? '' : 's'} de quantième en quantième depuis le ${dayWords(anchor)} : le ${dayWords(endsOn)}.`, basis: quantieme,
  }),
  capped: ({ counted, capEndsOn }) => ({ text: `L’Accord cadre national prend fin le ${dayWords(capEndsOn)}, avant le ${dayWords(counted)} : la période s’arrête avec lui.`, basis: article9 }),
  expired: ({ reason, on }) => ({ text: `Échue le ${dayWords(on)}. ${expirySentences[reason]}`, basis: 'article\u00a09 ; code civil, article\u00a01212' }),
  expiry_foreseen: ({ reason, on }) => ({
    text: reason === 'cap_unknown'
      ? `Aucun Accord cadre national n’est enregistré : au-delà du ${dayWords(on)}, rien ne permet de dire si la convention sera reconduite.`
      : `L’Accord cadre national enregistré prend fin le ${dayWords(on)}. S’il est renouvelé d’ici là, la convention peut l’être aussi ; sinon, elle sera échue.`,
    basis: article9,
  }),
  terminating: ({ endsOn }) => ({ text: `Une résiliation pour motif d’intérêt général est enregistrée, avec effet au soir du ${dayWords(endsOn)}.`, basis: 'CE, 27\u00a0février\u00a02015, n°\u00a0357028' }),
  ended: ({ reason, on }) => ({ text: `Dernier jour : le ${dayWords(on)}. ${endSentences[reason]}`, basis: reason === 'last_gestionnaire_left' ? 'articles\u00a01 et\u00a07' : null }),
  version: ({ n, effectiveOn }) => ({ text: `Version applicable : la version ${n}, qui vaut depuis le ${dayWords(effectiveOn)}.`, basis: 'article\u00a011' }),
  left: ({ count }) => ({ text: count === 1 ? 'Une partie avait quitté la convention : elle restait engagée jusqu’à l’effet de son départ.' : `${count}\u00a0parties avaient quitté la convention : chacune restait engagée jusqu’à l’effet de son départ.`, basis: article7 }),
  too_far: ({ years }) => ({ text: `Ce jour est à plus de ${years}\u00a0ans : rien ne permet d’en parler.`, basis: null }),
};

export function stepWords(step: StatusStep): StepWords {
  return (words[step.step] as (step: StatusStep) => StepWords)(step);
}

/** In a list or on a badge. */
export const standingNames: Record<DayStanding, string> = {
  not_signed: 'pas encore signée',
  not_in_force_yet: 'pas encore en vigueur',
  in_force: 'en vigueur',
  executed_in_fact: 'échue – exécution de fait',
  ended: 'terminée',
  unknown: 'on ne peut pas le dire',
  too_far: 'trop loin',
};

/** « Le 12 mars 2027, la convention était en vigueur, dans sa première période, jusqu’au 31 décembre 2027. » */
export function statusSentence({ day, tense, standing, term, steps }: AgreementStatus): string {
  const was = { past: 'était', present: 'est', foreseen: 'sera' }[tense];
  const start = `Le ${dayWords(day)}, la convention`;
  const proviso = tense === 'foreseen' ? ', si rien ne se passe d’ici là' : '';
  const ended = steps.find((step) => step.step === 'ended');
  switch (standing) {
    case 'in_force': return `${start} ${was} en vigueur${term ? `, dans sa ${rankWords(term.renewal)} période, jusqu’au ${dayWords(term.to)}` : ''}${proviso}.`;
    case 'executed_in_fact': return `${start} ${was} échue${term ? ` depuis le ${dayWords(term.to)}` : ''} et exécutée de fait : rien ne l’a reconduite${proviso}.`;
    case 'ended': return `${start} ${tense === 'past' ? 'avait' : tense === 'present' ? 'a' : 'aura'} pris fin${ended ? ` : son dernier jour est le ${dayWords(ended.on)}` : ''}${proviso}.`;
    case 'not_in_force_yet': return `${start} ${was} signée, mais pas encore en vigueur${proviso}.`;
    case 'not_signed': return `${start} n’${tense === 'past' ? 'était' : 'est'} pas encore signée par toutes ses parties.`;
    case 'unknown': return `${start} : on ne peut pas dire aujourd’hui si elle sera en vigueur.`;
    case 'too_far': return `Le ${dayWords(day)} est trop lointain pour qu’on puisse répondre.`;
  }
}

/** « première période », « 3e période ». */
function rankWords(renewal: number): string {
  return renewal === 0 ? 'première' : `${renewal + 1}e`;
}

/** « En vigueur jusqu’au 31 décembre 2027. Reconduction tacite le 1er janvier 2028, sauf dénonciation remise au plus tard le 30 juin 2027. » */
export function lifeSentence({ state, facts }: Subject<Term>): string {
  const term = dayWords(currentTermEndsOn(facts));
  switch (state) {
    case 'signed': return `Signée, en vigueur à partir du ${dayWords(facts.inForceSince)}, jusqu’au ${term}.`;
    case 'in_force': case 'notice_closing': case 'notice_closed': return `En vigueur jusqu’au ${term}. ${nextSentence(facts, state === 'notice_closed')}`;
    case 'terminating': return `Résiliée pour un motif d’intérêt général : en vigueur jusqu’au ${dayWords(facts.termination!.endsOn)}, ce jour compris.`;
    case 'executed_in_fact': return `Échue depuis le ${dayWords(facts.expiry!.on)} et exécutée de fait : rien ne l’a reconduite, et quelqu’un doit décider de la suite.`;
    case 'ended': return `Terminée : son dernier jour est le ${dayWords(facts.end!.on)}.`;
  }
}

function nextSentence(facts: Term['facts'], isClosed: boolean): string {
  const next: DatedTerm | null = nextTermOf(facts);
  const day = dayWords(currentLastUsefulDay(facts));
  if (next && isClosed) return `Reconduction tacite le ${dayWords(next.from)} : le dernier jour utile, le ${day}, est passé.`;
  if (next) return `Reconduction tacite le ${dayWords(next.from)}, sauf dénonciation remise au plus tard le ${day}.`;
  if (facts.renewalMonths === 0) return 'Elle n’est pas reconductible : elle sera échue le lendemain.';
  if (facts.capEndsOn === null) return `Aucun Accord cadre national n’est enregistré : sans lui, elle sera échue le ${dayWords(addDays(currentTermEndsOn(facts), 1))}.`;
  return 'L’Accord cadre national prend fin avec elle : sans nouvel Accord cadre, elle sera échue le lendemain.';
}
