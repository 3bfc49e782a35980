import { daysBetween, dayWords, noticeNames, notifyBy, weekdayWords, withdrawalFinding } from '#libs/domain';
import type { LegalDay, NoticeAnswer, NoticeLetter, NoticeMode, NoticeOutcome, NoticeReading, NoticeVerdict, PartyKind, TermFacts, WithdrawalFacts, WithdrawalFinding, WithdrawalState } from '#libs/domain';
import type { AgreementParty } from '#libs/features/agreement';
import { formatDays, formatList } from '#libs/ui';
import type { BadgeTone, Severity } from '#libs/ui';
import type { WithdrawalRow } from './withdrawal.store.js';

export const modeNames: Record<NoticeMode, string> = {
  registered_letter: 'Lettre recommandée avec avis de réception',
  electronic_registered_letter: 'Lettre recommandée électronique qualifiée',
  hand_delivery: 'Remise en main propre contre récépissé',
  plain_message: 'Courriel ou lettre simple',
};

export const modeHints: Record<NoticeMode, string> = {
  registered_letter: 'La forme que l’article\u00a07 prévoit.',
  electronic_registered_letter: 'Vaut une lettre recommandée si le prestataire est qualifié (CPCE, article\u00a0L100).',
  hand_delivery: 'La preuve est le récépissé daté et signé par le destinataire.',
  plain_message: 'Informe, mais ne vaut pas préavis.',
};

export const outcomeNames: Record<NoticeOutcome, string> = {
  pending: 'Pas encore établi',
  delivered: 'Remise à son destinataire',
  refused: 'Refusée par son destinataire',
  unclaimed: 'Avisée et non réclamée',
  returned: 'Revenue, destinataire inconnu à l’adresse',
};

export const readingNames: Record<NoticeReading, string> = { dispatch: 'Expédition', first_presentation: 'Première présentation', delivery: 'Remise' };

export const verdictTones: Record<NoticeVerdict, Severity> = { timely: 'success', late: 'warning', provisional: 'info', without_object: 'warning', not_a_notice: 'error' };

export const stateTones: Record<WithdrawalState, BadgeTone> = {
  drafted: 'new', sent: 'info', pressing: 'warning', information_only: 'neutral', not_received: 'error', accepted_in_time: 'success', late: 'warning', without_object: 'warning', effective: 'success', cancelled: 'neutral',
};

