import type { VNode } from 'preact';
import { addDays } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import type { AgreementRow } from '#libs/features/agreement';
import { formatDay } from '#libs/ui';
import { capital, amendmentLabel } from './amendment-words.js';
import { amendmentLinks } from './amendment.links.js';
import type { AmendmentRow } from './amendment.store.js';
import { AmendmentBadge } from './amendments.views.js';

/** News that is still news: the page of the amendments has the rest. */
const newsDays = 365;

/** What an agreement's page says of its amendments; null when there is nothing to say. */
export function amendmentPanel({ id }: AgreementRow, rows: readonly AmendmentRow[], today: LegalDay): VNode | null {
  const recent = rows.filter(({ state, facts }) => state !== 'withdrawn' && (state !== 'in_force' || facts.inForceOn! >= addDays(today, -newsDays)));
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="avenants" class="fr-mb-5w">
      <h2 id="avenants">Avenants</h2>
      <ul class="pf-list">
        {recent.toReversed().map((row) => (
          <li class="pf-list__item pf-list__item--pair">
            <p class="pf-list__title"><a class="fr-link" href={amendmentLinks.page(row.id)}>{capital(amendmentLabel(row.facts))}</a>{row.facts.inForceOn && <span class="fr-text--sm"> – effet {formatDay(row.facts.inForceOn)}</span>}</p>
            <div class="pf-list__action"><AmendmentBadge state={row.state} /></div>
          </li>
        ))}
      </ul>
      <p><a class="fr-link" href={amendmentLinks.list(id)}>Tous les avenants et les textes successifs</a></p>
    </section>
  );
}
