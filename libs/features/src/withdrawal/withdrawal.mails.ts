import { dayWords, weekdayWords } from '#libs/domain';
import type { LegalDay, WithdrawalState } from '#libs/domain';
import { formatDaysLeft, formatList, placedSubject, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';
import { toName } from './notice-words.js';

/** Version of these words, kept with each mail. */
export const noticeMailsVersion = '1';

/** What every mail about a notice says around its words. `notice`: « retrait » or « dénonciation ». */
export type NoticeMail = { name: string; departementName: string; number: string; url: string; party: string; notice: string; contact: { name: string; email: string; phone: string }; demonstration: boolean };
/** `fallen`: its day came, and the gestionnaires had not all denounced. */
export type NoticeNews = 'filed' | 'examined' | 'settled' | 'cancelled' | 'effective' | 'fallen';
type Words = { subject: string; paragraphs: string[]; label?: string };

/** What became of a notice. `sentence`: where it stands, as its page says it. */
export function newsMail(m: NoticeMail, { what, sentence, state }: { what: NoticeNews; sentence: string; state: WithdrawalState }): Mail {
  return written(m, { subject: subjects[what](m.notice, state), paragraphs: [`${openings[what](m)} Convention France Services ${m.number}.`, what === 'cancelled' ? 'Il est sans effet.' : sentence] });
}

const subjects: Record<NoticeNews, (notice: string, state: WithdrawalState) => string> = {
  filed: (notice, state) => (state === 'information_only' ? 'une lettre annonce un départ' : `${article(notice)} est enregistré${feminine(notice)}`),
  examined: (notice) => `${article(notice)} a été examiné${feminine(notice)}`,
  settled: (_notice, state) => (state === 'late' ? 'un préavis reçu est tardif' : state === 'without_object' ? 'un préavis reçu est sans objet' : 'un préavis est reçu à temps'),
  cancelled: (notice) => `${article(notice)} est annulé${feminine(notice)}`,
  effective: () => 'une partie a quitté la convention',
  fallen: () => 'une dénonciation reste sans effet',
};

const openings: Record<NoticeNews, (m: NoticeMail) => string> = {
  filed: ({ party, notice }) => `${party} notifie ${notice === 'retrait' ? 'son retrait' : 'sa dénonciation'}.`,
  examined: ({ party, notice }) => `Un gestionnaire concerné a examiné ${theOf(notice)} de ${party}.`,
  settled: ({ party, notice }) => `La réception du préavis de ${party} (${notice}) est établie.`,
  cancelled: ({ party, notice }) => `Le préavis de ${party} (${notice}) est annulé.`,
  effective: ({ party, notice }) => `Le préavis de ${party} (${notice}) a pris effet. Les annexes sont refaites en conséquence.`,
  fallen: ({ party }) => `La dénonciation de ${party} est arrivée à son jour.`,
};

const article = (notice: string): string => (notice === 'retrait' ? 'un retrait' : 'une dénonciation');
const theOf = (notice: string): string => (notice === 'retrait' ? 'le retrait' : 'la dénonciation');
const feminine = (notice: string): string => (notice === 'retrait' ? '' : 'e');

/** Before the last useful day: a reception is still to be proven. */
export function missingDeliveryMail(m: NoticeMail, { missing, notifyBy, today }: { missing: readonly string[]; notifyBy: LegalDay | null; today: LegalDay }): Mail {
  return written(m, {
    subject: 'une réception reste à établir',
    paragraphs: [
      `Rien n’établit encore que ces destinataires ont reçu la lettre de ${m.party} (${m.notice}, convention ${m.number}) : ${formatList(missing)}.`,
      notifyBy === null ? 'Enregistrez l’avis de réception, ou notifiez de nouveau.' : `Enregistrez l’avis de réception, ou notifiez de nouveau par un autre moyen au plus tard le ${weekdayWords(notifyBy)}, ${formatDaysLeft(today, notifyBy)}.`,
    ],
    label: 'Compléter le préavis',
  });
}

/** A letter came back, and time is left, or not, to notify again. */
export function unreceivedMail(m: NoticeMail, { addressee, outcome, notifyBy }: { addressee: string; outcome: string; notifyBy: LegalDay | null }): Mail {
  return written(m, {
    subject: 'une lettre n’a pas été remise',
    paragraphs: [
      `La lettre de ${m.party} ${toName(addressee)} (${m.notice}, convention ${m.number}) n’a pas été remise : ${outcome.toLowerCase()}.`,
      notifyBy === null ? 'Notifiez de nouveau par un autre moyen.' : `Pour ne dépendre d’aucune lecture, notifiez de nouveau par un autre moyen, de sorte que la lettre soit reçue au plus tard le ${dayWords(notifyBy)}.`,
    ],
    label: 'Voir ce qui reste possible',
  });
}

/** To the préfecture: without a recorded Accord cadre, nobody can say whether another term follows. */
export function accordCadreMail(m: NoticeMail): Mail {
  return written(m, {
    subject: 'un Accord cadre est à enregistrer',
    paragraphs: [
      `Le préavis de ${m.party} (${m.notice}, convention ${m.number}) dépasse l’échéance en cours, et aucun Accord cadre national n’est enregistré : rien ne dit si une autre suivra (article 9).`,
      'Faites enregistrer la version en vigueur par l’exploitant du service : la réponse sera alors revue d’elle-même.',
    ],
  });
}

function written(m: NoticeMail, { subject, paragraphs, label = 'Voir le préavis' }: Words): Mail {
  const { name, email, phone } = m.contact;
  return renderMail({
    subject: placedSubject(m.departementName, subject), greeting: `Bonjour ${m.name},`, paragraphs, button: { label, url: m.url },
    footer: [`Vous recevez ce courriel parce que la convention ${m.number} vous concerne. ${name} : ${phone}, ${email}.`], demonstration: m.demonstration,
  });
}
