import type { EntityManager } from 'typeorm';
import type { Removable } from '#libs/domain';
import { GestionnaireEntity, LocalPartnerEntity, OfferEntity, ReferentEntity, SignatoryCandidateEntity, StructureEntity } from './directory.entities.js';

const tables = { structure: StructureEntity, gestionnaire: GestionnaireEntity, local_partner: LocalPartnerEntity, referent: ReferentEntity, offer: OfferEntity } as const;

/**
 * Takes a card out of the directory, with what hangs on it: presences, référents, offers and stops by the foreign keys, candidates here.
 * Whether it may go is decided before (`removalRefusals`); the foreign keys refuse what would leave a structure without its gestionnaire.
 */
export async function removeFromDirectory(tx: EntityManager, departementCode: string, { kind, id }: Removable): Promise<void> {
  if (kind === 'gestionnaire' || kind === 'local_partner') await tx.delete(SignatoryCandidateEntity, { departementCode, bodyKind: kind, bodyId: id });
  await tx.delete(tables[kind], { id, departementCode });
}

/** Habilitations still open in the name of an organisation: they would open on nothing. */
export async function openMembershipsOf(tx: EntityManager, organisationId: string): Promise<number> {
  const rows: { count: number }[] = await tx.query('select count(*)::int as count from membership where organisation_id = $1 and ended_at is null', [organisationId]);
  return rows[0]!.count;
}

/** Mandates of a structure that still need its card, until their working data are destroyed. Whoever removes counts them and reads none. */
export async function unfinishedMandatesOf(tx: EntityManager, { kind, id }: Removable): Promise<number> {
  if (kind !== 'structure') return 0;
  const rows: { count: number }[] = await tx.query('select mandate_unfinished_count($1) as count', [id]);
  return rows[0]!.count;
}
