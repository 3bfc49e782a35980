import type { Demarche, IdentityDocument, Instant, LegalDay, MandateDuration, MandateEnd, MandateFacts, MandateState, ScopeItem } from '#libs/domain';
import type { FieldError, Frame, TimelineEntry } from '#libs/ui';

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
  /** Of the scope shown: what is signed is what was read. */
  definedAt: Instant | null;
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

export type NoteShown = { at: string; text: string };
export type DocumentShown = { id: string; title: string; bytes: number; at: string };
export type TypedOnMandate = { act?: { partner: string; note: string }; note?: string; title?: string };

/** What the page of one mandate shows, and what it was sent when something typed there was refused. */
export type MandatePageProps = {
  frame: Frame;
  id: string; number: string; state: MandateState; facts: MandateFacts; today: LegalDay;
  /** Null once the working-data key is destroyed: nothing names the person any more. */
  text: MandateShown | null;
  timeline: readonly TimelineEntry[];
  notes: readonly NoteShown[];
  documents: readonly DocumentShown[];
  /** Partners of the structure to whom the person may consent that data go, beside those of the mandate. */
  partners: readonly { id: string; name: string }[];
  files: { original: FileProgress; receipt: FileProgress };
  rights: { act: boolean; end: boolean };
  typed?: TypedOnMandate; errors?: readonly FieldError[];
};
