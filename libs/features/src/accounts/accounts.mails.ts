import { formatDay, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';

/** Version of these words, kept with each mail. */
export const accountMailsVersion = '1';

type Addressed = { name: string; url: string; demonstration: boolean };

/** To the préfecture: somebody asks something about their data. Neither who nor what travels by mail. */
export function requestReceivedMail({ name, url, demonstration, dueOn }: Addressed & { dueOn: string }): Mail {
  return renderMail({
    subject: 'Paraphe : une demande sur des données personnelles',
    greeting: `${name},`,
    paragraphs: [`Une personne demande une correction, une limitation ou un effacement de ses données. Répondez au plus tard ${formatDay(dueOn)} (RGPD, article 12, paragraphe 3).`],
    button: { label: 'Lire la demande', url },
    footer: ['Vous recevez ce courriel parce que votre préfecture est responsable de ces données.'],
    demonstration,
  });
}

/** The last week has begun. */
export function requestReminderMail({ name, url, demonstration, dueOn }: Addressed & { dueOn: string }): Mail {
  return renderMail({
    subject: 'Paraphe : une réponse est due sous une semaine',
    greeting: `${name},`,
    paragraphs: [`Une demande sur des données personnelles attend votre réponse, due au plus tard ${formatDay(dueOn)} (RGPD, article 12, paragraphe 3).`],
    button: { label: 'Répondre', url },
    footer: ['Vous recevez ce courriel parce que votre préfecture est responsable de ces données.'],
    demonstration,
  });
}

/** The answer has come. Its words are read on the page: a reason may be long, and mails are forwarded. */
export function requestAnsweredMail({ name, url, demonstration, accepted, askedOn }: Addressed & { accepted: boolean; askedOn: string }): Mail {
  return renderMail({
    subject: 'Paraphe : la réponse à votre demande',
    greeting: name ? `Bonjour ${name},` : 'Bonjour,',
    paragraphs: [
      `La préfecture ${accepted ? 'accepte' : 'refuse'} votre demande faite ${formatDay(askedOn)} sur vos données personnelles. Son motif se lit sur la page de vos données.`,
      ...(accepted ? [] : ['Vous pouvez saisir la CNIL, ou le juge (RGPD, articles 77 et 79).']),
    ],
    button: { label: 'Lire la réponse', url },
    footer: ['Vous recevez ce courriel parce que vous avez fait une demande sur vos données personnelles.'],
    demonstration,
  });
}

/** The way to one's data, for whoever reads the mails of that address. */
export function dataLinkMail({ url, demonstration, hours }: { url: string; demonstration: boolean; hours: number }): Mail {
  return renderMail({
    subject: 'Paraphe : ce que le service garde à votre adresse',
    greeting: 'Bonjour,',
    paragraphs: [`Voici le lien vers tout ce que le service garde à cette adresse. Il est valable ${hours} heures et vous permet aussi de demander une correction.`],
    button: { label: 'Voir mes données', url },
    footer: ['Vous recevez ce courriel parce que votre adresse a été saisie sur la page des données personnelles. Si ce n’est pas vous, ne faites rien.'],
    demonstration,
  });
}
