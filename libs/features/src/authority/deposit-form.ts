import type { BodyDecision, LegalDay, Publicity, SigningBodyKind } from '#libs/domain';
import type { FieldError } from '#libs/ui';
import { readAuthority, typedFrom, typedOf } from './authority-form.js';

const fields = ['decision', 'decisionReference', 'adoptedOn', 'decisionPublishedOn', 'decisionPublishedAt', 'decisionTransmittedOn', 'decisionTransmittedAt'] as const;
type Field = (typeof fields)[number];

/** What a body typed, as its form gives it back. `cites`: « yes » when the deliberation names the hash of the text. */
export type TypedDeposit = Readonly<Record<Field | 'cites' | 'fullName', string>>;

export function typedDeposit(body: Readonly<Record<string, unknown>>): TypedDeposit {
  const text = (name: string): string => (typeof body[name] === 'string' ? (body[name] as string).trim() : '');
  const named = Object.fromEntries(fields.map((field) => [field, text(field)])) as Record<Field, string>;
  // On one line: what no keyboard types would make it read as another, on the page of the préfecture.
  return { ...named, decisionReference: named.decisionReference.replace(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ').trim(), cites: text('cites') === 'yes' ? 'yes' : '', fullName: text('fullName') };
}

/** The form as it starts: from what is known already, so that a date that comes later is added to the rest. */
export function typedFromDecision(decision: BodyDecision | null, { timeZone, contentHash }: Pick<About, 'timeZone' | 'contentHash'>): TypedDeposit {
  const typed = typedOf({ power: null, decision }, timeZone);
  // The box is about this text: one that cites another is not ticked in its author's place.
  return { ...typedDeposit(typed), cites: decision?.kind === 'deliberation' && decision.approvesHash !== null && decision.approvesHash === contentHash ? 'yes' : '' };
}

type About = { kind: SigningBodyKind; bodyId: string; signatoryId: string; today: LegalDay; timeZone: string; contentHash: string };

/** The decision that the form describes, as the préfecture's own form would read it, or what is to be mended. */
export function readDeposit(typed: TypedDeposit, { contentHash, ...place }: About): { ok: true; decision: BodyDecision } | { ok: false; errors: readonly FieldError[] } {
  const errors = [
    ...(typed.decisionReference === '' ? [{ field: 'decisionReference', message: 'La référence de l’acte manque. Recopiez-en le numéro.' }] : []),
    ...(typed.adoptedOn === '' ? [{ field: 'adoptedOn', message: 'Indiquez le jour de la séance.' }] : []),
  ];
  const read = readAuthority(typedFrom({ ...typed, power: 'own_right', text: typed.cites === 'yes' ? contentHash : '' }), { ...place, holderId: null, proofs: [] });
  if (errors.length > 0) return { ok: false, errors: [...errors, ...(read.ok ? [] : read.errors.filter(({ field }) => !errors.some((one) => one.field === field)))] };
  if (!read.ok) return read;
  return read.facts.decision ? { ok: true, decision: read.facts.decision } : { ok: false, errors: [{ field: 'decisionReference', message: 'La référence de l’acte manque. Recopiez-en le numéro.' }] };
}

/** Where a proof may come from: `sent` with the decision; the deposit it goes on from, `carried`, whose ids are those of its files now; the title that is recorded. */
export type ProofSources = { sent: string | null; carried: BodyDecision | null; recorded: BodyDecision | null };

/**
 * Which paper shows each day and hour. A proof stays with what it was given for: another day or another hour loses it, and so does another deliberation
 * for what the préfecture has recorded. What is sent proves the rest.
 */
export function provenBy(decision: BodyDecision, { sent, carried, recorded }: ProofSources): BodyDecision {
  if (decision.kind === 'own_decision') return decision;
  const same = recorded !== null && recorded.reference === decision.reference && recorded.adoptedOn === decision.adoptedOn ? recorded : null;
  const proven = (which: 'published' | 'transmitted'): Publicity | null => {
    const said = decision[which];
    return said && { ...said, proofFileId: proofIn(same, which, said) ?? sent ?? proofIn(carried, which, said) };
  };
  return { ...decision, published: proven('published'), transmitted: proven('transmitted') };
}

/** Null when that decision says another day or another hour, or shows none. */
function proofIn(decision: BodyDecision | null, which: 'published' | 'transmitted', { on, at }: Publicity): string | null {
  const known = decision && decision.kind !== 'own_decision' ? decision[which] : null;
  return known && known.on === on && known.at === at ? known.proofFileId : null;
}

/** The same decision, whose papers go on under other ids; those that do not go on prove nothing more. */
export function withFileIds(decision: BodyDecision, ids: ReadonlyMap<string, string>): BodyDecision {
  if (decision.kind === 'own_decision') return decision;
  const renamed = (one: Publicity | null): Publicity | null => one && { ...one, proofFileId: one.proofFileId && (ids.get(one.proofFileId) ?? null) };
  return { ...decision, published: renamed(decision.published), transmitted: renamed(decision.transmitted) };
}
