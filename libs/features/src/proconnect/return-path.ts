/** A page of ours: one slash, then ordinary characters. Two slashes, or a backslash, would lead to another site. */
const ours = /^\/(?!\/)[\w\-./?=&%]{0,200}$/;

/** Where to go back after signing in, if that is indeed a page of ours. */
export function localPath(wanted: unknown): string | null {
  return typeof wanted === 'string' && ours.test(wanted) ? wanted : null;
}
