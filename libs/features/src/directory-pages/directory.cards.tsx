import type { Departement, Gestionnaire, LocalPartner, NationalPartner, Offer, Referent, Signatory, Structure } from '#libs/domain';
import { bodyOf, saveCandidate, saveDepartement, saveGestionnaire, saveLocalPartner, saveNationalPartner, saveOffer, saveReferent, saveStructure } from '#libs/features/directory';
import type { Candidate } from '#libs/features/directory';
import { typedAgain } from './answers.js';
import { GestionnairePage, LocalPartnerPage, NationalPartnerPage, PrefecturePage, PrefetPage } from './body.views.js';
import { bodyFrom, bodyLink } from './candidate.form.js';
import type { Card, Directory } from './card.js';
import {
  readGestionnaire, readLocalPartner, readNationalPartner, readPrefecture, readReferent,
  typedGestionnaire, typedLocalPartner, typedNationalPartner, typedPrefecture, typedReferent,
} from './directory.forms.js';
import { StructurePage } from './directory-structure.views.js';
import { actOnHours } from './hours.form.js';
import { offerRows, readOffer, typedOffer } from './offer.form.js';
import { OfferPage, ReferentPage } from './partner-people.views.js';
import { membershipWords, nameHistory } from './reference-words.js';
import { withRowsChanged } from './rows.form.js';
import { fullName, sharedMailSentence, sharersOf } from './shared-mail.js';
import { readCandidate, readPrefetSignatory, typedCandidate, typedPrefetSignatory } from './signatory.form.js';
import { CandidatePage } from './signatory.views.js';
import { readStructure, structureRows, typedStructure } from './structure.form.js';

type PrefetSeat = { code: string; signatory: Signatory | null };

export const prefetCard: Card<PrefetSeat> = {
  kind: 'departement',
  find: ({ dossier: { departement: { code }, prefetSignatory } }) => ({ code, signatory: prefetSignatory }),
  idOf: ({ code }) => code,
  nameOf: () => 'Signataire pour le préfet',
  typed: ({ signatory }) => typedPrefetSignatory(signatory),
  read: (posted, { code }) => {
    const reading = readPrefetSignatory(posted);
    return reading.subject ? { subject: { code, signatory: reading.subject }, errors: [] } : reading;
  },
  save: (tx, _, { signatory }, { departement }) => saveDepartement(tx, departement, signatory),
  page: ({ signatory }, shown) => <PrefetPage signatory={signatory} name="Signataire pour le préfet" shown={shown} />,
  remark: ({ signatory }, directory) => sharedBy(signatory, directory),
};

export const prefectureCard: Card<Departement> = {
  kind: 'departement',
  find: ({ dossier }) => dossier.departement,
  idOf: ({ code }) => code,
  nameOf: ({ prefecture }) => prefecture.name,
  typed: typedPrefecture,
  read: readPrefecture,
  save: (tx, _, departement, { prefetSignatory }) => saveDepartement(tx, departement, prefetSignatory),
  page: (departement, shown) => <PrefecturePage departement={departement} shown={shown} />,
};

export const gestionnaireCard: Card<Gestionnaire> = {
  kind: 'gestionnaire',
  find: ({ dossier }, id) => dossier.gestionnaires.find((gestionnaire) => gestionnaire.id === id),
  blank: (id) => ({ id, name: '', kind: '' as Gestionnaire['kind'], siret: '', address: '', postcode: '', city: '', email: '', signatory: null }),
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  typed: typedGestionnaire,
  read: readGestionnaire,
  save: saveGestionnaire,
  page: (gestionnaire, shown) => <GestionnairePage gestionnaire={gestionnaire} shown={shown} />,
  remark: ({ signatory }, directory) => sharedBy(signatory, directory),
};

/** A new structure has every national partner: art. 2.2 asks for them all, and one unticks more surely than one ticks. */
export const structureCard: Card<Structure> = {
  kind: 'structure',
  find: ({ dossier }, id) => dossier.structures.find((structure) => structure.id === id),
  blank: (id, { dossier }, { gestionnaireId = '' }) => ({
    id, name: '', gestionnaireId: gestionnaireId || null, format: '' as Structure['format'], address: '', postcode: '', city: '', inseeCommune: '', phone: null, email: null, contactFormUrl: null,
    hours: null, equipment: [], staff: [], labelledOn: null, management: null, nationalPartnerIds: dossier.nationalPartners.map((partner) => partner.id), principalId: null,
  }),
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  typed: typedStructure,
  reshape: (posted) => {
    const hours = actOnHours(posted);
    return hours ? typedAgain(hours) : withRowsChanged(posted, structureRows);
  },
  read: readStructure,
  save: saveStructure,
  page: (structure, shown) => <StructurePage structure={structure} shown={shown} />,
};

