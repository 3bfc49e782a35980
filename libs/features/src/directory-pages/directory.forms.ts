import { bareSiret, isDirectLine, siretFault } from '#libs/domain';
import type { Departement, Dossier, Gestionnaire, LocalPartner, NationalPartner, Referent } from '#libs/domain';
import { Answers } from './answers.js';
import type { Posted, Reading, Typed } from './answers.js';
import { gestionnaireKinds, localPartnerKinds, siretFaults } from './directory-words.js';
import { rowCount, rowField, rowValues } from './rows.form.js';
import { signatoryOrNull, signatoryValues } from './signatory.form.js';

export const askPhone = 'Indiquez un numéro de téléphone complet, par exemple 04 66 00 00 00';
const askAddress = 'Indiquez l’adresse postale';

/** `current` gives the id, which no form may change. */
export function readGestionnaire(posted: Posted, current: Gestionnaire): Reading<Gestionnaire> {
  const answers = new Answers(posted);
  return answers.give({
    ...current,
    name: answers.required('name', 'Indiquez le nom de l’organisme, tel qu’il sera imprimé'),
    kind: answers.oneOf('kind', gestionnaireKinds, 'Choisissez la forme juridique de l’organisme'),
    siret: readSiret(answers),
    ...readAddress(answers),
    email: answers.mailAddress('email'),
    signatory: signatoryOrNull(answers),
  });
}

/** Annexe 2: what the partner brings to the bouquet, line by line; a line left empty is no service. */
export function readNationalPartner(posted: Posted, current: NationalPartner): Reading<NationalPartner> {
  const answers = new Answers(posted);
  const body = {
    localBody: answers.required('localBody', 'Indiquez le nom de l’organisme qui signe'),
    siret: readSiretOrNull(answers),
    address: answers.required('address', askAddress),
    email: answers.mailAddress('email'),
  };
  return answers.give(withoutEmptySiret({ ...current, ...body, services: readServices(answers, posted), signatory: signatoryOrNull(answers) }));
}

/** Art. 1: a local partner adheres for one structure at least. */
export function readLocalPartner(posted: Posted, current: LocalPartner, { structures }: Pick<Dossier, 'structures'>): Reading<LocalPartner> {
  const answers = new Answers(posted);
  const body = {
    name: answers.required('name', 'Indiquez le nom du partenaire'),
    kind: answers.oneOf('kind', localPartnerKinds, 'Choisissez la nature du partenaire'),
    siret: readSiretOrNull(answers),
    address: answers.required('address', askAddress),
    email: answers.mailAddress('email'),
  };
  const structureIds = answers.checked('structureIds', structures.map(({ id }) => id));
  if (structureIds.length === 0) answers.fail('structureIds', 'Cochez une structure au moins');
  return answers.give(withoutEmptySiret({ ...current, ...body, structureIds, signatory: signatoryOrNull(answers) }));
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

/** The préfecture's own particulars, and the capacity in which the préfet signs. */
export function readPrefecture(posted: Posted, current: Departement): Reading<Departement> {
  const answers = new Answers(posted);
  const siret = readSiretOrNull(answers);
  return answers.give({
    ...current,
    prefetTitle: answers.required('prefetTitle', 'Indiquez le titre du préfet, par exemple « Le préfet de la Lozère »'),
    prefecture: {
      name: answers.required('name', 'Indiquez le nom de la préfecture'),
      ...readAddress(answers),
      email: answers.mailAddress('email'),
      phone: answers.valid('phone', isDirectLine, askPhone),
      ...(siret !== null && { siret }),
    },
  });
}

export const typedGestionnaire = ({ name, kind, siret, address, postcode, city, email, signatory }: Gestionnaire): Typed => ({
  values: { name, kind, siret, address, postcode, city, email, ...signatoryValues(signatory) }, lists: {},
});

export const typedNationalPartner = ({ localBody, siret, address, email, services, signatory }: NationalPartner): Typed => ({
  values: { localBody, siret: siret ?? '', address, email, ...rowValues('services', services.map(({ label, detail }) => ({ label, detail: detail ?? '' }))), ...signatoryValues(signatory) }, lists: {},
});

export const typedLocalPartner = ({ name, kind, siret, address, email, structureIds, signatory }: LocalPartner): Typed => ({
  values: { name, kind, siret: siret ?? '', address, email, ...signatoryValues(signatory) }, lists: { structureIds },
});

export const typedReferent = ({ fullName, partnerId, structureId, phone, email }: Referent): Typed => ({
  values: { fullName, partnerId, structureId: structureId ?? '', phone: phone ?? '', email: email ?? '' }, lists: {},
});

export const typedPrefecture = ({ prefetTitle, prefecture: { siret, ...prefecture } }: Departement): Typed => ({ values: { prefetTitle, ...prefecture, siret: siret ?? '' }, lists: {} });

export function readAddress(answers: Answers): { address: string; postcode: string; city: string } {
  return {
    address: answers.required('address', 'Indiquez le numéro et la voie'),
    postcode: answers.valid('postcode', (line) => /^\d{5}$/.test(line), 'Indiquez un code postal à cinq chiffres'),
    city: answers.required('city', 'Indiquez la commune'),
  };
}

/** Kept without the spaces it is printed with; refused with its reason. */
function readSiret(answers: Answers): string {
  const siret = bareSiret(answers.text('siret'));
  const fault = siretFault(siret);
  if (fault) answers.fail('siret', siret === '' ? 'Indiquez le SIRET, quatorze chiffres' : siretFaults[fault]);
  return siret;
}

function readSiretOrNull(answers: Answers): string | null {
  return answers.text('siret') === '' ? null : readSiret(answers);
}

/** A card without a SIRET has no such field, as in the dossiers frozen before there was one. */
function withoutEmptySiret<T extends { siret?: string | null }>(subject: T): T {
  const { siret, ...rest } = subject;
  return siret ? subject : (rest as T);
}

function readServices(answers: Answers, posted: Posted): NationalPartner['services'] {
  return Array.from({ length: rowCount(posted, 'services') }, (_, index) => {
    const field = (name: string): string => rowField('services', index + 1, name);
    const label = answers.text(field('label'));
    const detail = answers.text(field('detail'));
    if (label === '' && detail !== '') answers.fail(field('label'), 'Indiquez le service que cette précision complète');
    return { label, detail: detail === '' ? null : detail };
  }).filter(({ label }) => label !== '');
}
