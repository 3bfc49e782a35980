import { z } from 'zod';
import { equipments, isContactFormUrl, isDirectLine, isMailAddress, isMobileNumber, isPrintableInterval, mobileNumber, rhythms, weekdays } from '#libs/domain';

/** Longer than any official name or postal line, shorter than what would break a page of the convention: as in the pages. */
const lineLengthMax = 200;
/** The text of annexe 4 and the offers of annexe 5 are paragraphs. */
const textLengthMax = 2_000;
/** Five openings a day, as the official list has them; more is a mistake of a program. */
const intervalsMax = 5;
/** Far above what a département holds of each, low enough that a body stays a body. */
const listMax = 200;

const minutesPerDay = 24 * 60;

/** One line: control characters and repeated spaces become one space (PostgreSQL refuses U+0000, a template a line break). */
export const line = z.string().overwrite((text) => text.normalize('NFC').replace(/[\p{Cc}\s]+/gu, ' ').trim()).max(lineLengthMax);
export const filledLine = line.min(1, 'Ce champ ne peut pas être vide');
export const text = z.string().overwrite((words) => words.normalize('NFC').replace(/[\p{Cc}\s]+/gu, ' ').trim()).max(textLengthMax);

export const mailAddress = line.refine(isMailAddress, 'Indiquez une adresse électronique, par exemple nom@domaine.fr');
export const mobilePhone = line.overwrite((text) => mobileNumber(text) ?? text).refine(isMobileNumber, 'Indiquez un téléphone portable français, par exemple 06 12 34 56 78').meta({ description: 'Téléphone portable.' });
export const directLine = line.refine(isDirectLine, 'Indiquez un numéro de téléphone complet, par exemple 04 66 00 00 00');
export const contactForm = line.refine(isContactFormUrl, 'Indiquez une adresse qui commence par https://');
export const postcode = z.string().regex(/^\d{5}$/, 'Indiquez un code postal à cinq chiffres');
export const inseeCommune = z.string().regex(/^(\d{2}|2[AB])\d{3}$/, 'Indiquez un code commune de l’INSEE, par exemple 48095');
export const siret = z.string().meta({ description: 'Quatorze chiffres ; les espaces sont tolérées.' });
/** What was read may be sent back as it is: the fields that nobody changes are taken, and left aside. */
export const readOnly = z.string().optional().meta({ description: 'Sans effet : tel que lu.' });

export const uuids = z.array(z.uuid()).max(listMax);

const minute = z.int().min(0).max(minutesPerDay).meta({ description: 'Minutes depuis minuit, à l’heure du département.' });
const weekday = z.enum(weekdays);
const rhythm = z.enum(rhythms);

/** Hours as they are kept; what an old import left unreadable is shown as it is. */
const day = z.array(z.object({ from: z.number(), to: z.number() }));
export const hoursView = z.object({ monday: day, tuesday: day, wednesday: day, thursday: day, friday: day, saturday: day, sunday: day }).meta({ id: 'OpeningHours', description: 'Minutes depuis minuit, à l’heure du département ; « to » n’est pas compris.' });

const intervalInput = z.strictObject({ from: minute, to: minute }).refine(isPrintableInterval, 'La fermeture vient après l’ouverture, dans la même journée');
const dayInput = z.array(intervalInput).max(intervalsMax).refine(doNotOverlap, 'Ces plages se chevauchent');
export const hoursInput = z
  .strictObject({ monday: dayInput, tuesday: dayInput, wednesday: dayInput, thursday: dayInput, friday: dayInput, saturday: dayInput, sunday: dayInput })
  .meta({ id: 'OpeningHoursInput', description: 'Un jour fermé est une liste vide.' });

function doNotOverlap(intervals: readonly { from: number; to: number }[]): boolean {
  const inOrder = intervals.toSorted((a, b) => a.from - b.from);
  return inOrder.every(({ from }, index) => index === 0 || from >= inOrder[index - 1]!.to);
}

export const signatoryView = z.object({
  civility: z.enum(['Mme', 'M.']), firstName: z.string(), lastName: z.string(), quality: z.string(), email: z.string(),
  mobile: z.string().nullable().meta({ description: 'Téléphone portable, au format E.164.' }),
  authority: z.string().nullable().meta({ description: 'Délibération ou délégation qui l’habilite.' }),
}).meta({ id: 'Signatory' });
export const signatoryInput = z.strictObject({
  civility: z.enum(['Mme', 'M.']), firstName: filledLine, lastName: filledLine, quality: filledLine, email: mailAddress, mobile: mobilePhone.nullable().default(null), authority: filledLine.nullable().default(null),
}).meta({ id: 'SignatoryInput' });

const recurrence = { weekday, rhythm, from: minute.nullable(), to: minute.nullable() };
export const stopView = z.object({ id: z.string(), commune: z.string(), place: z.string(), ...recurrence }).meta({ id: 'Stop' });
export const stopInput = z.strictObject({ id: z.string().optional().meta({ description: 'Celui d’un arrêt déjà lu, pour le garder.' }), commune: filledLine, place: line, ...recurrence }).meta({ id: 'StopInput' });
export const permanence = z.object({ ...recurrence, place: z.string().nullable(), appointment: z.boolean() }).meta({ id: 'Permanence' });
export const permanenceInput = z.strictObject({ ...recurrence, place: filledLine.nullable(), appointment: z.boolean() }).meta({ id: 'PermanenceInput' });

export const equipment = z.enum(equipments);
export const staffView = z.object({ role: z.string(), fullTimeEquivalent: z.number() });
export const staffInput = z.strictObject({ role: filledLine, fullTimeEquivalent: z.number().min(0).max(listMax) });
export const lists = { max: listMax };
