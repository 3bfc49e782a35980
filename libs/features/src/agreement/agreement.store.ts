import type { EntityManager } from 'typeorm';
import { termWorkflow } from '#libs/domain';
import type { Event, Instant, LegalDay, PartyKind, ReadingAnswers, Term, TermFacts, TermState } from '#libs/domain';
import { rowStore } from '#libs/platform';
import type { Kept } from '#libs/platform';

/** One signed agreement in its life. The subject of kind `term` bears the same id. */
export type AgreementRow = {
  id: string;
  /** That of the round it was signed by: « CDFS-48-2026-001 ». */
  number: string;
  departementCode: string;
  timeZone: string;
  roundId: string;
  state: TermState;
  facts: TermFacts;
  readings: ReadingAnswers;
  /** Day of the last required signature. */
  signedOn: LegalDay;
  createdAt: Date;
};

const columns = `id, number, departement_code as "departementCode", time_zone as "timeZone", round_id as "roundId", state, facts, readings, signed_on::text as "signedOn", created_at as "createdAt"`;

export const agreements: Kept<Term> = { kind: 'term', workflow: termWorkflow, store: rowStore<Term>('agreement'), journalled };

/** Reasons are free text: they stay with the agreement, and the journal keeps that there was one. */
function journalled({ type: _type, effectiveOn: _day, at: _at, ...rest }: Event<Term>): object {
  return 'reason' in rest ? { ...rest, reason: rest.reason.length } : rest;
}

export async function insertAgreement(tx: EntityManager, row: AgreementRow & { dueAt: Instant | null }): Promise<void> {
  await tx.query(
    'insert into agreement (id, number, departement_code, time_zone, round_id, state, facts, readings, signed_on, due_at, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
    [row.id, row.number, row.departementCode, row.timeZone, row.roundId, row.state, row.facts, row.readings, row.signedOn, row.dueAt, row.createdAt],
  );
}

async function firstOf(tx: EntityManager, condition: string, value: string): Promise<AgreementRow | null> {
  const rows: AgreementRow[] = await tx.query(`select ${columns} from agreement where ${condition}`, [value]);
  return rows[0] ?? null;
}

export function agreementById(tx: EntityManager, id: string): Promise<AgreementRow | null> {
  return firstOf(tx, 'id = $1', id);
}

export function agreementByNumber(tx: EntityManager, number: string): Promise<AgreementRow | null> {
  return firstOf(tx, 'number = $1', number);
}

export function agreementOfRound(tx: EntityManager, roundId: string): Promise<AgreementRow | null> {
  return firstOf(tx, 'round_id = $1', roundId);
}

/** The latest signed first. */
export function agreementsOf(tx: EntityManager, departementCode: string): Promise<AgreementRow[]> {
  return tx.query(`select ${columns} from agreement where departement_code = $1 order by signed_on desc, created_at desc`, [departementCode]);
}

/** Those that can still change, in every département. */
export function livingAgreements(tx: EntityManager): Promise<AgreementRow[]> {
  return tx.query(`select ${columns} from agreement where state <> 'ended' order by departement_code, signed_on`);
}

/** A legal person, and the days on which the agreement binds it; `until` is the last one, null as long as none is known. */
export type AgreementParty = { partyId: string; kind: PartyKind; name: string; since: LegalDay; until: LegalDay | null };

/** Those who were ever bound, or those bound on one day; in the order of their college, then of their name. */
export function partiesOf(tx: EntityManager, agreementId: string, on: LegalDay | null = null): Promise<AgreementParty[]> {
  return tx.query(
    `select party_id as "partyId", kind, name, since::text, until::text from agreement_party
     where agreement_id = $1 and ($2::date is null or (since <= $2::date and (until is null or until >= $2::date)))
     order by array_position(array['prefet', 'gestionnaire', 'national_partner', 'local_partner'], kind), name, since`,
    [agreementId, on],
  );
}

/** Twice changes nothing: a party that is bound already stays bound since its first day. */
export async function addParty(tx: EntityManager, agreementId: string, { partyId, kind, name, since }: Omit<AgreementParty, 'until'>): Promise<void> {
  await tx.query(
    `insert into agreement_party (agreement_id, party_id, kind, name, since) select $1, $2, $3, $4, $5::date
     where not exists (select from agreement_party where agreement_id = $1 and party_id = $2 and (until is null or until >= $5::date)) on conflict do nothing`,
    [agreementId, partyId, kind, name, since],
  );
}

/** `until` is the last day bound. Somebody already gone stays gone since the first day recorded. */
export async function endParty(tx: EntityManager, agreementId: string, partyId: string, until: LegalDay): Promise<void> {
  await tx.query('update agreement_party set until = $3 where agreement_id = $1 and party_id = $2 and until is null and since <= $3::date', [agreementId, partyId, until]);
}

/** A text in force from a day on: the signed agreement, an amendment, or a consolidated version made for information. */
export type AgreementVersion = {
  agreementId: string;
  n: number;
  kind: 'signed' | 'amendment' | 'consolidated';
  effectiveOn: LegalDay;
  title: string;
  /** What made it: kind and id of a subject. */
  causeKind: string | null;
  causeId: string | null;
  paperId: string | null;
  roundId: string | null;
  sha256: string | null;
  recordedAt: Date;
};

export function versionsOf(tx: EntityManager, agreementId: string): Promise<AgreementVersion[]> {
  return tx.query(
    `select agreement_id as "agreementId", n, kind, effective_on::text as "effectiveOn", title, cause_kind as "causeKind", cause_id as "causeId", paper_id as "paperId", round_id as "roundId", sha256, recorded_at as "recordedAt"
     from agreement_version where agreement_id = $1 order by effective_on, n`,
    [agreementId],
  );
}

/** Adds the next version and returns its number; the same cause twice gives the number it already had. */
export async function addVersion(tx: EntityManager, v: Omit<AgreementVersion, 'n'>): Promise<number> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`versions of ${v.agreementId}`]);
  await tx.query(
    `insert into agreement_version (agreement_id, n, kind, effective_on, title, cause_kind, cause_id, paper_id, round_id, sha256, recorded_at)
     select $1, coalesce(max(n), 0) + 1, $2, $3::date, $4, $5, $6, $7::uuid, $8::uuid, $9, $10::timestamptz from agreement_version where agreement_id = $1 on conflict do nothing`,
    [v.agreementId, v.kind, v.effectiveOn, v.title, v.causeKind, v.causeId, v.paperId, v.roundId, v.sha256, v.recordedAt],
  );
  const rows: { n: number }[] = await tx.query('select n from agreement_version where agreement_id = $1 and kind = $2 and cause_kind is not distinct from $3 and cause_id is not distinct from $4', [v.agreementId, v.kind, v.causeKind, v.causeId]);
  return rows[0]!.n;
}
