import { renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';

/** Version of these words, kept with each mail. */
export const webhookMailsVersion = '1';

/** Told to whoever created a webhook that has stopped. */
export function disabledMail(m: { name: string; host: string; gone: boolean; url: string; demonstration: boolean }): Mail {
  const why = m.gone
    ? `Le serveur ${m.host} a répondu qu’il ne voulait plus rien recevoir (statut 410).`
    : `Le serveur ${m.host} n’a accepté aucun de nos envois d’un même événement pendant trois jours.`;
  return renderMail({
    subject: 'Paraphe : un webhook est désactivé',
    greeting: `Bonjour ${m.name},`,
    paragraphs: [`${why} Le webhook est donc désactivé.`, 'Rien n’est perdu : une fois le serveur rétabli, réactivez le webhook et rejouez les livraisons de la période manquée.'],
    button: { label: 'Voir les livraisons', url: m.url },
    footer: ['Vous recevez ce courriel parce que ce webhook a été créé avec votre compte.'],
    demonstration: m.demonstration,
  });
}
