import type { LegalDay } from '../legal-time/legal-day.js';
import type { Event, Workflow } from '../workflow/workflow.js';
import { abandon, adopt, adoptAndEnact, callOff, dayOfForce, decline, drop, enact, inform, informAndEnact, keepChanges, keepProposal, openSigning } from './amendment-outcomes.js';
import {
  agreementNotInForce, effectInThePast, empty, gestionnaireNotParty, hoursApart, informedTooLate, notAParty, notLabelled, notTheirOwn, numberOutOfOrder, otherRound, partyAlready, publicNotTold, reasonMissing, roundMissing, signatoryMissing, silentDerogation, structureAlready, unknownArticle, unknownStructure, wordingMissing, wordingUnchanged,
} from './amendment-refusals.js';
import type { Amendment, AmendmentFacts } from './amendment.js';
import { requiredSignatories } from './required-signatories.js';

type Facts = AmendmentFacts;
type Asked = Event<Amendment>;

const content = [
  agreementNotInForce, empty, hoursApart, wordingMissing, wordingUnchanged, unknownArticle, unknownStructure, structureAlready, notLabelled, notAParty, partyAlready, gestionnaireNotParty, silentDerogation, publicNotTold,
] as const;
const launching = [...content, numberOutOfOrder, effectInThePast, informedTooLate] as const;
const mutual = 'C. civ. 1193 : du consentement des parties ; art. 11';

// prettier-ignore
export const amendmentWorkflow: Workflow<Amendment> = {
  name: 'amendment',
  initial: 'drafted',
  rows: [
    // from       on                   to           when             unless                          then            basis
    ['drafted',  'define',            'drafted',   null,            content,                        keepChanges,    mutual],
    ['drafted',  'propose',           'proposed',  null,            [...content, notTheirOwn],      keepProposal,   'art. 5.3 et 8 : révisables à la demande de la partie'],
    ['drafted',  'launch',            'signing',   needsSignatures, [...launching, signatoryMissing, roundMissing], openSigning, mutual],
    ['drafted',  'launch',            'in_force',  takesEffectNow,  launching,                      informAndEnact, 'art. 5.2.1 : information seulement'],
    ['drafted',  'launch',            'informed',  null,            launching,                      inform,         'art. 4.2 : information en amont'],
    ['drafted',  'withdraw',          'withdrawn', null,            [],                             drop            ],

    ['proposed', 'accept',            'drafted',   null,            [],                             null,           mutual],
    ['proposed', 'decline',           'refused',   null,            [reasonMissing],                decline,        mutual],
    ['proposed', 'withdraw',          'withdrawn', null,            [],                             drop            ],

    ['signing',  'recordSignatures',  'in_force',  isSignedLast,    [otherRound],                   adoptAndEnact,  'jamais avant la dernière signature'],
    ['signing',  'recordSignatures',  'adopted',   null,            [otherRound],                   adopt,          mutual],
    ['signing',  'recordAbandonment', 'abandoned', null,            [],                             abandon,        mutual],

    ['adopted',  'takeEffect',        'in_force',  null,            [],                             enact,          'au jour que l’avenant fixe'],

    ['informed', 'takeEffect',        'in_force',  null,            [],                             enact,          'au jour dont les parties ont été informées'],
    ['informed', 'withdraw',          'withdrawn', null,            [reasonMissing],                callOff         ],
  ],
  otherwise: { signing: 'signing_already', adopted: 'signed_already', in_force: 'settled_already', refused: 'settled_already', abandoned: 'settled_already', withdrawn: 'settled_already' },
  deadlines: {
    drafted: null,
    proposed: null,
    signing: null,
    adopted: { on: 'takeEffect', dueOn: dayInForce },
    informed: { on: 'takeEffect', dueOn: dayInForce },
    in_force: null,
    refused: null,
    abandoned: null,
    withdrawn: null,
  },
};

function dayInForce({ inForceOn }: Facts): LegalDay {
  if (!inForceOn) throw new Error('An amendment waits for a day that nobody fixed');
  return inForceOn;
}

// --- what picks a row -------------------------------------------------------------------------------------------

function needsSignatures({ changes }: Facts, event: Asked): boolean {
  return event.type === 'launch' && requiredSignatories(changes, event.agreement.parties, event.agreement.structures).length > 0;
}

function takesEffectNow(_: Facts, event: Asked): boolean {
  return event.type === 'launch' && event.effectOn <= event.effectiveOn;
}

function isSignedLast({ effectOn }: Facts, event: Asked): boolean {
  return event.type === 'recordSignatures' && dayOfForce(effectOn!, event.signedOn) <= event.effectiveOn;
}
