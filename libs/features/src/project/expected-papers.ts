import type { BodyDecision, PersonPower, SigningBodyKind } from '#libs/domain';
import { deliberates } from '#libs/features/authority';
import { formatDay } from '#libs/ui';

/** What one paper of a body is worth today: what is known of it, or null while it is missing. `deposited`: what the body says of it, not taken up yet. */
export type ExpectedPaper = { what: string; known: string | null; deposited: string | null };
/** What the préfecture waits for from one body before it can sign regularly. */
export type ExpectedFrom = { bodyId: string; bodyName: string; kind: SigningBodyKind; slotId: string | null; papers: readonly ExpectedPaper[]; waiting: { at: string; by: string } | null };

/** What is recorded of a body: its decision, and the power of whoever signs for it; each null while nobody has described it. `deposit`: what waits to be taken up. */
export type KnownTitle = { decision: BodyDecision | null; power: PersonPower | null; files: number; deposit?: { decision: BodyDecision; files: number } | null };

/**
 * What an assembly must have done, and shown, before its executive signs: named from the first day, missing until it is known.
 * Empty for a body that decides by its own rules.
 */
export function expectedPapers(kind: SigningBodyKind, { decision: recorded, power, files, deposit = null }: KnownTitle): ExpectedPaper[] {
  if (!deliberates(kind)) return [];
  const said = assemblyDecision(deposit?.decision ?? null);
  const decision = assemblyDecision(recorded);
  const delegation = power?.kind === 'delegation' ? power.act : null;
  return [
    { what: 'Référence de la délibération', ...both(decision, said, ({ reference }) => reference) },
    { what: 'Date de son adoption', ...both(decision, said, ({ adoptedOn }) => formatDay(adoptedOn, 'bare')) },
    { what: 'Date de sa publication', ...both(decision, said, ({ published }) => published && formatDay(published.on, 'bare')) },
    { what: 'Date de sa transmission au contrôle de légalité', ...both(decision, said, ({ transmitted }) => transmitted && formatDay(transmitted.on, 'bare')) },
    ...(delegation ? [{ what: 'Publication de la délégation de signature', known: delegation.published ? formatDay(delegation.published.on, 'bare') : null, deposited: null }] : []),
    { what: 'Fichier de la délibération', known: piecesWords(files), deposited: piecesWords(deposit?.files ?? 0) },
  ];
}

export function missingPapers({ papers }: Pick<ExpectedFrom, 'papers'>): ExpectedPaper[] {
  return papers.filter(({ known }) => known === null);
}

type Assembly = Exclude<BodyDecision, { kind: 'own_decision' }>;

function both(decision: Assembly | null, said: Assembly | null, words: (one: Assembly) => string | null): Pick<ExpectedPaper, 'known' | 'deposited'> {
  return { known: decision && words(decision), deposited: said && words(said) };
}

function piecesWords(count: number): string | null {
  return count === 0 ? null : count === 1 ? 'une pièce reçue' : `${count} pièces reçues`;
}

/** A decision of the body's own is no deliberation of an assembly. */
function assemblyDecision(decision: BodyDecision | null): Assembly | null {
  return decision && decision.kind !== 'own_decision' ? decision : null;
}
