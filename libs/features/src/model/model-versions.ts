import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { compareAgreements, dayAt, decisionsOf, newModelVersion } from '#libs/domain';
import type { ModelStanding, ModelVersion, Recognition, RedlineLine } from '#libs/domain';
import { converterOf, DocumentFault, readDocx, tryTemplate } from '#libs/documents';
import type { Converter } from '#libs/documents';
import { departementOf } from '#libs/features/directory';
import { appendToJournal, CLOCK, CONFIG, Database, instantOf, Storage, WorkflowRunner } from '#libs/platform';
import type { Actor, Clock, Config, Submission } from '#libs/platform';
import { builtInModel } from './built-in.js';
import { derogationsIn } from './annex-clauses.js';
import type { ArrivalFinding } from './annex-clauses.js';
import { composeBuiltIn, composeImported, composeUploaded } from './model-composition.js';
import type { ComposedModel } from './model-composition.js';
import { kindOf, ModelFileFault, readModelFile, recognised, sha256 } from './model-file.js';
import type { ModelFileRefusal, ReadModelFile } from './model-file.js';
import { reviewOf } from './model-review.js';
import type { ModelReview } from './model-review.js';
import { insertModelVersion, modelVersionById, modelVersions, modelVersionsOf, nextVersion } from './model-version.store.js';
import type { ModelVersionRow } from './model-version.store.js';

export type ModelFile = { name: string; bytes: Buffer; title?: string; /** Null: for every département. */ departementCode: string | null };
export type ModelImport = { ok: true; id: string } | { ok: false; refusal: ModelFileRefusal; detail: string };
export type ModelPreview = { findings: readonly ArrivalFinding[]; pdf: Buffer | null; pages: number };

/** Used for a version of everybody: days are those of the mainland. */
const SHARED_TIME_ZONE = 'Europe/Paris';
const TITLE_LENGTH_MAX = 200;
const MODEL_ID_LENGTH_MAX = 60;

/** Versions of models: from a file to what rounds are signed on. Every change goes through the table `model_version`. */
@Injectable()
export class ModelVersions {
  private converter: Converter | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly storage: Storage,
    private readonly runner: WorkflowRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  list(departementCode: string | null, actor: Actor): Promise<ModelVersionRow[]> {
    return this.db.withIdentity(actor, (tx) => modelVersionsOf(tx, departementCode));
  }

  async published(departementCode: string | null, actor: Actor): Promise<ModelVersionRow[]> {
    return (await this.list(departementCode, actor)).filter(({ state }) => state === 'published');
  }

  /** Null when there is none that this département may see. */
  async find(id: string, departementCode: string | null, actor: Actor): Promise<ModelVersionRow | null> {
    const row = await this.db.withIdentity(actor, (tx) => modelVersionById(tx, id));
    return row && (departementCode === null || row.departementCode === null || row.departementCode === departementCode) ? row : null;
  }

  /** Makes a draft of an official text, to be printed to the letter. The same title again makes the next version of the same model. */
  import(file: ModelFile, actor: Actor): Promise<ModelImport> {
    return refusing(async () => {
      const kind = kindOf(file.name, file.bytes);
      const { paragraphs } = await readModelFile(file.bytes, kind);
      const text = recognised(paragraphs);
      if (text.articles.length === 0) throw new ModelFileFault('nothing_recognised');
      const title = titleOf(file.title ?? '') || titleOf(text.title) || titleOf(file.name);
      const slug = [file.departementCode, slugOf(title)].filter(Boolean).join('-');
      const modelId = slug === builtInModel.id ? `${slug}-importe` : slug;
      return this.open({ file, kind, title, modelId, origin: 'imported', baseId: null, facts: newModelVersion }, actor);
    });
  }

  /** Makes a draft of a published version's template once it was edited in Word. */
  upload(baseId: string, file: ModelFile, actor: Actor): Promise<ModelImport> {
    return refusing(async () => {
      const base = await this.find(baseId, file.departementCode, actor);
      if (!base || base.state === 'draft') throw new ModelFileFault('base_unpublished');
      if (kindOf(file.name, file.bytes) !== 'docx') throw new ModelFileFault('docx_refused', 'un modèle se modifie dans Word');
      await readModelFile(file.bytes, 'docx');
      // A département that edits everybody's model makes one of its own.
      const modelId = base.departementCode === file.departementCode ? base.modelId : [file.departementCode, base.modelId].filter(Boolean).join('-');
      // A waiver names the very words it covers: what was changed in Word has to be waived again.
      const facts = { ...newModelVersion, readings: base.facts.readings, waivers: base.facts.waivers };
      return this.open({ file, kind: 'docx', title: titleOf(file.title ?? '') || base.title, modelId, origin: 'uploaded', baseId, facts }, actor);
    });
  }

