import type { VNode } from 'preact';
import type { EntityManager } from 'typeorm';
import { examineOpening } from '#libs/domain';
import type { Dossier, GapSubjectKind, Gestionnaire, LocalPartner, NationalPartner, Referent, Signatory, Structure } from '#libs/domain';
import { saveDepartement, saveGestionnaire, saveLocalPartner, saveNationalPartner, saveReferent, saveStructure } from '#libs/features/directory';
import type { FieldError, Frame, Option } from '#libs/ui';
import type { Posted, Reading, Typed } from './answers.js';
import { GestionnaireEditPage, LocalPartnerEditPage, PartnerEditPage, PrefetEditPage, ReferentEditPage } from './directory-forms.views.js';
import { StructureEditPage } from './directory-structure.views.js';
import {
  readGestionnaire, readLocalPartner, readNationalPartner, readPrefetSignatory, readReferent, readStructure,
  typedGestionnaire, typedLocalPartner, typedNationalPartner, typedPrefetSignatory, typedReferent, typedStructure,
} from './directory.forms.js';

/** The form of a card as it stands on the screen. `back` is the page one came from. */
export type Shown = { frame: Frame; dossier: Dossier; form: Typed & { errors: readonly FieldError[] }; back?: string };

/** One kind of card of the directory: how it is found, shown, read and saved. */
export type Card<T> = {
  kind: GapSubjectKind;
  find: (dossier: Dossier, id: string) => T | undefined;
  idOf: (subject: T) => string;
  nameOf: (subject: T) => string;
  typed: (subject: T) => Typed;
  read: (posted: Posted, current: T, dossier: Dossier) => Reading<T>;
  save: (tx: EntityManager, departementCode: string, subject: T, dossier: Dossier) => Promise<void>;
  page: (subject: T, shown: Shown) => VNode;
};

type PrefetSeat = { code: string; signatory: Signatory | null };

export const prefetCard: Card<PrefetSeat> = {
  kind: 'departement',
  find: ({ departement: { code }, prefetSignatory }) => ({ code, signatory: prefetSignatory }),
  idOf: ({ code }) => code,
  nameOf: () => 'Signataire pour le préfet',
  typed: ({ signatory }) => typedPrefetSignatory(signatory),
  read: (posted, { code }) => {
    const reading = readPrefetSignatory(posted);
    return reading.subject ? { subject: { code, signatory: reading.subject }, errors: [] } : reading;
  },
  save: (tx, _, { signatory }, { departement }) => saveDepartement(tx, departement, signatory),
  page: (_, { frame, form, back }) => <PrefetEditPage frame={frame} name="Signataire pour le préfet" form={form} {...backTo(back)} />,
};

export const gestionnaireCard: Card<Gestionnaire> = {
  kind: 'gestionnaire',
  find: ({ gestionnaires }, id) => gestionnaires.find((gestionnaire) => gestionnaire.id === id),
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  typed: typedGestionnaire,
  read: readGestionnaire,
  save: saveGestionnaire,
  page: ({ id, name }, { frame, form, back }) => <GestionnaireEditPage frame={frame} id={id} name={name} form={form} {...backTo(back)} />,
};

export const structureCard: Card<Structure> = {
  kind: 'structure',
  find: ({ structures }, id) => structures.find((structure) => structure.id === id),
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  typed: typedStructure,
  read: readStructure,
  save: saveStructure,
  page: (structure, { frame, dossier, form, back }) => (
    <StructureEditPage
      frame={frame} id={structure.id} name={structure.name} form={form} {...backTo(back)}
      gestionnaireName={dossier.gestionnaires.find(({ id }) => id === structure.gestionnaireId)?.name ?? 'un gestionnaire absent de l’annuaire'}
      equipment={form.lists.equipment ?? []}
      nationalPartners={optionsOf(dossier.nationalPartners)}
      presentPartnerIds={form.lists.nationalPartnerIds ?? []}
      opening={openingOf(structure, dossier)}
    />
  ),
};

export const nationalPartnerCard: Card<NationalPartner> = {
  kind: 'national_partner',
  find: ({ nationalPartners }, id) => nationalPartners.find((partner) => partner.id === id),
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  typed: typedNationalPartner,
  read: readNationalPartner,
  save: saveNationalPartner,
  page: ({ id, name }, { frame, form, back }) => <PartnerEditPage frame={frame} id={id} name={name} form={form} {...backTo(back)} />,
};

export const localPartnerCard: Card<LocalPartner> = {
  kind: 'local_partner',
  find: ({ localPartners }, id) => localPartners.find((partner) => partner.id === id),
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  typed: typedLocalPartner,
  read: readLocalPartner,
  save: saveLocalPartner,
  page: ({ id, name }, { frame, dossier, form, back }) => (
    <LocalPartnerEditPage frame={frame} id={id} name={name} form={form} structures={optionsOf(dossier.structures)} present={form.lists.structureIds ?? []} {...backTo(back)} />
  ),
};

export const referentCard: Card<Referent> = {
  kind: 'referent',
  find: ({ referents }, id) => referents.find((referent) => referent.id === id),
  idOf: ({ id }) => id,
  nameOf: ({ fullName }) => fullName,
  typed: typedReferent,
  read: readReferent,
  save: saveReferent,
  page: ({ id, fullName }, shown) => referentPage(id, fullName, shown),
};

/** The card of a référent not yet recorded. `find` makes a blank one under the id it is to bear. */
export const newReferentCard: Card<Referent> = {
  ...referentCard,
  find: (_, id) => ({ id, partnerId: '', structureId: null, fullName: '', phone: null, email: null }),
  page: (_, shown) => referentPage(null, 'Nouveau référent', shown),
};

function referentPage(id: string | null, name: string, { frame, dossier, form, back }: Shown): VNode {
  const partners = optionsOf([...dossier.nationalPartners, ...dossier.localPartners]);
  return <ReferentEditPage frame={frame} id={id} name={name} form={form} partners={partners} structures={optionsOf(dossier.structures)} {...backTo(back)} />;
}

/** Hours as art. 4.2 counts them: with those of the antennes of the structure. */
function openingOf(structure: Structure, { structures }: Dossier): { minutesPerWeek: number; daysPerWeek: number } | null {
  if (structure.hours === null) return null;
  const { minutes, days } = examineOpening(structure, structures.filter(({ format, principalId }) => format === 'antenne' && principalId === structure.id));
  return { minutesPerWeek: minutes, daysPerWeek: days };
}

function optionsOf(named: readonly { id: string; name: string }[]): Option[] {
  return named.map(({ id, name }) => ({ value: id, label: name }));
}

function backTo(back: string | undefined): { back?: string } {
  return back === undefined ? {} : { back };
}
