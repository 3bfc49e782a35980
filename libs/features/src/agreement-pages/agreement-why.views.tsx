import type { VNode } from 'preact';
import { dayWords, expirySentences, nextTermOf, weekdayWords } from '#libs/domain';
import type { TermFacts, TermReasoning } from '#libs/domain';
import type { AccordCadre } from '#libs/features/agreement';

const nbsp = '\u00a0';

/** « Pourquoi cette date ? »: the count behind the term and behind the last useful day, step by step, with what another count would have said. */
export function WhyTheseDays({ facts, reasoning, accordCadre }: { facts: TermFacts; reasoning: TermReasoning; accordCadre: AccordCadre | null }): VNode {
  const isOther = reasoning.countedBack !== reasoning.lastUsefulDay;
  return (
    <section aria-labelledby="pourquoi" class="fr-mb-5w">
      <h2 id="pourquoi">Pourquoi ces dates{'\u202f'}?</h2>
      <h3 class="fr-h5">L’échéance du {dayWords(reasoning.termEndsOn)}</h3>
      <TermSteps facts={facts} reasoning={reasoning} accordCadre={accordCadre} />
      <h3 class="fr-h5">Le dernier jour utile, le {weekdayWords(reasoning.lastUsefulDay)}</h3>
      <ol class="fr-mb-3w">
        <li>Un préavis doit être reçu {reasoning.noticeMonths}{nbsp}mois avant l’échéance (article{nbsp}7). Les mois se comptent en avant, à partir du jour de la réception, de quantième en quantième{'\u202f'}; si le quantième manque, le dernier jour du mois (code de procédure civile, article{nbsp}641, par analogie).</li>
        <li>Reçu le {dayWords(reasoning.lastUsefulDay)}, il mène au {dayWords(reasoning.inTime)}{nbsp}: pas après l’échéance, il est <strong>à temps</strong>.</li>
        <li>Reçu le lendemain, il mène au {dayWords(reasoning.tooLate)}{nbsp}: après l’échéance, il est <strong>trop tard</strong>.</li>
        <li>Un samedi, un dimanche ou un jour férié ne le repousse pas{nbsp}: un délai compté avant une date ne se prolonge pas (Civ. 3e, 8{nbsp}mars{nbsp}2018, n°{nbsp}17-11.312, par analogie).</li>
      </ol>
      {isOther && <p class="pf-reason">Compter à rebours depuis l’échéance donnerait le {dayWords(reasoning.countedBack)}. C’est faux{nbsp}: ce compte ôterait des jours à qui dénonce.</p>}
    </section>
  );
}

function TermSteps({ facts, reasoning, accordCadre }: { facts: TermFacts; reasoning: TermReasoning; accordCadre: AccordCadre | null }): VNode {
  const { anchor, renewals, renewalMonths, counted, cap } = reasoning;
  const next = nextTermOf(facts);
  return (
    <ol class="fr-mb-3w">
      <li>Première échéance convenue{nbsp}: le {dayWords(anchor)} (article{nbsp}9, conditions particulières).</li>
      {renewals > 0 && (
        <li>{renewals === 1 ? 'Une reconduction tacite' : `${renewals}${nbsp}reconductions tacites`} de {renewalMonths}{nbsp}mois, soit {renewals * renewalMonths}{nbsp}mois comptés d’un trait depuis cette première échéance, de quantième en quantième{nbsp}: le {dayWords(counted)}. Comptés l’un après l’autre, les mois courts feraient dériver la date.</li>
      )}
      {cap
        ? <li>Limite{nbsp}: l’Accord cadre national{accordCadre ? ` (version ${accordCadre.version}, ${accordCadre.reference})` : ''} prend fin le {dayWords(cap.endsOn)}{'\u202f'}; {cap.cuts ? 'il coupe la période en cours.' : 'il ne touche pas la période en cours.'} {reasoning.capFollows === 'latest' ? 'Les conditions particulières suivent l’Accord cadre en vigueur, renouvellements compris.' : 'Les conditions particulières retiennent l’Accord cadre de la date d’effet, quand même il serait renouvelé.'}</li>
        : <li>Limite{nbsp}: aucun Accord cadre national n’est enregistré. Le service ne la devine pas.</li>}
      <li>{next ? `Ensuite${nbsp}: tacite reconduction de ${renewalMonths}${nbsp}mois, du ${dayWords(next.from)} au ${dayWords(next.to)}, si personne n’y met fin (code civil, articles${nbsp}1213 et${nbsp}1215).` : after(facts)}</li>
    </ol>
  );
}

function after(facts: TermFacts): string {
  if (facts.expiry) return expirySentences[facts.expiry.reason];
  if (facts.end || facts.termination) return `Ensuite${nbsp}: rien, la convention prend fin.`;
  return `Ensuite${nbsp}: aucune reconduction n’est possible à ce jour${facts.renewalMonths === 0 ? ', les conditions particulières n’en prévoient pas' : facts.capEndsOn === null ? ', faute d’Accord cadre enregistré' : ', l’Accord cadre prend fin avec la période'}.`;
}