  async review(row: ModelVersionRow): Promise<ModelReview> {
    const findings = row.origin === 'uploaded' ? (await this.tried(row)).findings : [];
    return reviewOf(row, await this.read(row), this.clock.now(), findings);
  }

  correctRecognition(id: string, corrections: Recognition, actor: Actor): Promise<Submission<ModelVersion>> {
    return this.runner.submit(modelVersions, id, { type: 'correctRecognition', corrections }, actor);
  }

  async fillBlanks(id: string, fills: Readonly<Record<string, string>>, actor: Actor): Promise<Submission<ModelVersion>> {
    const { blanks } = await this.standing(id, actor);
    return this.runner.submit(modelVersions, id, { type: 'fillBlanks', fills, present: blanks }, actor);
  }

  answerReadings(id: string, answers: Readonly<Record<string, unknown>>, actor: Actor): Promise<Submission<ModelVersion>> {
    return this.runner.submit(modelVersions, id, { type: 'answerReadings', answers }, actor);
  }

  async approveDeviations(id: string, keys: readonly string[], actor: Actor): Promise<Submission<ModelVersion>> {
    const { deviations } = await this.standing(id, actor);
    return this.runner.submit(modelVersions, id, { type: 'approveDeviations', keys, present: deviations }, actor);
  }

  async waiveFinding(id: string, { key, reason }: { key: string; reason: string }, actor: Actor): Promise<Submission<ModelVersion>> {
    const { findings } = await this.standing(id, actor);
    return this.runner.submit(modelVersions, id, { type: 'waiveFinding', key, reason, present: findings }, actor);
  }

  /** Composes once and for all, checks, tries on sample data, then publishes. What was decided meanwhile refuses it. */
  async publish(id: string, actor: Actor): Promise<Submission<ModelVersion>> {
    const { row, blanks: _, ...standing } = await this.standing(id, actor);
    const mayCompose = row.state === 'draft' && standing.obstacles === 0;
    const { composed, findings } = mayCompose ? await this.tried(row) : { composed: null, findings: [] };
    if (composed) await this.storage.write(templateName(id, composed.publication.template), composed.template);
    const publication = composed?.publication ?? { template: '', parts: [], printed: {} };
    return this.runner.submit(modelVersions, id, { type: 'publish', standing: { ...standing, templateFindings: findings.length }, publication }, actor);
  }

  retire(id: string, reason: string, actor: Actor): Promise<Submission<ModelVersion>> {
    return this.runner.submit(modelVersions, id, { type: 'retire', reason }, actor);
  }

  /**
   * The Word template that rounds fill: the one that was published, or what would be.
   * @throws DocumentFault when a draft cannot be composed
   */
  async template(row: ModelVersionRow): Promise<Buffer> {
    const { publication } = row.facts;
    if (!publication) return (await this.compose(row)).template;
    const bytes = await readFile(this.storage.path(templateName(row.id, publication.template)));
    if (sha256(bytes) !== publication.template) throw new Error(`The template of model version ${row.id} is not the one that was published`);
    return bytes;
  }

  /** The file as it was given; null for the built-in model. */
  source({ id, source }: ModelVersionRow): Promise<Buffer | null> {
    return source ? readFile(this.storage.path(sourceName(id, source.kind))) : Promise.resolve(null);
  }

  /** The whole agreement on sample data, as a PDF. */
  async preview(row: ModelVersionRow): Promise<ModelPreview> {
    this.converter ??= converterOf(this.config);
    const { findings, preview } = await this.tried(row, this.converter);
    return { findings, pdf: preview?.pdf ?? null, pages: preview?.pages ?? 0 };
  }

  /** What changes from one version to another. An edited template holds its annexes: it is compared with a whole template. */
  async compare(before: ModelVersionRow, after: ModelVersionRow): Promise<RedlineLine[]> {
    const whole = before.origin === 'uploaded' || after.origin === 'uploaded';
    const textOf = async (row: ModelVersionRow) => (whole ? recognised((await readDocx(await this.template(row))).paragraphs) : recognised((await this.read(row)).paragraphs, row.facts.corrections));
    return compareAgreements(await textOf(before), await textOf(after));
  }

