import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { allows, credentialIn, dayAt, relationOf } from '#libs/domain';
import type { Instant, MandateState } from '#libs/domain';
import { Holdings } from '#libs/features/access';
import type { Principal } from '#libs/features/access';
import { MandateSecrets, mandateById, mandateByNumber, mandates } from '#libs/features/mandate';
import type { MandateRow, ProofKind } from '#libs/features/mandate';
import { CLOCK, Database, appendToJournal, instantOf, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { insertOpening, openingsOf, runningOpening } from './proof-opening.store.js';
import type { ProofGround, ProofOpening } from './proof-opening.store.js';

export type ProofRefusal = 'number_missing' | 'mandate_unknown' | 'ground_missing' | 'reason_missing' | 'reason_too_long' | 'credential_typed' | 'not_signed' | 'proof_destroyed';
export type ProofOpened = { ok: true; id: string } | { ok: false; refusal: ProofRefusal; field: 'number' | 'ground' | 'reason' };

export type ProofFile = { kind: ProofKind; mediaType: string; bytes: number; sha256: string };
/** What somebody who opened it may see, for an hour. */
export type OpenedProof = { mandate: Pick<MandateRow, 'id' | 'number' | 'state' | 'facts' | 'timeZone'>; structureName: string; opening: ProofOpening; reason: string | null; files: ProofFile[] };

/** Long enough to read and to save three files; opened for longer, it would be a way of working. */
export const openingMinutes = 60;
/** « Contestation » explains nothing; one sentence does. */
export const proofReasonLength = { min: 15, max: 1_000 } as const;

const reader = systemActor('disputes');
/** Never signed: nothing was ever put under the proof key. */
const unsigned: readonly MandateState[] = ['drafted', 'informed', 'identified', 'defined', 'abandoned'];

/** The signed mandate and its end are opened for a dispute only, one at a time, by who answers for them, with a reason (decision 21). */
@Injectable()
export class ProofDesk {
  constructor(private readonly db: Database, private readonly holdings: Holdings, private readonly secrets: MandateSecrets, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Journalled on the mandate itself: its agents see that it was opened, when, and on which ground. */
  async open(number: string, asked: { ground: ProofGround | null; reason: string }, principal: Principal): Promise<ProofOpened> {
    const refusal = asRefused(number, asked);
    if (refusal) return refusal;
    const mandate = await this.named(number, principal);
    if (!mandate) return { ok: false, refusal: 'mandate_unknown', field: 'number' };
    if (unsigned.includes(mandate.state)) return { ok: false, refusal: 'not_signed', field: 'number' };
    const opening = { id: randomUUID(), ground: asked.ground!, openedAt: this.clock.now() };
    const reason = await this.secrets.sealWithProof(mandate, placeOf(opening.id), asked.reason.trim());
    if (!reason) return { ok: false, refusal: 'proof_destroyed', field: 'number' };
    await this.keep(mandate, { ...opening, reason }, principal);
    return { ok: true, id: mandate.id };
  }

  /** Null: nobody opened it, another did, or the hour is over. */
  async opened(mandateId: string, { actor }: Principal): Promise<OpenedProof | null> {
    const opening = await this.db.withIdentity(actor, (tx) => runningOpening(tx, mandateId, actor.id, this.clock.now()));
    if (!opening) return null;
    const { mandate, structure, files } = await this.db.withIdentity(reader, async (tx) => {
      const row = (await mandateById(tx, mandateId))!;
      const [card]: { name: string }[] = await tx.query('select name from structure where id = $1', [row.structureId]);
      return { mandate: row, structure: card, files: await this.secrets.proofs(tx, mandateId) };
    });
    const reason = await this.secrets.openWithProof(mandate, placeOf(opening.id), opening.sealedReason);
    return { mandate, structureName: structure?.name ?? 'Structure qui n’est plus à l’annuaire', opening, reason, files };
  }

  /** Each file handed over is a line of the journal. */
  async file(mandateId: string, kind: string, principal: Principal): Promise<{ bytes: Buffer; mediaType: string; number: string } | null> {
    const opened = await this.opened(mandateId, principal);
    const file = opened?.files.find((one) => one.kind === kind);
    if (!opened || !file) return null;
    const row = await this.db.withIdentity(reader, (tx) => mandateById(tx, mandateId));
    const bytes = row && (await this.secrets.proof(row, file.kind));
    if (!row || !bytes) return null;
    await this.db.withIdentity(principal.actor, (tx) => this.note(tx, row, 'proof_read', { openingId: opened.opening.id, file: file.kind }, principal.actor));
    return { bytes, mediaType: file.mediaType, number: row.number };
  }

  /** What was opened before, the latest first: without the reasons, which are read with their proof. */
  openings({ actor }: Principal): Promise<ProofOpening[]> {
    return this.db.withIdentity(actor, (tx) => openingsOf(tx, actor.organisation!));
  }

  private async named(number: string, { standing }: Principal): Promise<MandateRow | null> {
    const mandate = await this.db.withIdentity(reader, (tx) => mandateByNumber(tx, number.trim().toUpperCase()));
    const holding = mandate && (await this.holdings.find('mandate', mandate.id));
    return holding && allows(standing.role, 'mandate.dispute', relationOf(standing, holding)) ? mandate : null;
  }

  private async keep(mandate: MandateRow, opening: { id: string; ground: ProofGround; openedAt: Date; reason: Buffer }, principal: Principal): Promise<void> {
    const { actor } = principal;
    const until = new Date(opening.openedAt.getTime() + openingMinutes * 60_000);
    await this.db.withIdentity(actor, async (tx) => {
      await insertOpening(tx, { ...opening, mandateId: mandate.id, number: mandate.number, departementCode: actor.departement, gestionnaireId: actor.organisation!, openedBy: actor.id, until });
      await this.note(tx, mandate, 'proof_opened', { openingId: opening.id, ground: opening.ground }, actor);
    });
  }

  private async note(tx: EntityManager, { id, state, timeZone }: MandateRow, event: string, payload: object, actor: Principal['actor']): Promise<void> {
    const at: Instant = instantOf(this.clock);
    await appendToJournal(tx, { subject: mandates.kind, subjectId: id, recordedAt: at, effectiveOn: dayAt(at, timeZone), actor, event, payload, stateFrom: state, stateTo: state, basis: 'décision 21 : preuve ouverte pour une contestation' });
  }
}

const placeOf = (openingId: string) => `opening ${openingId}`;

function asRefused(number: string, { ground, reason }: { ground: ProofGround | null; reason: string }): Extract<ProofOpened, { ok: false }> | null {
  if (number.trim() === '') return { ok: false, refusal: 'number_missing', field: 'number' };
  if (!ground) return { ok: false, refusal: 'ground_missing', field: 'ground' };
  if (reason.trim().length < proofReasonLength.min) return { ok: false, refusal: 'reason_missing', field: 'reason' };
  if (reason.trim().length > proofReasonLength.max) return { ok: false, refusal: 'reason_too_long', field: 'reason' };
  return credentialIn(reason) ? { ok: false, refusal: 'credential_typed', field: 'reason' } : null;
}
