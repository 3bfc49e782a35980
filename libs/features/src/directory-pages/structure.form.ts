import { departementOfCommune, equipments, isContactFormUrl, isDirectLine, legalDay } from '#libs/domain';
import type { Dossier, LegalDay, Stop, Structure } from '#libs/domain';
import { Answers } from './answers.js';
import type { Posted, Reading, Typed } from './answers.js';
import { structureFormats } from './directory-words.js';
import { askPhone, readAddress } from './directory.forms.js';
import { hoursValues, readHours } from './hours.form.js';
import { readRecurrence, recurrenceValues } from './recurrence.form.js';
import { rowCount, rowField, rowValues } from './rows.form.js';

/** The lists of the form whose lines are added and removed. */
export const structureRows = ['staff', 'stops'] as const;

/** Nobody works more than full time in one post; a line for a whole team is refused, so that each post is named. */
const fullTimeMax = 1;

/** What is missing there (hours, a way to write) is no mistake: the directory keeps what is known, and the gaps say the rest. */
export function readStructure(posted: Posted, current: Structure, dossier: Dossier): Reading<Structure> {
  const answers = new Answers(posted);
  const identity = {
    name: answers.required('name', 'Indiquez le nom de la structure, tel qu’il sera imprimé'),
    format: answers.oneOf('format', structureFormats, 'Choisissez comment la structure reçoit le public'),
    ...readAttachment(answers, current, dossier),
    labelledOn: readDayOrNull(answers, 'labelledOn'),
  };
  const place = {
    ...readAddress(answers),
    inseeCommune: readInseeCommune(answers, dossier),
    phone: answers.validOrNull('phone', isDirectLine, askPhone),
    email: answers.mailAddressOrNull('email'),
    contactFormUrl: answers.validOrNull('contactFormUrl', isContactFormUrl, 'Indiquez une adresse qui commence par https://'),
  };
  const stops = readStops(answers, posted, current);
  return answers.give({
    ...withoutStops(current),
    ...identity,
    ...place,
    hours: readHours(answers, current.hours),
    equipment: answers.checked('equipment', equipments),
    nationalPartnerIds: answers.checked('nationalPartnerIds', dossier.nationalPartners.map(({ id }) => id)),
    management: answers.text('management') || null,
    staff: readStaff(answers, posted),
    ...(stops.length > 0 || current.stops !== undefined ? { stops } : {}),
  });
}

export const typedStructure = (structure: Structure): Typed => {
  const { name, format, gestionnaireId, principalId, labelledOn, address, postcode, city, inseeCommune, phone, email, contactFormUrl, hours, equipment, nationalPartnerIds, management } = structure;
  const identity = { name, format, gestionnaireId: gestionnaireId ?? '', principalId: principalId ?? '', labelledOn: labelledOn ?? '' };
  const place = { address, postcode, city, inseeCommune, phone: phone ?? '', email: email ?? '', contactFormUrl: contactFormUrl ?? '' };
  const staff = structure.staff.map(({ role, fullTimeEquivalent }) => ({ role, fullTimeEquivalent: String(fullTimeEquivalent).replace('.', ',') }));
  const stops = (structure.stops ?? []).map(({ id, commune, place: at, ...recurrence }) => ({ id, commune, place: at, ...recurrenceValues(recurrence) }));
  return {
    values: { ...identity, ...place, ...hoursValues(hours), management: management ?? '', ...rowValues('staff', staff), ...rowValues('stops', stops) },
    lists: { equipment, nationalPartnerIds },
  };
};

