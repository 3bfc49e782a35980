import type { AlertStage, EndReason, LegalDay, TermReport } from '#libs/domain';
import { formatDay, formatDaysLeft, placedSubject, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';

/** Version of these words, kept with each mail. */
export const termMailsVersion = '1';

/** What every mail about an agreement's life says around its words. */
export type TermMail = { name: string; departementName: string; number: string; url: string; contact: { name: string; email: string; phone: string }; demonstration: boolean };

type Words = { subject: string; paragraphs: string[]; label: string };

export function inForceMail(m: TermMail, { since, termEndsOn, lastUsefulDay }: { since: LegalDay; termEndsOn: LegalDay; lastUsefulDay: LegalDay }): Mail {
  return written(m, {
    subject: 'la convention est en vigueur',
    paragraphs: [
      `La convention France Services ${m.number} est en vigueur depuis ${formatDay(since)}. Son échéance est ${formatDay(termEndsOn)}.`,
      `Un retrait ou une dénonciation pour cette échéance doit être reçu au plus tard ${formatDay(lastUsefulDay)} (article 7).`,
    ],
    label: 'Voir la convention',
  });
}

export function alertMail(m: TermMail, { stage, termEndsOn, lastUsefulDay, today }: { stage: AlertStage; termEndsOn: LegalDay; lastUsefulDay: LegalDay; today: LegalDay }): Mail {
  return written(m, {
    subject: `dernier jour utile ${formatDay(lastUsefulDay)}`,
    paragraphs: [
      `La convention France Services ${m.number} arrive à échéance ${formatDay(termEndsOn)}. Qui ne veut pas la poursuivre le notifie de sorte que sa lettre soit reçue au plus tard ${formatDay(lastUsefulDay)}, ${formatDaysLeft(today, lastUsefulDay)} (article 7).`,
      stageAdvice[stage],
      'Si vous voulez continuer, vous n’avez rien à faire.',
    ],
    label: 'Voir l’échéance et ses raisons',
  });
}

const stageAdvice: Record<AlertStage, string> = {
  prepare: 'Une dénonciation demande en général une délibération : il est temps de l’inscrire à l’ordre du jour.',
  deliberate: 'Il reste le temps de délibérer, de transmettre la délibération, puis d’envoyer une lettre recommandée.',
  last_days: 'Une lettre recommandée envoyée maintenant peut être retirée trop tard : préférez la remise contre récépissé.',
};

export function decisionMail(m: TermMail, { termEndsOn, lastUsefulDay }: { termEndsOn: LegalDay; lastUsefulDay: LegalDay }): Mail {
  return written(m, {
    subject: 'que faire à l’échéance',
    paragraphs: [
      `L’échéance de la convention ${m.number} approche : ${formatDay(termEndsOn)}. Dites dès maintenant si la préfecture entend la continuer, la modifier par avenant ou ne pas la reconduire.`,
      `Les parties, elles, peuvent notifier leur départ jusqu’${until(lastUsefulDay)} (article 7).`,
    ],
    label: 'Décider',
  });
}

export function renewalMail(m: TermMail, { from, until: to }: { from: LegalDay; until: LegalDay }): Mail {
  return written(m, {
    subject: 'la convention est reconduite',
    paragraphs: [`La convention France Services ${m.number} est tacitement reconduite depuis ${formatDay(from)}, jusqu’${until(to)} inclus (article 9).`, 'L’acte qui le constate, avec le calcul de ses dates, est joint à la page de la convention.'],
    label: 'Lire l’acte',
  });
}

export function termMovedMail(m: TermMail, { from, to }: { from: LegalDay; to: LegalDay }): Mail {
  return written(m, {
    subject: 'l’échéance de la convention change',
    paragraphs: [
      `L’échéance de la convention France Services ${m.number} était ${formatDay(from)} ; elle est désormais ${formatDay(to)}.`,
      'Elle suit l’Accord cadre national, qui borne la durée de la convention (article 9).',
    ],
    label: 'Voir pourquoi',
  });
}

export function endMail(m: TermMail, { reason, on }: { reason: EndReason; on: LegalDay }): Mail {
  return written(m, { subject: 'la convention a pris fin', paragraphs: [`La convention France Services ${m.number} a pris fin ${formatDay(on)} au soir. ${endWords[reason]}`], label: 'Voir la convention' });
}

const endWords: Record<EndReason, string> = {
  last_gestionnaire_left: 'Plus aucun gestionnaire n’y était partie (articles 1 et 7).',
  ended_in_fact: 'Elle était échue, et son exécution a cessé.',
  general_interest: 'Elle a été résiliée pour un motif d’intérêt général.',
};

/** To the préfecture alone. `sentence`: what the domain says of it. */
export function reportMail(m: TermMail, { what, sentence }: { what: TermReport; sentence: string }): Mail {
  return written(m, { subject: reportSubjects[what], paragraphs: [`Convention France Services ${m.number}. ${sentence}`], label: 'Voir la convention' });
}

const reportSubjects: Record<TermReport, string> = {
  not_renewable: 'la convention est échue',
  cap_unknown: 'la convention est échue',
  cap_reached: 'la convention est échue',
  notice_closed: 'le dernier jour utile est passé',
  denounce_needs_an_act: 'ne pas reconduire demande un acte',
  denunciation_incomplete: 'une dénonciation reste sans effet',
  accord_cadre_after_expiry: 'un Accord cadre vient trop tard',
};

function written(m: TermMail, { subject, paragraphs, label }: Words): Mail {
  const { name, email, phone } = m.contact;
  return renderMail({
    subject: placedSubject(m.departementName, subject), greeting: `Bonjour ${m.name},`, paragraphs, button: { label, url: m.url },
    footer: [`Vous recevez ce courriel parce que votre organisme est partie à la convention ${m.number}. ${name} : ${phone}, ${email}.`], demonstration: m.demonstration,
  });
}

const until = (day: LegalDay): string => formatDay(day).replace(/^le /, 'au ');
