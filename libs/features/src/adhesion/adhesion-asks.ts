import type { EntityManager } from 'typeorm';
import { adhesionStateNames, awaitedVotes, voteUntil } from '#libs/domain';
import { agreementLinks } from '#libs/features/agreement';
import type { Ask, AskContext } from '#libs/features/agreement';
import { formatDay, formatDaysLeft } from '#libs/ui';
import { adhesionLinks } from './adhesion.links.js';
import { adhesionsWhere } from './adhesion.store.js';
import type { AdhesionRow } from './adhesion.store.js';

/** What requests to join ask: a vote of the gestionnaires, the act of the préfecture; whoever asked reads where it stands. */
export async function adhesionAsks(tx: EntityManager, { account: { departementCode, organisationId, role }, today }: AskContext): Promise<Ask[]> {
  if (role !== 'prefecture' && role !== 'gestionnaire' && role !== 'partner') return [];
  const rows = await adhesionsWhere(tx, { departementCode });
  return rows.flatMap((row) => (role === 'prefecture' ? ofClerk(row) : organisationId === null ? [] : role === 'gestionnaire' ? ofGestionnaire(row, organisationId, today) : ofPartner(row, organisationId)));
}

const isExamined = ({ state }: AdhesionRow): boolean => state === 'examined' || state === 'pressing';

function ofClerk({ id, state }: AdhesionRow): Ask[] {
  return state === 'accepted' ? [{ sentence: 'Une demande d’adhésion est acceptée : il reste à faire signer son acte.', action: 'Faire signer', href: adhesionLinks.page(id) }] : [];
}

function ofGestionnaire(row: AdhesionRow, organisationId: string, today: AskContext['today']): Ask[] {
  const { silent, abstaining } = awaitedVotes(row.facts);
  if (!isExamined(row) || ![...silent, ...abstaining].includes(organisationId)) return [];
  const until = voteUntil(row.facts);
  return [{ sentence: `Une demande d’adhésion attend votre réponse, au plus tard ${formatDay(until)}, ${formatDaysLeft(today, until)}.`, action: 'Répondre', href: adhesionLinks.page(row.id) }];
}

function ofPartner(row: AdhesionRow, organisationId: string): Ask[] {
  if (row.partnerId !== organisationId || !(isExamined(row) || row.state === 'accepted' || row.state === 'signing')) return [];
  return [{ sentence: `Votre demande d’adhésion : ${adhesionStateNames[row.state]}.`, action: 'Voir la demande', href: adhesionLinks.page(row.id), waits: true, inPlaceOf: agreementLinks.join }];
}
