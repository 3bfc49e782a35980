import { addMonths, legalDay } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { Event, Outcome, Row, Workflow } from '../workflow/workflow.js';
import { visaReferenceLengthMax } from './disposal.js';
import type { DisposalSlip, DisposalSlipFacts, DisposalSlipState } from './disposal.js';

type Facts = DisposalSlipFacts;
type Asked = Event<DisposalSlip>;

const visaRule = 'C. patr. L212-2 et R212-14 : visa du directeur des Archives départementales';
const standingRule = 'C. patr. R212-14 : visa donné une fois, par le tableau de gestion';

// prettier-ignore
export const disposalSlipWorkflow: Workflow<DisposalSlip> = {
  name: 'disposal_slip',
  initial: 'open',
  rows: [
    // from        on                 to           when       unless                                       then          basis
    ['open',      'submit',          'submitted', null,      [slipEmpty],                                 submit,       visaRule],
    ['open',      'grant',           'open',      null,      [notSubmitted],                              null,         visaRule],
    ['open',      'decline',         'open',      null,      [notSubmitted],                              null,         visaRule],
    ['open',      'openMonth',       'monthly',   null,      [],                                          keepVisa,     standingRule],
    ...covering('open'),

    ['submitted', 'grant',           'granted',   null,      [referenceFaulty, visaToCome, visaTooEarly], grant,        visaRule],
    ['submitted', 'decline',         'open',      null,      [visaToCome, visaTooEarly],                  decline,      visaRule],
    ...covering('submitted'),

    ['granted',   'recordExecution', 'executed',  null,      [linesRemaining],                            execute,      'C. patr. R212-14 : éliminé, et le bordereau gardé'],

    // What is still on its way that night ends on the slip that lists it.
    ['monthly',   'closeMonth',      'executed',  null,      [],                                          execute,      standingRule],
  ],
  otherwise: { submitted: 'submitted_already', monthly: 'month_running', granted: 'granted_already', executed: 'executed_already' },
  deadlines: { open: null, submitted: null, granted: null, executed: null, monthly: { on: 'closeMonth', dueOn: nextMonth } },
};

function covering(from: DisposalSlipState): Row<DisposalSlip>[] {
  return [[from, 'cover', 'granted', null, [slipEmpty], grant, standingRule]];
}

/** The first day of the month after the one it lists. */
function nextMonth({ openedOn }: Facts): LegalDay {
  return addMonths(legalDay(`${openedOn.slice(0, 7)}-01`), 1);
}

// --- refusals ---------------------------------------------------------------------------------------------------

function slipEmpty(_: Facts, event: Asked) {
  return 'lines' in event && event.lines === 0 ? ('slip_empty' as const) : null;
}

function notSubmitted() {
  return 'not_submitted' as const;
}

function referenceFaulty(_: Facts, event: Asked) {
  return event.type === 'grant' ? visaReferenceRefusal(event.visa.reference) : null;
}

/** Also asked of a visa given once for all, which belongs to no slip. */
export function visaReferenceRefusal(reference: string) {
  if (reference.trim() === '') return 'reference_missing' as const;
  return reference.length > visaReferenceLengthMax ? ('reference_too_long' as const) : null;
}

function dayOf(event: Asked): LegalDay | null {
  if (event.type === 'grant') return event.visa.on;
  return event.type === 'decline' ? event.on : null;
}

function visaToCome(_: Facts, event: Asked) {
  const on = dayOf(event);
  return on !== null && on > event.effectiveOn ? ('visa_to_come' as const) : null;
}

/** A visa older than the request is for another slip. */
function visaTooEarly({ submittedOn }: Facts, event: Asked) {
  const on = dayOf(event);
  return on !== null && submittedOn !== null && on < submittedOn ? ('visa_before_request' as const) : null;
}

function linesRemaining(_: Facts, event: Asked) {
  return event.type === 'recordExecution' && event.remaining > 0 ? ('lines_remaining' as const) : null;
}

// --- outcomes ---------------------------------------------------------------------------------------------------

function submit(_: Facts, event: Asked): Outcome<DisposalSlip> {
  return { change: { submittedOn: event.effectiveOn } };
}

function grant(_: Facts, event: Asked): Outcome<DisposalSlip> {
  return event.type === 'grant' || event.type === 'cover' ? { change: { visa: event.visa }, effects: [{ type: 'destroyLines' }] } : {};
}

function keepVisa(_: Facts, event: Asked): Outcome<DisposalSlip> {
  return event.type === 'openMonth' ? { change: { visa: event.visa } } : {};
}

function decline({ declinedOn }: Facts, event: Asked): Outcome<DisposalSlip> {
  return event.type === 'decline' ? { change: { submittedOn: null, declinedOn: [...declinedOn, event.on] } } : {};
}

function execute(_: Facts, event: Asked): Outcome<DisposalSlip> {
  return { change: { executedOn: event.effectiveOn } };
}
