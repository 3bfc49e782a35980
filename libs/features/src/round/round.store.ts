import { EntitySchema } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { askedOf, completeRound, roundWorkflow } from '#libs/domain';
import type { AskedBody, CodeChannel, Dossier, Event, Instant, JudgedAuthority, Round, RoundFacts, RoundState, Routing, Seat, Slot, Waiver } from '#libs/domain';
import type { OfficialFileIds } from '#libs/features/model';
import type { Kept, Store } from '#libs/platform';
import type { Qualification } from '#libs/signing';
import { Frozen } from './document.frozen.js';

/** An act of an agreement's life, as the feature that wants it signed tells it. Frozen with the round: its document is made of this and of nothing else. */
export type ActOfRound = {
  kind: 'amendment' | 'adhesion';
  id: string;
  agreementId: string;
  /** Number of that agreement; the public verification leads to it. */
  agreementNumber: string;
  /** « avenant nᵒ 1 », « adhésion »: a noun of the gender of the title, that begins with a vowel, since it is said after « l’ ». */
  label: string;
  /** « Avenant nᵒ 1 à la convention CDFS-48-2026-001 ». */
  title: string;
  template: 'avenant' | 'adhesion';
  /** What its Word template is filled with, without the signatures and the seal, which the round adds. */
  data: object;
};

export type RoundRow = {
  id: string;
  number: string;
  departementCode: string;
  timeZone: string;
  state: RoundState;
  facts: RoundFacts;
  dueAt: Date | null;
  modelId: string;
  modelVersion: string;
  /** The demonstration may take fewer structures than the directory holds. */
  structuresMax: number | null;
  waivers: Waiver[];
  /** How its parties are asked, as it was chosen while it was prepared; absent, as usual. */
  routing?: Routing;
  dossier: Dossier | null;
  /** The official PDFs of annexes 1 and 3, as they were at launch. */
  officialFiles: OfficialFileIds | null;
  /** Null for an agreement. */
  act: ActOfRound | null;
  createdAt: Date;
  createdBy: string;
};

export const RoundEntity = new EntitySchema<RoundRow>({
  name: 'round',
  columns: {
    id: { type: 'uuid', primary: true },
    number: { type: 'text' },
    departementCode: { type: 'text', name: 'departement_code' },
    timeZone: { type: 'text', name: 'time_zone' },
    state: { type: 'text' },
    facts: { type: 'jsonb', transformer: { from: (facts: Partial<RoundFacts>): RoundFacts => completeRound(facts), to: (facts: RoundFacts) => facts } },
    dueAt: { type: 'timestamptz', name: 'due_at', nullable: true },
    modelId: { type: 'text', name: 'model_id' },
    modelVersion: { type: 'text', name: 'model_version' },
    structuresMax: { type: 'int', name: 'structures_max', nullable: true },
    waivers: { type: 'jsonb' },
    routing: { type: 'jsonb' },
    dossier: { type: 'jsonb', nullable: true },
    officialFiles: { type: 'jsonb', name: 'official_files', nullable: true },
    act: { type: 'jsonb', nullable: true },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    createdBy: { type: 'text', name: 'created_by' },
  },
});

const store: Store<Round> = {
  async loadForUpdate(tx, id) {
    const { state, facts, timeZone } = await tx.findOneOrFail(RoundEntity, { where: { id }, select: { id: true, state: true, facts: true, timeZone: true } as never, lock: { mode: 'pessimistic_write' } });
    return { state, facts, timeZone };
  },
  async save(tx, id, { state, facts, dueAt }) {
    await tx.update(RoundEntity, { id }, { state, facts, dueAt: dueAt ? new Date(dueAt) : null });
  },
  async dueIds(tx, now, limit) {
    const rows: { id: string }[] = await tx.query('select id from round where due_at <= $1 order by due_at, id limit $2', [now, limit]);
    return rows.map(({ id }) => id);
  },
};

export const rounds: Kept<Round> = { kind: 'round', workflow: roundWorkflow, store, journalled };

/** Reasons are free text, so they stay with the round; the journal keeps that there was one. */
function journalled(event: Event<Round>): object {
  const { type: _type, effectiveOn: _day, at: _at, ...rest } = event;
  if (event.type === 'launch') {
    const { collectUntil, termEndsOn, act, slots, gaps } = event;
    return { collectUntil, termEndsOn, slots: slots.map(seatTold), waived: gaps.map(({ code, subject }) => ({ code, subject: subject.id })), ...(act && { act: { kind: act.kind, id: act.id } }) };
  }
  if (event.type === 'freeze') return { termEndsOn: event.termEndsOn, slots: event.slots.map(seatTold), parts: event.parts.map(bodyTold), waived: event.gaps.map(({ code, subject }) => ({ code, subject: subject.id })) };
  if (event.type === 'openProject' || event.type === 'changeContent') return { parts: event.parts.map(bodyTold) };
  return 'reason' in rest ? { ...rest, reason: rest.reason.length } : rest;
}

function seatTold({ id, college, group, bodyId, signatoryId, candidateIds, blocks, level }: Slot): Partial<Slot> {
  return { id, college, group, bodyId, signatoryId, candidateIds, blocks, level };
}

function bodyTold({ bodyId, college, hash }: AskedBody): Omit<AskedBody, 'bodyName'> {
  return { bodyId, college, hash };
}

