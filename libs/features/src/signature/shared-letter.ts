import type { Departement } from '#libs/domain';
import type { KeyStore, Letter, MailContent } from '#libs/platform';
import { correspondentKind, correspondentOf } from './correspondent.js';
import type { Place } from './place.js';
import { replyTo } from './place-words.js';
import { signatureMailsVersion } from './signature.mails.js';

/** One mail about several places of one mailbox, at least one; whoever answers writes to the préfecture, when it is one and the same. */
export function sharedLetter(keys: KeyStore, places: readonly Place[], kind: string, content: MailContent): Letter {
  const [first] = places;
  const { email, firstName, lastName } = first!.person;
  return {
    kind, templateVersion: signatureMailsVersion, content,
    recipient: { kind: correspondentKind, id: correspondentOf(keys, email), address: email, name: `${firstName} ${lastName}` },
    ...(whoAsks(places).departementName !== null && { replyTo: replyTo(first!) }),
  };
}

/** The préfectures that these places come from; the name of the département when there is but one. */
export function whoAsks(places: readonly Place[]): { contacts: Departement['prefecture'][]; departementName: string | null } {
  const departements = [...new Map(places.map(({ round }) => [round.departementCode, round.dossier!.departement])).values()];
  return { contacts: departements.map(({ prefecture }) => prefecture), departementName: departements.length === 1 ? departements[0]!.name : null };
}