/** « Retrait », « Dénonciation »: the word of art. 7. */
export function noticeName(kind: PartyKind): string {
  const name = kind === 'gestionnaire' || kind === 'local_partner' ? noticeNames[kind] : 'départ';
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const prefetName = 'le Préfet';

/** « au Préfet », « à Commune de Langogne ». */
export function toName(name: string): string {
  return name === prefetName ? 'au Préfet' : `à ${name}`;
}

/** Names of the bodies of a notice, those gone included. */
export function namesOf(parties: readonly AgreementParty[]): (id: string) => string {
  // « L’État » signs; letters go to the préfet (art. 7).
  const names = new Map(parties.map(({ partyId, kind, name }) => [partyId, kind === 'prefet' ? prefetName : name]));
  return (id) => names.get(id) ?? 'un organisme qui n’est plus partie';
}

/** « de La Poste », « d’Association … »: elided before a vowel; an h is left alone, since nothing says whether it is mute. */
export const ofName = (name: string): string => (/^[aeiouyàâéèêëîïôœùûü]/iu.test(name) ? `d’${name}` : `de ${name}`);

const inWords = ['zéro', 'un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix', 'onze', 'douze'] as const;
export const monthsInWords = (months: number): string => `${inWords[months] ?? months}\u00a0mois`;

/** « dans 12 jours », « aujourd’hui », « passé depuis 3 jours ». */
export function leftWords(today: LegalDay, day: LegalDay): string {
  const left = daysBetween(today, day);
  if (left === 0) return 'c’est aujourd’hui';
  return left > 0 ? `il reste ${formatDays(left)}` : `il est passé depuis ${formatDays(-left)}`;
}

const until = (facts: WithdrawalFacts, today: LegalDay): string => {
  const useful = notifyBy(facts);
  if (useful === null) return 'Un préavis peut être notifié à tout moment.';
  return useful < today ? `Le dernier jour utile, le ${weekdayWords(useful)}, est passé.` : `Un préavis peut encore être reçu jusqu’au ${weekdayWords(useful)} inclus : ${leftWords(today, useful)}.`;
};

/** What a denunciation needs besides itself: under the collective reading, that of all the others (I-05). */
export type Together = Pick<TermFacts, 'denunciation' | 'gestionnaireIds'>;

/** Its day came, and others had not denounced: its author never left. */
export function isFallen({ state, facts: { party } }: Pick<WithdrawalRow, 'state' | 'facts'>, { denunciation, gestionnaireIds }: Together): boolean {
  return state === 'effective' && party.kind === 'gestionnaire' && denunciation === 'collective' && gestionnaireIds.includes(party.id);
}

/** Where a notice stands, in one sentence; two when the signed reading makes gestionnaires leave all together. */
export function stateSentence(row: Pick<WithdrawalRow, 'state' | 'facts'>, name: string, today: LegalDay, terms: Together): string {
  const { state, facts } = row;
  if (isFallen(row, terms)) return `Dénonciation restée sans effet : les conditions particulières veulent que tous les gestionnaires dénoncent ensemble, et ${name} reste partie à la convention.`;
  const isTogether = facts.party.kind === 'gestionnaire' && terms.denunciation === 'collective' && (state === 'accepted_in_time' || state === 'late');
  return isTogether ? `${aloneSentence(row, name, today)} À une condition : que tous les gestionnaires aient dénoncé, car les conditions particulières veulent qu’ils partent ensemble.` : aloneSentence(row, name, today);
}

function aloneSentence({ state, facts }: Pick<WithdrawalRow, 'state' | 'facts'>, name: string, today: LegalDay): string {
  const { countedOn, lastUsefulDay } = withdrawalFinding(facts);
  switch (state) {
    case 'drafted':
      return `${noticeName(facts.party.kind)} en préparation : aucune lettre n’est encore enregistrée. ${until(facts, today)}`;
    case 'sent':
    case 'pressing':
      return `La réception n’est pas encore établie : la réponse est provisoire. ${until(facts, today)}`;
    case 'information_only':
      return `Ce message informe, mais ne vaut pas préavis : ${name} reste partie à la convention. ${until(facts, today)}`;
    case 'not_received':
      return `Une lettre n’a pas été reçue : il n’y a pas de préavis. ${until(facts, today)}`;
    case 'accepted_in_time':
      return `Préavis reçu à temps : ${name} reste partie à la convention jusqu’au ${dayWords(facts.leavesOn!)} inclus, puis la quitte.`;
    case 'late':
      return `Préavis tardif : reçu le ${dayWords(countedOn ?? facts.leavesOn!)}, après le dernier jour utile${lastUsefulDay ? `, le ${dayWords(lastUsefulDay)}` : ''}. Il prend effet à une échéance suivante, le ${dayWords(facts.leavesOn!)}.`;
    case 'without_object':
      return `Préavis sans objet : il ne respecte aucune échéance que la convention puisse encore avoir. Elle prend fin d’elle-même le ${dayWords(facts.rules.laterTerms.at(-1) ?? facts.rules.termEndsOn)}.`;
    case 'effective':
      return `${name} a quitté la convention : son dernier jour d’engagement était le ${dayWords(facts.leavesOn!)}.`;
    case 'cancelled':
      return facts.letters.length === 0 ? 'Ce projet a été abandonné avant tout envoi.' : 'Ce préavis a été annulé : il est sans effet.';
  }
}

/** The title of the verdict card. */
export function verdictTitle({ verdict, capKnown }: Pick<WithdrawalFinding, 'verdict' | 'capKnown'>, facts: WithdrawalFacts): string {
  if (facts.letters.length > 0 && facts.letters.every(({ mode }) => mode === 'plain_message')) return 'Pour information : ne vaut pas préavis';
  if (!capKnown) return 'Réponse provisoire : aucun Accord cadre n’est enregistré';
  return { timely: 'Préavis reçu à temps', late: 'Préavis tardif', provisional: 'Réponse provisoire', without_object: 'Préavis sans objet', not_a_notice: 'Aucune lettre ne vaut préavis' }[verdict];
}

/** Which of the three days decides for a letter: the signed reading looks at the first presentation only for a letter that came back (decision 18). */
export function decidingReading(reading: NoticeReading, letter: Pick<NoticeLetter, 'mode' | 'outcome'> | null): NoticeReading {
  if (letter?.mode === 'hand_delivery') return 'delivery';
  if (reading !== 'first_presentation') return reading;
  return letter?.outcome === 'refused' || letter?.outcome === 'unclaimed' ? 'first_presentation' : 'delivery';
}

/** The signed reading in words: what decides, and when. */
export const readingSentences: Record<NoticeReading, string> = {
  first_presentation: 'Une lettre remise compte du jour de sa remise ; refusée ou non réclamée, du jour de sa première présentation.',
  delivery: 'Seule la remise compte : une lettre refusée ou non réclamée n’est pas reçue.',
  dispatch: 'Le jour de l’expédition compte, dès lors que l’issue de la lettre est connue.',
};

export function answerWords({ countedOn, verdict, effectiveOn }: NoticeAnswer, names: Record<NoticeVerdict, string>): { day: string; verdict: string; effect: string } {
  return { day: countedOn === null ? (verdict === 'provisional' ? 'pas encore établi' : 'jamais') : dayWords(countedOn), verdict: names[verdict], effect: effectiveOn === null ? 'aucun' : dayWords(effectiveOn) };
}

/** Why a notice is late, in the words one would say at a counter: the day, the months, the term, and by how much. */
export function latenessWords(facts: WithdrawalFacts, finding: WithdrawalFinding): { days: number; countedOn: LegalDay; lastUsefulDay: LegalDay } | null {
  const { countedOn, lastUsefulDay, verdict } = finding;
  if ((verdict !== 'late' && verdict !== 'without_object') || countedOn === null || lastUsefulDay === null || facts.rules.effect === 'rolling') return null;
  return { days: daysBetween(lastUsefulDay, countedOn), countedOn, lastUsefulDay };
}

/** Those whose reception counts and whom no letter has reached yet. */
export function missingSentence(facts: WithdrawalFacts, nameOf: (id: string) => string): string | null {
  const reached = new Set(withdrawalFinding(facts).letters.filter(({ finding }) => finding.countedOn !== null).map(({ addresseeId }) => addresseeId));
  const missing = facts.addressees.filter(({ id, decides }) => decides && !reached.has(id)).map(({ id }) => nameOf(id));
  return missing.length === 0 ? null : `Réception encore à établir : ${formatList(missing)}.`;
}

/** A file name that a person recognises among others. */
export function fileStem({ facts }: Pick<WithdrawalRow, 'facts'>, number: string): string {
  return `${facts.party.kind === 'gestionnaire' ? 'denonciation' : 'retrait'}-${number}`;
}
