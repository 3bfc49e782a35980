import type { EntityManager } from 'typeorm';
import type { Commitment, LegalDay } from '#libs/domain';

/** From its launch to its seal, a round needs what its dossier names. */
const runningStates = ['assembling', 'project', 'collecting', 'blocked', 'expired', 'sealing'];

type Named = { number: string; state: string; names: string[] };

/** The agreements of a département that still bind what they name; an act names no card by itself. As far as the actor may see them: those who remove parties see them all. */
export async function commitmentsOf(tx: EntityManager, departementCode: string, today: LegalDay): Promise<Commitment[]> {
  const rows: Named[] = await tx.query(
    `select number, state, jsonb_path_query_array(dossier, '$.*[*].id ? (@.type() == "string")') as names
     from round where departement_code = $1 and act is null and dossier is not null and (state = any($2) or (state = 'sealed' and coalesce(facts->>'termEndsOn', '9999-12-31') >= $3)) order by number`,
    [departementCode, runningStates, today],
  );
  return rows.map(({ number, state, names }) => ({ number, standing: state === 'sealed' ? 'in_force' : 'running', names }));
}
