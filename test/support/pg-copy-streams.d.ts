/** The package brings no types; these are the two doors used. */
declare module 'pg-copy-streams' {
  import type { Duplex } from 'node:stream';
  import type { Submittable } from 'pg';

  export function from(sql: string): Duplex & Submittable;
  export function to(sql: string): Duplex & Submittable;
}