/** Dossiers in memory: those of the rounds that are being signed, or looked at. The largest weighs some hundreds of kilobytes. */
const dossiersKept = 32;
const dossiers = new Frozen<Dossier>(dossiersKept);
const allButDossier = Object.fromEntries(Object.keys(RoundEntity.options.columns).map((name) => [name, name !== 'dossier']));

/** One round, whole. Rejects when there is none of that id. Once its text exists, the directory it was made from never changes, and is lent frozen. */
export async function loadRound(tx: EntityManager, id: string): Promise<RoundRow> {
  const round = await tx.findOneOrFail(RoundEntity, { where: { id }, select: allButDossier as never });
  const dossier = round.facts.contentHash === null ? await dossierOf(tx, id) : await dossiers.of(id, () => dossierOf(tx, id));
  return { ...round, dossier };
}

async function dossierOf(tx: EntityManager, id: string): Promise<Dossier | null> {
  const rows: { dossier: Dossier | null }[] = await tx.query('select dossier from round where id = $1', [id]);
  return rows[0]?.dossier ?? null;
}

/** The latest rounds of a département first. */
export function roundsOf(tx: EntityManager, departementCode: string, limit: number): Promise<RoundRow[]> {
  return tx.find(RoundEntity, { where: { departementCode }, order: { createdAt: 'DESC' }, take: limit });
}

export type SignatoryRow = { id: string; roundId: string; bodyId: string; civility: 'Mme' | 'M.'; firstName: string; lastName: string; quality: string; email: string; /** Where codes may leave instead of to the address: E.164. */ mobile?: string | null };

const signatoryColumns = 'id, round_id as "roundId", body_id as "bodyId", civility, first_name as "firstName", last_name as "lastName", quality, email, mobile';

export async function signatoriesOf(tx: EntityManager, roundId: string): Promise<SignatoryRow[]> {
  return tx.query(`select ${signatoryColumns} from signatory where round_id = $1`, [roundId]);
}

export async function loadSignatory(tx: EntityManager, id: string): Promise<SignatoryRow> {
  const rows: SignatoryRow[] = await tx.query(`select ${signatoryColumns} from signatory where id = $1`, [id]);
  if (!rows[0]) throw new Error(`No signatory ${id}`);
  return rows[0];
}

export async function insertSignatory(tx: EntityManager, row: SignatoryRow): Promise<void> {
  await tx.query('insert into signatory (id, round_id, body_id, civility, first_name, last_name, quality, email, mobile) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    row.id, row.roundId, row.bodyId, row.civility, row.firstName, row.lastName, row.quality, row.email, row.mobile ?? null,
  ]);
}

/** Everybody who may sign for each seat, the first asked and the others. */
export async function insertSignatories(tx: EntityManager, roundId: string, seated: readonly { seat: Seat; slot: Slot }[]): Promise<void> {
  for (const { seat, slot } of seated) {
    const people = [seat.signatory, ...(seat.candidates ?? [])];
    for (const [rank, id] of askedOf(slot).entries()) {
      const { civility, firstName, lastName, quality, email, mobile = null } = people[rank]!;
      await insertSignatory(tx, { id, roundId, bodyId: slot.bodyId, civility, firstName, lastName, quality, email, mobile });
    }
  }
}

/** What was judged of a title at a signature, in the words of that day: reasons, and the lines that the block prints. */
export type KeptTitle = JudgedAuthority & { /** Of whoever signed: described by the préfecture, or declared by them, the decision of the body alone being known. */ power: 'described' | 'declared'; words: readonly string[]; mention: { capacity: readonly string[]; references: readonly string[] } };

/** What proves one approval, beside the signature itself. */
export type ApprovalEvidence = {
  roundId: string;
  slotId: string;
  signatoryId: string;
  approvedAt: Instant;
  contentHash: string;
  typedName: string;
  consentVersion: string;
  /** Null when they signed with their own certificate. */
  codeId: string | null;
  /** By what that code left: by mail, when it is not said. */
  codeChannel?: CodeChannel;
  linkId: string;
  ip: string;
  userAgent: string;
  /** What was judged of the title to sign, with the lines that the block prints; null when nobody had described it. */
  authority: KeptTitle | null;
  /** Of whoever signed with their own certificate: what was read of it, and the reservation under which the file was lent. */
  own?: { reservationId: string; certificate: OwnCertificate };
};

/** A signatory's own certificate, as it was read and verified when the signed file came back (decision 11). */
export type OwnCertificate = {
  commonName: string;
  issuer: string | null;
  serial: string;
  /** ISO 8601. */
  notBefore: string;
  notAfter: string;
  sha256: string;
  /** What its issuer declares, never checked against a trusted list. */
  qualified: Qualification | null;
  /** The authority recognised by the service to which its chain leads: SHA-256, and DER in base64. */
  root: { sha256: string; der: string };
};

/** Browsers send novels; proof needs a line. */
const userAgentLengthMax = 400;

export async function insertApproval(tx: EntityManager, e: ApprovalEvidence): Promise<void> {
  await tx.query(
    `insert into approval (round_id, slot_id, signatory_id, approved_at, content_hash, typed_name, consent_version, code_id, code_channel, link_id, ip, user_agent, authority, certificate, reservation_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [e.roundId, e.slotId, e.signatoryId, e.approvedAt, e.contentHash, e.typedName, e.consentVersion, e.codeId, e.codeChannel ?? 'mail', e.linkId, e.ip, e.userAgent.slice(0, userAgentLengthMax), e.authority, e.own?.certificate ?? null, e.own?.reservationId ?? null],
  );
}

export const roundEntities = [RoundEntity];
