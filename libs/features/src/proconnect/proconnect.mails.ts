import { renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';

/** Version of these words, kept with each mail. */
export const proConnectMailsVersion = '1';

/** The link that attaches an identity: it says what it does before it is followed, for whoever did not ask for it. */
export function attachMail(m: { fullName: string; url: string; minutes: number; siret: string; demonstration: boolean }): Mail {
  return renderMail({
    subject: 'Paraphe : rattacher votre identité ProConnect',
    greeting: `Bonjour ${m.fullName},`,
    paragraphs: [
      `Une identité ProConnect de l’organisme de SIRET ${m.siret} demande à ouvrir votre compte.`,
      `Si c’est vous, ouvrez ce lien dans le navigateur où vous l’avez demandé. Il est valable ${m.minutes} minutes et ne sert qu’une fois.`,
    ],
    button: { label: 'Rattacher mon identité', url: m.url },
    footer: ['Vous recevez ce courriel parce que votre adresse a été saisie après une connexion par ProConnect. Si ce n’est pas vous, ne faites rien : rien ne sera rattaché.'],
    demonstration: m.demonstration,
  });
}