/** Who runs it, and for an antenne to which structure it belongs: an antenne has no antenne of its own (art. 4.2, read over the group). */
function readAttachment(answers: Answers, current: Structure, { gestionnaires, structures }: Dossier): Pick<Structure, 'gestionnaireId' | 'principalId'> {
  const gestionnaireId = answers.validOrNull('gestionnaireId', (given) => gestionnaires.some(({ id }) => id === given), 'Choisissez un gestionnaire de la liste');
  // A structure passes from one gestionnaire to another; it is never left to nobody, whatever the import found.
  if (gestionnaireId === null && current.gestionnaireId !== null) answers.fail('gestionnaireId', 'Choisissez le gestionnaire de la structure');
  if (answers.text('format') !== 'antenne') {
    // Left aside in silence, what was chosen would be lost.
    if (answers.text('principalId') !== '') answers.fail('principalId', 'Seule une antenne a une structure principale : choisissez le format « Antenne d’une autre structure », ou « Aucune » ici');
    return { gestionnaireId, principalId: null };
  }
  if (structures.some(({ principalId }) => principalId === current.id)) answers.fail('format', 'Cette structure a elle-même des antennes : rattachez-les d’abord à une autre');
  const principalId = answers.valid('principalId', (given) => possiblePrincipals(current, structures).some(({ id }) => id === given), 'Choisissez la structure dont celle-ci est une antenne');
  return { gestionnaireId, principalId };
}

/** The structures to which an antenne may belong. */
export function possiblePrincipals(current: Pick<Structure, 'id'>, structures: readonly Structure[]): Structure[] {
  return structures.filter(({ id, format }) => id !== current.id && format !== 'antenne');
}

function readInseeCommune(answers: Answers, { departement }: Pick<Dossier, 'departement'>): string {
  const code = answers.text('inseeCommune').toUpperCase();
  if (code === '') return '';
  const of = departementOfCommune(code);
  if (of === null) answers.fail('inseeCommune', 'Indiquez un code de cinq caractères, par exemple 48095 ou 2A004');
  else if (of !== departement.code) answers.fail('inseeCommune', `Cette commune est du département ${of} : indiquez une commune du département ${departement.code}`);
  return code;
}

function readDayOrNull(answers: Answers, field: string): LegalDay | null {
  const line = answers.validOrNull(field, isDay, 'Indiquez une date, par exemple 2021-07-01');
  return line !== null && isDay(line) ? legalDay(line) : null;
}

function isDay(line: string): boolean {
  try {
    return legalDay(line) === line;
  } catch {
    return false;
  }
}

function readStaff(answers: Answers, posted: Posted): Structure['staff'] {
  return Array.from({ length: rowCount(posted, 'staff') }, (_, index) => {
    const field = (name: string): string => rowField('staff', index + 1, name);
    const role = answers.text(field('role'));
    const typed = answers.text(field('fullTimeEquivalent'));
    if (role === '' && typed === '') return null;
    if (role === '') answers.fail(field('role'), 'Indiquez la fonction');
    const fullTimeEquivalent = Number(typed.replace(',', '.'));
    if (!/^\d+([.,]\d+)?$/.test(typed) || fullTimeEquivalent <= 0 || fullTimeEquivalent > fullTimeMax) answers.fail(field('fullTimeEquivalent'), 'Indiquez un temps de travail entre 0 et 1, par exemple 0,8');
    return { role, fullTimeEquivalent };
  }).filter((row) => row !== null);
}

/** A stop keeps its id from one save to the next while it keeps its line; a line left empty is no stop. */
function readStops(answers: Answers, posted: Posted, current: Structure): Stop[] {
  const known = new Set((current.stops ?? []).map(({ id }) => id));
  return Array.from({ length: rowCount(posted, 'stops') }, (_, index) => {
    const row = index + 1;
    const field = (name: string): string => rowField('stops', row, name);
    if (['commune', 'place', 'weekday', 'from', 'to'].every((name) => answers.text(field(name)) === '')) return null;
    const id = answers.text(field('id'));
    const commune = answers.required(field('commune'), 'Indiquez la commune de l’étape');
    return { id: known.has(id) ? id : crypto.randomUUID(), commune, place: answers.text(field('place')), ...readRecurrence(answers, 'stops', row) };
  }).filter((stop) => stop !== null);
}

function withoutStops({ stops: _, ...structure }: Structure): Omit<Structure, 'stops'> {
  return structure;
}
