import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt, faultOfReason } from '#libs/domain';
import type { CodeChannel, NotPossibleNow, Round, RoundRefusal } from '#libs/domain';
import { Authorities } from '#libs/features/authority';
import type { Judged } from '#libs/features/authority';
import { insertApproval, judgementOf, loadRound, loadSignatory, rounds, subjectOf } from '#libs/features/round';
import type { SignatoryRow } from '#libs/features/round';
import { CLOCK, Database, WorkflowRunner, appendToJournal, instantOf, systemActor } from '#libs/platform';
import type { Actor, Clock, Submission } from '#libs/platform';
import { SigningCodes, actorOf, codeMinutes } from './codes.js';
import type { AwaitedCode, CodeRefusal, TakenCode } from './codes.js';
import { consentFor } from './signature-consent.js';
import { codesSince, deadLinksSince, insertCode, linkById, linkByToken, useCode, waitForTurn } from './link.store.js';
import type { CodeRow, LinkRow } from './link.store.js';
import { endOfCollection, isAsked, isAwaited, placeToday } from './place.js';
import type { Place } from './place.js';
import { insertProposal, proposalById } from './proposal.store.js';
import type { ProposalRow } from './proposal.store.js';
import { readName } from './typed.js';
import type { TypedProposal } from './typed.js';

/** Codes per body and hour: an impatient person needs three, a machine gets no further. */
const codesPerHourMax = 6;
/** Journal lines about one dead link in an hour: a scanner that insists is one piece of news. */
const deadLinkLinesPerHour = 3;
/** The same for links we never made, all together. */
const forgedLinkLinesPerHour = 100;
const hourMs = 3_600_000;

/** Someone at the signing table: the link they hold, the round, their place and themselves. */
export type Sitting = Place & {
  link: LinkRow;
  code: AwaitedCode | null;
  /** Too many wrong codes since that link left: it gives no other, and only one sent to the address on record will. */
  exhausted: boolean;
  /** Whom they said should sign instead, while the préfecture has not answered. */
  proposal: ProposalRow | null;
  /** What the title of this person would be worth now; null when nobody has described it. */
  authority: Judged | null;
  /** Who signed for the body, when it was another of those who might. */
  signedBy: SignatoryRow | null;
};

/** Why a link opens nothing: `deadline`, the round's time has passed; `expired`, the link's own. `awaited`: the text that replaced this one waits for the same person. */
export type DeadLink = { dead: 'unknown' } | { dead: 'deadline' | 'expired' | 'signed' | 'handed_over' | 'abandoned'; sitting: Sitting } | { dead: 'superseded'; sitting: Sitting; awaited: boolean };
/** `read_only`: a link that only shows. */
type LinkRefusal = 'read_only';
export type Act<T extends string = never> = { done: true } | { done: false; refusal: RoundRefusal | NotPossibleNow | LinkRefusal | T; triesLeft?: number };
export type Origin = { ip: string; userAgent: string };
/** A code to be asked for. `id`: its own, when its digits are those of another (see `sharedCodeId`). `channel`: by what its digits leave. */
export type AskedCode = { id?: string; channel?: CodeChannel };

const readOnly = { done: false, refusal: 'read_only' } as const;
const table = systemActor('table');

/** What a person may do with their link: read, ask for a code, sign, refuse, name another. Reading changes nothing (decision 30). */
@Injectable()
export class SigningTable {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly codes: SigningCodes, private readonly authorities: Authorities, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Opens the place a token leads to, or says why it leads nowhere any more. */
  sit(token: string): Promise<Sitting | DeadLink> {
    return this.db.withIdentity(table, async (tx) => this.open(tx, await linkByToken(tx, token)));
  }

  /** The same behind a link that is known by its id: another of the same mailbox, never one that a visitor names. */
  sitAt(linkId: string): Promise<Sitting | DeadLink> {
    return this.db.withIdentity(table, async (tx) => this.open(tx, await linkById(tx, linkId)));
  }

