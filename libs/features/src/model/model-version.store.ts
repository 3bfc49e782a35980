import type { EntityManager } from 'typeorm';
import { modelVersionWorkflow } from '#libs/domain';
import type { Event, ModelVersion, ModelVersionFacts } from '#libs/domain';
import type { Kept, Store } from '#libs/platform';
import { builtInModel } from './built-in.js';

/** The file a version was made of, as it was given. `sha256` in hexadecimal. */
export type ModelSource = { name: string; kind: 'docx' | 'text'; sha256: string; bytes: number };

export type ModelVersionRow = {
  id: string;
  /** Names the model through its versions: « modele-paraphe ». */
  modelId: string;
  version: number;
  title: string;
  /** Null: every département may use it. */
  departementCode: string | null;
  timeZone: string;
  /** `imported`: an official text, printed to the letter; `uploaded`: a template that lawyers edited in Word. */
  origin: 'built_in' | 'imported' | 'uploaded';
  /** The version whose template was edited. */
  baseId: string | null;
  state: ModelVersion['state'];
  facts: ModelVersionFacts;
  source: ModelSource | null;
  createdAt: Date;
  createdBy: string;
};

const columns = `id, model_id as "modelId", version, title, departement_code as "departementCode", time_zone as "timeZone", origin, base_id as "baseId", state, facts, source, created_at as "createdAt", created_by as "createdBy"`;

const store: Store<ModelVersion> = {
  async loadForUpdate(tx, id) {
    const rows: { state: ModelVersion['state']; facts: ModelVersionFacts; timeZone: string }[] = await tx.query('select state, facts, time_zone as "timeZone" from model_version where id = $1 for update', [id]);
    if (!rows[0]) throw new Error(`No model version ${id}`);
    return rows[0];
  },
  async save(tx, id, { state, facts }) {
    await tx.query('update model_version set state = $2, facts = $3 where id = $1', [id, state, JSON.stringify(facts)]);
  },
  /** Time does nothing to a model. */
  dueIds: () => Promise.resolve([]),
};

export const modelVersions: Kept<ModelVersion> = { kind: 'model_version', workflow: modelVersionWorkflow, store, journalled };

/** Texts stay out of the journal, but for the reasons and the fingerprint of what was published. */
function journalled(event: Event<ModelVersion>): object {
  switch (event.type) {
    case 'correctRecognition': return { corrections: event.corrections };
    case 'fillBlanks': return { blanks: Object.keys(event.fills) };
    case 'answerReadings': return { answers: event.answers };
    case 'approveDeviations': return { deviations: event.keys.length };
    case 'waiveFinding': return { key: event.key, reason: event.reason };
    case 'publish': return { template: event.publication.template };
    case 'retire': return { reason: event.reason };
    default: return {};
  }
}

export async function insertModelVersion(tx: EntityManager, row: ModelVersionRow): Promise<void> {
  await tx.query(
    `insert into model_version (id, model_id, version, title, departement_code, time_zone, origin, base_id, state, facts, source, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [row.id, row.modelId, row.version, row.title, row.departementCode, row.timeZone, row.origin, row.baseId, row.state, JSON.stringify(row.facts), JSON.stringify(row.source), row.createdAt, row.createdBy],
  );
}

/** The versions a département sees: its own and those of everybody; all of them for null. Models by title, the latest version first. */
export async function modelVersionsOf(tx: EntityManager, departementCode: string | null): Promise<ModelVersionRow[]> {
  const rows: ModelVersionRow[] = await tx.query(`select ${columns} from model_version where $1::text is null or departement_code is null or departement_code = $1 order by version desc`, [departementCode]);
  const french = new Intl.Collator('fr', { numeric: true });
  return rows.sort((a, b) => french.compare(a.title, b.title) || a.modelId.localeCompare(b.modelId, 'en') || b.version - a.version);
}

export async function modelVersionById(tx: EntityManager, id: string): Promise<ModelVersionRow | null> {
  const rows: ModelVersionRow[] = await tx.query(`select ${columns} from model_version where id = $1`, [id]);
  return rows[0] ?? null;
}

/** What a round keeps of its model: the two words name one version. */
export async function modelVersionOf(tx: EntityManager, modelId: string, version: string): Promise<ModelVersionRow | null> {
  const rows: ModelVersionRow[] = await tx.query(`select ${columns} from model_version where model_id = $1 and version::text = $2`, [modelId, version]);
  return rows[0] ?? null;
}

/** The number of a new version of a model. Held until the end of the transaction, so that two imports do not take the same. */
export async function nextVersion(tx: EntityManager, modelId: string): Promise<number> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`model ${modelId}`]);
  const rows: { next: number }[] = await tx.query('select coalesce(max(version), 0) + 1 as next from model_version where model_id = $1', [modelId]);
  return rows[0]!.next;
}

/** « Convention départementale France Services, version 2 »; the built-in model has a shorter name. */
export function modelLabelOf({ modelId, title, version }: Pick<ModelVersionRow, 'modelId' | 'title' | 'version'>): string {
  return `${modelId === builtInModel.id ? 'Modèle de référence du projet' : title}, version\u00a0${version}`;
}

/** The labels of the versions that rounds cite, by « modele-paraphe@1 ». */
export async function modelLabels(tx: EntityManager): Promise<(round: { modelId: string; modelVersion: string }) => string> {
  const labels = new Map((await modelVersionsOf(tx, null)).map((row) => [`${row.modelId}@${row.version}`, modelLabelOf(row)]));
  return ({ modelId, modelVersion }) => labels.get(`${modelId}@${modelVersion}`) ?? `${modelId}, version\u00a0${modelVersion}`;
}
