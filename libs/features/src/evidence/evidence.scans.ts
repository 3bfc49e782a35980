import type { Attachment } from '#libs/documents';
import type { PaperSignature } from '#libs/features/round';
import type { Evidence } from './evidence.format.js';

/** Scans attached weigh no more than this together, in bytes: an evidence file must be judged in the memory of the thread that judges it, and go by mail to a court. */
export const scansBytesMax = 40_000_000;
const extensions: Readonly<Record<string, string>> = { 'application/pdf': 'pdf', 'image/jpeg': 'jpg', 'image/png': 'png' };

/** The name that each scan bears among the attached files, by the id of its paper; the first recorded come first, those for which no room is left have none. */
export function scanNames(papers: readonly Pick<PaperSignature, 'id' | 'mediaType' | 'bytes' | 'recordedAt'>[]): Map<string, string> {
  const names = new Map<string, string>();
  let total = 0;
  for (const { id, mediaType, bytes } of [...papers].sort((a, b) => a.recordedAt.getTime() - b.recordedAt.getTime() || (a.id < b.id ? -1 : 1))) {
    if (total + bytes > scansBytesMax) continue;
    total += bytes;
    names.set(id, `signature-manuscrite-${names.size + 1}.${extensions[mediaType] ?? 'bin'}`);
  }
  return names;
}

/** What is attached for each signature given by hand. `scanOf`: the bytes kept under that SHA-256. */
export async function scanAttachments({ signatories }: Evidence, scanOf: (sha256: string) => Promise<Buffer>): Promise<Attachment[]> {
  const attached: Attachment[] = [];
  for (const { body, paper } of signatories) {
    if (!paper?.attachment) continue;
    attached.push({ name: paper.attachment, mime: paper.mediaType, bytes: await scanOf(paper.sha256), description: `Copie numérisée de la signature manuscrite : ${body.name}`, relationship: 'Source', date: new Date(paper.recordedAt) });
  }
  return attached;
}
