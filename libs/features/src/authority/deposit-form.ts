import type { BodyDecision, LegalDay, SigningBodyKind } from '#libs/domain';
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
export function typedFromDecision(decision: BodyDecision | null, bodyId: string, timeZone: string): TypedDeposit {
  const typed = typedOf({ bodyId, power: { kind: 'own_right', office: 'head', tenureId: null }, decision }, timeZone);
  return { ...typedDeposit(typed), cites: decision?.kind === 'deliberation' && decision.approvesHash !== null ? 'yes' : '' };
}

type About = { kind: SigningBodyKind; bodyId: string; signatoryId: string; today: LegalDay; timeZone: string; contentHash: string };

/** The decision that the form describes, as the préfecture's own form would read it, or what is to be mended. */
export function readDeposit(typed: TypedDeposit, { contentHash, ...place }: About): { ok: true; decision: BodyDecision } | { ok: false; errors: readonly FieldError[] } {
  const errors = [
    ...(typed.decisionReference === '' ? [{ field: 'decisionReference', message: 'La référence de l’acte manque. Recopiez-en le numéro.' }] : []),
    ...(typed.adoptedOn === '' ? [{ field: 'adoptedOn', message: 'Indiquez le jour de la séance.' }] : []),
  ];
  const read = readAuthority(typedFrom({ ...typed, power: 'own_right', text: typed.cites === 'yes' ? contentHash : '' }), { ...place, holderId: null });
  if (errors.length > 0) return { ok: false, errors: [...errors, ...(read.ok ? [] : read.errors.filter(({ field }) => !errors.some((one) => one.field === field)))] };
  if (!read.ok) return read;
  return read.facts.decision ? { ok: true, decision: read.facts.decision } : { ok: false, errors: [{ field: 'decisionReference', message: 'La référence de l’acte manque. Recopiez-en le numéro.' }] };
}

/** Which paper shows the days and the hours; those known already stay. */
export type Proofs = { published: string | null; transmitted: string | null };

export function proofsOf(decision: BodyDecision | null): Proofs {
  if (!decision || decision.kind === 'own_decision') return { published: null, transmitted: null };
  return { published: decision.published?.proofFileId ?? null, transmitted: decision.transmitted?.proofFileId ?? null };
}

export function provenBy(decision: BodyDecision, { published, transmitted }: Proofs): BodyDecision {
  if (decision.kind === 'own_decision') return decision;
  return { ...decision, published: decision.published && { ...decision.published, proofFileId: published }, transmitted: decision.transmitted && { ...decision.transmitted, proofFileId: transmitted } };
}
