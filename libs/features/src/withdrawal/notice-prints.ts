import { authorityDoubt, authorityDoubtSentence, authorityNames, dayWords, lastUsefulDay, noticeStepText, noticeVerdictNames, prefetBodyId, withdrawalFinding } from '#libs/domain';
import type { Addressee, Dossier, LegalDay, Signatory, WithdrawalFacts } from '#libs/domain';
import type { AgreementRow } from '#libs/features/agreement';
import type { NoticeLetterPrint, NoticeReceiptPrint, Paper } from '#libs/features/papers';
import { formatFileSize, formatHash, formatInstant } from '#libs/ui';
import { answerWords, decidingReading, modeNames, monthsInWords, outcomeNames, readingNames, stateSentence } from './notice-words.js';
import type { WithdrawalRow } from './withdrawal.store.js';

type Body = { name: string; address: string[]; city: string; signatory: Signatory | null };
type Printed = { row: WithdrawalRow; agreement: AgreementRow; dossier: Dossier; nameOf: (id: string) => string; structures: readonly string[]; demonstration: boolean };

const qualities: Record<Addressee['kind'], string> = { prefet: 'préfet de département', gestionnaire: 'gestionnaire France Services', national_partner: 'partenaire national', local_partner: 'partenaire local' };
/** What a letter leaves to be filled by hand. */
const blank = '………………';

/** Where a body is and who speaks for it, as the directory knows it today. */
function bodyIn({ departement, prefetSignatory, gestionnaires, nationalPartners, localPartners }: Dossier, id: string, name: string): Body {
  if (id === prefetBodyId) {
    const { address, postcode, city, name: house } = departement.prefecture;
    return { name: departement.prefetTitle, address: [house, address, `${postcode} ${city}`], city, signatory: prefetSignatory };
  }
  const gestionnaire = gestionnaires.find((one) => one.id === id);
  if (gestionnaire) return { name, address: [gestionnaire.address, `${gestionnaire.postcode} ${gestionnaire.city}`].filter(Boolean), city: gestionnaire.city, signatory: gestionnaire.signatory };
  const partner = localPartners.find((one) => one.id === id) ?? nationalPartners.find((one) => one.id === id);
  return { name, address: partner?.address ? [partner.address] : [], city: /\d{5} (.+)$/.exec(partner?.address ?? '')?.[1] ?? '', signatory: partner?.signatory ?? null };
}

const kindOf = ({ party }: WithdrawalFacts): 'retrait' | 'denonciation' => (party.kind === 'gestionnaire' ? 'denonciation' : 'retrait');
const headOf = ({ agreement, dossier: { departement } }: Printed) => ({ number: agreement.number, title: 'Convention départementale France Services', departement: { name: departement.name, code: departement.code } });
const authorityOf = ({ authority }: WithdrawalFacts) => authority && { reference: `${authorityNames[authority.kind]} ${authority.reference}`, decidedOn: dayWords(authority.decidedOn), transmittedOn: authority.transmittedOn ? dayWords(authority.transmittedOn) : '' };

/** The letter to one addressee, ready to be signed. */
export function noticeLetter(printed: Printed, addressee: Addressee, today: LegalDay): NoticeLetterPrint {
  const { row: { facts }, dossier, nameOf, structures, agreement } = printed;
  const { rules } = facts;
  const from = bodyIn(dossier, facts.party.id, nameOf(facts.party.id));
  const to = bodyIn(dossier, addressee.id, nameOf(addressee.id));
  const { signatory } = from;
  return {
    demonstration: printed.demonstration,
    kind: kindOf(facts),
    agreement: headOf(printed),
    signedOn: dayWords(agreement.signedOn),
    sender: { name: from.name, address: from.address, quality: qualities[facts.party.kind], representative: signatory ? `${signatory.civility} ${signatory.firstName} ${signatory.lastName}` : '', capacity: signatory?.quality ?? '' },
    addressee: { name: to.name, address: to.address },
    mode: addressee.decides ? modeNames.registered_letter : 'Copie pour information',
    decides: addressee.decides,
    place: from.city,
    date: `le ${dayWords(today)}`,
    authority: authorityOf(facts) ?? (facts.party.kind === 'gestionnaire' ? { reference: blank, decidedOn: blank, transmittedOn: '' } : null),
    termEndsOn: dayWords(rules.termEndsOn),
    lastUsefulDay: dayWords(lastUsefulDay(rules.termEndsOn, rules.months)),
    effectOn: dayWords(rules.termEndsOn),
    months: monthsInWords(rules.months),
    receptionSentence: receptionSentence(facts),
    structures: [...structures],
    copies: facts.addressees.filter(({ id }) => id !== addressee.id).map(({ id }) => nameOf(id)),
  };
}