  private async open(draft: Pick<ModelVersionRow, 'title' | 'modelId' | 'origin' | 'baseId' | 'facts'> & { file: ModelFile; kind: 'docx' | 'text' }, actor: Actor): Promise<string> {
    const { file, kind, ...rest } = draft;
    const id = randomUUID();
    await this.storage.write(sourceName(id, kind), file.bytes);
    await this.db.withIdentity(actor, async (tx) => {
      const source = { name: file.name.slice(-TITLE_LENGTH_MAX), kind, sha256: sha256(file.bytes), bytes: file.bytes.length };
      const timeZone = await this.timeZoneOf(tx, file.departementCode);
      const version = await nextVersion(tx, rest.modelId);
      await insertModelVersion(tx, { id, ...rest, version, departementCode: file.departementCode, timeZone, state: 'draft', source, createdAt: this.clock.now(), createdBy: actor.id });
      const at = instantOf(this.clock);
      await appendToJournal(tx, {
        subject: modelVersions.kind, subjectId: id, recordedAt: at, effectiveOn: dayAt(at, timeZone), actor, event: rest.origin === 'imported' ? 'import' : 'upload',
        payload: { modelId: rest.modelId, version, sha256: source.sha256 }, stateFrom: null, stateTo: 'draft', basis: 'décision 16',
      });
    });
    return id;
  }

  private async timeZoneOf(tx: EntityManager, departementCode: string | null): Promise<string> {
    return (departementCode === null ? null : await departementOf(tx, departementCode))?.timeZone ?? SHARED_TIME_ZONE;
  }

  /** What a command is judged on. Nothing is looked for in a version that cannot change any more. */
  private async standing(id: string, actor: Actor): Promise<Omit<ModelStanding, 'templateFindings'> & { row: ModelVersionRow; blanks: string[] }> {
    const row = await this.find(id, null, actor);
    if (!row) throw new Error(`No model version ${id}`);
    const decided = decisionsOf(row.facts);
    if (row.state !== 'draft') return { row, decided, blanks: [], obstacles: 0, findings: [], deviations: [] };
    const { text, obstacles, findings, deviations } = reviewOf(row, await this.read(row), this.clock.now());
    return { row, decided, blanks: text.blanks.map((blank) => blank.id), obstacles: obstacles.length, findings, deviations };
  }

  private async read(row: ModelVersionRow): Promise<ReadModelFile> {
    const source = await this.source(row);
    if (row.source && source) return readModelFile(source, row.source.kind);
    const [convention] = await builtInModel.load();
    if (!convention) throw new Error('The built-in model has no text');
    return readModelFile(convention.docx, 'docx');
  }

  private async compose(row: ModelVersionRow): Promise<ComposedModel> {
    const source = await this.source(row);
    if (!source) return composeBuiltIn();
    if (row.origin === 'imported') return composeImported(row, recognised((await this.read(row)).paragraphs, row.facts.corrections), source);
    const base = await this.db.withIdentity({ kind: 'system', id: 'models' }, (tx) => modelVersionById(tx, row.baseId ?? ''));
    if (!base) throw new Error(`Model version ${row.id} has no base`);
    return composeUploaded(row, base, source);
  }

  /** The template filled with sample data, or what is wrong with it. */
  private async tried(row: ModelVersionRow, converter?: Converter) {
    try {
      const composed = await this.compose(row);
      const { findings, preview } = await tryTemplate(composed.template, composed.sample, { date: row.createdAt, title: row.title, ...(converter && { converter }) });
      // Only a template edited in Word has annexes of its own words: the others keep those of the project.
      const derogations = row.origin === 'uploaded' ? derogationsIn((await this.read(row)).paragraphs) : [];
      return { composed, findings: [...findings, ...derogations], preview };
    } catch (fault) {
      if (!(fault instanceof DocumentFault) || fault.retryable) throw fault;
      const finding: ArrivalFinding = { code: fault.code, place: 'le fichier entier', sentence: fault.message };
      return { composed: null, findings: [finding], preview: null };
    }
  }
}

const sourceName = (id: string, kind: 'docx' | 'text'): string => `models/${id}/source.${kind === 'docx' ? 'docx' : 'txt'}`;
const templateName = (id: string, hash: string): string => `models/${id}/template-${hash}.docx`;

const titleOf = (words: string): string => words.replace(/[\s\p{Cc}]+/gu, ' ').trim().slice(0, TITLE_LENGTH_MAX);

/** « Convention départementale » → « convention-departementale ». */
function slugOf(title: string): string {
  const plain = title.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return plain.slice(0, MODEL_ID_LENGTH_MAX).replace(/^-|-$/g, '') || 'modele';
}

async function refusing(work: () => Promise<string>): Promise<ModelImport> {
  try {
    return { ok: true, id: await work() };
  } catch (fault) {
    if (fault instanceof ModelFileFault) return { ok: false, refusal: fault.refusal, detail: fault.detail };
    throw fault;
  }
}
