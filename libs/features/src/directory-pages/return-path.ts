const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/**
 * The pages from which one is sent to a card: two of a draft round, and those of the bodies whose people are edited apart. Anything else
 * would make of our own redirection a door to elsewhere.
 */
const knownPages = new RegExp(`^/(tournees/${uuid}/(parties|controles|projet)|annuaire/(prefet|(gestionnaires|partenaires|partenaires-locaux)/${uuid}))$`);

/** Where to go back once the card is saved, if that is indeed one of these pages. */
export function returnPath(asked: unknown): string | undefined {
  return typeof asked === 'string' && knownPages.test(asked) ? asked : undefined;
}
