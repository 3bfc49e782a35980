import type { Event, Row, Workflow } from '../workflow/workflow.js';
import { draftDropsOn, expiresOn, proofEndsOn } from './mandate-days.js';
import {
  abandon, bind, countAct, endProof, expire, forget, forgetDraft, keepConsent, keepIdentity, keepInformation, keepScope, lapse, recordDestruction, renounce, resolve, revoke, withTakeOver, yieldAll, yieldSome,
} from './mandate-outcomes.js';
import {
  durationMissing, identityNotVerified, informationIncomplete, isPast, noAgreement, notAble, notEntrusted, notInformed, notOnSite, notTheMandatary, occurredLater, overAlready, partnerUnnamed, pastItsEnd, scanMissing, scopeChanged, scopeFaulty, scopeNotDefined, sharedAlready, slipMissing, textMissing,
} from './mandate-refusals.js';
import type { Mandate, MandateFacts, MandateState } from './mandate.js';

type Facts = MandateFacts;
type Asked = Event<Mandate>;

const informing = [notOnSite, notAble, informationIncomplete, noAgreement] as const;
const defining = [noAgreement, scopeFaulty, durationMissing] as const;
const signing = [notOnSite, noAgreement, scopeChanged, scopeFaulty, durationMissing, scanMissing, textMissing] as const;
const order = 'art. 4.6 : informer, vérifier l’identité, définir, puis signer';
const special = 'art. 4.6 et C. civ. 1987 et 1988 : mandat spécial, actions et données à part';
const dropped = 'art. 4.6 : signé sur place, le jour même';
const limits = 'C. civ. 1989 : rien au-delà de ce que porte le mandat';
const successor = 'C. civ. 2006 : un nouveau mandat pour la même affaire';
const destruction = 'art. 4.6 : données détruites ; C. patr. L212-2 : visa des archives';

