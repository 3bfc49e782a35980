import type { LateSubject } from '#libs/platform';
import { formatCount, formatInstant, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';
import { sealWork } from './late-subjects.js';

/** Whoever runs the service reads the hour of its journal. */
const operatorZone = 'Europe/Paris';

/** The work of a mailbox of reports that does not open. */
const mailboxWork = 'readReports';

/** `total`: subjects late in all, this one included. Ids and codes only. */
export type AlarmMail = { late: LateSubject; total: number; url: string; demonstration: boolean };

export function alarmMail({ late, total, url, demonstration }: AlarmMail): Mail {
  const what = late.attempts > 0 ? `a échoué ${formatCount(late.attempts, 'fois', 'fois')}` : 'n’est pas fait';
  return renderMail({
    subject: late.work === sealWork ? 'Paraphe\u00a0: un scellement tarde' : 'Paraphe\u00a0: un travail n’aboutit pas',
    greeting: 'Bonjour,',
    paragraphs: [
      `${late.subject} ${late.subjectId}\u00a0: ${late.work} ${what}, depuis le ${formatInstant(late.since.toISOString(), operatorZone)}.`,
      ...(late.work === mailboxWork ? ['La boîte aux lettres des avis de non-remise (BOUNCE_MAILBOX) n’est plus lue\u00a0: un courriel qui revient n’est plus signalé. «\u00a0npx paraphe doctor\u00a0» dit pourquoi.'] : []),
      ...(total > 1 ? [`Avec celui-ci, ${formatCount(total, 'sujet')} sont en retard.`] : []),
      'Le service recommence de lui-même, sans fin. Le journal du service donne la cause.',
    ],
    button: { label: 'Voir ce qui tarde', url },
    footer: ['Vous recevez ce courriel parce que OPERATOR_EMAIL désigne cette adresse\u00a0; au plus un par jour et par sujet.'],
    demonstration,
  });
}
