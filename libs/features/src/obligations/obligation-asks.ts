import type { EntityManager } from 'typeorm';
import { answerDueWords } from '#libs/domain';
import { agreementLinks } from '#libs/features/agreement';
import type { Ask, AskContext } from '#libs/features/agreement';
import { formatCount } from '#libs/ui';
import { groupsOf } from './obligation-groups.js';
import { stateSentence, titleOf } from './obligation-words.js';
import { pressingObligations } from './obligation.store.js';
import type { ObligationRow } from './obligation.store.js';
import { obligationLinks } from './obligations.links.js';

/** What is late, and the users who wait: of one's structures, of the committee for the préfecture. */
export async function obligationAsks(tx: EntityManager, { account: { organisationId, role }, today }: AskContext): Promise<Ask[]> {
  const rows = (await pressingObligations(tx)).filter((row) => isOf(row, role, organisationId));
  const requests = rows.filter(({ kind }) => kind === 'user_request');
  const others = rows.filter(({ kind }) => kind !== 'user_request');
  return [...groupsOf(requests, ({ structureId }) => structureId ?? '').map(askOfRequests), ...groupsOf(others, ({ agreementId, dueOn }) => `${agreementId} ${dueOn.slice(0, 4)}`).map((group) => askOfLate(group, today))];
}

function isOf({ structureId, gestionnaireId }: ObligationRow, role: AskContext['account']['role'], organisationId: string | null): boolean {
  if (role === 'prefecture') return structureId === null;
  return organisationId !== null && ((role === 'gestionnaire' && gestionnaireId === organisationId) || (role === 'agent' && structureId === organisationId));
}

function askOfRequests(group: readonly [ObligationRow, ...ObligationRow[]]): Ask {
  const [{ structureId, debtorName, facts, state }] = group;
  const due = facts.answer ? answerDueWords(facts.answer.dueAt) : '';
  const until = !due ? '' : state === 'late' ? `, due depuis le ${due}` : `, ${group.length === 1 ? '' : 'la première '}au plus tard le ${due}`;
  return { sentence: `${formatCount(group.length, 'demande d’usager attend sa réponse', 'demandes d’usagers attendent leur réponse')}${until} (${debtorName}).`, action: 'Répondre', href: agreementLinks.userRequests(structureId ?? '') };
}

function askOfLate(group: readonly [ObligationRow, ...ObligationRow[]], today: AskContext['today']): Ask {
  const [first] = group;
  if (group.length === 1) return { sentence: `${titleOf(first)}. ${stateSentence(first, today)}`, action: 'Voir l’obligation', href: obligationLinks.page(first.id) };
  return { sentence: `${group.length} obligations dues en ${first.dueOn.slice(0, 4)} sont en retard.`, action: 'Voir les obligations', href: obligationLinks.year(first.agreementId, Number(first.dueOn.slice(0, 4))) };
}