// prettier-ignore
export const mandateWorkflow: Workflow<Mandate> = {
  name: 'mandate',
  initial: 'drafted',
  rows: [
    // from         on                   to             when  unless                    then               basis
    ['drafted',    'inform',            'informed',    null, informing,                keepInformation,   'art. 4.6 : quatre informations, avant tout'],
    ['drafted',    'verifyIdentity',    'drafted',     null, [notInformed],            null,              order],
    ['drafted',    'define',            'drafted',     null, [notInformed],            null,              order],
    ['drafted',    'sign',              'drafted',     null, [notInformed],            null,              order],
    ...dropping('drafted'),

    ['informed',   'verifyIdentity',    'identified',  null, [],                       keepIdentity,      'art. 4.6 : identité vérifiée, sans copie'],
    ['informed',   'define',            'informed',    null, [identityNotVerified],    null,              order],
    ['informed',   'sign',              'informed',    null, [identityNotVerified],    null,              order],
    ...dropping('informed'),

    ['identified', 'verifyIdentity',    'identified',  null, [],                       keepIdentity,      'art. 4.6 : identité vérifiée, sans copie'],
    ['identified', 'define',            'defined',     null, defining,                 keepScope,         special],
    ['identified', 'sign',              'identified',  null, [scopeNotDefined],        null,              order],
    ...dropping('identified'),

    ['defined',    'verifyIdentity',    'identified',  null, [],                       keepIdentity,      'art. 4.6 : identité vérifiée, sans copie'],
    ['defined',    'define',            'defined',     null, defining,                 keepScope,         special],
    ['defined',    'sign',              'active',      null, signing,                  bind,              'art. 4.6 : signé sur place par les deux parties'],
    ...dropping('defined'),

    ['active',     'act',               'active',      null, [pastItsEnd, notTheMandatary, notEntrusted], countAct,        limits],
    ['active',     'consentSharing',    'active',      null, [pastItsEnd, partnerUnnamed, sharedAlready], keepConsent, 'art. 4.6 : aucun transfert sans accord exprès'],
    ['active',     'replace',           'active',      takesNothing, [],               null,              successor],
    ['active',     'replace',           'replaced',    takesAll, [],                   yieldAll,          successor],
    ['active',     'replace',           'active',      null, [],                       yieldSome,         successor],
    ['active',     'revoke',            'revoked',     null, [pastItsEnd],             revoke,            'art. 4.6 et C. civ. 2004 : à tout moment'],
    ['active',     'renounce',          'renounced',   null, [pastItsEnd],             renounce,          'C. civ. 2007 : notifiée au mandant'],
    ['active',     'resolve',           'resolved',    null, [pastItsEnd],             resolve,           'art. 4.6 : la démarche est résolue'],
    ['active',     'lapse',             'lapsed',      null, [pastItsEnd, occurredLater], lapse,          'C. civ. 2003 et 2008 : décès, tutelle ; annexe 7 : autre mesure'],
    ['active',     'expire',            'expired',     null, [],                       expire,            'C. proc. civ. 641 : le dernier jour à 24 h'],

    ...ended('revoked'), ...ended('renounced'), ...ended('expired'), ...ended('resolved'), ...ended('lapsed'), ...ended('replaced'),

    // Nothing was ever put under the proof key of a draft: no archive held it, and nothing of it is to be proven.
    ['abandoned',  'recordDestruction', 'forgotten',   null, [],                       forgetDraft,       dropped],

    ...remembering('destroyed'),
    ['destroyed',  'endProof',          'proof_ended', null, [],                       endProof,          'lecture de la durée de preuve'],

    ...remembering('proof_ended'),
    ['proof_ended', 'recordForgetting', 'forgotten',   null, [],                       forget,            'lecture de la durée de preuve'],

    ...remembering('forgotten'),
  ],
  otherwise: {
    drafted: 'not_signed', informed: 'not_signed', identified: 'not_signed', defined: 'not_signed', active: 'signed_already',
    revoked: 'revoked_already', renounced: 'ended_already', expired: 'expired_already', resolved: 'ended_already', lapsed: 'ended_already', replaced: 'ended_already',
    abandoned: 'draft_dropped', destroyed: 'ended_already', proof_ended: 'ended_already', forgotten: 'ended_already',
  },
  deadlines: {
    drafted: { on: 'dropDraft', dueOn: draftDropsOn },
    informed: { on: 'dropDraft', dueOn: draftDropsOn },
    identified: { on: 'dropDraft', dueOn: draftDropsOn },
    defined: { on: 'dropDraft', dueOn: draftDropsOn },
    active: { on: 'expire', dueOn: expiresOn },
    revoked: null,
    renounced: null,
    expired: null,
    resolved: null,
    lapsed: null,
    replaced: null,
    abandoned: null,
    destroyed: { on: 'endProof', dueOn: proofEndsOn },
    proof_ended: null,
    forgotten: null,
  },
};

function dropping(from: MandateState): Row<Mandate>[] {
  return [
    [from, 'abandon', 'abandoned', null, [], abandon, dropped],
    [from, 'dropDraft', 'abandoned', null, [], abandon, dropped],
  ];
}

/** Only destruction follows an end. A newer mandate signed on the day of the end, before anybody looked, finds nothing to take over. */
function ended(from: MandateState): Row<Mandate>[] {
  return [
    [from, 'recordDestruction', 'destroyed', null, [slipMissing], recordDestruction, destruction],
    [from, 'replace', from, null, [], null, successor],
  ];
}

/** Destruction may follow the end within the second: who asks again is still told which end it was, and when. */
function remembering(from: MandateState): Row<Mandate>[] {
  const asked = ['act', 'consentSharing', 'revoke', 'renounce', 'resolve', 'lapse'] as const;
  return [[from, 'replace', from, null, [], null, successor], ...asked.map((on): Row<Mandate> => [from, on, from, null, [overAlready], null, 'art. 4.6 : la première fin reste la seule'])];
}

// --- what picks a row -------------------------------------------------------------------------------------------

/** Nothing is shared any more, or the last day was over when the newer one was signed. */
function takesNothing(facts: Facts, event: Asked): boolean {
  return event.type === 'replace' && (isPast(facts, event.signedAt) || withTakeOver(facts, event).length === facts.takenOver.length);
}

function takesAll(facts: Facts, event: Asked): boolean {
  return withTakeOver(facts, event).length === facts.scope.length;
}
