import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt } from '#libs/domain';
import type { JudgedAuthority, NotPossibleNow, Round, RoundRefusal } from '#libs/domain';
import { Authorities } from '#libs/features/authority';
import type { Judged } from '#libs/features/authority';
import { insertApproval, loadRound, loadSignatory, rounds, subjectOf } from '#libs/features/round';
import type { SignatoryRow } from '#libs/features/round';
import { CLOCK, Database, KeyStore, WorkflowRunner, appendToJournal, instantOf, sameBytes, systemActor } from '#libs/platform';
import type { Actor, Clock, Submission } from '#libs/platform';
import { consentFor } from './signature-consent.js';
import { codesSince, deadLinksSince, insertCode, latestCode, linkByToken, prolongLink, takeTry, useCode, waitForTurn, wrongCodesSince } from './link.store.js';
import type { CodeRow, LinkRow } from './link.store.js';
import { endOfCollection, isAsked, isAwaited, placeToday } from './place.js';
import type { Place } from './place.js';
import { insertProposal, proposalById } from './proposal.store.js';
import type { ProposalRow } from './proposal.store.js';
import { readName } from './typed.js';
import type { TypedProposal } from './typed.js';

/** Six digits against five tries: one chance in two hundred thousand per code. */
const codeTriesMax = 5;
/** Long enough to find one's telephone, too short to be read over a shoulder tomorrow. */
export const codeMinutes = 10;
/** The page offers another code after this long. */
const resendAfterMs = 60_000;
/** Codes per body and hour: an impatient person needs three, a machine gets no further. */
const codesPerHourMax = 6;
/** Wrong codes at one place in a day: three codes mistyped to the end, and one chance in sixty-six thousand for whoever guesses. */
const wrongCodesPerDayMax = 15;
/** Journal lines about one dead link in an hour: a scanner that insists is one piece of news. */
const deadLinkLinesPerHour = 3;
/** The same for links we never made, all together. */
const forgedLinkLinesPerHour = 100;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Someone at the signing table: the link they hold, the round, their place and themselves. */
export type Sitting = Place & {
  link: LinkRow;
  code: CodeRow | null;
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
export type CodeRefusal = 'wrong_code' | 'code_dead' | 'too_many_codes' | 'codes_exhausted' | 'name_missing';
/** `read_only`: a link that only shows. */
type LinkRefusal = 'read_only';
export type Act<T extends string = never> = { done: true } | { done: false; refusal: RoundRefusal | NotPossibleNow | LinkRefusal | T; triesLeft?: number };
export type Origin = { ip: string; userAgent: string };
/** The préfecture learns that somebody guesses, or that a person cannot read their own mails. */
export type GuessEffect = { type: 'reportExhaustedCodes'; slotId: string };

const readOnly = { done: false, refusal: 'read_only' } as const;
const table = systemActor('table');

/** What a person may do with their link: read, ask for a code, sign, refuse, name another. Reading changes nothing (decision 30). */
@Injectable()
export class SigningTable {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly keys: KeyStore, private readonly authorities: Authorities, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Opens the place a token leads to, or says why it leads nowhere any more. */
  sit(token: string): Promise<Sitting | DeadLink> {
    return this.db.withIdentity(table, async (tx) => {
      const link = await linkByToken(tx, token);
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
    });
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

  /** A code leaves by mail, for that name typed by the person. */
  requestCode({ link, round, slot, exhausted }: Sitting, typedName: string): Promise<Act<CodeRefusal>> {
    const name = readName(typedName);
    if (link.purpose !== 'sign') return Promise.resolve(readOnly);
    if (!name) return Promise.resolve({ done: false, refusal: 'name_missing' });
    if (exhausted) return Promise.resolve({ done: false, refusal: 'codes_exhausted' });
    const actor = actorOf(link);
    return this.db.withIdentity(actor, async (tx) => {
      const now = this.clock.now();
      await rounds.store.loadForUpdate(tx, round.id);
      if ((await codesSince(tx, round.id, link.slotId, this.ago(hourMs))) >= codesPerHourMax) return { done: false, refusal: 'too_many_codes' };
      const codeId = randomUUID();
      const { slotId, signatoryId, contentHash } = link;
      const authority = judgementOf(await this.authorities.judgeNow(tx, round, slot, signatoryId));
      const submission = await this.runner.submitIn(tx, rounds, round.id, { type: 'requestCode', slotId, signatoryId, contentHash, codeId, authority }, actor, () =>
        insertCode(tx, { id: codeId, linkId: link.id, typedName: name, createdAt: now, expiresAt: new Date(now.getTime() + codeMinutes * 60_000) }),
      );
      return actOf(submission);
    });
  }

  /** The approval: the right code, typed by a person, binds body, person and content hash (C. civ. 1366, 1367). */
  async sign(sitting: Sitting, typedCode: string, origin: Origin): Promise<Act<CodeRefusal>> {
    const { link, round, slot } = sitting;
    if (link.purpose !== 'sign') return readOnly;
    const right = sitting.code ? this.codeOf(sitting.code.id) : '';
    const code = await this.takeCode(sitting, sameBytes(Buffer.from(typedCode.replace(/\s/g, '')), Buffer.from(right)));
    if (!code.done) return code;
    const { slotId, signatoryId, contentHash } = link;
    return this.db.withIdentity(actorOf(link), async (tx) => {
      // Under the lock of the round: nothing changes between the judgement and the signature.
      await rounds.store.loadForUpdate(tx, round.id);
      const authority = await this.authorities.judgeNow(tx, round, slot, signatoryId);
      const submission = await this.runner.submitIn(tx, rounds, round.id, { type: 'approve', slotId, signatoryId, contentHash, authority: judgementOf(authority) }, actorOf(link), async () => {
        await useCode(tx, code.row.id, this.clock.now());
        await insertApproval(tx, { roundId: round.id, slotId, signatoryId, approvedAt: instantOf(this.clock), contentHash, typedName: code.row.typedName, consentVersion: consentFor(subjectOf(round)).version, codeId: code.row.id, linkId: link.id, authority, ...origin });
      });
      return actOf(submission);
    });
  }

  async refuse({ link, round }: Sitting, reason: string): Promise<Act> {
    const { slotId, signatoryId, contentHash } = link;
    if (link.purpose !== 'sign') return readOnly;
    return actOf(await this.runner.submit(rounds, round.id, { type: 'refuse', slotId, signatoryId, contentHash, reason }, actorOf(link)));
  }

  /** « Je ne suis pas la bonne personne » : kept for the préfecture, which decides; the link keeps working meanwhile. */
  async propose({ link, round }: Sitting, { saidBy, fullName, email, reason }: TypedProposal): Promise<Act> {
    const { id: linkId, slotId, signatoryId, contentHash } = link;
    if (link.purpose !== 'sign') return readOnly;
    const proposalId = randomUUID();
    const submission = await this.runner.submit(rounds, round.id, { type: 'proposeSignatory', slotId, signatoryId, contentHash, proposalId }, actorOf(link), (tx) =>
      insertProposal(tx, { id: proposalId, roundId: round.id, slotId, signatoryId, linkId, saidBy, fullName, email, reason, createdAt: this.clock.now() }),
    );
    return actOf(submission);
  }

  /** The six digits of a code: derived from its id by a key the database does not hold, so that nothing is stored and a mail sent again says the same. */
  codeOf(codeId: string): string {
    return String(codeSecret(this.keys, codeId).readUInt32BE(0) % 1_000_000).padStart(6, '0');
  }

  /** Counted in a transaction of its own: a wrong guess stays counted whatever follows. */
  private takeCode(sitting: Sitting, isRight: boolean): Promise<{ done: true; row: CodeRow } | (Act<CodeRefusal> & { done: false })> {
    const { link, round } = sitting;
    const dead = { done: false, refusal: 'code_dead' } as const;
    if (!sitting.code) return Promise.resolve(sitting.exhausted ? { done: false, refusal: 'codes_exhausted' } : dead);
    const { id } = sitting.code;
    return this.db.withIdentity(table, async (tx) => {
      await waitForTurn(tx, link.slotId);
      if (await this.isExhausted(tx, link)) return { done: false, refusal: 'codes_exhausted' } as const;
      const row = await takeTry(tx, id, link.id, this.clock.now(), codeTriesMax);
      if (!row) return dead;
      const end = endOfCollection(round);
      if (end) await prolongLink(tx, link.id, end);
      if (isRight) return { done: true, row } as const;
      await this.noteWrongCode(tx, sitting, row);
      return { done: false, refusal: 'wrong_code', triesLeft: codeTriesMax - row.tries } as const;
    });
  }

  /** The journal keeps each wrong code; the last one that is borne is told to the préfecture. */
  private async noteWrongCode(tx: EntityManager, { link, round }: Sitting, code: CodeRow): Promise<void> {
    const at = instantOf(this.clock);
    const line = { subject: rounds.kind, subjectId: round.id, recordedAt: at, effectiveOn: dayAt(at, round.timeZone), actor: actorOf(link), stateFrom: round.state, stateTo: round.state, basis: null };
    await appendToJournal(tx, { ...line, event: 'refused.code', payload: { slotId: link.slotId, codeId: code.id, tries: code.tries } });
    if (!(await this.isExhausted(tx, link))) return;
    await appendToJournal(tx, { ...line, event: 'exhaustCodes', payload: { slotId: link.slotId, wrong: wrongCodesPerDayMax } });
    await this.runner.announce<GuessEffect>(tx, rounds.kind, round.id, { type: 'reportExhaustedCodes', slotId: link.slotId });
  }

  /** Guesses made before a link left are not held against it: it went to the address on record, and whoever guessed does not have it. */
  private async isExhausted(tx: EntityManager, { roundId, slotId, createdAt }: LinkRow): Promise<boolean> {
    const yesterday = this.ago(dayMs);
    return (await wrongCodesSince(tx, roundId, slotId, createdAt > yesterday ? createdAt : yesterday)) >= wrongCodesPerDayMax;
  }

  private async seat(tx: EntityManager, link: LinkRow): Promise<Sitting | null> {
    const round = await loadRound(tx, link.roundId);
    const slot = round.facts.slots.find(({ id }) => id === link.slotId);
    if (!slot) return null;
    const code = await latestCode(tx, link.id);
    const alive = code && code.usedAt === null && code.expiresAt > this.clock.now() && code.tries < codeTriesMax;
    const proposal = slot.proposalId ? await proposalById(tx, slot.proposalId) : null;
    const person = await loadSignatory(tx, link.signatoryId);
    return {
      link, round, slot, person, code: alive ? code : null, exhausted: await this.isExhausted(tx, link),
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

/** Whether another code may be asked for: mails cross, and the first one is usually on its way. */
export function mayAskAgain(code: CodeRow, now: Date): boolean {
  return now.getTime() - code.createdAt.getTime() >= resendAfterMs;
}

/** What keeps their title from being regular today, who mends it and on what text it rests; nothing when the préfecture lets them sign all the same. */
export function irregularitiesOf({ slot, authority }: Sitting): readonly string[] {
  return authority?.verdict === 'irregular' && !slot.irregularityAccepted ? authority.words : [];
}

/** Tries left on a code, for the page. */
export function triesLeft(code: CodeRow): number {
  return codeTriesMax - code.tries;
}

function actorOf(link: LinkRow): Actor {
  return { kind: 'signatory', id: link.signatoryId, linkId: link.id };
}

/** Stable codes for the table and the journal; the words stay with the approval. */
function judgementOf(authority: Judged | null): JudgedAuthority | null {
  return authority && { id: authority.id, verdict: authority.verdict, faults: authority.faults };
}

function actOf(submission: Submission<Round>): Act {
  return submission.accepted ? { done: true } : { done: false, refusal: submission.refusal };
}

/** The secret bytes a code is drawn from: the code is its first digits, the evidence file commits to the whole. */
export function codeSecret(keys: KeyStore, codeId: string): Buffer {
  return keys.derive('code', codeId);
}
