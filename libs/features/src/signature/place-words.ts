import { subjectOf } from '#libs/features/round';
import type { Config } from '#libs/platform';
import type { Place } from './place.js';
import type { SignatoryMail } from './signature.mails.js';

/** What every mail about that place says. */
export function wordsFor({ round, slot, person }: Place, config: Config): SignatoryMail {
  const { departement } = round.dossier!;
  const { name, email, phone } = departement.prefecture;
  return {
    person, bodyName: slot.bodyName, departementName: departement.name, subject: subjectOf(round), contact: { name, email, phone }, demonstration: config.mode === 'demonstration',
  };
}

/** An answer is read by the préfecture that asks, not by the service. */
export function replyTo({ round }: Pick<Place, 'round'>): { address: string; name: string } {
  const { email, name } = round.dossier!.departement.prefecture;
  return { address: email, name };
}
