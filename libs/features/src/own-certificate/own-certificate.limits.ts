/** Long enough to fetch a card, install its reader and sign; short enough that the signatures of others, which wait to be written in the file, do not wait for an afternoon. */
export const reservationMinutes = 20;
/** Reservations one person may take within a day: a card that fails twice, and a meeting in between. Each holds back what the others have signed. */
export const reservationsPerDayMax = 5;
/** Files sent back under one reservation: the wrong one, one signed in the wrong place, and some tries more. Each is judged twice. */
export const uploadsPerReservationMax = 10;
/** What a signature may add to the file: its certificates, a timestamp and a drawing with its font take some hundreds of kilobytes. It stays in the document for ever. */
export const addedBytesMax = 3_000_000;
/** Memory that files on their way may take, everybody together: four of the largest agreements known (20 MB with their annexes). */
export const bytesAtOnceMax = 80_000_000;
/** What surrounds the file in the form: boundaries, headers, the anti-forgery token. */
export const formOverheadBytes = 10_000;
/** Past this, the sender only holds a place: 20 MB in a minute is 2.7 Mbit/s. */
export const uploadMaxMs = 60_000;
/** Files judged at once: each takes a thread and, for the largest, hundreds of megabytes. */
export const examinationsAtOnce = 2;
/** Time to judge one file, in milliseconds: all but its last bytes are our own, fifty signatures among them. */
export const examinationMaxMs = 15_000;
/** Name of the file in the form. */
export const signedField = 'signed';
