import type { VNode } from 'preact';
import type { LegalDay } from '#libs/domain';
import { agreementLinks } from '#libs/features/agreement';
import type { Ask } from '#libs/features/agreement';
import { Badge, ButtonLink, Buttons, Callout, formatCount, formatDay, formatDaysLeft } from '#libs/ui';
import type { HouseLives, SpaceDeadline } from './space.deadlines.js';

/** « Mon échéance »: until when one is bound, and the last day on which one may still say no. */
export function Deadlines({ deadlines, today, asks }: { deadlines: readonly SpaceDeadline[]; today: LegalDay; asks: readonly Ask[] }): VNode | null {
  if (deadlines.length === 0) return null;
  return (
    <section aria-labelledby="echeance" class="fr-mb-5w">
      <h2 id="echeance">{deadlines.length === 1 ? 'Mon échéance' : 'Mes échéances'}</h2>
      {deadlines.map(({ number, href, sentence, lastUsefulDay, noticeHref, leaving }) => (
        <Callout>
          <span class="pf-deadline">
            <strong>{lastUsefulDay && noticeHref ? `Dernier jour utile pour ${leaving}\u00a0: ${formatDay(lastUsefulDay)}, ${formatDaysLeft(today, lastUsefulDay)}.` : `Convention ${number}`}</strong>
            <span>{sentence}</span>
            <span><a href={href}>Voir la convention {number}</a>{noticeHref && !asks.some(({ inPlaceOf }) => inPlaceOf === noticeHref) && <> · <a href={noticeHref}>Préparer un préavis</a></>}</span>
          </span>
        </Callout>
      ))}
    </section>
  );
}

/** What the life of the agreements asks of the préfecture. */
export function Lives({ lives: { alive, decisions, late }, clerk }: { lives: HouseLives; clerk: boolean }): VNode {
  return (
    <section aria-labelledby="conventions" class="fr-mb-5w">
      <h2 id="conventions">Conventions</h2>
      <p>{livesSentence(alive, decisions.length, late)}</p>
      {clerk && decisions.length > 0 && (
        <ul class="pf-list">
          {decisions.map(({ number, href }) => (
            <li class="pf-list__item pf-list__item--pair"><p class="pf-list__title"><a href={href}>Convention {number}</a></p><div class="pf-list__state"><Badge tone="warning">À décider</Badge></div></li>
          ))}
        </ul>
      )}
      <Buttons><ButtonLink href={agreementLinks.list} kind="secondary">Voir les conventions</ButtonLink></Buttons>
    </section>
  );
}

function livesSentence(alive: number, decisions: number, late: number): string {
  if (alive === 0) return 'Aucune convention n’est en vigueur.';
  const asked = decisions === 0 ? 'aucune décision n’est demandée' : `${formatCount(decisions, 'décision est demandée', 'décisions sont demandées')}`;
  const overdue = late === 0 ? 'aucune obligation n’est en retard' : 'des obligations sont en retard';
  return `${formatCount(alive, 'convention')}\u00a0: ${asked}, ${overdue}.`;
}
