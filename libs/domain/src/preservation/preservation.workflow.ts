import type { Event, Outcome, Workflow } from '../workflow/workflow.js';
import { renewalDay } from './preservation.js';
import type { Preservation, PreservationFacts } from './preservation.js';

// prettier-ignore
export const preservationWorkflow: Workflow<Preservation> = {
  name: 'preservation',
  initial: 'extending',
  rows: [
    // from        on                   to           when  unless  then         basis
    ['extending', 'recordArchive',     'archived',  null, [],     keepArchive, 'ETSI EN 319 142-1, 6.1 : niveau B-LTA'],
    ['extending', 'reportNoFieldLeft', 'exhausted', null, [],     null         ],
    ['archived',  'reachRenewal',      'extending', null, [],     extend,      'décision 6 : renouvelé avant de périmer'],
  ],
  otherwise: { archived: 'archived_already', exhausted: 'no_field_left' },
  deadlines: { extending: null, archived: { on: 'reachRenewal', dueOn: renewal }, exhausted: null },
};

function renewal({ renewOn }: PreservationFacts) {
  if (!renewOn) throw new Error('A document is archived without a day of renewal');
  return renewOn;
}

function keepArchive({ archives }: PreservationFacts, event: Event<Preservation>): Outcome<Preservation> {
  if (event.type !== 'recordArchive') return {};
  return { change: { archives: archives + 1, archivedOn: event.provenOn, renewOn: renewalDay(event.provenOn, event.authorityUntil) } };
}

function extend(): Outcome<Preservation> {
  return { effects: [{ type: 'extendArchive' }] };
}
