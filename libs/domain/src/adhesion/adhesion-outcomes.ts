import type { LegalDay } from '../legal-time/legal-day.js';
import type { Event, Outcome } from '../workflow/workflow.js';
import { voteUntil } from './adhesion.js';
import type { Adhesion, AdhesionEffect, AdhesionFacts, AdhesionNews } from './adhesion.js';

type Facts = AdhesionFacts;
type Asked = Event<Adhesion>;

export function ask({ structureIds }: Facts, event: Asked): Outcome<Adhesion> {
  if (event.type !== 'ask') return {};
  const { structures, inForceSince } = event.agreement;
  const concernedIds = [...new Set(structures.filter(({ id }) => structureIds.includes(id)).map(({ gestionnaireId }) => gestionnaireId))];
  const until = voteUntil({ askedOn: event.effectiveOn });
  return {
    change: { inForceSince, concernedIds, askedOn: event.effectiveOn },
    effects: [{ type: 'informPartner', what: 'asked' }, { type: 'askVotes', until, uselessAfter: until }, { type: 'informPrefecture', what: 'asked' }],
  };
}

export function withVote({ votes }: Facts, event: Asked): Pick<Facts, 'votes'> {
  if (event.type !== 'vote') return { votes };
  const { gestionnaireId, choice, reason, effectiveOn: on } = event;
  return { votes: [...votes.filter((vote) => vote.gestionnaireId !== gestionnaireId), { gestionnaireId, choice, reason: reason.trim(), on }] };
}

export function keepVote(facts: Facts, event: Asked): Outcome<Adhesion> {
  return { change: withVote(facts, event), effects: [{ type: 'informPrefecture', what: 'voted' }] };
}

export function accept(facts: Facts, event: Asked): Outcome<Adhesion> {
  return { change: { ...withVote(facts, event), acceptedOn: event.effectiveOn }, effects: everyone('accepted') };
}

export function refuse(facts: Facts, event: Asked): Outcome<Adhesion> {
  return { change: withVote(facts, event), effects: everyone('refused') };
}

export function remindVoters(facts: Facts): Outcome<Adhesion> {
  const until = voteUntil(facts);
  return { effects: [{ type: 'remindVoters', until, uselessAfter: until }] };
}

export function lapse(): Outcome<Adhesion> {
  return { effects: everyone('lapsed') };
}

export function withdraw(): Outcome<Adhesion> {
  return { effects: everyone('withdrawn') };
}

export function openSigning(_: Facts, event: Asked): Outcome<Adhesion> {
  return event.type === 'openSigning' ? { change: { roundId: event.roundId }, effects: [{ type: 'informPartner', what: 'signing' }] } : {};
}

/** Nobody is bound by an agreement that is not in force yet. */
export function boundFrom({ inForceSince }: Facts, signedOn: LegalDay): LegalDay {
  return inForceSince !== null && inForceSince > signedOn ? inForceSince : signedOn;
}

export function enter(facts: Facts, event: Asked): Outcome<Adhesion> {
  if (event.type !== 'recordSignatures') return {};
  const since = boundFrom(facts, event.signedOn);
  return {
    change: { signedOn: event.signedOn, boundFrom: since },
    effects: [{ type: 'admitParty', since }, { type: 'updateAnnexes', from: since }, ...everyone('in_force')],
  };
}

export function abandon(): Outcome<Adhesion> {
  return { change: { roundId: null }, effects: [{ type: 'informPartner', what: 'abandoned' }, { type: 'informPrefecture', what: 'abandoned' }] };
}

export function undo(): Outcome<Adhesion> {
  return { change: { boundFrom: null }, effects: everyone('without_object') };
}

function everyone(what: AdhesionNews): AdhesionEffect[] {
  return [{ type: 'informPartner', what }, { type: 'informPrefecture', what }, { type: 'informGestionnaires', what }];
}
