import { renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';

/** Version of these words, kept with each mail. */
export const identityMailsVersion = '2';

/** The one-time sign-in link of a clerk. */
export function signInMail(m: { fullName: string; url: string; minutes: number; demonstration: boolean }): Mail {
  return renderMail({
    subject: 'Paraphe : votre lien de connexion',
    greeting: `Bonjour ${m.fullName},`,
    paragraphs: [`Voici le lien pour ouvrir votre espace. Il est valable ${m.minutes} minutes et ne sert qu’une fois.`],
    button: { label: 'Ouvrir mon espace', url: m.url },
    footer: ['Vous recevez ce courriel parce que votre adresse a été saisie sur la page de connexion. Si ce n’est pas vous, ne faites rien : personne n’entre sans ce lien.'],
    demonstration: m.demonstration,
  });
}

/** Somebody is given a role: what it opens, and the link that opens it for the first time. */
export function invitationMail(m: { fullName: string; url: string; days: number; role: string; organisation: string; demonstration: boolean }): Mail {
  return renderMail({
    subject: 'Paraphe : votre accès est ouvert',
    greeting: `Bonjour ${m.fullName},`,
    paragraphs: [
      `Un accès à Paraphe, le service des conventions France Services, vous est ouvert pour ${m.organisation}, avec le rôle « ${m.role} ».`,
      `Ce premier lien est valable ${m.days} jours et ne sert qu’une fois. Ensuite, demandez un lien sur la page de connexion, à cette même adresse.`,
    ],
    button: { label: 'Ouvrir mon espace', url: m.url },
    footer: ['Vous recevez ce courriel parce qu’une personne habilitée a indiqué votre adresse. Si vous ne voyez pas pourquoi, ne faites rien et signalez-le à la préfecture.'],
    demonstration: m.demonstration,
  });
}
