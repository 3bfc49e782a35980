import type { ZodObject, ZodType } from 'zod';
import type { ProblemStatus } from './problem.js';

/** Where a route's description is kept. */
export const apiDescription = 'paraphe:api';

/** Every route of the API stands under it. A change that breaks programs makes another one beside. */
export const apiPath = '/api/v1';

/** What a file may be: a list that the import reads, a paper that somebody scanned. Its contents are looked at anyway. */
export const fileTypes = { table: ['text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'], scan: ['application/pdf', 'image/jpeg', 'image/png'] } as const;
export type FileKind = keyof typeof fileTypes;

/** Chapters of the reference, in its order. */
export const apiTags = ['Annuaire', 'Tournées', 'Conventions', 'Mandats', 'Violations de données', 'Habilitations', 'Webhooks', 'Jetons', 'Service'] as const;
export type ApiTag = (typeof apiTags)[number];

/** Answers that are files, sent as they are. */
export type BinaryAnswer = 'application/pdf' | 'application/octet-stream';

/** What a route takes and gives. The same schemas check what comes in, check what goes out, and are printed in the reference. */
export type Description = {
  /** Unique: generated clients name their functions after it. */
  operationId: string;
  tag: ApiTag;
  /** In French, as the reference lists it. */
  summary: string;
  query?: ZodObject;
  body?: ZodType;
  /** A file sent as it is, in the formats of its kind; the middleware has read it once it knows whose it is. */
  file?: FileKind;
  status: 200 | 201 | 202 | 204;
  /** What is answered: a JSON value of this shape, a file, or nothing. */
  answer: ZodType | BinaryAnswer | null;
  /** Whether the answer holds a secret: it is then said once, and not kept for a repeated request. */
  isSecret?: boolean;
  /** Whether the answer bears an ETag, or the request wants one. */
  version?: 'given' | 'wanted';
  /** Besides those that any route may answer. */
  problems?: readonly ProblemStatus[];
};
