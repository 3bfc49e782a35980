import { z } from 'zod';
import { permanencesText } from '#libs/domain';
import type { Dossier, Offer, Referent } from '#libs/domain';
import { bodyKinds, bodyOf, candidatesOf, saveCandidate, saveOffer, saveReferent } from '#libs/features/directory';
import type { Candidate } from '#libs/features/directory';
import { othersPartner, unknownIds } from './directory.judging.js';
import type { Resource, Surroundings } from './directory.resource.js';
import { directLine, filledLine, lists, mailAddress, mobilePhone, permanence, permanenceInput, readOnly, text } from './directory.shapes.js';
import type { FieldProblem } from './problem.js';

const partnersOf = ({ nationalPartners, localPartners }: Dossier) => [...nationalPartners, ...localPartners];

const referentView = z.object({
  id: z.string(), partnerId: z.string(), structureId: z.string().nullable().meta({ description: 'Null : pour toutes les structures du département.' }),
  fullName: z.string(), phone: z.string().nullable(), email: z.string().nullable(),
}).meta({ id: 'Referent' });
const referentInput = z.strictObject({ id: readOnly, partnerId: z.uuid(), structureId: z.uuid().nullable(), fullName: filledLine, phone: directLine, email: mailAddress }).meta({ id: 'ReferentInput' });

export const referentResource: Resource<Referent, z.infer<typeof referentView>, z.infer<typeof referentInput>> = {
  kind: 'referent',
  path: 'referents',
  words: { type: 'Referent', one: 'un référent', all: 'les référents' },
  isPersonal: true,
  view: referentView,
  input: referentInput,
  list: (_, { dossier }) => dossier.referents,
  shown: (referent) => referent,
  filled: (input, id) => ({ ...input, id }),
  judged: (referent, current, surroundings) => placeProblems(referent, current, surroundings),
  save: (tx, { departement }, referent) => saveReferent(tx, departement.code, referent),
  creation: 'referent.write',
  removal: { action: 'referent.write', kind: 'referent' },
};

const mode = z.enum(['sur_place', 'visio', 'telephone']);
const offerView = z.object({
  id: z.string(), partnerId: z.string(), structureId: z.string(), label: z.string(), mode,
  schedule: z.string().nullable().meta({ description: 'En français, tel qu’il est imprimé à l’annexe 5.' }),
  permanences: z.array(permanence),
}).meta({ id: 'Offer' });
const offerInput = z.strictObject({
  id: readOnly, partnerId: z.uuid(), structureId: z.uuid(), label: text.min(1, 'Dites ce qui est proposé'), mode,
  schedule: text.nullable().default(null).meta({ description: 'Sans effet quand des permanences sont données : le texte en est tiré.' }),
  permanences: z.array(permanenceInput).max(lists.max).default([]),
}).meta({ id: 'OfferInput' });

export const offerResource: Resource<Offer, z.infer<typeof offerView>, z.infer<typeof offerInput>> = {
  kind: 'offer',
  path: 'offers',
  words: { type: 'Offer', one: 'une offre complémentaire', all: 'les offres complémentaires' },
  isPersonal: false,
  view: offerView,
  input: offerInput,
  list: (_, { dossier }) => dossier.offers,
  shown: ({ permanences = [], ...offer }) => ({ ...offer, permanences: [...permanences] }),
  filled: ({ permanences, schedule, ...input }, id) => ({ ...input, id, permanences, schedule: permanences.length > 0 ? permanencesText(permanences) : schedule }),
  judged: (offer, current, surroundings) => placeProblems(offer, current, surroundings),
  save: (tx, { departement }, offer) => saveOffer(tx, departement.code, offer),
  creation: 'offer.write',
  removal: { action: 'offer.write', kind: 'offer' },
};

const candidateView = z.object({
  id: z.string(), bodyKind: z.enum(bodyKinds), bodyId: z.string().nullable().meta({ description: 'Null pour le préfet.' }),
  civility: z.enum(['Mme', 'M.']), firstName: z.string(), lastName: z.string(), quality: z.string(), email: z.string(), mobile: z.string().nullable(), authority: z.string().nullable(),
}).meta({ id: 'SignatoryCandidate' });
const candidateInput = z.strictObject({
  id: readOnly, bodyKind: z.enum(bodyKinds), bodyId: z.uuid().nullable(),
  civility: z.enum(['Mme', 'M.']), firstName: filledLine, lastName: filledLine, quality: filledLine, email: mailAddress, mobile: mobilePhone.nullable().default(null), authority: filledLine.nullable().default(null),
}).meta({ id: 'SignatoryCandidateInput' });

export const candidateResource: Resource<Candidate, z.infer<typeof candidateView>, z.infer<typeof candidateInput>> = {
  kind: 'candidate',
  path: 'signatory-candidates',
  words: { type: 'SignatoryCandidate', one: 'une personne qui peut signer', all: 'les personnes qui peuvent signer, en plus de celle qui est demandée d’abord' },
  isPersonal: true,
  view: candidateView,
  input: candidateInput,
  list: (tx, { dossier }) => candidatesOf(tx, dossier.departement.code),
  shown: ({ body, mobile = null, authority = null, ...person }) => ({ ...person, mobile, authority, bodyKind: body.kind, bodyId: body.id }),
  filled: ({ bodyKind, bodyId, ...person }, id) => ({ ...person, id, body: { kind: bodyKind, id: bodyId } }),
  judged: ({ body }, current, { dossier, standing }) => [
    ...(bodyOf(dossier, body) ? [] : [{ field: 'bodyId', message: 'Cet organisme n’est pas dans votre annuaire' }]),
    ...(standing.role === 'prefecture' || body.id === standing.organisationId ? [] : [{ field: 'bodyId', message: 'Indiquez votre propre organisme' }]),
    ...(current && (current.body.kind !== body.kind || current.body.id !== body.id) ? [{ field: 'bodyId', message: 'Une personne ne change pas d’organisme : retirez-la, puis ajoutez-la à l’autre' }] : []),
  ],
  save: (tx, { departement }, candidate) => saveCandidate(tx, departement.code, candidate),
  creation: 'candidate.write',
  removal: { action: 'candidate.write', kind: 'candidate' },
};

/** Whom it speaks for and where: both stand in this directory, and the partner is one’s own. */
function placeProblems({ partnerId, structureId }: { partnerId: string; structureId: string | null }, current: { partnerId: string; structureId: string | null } | null, { dossier, standing }: Surroundings): FieldProblem[] {
  const known = unknownIds('partnerId', [partnerId], partnersOf(dossier), 'Ce partenaire n’est pas dans votre annuaire', current ? [current.partnerId] : []);
  const place = unknownIds('structureId', [structureId], dossier.structures, 'Cette structure n’est pas dans votre annuaire', current?.structureId ? [current.structureId] : []);
  return [...known, ...othersPartner(partnerId, standing), ...place];
}
