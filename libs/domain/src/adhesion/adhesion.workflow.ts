import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { Event, Row, Workflow } from '../workflow/workflow.js';
import { abandon, accept, ask, enter, keepVote, lapse, openSigning, refuse, remindVoters, undo, withdraw, withVote } from './adhesion-outcomes.js';
import {
  agreementNotEnded, agreementNotOpen, byAmendmentOnly, notAcceptedYet, notConcerned, offerMissing, otherRound, partyAlready, reasonMissing, requestOpenAlready, structureMissing, structureOutside,
} from './adhesion-refusals.js';
import { awaitedVotes, voteReminderDay, voteUntil } from './adhesion.js';
import type { Adhesion, AdhesionFacts, AdhesionState } from './adhesion.js';

type Facts = AdhesionFacts;
type Asked = Event<Adhesion>;

const asking = [agreementNotOpen, byAmendmentOnly, partyAlready, requestOpenAlready, structureMissing, structureOutside, offerMissing] as const;
const article7 = 'art. 7 : les gestionnaires examinent la demande';
const silence = 'art. 7 : ni le silence ni l’abstention ne valent accord';

// prettier-ignore
export const adhesionWorkflow: Workflow<Adhesion> = {
  name: 'adhesion',
  initial: 'drafted',
  rows: [
    // from         on                  to               when  unless               then          basis
    ['drafted',    'ask',              'examined',       null, asking,              ask,          'art. 1 et 7 : un partenaire local adhère'],

    ...voting('examined'),
    ['examined',   'approachDeadline', 'pressing',       null, [],                  remindVoters, 'art. 7 : rappel avant la date limite'],
    ['examined',   'openSigning',      'examined',       null, [notAcceptedYet],    null,         article7],
    ['examined',   'withdraw',         'withdrawn',      null, [],                  withdraw      ],

    ...voting('pressing'),
    ['pressing',   'passDeadline',     'lapsed',         null, [],                  lapse,        silence],
    ['pressing',   'openSigning',      'pressing',       null, [notAcceptedYet],    null,         article7],
    ['pressing',   'withdraw',         'withdrawn',      null, [],                  withdraw      ],

    ['accepted',   'openSigning',      'signing',        null, [agreementNotOpen],  openSigning,  'décision 10 : un acte d’adhésion séparé'],
    ['accepted',   'withdraw',         'withdrawn',      null, [],                  withdraw      ],

    ['signing',    'recordSignatures', 'in_force',       null, [otherRound],        enter,        'art. 1 et 7 ; décision 10 : partie du jour de sa signature'],
    ['signing',    'recordAbandonment', 'accepted',      null, [],                  abandon       ],

    // The act may have been signed the day after the agreement ended, before anybody knew.
    ['in_force',   'findEnded',        'without_object', null, [agreementNotEnded], undo,         'art. 9 : la convention avait pris fin'],
  ],
  otherwise: {
    drafted: 'not_asked_yet', accepted: 'accepted_already', signing: 'signing_already', in_force: 'bound_already', refused: 'refused_already', lapsed: 'lapsed_already', withdrawn: 'withdrawn_already', without_object: 'ended_meanwhile',
  },
  deadlines: {
    drafted: null,
    examined: { on: 'approachDeadline', dueOn: voteReminderDay },
    pressing: { on: 'passDeadline', dueOn: dayAfterDeadline },
    accepted: null,
    signing: null,
    in_force: null,
    refused: null,
    lapsed: null,
    withdrawn: null,
    without_object: null,
  },
};

/**
 * One vote against is enough: art. 5 has the offer negotiated with each gestionnaire, so none is made to receive a partner it does not want.
 * The partner learns it at once, with the reason, and may ask again without that structure.
 */
function voting(from: AdhesionState): Row<Adhesion>[] {
  const unless = [notConcerned, reasonMissing] as const;
  return [
    [from, 'vote', 'refused', isAgainst, unless, refuse, article7],
    [from, 'vote', 'accepted', isUnanimous, unless, accept, 'art. 7 : accord de chaque gestionnaire concerné'],
    [from, 'vote', from, null, unless, keepVote, article7],
  ];
}

/** Half-open inside: a vote counts to the last minute of its last day. */
function dayAfterDeadline(facts: Facts): LegalDay {
  return addDays(voteUntil(facts), 1);
}

function isAgainst(_: Facts, event: Asked): boolean {
  return event.type === 'vote' && event.choice === 'against';
}

/** What others have voted stands; a gestionnaire that is not concerned is refused by the rules of the row. */
function isUnanimous(facts: Facts, event: Asked): boolean {
  const { silent, abstaining } = awaitedVotes({ ...facts, ...withVote(facts, event) });
  return silent.length === 0 && abstaining.length === 0;
}
