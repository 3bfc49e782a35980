import type { EntityManager } from 'typeorm';
import type { VNode } from 'preact';
import { reachOf } from '#libs/domain';
import type { AgreementPanels, PanelContext } from '#libs/features/agreement';
import { assignmentLinks } from './assignment.links.js';
import { assignmentsOf } from './assignment.store.js';
import { AssignmentList } from './assignment.views.js';

/** After the adhesions. */
const panelRank = 45;
const actionRank = 90;

/** What assignments add to the page of an agreement. */
export function addAssignmentPanel(panels: AgreementPanels): void {
  panels.add(panelRank, assignmentPanel);
  panels.addAction(actionRank, ({ agreement, account }: PanelContext) =>
    reachOf(account.role, 'assignment.ask') !== null && agreement.state !== 'ended' ? { label: account.role === 'prefecture' ? 'Enregistrer une cession' : 'Céder sa place à la convention', href: assignmentLinks.ask(agreement.id), rare: true } : null);
}

async function assignmentPanel(tx: EntityManager, { agreement }: PanelContext): Promise<VNode | null> {
  const rows = await assignmentsOf(tx, agreement.id);
  if (rows.length === 0) return null;
  return <section aria-labelledby="cessions" class="fr-mb-5w"><h2 id="cessions">Cessions</h2><AssignmentList assignments={rows} /></section>;
}
