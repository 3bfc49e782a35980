import type { ReminderStage } from '#libs/domain';
import { placedSubject, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';

/** Version of these words, kept with each mail. */
export const breachMailsVersion = '1';

/** What every mail about a breach says around its words. Never what happened: a mail passes through other hands. */
export type BreachMail = { name: string; departementName: string; number: string; place: string; url: string; demonstration: boolean };
/** « vendredi 27 mars 2026 à 17 h »; `late`: by how much, once the 72 hours are spent. */
export type NoticeDue = { due: string; left: string; late: string | null };

/** To the gestionnaire's people, at once. */
export function declaredMail(m: BreachMail, { due, left, late }: NoticeDue): Mail {
  return written(m, {
    subject: 'violation de données à notifier',
    paragraphs: [
      `Une violation de données personnelles est déclarée pour ${m.place} (${m.number}).`,
      late === null
        ? `La convention veut qu’elle soit notifiée à la CNIL sans délai, et au plus tard le ${due}\u00a0: il reste ${left} (article\u00a04.6).`
        : `Le délai de 72\u00a0heures est déjà passé, depuis ${late}\u00a0: notifiez-la sans attendre, avec les motifs du retard (RGPD, article\u00a033).`,
      'Ce qui s’est passé n’est écrit que dans le registre\u00a0: lisez-le en ligne, et ne le recopiez pas dans un courriel.',
    ],
    label: 'Préparer la notification',
  });
}

export function reminderMail(m: BreachMail, { due, left, late }: NoticeDue, stage: ReminderStage): Mail {
  return late === null
    ? written(m, {
      subject: `notifier à la CNIL, il reste ${left}`,
      paragraphs: [`La violation ${m.number} (${m.place}) est connue depuis ${stage}\u00a0heures, et sa notification à la CNIL n’est pas enregistrée.`, `Elle est due au plus tard le ${due}. Une première notification peut être incomplète\u00a0: la suite se dit par des notifications complémentaires (RGPD, article\u00a033).`],
      label: 'Préparer la notification',
    })
    : written(m, {
      subject: 'notification à la CNIL en retard',
      paragraphs: [`La violation ${m.number} (${m.place}) devait être notifiée à la CNIL le ${due}\u00a0: le délai est passé.`, 'La notification reste due, avec les motifs du retard (RGPD, article\u00a033, §\u00a01). Si elle est faite, enregistrez son accusé de réception\u00a0: l’instant de la notification comptera.'],
      label: 'Notifier, avec les motifs',
    });
}

/** To a partner that decides what these data are for. It has no page of the register: it is told whom to call. */
export function controllerMail(m: BreachMail, { aware, partner, contact }: { aware: string; partner: string; contact: { name: string; email: string } }): Mail {
  return renderMail({
    subject: placedSubject(m.departementName, 'une violation touche vos données'), greeting: `Bonjour ${m.name},`,
    paragraphs: [
      `${m.place} a connu le ${aware} une violation de données personnelles (${m.number}), dont certaines relèvent de ${partner}, responsable de leur traitement. Vous en êtes informé sans délai (RGPD, article\u00a033, §\u00a02).`,
      `Ce qui s’est passé ne s’écrit pas ici\u00a0: demandez-le à ${contact.name}, ${contact.email}. Vous déciderez de votre propre notification à la CNIL dans vos 72\u00a0heures.`,
    ],
    footer: [`Vous recevez ce courriel au titre de ce partenaire France Services.`], demonstration: m.demonstration,
  });
}

function written(m: BreachMail, { subject, paragraphs, label }: { subject: string; paragraphs: string[]; label: string }): Mail {
  return renderMail({
    subject: placedSubject(m.departementName, subject), greeting: `Bonjour ${m.name},`, paragraphs, button: { label, url: m.url },
    footer: [`Vous recevez ce courriel parce que vous agissez pour le gestionnaire, ou que vous avez déclaré cette violation (${m.number}).`], demonstration: m.demonstration,
  });
}
