import { authorityFileBytesMax } from './authority-upload.js';

/** Names of the files in the form of a body. */
export const depositFileFields = { decision: 'delibFile', proof: 'proofFile' } as const;
/** As a clerk may send it: a deliberation of some twenty pages with its stamp, scanned in colour. Its pages are not counted: nothing here prints or draws them. */
export const depositFileBytesMax = authorityFileBytesMax;
/** Deposits of one body in one round: a deliberation, its dates as they come, and several corrections. Whoever holds a link fills nothing. */
export const depositsMax = 12;
/** Bytes that one body may leave in one round, the same file counted once: three of the largest deliberations, each with its proof. */
export const depositBytesMax = 6 * depositFileBytesMax;
/** Memory that files on their way may take, everybody together: four bodies at once, each with its two largest files. A body sends one form at a time: alone, it takes a quarter. */
export const depositBytesAtOnceMax = 8 * depositFileBytesMax;
/** Files examined at once: each takes a thread and, for a hostile one, hundreds of megabytes. */
export const depositExaminationsAtOnce = 2;
/** Files of one body examined within an hour: a deliberation and its proof, sent wrong several times over. At the longest, it takes five minutes of one thread in the hour. */
export const depositExaminationsPerHourMax = 20;
/** Time to examine one file, in milliseconds: a scan takes a tenth of a second, and an honest one is not refused by a busy machine. */
export const depositExaminationMaxMs = 15_000;
/** A reason shorter says nothing to whoever has to do it again. */
export const returnReasonLengthMin = 10;
