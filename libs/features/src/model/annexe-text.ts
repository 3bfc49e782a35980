import { readDocx } from '#libs/documents';
import { builtInModel, projectFile } from './built-in.js';
import { ANNEX_HEADING } from './annex-clauses.js';
import { sha256 } from './model-file.js';
import type { ModelVersionRow } from './model-version.store.js';

/** A text of ours, by its folder (« annexe-7/v1 ») and the SHA-256 of its template. */
export type AnnexeText = { version: string; hash: string };

/** « annexe-7 »: a part of the built-in model, which imported texts are surrounded with too. */
const partName = (annexe: number): string => `annexe-${annexe}`;

/**
 * Which of our texts stands as that annexe in a published version. A version composed here has kept the fingerprint of each of its parts; one that
 * lawyers edited in Word is one file, in which the annexe must still say, word for word, what ours says. null: it says something else.
 * @param template reads the Word template of the version
 */
export async function annexeTextOf({ facts }: Pick<ModelVersionRow, 'facts'>, annexe: number, template: () => Promise<Buffer>): Promise<AnnexeText | null> {
  const name = partName(annexe);
  const kept = facts.publication?.parts.find((part) => part.name === name);
  for (let number = Number(builtInModel.version); number > 0; number -= 1) {
    const version = `${name}/v${number}`;
    const ours = await projectFile(`templates/${version}/template.docx`);
    const hash = sha256(ours);
    if (kept ? kept.sha256 === hash : facts.publication === null || (await sameWords(ours, await template(), annexe))) return { version, hash };
  }
  return null;
}

async function sameWords(ours: Buffer, whole: Buffer, annexe: number): Promise<boolean> {
  const [alone, within] = await Promise.all([wordsOf(ours, annexe), wordsOf(whole, annexe)]);
  return alone.length > 0 && alone === within;
}

/** From the heading of the annexe to the next one, all spaces alike. */
async function wordsOf(docx: Buffer, annexe: number): Promise<string> {
  let current: string | null = null;
  const texts = (await readDocx(docx)).paragraphs.flatMap(({ text, level }) => {
    current = (level === undefined ? undefined : ANNEX_HEADING.exec(text)?.groups?.number) ?? current;
    return current === String(annexe) ? [text.replace(/\s+/gu, ' ').trim()] : [];
  });
  return texts.join('\n');
}
