import { addDays, currentLastUsefulDay, currentTermEndsOn, dayWords, endSentences, expiryReason, expirySentences, lastUsefulDay, termDecisionNames, termsOf } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { agreementLinks } from './agreement.links.js';
import type { AgreementRow } from './agreement.store.js';
import type { ChronicleEntry } from './chronicle.js';

/** Terms, renewals and last useful days of one agreement, those that passed and the next one. */
export function termChronicle(agreement: AgreementRow, today: LegalDay): ChronicleEntry[] {
  const { facts, id, number, signedOn } = agreement;
  const href = agreementLinks.page(id);
  const one = (name: string, on: LegalDay, entry: Omit<ChronicleEntry, 'uid' | 'on' | 'lane' | 'href'>): ChronicleEntry => ({ uid: `term-${id}-${name}`, on, lane: 'term', href, ...entry });
  const toneOf = (day: LegalDay) => (day < today ? 'done' : 'due') as 'done' | 'due';
  const entries: ChronicleEntry[] = [
    one('signed', signedOn, { title: `Convention ${number} signée par toutes ses parties`, tone: 'done' }),
    one('in-force', facts.inForceSince, { title: 'Entrée en vigueur', tone: toneOf(addDays(facts.inForceSince, -1)) }),
  ];
  for (const { renewal, from, to: until } of termsOf(facts)) {
    if (renewal > 0) entries.push(one(`renewal-${renewal}`, from, { title: `Tacite reconduction n° ${renewal}, jusqu’au ${dayWords(until)}`, tone: 'done' }));
    const useful = renewal === facts.renewals ? currentLastUsefulDay(facts) : lastUsefulDay(until, facts.noticeMonths);
    const isMoot = facts.end !== null && useful > facts.end.on;
    if (!isMoot && useful >= from) entries.push(one(`last-useful-day-${renewal}`, useful, { title: `Dernier jour utile pour un retrait ou une dénonciation à l’échéance du ${dayWords(until)}`, tone: toneOf(useful) }));
  }
  return [...entries, ...comingEnd(agreement, one), ...decided(agreement, one)];
}

type Made = (name: string, on: LegalDay, entry: Omit<ChronicleEntry, 'uid' | 'on' | 'lane' | 'href'>) => ChronicleEntry;

function comingEnd({ facts }: AgreementRow, one: Made): ChronicleEntry[] {
  if (facts.end) return [one('end', facts.end.on, { title: 'Fin de la convention', detail: endSentences[facts.end.reason], tone: 'done' })];
  if (facts.termination) return [one('end', facts.termination.endsOn, { title: 'Fin de la convention, résiliée pour un motif d’intérêt général', tone: 'due' })];
  if (facts.expiry) return [one('expiry', facts.expiry.on, { title: 'Échéance : convention échue, exécutée de fait', detail: expirySentences[facts.expiry.reason], tone: 'late' })];
  const term = currentTermEndsOn(facts);
  const reason = expiryReason(facts);
  if (reason !== null) return [one(`term-${facts.renewals}`, term, { title: 'Échéance, sans reconduction possible à ce jour', detail: foreseen[reason], tone: 'due' })];
  return [one(`term-${facts.renewals}`, term, { title: `Échéance ; tacite reconduction le ${dayWords(addDays(term, 1))}`, tone: 'due' })];
}

const foreseen = {
  not_renewable: 'Les conditions particulières ne prévoient pas de reconduction (article 9).',
  cap_unknown: 'Aucun Accord cadre national n’est enregistré : rien ne dit jusqu’où elle peut être reconduite (article 9).',
  cap_reached: 'L’Accord cadre national prend fin avec elle (article 9).',
} as const;

function decided({ facts }: AgreementRow, one: Made): ChronicleEntry[] {
  if (facts.decision) return [one(`decision-${facts.renewals}`, facts.decision.on, { title: `Décision de la préfecture : ${termDecisionNames[facts.decision.choice]}`, tone: 'done' })];
  return facts.decisionAskedOn && !facts.end && !facts.expiry ? [one(`decision-${facts.renewals}`, facts.decisionAskedOn, { title: 'Décision demandée à la préfecture', tone: 'done' })] : [];
}
