import type { VNode } from 'preact';
import type { EntityManager } from 'typeorm';
import type { Dossier, GapSubjectKind, LegalDay, NationalPartnerReference } from '#libs/domain';
import type { BodyRef, Candidate } from '#libs/features/directory';
import type { FieldError, Frame, Option } from '#libs/ui';
import type { Posted, Reading, Typed } from './answers.js';

/** The directory of a département as a page needs it: what a convention says, and what it does not (decision 2). */
export type Directory = {
  dossier: Dossier;
  candidates: readonly Candidate[];
  reference: readonly NationalPartnerReference[];
  today: LegalDay;
  /** Whether whoever looks may name who signs for that body. */
  speaksFor: (body: BodyRef) => boolean;
};

/** The form of a card as it stands on the screen. `back` is the page one came from. */
export type Shown = Directory & {
  frame: Frame;
  form: Typed & { errors: readonly FieldError[]; bySms?: boolean };
  back?: string;
  isNew: boolean;
  /** Whoever may look without changing anything. */
  readOnly: boolean;
  /** Whether the card may be taken out of the directory by whoever looks at it. */
  removable: boolean;
};

/** What the journal calls a card. */
export type CardKind = GapSubjectKind | 'offer' | 'signatory_candidate';

/** One kind of card of the directory: how it is found, shown, read and saved. */
export type Card<T> = {
  kind: CardKind;
  find: (directory: Directory, id: string) => T | undefined;
  /** A card not yet recorded, under the id it is to bear. Absent for what is never added by hand. */
  blank?: (id: string, directory: Directory, about: About) => T | undefined;
  idOf: (subject: T) => string;
  nameOf: (subject: T) => string;
  typed: (subject: T) => Typed;
  /** The form as one of its own buttons changes it (a line more, a day copied), nothing saved; null when it was sent to be saved. */
  reshape?: (posted: Posted) => Typed | null;
  read: (posted: Posted, current: T, dossier: Dossier) => Reading<T>;
  save: (tx: EntityManager, departementCode: string, subject: T, dossier: Dossier) => Promise<void>;
  page: (subject: T, shown: Shown) => VNode;
  /** Something to know once it is saved, which refuses nothing. */
  remark?: (subject: T, directory: Directory) => string;
};

/** What the address of a blank card says of it: for which partner, which structure, which body. */
export type About = Readonly<Record<string, string>>;

export function optionsOf(named: readonly { id: string; name: string }[]): Option[] {
  return named.map(({ id, name }) => ({ value: id, label: name }));
}

/** What the frame of every card's page takes from how it is shown. */
export function frameOf({ frame, form, back, readOnly, removable, isNew }: Shown, removal: string) {
  return { frame, form, readOnly, ...(back !== undefined && { back }), ...(removable && !isNew && !readOnly && { removal }) };
}
