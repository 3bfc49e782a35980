/** The two pages of a draft that send to the directory. Anything else would make of our own redirection a door to elsewhere. */
const draftPages = /^\/tournees\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/(parties|controles)$/;

/** Where to go back once the card is saved, if that is indeed a page of a draft. */
export function returnPath(asked: unknown): string | undefined {
  return typeof asked === 'string' && draftPages.test(asked) ? asked : undefined;
}
