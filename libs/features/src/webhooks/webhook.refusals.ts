import type { TargetRefusal } from './webhook.target.js';
import { urlLengthMax } from './webhook.target.js';

/** Ten addresses are more than an organisation has programs; each costs a call per event. */
export const webhooksMax = 10;
/** A replay of a period is a burst of calls on somebody's server: a busy month of a département, not its history. */
export const replayMax = 1_000;

export type WebhookRefusal = TargetRefusal | 'events_missing' | 'webhooks_too_many' | 'webhook_disabled' | 'webhook_enabled' | 'period_unreadable' | 'period_too_full' | 'period_empty';

/** In French, with the way out. */
export const webhookRefusals: Record<WebhookRefusal, string> = {
  url_unreadable: 'Indiquez une adresse complète, par exemple https://partenaire.fr/paraphe',
  url_not_https: 'Indiquez une adresse qui commence par https:// : ce qui part d’ici ne circule pas en clair',
  url_with_password: 'Retirez l’identifiant et le mot de passe de l’adresse : la signature de chaque envoi suffit à le reconnaître',
  url_too_long: `Limitez cette adresse à ${urlLengthMax} caractères`,
  address_private: 'Cette adresse désigne un réseau privé ou la machine elle-même : indiquez une adresse publique, ou demandez à l’exploitant de l’autoriser (WEBHOOK_PRIVATE_HOSTS)',
  events_missing: 'Choisissez un événement au moins',
  webhooks_too_many: `Votre organisation a déjà ${webhooksMax} webhooks actifs : désactivez-en un pour en créer un autre`,
  webhook_disabled: 'Ce webhook est désactivé : réactivez-le avant de rejouer ses livraisons',
  webhook_enabled: 'Ce webhook est déjà actif',
  period_unreadable: 'Indiquez deux jours, du plus ancien au plus récent',
  period_too_full: `Cette période compte plus de ${replayMax} livraisons : choisissez-en une plus courte`,
  period_empty: 'Aucune livraison n’a été préparée pendant cette période',
};
