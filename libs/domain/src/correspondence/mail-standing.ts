import type { Instant } from '../legal-time/legal-day.js';

/** What is known of a mail. `sent`: our relay took it, and nothing more is known. `accepted`: the recipient's server says that it has it. */
export type MailState = 'waiting' | 'sent' | 'accepted' | 'delayed' | 'bounced';

/** What a server said of it. `status`: enhanced status code (RFC 3463), « 5.1.1 ». */
export type MailReport = { action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'; status: string | null; at: Instant };

export type MailStanding = { state: MailState; since: Instant; /** For the préfecture: « Adresse inconnue du serveur destinataire (5.1.1) ». */ words: string };

/**
 * Where a mail stands. Reports cross and repeat themselves: what settles its fate wins over a delay, and the latest over the earlier.
 */
export function mailStanding({ createdAt, sentAt, reports }: { createdAt: Instant; sentAt: Instant | null; reports: readonly MailReport[] }): MailStanding {
  const told = reports.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const settling = told.findLast(({ action }) => action !== 'delayed');
  if (settling?.action === 'failed') return { state: 'bounced', since: settling.at, words: failureWords(settling.status) };
  if (settling) return { state: 'accepted', since: settling.at, words: 'Accepté par le serveur destinataire' };
  const delay = told.find(({ action }) => action === 'delayed');
  if (delay) return { state: 'delayed', since: delay.at, words: delayWords(delay.status) };
  return sentAt ? { state: 'sent', since: sentAt, words: 'Remis au serveur d’envoi' } : { state: 'waiting', since: createdAt, words: 'En attente d’envoi' };
}

/** Codes that say what the préfecture can do (RFC 3463, section 3; RFC 7505 for 5.1.10), without their class. */
const subjects: Readonly<Record<string, string>> = {
  '1.1': 'Adresse inconnue du serveur destinataire',
  '1.2': 'Le domaine de l’adresse n’existe pas',
  '1.3': 'Adresse mal formée',
  '1.6': 'La boîte a changé d’adresse',
  '1.10': 'Le domaine de l’adresse ne reçoit pas de courriel',
  '2.1': 'Boîte désactivée',
  '2.2': 'Boîte pleine',
  '2.3': 'Courriel trop volumineux pour cette boîte',
  '3.4': 'Courriel trop volumineux pour le serveur destinataire',
  '4.1': 'Le serveur destinataire ne répond pas',
  '4.4': 'Le domaine de l’adresse n’existe pas',
  '4.7': 'Le serveur destinataire n’a pas répondu à temps',
  '7.1': 'Refusé par le serveur destinataire',
};

/** The first figure of the rest, when the whole is not known. */
const families: Readonly<Record<string, string>> = {
  1: 'Adresse refusée par le serveur destinataire',
  2: 'La boîte n’accepte pas le courriel',
  3: 'Le serveur destinataire n’accepte pas le courriel',
  4: 'Le serveur destinataire n’a pas pu être joint',
  6: 'Le serveur destinataire n’accepte pas le format du courriel',
  7: 'Refusé par la sécurité du serveur destinataire',
};

function failureWords(status: string | null): string {
  return withCode(reasonOf(status) ?? 'Courriel non remis', status);
}

function delayWords(status: string | null): string {
  const reason = reasonOf(status);
  return withCode(reason ? `Remise retardée : ${lowerFirst(reason)}` : 'Remise retardée', status);
}

function reasonOf(status: string | null): string | null {
  const [, rest = '', family = ''] = /^[245]\.((\d{1,3})\.\d{1,3})$/.exec(status ?? '') ?? [];
  return subjects[rest] ?? families[family] ?? null;
}

function withCode(words: string, status: string | null): string {
  return status ? `${words} (${status})` : words;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
