import { authorityFault } from './authority-faults.js';
import type { AuthorityFault, AuthorityFaultCode, JudgedAct, Judgement } from './authority-faults.js';
import { covers, isInOffice, lastDayOf, officesOf } from './authority.js';
import type { ActToSign, DelegationAct, OfficialOffice, PersonPower, SigningAuthority, Tenure } from './authority.js';
import type { LegalBasis } from './legal-bases.js';
import { publicityFaults } from './publicity-faults.js';
import { standingOf } from './publicity.js';
import type { SigningMoment } from './publicity.js';

type Found = [AuthorityFaultCode, readonly LegalBasis[]];
type Delegation = Extract<PersonPower, { kind: 'delegation' }>;
type Interim = Extract<PersonPower, { kind: 'interim' }>;

/** `own`: what the office may do. `personal`: why a delegation ends with whoever gave it. */
type Texts = { own: LegalBasis; delegation: LegalBasis; subdelegation: LegalBasis; interim: LegalBasis; personal: LegalBasis; executory: LegalBasis | null };
const textsOf: Readonly<Record<OfficialOffice, Texts>> = {
  prefet: { own: 'prefet', delegation: 'delegation_prefet', subdelegation: 'subdelegation_prefet', interim: 'interim_prefet', personal: 'personal_prefet', executory: null },
  maire: { own: 'council_commune', delegation: 'delegation_commune', subdelegation: 'delegation_commune', interim: 'substitute_commune', personal: 'personal_elected', executory: 'executory_commune' },
  president_epci: { own: 'council_epci', delegation: 'delegation_epci', subdelegation: 'delegation_epci', interim: 'substitute_epci', personal: 'personal_elected', executory: 'executory_epci' },
  president_departement: { own: 'council_departement', delegation: 'delegation_departement', subdelegation: 'delegation_departement', interim: 'substitute_departement', personal: 'personal_elected', executory: 'executory_departement' },
  head: { own: 'own_rules', delegation: 'private_power', subdelegation: 'private_power', interim: 'own_rules', personal: 'private_power', executory: null },
};

/** May this person sign for the body, at that moment? */
export function judgePower(authority: SigningAuthority, act: ActToSign, tenures: readonly Tenure[]): Judgement {
  const tenure = tenureOf(authority.power, tenures);
  return {
    faults: faultsOf(authority, tenure, act, tenures),
    remarks: authority.power.kind !== 'interim' && tenure === null ? ['tenure_declared'] : [],
    bases: appliedTo(authority.power),
  };
}

function faultsOf({ bodyId, power }: SigningAuthority, tenure: Tenure | null, act: ActToSign, tenures: readonly Tenure[]): AuthorityFault[] {
  const texts = textsOf[power.office];
  if (!officesOf(act.body.kind).includes(power.office)) return found([['not_in_office', [texts.own]]], 'power', power.office);
  switch (power.kind) {
    case 'own_right': {
      const holds = tenure === null || (isInOffice(tenure, act.moment.day, tenures) && tenure.holderId === act.personId);
      return found(holds ? [] : [['not_in_office', [texts.own, texts.interim]]], 'power', power.office);
    }
    case 'interim':
      // A département has one préfet, whatever the body he signs for.
      return found(interimFaults(power, act, tenures.filter((one) => one.office === power.office && (one.bodyId === bodyId || one.office === 'prefet'))), 'power', power.office);
    case 'delegation':
      return delegationFaults(power, tenure, act, tenures);
  }
}

function appliedTo(power: PersonPower): LegalBasis[] {
  const texts = textsOf[power.office];
  if (power.kind !== 'delegation') return [power.kind === 'interim' ? texts.interim : texts.own];
  return [texts.delegation, ...(power.subdelegation ? [texts.subdelegation] : []), ...(endsWithGiver(power) ? [] : ['power_outlives' as const])];
}

function tenureOf(power: PersonPower, tenures: readonly Tenure[]): Tenure | null {
  if (power.kind === 'interim' || power.tenureId === null) return null;
  const tenure = tenures.find(({ id }) => id === power.tenureId);
  if (!tenure) throw new Error('A power names a term of office that nobody gave');
  return tenure;
}

