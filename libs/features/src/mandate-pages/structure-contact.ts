import type { EntityManager } from 'typeorm';

/** Whom the person may write to about their data, and whom they may call. */
export type StructureContact = { structure: string; phone: string | null; gestionnaire: string; gestionnaireEmail: string };

export async function contactOfStructure(tx: EntityManager, structureId: string): Promise<StructureContact | null> {
  const rows: StructureContact[] = await tx.query(
    `select s.name as structure, s.phone, g.name as gestionnaire, g.email as "gestionnaireEmail" from structure s join gestionnaire g on g.id = s.gestionnaire_id where s.id = $1`, [structureId],
  );
  return rows[0] ?? null;
}
