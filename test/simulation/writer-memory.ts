import type { DocumentWriter } from '../../libs/features/src/round/document.writer.js';

/** What a writer remembers of the documents it is busy with, and a new process does not know. */
export function memoryOf(writer: DocumentWriter): Map<string, unknown> {
  return (writer as unknown as { prefixes: Map<string, unknown> }).prefixes;
}
