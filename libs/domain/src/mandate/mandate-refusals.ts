import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../legal-time/legal-day.js';
import type { Event } from '../workflow/workflow.js';
import { endInstant } from './mandate-days.js';
import { informationItems } from './mandate.js';
import type { Ability, Mandate, MandateFacts, MandateRefusal, MandateStanding, ScopeItem } from './mandate.js';

type Facts = MandateFacts;
type Asked = Event<Mandate>;

const sha256 = /^[0-9a-f]{64}$/;

// --- the steps before the signature ---------------------------------------------------------------------------------

export function notOnSite(_: Facts, event: Asked) {
  return (event.type === 'inform' || event.type === 'sign') && event.place !== 'on_site' ? ('remote_signature' as const) : null;
}

const abilityRefusals: Readonly<Record<Ability, MandateRefusal | null>> = { able: null, minor: 'person_minor', protected: 'person_protected', cannot_sign: 'person_cannot_sign' };

export function notAble(_: Facts, event: Asked) {
  return event.type === 'inform' ? abilityRefusals[event.ability] : null;
}

export function informationIncomplete(_: Facts, event: Asked) {
  return event.type === 'inform' && informationItems.some((item) => !event.items.includes(item)) ? ('information_incomplete' as const) : null;
}

export function noAgreement(_: Facts, event: Asked) {
  return (event.type === 'inform' || event.type === 'define' || event.type === 'sign') && event.standing.agreementId === null ? ('no_agreement' as const) : null;
}

/** On signature the scope is judged again: a partner, or a démarche, may have left the structure since it was defined. */
export function scopeFaulty({ scope }: Facts, event: Asked) {
  if (event.type === 'define') return scopeFault(event.scope, event.standing);
  return event.type === 'sign' ? scopeFault(scope, event.standing) : null;
}

function scopeFault(scope: readonly ScopeItem[], { demarches, partners }: MandateStanding): MandateRefusal | null {
  if (scope.length === 0) return 'scope_empty';
  if (new Set(scope.map(({ demarche }) => demarche)).size < scope.length) return 'demarche_twice';
  for (const item of scope) {
    if (!demarches.includes(item.demarche)) return 'demarche_not_offered';
    if (!item.actions && !item.dataRequests) return 'nothing_entrusted';
    if (item.partners.length === 0) return 'partner_missing';
    if (item.partners.some((partner) => !partners.includes(partner))) return 'partner_absent';
  }
  return null;
}

export function durationMissing({ duration }: Facts, event: Asked) {
  return (event.type === 'define' ? event.duration : duration) === null ? ('duration_missing' as const) : null;
}

export function scanMissing(_: Facts, event: Asked) {
  return event.type === 'sign' && event.signature.means === 'paper' && !sha256.test(event.signature.scanHash) ? ('scan_missing' as const) : null;
}

export function textMissing(_: Facts, event: Asked) {
  return event.type === 'sign' && (event.text.version.trim() === '' || !sha256.test(event.text.hash)) ? ('text_missing' as const) : null;
}

/** What binds is what was read: a scope corrected on another screen, or after the originals were printed, is read again first. */
export function scopeChanged({ definedAt }: Facts, event: Asked) {
  return event.type === 'sign' && event.definedAt !== definedAt ? ('scope_changed' as const) : null;
}

/** Art. 4.6: informed, then identified, then what is entrusted, then signed. Each step asked too early is refused by the name of the one that lacks. */
export function notInformed() {
  return 'not_informed' as const;
}

export function identityNotVerified() {
  return 'identity_not_verified' as const;
}

export function scopeNotDefined() {
  return 'scope_not_defined' as const;
}

// --- while it runs ----------------------------------------------------------------------------------------------------

/** The calendar has spoken first, as a rule; the second that counts is judged all the same. */
export function pastItsEnd(facts: Facts, event: Asked) {
  return isPast(facts, event.at) || (facts.endsOn !== null && event.effectiveOn > facts.endsOn) ? ('expired_already' as const) : null;
}

export function isPast(facts: Facts, at: Instant): boolean {
  const end = endInstant(facts);
  // Instants do not sort as text: fractions of a second are written when there are some.
  return end !== null && Temporal.Instant.compare(Temporal.Instant.from(at), Temporal.Instant.from(end)) >= 0;
}

export function notEntrusted({ scope, takenOver, sharing }: Facts, event: Asked): MandateRefusal | null {
  if (event.type !== 'act') return null;
  const { demarche, kind, partner } = event.act;
  const item = scope.find((one) => one.demarche === demarche);
  if (!item) return 'outside_scope';
  if (takenOver.some((one) => one.demarche === demarche)) return 'taken_over';
  if (kind === 'action' && !item.actions) return 'action_not_entrusted';
  if (kind === 'data_request' && !item.dataRequests) return 'data_request_not_entrusted';
  // Consent lets data pass; a power is given in writing, démarche by démarche (C. civ. 1989).
  const isShared = kind === 'data_request' && sharing.some((one) => one.partner === partner);
  return item.partners.includes(partner) || isShared ? null : 'partner_not_entrusted';
}

/** Where the service reads that the named agent is the mandataire, nobody else of the structure acts. */
export function notTheMandatary({ readings, agentId }: Facts, event: Asked) {
  return event.type === 'act' && readings.mandatary === 'agent' && event.agentId !== agentId ? ('not_the_mandatary' as const) : null;
}

/** One of those present in the structure, by its id: nothing typed is written in the journal. */
export function partnerUnnamed(_: Facts, event: Asked): MandateRefusal | null {
  if (event.type !== 'consentSharing') return null;
  if (event.partner.trim() === '') return 'partner_missing';
  return event.standing.partners.includes(event.partner) ? null : 'partner_absent';
}

export function sharedAlready({ sharing }: Facts, event: Asked) {
  return event.type === 'consentSharing' && sharing.some(({ partner }) => partner === event.partner) ? ('shared_already' as const) : null;
}

export function occurredLater(_: Facts, event: Asked) {
  return event.type === 'lapse' && event.occurredOn !== null && event.occurredOn > event.effectiveOn ? ('occurred_later' as const) : null;
}

// --- after its end ------------------------------------------------------------------------------------------------------

/** The first end stays the end: a second revocation is answered with the date of the first. */
export function overAlready({ end }: Facts): MandateRefusal {
  if (end === null) return 'draft_dropped';
  if (end.how === 'revoked') return 'revoked_already';
  return end.how === 'expired' ? 'expired_already' : 'ended_already';
}

/** Decision 22: archives' visa and slip apply to every gestionnaire, for its public-service mission. Only a draft goes without. */
export function slipMissing(_: Facts, event: Asked) {
  return event.type === 'recordDestruction' && event.slipId === null ? ('slip_missing' as const) : null;
}
