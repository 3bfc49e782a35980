import type { Demarche, IdentityDocument, Instant, LegalDay, MandateDuration, MandateEnd, MandateState, ScopeItem } from '#libs/domain';

/** A mandate that is being issued, as each of its steps names it. */
export type DraftShown = { id: string; number: string };

/** Who the person is, as the mandate prints it. */
export type PersonShown = { familyName: string; givenNames: string; birthDate: string; birthPlace: string; address: string; phone: string | null; email: string | null };

/** A démarche entrusted, with the words that make it precise and the partners by their names. */
export type ScopeShown = Pick<ScopeItem, 'demarche' | 'actions' | 'dataRequests'> & { words: string; partners: readonly { id: string; name: string }[] };

/** What the person reads before they sign, and what the agent reads after. */
export type MandateShown = {
  structure: string;
  gestionnaire: string;
  agent: string;
  person: PersonShown;
  document: IdentityDocument | null;
  informedAt: Instant | null;
  identifiedAt: Instant | null;
  scope: readonly ScopeShown[];
  duration: MandateDuration;
  endsOn: LegalDay;
  timeZone: string;
};

/** One line of a list: the name is null once the working data are destroyed. */
export type LineShown = {
  id: string;
  number: string;
  state: MandateState;
  person: string | null;
  demarches: readonly Demarche[];
  timeZone: string;
  endsOn: LegalDay | null;
  signedAt: Instant | null;
  end: MandateEnd | null;
};

/** What a sealed file of the mandate has come to: it is written some seconds after the signature, or the end. */
export type FileProgress = 'ready' | 'coming' | 'none';
