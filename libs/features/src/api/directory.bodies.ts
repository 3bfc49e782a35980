import { z } from 'zod';
import { bareSiret } from '#libs/domain';
import type { Gestionnaire, LocalPartner, NationalPartner, Signatory } from '#libs/domain';
import { saveGestionnaire, saveLocalPartner, saveNationalPartner } from '#libs/features/directory';
import { siretProblems, unknownIds } from './directory.judging.js';
import type { Resource } from './directory.resource.js';
import { filledLine, lists, mailAddress, postcode, readOnly, signatoryInput, signatoryView, siret, uuids } from './directory.shapes.js';

const gestionnaireKind = z.enum(['commune', 'epci', 'departement', 'association', 'la_poste', 'msa', 'other_public']);

const gestionnaireView = z.object({
  id: z.string(), name: z.string(), kind: gestionnaireKind, siret: z.string(),
  address: z.string(), postcode: z.string(), city: z.string(), email: z.string(), signatory: signatoryView.nullable(),
}).meta({ id: 'Gestionnaire' });
const gestionnaireInput = z.strictObject({
  id: readOnly, name: filledLine, kind: gestionnaireKind, siret, address: filledLine, postcode, city: filledLine, email: mailAddress, signatory: signatoryInput.nullable(),
}).meta({ id: 'GestionnaireInput' });

export const gestionnaireResource: Resource<Gestionnaire, z.infer<typeof gestionnaireView>, z.infer<typeof gestionnaireInput>> = {
  kind: 'gestionnaire',
  path: 'gestionnaires',
  words: { type: 'Gestionnaire', one: 'un gestionnaire', all: 'les gestionnaires' },
  isPersonal: true,
  view: gestionnaireView,
  input: gestionnaireInput,
  list: (_, { dossier }) => dossier.gestionnaires,
  shown: ({ signatory, ...gestionnaire }) => ({ ...gestionnaire, signatory: shownSignatory(signatory) }),
  filled: (input, id) => ({ ...input, id, siret: bareSiret(input.siret) }),
  judged: ({ siret: number }) => siretProblems(number),
  save: (tx, { departement }, gestionnaire) => saveGestionnaire(tx, departement.code, gestionnaire),
  creation: 'directory.manage',
  removal: { action: 'directory.manage', kind: 'gestionnaire' },
};

const service = z.strictObject({ label: filledLine, detail: filledLine.nullable() });

const nationalPartnerView = z.object({
  id: z.string(),
  code: z.string().meta({ description: 'Stable : « france_travail », « cnam »…' }),
  name: z.string().meta({ description: 'Le nom porté aujourd’hui.' }),
  localBody: z.string().meta({ description: 'L’organisme qui signe dans le département ; vide tant qu’il n’est pas connu.' }),
  address: z.string(), email: z.string(), siret: z.string().nullable(), signatory: signatoryView.nullable(),
  services: z.array(z.object({ label: z.string(), detail: z.string().nullable() })),
}).meta({ id: 'NationalPartner' });
const nationalPartnerInput = z.strictObject({
  id: readOnly, code: readOnly, name: readOnly,
  localBody: filledLine, address: filledLine, email: mailAddress, siret: siret.nullable().default(null), signatory: signatoryInput.nullable(), services: z.array(service).max(lists.max),
}).meta({ id: 'NationalPartnerInput' });

export const nationalPartnerResource: Resource<NationalPartner, z.infer<typeof nationalPartnerView>, z.infer<typeof nationalPartnerInput>> = {
  kind: 'national_partner',
  path: 'national-partners',
  words: { type: 'NationalPartner', one: 'un partenaire national', all: 'les partenaires nationaux' },
  isPersonal: true,
  view: nationalPartnerView,
  input: nationalPartnerInput,
  // The reference is everybody's, so a dossier names them all: a partner is shown its own body, as the policy has it.
  list: (_, { dossier, standing }) => dossier.nationalPartners.filter(({ id }) => standing.role !== 'partner' || id === standing.organisationId),
  shown: ({ signatory, siret: number = null, services, ...partner }) => ({ ...partner, siret: number, signatory: shownSignatory(signatory), services: [...services] }),
  filled: ({ code: _, name: __, ...input }, id, current) => ({ ...current!, ...input, id, siret: input.siret && bareSiret(input.siret) }),
  judged: ({ siret: number }) => siretProblems(number),
  save: (tx, { departement }, partner) => saveNationalPartner(tx, departement.code, partner),
  creation: null,
  removal: null,
};

const localPartnerKind = z.enum(['association', 'public', 'private']);
const localPartnerView = z.object({
  id: z.string(), name: z.string(), kind: localPartnerKind, address: z.string(), email: z.string(), siret: z.string().nullable(), signatory: signatoryView.nullable(), structureIds: z.array(z.string()),
}).meta({ id: 'LocalPartner' });
const localPartnerInput = z.strictObject({
  id: readOnly, name: filledLine, kind: localPartnerKind, address: filledLine, email: mailAddress, siret: siret.nullable().default(null), signatory: signatoryInput.nullable(),
  structureIds: uuids.min(1, 'Un partenaire local adhère pour une structure au moins (article 1)'),
}).meta({ id: 'LocalPartnerInput' });

export const localPartnerResource: Resource<LocalPartner, z.infer<typeof localPartnerView>, z.infer<typeof localPartnerInput>> = {
  kind: 'local_partner',
  path: 'local-partners',
  words: { type: 'LocalPartner', one: 'un partenaire local', all: 'les partenaires locaux' },
  isPersonal: true,
  view: localPartnerView,
  input: localPartnerInput,
  list: (_, { dossier }) => dossier.localPartners,
  shown: ({ signatory, siret: number = null, structureIds, ...partner }) => ({ ...partner, siret: number, signatory: shownSignatory(signatory), structureIds: [...structureIds] }),
  filled: (input, id) => ({ ...input, id, siret: input.siret && bareSiret(input.siret) }),
  judged: ({ siret: number, structureIds }, current, { dossier }) => [
    ...siretProblems(number),
    ...unknownIds('structureIds', structureIds, dossier.structures, 'Une de ces structures n’est pas dans votre annuaire', current?.structureIds),
  ],
  save: (tx, { departement }, partner) => saveLocalPartner(tx, departement.code, partner),
  creation: 'directory.manage',
  removal: { action: 'directory.manage', kind: 'local_partner' },
};

function shownSignatory(signatory: Signatory | null): z.infer<typeof signatoryView> | null {
  return signatory && { ...signatory, mobile: signatory.mobile ?? null, authority: signatory.authority ?? null };
}
