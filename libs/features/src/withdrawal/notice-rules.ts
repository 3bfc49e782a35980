import { noticeEffectOf, noticeFormOf, noticeReadingOf, noticeTermsOn, withdrawalFinding, zoneOfDepartement } from '#libs/domain';
import type { LegalDay, NoticeForm, NoticeLetter, PartyKind, WithdrawalFacts, WithdrawalRules } from '#libs/domain';
import type { AgreementRow } from '#libs/features/agreement';

export type RuledAgreement = Pick<AgreementRow, 'facts' | 'readings' | 'departementCode'>;

/** A letter whose days are all that matters here: one that is about to be recorded has no outcome yet. */
type DatedLetter = Pick<NoticeLetter, 'mode' | 'sentOn'> & { presentedOn?: LegalDay | null; deliveredOn?: LegalDay | null };

/** What a letter dispatched on `dispatchedOn` is judged by: the terms of that day, and the readings the parties signed (decision 15). */
export function rulesOn({ facts, readings, departementCode }: RuledAgreement, dispatchedOn: LegalDay, today: LegalDay): WithdrawalRules {
  return {
    ...noticeTermsOn(facts, dispatchedOn, today),
    months: facts.noticeMonths,
    reading: noticeReadingOf[readings['preavis.reception']],
    effect: noticeEffectOf[readings['preavis.effet']],
    zone: zoneOfDepartement(departementCode),
  };
}

/** The reading is about denunciations only. Art. 7 asks a local partner for a registered letter as a proof: a receipt proves as much (I-06). */
export function formOf(kind: PartyKind, readings: AgreementRow['readings']): NoticeForm {
  return kind === 'gestionnaire' ? noticeFormOf[readings['denonciation.forme']] : 'letter_or_receipt';
}

/**
 * The day of the first letter that may be the notice: a letter typed in after its term is judged by the term of its own day. Those that
 * turned out to be no notice are left out, so that a letter sent again years later is not judged by the term of the lost one; `about` is
 * looked at whatever became of it, when somebody decides that it was received after all.
 */
export function firstDispatch(facts: WithdrawalFacts, added: readonly DatedLetter[], today: LegalDay, about: string | null = null): LegalDay {
  const lost = new Set(withdrawalFinding(facts).letters.filter(({ letterId, finding }) => finding.verdict === 'not_a_notice' && letterId !== about).map(({ letterId }) => letterId));
  const known = [...facts.letters.filter(({ id }) => !lost.has(id)), ...added];
  const notices = known.filter(({ mode }) => mode !== 'plain_message');
  const days = (notices.length > 0 ? notices : known.length > 0 ? known : facts.letters).flatMap(({ sentOn, presentedOn, deliveredOn }) => sentOn ?? presentedOn ?? deliveredOn ?? []);
  return days.sort()[0] ?? today;
}
