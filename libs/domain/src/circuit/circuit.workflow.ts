import { reasonLengthMin } from './circuit.js';
import type { Circuit } from './circuit.js';
import type { Event, Outcome, Workflow } from '../workflow/workflow.js';

type Facts = Circuit['facts'];

// prettier-ignore
export const circuitWorkflow: Workflow<Circuit> = {
  name: 'circuit',
  initial: 'waiting',
  rows: [
    // from       on             to          when  unless                                         then         basis
    ['waiting',  'invite',      'invited',  null, [],                                            keepSince,   'décision 5 : groupes successifs'],
    ['invited',  'remind',      'invited',  null, [],                                            null         ],
    ['invited',  'requestCode', 'invited',  null, [otherSignatory, otherContent],                null         ],
    ['invited',  'approve',     'approved', null, [otherSignatory, otherContent],                keepOrder,   'C. civ. 1366 et 1367'],
    ['invited',  'refuse',      'refused',  null, [otherSignatory, otherContent, reasonMissing], keepReason   ],
    ['refused',  'invite',      'invited',  null, [],                                            clearReason, 'reprise par la préfecture'],
  ],
  otherwise: { waiting: 'not_your_turn', approved: 'already_signed', refused: 'already_refused' },
  deadlines: { waiting: null, invited: null, approved: null, refused: null },
};

/** Links bind to one person: a signatory who was replaced cannot sign for the body any more. */
function otherSignatory({ signatoryId }: Facts, event: Event<Circuit>) {
  return 'signatoryId' in event && event.signatoryId !== signatoryId ? ('other_signatory' as const) : null;
}

/** Every consent binds to the certified bytes (decision 1): an old link never signs a newer text, nor a new link an older one. */
function otherContent({ contentHash }: Facts, event: Event<Circuit>) {
  return 'contentHash' in event && event.contentHash !== contentHash ? ('other_content' as const) : null;
}

function reasonMissing(_: Facts, event: Event<Circuit>) {
  return event.type === 'refuse' && event.reason.trim().length < reasonLengthMin ? ('reason_missing' as const) : null;
}

function keepSince(_: Facts, event: Event<Circuit>): Outcome<Circuit> {
  return { change: { since: event.at } };
}

function keepOrder(_: Facts, event: Event<Circuit>): Outcome<Circuit> {
  return event.type === 'approve' ? { change: { since: event.at, order: event.order } } : {};
}

function keepReason(_: Facts, event: Event<Circuit>): Outcome<Circuit> {
  return event.type === 'refuse' ? { change: { since: event.at, reason: event.reason.trim() } } : {};
}

function clearReason(_: Facts, event: Event<Circuit>): Outcome<Circuit> {
  return { change: { since: event.at, reason: null } };
}
