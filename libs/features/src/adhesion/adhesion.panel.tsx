import type { EntityManager } from 'typeorm';
import type { VNode } from 'preact';
import { adhesionStateNames, reachOf, standingRefusal, voteUntil } from '#libs/domain';
import type { AgreementPanels, PanelContext } from '#libs/features/agreement';
import { Badge, formatDay } from '#libs/ui';
import { adhesionTones } from './adhesion-words.js';
import { adhesionLinks } from './adhesion.links.js';
import { adhesionsWhere } from './adhesion.store.js';

/** After the notices, before the amendments. */
const panelRank = 40;
const actionRank = 40;

/** What adhesions add to the page of an agreement. */
export function addAdhesionPanel(panels: AgreementPanels): void {
  panels.add(panelRank, adhesionPanel);
  panels.addAction(actionRank, ({ agreement, account }: PanelContext) =>
    reachOf(account.role, 'adhesion.ask') !== null && account.role === 'prefecture' && standingRefusal(agreement.state) === null ? { label: 'Enregistrer une demande d’adhésion', href: adhesionLinks.ask(agreement.id) } : null);
}

async function adhesionPanel(tx: EntityManager, { agreement }: PanelContext): Promise<VNode | null> {
  const rows = await adhesionsWhere(tx, { agreementId: agreement.id });
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="adhesions" class="fr-mb-5w">
      <h2 id="adhesions">Adhésions</h2>
      <ul class="pf-list">
        {rows.map(({ id, state, facts }) => (
          <li class="pf-list__item pf-list__item--pair">
            <div>
              <p class="pf-list__title"><a href={adhesionLinks.page(id)}>{facts.askedOn ? `Demande présentée ${formatDay(facts.askedOn)}` : 'Demande'}</a></p>
              {(state === 'examined' || state === 'pressing') && <p class="pf-list__detail">Réponses attendues au plus tard {formatDay(voteUntil(facts))}</p>}
            </div>
            <div class="pf-list__state"><Badge tone={adhesionTones[state]}>{adhesionStateNames[state]}</Badge></div>
          </li>
        ))}
      </ul>
    </section>
  );
}
