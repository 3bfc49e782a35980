import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt } from '#libs/domain';
import type { NotPossibleNow, Round, RoundEffect, RoundRefusal, Slot } from '#libs/domain';
import { insertApproval, loadRound, loadSignatory, rounds, subjectOf } from '#libs/features/round';
import type { RoundRow, SignatoryRow } from '#libs/features/round';
import { CLOCK, Database, KeyStore, WorkflowRunner, appendToJournal, instantOf, sameBytes, systemActor } from '#libs/platform';
import type { Actor, Clock, Submission } from '#libs/platform';
import { consentFor } from './signature-consent.js';
import { codesSince, deadLinksSince, insertCode, lastLinkAt, latestCode, linkByToken, placesOf, takeTry, useCode } from './link.store.js';
import type { CodeRow, LinkRow } from './link.store.js';

/** Six digits against five tries: one chance in two hundred thousand per code. */
const codeTriesMax = 5;
/** Long enough to find one's telephone, too short to be read over a shoulder tomorrow. */
export const codeMinutes = 10;
/** The page offers another code after this long. */
const resendAfterMs = 60_000;
/** Codes per body and hour: an impatient person needs three, a machine gets no further. */
const codesPerHourMax = 6;
/** A fresh link is sent at most this often to one body: the mailbox is not ours to fill. */
const freshLinkMinutes = 5;
/** Journal lines about one dead link in an hour: a scanner that insists is one piece of news. */
const deadLinkLinesPerHour = 3;
/** The same for links we never made, all together. */
const forgedLinkLinesPerHour = 100;
/** Places one address may be written to at once: a person sits on a few bodies, not on fifty. */
const placesMax = 20;
/** Someone at the signing table: the link they hold, the round, their place and themselves. */
export type Sitting = { link: LinkRow; round: RoundRow; slot: Slot; person: SignatoryRow; code: CodeRow | null };

export type DeadLink = { dead: 'unknown' } | { dead: 'expired' | 'signed' | 'superseded' | 'abandoned'; sitting: Sitting };
export type CodeRefusal = 'wrong_code' | 'code_dead' | 'too_many_codes' | 'name_missing';
export type Act<T extends string = never> = { done: true } | { done: false; refusal: RoundRefusal | NotPossibleNow | T; triesLeft?: number };
export type Origin = { ip: string; userAgent: string };

/** What a person may do with their link: read, ask for a code, sign, refuse, ask for another link. Reading changes nothing (decision 30). */
@Injectable()
export class SigningTable {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly keys: KeyStore, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Opens the place a token leads to, or says why it leads nowhere any more. */
  sit(token: string): Promise<Sitting | DeadLink> {
    return this.db.withIdentity(systemActor('table'), async (tx) => {
      const link = await linkByToken(tx, token);
      if (!link) return { dead: 'unknown' };
      const sitting = await this.seat(tx, link);
      if (!sitting) return { dead: 'unknown' };
      const { round, slot } = sitting;
      if (round.state === 'abandoned') return { dead: 'abandoned', sitting };
      if (link.contentHash !== round.facts.contentHash || link.signatoryId !== slot.signatoryId) return { dead: 'superseded', sitting };
      if (link.expiresAt <= this.clock.now()) return { dead: slot.state === 'approved' ? 'signed' : 'expired', sitting };
      return sitting;
    });
  }

  /** Writes down that a dead or forged link was tried: the préfecture can see it. Bounded, since anybody may try as often as they like and the journal is never emptied. */
  async noteDeadLink(dead: DeadLink): Promise<void> {
    const sitting = 'sitting' in dead ? dead.sitting : null;
    const actor: Actor = { kind: 'anonymous', id: sitting?.link.id ?? 'unknown' };
    await this.db.withIdentity(systemActor('table'), async (tx) => {
      const at = instantOf(this.clock);
      const subject = sitting ? { subject: rounds.kind, subjectId: sitting.round.id } : { subject: 'link', subjectId: 'unknown' };
      if ((await deadLinksSince(tx, subject.subjectId, actor.id, minutesBefore(this.clock.now(), 60))) >= (sitting ? deadLinkLinesPerHour : forgedLinkLinesPerHour)) return;
      await appendToJournal(tx, {
        ...subject, recordedAt: at, effectiveOn: dayAt(at, sitting?.round.timeZone ?? 'Europe/Paris'), actor,
        event: 'refused.link', payload: { why: dead.dead, slotId: sitting?.slot.id ?? null }, stateFrom: sitting?.round.state ?? null, stateTo: sitting?.round.state ?? null, basis: null,
      });
    });
  }

  /** A code leaves by mail, for that name typed by the person. */
  requestCode({ link, round }: Sitting, typedName: string): Promise<Act<CodeRefusal>> {
    if (typedName.trim().length < 3) return Promise.resolve({ done: false, refusal: 'name_missing' });
    const actor = actorOf(link);
    return this.db.withIdentity(actor, async (tx) => {
      const now = this.clock.now();
      await rounds.store.loadForUpdate(tx, round.id);
      if ((await codesSince(tx, round.id, link.slotId, minutesBefore(now, 60))) >= codesPerHourMax) return { done: false, refusal: 'too_many_codes' };
      const codeId = randomUUID();
      const { slotId, signatoryId, contentHash } = link;
      const submission = await this.runner.submitIn(tx, rounds, round.id, { type: 'requestCode', slotId, signatoryId, contentHash, codeId }, actor, () =>
        insertCode(tx, { id: codeId, linkId: link.id, typedName: typedName.trim(), createdAt: now, expiresAt: new Date(now.getTime() + codeMinutes * 60_000) }),
      );
      return actOf(submission);
    });
  }