function receptionSentence({ party, addressees }: WithdrawalFacts): string {
  const count = addressees.filter(({ decides }) => decides).length;
  if (party.kind === 'gestionnaire') return count === 1 ? 'La réception de la présente par le préfet fait seule courir le préavis.' : 'Le préavis court de la dernière réception par les autres parties.';
  return count === 1 ? 'La réception de la présente fait courir le préavis.' : `La même lettre est adressée aux ${count} gestionnaires concernés ; le préavis court de la dernière de leurs réceptions.`;
}

type ReceiptOf = Printed & { letterIds: readonly string[]; filedAt: string; filedBy: string; attachments: readonly Paper[]; today: LegalDay };

/** What the service knew of the notice when it was filed, with its reasons. */
export function noticeReceipt(of: ReceiptOf): NoticeReceiptPrint {
  const { row, nameOf, letterIds, today } = of;
  const { facts } = row;
  const finding = withdrawalFinding(facts);
  const { rules } = facts;
  const doubt = authorityDoubt(facts);
  const authority = authorityOf(facts);
  const told = finding.letters.find(({ letterId }) => letterId === finding.decidingLetterId) ?? finding.letters.find(({ letterId }) => letterIds.includes(letterId)) ?? finding.letters[0]!;
  return {
    demonstration: of.demonstration,
    kind: kindOf(facts),
    agreement: headOf(of),
    reference: row.id,
    filedAt: `le ${formatInstant(of.filedAt, row.timeZone)}`,
    party: { name: nameOf(facts.party.id), quality: qualities[facts.party.kind] },
    filedBy: of.filedBy,
    authority: authority && { ...authority, doubt: doubt ? authorityDoubtSentence(doubt) : '' },
    letters: facts.letters.filter(({ id }) => letterIds.includes(id)).map(({ addresseeId, mode, trackingNumber, sentOn, presentedOn, deliveredOn, outcome }) => ({
      addressee: nameOf(addresseeId), decides: facts.addressees.some(({ id, decides }) => id === addresseeId && decides) ? 'sa réception fait courir le préavis' : 'pour information', mode: modeNames[mode], tracking: trackingNumber ?? '',
      sentOn: said(sentOn), presentedOn: said(presentedOn), deliveredOn: said(deliveredOn), outcome: outcomeNames[outcome],
    })),
    verdict: { sentence: stateSentence(row, nameOf(facts.party.id), today, of.agreement.facts), provisional: finding.verdict === 'provisional', countedOn: said(finding.countedOn), effectOn: said(finding.effectiveOn) },
    termEndsOn: dayWords(rules.termEndsOn),
    lastUsefulDay: dayWords(lastUsefulDay(rules.termEndsOn, rules.months)),
    steps: told.finding.steps.map(noticeStepText).map(({ sentence, sources }) => ({ sentence, sources: sources.join('\u00a0; ') })),
    readings: readingRows(facts, finding),
    structures: [...of.structures],
    next: nextSentences(row),
    attachments: of.attachments.map(({ title, bytes, sha256 }) => ({ name: title, size: formatFileSize(bytes), sha256: formatHash(sha256) })),
    details: [],
  };
}

const said = (day: LegalDay | null): string => (day === null ? '' : dayWords(day));

function readingRows(facts: WithdrawalFacts, { readings, decidingLetterId }: ReturnType<typeof withdrawalFinding>): NoticeReceiptPrint['readings'] {
  const deciding = decidingReading(facts.rules.reading, facts.letters.find(({ id }) => id === decidingLetterId) ?? facts.letters[0] ?? null);
  return ([['dispatch', readings.dispatch], ['first_presentation', readings.firstPresentation], ['delivery', readings.delivery]] as const).map(([reading, answer]) => {
    const { day, verdict, effect } = answerWords(answer, noticeVerdictNames);
    return { reading: readingNames[reading], countedOn: day, verdict, effectOn: effect, kept: reading === deciding ? 'retenue' : '' };
  });
}

function nextSentences({ facts, state }: WithdrawalRow): string[] {
  if (state === 'accepted_in_time' || state === 'late') return [`La partie reste engagée jusqu’au ${dayWords(facts.leavesOn!)} inclus.`, 'Les annexes 4, 5 et 6 sont ensuite refaites, et une version consolidée est adressée aux parties.'];
  if (state === 'information_only') return ['Ce message informe : pour se libérer, notifiez par lettre recommandée avec avis de réception, ou par remise contre récépissé.'];
  return ['Enregistrez le jour de la réception dès que vous avez l’avis : la réponse est provisoire jusque-là.', 'La préfecture et les autres parties sont informées de ce préavis.'];
}
