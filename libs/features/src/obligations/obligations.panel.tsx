import type { VNode } from 'preact';
import type { LegalDay } from '#libs/domain';
import { ButtonLink, Buttons, formatCount } from '#libs/ui';
import { yearSentence } from './obligation-words.js';
import type { ObligationRow } from './obligation.store.js';
import { obligationLinks } from './obligations.links.js';

/** What the page of an agreement says of its obligations: the year in a sentence, and the way to it. */
export function ObligationsPanel({ agreementId, due, lateBefore, today }: { agreementId: string; due: readonly ObligationRow[]; /** Late, and due in a year that is over. */ lateBefore: readonly ObligationRow[]; today: LegalDay }): VNode {
  const year = Number(today.slice(0, 4));
  return (
    <section aria-labelledby="obligations" class="fr-mb-5w">
      <h2 id="obligations">Les obligations de l’année</h2>
      <p>{yearSentence(year, due)}</p>
      {lateBefore[0] && <p><strong>{formatCount(lateBefore.length, 'obligation d’une année passée est', 'obligations d’années passées sont')} encore en retard.</strong> <a href={obligationLinks.year(agreementId, Number(lateBefore[0].dueOn.slice(0, 4)))}>Voir {lateBefore[0].dueOn.slice(0, 4)}</a></p>}
      <Buttons><ButtonLink href={obligationLinks.year(agreementId)} kind="secondary">Voir le calendrier des obligations</ButtonLink></Buttons>
    </section>
  );
}
