import { DOCX_BYTES_MAX } from '#libs/documents';

/** Name of the file in the forms. */
export const modelField = 'fichier';
/** What the room that opens Word files admits; a text file is smaller. */
export const modelBytesMax = DOCX_BYTES_MAX;
