import { EntitySchema } from 'typeorm';
import type { EntitySchemaColumnOptions } from 'typeorm';
import type { Departement, Gestionnaire, LegalDay, LocalPartner, NationalPartner, Offer, Permanence, Referent, Rhythm, Signatory, Structure, Weekday } from '#libs/domain';

/** Every row but the reference belongs to one département: row-level security and the composite keys stand on this column. */
type OfDepartement = { departementCode: string };

/** A row names its partner by national code or by local id, exactly one of them (a check of the table). */
type PartnerColumns = { nationalPartnerCode: string | null; localPartnerId: string | null };

export type DepartementRow = Departement & { prefetSignatory: Signatory | null };
export type GestionnaireRow = Gestionnaire & OfDepartement;
export type StructureRow = Omit<Structure, 'nationalPartnerIds' | 'stops'> & OfDepartement;
export type StructurePresenceRow = OfDepartement & { structureId: string; nationalPartnerCode: string };
export type NationalPartnerRow = { code: string; rank: number; memberFrom: LegalDay | null; memberTo: LegalDay | null };
export type NationalPartnerNameRow = { nationalPartnerCode: string; rank: number; name: string; validFrom: LegalDay | null; validTo: LegalDay | null };
export type NationalPartnerBodyRow = Omit<NationalPartner, 'code' | 'name'> & OfDepartement & { nationalPartnerCode: string };
export type LocalPartnerRow = Omit<LocalPartner, 'structureIds'> & OfDepartement;
export type LocalPartnerPresenceRow = OfDepartement & { localPartnerId: string; structureId: string };
export type ReferentRow = Omit<Referent, 'partnerId'> & OfDepartement & PartnerColumns;
export type OfferRow = Omit<Offer, 'partnerId' | 'permanences'> & OfDepartement & PartnerColumns & { permanences: readonly Permanence[] };
export type StructureStopRow = OfDepartement & {
  id: string; structureId: string; rank: number; commune: string; place: string; weekday: Weekday; rhythm: Rhythm; from: number | null; to: number | null;
};
export type SignatoryCandidateRow = Signatory & OfDepartement & { id: string; bodyKind: 'prefet' | 'gestionnaire' | 'national_partner' | 'local_partner'; bodyId: string | null };

const key: EntitySchemaColumnOptions = { type: 'uuid', primary: true };
const text: EntitySchemaColumnOptions = { type: 'text' };
const textOrNull: EntitySchemaColumnOptions = { type: 'text', nullable: true };
const json: EntitySchemaColumnOptions = { type: 'jsonb' };
const jsonOrNull: EntitySchemaColumnOptions = { type: 'jsonb', nullable: true };
const uuid = (name: string): EntitySchemaColumnOptions => ({ type: 'uuid', name });
const uuidOrNull = (name: string): EntitySchemaColumnOptions => ({ type: 'uuid', name, nullable: true });
const dayOrNull = (name: string): EntitySchemaColumnOptions => ({ type: 'date', name, nullable: true });
const departementCode: EntitySchemaColumnOptions = { type: 'text', name: 'departement_code' };
const nationalPartnerCode: EntitySchemaColumnOptions = { type: 'text', name: 'national_partner_code' };

export const DepartementEntity = new EntitySchema<DepartementRow>({
  name: 'departement',
  columns: {
    code: { type: 'text', primary: true },
    name: text,
    ofName: { type: 'text', name: 'of_name' },
    timeZone: { type: 'text', name: 'time_zone' },
    prefecture: json,
    prefetTitle: { type: 'text', name: 'prefet_title' },
    prefetSignatory: { type: 'jsonb', name: 'prefet_signatory', nullable: true },
  },
});

export const GestionnaireEntity = new EntitySchema<GestionnaireRow>({
  name: 'gestionnaire',
  columns: { id: key, departementCode, name: text, kind: text, siret: text, address: text, postcode: text, city: text, email: text, signatory: jsonOrNull },
});

