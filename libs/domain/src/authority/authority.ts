import type { GestionnaireKind } from '../directory/directory.js';
import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { Publicity, SigningMoment } from './publicity.js';

/** Every body that signs, as the directory sorts them. */
export type SigningBodyKind = 'prefet' | GestionnaireKind | 'national_partner' | 'local_partner';

/** Whose signature commits a body. `head`: whoever its statutes or texts designate (director, president of an association, company officer). */
export type OfficialOffice = 'prefet' | 'maire' | 'president_epci' | 'president_departement' | 'head';

/** What is signed, in the words of rounds. */
export type SignedObject = 'agreement' | 'amendment' | 'adhesion';

/**
 * What a delegation covers, as it is written. `part`: less than the body's territory, like an arrondissement; a departmental agreement is wider
 * (décret n° 2004-374, art. 43, 5°).
 */
export type Scope = { objects: 'all' | readonly SignedObject[]; excludes: readonly SignedObject[]; territory: 'whole' | 'part' };

/** Who held an office and when, `until` being the last day; one term of office, so a re-election opens another. Null as long as no end is known. */
export type Tenure = { id: string; office: OfficialOffice; bodyId: string; holderId: string; from: LegalDay; until: LegalDay | null };

/**
 * The order, or the power, by which somebody may sign for another. `from` and `until` included. `immediate`: it says that it applies at once (CRPA,
 * art. L221-2). `subdelegable`: whoever receives it may pass it on (décret n° 2004-374, art. 44: heads of decentralised services, unless the préfet excludes it).
 */
export type DelegationAct = {
  reference: string;
  signedOn: LegalDay;
  delegateId: string;
  published: Publicity | null;
  transmitted: Publicity | null;
  immediate: boolean;
  from: LegalDay;
  until: LegalDay | null;
  scope: Scope;
  subdelegable: boolean;
};

/** A deliberation, with the two formalities that make it executory. */
export type Deliberation = { reference: string; adoptedOn: LegalDay; published: Publicity | null; transmitted: Publicity | null };

/**
 * The title under which a person signs. `tenureId` is the term of office of whoever signs, or delegates; null when it is only declared.
 * `nature`: a delegation of signature is given by a person and ends with their office; a power is given in the body's name and outlives them.
 */
export type PersonPower =
  | { kind: 'own_right'; office: OfficialOffice; tenureId: string | null }
  | { kind: 'delegation'; office: OfficialOffice; tenureId: string | null; nature: 'signature' | 'power'; act: DelegationAct; subdelegation: DelegationAct | null }
  | { kind: 'interim'; office: OfficialOffice; ground: 'vacancy' | 'absence'; personId: string; reference: string | null; from: LegalDay; until: LegalDay | null };

/**
 * By what the body agreed to the text. `approvesHash`: the content hash the deliberation names; null when it names none. `standing`: what an assembly
 * delegated to its executive once and for all, which only an EPCI may use here (CGCT, art. L5211-10). `own_decision`: statutes, board, company body.
 */
export type BodyDecision =
  | ({ kind: 'deliberation'; approvesHash: string | null } & Deliberation)
  | ({ kind: 'standing'; scope: Scope; subdelegable: boolean } & Deliberation)
  | { kind: 'own_decision'; reference: string; adoptedOn: LegalDay };

/** What entitles a signature: ids, days and references, never a name (decision 26). Both halves are judged: an adjoint signs with two titles. */
export type SigningAuthority = { bodyId: string; power: PersonPower; decision: BodyDecision | null };

/** The title of one same person, now known as `present`: an address or a name was better written. What it says of others stays. */
export function titleUnder({ power, ...title }: SigningAuthority, former: string, present: string): SigningAuthority {
  const renamed = (id: string): string => (id === former ? present : id);
  const act = (one: DelegationAct): DelegationAct => ({ ...one, delegateId: renamed(one.delegateId) });
  switch (power.kind) {
    case 'own_right':
      return { ...title, power };
    case 'delegation':
      return { ...title, power: { ...power, act: act(power.act), subdelegation: power.subdelegation && act(power.subdelegation) } };
    case 'interim':
      return { ...title, power: { ...power, personId: renamed(power.personId) } };
  }
}

/** The signature to judge. `personId` is of whoever signs, the same as in tenures and delegations. */
export type ActToSign = { moment: SigningMoment; object: SignedObject; contentHash: string; personId: string; body: { id: string; kind: SigningBodyKind } };

/** `own_rules`: what its statutes or texts say; a decision is kept when there is one, and none is asked for. */
export type RequiredDecision = 'none' | 'specific_deliberation' | 'any_deliberation' | 'own_rules';

const required: Readonly<Record<SigningBodyKind, RequiredDecision>> = {
  prefet: 'none',
  commune: 'specific_deliberation',
  departement: 'specific_deliberation',
  epci: 'any_deliberation',
  association: 'own_rules',
  la_poste: 'own_rules',
  msa: 'own_rules',
  other_public: 'own_rules',
  national_partner: 'own_rules',
  local_partner: 'own_rules',
};

const offices: Readonly<Record<SigningBodyKind, readonly OfficialOffice[]>> = {
  prefet: ['prefet'],
  commune: ['maire'],
  departement: ['president_departement'],
  epci: ['president_epci'],
  association: ['head'],
  la_poste: ['head'],
  msa: ['head'],
  other_public: ['head'],
  // The ministère de l'Intérieur signs by the préfet.
  national_partner: ['head', 'prefet'],
  local_partner: ['head'],
};

/**
 * What a body must have decided before somebody signs for it. A commune and a département cannot delegate this to their executive: the lists of
 * CGCT L2122-22 and L3211-2 are limitative. A deliberation of the commission permanente is one of the département.
 */
export function authorityRequired(kind: SigningBodyKind): RequiredDecision {
  return required[kind];
}

/** The offices whose signature commits such a body. */
export function officesOf(kind: SigningBodyKind): readonly OfficialOffice[] {
  return offices[kind];
}

/** The last day of a term of office: its own end, or what the next one leaves it, even if nobody recorded the departure. Null while it runs. */
export function lastDayOf(tenure: Tenure, tenures: readonly Tenure[]): LegalDay | null {
  const next = tenures
    .filter(({ office, bodyId, from }) => office === tenure.office && bodyId === tenure.bodyId && from > tenure.from)
    .map(({ from }) => from)
    .sort()[0];
  if (next === undefined) return tenure.until;
  // On the day of a handover both may have signed; nobody recorded it, the former one had left.
  return tenure.until === null ? addDays(next, -1) : tenure.until < next ? tenure.until : next;
}

export function isInOffice(tenure: Tenure, day: LegalDay, tenures: readonly Tenure[]): boolean {
  const last = lastDayOf(tenure, tenures);
  return tenure.from <= day && (last === null || day <= last);
}

export function covers({ objects, excludes }: Scope, object: SignedObject): boolean {
  return (objects === 'all' || objects.includes(object)) && !excludes.includes(object);
}