export const nationalPartnerCard: Card<NationalPartner> = {
  kind: 'national_partner',
  find: ({ dossier }, id) => dossier.nationalPartners.find((partner) => partner.id === id),
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  typed: typedNationalPartner,
  reshape: (posted) => withRowsChanged(posted, ['services']),
  read: readNationalPartner,
  save: saveNationalPartner,
  page: (partner, shown) => <NationalPartnerPage partner={partner} history={historyOf(partner, shown)} shown={shown} />,
  remark: ({ signatory }, directory) => sharedBy(signatory, directory),
};

export const localPartnerCard: Card<LocalPartner> = {
  kind: 'local_partner',
  find: ({ dossier }, id) => dossier.localPartners.find((partner) => partner.id === id),
  blank: (id) => ({ id, name: '', kind: '' as LocalPartner['kind'], address: '', email: '', signatory: null, structureIds: [] }),
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  typed: typedLocalPartner,
  read: readLocalPartner,
  save: saveLocalPartner,
  page: (partner, shown) => <LocalPartnerPage partner={partner} shown={shown} />,
  remark: ({ signatory }, directory) => sharedBy(signatory, directory),
};

/** A gap may have said for whom and where. */
export const referentCard: Card<Referent> = {
  kind: 'referent',
  find: ({ dossier }, id) => dossier.referents.find((referent) => referent.id === id),
  blank: (id, _, { partenaire = '', structure = '' }) => ({ id, partnerId: partenaire, structureId: structure || null, fullName: '', phone: null, email: null }),
  idOf: ({ id }) => id,
  nameOf: ({ fullName: name }) => name,
  typed: typedReferent,
  read: readReferent,
  save: saveReferent,
  page: (referent, shown) => <ReferentPage referent={referent} shown={shown} />,
};

export const offerCard: Card<Offer> = {
  kind: 'offer',
  find: ({ dossier }, id) => dossier.offers.find((offer) => offer.id === id),
  blank: (id, _, { partenaire = '', structure = '' }) => ({ id, partnerId: partenaire, structureId: structure, label: '', schedule: null, mode: 'sur_place' }),
  idOf: ({ id }) => id,
  nameOf: ({ label }) => label,
  typed: typedOffer,
  reshape: (posted) => withRowsChanged(posted, offerRows),
  read: readOffer,
  save: saveOffer,
  page: (offer, shown) => <OfferPage offer={offer} shown={shown} />,
};

/** Somebody else who may sign for a body, which the address of the blank card names. */
export const candidateCard: Card<Candidate> = {
  kind: 'signatory_candidate',
  find: ({ candidates }, id) => candidates.find((candidate) => candidate.id === id),
  blank: (id, { dossier, speaksFor }, { organisme }) => {
    const body = bodyFrom(organisme);
    if (!body || !bodyOf(dossier, body) || !speaksFor(body)) return undefined;
    return { id, body, civility: '' as Signatory['civility'], firstName: '', lastName: '', quality: '', email: '' };
  },
  idOf: ({ id }) => id,
  nameOf: fullName,
  typed: typedCandidate,
  read: readCandidate,
  save: saveCandidate,
  page: (candidate, { frame, form, isNew, dossier, candidates }) => {
    const { signatoryEmail = '', signatoryFirstName = '', signatoryLastName = '' } = form.values;
    const sharers = sharersOf(signatoryEmail, `${signatoryFirstName} ${signatoryLastName}`, dossier, candidates).filter((name) => name !== fullName(candidate));
    return <CandidatePage frame={frame} candidate={candidate} body={bodyOf(dossier, candidate.body)!} form={form} isNew={isNew} bodyHref={bodyLink(candidate.body)} sharers={sharers} />;
  },
  remark: (candidate, directory) => sharedBy(candidate, directory),
};

function sharedBy(signatory: Signatory | null, { dossier, candidates }: Directory): string {
  return signatory ? sharedMailSentence(sharersOf(signatory.email, fullName(signatory), dossier, candidates)) : '';
}

function historyOf({ code }: NationalPartner, { reference }: Directory): string {
  const known = reference.find((partner) => partner.code === code);
  return known ? [membershipWords(known), nameHistory(known)].filter((part) => part !== '').join(' ') : '';
}
