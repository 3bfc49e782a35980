import { DOCX_BYTES_MAX } from '#libs/documents';

/** Name of the file in the forms. */
export const modelField = 'fichier';
/** What the room that opens Word files admits; a text file is smaller. */
export const modelBytesMax = DOCX_BYTES_MAX;
/** Beside the file, a form holds its anti-forgery token and, for an official annexe, its title. */
export const uploadLimits = { fileSize: modelBytesMax, files: 1, fields: 2, parts: 3, fieldNameSize: 50, fieldSize: 2_000, headerPairs: 10 };
/** Only shown, and kept with the version. */
const fileNameLengthMax = 120;

/** Multipart headers are read as Latin-1, while browsers write UTF-8; what a screen would not print is left out. */
export function uploadedName(originalName: string): string {
  const name = Buffer.from(originalName, 'latin1').toString('utf8').replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
  return name.length <= fileNameLengthMax ? name : `${name.slice(0, fileNameLengthMax)}…`;
}