  /** The approval: the right code, typed by a person, binds body, person and content hash (C. civ. 1366, 1367). */
  async sign(sitting: Sitting, typedCode: string, origin: Origin): Promise<Act<CodeRefusal>> {
    const { link, round } = sitting;
    const code = sitting.code && (await this.takeCode(sitting, sitting.code.id));
    if (!code) return { done: false, refusal: 'code_dead' };
    const { slotId, signatoryId, contentHash } = link;
    if (!sameBytes(Buffer.from(typedCode.replace(/\s/g, '')), Buffer.from(this.codeOf(code.id)))) {
      await this.journal(sitting, 'refused.code', { slotId, codeId: code.id, tries: code.tries });
      return { done: false, refusal: 'wrong_code', triesLeft: codeTriesMax - code.tries };
    }
    return this.db.withIdentity(actorOf(link), async (tx) => {
      const submission = await this.runner.submitIn(tx, rounds, round.id, { type: 'approve', slotId, signatoryId, contentHash }, actorOf(link), async () => {
        await useCode(tx, code.id, this.clock.now());
        await insertApproval(tx, { roundId: round.id, slotId, signatoryId, approvedAt: instantOf(this.clock), contentHash, typedName: code.typedName, consentVersion: consentFor(subjectOf(round)).version, codeId: code.id, linkId: link.id, ...origin });
      });
      return actOf(submission);
    });
  }

  async refuse({ link, round }: Sitting, reason: string): Promise<Act> {
    const { slotId, signatoryId, contentHash } = link;
    return actOf(await this.runner.submit(rounds, round.id, { type: 'refuse', slotId, signatoryId, contentHash, reason }, actorOf(link)));
  }

  /** Sends a fresh link to the address on record, at most every few minutes: to sign, or to fetch the sealed copy. The answer never says whether it did. */
  async requestFreshLink(roundId: string, slotId: string, by: Actor): Promise<void> {
    await this.db.withIdentity(systemActor('table'), async (tx) => {
      await rounds.store.loadForUpdate(tx, roundId);
      const { state, facts } = await loadRound(tx, roundId);
      const slot = facts.slots.find(({ id }) => id === slotId);
      const last = await lastLinkAt(tx, roundId, slotId);
      if (!slot || (last && last > minutesBefore(this.clock.now(), freshLinkMinutes))) return;
      if (state === 'sealed') await this.runner.announce<RoundEffect>(tx, rounds.kind, roundId, { type: 'deliverFinalCopy', slotId, signatoryId: slot.signatoryId });
      else await this.runner.submitIn(tx, rounds, roundId, { type: 'remind', slotId }, by);
    });
  }

  /** The same for whoever types an address: every place that waits for its owner. Says nothing of what it found. */
  async recover(email: string): Promise<void> {
    const by: Actor = { kind: 'anonymous', id: 'recovery' };
    const places = await this.db.withIdentity(systemActor('table'), (tx) => placesOf(tx, email, placesMax));
    for (const { roundId, slotId } of places) await this.requestFreshLink(roundId, slotId, by);
  }

  /** The six digits of a code: derived from its id by a key the database does not hold, so that nothing is stored and a mail sent again says the same. */
  codeOf(codeId: string): string {
    return String(codeSecret(this.keys, codeId).readUInt32BE(0) % 1_000_000).padStart(6, '0');
  }

  private takeCode({ link }: Sitting, codeId: string): Promise<CodeRow | null> {
    // Counted in a transaction of its own: a wrong guess stays counted whatever follows.
    return this.db.withIdentity(actorOf(link), (tx) => takeTry(tx, codeId, link.id, this.clock.now(), codeTriesMax));
  }

  private async seat(tx: EntityManager, link: LinkRow): Promise<Sitting | null> {
    const round = await loadRound(tx, link.roundId);
    const slot = round.facts.slots.find(({ id }) => id === link.slotId);
    if (!slot) return null;
    const code = await latestCode(tx, link.id);
    const alive = code && code.usedAt === null && code.expiresAt > this.clock.now() && code.tries < codeTriesMax;
    return { link, round, slot, person: await loadSignatory(tx, link.signatoryId), code: alive ? code : null };
  }

  private async journal({ link, round }: Sitting, event: string, payload: object): Promise<void> {
    await this.db.withIdentity(actorOf(link), async (tx) => {
      const at = instantOf(this.clock);
      await appendToJournal(tx, { subject: rounds.kind, subjectId: round.id, recordedAt: at, effectiveOn: dayAt(at, round.timeZone), actor: actorOf(link), event, payload, stateFrom: round.state, stateTo: round.state, basis: null });
    });
  }
}

/** Whether another code may be asked for: mails cross, and the first one is usually on its way. */
export function mayAskAgain(code: CodeRow, now: Date): boolean {
  return now.getTime() - code.createdAt.getTime() >= resendAfterMs;
}

/** Tries left on a code, for the page. */
export function triesLeft(code: CodeRow): number {
  return codeTriesMax - code.tries;
}

function actorOf(link: LinkRow): Actor {
  return { kind: 'signatory', id: link.signatoryId, linkId: link.id };
}

function actOf(submission: Submission<Round>): Act {
  return submission.accepted ? { done: true } : { done: false, refusal: submission.refusal };
}

function minutesBefore(now: Date, minutes: number): Date {
  return new Date(now.getTime() - minutes * 60_000);
}

/** The secret bytes a code is drawn from: the code is its first digits, the evidence file commits to the whole. */
export function codeSecret(keys: KeyStore, codeId: string): Buffer {
  return keys.derive('code', codeId);
}
