import type { AdhesionNews, LegalDay } from '#libs/domain';
import { formatDay, formatDaysLeft, placedSubject, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';
import { ofName } from './adhesion-words.js';

/** Version of these words, kept with each mail. */
export const adhesionMailsVersion = '1';

/** What every mail about an adhesion says around its words. */
export type AdhesionMailAround = { name: string; departementName: string; number: string; partner: string; url: string; contact: { name: string; email: string; phone: string }; demonstration: boolean };

type Words = { subject: string; paragraphs: string[]; label: string };

/** To the gestionnaires concerned: their vote is asked. */
export function votesAskedMail(m: AdhesionMailAround, { until, today }: { until: LegalDay; today: LegalDay }): Mail {
  return written(m, {
    subject: 'une adhésion à examiner',
    paragraphs: [
      `${m.partner} demande à adhérer à la convention ${m.number}, pour une ou plusieurs de vos structures. Votre accord est demandé au plus tard ${formatDay(until)}, ${formatDaysLeft(today, until)}.`,
      'Sans réponse de votre part à cette date, la demande reste sans suite : le silence ne vaut pas accord (article 7).',
    ],
    label: 'Lire la demande et répondre',
  });
}

export function votesReminderMail(m: AdhesionMailAround, { until, today }: { until: LegalDay; today: LegalDay }): Mail {
  return written(m, {
    subject: `répondre ${formatDay(until)} au plus tard`,
    paragraphs: [`${m.partner} attend votre réponse à sa demande d’adhésion. La date limite est ${formatDay(until)}, ${formatDaysLeft(today, until)}. Passé ce jour, la demande reste sans suite (article 7).`],
    label: 'Répondre',
  });
}

/** To the partner: the request is on its way. */
export function requestSentMail(m: AdhesionMailAround, { until }: { until: LegalDay }): Mail {
  return written(m, {
    subject: 'votre demande d’adhésion est partie',
    paragraphs: [`Les gestionnaires des structures que vous avez choisies l’examinent jusqu’${formatDay(until).replace(/^le /, 'au ')} inclus. L’accord de chacun est nécessaire (article 7).`],
    label: 'Suivre la demande',
  });
}

/** To the préfecture, informed at each step (art. 7). */
export function prefectureMail(m: AdhesionMailAround, { what, sentence }: { what: 'asked' | 'voted' | AdhesionNews; sentence: string }): Mail {
  return written(m, { subject: prefectureSubjects[what], paragraphs: [`Adhésion ${ofName(m.partner)} à la convention ${m.number}. ${sentence}`, ...(what === 'accepted' ? ['Envoyez-lui l’acte d’adhésion à signer.'] : [])], label: what === 'accepted' ? 'Faire signer l’acte' : 'Voir la demande' });
}

const prefectureSubjects: Record<'asked' | 'voted' | AdhesionNews, string> = {
  asked: 'une demande d’adhésion', voted: 'un vote sur une adhésion', accepted: 'une adhésion acceptée, à faire signer', refused: 'une adhésion refusée', lapsed: 'une adhésion sans suite', withdrawn: 'une adhésion retirée',
  signing: 'un acte d’adhésion à signer', abandoned: 'un acte d’adhésion abandonné', in_force: 'un partenaire a adhéré', without_object: 'une adhésion sans objet',
};

/** To the partner and the gestionnaires. Reasons are read on the page: mails are forwarded. */
export function newsMail(m: AdhesionMailAround, { what, sentence, toPartner }: { what: AdhesionNews; sentence: string; toPartner: boolean }): Mail {
  const more = toPartner ? partnerAdvice[what] : undefined;
  return written(m, { subject: newsSubjects[what], paragraphs: [sentence, ...(more ? [more] : [])], label: toPartner && (what === 'refused' || what === 'lapsed') ? 'Lire les réponses' : 'Voir la demande' });
}

const newsSubjects: Record<AdhesionNews, string> = {
  accepted: 'l’adhésion est acceptée', refused: 'l’adhésion est refusée', lapsed: 'la demande d’adhésion est sans suite', withdrawn: 'la demande d’adhésion est retirée', signing: 'l’acte d’adhésion est à signer',
  abandoned: 'la signature de l’adhésion est arrêtée', in_force: 'l’adhésion est en vigueur', without_object: 'l’adhésion est sans objet',
};

const partnerAdvice: Partial<Record<AdhesionNews, string>> = {
  accepted: 'La préfecture vous enverra l’acte à signer ; rien d’autre ne vous est demandé.',
  refused: 'Le motif donné se lit sur la page de la demande. Vous pouvez en présenter une autre, qui y réponde ou qui vise d’autres structures.',
  lapsed: 'Vous pouvez présenter une nouvelle demande ; prenez d’abord contact avec les gestionnaires qui n’ont pas répondu.',
  signing: 'La personne qui signe pour votre organisme a reçu un lien personnel à son adresse.',
  abandoned: 'L’accord des gestionnaires demeure : la préfecture peut vous envoyer l’acte de nouveau.',
};

function written(m: AdhesionMailAround, { subject, paragraphs, label }: Words): Mail {
  const { name, email, phone } = m.contact;
  return renderMail({
    subject: placedSubject(m.departementName, subject), greeting: `Bonjour ${m.name},`, paragraphs, button: { label, url: m.url },
    footer: [`Vous recevez ce courriel parce que votre organisme est concerné par une adhésion à la convention ${m.number}. ${name} : ${phone}, ${email}.`], demonstration: m.demonstration,
  });
}
