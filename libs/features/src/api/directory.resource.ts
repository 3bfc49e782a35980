import type { EntityManager } from 'typeorm';
import type { ZodType } from 'zod';
import type { Action, Dossier, RemovableKind, Standing } from '#libs/domain';
import type { FieldProblem } from './problem.js';

/** What a card is read and judged with. */
export type Surroundings = { dossier: Dossier; standing: Standing };

/** Everything a kind of card of the directory needs in order to be served: how it is found, shown, read, judged and saved. */
export type Resource<T extends { id: string } = { id: string }, V extends object = object, I extends object = object> = {
  /** As the journal and the policy name it. */
  kind: 'structure' | 'gestionnaire' | 'national_partner' | 'local_partner' | 'referent' | 'offer' | 'candidate';
  /** Its place under /api/v1. */
  path: string;
  /** For operation ids and French sentences: « Structure », « une structure », « les structures ». */
  words: { type: string; one: string; all: string };
  /** Whether it names people: reading it is then a line of the journal. */
  isPersonal: boolean;
  view: ZodType<V>;
  input: ZodType<I>;
  list: (tx: EntityManager, surroundings: Surroundings) => Promise<readonly T[]> | readonly T[];
  shown: (subject: T) => V;
  /** The card that the input makes of the current one; of a blank one, to which the id is already given, when it is new. */
  filled: (input: I, id: string, current: T | null) => T;
  /** What no schema can say alone: whether it stands in this directory, and whether this organisation may say so. */
  judged: (subject: T, current: T | null, surroundings: Surroundings) => FieldProblem[];
  save: (tx: EntityManager, dossier: Dossier, subject: T) => Promise<void>;
  /** Who may make one; null: nobody, they are there or not. */
  creation: Action | null;
  /** Who may take one out, and what the removal rules call it; null: nobody. */
  removal: { action: Action; kind: RemovableKind | 'candidate' } | null;
};