/** A vacancy lasts from one holder to the next: whoever holds the office shuts it, recorded or not. */
function interimFaults({ office, ground, personId, from, until }: Interim, { moment: { day }, personId: signer }: ActToSign, tenures: readonly Tenure[]): Found[] {
  const holder = ground === 'vacancy' ? tenures.find((tenure) => isInOffice(tenure, day, tenures)) : undefined;
  const { interim } = textsOf[office];
  const early = day < from || (holder !== undefined && holder.from < from);
  const over = (until !== null && day > until) || (holder !== undefined && holder.from >= from);
  return [
    ...(early ? [['interim_before', [interim]] satisfies Found] : []),
    ...(over ? [['interim_after', [interim]] satisfies Found] : []),
    ...(personId === signer ? [] : [['interim_of_another', [interim]] satisfies Found]),
  ];
}

function delegationFaults(power: Delegation, tenure: Tenure | null, act: ActToSign, tenures: readonly Tenure[]): AuthorityFault[] {
  const { office, act: first, subdelegation } = power;
  const texts = textsOf[office];
  const last = tenure && lastDayOf(tenure, tenures);
  const giver: Found[] = tenure && !isInOffice(tenure, first.signedOn, tenures) ? [['delegator_not_in_office', [texts.delegation]]] : [];
  const lapsed: Found[] = last !== null && act.moment.day > last && endsWithGiver(power) ? [['delegation_lapsed', [texts.personal]]] : [];
  const passedOn: Found[] = subdelegation && !first.subdelegable ? [['subdelegation_not_allowed', [texts.subdelegation]]] : [];
  const signer: Found[] = (subdelegation ?? first).delegateId === act.personId ? [] : [['delegation_of_another', [texts.delegation, texts.personal]]];
  return [
    ...found([...actFaults(first, office, act), ...giver, ...lapsed], 'power', office),
    ...(subdelegation ? found(actFaults(subdelegation, office, act), 'subdelegation', office) : []),
    ...found([...passedOn, ...signer], subdelegation ? 'subdelegation' : 'power', office),
  ];
}

/** What is given in the name of a private body outlives its director; what an officer of the State or an elected one gives is personal. */
function endsWithGiver({ office, nature }: Delegation): boolean {
  return office !== 'head' || nature === 'signature';
}

function actFaults(given: DelegationAct, office: OfficialOffice, { moment, object }: ActToSign): Found[] {
  const basis = textsOf[office].delegation;
  const start = given.from > given.signedOn ? given.from : given.signedOn;
  const codes: AuthorityFaultCode[] = [
    ...(moment.day < start ? ['delegation_before' as const] : []),
    ...(given.until !== null && moment.day > given.until ? ['delegation_after' as const] : []),
    ...(covers(given.scope, object) ? [] : ['delegation_scope' as const]),
    ...(given.scope.territory === 'part' ? ['delegation_territory' as const] : []),
  ];
  return [...publishedFaults(given, office, moment), ...codes.map((code): Found => [code, [basis]])];
}

function publishedFaults(given: DelegationAct, office: OfficialOffice, moment: SigningMoment): Found[] {
  const { delegation, executory } = textsOf[office];
  if (office === 'prefet') return orderFaults(given, moment);
  if (executory === null) return [];
  return publicityFaults(given, moment).map((fault) => [`delegation_${fault}`, [delegation, executory, 'delegation_regulatory']]);
}

/** The préfet's order is published, not transmitted, and applies the day after unless it says otherwise (CRPA, art. L221-2). */
function orderFaults({ published, immediate }: DelegationAct, moment: SigningMoment): Found[] {
  const bases = ['delegation_prefet', 'delegation_published'] as const;
  if (published !== null && published.on === moment.day && !immediate) return [['delegation_not_yet_in_force', ['delegation_prefet', 'day_after_publication']]];
  switch (standingOf(published, moment)) {
    case 'before': return [];
    case 'missing': return [['delegation_not_published', bases]];
    case 'too_late': return [['delegation_published_too_late', bases]];
    case 'same_day_unproven': return [['delegation_published_same_day_unproven', bases]];
  }
}

function found(faults: readonly Found[], act: JudgedAct, office: OfficialOffice): AuthorityFault[] {
  return faults.map(([code, bases]) => authorityFault(code, act, [...new Set(bases)], office === 'prefet'));
}
