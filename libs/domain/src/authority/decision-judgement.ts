import { authorityFault } from './authority-faults.js';
import type { AuthorityFaultCode, Judgement, PublicityFault } from './authority-faults.js';
import { authorityRequired, covers, lastDayOf } from './authority.js';
import type { ActToSign, BodyDecision, PersonPower, SigningAuthority, SigningBodyKind, Tenure } from './authority.js';
import type { LegalBasis } from './legal-bases.js';
import { publicityFaults } from './publicity-faults.js';

type Found = [AuthorityFaultCode, readonly LegalBasis[]];
type Standing = Extract<BodyDecision, { kind: 'standing' }>;

/** `council`: who decides, and who carries out. `list`: what the assembly may delegate, when the law lists it. */
type Texts = { council: LegalBasis; executory: LegalBasis; list: LegalBasis };
const ownTexts: Texts = { council: 'own_rules', executory: 'executory_other', list: 'own_rules' };
const textsOf: Readonly<Partial<Record<SigningBodyKind, Texts>>> = {
  commune: { council: 'council_commune', executory: 'executory_commune', list: 'list_commune' },
  departement: { council: 'council_departement', executory: 'executory_departement', list: 'list_departement' },
  epci: { council: 'council_epci', executory: 'executory_epci', list: 'standing_epci' },
};

/** Did the body agree to this text, by an act that was executory when somebody signed? */
export function judgeDecision({ power, decision }: SigningAuthority, act: ActToSign, tenures: readonly Tenure[]): Judgement {
  const needed = authorityRequired(act.body.kind);
  const texts = textsOf[act.body.kind] ?? ownTexts;
  if (needed === 'none') return { faults: [], remarks: [], bases: [] };
  if (decision === null && needed === 'own_rules') return { faults: [], remarks: ['decision_not_shown'], bases: [texts.council] };
  if (decision === null || (decision.kind === 'own_decision' && needed !== 'own_rules')) return judged([['decision_missing', [texts.council]]], [texts.council]);
  if (decision.kind === 'standing' && needed === 'specific_deliberation') return judged([['decision_not_specific', [texts.council, texts.list]]], [texts.council]);

  const late: Found[] = decision.adoptedOn > act.moment.day ? [['decision_adopted_after', [texts.council]]] : [];
  if (decision.kind === 'own_decision') return judged(late, [texts.council]);
  const executory = publicityFaults(decision, act.moment).map((fault): Found => [fault, [texts.executory, ...rulings[fault]]]);
  if (decision.kind === 'standing') return judged([...late, ...executory, ...standingFaults(decision, power, act, tenures, texts)], [texts.list, texts.executory]);
  const otherText: Found[] = decision.approvesHash !== null && decision.approvesHash !== act.contentHash ? [['decision_other_text', ['content_hash']]] : [];
  return { ...judged([...late, ...otherText, ...executory], [texts.council, texts.executory]), remarks: decision.approvesHash === null ? ['text_not_named'] : [] };
}

const rulings: Readonly<Record<PublicityFault, readonly LegalBasis[]>> = {
  not_published: [],
  published_too_late: ['executory_when_signing'],
  published_same_day_unproven: ['same_day'],
  not_transmitted: ['executory_when_signing'],
  transmitted_too_late: ['executory_when_signing', 'not_cured_later'],
  transmitted_same_day_unproven: ['same_day'],
};

function standingFaults(decision: Standing, power: PersonPower, act: ActToSign, tenures: readonly Tenure[], { list }: Texts): Found[] {
  const outside = decision.scope.territory === 'part' || !covers(decision.scope, act.object);
  const kept = power.kind === 'delegation' && !decision.subdelegable;
  return [
    ...(outside ? [['standing_scope', [list]] satisfies Found] : []),
    ...(hasLapsed(decision, power, act, tenures) ? [['standing_lapsed', [list, 'standing_personal']] satisfies Found] : []),
    ...(kept ? [['subdelegation_not_allowed', ['standing_passed_on']] satisfies Found] : []),
  ];
}

/** Given to a president, not to the office: it starts in their term, and ends with it. */
function hasLapsed({ adoptedOn }: Standing, power: PersonPower, { moment }: ActToSign, tenures: readonly Tenure[]): boolean {
  const tenure = power.kind === 'interim' ? undefined : tenures.find(({ id }) => id === power.tenureId);
  if (!tenure) return false;
  const last = lastDayOf(tenure, tenures);
  return adoptedOn < tenure.from || (last !== null && moment.day > last);
}

function judged(found: readonly Found[], bases: readonly LegalBasis[]): Judgement {
  return { faults: found.map(([code, because]) => authorityFault(code, 'decision', because, false)), remarks: [], bases };
}
