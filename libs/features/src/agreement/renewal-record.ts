import { addDays, currentLastUsefulDay, currentTermEndsOn, dayWords, expiryReason, readings, renewedTerm } from '#libs/domain';
import type { LegalDay, TermFacts } from '#libs/domain';
import type { RenewalRecordPrint } from '#libs/features/papers';
import type { AccordCadre } from './accord-cadre.store.js';
import type { AgreementParty, AgreementRow } from './agreement.store.js';

const ranks = ['première', 'deuxième', 'troisième', 'quatrième', 'cinquième', 'sixième', 'septième', 'huitième', 'neuvième', 'dixième'] as const;
const qualities: Record<AgreementParty['kind'], string> = { prefet: 'préfet', gestionnaire: 'gestionnaire France Services', national_partner: 'partenaire national', local_partner: 'partenaire local' };

export type RenewalOf = {
  agreement: AgreementRow;
  departement: { name: string; code: string };
  renewal: number;
  from: LegalDay;
  until: LegalDay;
  accordCadre: AccordCadre | null;
  /** Everybody who was ever bound. */
  parties: readonly AgreementParty[];
  demonstration: boolean;
};

/** The words of the record that a term was renewed, dated of its legal day however late it is printed (art. 9; C. civ. 1214, 1215). */
export function renewalRecord({ agreement, departement, renewal, from, until, accordCadre, parties, demonstration }: RenewalOf): RenewalRecordPrint {
  const facts: TermFacts = { ...agreement.facts, renewals: renewal };
  const useful = currentLastUsefulDay(facts);
  const named = ({ name, kind }: AgreementParty) => ({ name, quality: qualities[kind] });
  return {
    demonstration,
    agreement: { number: agreement.number, title: 'Convention départementale France Services', departement },
    recordedOn: `le ${dayWords(from)}`,
    rank: ranks[renewal - 1] ?? `${renewal}e`,
    sentence: `La convention est tacitement reconduite du ${dayWords(from)} au ${dayWords(until)}, ce jour inclus.`,
    from: dayWords(from),
    until: dayWords(until),
    lastUsefulDay: dayWords(useful),
    cap: accordCadre && { endsOn: dayWords(accordCadre.endsOn), accordCadre: accordCadre.reference },
    next: nextSentence(facts, until),
    parties: parties.filter((party) => party.since <= from && (party.until === null || party.until >= from)).map(named),
    leavers: parties.filter((party) => party.until === addDays(from, -1)).map(named),
    readings: (['duree.reconduction_mois', 'duree.plafond', 'preavis.effet'] as const).map((id) => ({ label: readings[id].question, text: answerText(agreement, id) })),
    steps: stepsOf(facts, { from, until, useful }),
  };
}

function nextSentence(facts: TermFacts, until: LegalDay): string {
  const reason = expiryReason(facts);
  if (reason === null) return `À l’échéance du ${dayWords(until)}, elle le sera de nouveau, sauf pour qui aura notifié son départ six mois avant.`;
  if (reason === 'cap_reached') return `L’Accord cadre national prend fin avec cette période : dans son état présent, la convention ne sera plus reconduite à l’échéance du ${dayWords(until)}.`;
  return `Rien ne permet de dire aujourd’hui qu’elle sera reconduite à l’échéance du ${dayWords(until)}.`;
}

type ReadingShown = 'duree.reconduction_mois' | 'duree.plafond' | 'preavis.effet';

function answerText({ readings: answers }: AgreementRow, id: ReadingShown): string {
  const reading = readings[id];
  if (reading.kind === 'count') return `${answers['duree.reconduction_mois']} mois`;
  return (reading.values as Record<string, { label: string }>)[answers[id] as string]!.label;
}

function stepsOf(facts: TermFacts, { from, until, useful }: { from: LegalDay; until: LegalDay; useful: LegalDay }): RenewalRecordPrint['steps'] {
  const { firstTermEndsOn, renewalMonths, renewals, noticeMonths, capEndsOn } = facts;
  const counted = renewedTerm(firstTermEndsOn, renewalMonths, renewals);
  return [
    { sentence: `La première échéance, écrite dans la convention, était le ${dayWords(firstTermEndsOn)}. Chaque période se compte à partir d’elle, et non de la précédente.`, sources: 'Convention, article 9' },
    { sentence: `À la fin de la période précédente, le ${dayWords(addDays(from, -1))}, aucun terme n’a été mis à la convention pour ceux qui restent parties.`, sources: 'Convention, articles 7 et 9 ; code civil, article 1215' },
    { sentence: `${renewals * renewalMonths} mois après le ${dayWords(firstTermEndsOn)}, de quantième à quantième, font le ${dayWords(counted)}.`, sources: 'CPC, article 641, par analogie' },
    ...(currentTermEndsOn(facts) < counted && capEndsOn ? [{ sentence: `L’Accord cadre national prend fin avant, le ${dayWords(capEndsOn)} : la période s’arrête avec lui.`, sources: 'Convention, article 9' }] : []),
    { sentence: `Reçu le ${dayWords(useful)}, un préavis de ${noticeMonths} mois expire au plus tard le ${dayWords(until)} ; reçu le lendemain, il expirerait après. Aucun report n’est admis si ce jour est chômé.`, sources: 'Convention, article 7 ; CPC, article 641, et Civ. 3e, 8 mars 2018, n° 17-11.312, par analogie' },
  ];
}
