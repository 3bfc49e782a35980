import type { EntityManager } from 'typeorm';
import type { AgreementLife, SignatureMeans } from '#libs/domain';
import { agreementOfRound, lifeOf } from '#libs/features/agreement';
import { loadRound, subjectOf } from '#libs/features/round';
import type { RoundRow, RoundSubject } from '#libs/features/round';

/** What anyone may know of an agreement, or of an act of its life, given its number: it says no more than the document itself. */
export type Agreement = {
  number: string;
  subject: RoundSubject;
  /** For an act: the number of the agreement it belongs to. */
  agreementNumber: string | null;
  /** « de la Lozère ». */
  departement: string;
  timeZone: string;
  state: 'project' | 'collecting' | 'blocked' | 'expired' | 'sealing' | 'sealed' | 'abandoned' | 'superseded';
  /** What became of it since; null for an act, and until the agreement is opened after its seal. */
  life: AgreementLife | null;
  /** Last day of the first term, 'YYYY-MM-DD'. */
  termEndsOn: string | null;
  parties: number;
  signed: number;
  contentHash: string;
  finalHash: string | null;
  /** ISO 8601. */
  sealedAt: string | null;
};

/** How a file relates to one of our documents. */
export type Recognition = {
  agreement: Agreement;
  /** `exact`: byte for byte a revision we committed; `extended`: begins with one; `lookalike`: bears one of our certificates, and is none of our files. */
  match: 'exact' | 'extended' | 'lookalike';
  signaturesInFile: number;
  sealedInFile: boolean;
  /** By what each signature of ours that is in the file was given, by its field; a signature added elsewhere has none. */
  means: Readonly<Record<string, SignatureMeans>>;
  /** The revision found is the last one we committed. */
  latest: boolean;
};

type Found = { documentId: string; roundId: string; n: number; sha256: string };

const foundColumns = 'r.document_id as "documentId", d.round_id as "roundId", r.n, r.sha256';

/** The agreement of that number; null when there is none, or when its text is not frozen yet. Reads only. */
export async function agreementByNumber(tx: EntityManager, number: string): Promise<Agreement | null> {
  const rows: { id: string }[] = await tx.query('select id from round where number = $1', [number]);
  return rows[0] ? agreementOf(tx, rows[0].id) : null;
}

/** Looks a file up by the SHA-256 of its prefixes, the longest last; failing that, by the serial numbers of its certificates. Null for a file that is not ours. */
export async function recognise(tx: EntityManager, file: { sha256: string; prefixes: readonly string[] }, serials: readonly string[]): Promise<Recognition | null> {
  const rows: Found[] = await tx.query(
    `select ${foundColumns} from revision r join document d on d.id = r.document_id where r.sha256 = any($1) order by r.length desc limit 1`,
    [[file.sha256, ...file.prefixes]],
  );
  const found = rows[0] ?? (await bySerial(tx, serials));
  if (!found) return null;
  const told = await toldOf(tx, found.roundId);
  if (!told) return null;
  const { agreement, slots } = told;
  const match = rows[0] ? (found.sha256 === file.sha256 ? 'exact' : 'extended') : 'lookalike';
  const [counts]: { signed: string[]; seals: number; last: number }[] = await tx.query(
    `select coalesce(array_agg(slot_id) filter (where kind = 'approval' and n <= $2), '{}') as signed, (count(*) filter (where kind = 'seal' and n <= $2))::int as seals, max(n)::int as last
     from revision where document_id = $1`,
    [found.documentId, found.n],
  );
  // A round older than the word knew links and codes only.
  const means = Object.fromEntries(slots.filter(({ id }) => counts!.signed.includes(id)).map(({ id, means: by }) => [id, by ?? 'simple']));
  return { agreement, match, signaturesInFile: counts!.signed.length, sealedInFile: counts!.seals > 0, means, latest: counts!.last === found.n };
}

async function bySerial(tx: EntityManager, serials: readonly string[]): Promise<Found | null> {
  if (serials.length === 0) return null;
  const rows: Found[] = await tx.query(
    `select ${foundColumns} from revision r join document d on d.id = r.document_id where ltrim(lower(r.certificate_serial), '0') = any($1) order by r.n desc limit 1`, [serials.map(bareSerial)],
  );
  return rows[0] ?? null;
}

/** A serial number is written with or without the zeros that keep it positive. */
function bareSerial(serialHex: string): string {
  return serialHex.toLowerCase().replace(/^0+/, '');
}

async function agreementOf(tx: EntityManager, roundId: string): Promise<Agreement | null> {
  return (await toldOf(tx, roundId))?.agreement ?? null;
}

/** The agreement of a round, with its places; null while it is nobody's business. */
async function toldOf(tx: EntityManager, roundId: string): Promise<{ agreement: Agreement; slots: RoundRow['facts']['slots'] } | null> {
  const rows: { contentHash: string; sealedAt: Date | null }[] = await tx.query(
    `select d.content_hash as "contentHash", (select created_at from revision where document_id = d.id and kind = 'seal') as "sealedAt" from document d where d.round_id = $1`, [roundId],
  );
  const round = await loadRound(tx, roundId);
  const opened = round.act ? null : await agreementOfRound(tx, roundId);
  if (!rows[0] || !isPublic(round.state)) return null;
  return { agreement: { ...agreementFrom(round, round.state, rows[0]), life: opened && (await lifeOf(tx, opened)) }, slots: round.facts.slots };
}

function agreementFrom(round: RoundRow, state: Agreement['state'], { contentHash, sealedAt }: { contentHash: string; sealedAt: Date | null }): Omit<Agreement, 'life'> {
  const { slots, termEndsOn, finalHash } = round.facts;
  return {
    number: round.number, subject: subjectOf(round), agreementNumber: round.act?.agreementNumber ?? null, departement: round.dossier?.departement.ofName ?? `du département ${round.departementCode}`, timeZone: round.timeZone, state, termEndsOn,
    parties: slots.length, signed: slots.filter((slot) => slot.state === 'approved').length, contentHash, finalHash, sealedAt: sealedAt?.toISOString() ?? null,
  };
}

/** Before its text is frozen, an agreement is nobody's business but the préfecture's. */
function isPublic(state: RoundRow['state']): state is Agreement['state'] {
  return !['draft', 'confirming', 'assembling'].includes(state);
}