export const StructureEntity = new EntitySchema<StructureRow>({
  name: 'structure',
  columns: {
    id: key,
    departementCode,
    gestionnaireId: uuidOrNull('gestionnaire_id'),
    principalId: uuidOrNull('principal_id'),
    name: text,
    format: text,
    address: text,
    postcode: text,
    city: text,
    inseeCommune: { type: 'text', name: 'insee_commune' },
    phone: textOrNull,
    email: textOrNull,
    contactFormUrl: { type: 'text', name: 'contact_form_url', nullable: true },
    hours: jsonOrNull,
    equipment: json,
    staff: json,
    labelledOn: dayOrNull('labelled_on'),
    management: textOrNull,
  },
});

export const StructurePresenceEntity = new EntitySchema<StructurePresenceRow>({
  name: 'structure_national_partner',
  columns: { structureId: { ...uuid('structure_id'), primary: true }, nationalPartnerCode: { ...nationalPartnerCode, primary: true }, departementCode },
});

export const NationalPartnerEntity = new EntitySchema<NationalPartnerRow>({
  name: 'national_partner',
  columns: { code: { type: 'text', primary: true }, rank: { type: 'int' }, memberFrom: dayOrNull('member_from'), memberTo: dayOrNull('member_to') },
});

export const NationalPartnerNameEntity = new EntitySchema<NationalPartnerNameRow>({
  name: 'national_partner_name',
  columns: {
    nationalPartnerCode: { ...nationalPartnerCode, primary: true },
    rank: { type: 'int', primary: true },
    name: text,
    validFrom: dayOrNull('valid_from'),
    validTo: dayOrNull('valid_to'),
  },
});

export const NationalPartnerBodyEntity = new EntitySchema<NationalPartnerBodyRow>({
  name: 'national_partner_body',
  columns: { id: key, departementCode, nationalPartnerCode, localBody: { type: 'text', name: 'local_body' }, address: text, email: text, siret: textOrNull, signatory: jsonOrNull, services: json },
});

export const LocalPartnerEntity = new EntitySchema<LocalPartnerRow>({
  name: 'local_partner',
  columns: { id: key, departementCode, name: text, kind: text, address: text, email: text, siret: textOrNull, signatory: jsonOrNull },
});

export const LocalPartnerPresenceEntity = new EntitySchema<LocalPartnerPresenceRow>({
  name: 'local_partner_structure',
  columns: { localPartnerId: { ...uuid('local_partner_id'), primary: true }, structureId: { ...uuid('structure_id'), primary: true }, departementCode },
});

const partnerColumns = { nationalPartnerCode: { ...nationalPartnerCode, nullable: true }, localPartnerId: uuidOrNull('local_partner_id') };

export const ReferentEntity = new EntitySchema<ReferentRow>({
  name: 'referent',
  columns: { id: key, departementCode, ...partnerColumns, structureId: uuidOrNull('structure_id'), fullName: { type: 'text', name: 'full_name' }, phone: textOrNull, email: textOrNull },
});

export const OfferEntity = new EntitySchema<OfferRow>({
  name: 'offer',
  columns: { id: key, departementCode, ...partnerColumns, structureId: uuid('structure_id'), label: text, schedule: textOrNull, mode: text, permanences: json },
});

export const StructureStopEntity = new EntitySchema<StructureStopRow>({
  name: 'structure_stop',
  columns: {
    id: key, departementCode, structureId: uuid('structure_id'), rank: { type: 'int' }, commune: text, place: text, weekday: text, rhythm: text,
    from: { type: 'int', name: 'from_minute', nullable: true }, to: { type: 'int', name: 'to_minute', nullable: true },
  },
});

export const SignatoryCandidateEntity = new EntitySchema<SignatoryCandidateRow>({
  name: 'signatory_candidate',
  columns: {
    id: key, departementCode, bodyKind: { type: 'text', name: 'body_kind' }, bodyId: uuidOrNull('body_id'), civility: text,
    firstName: { type: 'text', name: 'first_name' }, lastName: { type: 'text', name: 'last_name' }, quality: text, email: text, mobile: textOrNull, authority: textOrNull,
  },
});

/** What the database composition registers. */
export const directoryEntities = [
  DepartementEntity,
  GestionnaireEntity,
  StructureEntity,
  StructurePresenceEntity,
  NationalPartnerEntity,
  NationalPartnerNameEntity,
  NationalPartnerBodyEntity,
  LocalPartnerEntity,
  LocalPartnerPresenceEntity,
  ReferentEntity,
  OfferEntity,
  StructureStopEntity,
  SignatoryCandidateEntity,
] as const;
