import { renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';

/** Version of these words, kept with each mail. */
export const identityMailsVersion = '1';

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
