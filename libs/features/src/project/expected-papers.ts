import type { BodyDecision, SigningAuthority, SigningBodyKind } from '#libs/domain';
import { deliberates } from '#libs/features/authority';
import { formatDay } from '#libs/ui';

/** What one paper of a body is worth today: what is known of it, or null while it is missing. */
export type ExpectedPaper = { what: string; known: string | null };
/** What the préfecture waits for from one body before it can sign regularly. */
export type ExpectedFrom = { bodyId: string; bodyName: string; kind: SigningBodyKind; slotId: string | null; papers: readonly ExpectedPaper[] };

/** What is recorded of a body; `authority` null while nobody has described its title. */
export type KnownTitle = { authority: SigningAuthority | null; files: number };

/**
 * What an assembly must have done, and shown, before its executive signs: named from the first day, missing until it is known.
 * Empty for a body that decides by its own rules.
 */
export function expectedPapers(kind: SigningBodyKind, { authority, files }: KnownTitle): ExpectedPaper[] {
  if (!deliberates(kind)) return [];
  const decision = assemblyDecision(authority?.decision ?? null);
  const delegation = authority?.power.kind === 'delegation' ? authority.power.act : null;
  return [
    { what: 'Référence de la délibération', known: decision && decision.reference },
    { what: 'Date de son adoption', known: decision && formatDay(decision.adoptedOn, 'bare') },
    { what: 'Date de sa publication', known: decision?.published ? formatDay(decision.published.on, 'bare') : null },
    { what: 'Date de sa transmission au contrôle de légalité', known: decision?.transmitted ? formatDay(decision.transmitted.on, 'bare') : null },
    ...(delegation ? [{ what: 'Publication de la délégation de signature', known: delegation.published ? formatDay(delegation.published.on, 'bare') : null }] : []),
    { what: 'Fichier de la délibération', known: files === 0 ? null : files === 1 ? 'une pièce reçue' : `${files} pièces reçues` },
  ];
}

export function missingPapers({ papers }: Pick<ExpectedFrom, 'papers'>): ExpectedPaper[] {
  return papers.filter(({ known }) => known === null);
}

/** A decision of the body's own is no deliberation of an assembly. */
function assemblyDecision(decision: BodyDecision | null): Exclude<BodyDecision, { kind: 'own_decision' }> | null {
  return decision && decision.kind !== 'own_decision' ? decision : null;
}
