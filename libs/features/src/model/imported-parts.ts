import type { ComposePart } from '#libs/documents';
import { builtInModel, projectFile } from './built-in.js';

/** Version of the templates that stand around an imported text. A published one is never edited: a change is a new folder `v2`. */
const AROUND_VERSION = '1';
const around = (name: string): Promise<Buffer> => projectFile(`templates/${name}/v${AROUND_VERSION}/template.docx`);

/** What a published version of an imported model holds. */
export type ImportedVersion = {
  /** The official text as a Word template, see `importedTemplate`. */
  template: Buffer;
  /** Whether the text came as a Word file, whose own styles, notes and headers are kept. */
  ownStyles: boolean;
};

/** The conditions particulières: the base of the assembled document, and the house styles that a text file takes. */
export const conditionsTemplate = (): Promise<Buffer> => around('conditions-particulieres');

/**
 * The parts of an imported agreement, in order: cover and conditions particulières, official text, signature pages, annexes 1 to 7.
 * To be given to `compose`, then filled with an `ImportedInput`.
 */
export async function importedParts({ template, ownStyles }: ImportedVersion): Promise<ComposePart[]> {
  const [, ...annexes] = await builtInModel.load();
  return [
    { name: 'conditions particulières', docx: await conditionsTemplate() },
    { name: 'texte officiel', docx: template, ownStyles },
    { name: 'pages de signature', docx: await around('pages-de-signature') },
    ...annexes,
  ];
}
