import { obligationKindNames } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { formatCount, formatDay, formatDaysLeft, maxSubjectLength, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';
import { hourWords } from './committee.print.js';
import type { Convocation, Minutes } from './committee.store.js';
import { groupsOf } from './obligation-groups.js';
import type { ObligationRow } from './obligation.store.js';

/** Version of these words, kept with each mail. */
export const obligationMailsVersion = '1';
/** Names said for one kind; with more of them, the page says which. */
const namesMax = 2;

/** What every mail about obligations says around its words. */
export type ObligationMail = { name: string; departementName: string; number: string; url: string; contact: { name: string; email: string; phone: string }; demonstration: boolean };
/** All that one organisation owes by the same day. */
export type Group = { rows: readonly ObligationRow[]; dueOn: LegalDay; today: LegalDay };

/** To a gestionnaire: what its structures owe by that day. */
export function reminderMail(m: ObligationMail, { rows, dueOn, today }: Group): Mail {
  return written(m, {
    subject: `à faire au plus tard ${formatDay(dueOn)}`,
    paragraphs: [`La convention ${m.number} demande, au plus tard ${formatDay(dueOn)}, ${formatDaysLeft(today, dueOn)} :`, ...listed(rows), 'Une fois fait, déclarez-le avec sa preuve : le service ne rappellera plus.'],
    label: 'Voir et déclarer',
  });
}

/** To a gestionnaire, the day after. */
export function lateMail(m: ObligationMail, { rows, dueOn }: Group): Mail {
  return written(m, {
    subject: `en retard depuis ${formatDay(dueOn)}`,
    paragraphs: [`Ces obligations de la convention ${m.number} étaient dues ${formatDay(dueOn)} et ne sont pas déclarées faites :`, ...listed(rows), 'Si elles ont été faites à temps, déclarez-les à leur jour : c’est lui qui compte.'],
    label: 'Voir et déclarer',
  });
}

/** To the préfecture: one mail per day due, whatever the number of structures. */
export function digestMail(m: ObligationMail, { rows, dueOn }: Group, stage: 'remind' | 'late'): Mail {
  const said = stage === 'late' ? 'en retard' : 'à faire';
  return written(m, {
    subject: `obligations ${said}, dues ${formatDay(dueOn)}`,
    paragraphs: [`Convention ${m.number} : ${formatCount(rows.length, 'obligation')} ${said}, ${plural(rows.length)} ${formatDay(dueOn)}.`, ...byKind(rows)],
    label: 'Voir le calendrier',
  });
}

export function minutesReminderMail(m: ObligationMail, { heldOn }: { heldOn: LegalDay }): Mail {
  return written(m, {
    subject: 'le compte rendu du comité est attendu',
    paragraphs: [`Le comité de pilotage était convoqué ${formatDay(heldOn)}. Son compte rendu est adressé à l’ANCT et partagé avec les partenaires nationaux (article 6 de la convention ${m.number}).`, 'La convention ne donne pas de délai : ceci est un rappel, trente jours après la réunion.'],
    label: 'Enregistrer le compte rendu',
  });
}

export function convocationMail(m: ObligationMail, { on, at, place, remote, agenda, answerUntil }: Convocation): Mail {
  return written(m, {
    subject: `comité de pilotage ${formatDay(on)}`,
    paragraphs: [
      `Vous êtes convoqué au comité de pilotage France Services, ${formatDay(on)} à ${hourWords(at)}, ${place}${remote ? ` (à distance : ${remote})` : ''}.`,
      `La convocation jointe porte l’ordre du jour : ${formatCount(agenda.length, 'point')}.`,
      ...(answerUntil ? [`Merci de répondre avant ${formatDay(answerUntil)}.`] : []),
    ],
    label: 'Voir la réunion',
  });
}

export function cancelledMeetingMail(m: ObligationMail, { meetingOn }: { meetingOn: LegalDay }): Mail {
  return written(m, { subject: 'le comité de pilotage est annulé', paragraphs: [`La réunion du comité de pilotage convoquée ${formatDay(meetingOn)} n’aura pas lieu. Une autre convocation suivra.`], label: 'Voir le comité' });
}

export function minutesMail(m: ObligationMail, { on, decisions }: Minutes): Mail {
  return written(m, {
    subject: 'compte rendu du comité de pilotage',
    paragraphs: [`Le compte rendu du comité de pilotage France Services réuni ${formatDay(on)} est joint à ce courriel (article 6 de la convention ${m.number}).`, ...(decisions.length > 0 ? [`${formatCount(decisions.length, 'décision')} y ${decisions.length === 1 ? 'est consignée' : 'sont consignées'}.`] : [])],
    label: 'Voir le comité',
  });
}

/** One line per kind: the structures by their names while they are few, by their number beyond. A mail is read between two meetings. */
function listed(rows: readonly ObligationRow[]): string[] {
  return groupsOf(rows, ({ kind }) => kind).map((group) => {
    const names = group.flatMap(({ debtorName, reference }) => (reference ? `n° ${reference}` : (debtorName ?? [])));
    const head = `– ${obligationKindNames[group[0].kind]}`;
    return names.length === 0 ? head : `${head} : ${names.length > namesMax ? formatCount(names.length, group[0].kind === 'user_request' ? 'demande' : 'structure') : names.join(', ')}`;
  });
}

function byKind(rows: readonly ObligationRow[]): string[] {
  return groupsOf(rows, ({ kind }) => kind).map((group) => `– ${obligationKindNames[group[0].kind]} : ${group.length}`);
}

const plural = (count: number): string => (count === 1 ? 'due' : 'dues');

function written(m: ObligationMail, { subject, paragraphs, label }: { subject: string; paragraphs: string[]; label: string }): Mail {
  const { name, email, phone } = m.contact;
  return renderMail({
    subject: titled(m.departementName, subject), greeting: `Bonjour ${m.name},`, paragraphs, button: { label, url: m.url },
    footer: [`Vous recevez ce courriel au titre de la convention France Services ${m.number}. ${name} : ${phone}, ${email}.`], demonstration: m.demonstration,
  });
}

/** The longest names of départements leave no room for a day written in full: the subject then goes without. */
function titled(departementName: string, subject: string): string {
  const full = `${departementName} : ${subject}`;
  return full.length <= maxSubjectLength ? full : `${subject[0]!.toUpperCase()}${subject.slice(1)}`;
}
