import { isSufficient } from '../level/level.js';
import type { Means } from '../level/level.js';
import { askedOf, faultOfReason } from './circuit.js';
import type { Circuit, SignatureMeans } from './circuit.js';
import type { Event, Outcome, Workflow } from '../workflow/workflow.js';

type Facts = Circuit['facts'];

// prettier-ignore
export const circuitWorkflow: Workflow<Circuit> = {
  name: 'circuit',
  initial: 'waiting',
  rows: [
    // from       on                  to          when     unless                                         then         basis
    ['waiting',  'invite',           'invited',  null,    [],                                            keepSince,   'décision 5 : groupes successifs'],
    ['waiting',  'replaceSignatory', 'waiting',  null,    [otherSignatory],                              replace,     'décision 3'],
    ['invited',  'replaceSignatory', 'invited',  null,    [otherSignatory],                              replace,     'décision 3'],
    ['invited',  'remind',           'invited',  null,    [],                                            null         ],
    ['invited',  'proposeSignatory', 'invited',  null,    [otherSignatory, otherContent, proposalPending], keepProposal ],
    ['invited',  'dismissProposal',  'invited',  null,    [noProposal],                                  dropProposal ],
    ['waiting',  'acceptIrregularity', 'waiting', null,   [],                                            accept,      'décision 20'],
    ['invited',  'acceptIrregularity', 'invited', null,   [],                                            accept,      'décision 20'],
    ['invited',  'requestCode',      'invited',  null,    [otherSignatory, otherContent, levelInsufficient, irregular], null ],
    ['invited',  'approve',          'approved', null,    [otherSignatory, otherContent, levelInsufficient, irregular], keepOrder, 'C. civ. 1366 et 1367'],
    ['invited',  'recordPaper',      'approved', null,    [otherSignatory, otherContent, irregular],     keepOrder,   'C. civ. 1367 et 1379'],
    ['invited',  'refuse',           'refused',  blocks,  [otherSignatory, otherContent, reasonUnfit], keepReason ],
    ['invited',  'refuse',           'declined', null,    [otherSignatory, otherContent, reasonUnfit], keepReason, 'décision 10'],
    ['refused',  'replaceSignatory', 'refused',  null,    [otherSignatory],                              replace,     'décision 3'],
    ['refused',  'invite',           'invited',  null,    [],                                            clearReason, 'reprise par la préfecture'],
  ],
  otherwise: { waiting: 'not_your_turn', approved: 'already_signed', refused: 'already_refused', declined: 'already_refused' },
  deadlines: { waiting: null, invited: null, approved: null, refused: null, declined: null },
};

/** Links bind to one person: a signatory who was replaced cannot sign for the body any more. */
function otherSignatory(slot: Facts, event: Event<Circuit>) {
  return 'signatoryId' in event && !askedOf(slot).includes(event.signatoryId) ? ('other_signatory' as const) : null;
}

/** Every consent binds to the certified bytes (decision 1): an old link never signs a newer text, nor a new link an older one. */
function otherContent({ contentHash }: Facts, event: Event<Circuit>) {
  return 'contentHash' in event && event.contentHash !== contentHash ? ('other_content' as const) : null;
}

function reasonUnfit(_: Facts, event: Event<Circuit>) {
  return event.type === 'refuse' ? faultOfReason(event.reason) : null;
}

/** What was signed before its title was executory is not cured afterwards (CE, 20 January 1989, Ville de Millau, no 70686): better stopped than mended. */
function irregular({ irregularityAccepted }: Facts, event: Event<Circuit>) {
  return 'authority' in event && event.authority?.verdict === 'irregular' && !irregularityAccepted ? ('authority_irregular' as const) : null;
}

/** Where more is asked, a code never signs, whatever the page that sent it (decision 13); nor is one given. */
function levelInsufficient({ level }: Facts, event: Event<Circuit>) {
  if (event.type !== 'requestCode' && event.type !== 'approve') return null;
  const by = event.type === 'approve' ? meansOf(event) : 'code';
  return isSufficient(level, by) ? null : ('level_insufficient' as const);
}

function accept(): Outcome<Circuit> {
  return { change: { irregularityAccepted: true } };
}

/** One question at a time: the préfecture answers what was said first, and each proposal writes to it. */
function proposalPending({ proposalId }: Facts) {
  return proposalId === null ? null : ('proposal_pending' as const);
}

function noProposal({ proposalId }: Facts) {
  return proposalId === null ? ('no_proposal' as const) : null;
}

function blocks(slot: Facts) {
  return slot.blocks;
}

function keepSince(_: Facts, event: Event<Circuit>): Outcome<Circuit> {
  return { change: { since: event.at } };
}

function meansOf(event: Extract<Event<Circuit>, { type: 'approve' | 'recordPaper' }>): Means {
  return event.type === 'recordPaper' ? 'paper' : (event.means ?? 'code');
}

const recorded: Readonly<Record<Means, SignatureMeans>> = { code: 'simple', paper: 'handwritten', certificate: 'own_certificate' };

/** Whoever of those who were asked signs first has signed for the body. */
function keepOrder(slot: Facts, event: Event<Circuit>): Outcome<Circuit> {
  if (event.type !== 'approve' && event.type !== 'recordPaper') return {};
  const { signatoryId, order, at } = event;
  const paper = event.type === 'recordPaper' ? event.paperId : null;
  return { change: { signatoryId, candidateIds: askedOf(slot).filter((id) => id !== signatoryId), since: at, order, means: recorded[meansOf(event)], paperId: paper, proposalId: null } };
}

/** The others keep what they had: only this place changes hands. */
function replace(slot: Facts, event: Event<Circuit>): Outcome<Circuit> {
  if (event.type !== 'replaceSignatory') return {};
  const [signatoryId = event.by, ...candidateIds] = askedOf(slot).map((id) => (id === event.signatoryId ? event.by : id));
  return { change: { signatoryId, candidateIds, proposalId: null, ...(event.cause === 'other_person' && { irregularityAccepted: false }) } };
}

function keepProposal(_: Facts, event: Event<Circuit>): Outcome<Circuit> {
  return event.type === 'proposeSignatory' ? { change: { proposalId: event.proposalId } } : {};
}

function dropProposal(): Outcome<Circuit> {
  return { change: { proposalId: null } };
}

function keepReason(_: Facts, event: Event<Circuit>): Outcome<Circuit> {
  return event.type === 'refuse' ? { change: { since: event.at, reason: event.reason.trim(), proposalId: null } } : {};
}

function clearReason(_: Facts, event: Event<Circuit>): Outcome<Circuit> {
  return { change: { since: event.at, reason: null } };
}
