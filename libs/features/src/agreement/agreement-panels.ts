import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { VNode } from 'preact';
import type { LegalDay } from '#libs/domain';
import type { Account } from '#libs/features/identity';
import type { AgreementRow } from './agreement.store.js';

export type PanelContext = { agreement: AgreementRow; account: Account; today: LegalDay };
/** `rare`: kept among the others, never the one button. */
export type PanelAction = { label: string; href: string; rare?: boolean };

type Panel = (tx: EntityManager, context: PanelContext) => Promise<VNode | null>;
type ActionOf = (context: PanelContext, tx: EntityManager) => PanelAction | null | Promise<PanelAction | null>;

/** What other features add to the page of an agreement: a part of their own, and what one may do next. The lowest rank comes first. */
@Injectable()
export class AgreementPanels {
  private readonly panels: { rank: number; panel: Panel }[] = [];
  private readonly actionsKnown: { rank: number; actionOf: ActionOf }[] = [];

  add(rank: number, panel: Panel): void {
    this.panels.push({ rank, panel });
  }

  addAction(rank: number, actionOf: ActionOf): void {
    this.actionsKnown.push({ rank, actionOf });
  }

  async of(tx: EntityManager, context: PanelContext): Promise<VNode[]> {
    const shown: VNode[] = [];
    for (const { panel } of [...this.panels].sort((a, b) => a.rank - b.rank)) {
      const part = await panel(tx, context);
      if (part) shown.push(part);
    }
    return shown;
  }

  async actions(tx: EntityManager, context: PanelContext): Promise<PanelAction[]> {
    const shown: PanelAction[] = [];
    for (const { actionOf } of [...this.actionsKnown].sort((a, b) => a.rank - b.rank)) {
      const action = await actionOf(context, tx);
      if (action) shown.push(action);
    }
    return shown;
  }
}
