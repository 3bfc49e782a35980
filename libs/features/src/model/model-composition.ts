import { defaultReadings, deviationsOf } from '#libs/domain';
import type { AgreementText, Deviation, Publication } from '#libs/domain';
import { compose } from '#libs/documents';
import type { ComposePart } from '#libs/documents';
import { builtInModel } from './built-in.js';
import { importedInput } from './imported-input.js';
import type { ImportedInput } from './imported-input.js';
import { conditionsTemplate, importedParts } from './imported-parts.js';
import { importedTemplate } from './imported-template.js';
import { sha256 } from './model-file.js';
import type { ModelVersionRow } from './model-version.store.js';
import { sampleInput } from './sample-input.js';

/** A Word template with all that is published of it, and the data it is tried on. */
export type ComposedModel = { template: Buffer; publication: Publication; sample: unknown };

/** What a published version adds to the data of a round; empty for the built-in model. */
export type PrintedTerms = Pick<ImportedInput, 'blanks' | 'official'> | Record<string, never>;

/** The differences between an imported text and what is printed, with the blanks filled as decided. White space is told once, in the conditions. */
export function deviationsFor({ facts }: Pick<ModelVersionRow, 'facts'>, text: AgreementText): Deviation[] {
  return deviationsOf(text, { fills: new Map(Object.entries(facts.fills)) });
}

/**
 * Composes the template of an imported text: conditions particulières, official text, signature pages, annexes.
 * @throws DocumentFault whatever `importedTemplate` and `compose` throw
 */
export async function composeImported(row: ModelVersionRow, text: AgreementText, source: Buffer): Promise<ComposedModel> {
  if (!row.source) throw new Error(`Model version ${row.id} has no source`);
  const docx = row.source.kind === 'docx' ? source : null;
  const fills = new Map(Object.entries(row.facts.fills));
  const deviations = deviationsFor(row, text);
  const official = await importedTemplate({ text, fills, deviations }, docx, await conditionsTemplate());
  const parts = await importedParts({ template: official, ownStyles: docx !== null });
  const sample = importedInput(sampleInput(String(row.version)), { text, sha256: row.source.sha256, fills, deviations, readings: row.facts.readings ?? defaultReadings });
  return composed(await compose(parts), parts, { blanks: sample.blanks, official: sample.official }, sample);
}

/** A template edited in Word stands as it is; what it prints of an imported text is what its base published. */
export function composeUploaded(row: ModelVersionRow, base: ModelVersionRow, source: Buffer): ComposedModel {
  const printed = base.facts.publication?.printed ?? {};
  return composed(source, [{ name: 'modèle déposé', docx: source }], printed, { ...sampleInput(String(row.version)), ...printed });
}

export async function composeBuiltIn(): Promise<ComposedModel> {
  const parts = await builtInModel.load();
  return composed(await compose(parts), parts, {}, sampleInput(builtInModel.version));
}

function composed(template: Buffer, parts: readonly ComposePart[], printed: Publication['printed'], sample: unknown): ComposedModel {
  return { template, publication: { template: sha256(template), parts: parts.map(({ name, docx }) => ({ name, sha256: sha256(docx) })), printed }, sample };
}
