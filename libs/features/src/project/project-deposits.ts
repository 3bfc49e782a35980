import { Inject, Injectable } from '@nestjs/common';
import { authorityRequired, dayAt } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { Authorities, Deposits, deliberates, depositFileFields, depositRefusals, readDeposit, typedDeposit, typedFromDecision } from '#libs/features/authority';
import type { Deposit, DepositFileKind, DepositRefusal, PlaceAuthority, SentFile, TypedDeposit } from '#libs/features/authority';
import { readName } from '#libs/features/signature';
import { CLOCK, instantOf, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import type { FieldError } from '#libs/ui';
import { expectedPapers } from './expected-papers.js';
import type { ExpectedPaper } from './expected-papers.js';
import type { Reading } from './project-desk.js';
import { depositPart } from './project-deposit.views.js';
import type { DepositView } from './project-deposit.views.js';

/** A form that was not taken, as it came back. */
export type DepositAgain = { refusal: DepositRefusal; typed?: TypedDeposit; errors?: readonly FieldError[] };
/** `tooLarge`: a file that was not read to its end. */
export type DepositSent = { body: Readonly<Record<string, unknown>>; files: readonly SentFile[]; tooLarge: DepositFileKind | null };

const reader = systemActor('project-page');

/** What a body deposits behind its link, and what its page shows of it. */
@Injectable()
export class ProjectDeposits {
  constructor(private readonly authorities: Authorities, private readonly deposits: Deposits, @Inject(CLOCK) private readonly clock: Clock) {}

  async receive(reading: Reading, place: PlaceAuthority, { body, files, tooLarge }: DepositSent): Promise<{ done: true } | { done: false; again: DepositAgain }> {
    const typed = typedDeposit(body);
    const name = readName(typed.fullName);
    const read = readDeposit(typed, this.about(reading, place));
    const noFile = !tooLarge && !files.some(({ kind }) => kind === 'decision') && isFileWanted(await this.deposits.of(reading.round.id, place.slot.id, reader));
    const errors = [
      ...(read.ok ? [] : read.errors),
      ...(tooLarge ? [{ field: depositFileFields[tooLarge], message: depositRefusals.file_too_large.sentence }] : []),
      ...(noFile ? [{ field: depositFileFields.decision, message: depositRefusals.file_missing.sentence }] : []),
      ...(name ? [] : [{ field: 'fullName', message: depositRefusals.name_missing.sentence }]),
    ];
    const again = (refusal: DepositRefusal, wrong: readonly FieldError[]) => ({ done: false, again: { refusal, typed, errors: wrong } }) as const;
    if (tooLarge) return again('file_too_large', errors);
    if (!read.ok || !name || noFile) return again(!read.ok ? 'facts_incomplete' : noFile ? 'file_missing' : 'name_missing', errors);
    const refused = await this.deposits.deposit(reading.round, place, { decision: read.decision, typedName: name, linkId: reading.link.id, files });
    if (!refused) return { done: true };
    const { refusal, file } = refused;
    return again(refusal, [{ field: file ? depositFileFields[file] : depositPart, message: depositRefusals[refusal].sentence }]);
  }

  /** What is expected of a body and what it has said so far, with the form as it was sent, or as it starts. */
  async view(reading: Reading, place: PlaceAuthority, again: DepositAgain | null): Promise<{ expected: ExpectedPaper[]; deposit: DepositView | null }> {
    const { round } = reading;
    const { kind, recorded, decision, slot } = place;
    const files = await this.authorities.files(round.id, slot.id, reader);
    const past = await this.deposits.of(round.id, slot.id, reader);
    const [last] = past;
    const waiting = last?.settlement === null ? last : null;
    const expected = expectedPapers(kind, { decision, power: recorded?.facts.power ?? null, files: files.length, deposit: waiting && { decision: waiting.decision, files: waiting.files.length } });
    if (!deliberates(kind)) return { expected, deposit: null };
    const verdict = waiting ? await this.authorities.worth(round, place, waiting.decision, reader) : last?.settlement === 'returned' ? null : place.standing;
    const start = last && last.settlement !== 'taken' ? last.decision : decision;
    const deposit: DepositView = {
      kind, last: last ?? null, verdict, typed: again?.typed ?? typedFromDecision(start, { timeZone: round.timeZone, contentHash: round.facts.contentHash ?? '' }), errors: again?.errors ?? [], refusal: again?.refusal ?? null, kept: again?.typed !== undefined,
      mayStand: authorityRequired(kind) === 'any_deliberation', fileWanted: isFileWanted(past), today: this.today(reading),
    };
    return { expected, deposit };
  }

  private about(reading: Reading, { kind, slot }: PlaceAuthority) {
    const { timeZone, facts } = reading.round;
    return { kind, bodyId: slot.bodyId, signatoryId: slot.signatoryId, today: this.today(reading), timeZone, contentHash: facts.contentHash ?? '' };
  }

  private today({ round }: Reading): LegalDay {
    return dayAt(instantOf(this.clock), round.timeZone);
  }
}

/** As `Deposits.deposit` asks it: one that waits or came back goes on, and one that was taken up is a paper of the place. */
function isFileWanted([last, ...others]: readonly Deposit[]): boolean {
  return !(last && last.settlement !== 'taken' && last.files.some(({ kind }) => kind === 'decision')) && ![last, ...others].some((one) => one?.settlement === 'taken');
}