  /** Writes down that a dead or forged link was tried: the préfecture can see it. Bounded, since anybody may try as often as they like and the journal is never emptied. */
  async noteDeadLink(dead: DeadLink): Promise<void> {
    const sitting = 'sitting' in dead ? dead.sitting : null;
    const actor: Actor = { kind: 'anonymous', id: sitting?.link.id ?? 'unknown' };
    await this.db.withIdentity(table, async (tx) => {
      await waitForTurn(tx, `refused.link ${actor.id}`);
      const at = instantOf(this.clock);
      const subject = sitting ? { subject: rounds.kind, subjectId: sitting.round.id } : { subject: 'link', subjectId: 'unknown' };
      if ((await deadLinksSince(tx, subject.subjectId, actor.id, this.ago(hourMs))) >= (sitting ? deadLinkLinesPerHour : forgedLinkLinesPerHour)) return;
      await appendToJournal(tx, {
        ...subject, recordedAt: at, effectiveOn: dayAt(at, sitting?.round.timeZone ?? 'Europe/Paris'), actor,
        event: 'refused.link', payload: { why: dead.dead, slotId: sitting?.slot.id ?? null }, stateFrom: sitting?.round.state ?? null, stateTo: sitting?.round.state ?? null, basis: null,
      });
    });
  }

  /** Whether too many codes were asked for there within the hour. */
  isFull({ link, round }: Sitting): Promise<boolean> {
    return this.db.read(actorOf(link), async (tx) => (await codesSince(tx, round.id, link.slotId, this.ago(hourMs))) >= codesPerHourMax);
  }

  /** A code leaves, for that name typed by the person. */
  requestCode({ link, round, slot, exhausted }: Sitting, typedName: string, { id: codeId = randomUUID(), channel = 'mail' }: AskedCode = {}): Promise<Act<CodeRefusal>> {
    const name = readName(typedName);
    if (link.purpose !== 'sign') return Promise.resolve(readOnly);
    if (!name) return Promise.resolve({ done: false, refusal: 'name_missing' });
    if (exhausted) return Promise.resolve({ done: false, refusal: 'codes_exhausted' });
    const actor = actorOf(link);
    return this.db.withIdentity(actor, async (tx) => {
      const now = this.clock.now();
      await rounds.store.loadForUpdate(tx, round.id);
      if ((await codesSince(tx, round.id, link.slotId, this.ago(hourMs))) >= codesPerHourMax) return { done: false, refusal: 'too_many_codes' };
      const { slotId, signatoryId, contentHash } = link;
      const authority = judgementOf(await this.authorities.judgeNow(tx, round, slot, signatoryId));
      const submission = await this.runner.submitIn(tx, rounds, round.id, { type: 'requestCode', slotId, signatoryId, contentHash, codeId, authority, ...(channel !== 'mail' && { channel }) }, actor, () =>
        insertCode(tx, { id: codeId, linkId: link.id, typedName: name, channel, createdAt: now, expiresAt: new Date(now.getTime() + codeMinutes * 60_000) }),
      );
      return actOf(submission);
    });
  }

  /** Signs at this place, and at no other: the right code, typed by a person. */
  async sign(sitting: Sitting, typedCode: string, origin: Origin): Promise<Act<CodeRefusal>> {
    if (sitting.link.purpose !== 'sign') return readOnly;
    const taken = await this.takeCode(sitting, sitting.code !== null && this.codes.isRight(sitting.code, typedCode));
    return taken.done ? this.approve(sitting, taken.row, origin) : taken;
  }

  /** The approval, once the right code was typed: it binds body, person and content hash (C. civ. 1366, 1367). */
  approve({ link, round, slot }: Sitting, code: CodeRow, origin: Origin): Promise<Act> {
    const { slotId, signatoryId, contentHash } = link;
    return this.db.withIdentity(actorOf(link), async (tx) => {
      // Under the lock of the round: nothing changes between the judgement and the signature.
      await rounds.store.loadForUpdate(tx, round.id);
      const authority = await this.authorities.judgeNow(tx, round, slot, signatoryId);
      const submission = await this.runner.submitIn(tx, rounds, round.id, { type: 'approve', slotId, signatoryId, contentHash, authority: judgementOf(authority) }, actorOf(link), async () => {
        await useCode(tx, code.id, this.clock.now());
        await insertApproval(tx, { roundId: round.id, slotId, signatoryId, approvedAt: instantOf(this.clock), contentHash, typedName: code.typedName, consentVersion: consentFor(subjectOf(round)).version, codeId: code.id, codeChannel: code.channel, linkId: link.id, authority, ...origin });
      });
      return actOf(submission);
    });
  }

