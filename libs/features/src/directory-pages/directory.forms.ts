import { equipments, isContactFormUrl, isDirectLine, isValidSiret } from '#libs/domain';
import type { Dossier, Gestionnaire, LocalPartner, NationalPartner, Referent, Signatory, Structure } from '#libs/domain';
import { Answers } from './answers.js';
import type { Posted, Reading, Typed } from './answers.js';
import { hoursValues, readHours } from './hours.form.js';

const askPhone = 'Indiquez un numéro de téléphone complet, par exemple 04 66 00 00 00';

/** The préfet's card says one thing: who signs. Nobody else could be expected there, so an empty form is refused. */
export function readPrefetSignatory(posted: Posted): Reading<Signatory> {
  const answers = new Answers(posted);
  return answers.give(signatoryOf(answers));
}

/** `current` gives what the form does not ask: id, name, kind. */
export function readGestionnaire(posted: Posted, current: Gestionnaire): Reading<Gestionnaire> {
  const answers = new Answers(posted);
  return answers.give({ ...current, siret: readSiret(answers), ...readAddress(answers), email: answers.mailAddress('email'), signatory: signatoryOrNull(answers) });
}

export function readNationalPartner(posted: Posted, current: NationalPartner): Reading<NationalPartner> {
  const answers = new Answers(posted);
  const localBody = answers.required('localBody', 'Indiquez le nom de l’organisme qui signe');
  return answers.give({ ...current, localBody, address: answers.required('address', 'Indiquez l’adresse postale'), email: answers.mailAddress('email'), signatory: signatoryOrNull(answers) });
}

/** Art. 1: a local partner adheres for one structure at least. */
export function readLocalPartner(posted: Posted, current: LocalPartner, { structures }: Pick<Dossier, 'structures'>): Reading<LocalPartner> {
  const answers = new Answers(posted);
  const address = answers.required('address', 'Indiquez l’adresse postale');
  const email = answers.mailAddress('email');
  const structureIds = answers.checked('structureIds', structures.map(({ id }) => id));
  if (structureIds.length === 0) answers.fail('structureIds', 'Cochez une structure au moins');
  return answers.give({ ...current, address, email, structureIds });
}

/** Art. 5.2.1: a named person, with a direct line and a direct address. */
export function readReferent(posted: Posted, current: Referent, { nationalPartners, localPartners, structures }: Pick<Dossier, 'nationalPartners' | 'localPartners' | 'structures'>): Reading<Referent> {
  const answers = new Answers(posted);
  const fullName = answers.required('fullName', 'Indiquez le prénom et le nom du référent');
  const partnerId = answers.valid('partnerId', (given) => [...nationalPartners, ...localPartners].some(({ id }) => id === given), 'Choisissez le partenaire que cette personne représente');
  const structureId = answers.validOrNull('structureId', (given) => structures.some(({ id }) => id === given), 'Choisissez une structure du département, ou toutes');
  const phone = answers.valid('phone', isDirectLine, 'Indiquez une ligne directe, par exemple 04 66 00 00 00');
  return answers.give({ ...current, fullName, partnerId, structureId, phone, email: answers.mailAddress('email') });
}

/** What is missing there (hours, a way to write) is no mistake: the directory keeps what is known, and the gaps say the rest. */
export function readStructure(posted: Posted, current: Structure, { nationalPartners }: Pick<Dossier, 'nationalPartners'>): Reading<Structure> {
  const answers = new Answers(posted);
  return answers.give({
    ...current,
    ...readAddress(answers),
    phone: answers.validOrNull('phone', isDirectLine, askPhone),
    email: answers.mailAddressOrNull('email'),
    contactFormUrl: answers.validOrNull('contactFormUrl', isContactFormUrl, 'Indiquez une adresse qui commence par https://'),
    hours: readHours(answers, current.hours),
    equipment: answers.checked('equipment', equipments),
    nationalPartnerIds: answers.checked('nationalPartnerIds', nationalPartners.map(({ id }) => id)),
  });
}

export const typedPrefetSignatory = (signatory: Signatory | null): Typed => ({ values: signatoryValues(signatory), lists: {} });

export const typedGestionnaire = ({ siret, address, postcode, city, email, signatory }: Gestionnaire): Typed => ({ values: { siret, address, postcode, city, email, ...signatoryValues(signatory) }, lists: {} });

export const typedNationalPartner = ({ localBody, address, email, signatory }: NationalPartner): Typed => ({ values: { localBody, address, email, ...signatoryValues(signatory) }, lists: {} });

export const typedLocalPartner = ({ address, email, structureIds }: LocalPartner): Typed => ({ values: { address, email }, lists: { structureIds } });

export const typedReferent = ({ fullName, partnerId, structureId, phone, email }: Referent): Typed => ({
  values: { fullName, partnerId, structureId: structureId ?? '', phone: phone ?? '', email: email ?? '' }, lists: {},
});

export const typedStructure = ({ address, postcode, city, phone, email, contactFormUrl, hours, equipment, nationalPartnerIds }: Structure): Typed => ({
  values: { address, postcode, city, phone: phone ?? '', email: email ?? '', contactFormUrl: contactFormUrl ?? '', ...hoursValues(hours) },
  lists: { equipment, nationalPartnerIds },
});

/** Printed in groups or pasted from elsewhere, a SIRET comes with spaces; it is kept without. */
function readSiret(answers: Answers): string {
  const digits = (line: string): string => line.replaceAll(/\s/g, '');
  return digits(answers.valid('siret', (line) => isValidSiret(digits(line)), 'Vérifiez les quatorze chiffres du SIRET'));
}

function readAddress(answers: Answers): { address: string; postcode: string; city: string } {
  return {
    address: answers.required('address', 'Indiquez le numéro et la voie'),
    postcode: answers.valid('postcode', (line) => /^\d{5}$/.test(line), 'Indiquez un code postal à cinq chiffres'),
    city: answers.required('city', 'Indiquez la commune'),
  };
}

function signatoryOf(answers: Answers): Signatory {
  const civility = answers.valid('signatoryCivility', (line) => line === 'Mme' || line === 'M.', 'Choisissez la civilité du signataire');
  return {
    civility: civility === 'Mme' ? 'Mme' : 'M.',
    firstName: answers.required('signatoryFirstName', 'Indiquez le prénom du signataire'),
    lastName: answers.required('signatoryLastName', 'Indiquez le nom du signataire'),
    quality: answers.required('signatoryQuality', 'Indiquez la qualité du signataire, telle qu’elle sera imprimée'),
    email: answers.mailAddress('signatoryEmail'),
  };
}

/** A body may be recorded before one knows who signs for it. A civility once chosen cannot be unchosen, so it does not count. */
function signatoryOrNull(answers: Answers): Signatory | null {
  const empty = ['signatoryFirstName', 'signatoryLastName', 'signatoryQuality', 'signatoryEmail'].every((field) => answers.text(field) === '');
  return empty ? null : signatoryOf(answers);
}

function signatoryValues(signatory: Signatory | null): Record<string, string> {
  const { civility = '', firstName = '', lastName = '', quality = '', email = '' } = signatory ?? {};
  return { signatoryCivility: civility, signatoryFirstName: firstName, signatoryLastName: lastName, signatoryQuality: quality, signatoryEmail: email };
}
