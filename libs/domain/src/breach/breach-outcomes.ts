import type { Event, Outcome } from '../workflow/workflow.js';
import { clockFrom } from './breach.js';
import type { Breach, BreachController, BreachFacts, CnilNotice } from './breach.js';

type Facts = BreachFacts;
type Asked = Event<Breach>;

export function declareBreach(): Outcome<Breach> {
  return { effects: [{ type: 'announceBreach' }] };
}

export function keepDescription(_: Facts, event: Asked): Outcome<Breach> {
  return event.type === 'describe' ? { change: { ...event.description } } : {};
}

export function restartClock({ awareAt, formerAwareAt, timeZone }: Facts, event: Asked): Outcome<Breach> {
  return event.type === 'correctAwareness' ? { change: { ...clockFrom(event.awareAt, timeZone), formerAwareAt: [...formerAwareAt, awareAt] } } : {};
}

export function keepNotice({ notices }: Facts, event: Asked): Outcome<Breach> {
  if (event.type !== 'notify' && event.type !== 'complement') return {};
  const notice: CnilNotice = { kind: event.type === 'notify' ? 'initial' : 'complementary', at: event.doneAt, reference: event.reference.trim(), recordedAt: event.at };
  return { change: { notices: [...notices, notice] } };
}

export function keepAssessment({ assessments }: Facts, event: Asked): Outcome<Breach> {
  return event.type === 'assess' ? { change: { assessments: [...assessments, { risk: event.risk, at: event.at }] } } : {};
}

export function keepPersonsTold({ personsTold }: Facts, event: Asked): Outcome<Breach> {
  return event.type === 'tellPersons' ? { change: { personsTold: [...personsTold, { at: event.doneAt, count: event.count, means: event.means, recordedAt: event.at }] } } : {};
}

export function keepException(_: Facts, event: Asked): Outcome<Breach> {
  return event.type === 'exempt' ? { change: { exception: { ground: event.ground, publicAt: event.publicAt, recordedAt: event.at } } } : {};
}

/** Those named before stay, told or not. */
export function nameControllers({ controllers }: Facts, event: Asked): Outcome<Breach> {
  if (event.type !== 'nameControllers') return {};
  const known = controllers ?? [];
  const added = [...new Set(event.partnerIds)].filter((id) => !known.some(({ partnerId }) => partnerId === id));
  return {
    change: { controllers: [...known, ...added.map((partnerId): BreachController => ({ partnerId, namedAt: event.at, told: null }))] },
    effects: added.map((partnerId) => ({ type: 'informController' as const, partnerId })),
  };
}

export function nameNoController(): Outcome<Breach> {
  return { change: { controllers: [] } };
}

export function keepControllerTold({ controllers }: Facts, event: Asked): Outcome<Breach> {
  if (event.type !== 'recordControllerTold') return {};
  const { partnerId, doneAt, means } = event;
  return { change: { controllers: (controllers ?? []).map((one) => (one.partnerId === partnerId ? { ...one, told: { at: doneAt, means } } : one)) } };
}

export function keepClosing(_: Facts, event: Asked): Outcome<Breach> {
  return { change: { closedAt: event.at } };
}

export function reopenFile(): Outcome<Breach> {
  return { change: { closedAt: null } };
}