  async refuse({ link, round }: Sitting, reason: string): Promise<Act> {
    const { slotId, signatoryId, contentHash } = link;
    if (link.purpose !== 'sign') return readOnly;
    // The table asks the same; a form to be mended is no news for the journal, which is never emptied.
    const fault = faultOfReason(reason);
    if (fault) return { done: false, refusal: fault };
    return actOf(await this.runner.submit(rounds, round.id, { type: 'refuse', slotId, signatoryId, contentHash, reason }, actorOf(link)));
  }

  /** « Je ne suis pas la bonne personne » : kept for the préfecture, which decides; the link keeps working meanwhile. */
  async propose({ link, round, slot, person }: Sitting, { saidBy, fullName, email, reason }: TypedProposal): Promise<Act> {
    const { id: linkId, slotId, signatoryId, contentHash } = link;
    if (link.purpose !== 'sign') return readOnly;
    // Said by the table too; anybody may try as often as they like, and each line of the journal stays.
    if (isProposalPending({ round, slot, person })) return { done: false, refusal: 'proposal_pending' };
    const proposalId = randomUUID();
    const submission = await this.runner.submit(rounds, round.id, { type: 'proposeSignatory', slotId, signatoryId, contentHash, proposalId }, actorOf(link), (tx) =>
      insertProposal(tx, { id: proposalId, roundId: round.id, slotId, signatoryId, linkId, saidBy, fullName, email, reason, createdAt: this.clock.now() }),
    );
    return actOf(submission);
  }

  /** The six digits of a code that was sent. */
  codeOf(codeId: string): string {
    return this.codes.digitsOf(codeId);
  }

  private takeCode(sitting: Sitting, isRight: boolean): Promise<TakenCode> {
    return this.codes.take(sitting, isRight);
  }

  private async open(tx: EntityManager, link: LinkRow | null): Promise<Sitting | DeadLink> {
    const sitting = link && (await this.seat(tx, link));
    if (!sitting) return { dead: 'unknown' };
    const { round, slot, person } = sitting;
    if (!isAsked(slot, person.id)) return { dead: 'handed_over', sitting };
    if (round.state === 'abandoned') return { dead: 'abandoned', sitting };
    if (round.state === 'superseded' || link.contentHash !== round.facts.contentHash) {
      const today = await placeToday(tx, round, person);
      return { dead: 'superseded', sitting, awaited: today !== null && isAwaited(today) };
    }
    return this.isOver(sitting) ? { dead: link.purpose === 'copy' ? 'expired' : slot.state === 'approved' ? 'signed' : 'deadline', sitting } : sitting;
  }

  private async seat(tx: EntityManager, link: LinkRow): Promise<Sitting | null> {
    const round = await loadRound(tx, link.roundId);
    const slot = round.facts.slots.find(({ id }) => id === link.slotId);
    if (!slot) return null;
    const proposal = slot.proposalId ? await proposalById(tx, slot.proposalId) : null;
    const person = await loadSignatory(tx, link.signatoryId);
    return {
      link, round, slot, person, code: await this.codes.awaited(tx, link), exhausted: await this.codes.isExhausted(tx, link),
      authority: await this.authorities.judgeNow(tx, round, slot, person.id),
      proposal: proposal?.signatoryId === link.signatoryId ? proposal : null,
      signedBy: slot.state === 'approved' && slot.signatoryId !== link.signatoryId ? await loadSignatory(tx, slot.signatoryId) : null,
    };
  }

  /** A link that signs has no life of its own: it lives while its round may be signed, however often that is prolonged. */
  private isOver({ link, round }: Sitting): boolean {
    const end = link.purpose === 'sign' ? endOfCollection(round) : link.expiresAt;
    return end !== null && end <= this.clock.now();
  }

  private ago(ms: number): Date {
    return new Date(this.clock.now().getTime() - ms);
  }
}

/** What keeps their title from being regular today, who mends it and on what text it rests; nothing when the préfecture lets them sign all the same. */
export function irregularitiesOf({ slot, authority }: Sitting): readonly string[] {
  return authority?.verdict === 'irregular' && !slot.irregularityAccepted ? authority.words : [];
}

/** Whether the préfecture has yet to answer what was proposed for that place, by whomever. */
export function isProposalPending(place: Place): boolean {
  return isAwaited(place) && place.slot.proposalId !== null;
}

/** Stable codes for the table and the journal; the words stay with the approval. */
function actOf(submission: Submission<Round>): Act {
  return submission.accepted ? { done: true } : { done: false, refusal: submission.refusal };
}
