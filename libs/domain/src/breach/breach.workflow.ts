import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { Row, Workflow } from '../workflow/workflow.js';
import { declareBreach, keepAssessment, keepClosing, keepControllerTold, keepDescription, keepException, keepNotice, keepPersonsTold, nameControllers, nameNoController, reopenFile, restartClock } from './breach-outcomes.js';
import {
  accountMissing, awarenessToCome, awarenessUnchanged, categoryMissing, complementBeforeInitial, controllerMissing, controllersNamed, controllersNotTold, controllersUnanswered, controllerToldAlready, controllerUnknown, countMissing, endedBeforeHappened, endToCome,
  happenedAfterAwareness, initialMissing, instantToCome, lateReasonMissing, natureMissing, notClosed, noticeBeforeAwareness, noticeMissing, notHighRisk, notifiedAlready, personsNotTold, publicNoticeMissing, reasonMissing, referenceWrong,
  riskNotAssessed, toldBeforeAwareness,
} from './breach-refusals.js';
import type { Breach, BreachFacts, BreachState } from './breach.js';

const described = [natureMissing, categoryMissing, happenedAfterAwareness, endedBeforeHappened, endToCome] as const;
const corrected = [awarenessUnchanged, awarenessToCome, happenedAfterAwareness, reasonMissing] as const;
const noticed = [referenceWrong, instantToCome, noticeBeforeAwareness, lateReasonMissing] as const;
const completed = [referenceWrong, instantToCome, complementBeforeInitial] as const;
const settled = [riskNotAssessed, personsNotTold, controllersUnanswered, controllersNotTold, reasonMissing] as const;
const article46 = 'art. 4.6 : toute violation est notifiée à la CNIL, au plus tard 72 heures après en avoir pris connaissance';
const register = 'RGPD, article 33, § 5 : le registre des violations';
const byHand = 'art. 4.6 : une violation ne se clôt que par une décision motivée';

/**
 * Two clocks. The calendar of every table counts in days of the subject's own zone (decision 23); the CNIL's 72 hours run in instants, nights,
 * week-ends and clock changes included. So the table never decides from a day whether a notice is late: the rules compare instants, `noticeStanding`
 * says it to the second, and reminders are announced in the outbox for their own instants (`noticeReminders`). The one tick, `passDeadline`, comes
 * the day after the 72 hours ended: it writes in the journal that they ended without a notice, and nothing else hangs on it.
 */
// prettier-ignore
export const breachWorkflow: Workflow<Breach> = {
  name: 'breach',
  initial: 'drafted',
  rows: [
    // from       on                  to           when  unless                                        then           basis
    ['drafted',   'declare',          'to_notify', null, [accountMissing, awarenessToCome, ...described], declareBreach, article46],

    ...notifying('to_notify'),
    ['to_notify', 'passDeadline',     'overdue',   null, [],                                           null,          article46],
    ...notifying('overdue'),

    ...following('notified'),
    ['notified',  'notify',           'notified',  null, [notifiedAlready],                            null,          article46],
    ['notified',  'correctAwareness', 'notified',  null, [notifiedAlready],                            null,          article46],
    ['notified',  'complement',       'notified',  null, completed,                                    keepNotice,    'RGPD, article 33, § 4 : informations communiquées de manière échelonnée'],
    ['notified',  'close',            'closed',    null, settled,                                      keepClosing,   byHand],
    ['notified',  'reopen',           'notified',  null, [notClosed],                                  null,          register],

    ['closed',    'reopen',           'notified',  null, [reasonMissing],                              reopenFile,    register],
  ],
  otherwise: { drafted: 'not_declared_yet', closed: 'closed_already' },
  deadlines: {
    drafted: null,
    to_notify: { on: 'passDeadline', dueOn: dayAfterDeadline },
    overdue: null,
    notified: null,
    closed: null,
  },
};

/** While the first notice is awaited, late or not. A corrected instant starts the 72 hours again: the calendar says the rest. */
function notifying(from: BreachState): Row<Breach>[] {
  return [
    ...following(from),
    [from, 'notify', 'notified', null, noticed, keepNotice, `${article46} ; RGPD, article 33, § 1`],
    [from, 'complement', from, null, [initialMissing], null, 'RGPD, article 33, § 4 : informations communiquées de manière échelonnée'],
    [from, 'correctAwareness', 'to_notify', null, corrected, restartClock, 'RGPD, article 33, § 1 : le délai court de la prise de connaissance'],
    [from, 'close', from, null, [noticeMissing], null, byHand],
    [from, 'reopen', from, null, [notClosed], null, register],
  ];
}

/** What an open breach is told, in any order. */
function following(from: BreachState): Row<Breach>[] {
  return [
    [from, 'describe', from, null, described, keepDescription, register],
    [from, 'assess', from, null, [reasonMissing], keepAssessment, 'RGPD, articles 33, § 1, et 34, § 1 : le risque pour les personnes'],
    [from, 'tellPersons', from, null, [countMissing, instantToCome, toldBeforeAwareness], keepPersonsTold, 'RGPD, article 34, § 1 : les personnes informées'],
    [from, 'exempt', from, null, [notHighRisk, publicNoticeMissing, instantToCome, toldBeforeAwareness, reasonMissing], keepException, 'RGPD, article 34, § 3 : les exceptions'],
    [from, 'nameControllers', from, null, [controllerMissing], nameControllers, 'RGPD, article 33, § 2 : le sous-traitant informe le responsable du traitement'],
    [from, 'nameNoController', from, null, [controllersNamed, reasonMissing], nameNoController, 'RGPD, article 33, § 2 : le sous-traitant informe le responsable du traitement'],
    [from, 'recordControllerTold', from, null, [controllerUnknown, controllerToldAlready, instantToCome, toldBeforeAwareness], keepControllerTold, 'RGPD, article 33, § 2 : le sous-traitant informe le responsable du traitement'],
  ];
}

function dayAfterDeadline({ dueDay }: BreachFacts): LegalDay {
  return addDays(dueDay, 1);
}
