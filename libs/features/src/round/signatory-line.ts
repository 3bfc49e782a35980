import type { PreservationLevel, SlotState } from '#libs/domain';
import type { ViewCollege } from './round-sentences.js';
import type { FollowedMail, PersonNews } from './round-witnesses.js';

/** One of those who may act for a body. */
export type AskedPerson = {
  name: string;
  quality: string;
  /** Where the latest mail to them stands; null when it is not known, or does not matter any more. */
  mail: FollowedMail | null;
  /** The page where they are replaced or put right; null once nothing can change. */
  place: string | null;
};

export type SignatoryLine = {
  slotId: string;
  college: ViewCollege;
  group: number;
  bodyName: string;
  person: string;
  quality: string;
  state: SlotState;
  since: string | null;
  /** What the signature has reached in the file; null until it is in. */
  level?: PreservationLevel | null;
  /** What is asked there, in a sentence, where a code is not enough. */
  strong?: string | null;
  /** What the signature is in law, once it is given (decision 13). */
  given?: string | null;
  /** Our own mail server does not take the invitation for now. */
  failing?: boolean;
  /** Somebody opened the link and asked for a code: reading leaves no trace (decision 30). */
  codeAsked?: boolean;
  /** Wrong codes since the invitation; `spent`: the link gives no other, and the next one will. */
  wrongCodes?: { count: number; lastAt: string; spent: boolean } | null;
  /** The person asked says that it is not for them to sign. */
  proposed?: boolean;
  /** Null when it is regular as it stands. */
  title?: NonNullable<PersonNews['title']> | null;
  /** Instant of the last reminder. */
  remindedAt?: string | null;
  /** Why, in words, when it was refused. */
  reason: string | null;
  remindable: boolean;
  /** Given by hand: the day of the paper, and where its scan is. */
  paper?: { signedOn: string; href: string } | null;
  people?: readonly AskedPerson[];
};
