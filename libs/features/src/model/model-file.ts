import { createHash } from 'node:crypto';
import { linesOf, readAgreement } from '#libs/domain';
import type { AgreementText, Article, Paragraph, Recognition, SourceParagraph } from '#libs/domain';
import { DOCX_BYTES_MAX, DocumentFault, readDocx } from '#libs/documents';
import type { ImportObstacle } from '#libs/documents';

/** A text file of a thousand pages; a Word file has the limit of the room that opens it. */
const TEXT_BYTES_MAX = 4 * 1024 * 1024;
export const MODEL_FILE_BYTES_MAX = DOCX_BYTES_MAX;

export type ModelFileKind = 'docx' | 'text';
export type ModelFileRefusal = 'file_empty' | 'file_too_large' | 'file_kind_unknown' | 'text_not_utf8' | 'docx_refused' | 'nothing_recognised' | 'base_unpublished';

/** What a file of a model says, before anybody decided anything. */
export type ReadModelFile = {
  paragraphs: readonly SourceParagraph[];
  /** What a Word file prints around the text, and which its template keeps. */
  running: { headers: string[]; footers: string[]; notes: { mark: string; text: string }[] };
  obstacles: readonly ImportObstacle[];
};

/** The file given cannot be a model, for a reason that a sentence of `modelFileRefusals` tells. */
export class ModelFileFault extends Error {
  readonly retryable = false;

  constructor(readonly refusal: ModelFileRefusal, readonly detail: string = '') {
    super(`${refusal}${detail && `: ${detail}`}`);
    this.name = 'ModelFileFault';
  }
}

/** A Word file is a zip archive, whatever it is called. */
export function kindOf(name: string, bytes: Uint8Array): ModelFileKind {
  if (bytes.length === 0) throw new ModelFileFault('file_empty');
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return 'docx';
  if (/\.docx$/i.test(name)) throw new ModelFileFault('docx_refused', 'le fichier n’est pas un document Word');
  if (!/\.(txt|text|md)$/i.test(name)) throw new ModelFileFault('file_kind_unknown', name);
  return 'text';
}

/**
 * Reads the paragraphs of a Word or text file. Nothing is dropped but white lines.
 * @throws ModelFileFault when the file is neither, is too large or cannot be read
 */
export async function readModelFile(bytes: Buffer, kind: ModelFileKind): Promise<ReadModelFile> {
  if (bytes.length > (kind === 'docx' ? MODEL_FILE_BYTES_MAX : TEXT_BYTES_MAX)) throw new ModelFileFault('file_too_large');
  if (kind === 'text') return { paragraphs: linesOf(decoded(bytes)), running: { headers: [], footers: [], notes: [] }, obstacles: [] };
  try {
    const { paragraphs, headers, footers, notes, obstacles } = await readDocx(bytes);
    const words = (of: readonly { text: string }[]): string[] => of.map(({ text }) => text);
    return { paragraphs, running: { headers: words(headers), footers: words(footers), notes: notes.map(({ mark, text }) => ({ mark, text })) }, obstacles };
  } catch (fault) {
    if (fault instanceof DocumentFault) throw new ModelFileFault('docx_refused', fault.message);
    throw fault;
  }
}

/** The structure of the text, once a person corrected what is a heading. The paragraphs in it are those of the file, as it has them. */
export function recognised(paragraphs: readonly SourceParagraph[], corrections: Recognition = {}): AgreementText {
  if (Object.keys(corrections).length === 0) return readAgreement(paragraphs);
  const originals = new Map<SourceParagraph, SourceParagraph>();
  const corrected = paragraphs.map((paragraph, rank) => {
    const read = String(rank) in corrections ? withLevel(paragraph, corrections[rank] ?? null) : paragraph;
    originals.set(read, paragraph);
    return read;
  });
  const text = readAgreement(corrected);
  const restored = (list: readonly Paragraph[]): Paragraph[] => list.map((paragraph) => ({ ...paragraph, source: originals.get(paragraph.source) ?? paragraph.source }));
  const article = ({ heading, paragraphs: own, subArticles, ...rest }: Article): Article => ({ ...rest, heading: restored(heading), paragraphs: restored(own), subArticles: subArticles.map(article) });
  return { ...text, head: restored(text.head), preamble: restored(text.preamble), articles: text.articles.map(article), tail: restored(text.tail) };
}

function withLevel({ level: _, ...paragraph }: SourceParagraph, level: number | null): SourceParagraph {
  return level === null ? paragraph : { ...paragraph, level };
}

/** A word read wrong would be printed wrong: a file that is not UTF-8 is refused, not guessed. */
function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ModelFileFault('text_not_utf8');
  }
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
