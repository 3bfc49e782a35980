import { derivedId } from '#libs/platform';

/** The id of the link that a mail of several places brings to one of them. */
export function linkIdIn(mailId: string, signatoryId: string): string {
  return derivedId(`${mailId} ${signatoryId}`);
}
