import { Injectable } from '@nestjs/common';
import { defaultReadings } from '#libs/domain';
import type { ReadingAnswers } from '#libs/domain';
import { Database } from '#libs/platform';
import type { Actor } from '#libs/platform';
import { annexeTextOf } from './annexe-text.js';
import type { AnnexeText } from './annexe-text.js';
import { builtInModel } from './built-in.js';
import { modelVersionOf } from './model-version.store.js';
import type { ModelVersionRow } from './model-version.store.js';
import { ModelVersions } from './model-versions.js';
import { importedInputSchema } from './imported-input.js';
import type { ModelInput } from './model.input.js';

/** What a round needs of the version it is signed on. */
export type RoundModel = {
  row: ModelVersionRow;
  /** The Word template, composed when the version was published. */
  template: Buffer;
  /** Documents it is made of. */
  parts: number;
  /** Months of tacit renewal (art. 9), as the readings have it; 0: none. */
  renewalMonths: number;
  /** The data of the template: the round's, and what the version itself prints. Throws ZodError when they do not fit. */
  complete(input: ModelInput): unknown;
};

/** « modele-paraphe@2 »: that version; without a number, the latest published. */
const REFERENCE = /^(?<modelId>[a-z0-9-]{1,80})(?:@(?<version>\d{1,6}))?$/;

/** The way from a round to its model. */
@Injectable()
export class RoundModels {
  /** One entry per published version that a round was signed on. */
  private readonly annexes = new Map<string, Promise<AnnexeText | null>>();

  constructor(private readonly db: Database, private readonly versions: ModelVersions) {}

  /** The published version that a reference names: its id, « modele-paraphe » (the latest) or « modele-paraphe@1 ». Null when there is none. */
  async choose(reference: string, departementCode: string, actor: Actor): Promise<ModelVersionRow | null> {
    const published = await this.versions.published(departementCode, actor);
    const exact = published.find(({ id }) => id === reference);
    const { modelId, version } = REFERENCE.exec(reference)?.groups ?? {};
    // The list has the latest version first.
    return exact ?? published.find((row) => row.modelId === modelId && (version === undefined || row.version === Number(version))) ?? null;
  }

  /** The version a round was opened on, whatever became of it since. Fails when there is none. */
  async of(round: { modelId: string; modelVersion: string }, actor: Actor): Promise<RoundModel> {
    const row = await this.row(round, actor);
    const { publication, readings } = row.facts;
    const printed = publication?.printed ?? {};
    return {
      row,
      template: await this.versions.template(row),
      parts: publication?.parts.length ?? builtInModel.parts.length,
      renewalMonths: (readings ?? defaultReadings)['duree.reconduction_mois'],
      complete: (input) => (Object.keys(printed).length > 0 ? importedInputSchema.parse({ ...input, ...printed }) : input),
    };
  }

  /** The answers signed with that version: what an agreement is read by, all its life. */
  async readingsOf(round: { modelId: string; modelVersion: string }, actor: Actor): Promise<ReadingAnswers> {
    return (await this.row(round, actor)).facts.readings ?? defaultReadings;
  }

  /** Which of our texts that version bears as its annexe; null when lawyers wrote another. A published version never changes: read once. */
  async annexe(round: { modelId: string; modelVersion: string }, annexe: number, actor: Actor): Promise<AnnexeText | null> {
    const row = await this.row(round, actor);
    const key = `${row.id}/${annexe}`;
    const known = this.annexes.get(key) ?? annexeTextOf(row, annexe, () => this.versions.template(row));
    this.annexes.set(key, known);
    known.catch(() => this.annexes.delete(key));
    return known;
  }

  private async row({ modelId, modelVersion }: { modelId: string; modelVersion: string }, actor: Actor): Promise<ModelVersionRow> {
    const row = await this.db.withIdentity(actor, (tx) => modelVersionOf(tx, modelId, modelVersion));
    if (!row) throw new Error(`No model ${modelId} version ${modelVersion}`);
    return row;
  }
}
