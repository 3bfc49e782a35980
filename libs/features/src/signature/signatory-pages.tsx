import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { isSettled, missingSlots, signatureLevelNames } from '#libs/domain';
import { OfficialFiles } from '#libs/features/model';
import type { OfficialAnnex } from '#libs/features/model';
import { RoundReader, missingByCollege, subjectOf } from '#libs/features/round';
import { CLOCK, instantOf, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { maskEmail, renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { CodePage } from './code.views.js';
import { codeMinutes, mayAskAgain, triesLeft } from './codes.js';
import type { CodeWays } from './channel.views.js';
import { JointSitting } from './joint-sitting.js';
import type { Beside } from './joint-sitting.js';
import type { NamedPlace, PlaceBeside } from './joint.views.js';
import { SignatoryDoor, frameOf } from './signatory-door.js';
import { CodesExhaustedPage, NotYourTurnPage, RefusedPage, SignedByAnotherPage, SuspendedPage, ThanksPage } from './signature-after.views.js';
import { FollowPage } from './signature-follow.views.js';
import type { Standing } from './signature-follow.views.js';
import { signatureLinks } from './signature.links.js';
import { SignPage } from './signature.views.js';
import type { NameForm, ProposalForm, RefusalForm } from './signature.views.js';
import { irregularitiesOf, isProposalPending } from './sitting.js';
import type { Sitting } from './sitting.js';
import { SmsCodes } from './sms-codes.js';

const reader = systemActor('signatory-page');

export const annexNumbers = { charte: 1, accordCadre: 3 } as const satisfies Record<OfficialAnnex, number>;
const officialOrder = (['charte', 'accordCadre'] as const).map((key) => ({ key, annex: annexNumbers[key] }));

/** What was typed and must be mended, to be shown again. */
export type Typed = { name?: NameForm; refusal?: RefusalForm; proposal?: ProposalForm; /** Why another person cannot be proposed now. */ pending?: string };

/** The pages behind a personal link that tell where its place stands. */
@Injectable()
export class SignatoryPages {
  constructor(private readonly door: SignatoryDoor, private readonly joint: JointSitting, private readonly sms: SmsCodes, private readonly rounds: RoundReader, private readonly officialFiles: OfficialFiles, @Inject(CLOCK) private readonly clock: Clock) {}

  /** The page that tells the truth about this place, now. */
  async show(req: Request, res: Response, token: string, sitting: Sitting, typed: Typed = {}): Promise<void> {
    const frame = frameOf(req);
    const request = await this.door.request(token, sitting);
    const { link, round, slot, person, signedBy } = sitting;
    const send = (page: VNode) => void res.send(renderPage(page));
    const at = { since: slot.since ?? instantOf(this.clock), timeZone: round.timeZone };
    if (round.state === 'sealed' && slot.state === 'approved') return res.redirect(303, signatureLinks.finalCopy(token));
    if (link.purpose === 'copy') return send(<FollowPage frame={frame} request={request} standing={standingOf(sitting)} maskedEmail={maskEmail(person.email)} />);
    if (signedBy) return send(<SignedByAnotherPage frame={frame} request={request} signedAt={at.since} timeZone={at.timeZone} by={`${signedBy.civility} ${signedBy.firstName} ${signedBy.lastName}, ${signedBy.quality}`} />);
    if (slot.state === 'approved') return send(<ThanksPage frame={frame} request={request} outcome={{ ...standingOf(sitting), signedAt: at.since, fullName: request.person, contentHash: round.facts.contentHash ?? '', level: signatureLevelNames[slot.means ?? 'simple'], sameSitting: await this.sameSitting(sitting) }} />);
    if (slot.state === 'refused' || slot.state === 'declined') return send(<RefusedPage frame={frame} request={request} refusedAt={at.since} timeZone={at.timeZone} reason={slot.reason ?? ''} />);
    if (round.state === 'blocked' || round.state === 'expired') return send(<SuspendedPage frame={frame} request={request} why={round.state} />);
    if (slot.state === 'waiting') return send(<NotYourTurnPage frame={frame} request={request} before={round.facts.slots.filter((other) => other.group < slot.group && !isSettled(other)).length} />);
    if (sitting.exhausted) return send(<CodesExhaustedPage frame={frame} request={request} maskedEmail={maskEmail(person.email)} elsewhere={(await this.joint.besides(sitting)).map((beside) => besideOf(beside, round.id))} />);
    const document = await this.rounds.documentToRead(round, slot.id, reader);
    const chosen = await this.officialFiles.chosen(round.officialFiles, reader);
    const officialAnnexes = officialOrder.flatMap(({ key, annex }) => (chosen[key] ? [{ annex, title: chosen[key].title, pages: chosen[key].pages }] : []));
    // No code leaves from a place where one is not enough: there is nothing to tick beside it.
    const besides = request.strong ? [] : (await this.joint.besides(sitting)).map((beside) => besideOf(beside, round.id));
    send(<SignPage frame={frame} request={request} document={{ ...document, officialAnnexes }} besides={besides} proposed={sitting.proposal?.fullName ?? null} mayPropose={!isProposalPending(sitting)} irregularities={irregularitiesOf(sitting)} ways={this.waysOf(sitting)} {...typed} />);
  }

  /** The page where the code is typed; that of the place when no code waits for it any more. */
  async showCode(req: Request, res: Response, token: string, sitting: Sitting, errors: readonly FieldError[] = []): Promise<void> {
    const { signed, left } = await this.joint.standing(sitting);
    const [first] = left;
    if (!first?.code || sitting.exhausted) return res.redirect(303, signatureLinks.page(token));
    const others = left.filter(({ link }) => link.id !== sitting.link.id).map((other) => ({ ...named(other), id: other.link.id }));
    const bySms = first.code.channel === 'sms' ? await this.sms.sent(first.code.mailedId) : null;
    const code = {
      maskedEmail: maskEmail(sitting.person.email), fullName: first.code.typedName, validMinutes: codeMinutes, triesLeft: triesLeft(first.code),
      // Nothing is on its way to a number that was refused.
      canResend: bySms?.refused === true || mayAskAgain(first.code, this.clock.now()),
      bySms, ways: this.waysOf(sitting), others, signed: signed.map(named), signsHere: others.length < left.length, errors,
    };
    res.send(renderPage(<CodePage frame={frameOf(req)} request={await this.door.request(token, sitting)} code={code} />));
  }

  /** Whether the page offers that person two ways of receiving a code. */
  hasChoice(sitting: Sitting): boolean {
    return this.sms.offeredTo(sitting) !== null;
  }

  private waysOf(sitting: Sitting): CodeWays | null {
    const maskedMobile = this.sms.offeredTo(sitting);
    return maskedMobile === null ? null : { maskedEmail: maskEmail(sitting.person.email), maskedMobile };
  }

  private async sameSitting(sitting: Sitting): Promise<{ signed: NamedPlace[]; left: NamedPlace[]; missed: NamedPlace[] }> {
    const { signed, left, missed } = await this.joint.standing(sitting);
    const isOther = ({ link }: Sitting): boolean => link.id !== sitting.link.id;
    return { signed: signed.filter(isOther).map(named), left: left.map(named), missed: missed.filter(isOther).map(named) };
  }
}

function named({ round, slot, person }: Sitting): NamedPlace {
  return { subject: subjectOf(round), bodyName: slot.bodyName, quality: person.quality };
}

function besideOf({ sitting, token }: Beside, roundId: string): PlaceBeside {
  const { link, round } = sitting;
  return { ...named(sitting), id: link.id, until: round.facts.collectUntil!, sameDocument: round.id === roundId, href: token && signatureLinks.page(token) };
}

/** Where the round and the place stand. */
export function standingOf({ round, slot }: Sitting): Standing {
  const { slots } = round.facts;
  const awaited = missingByCollege(missingSlots(round.facts));
  return {
    state: round.state, slotState: slot.state, since: slot.since, timeZone: round.timeZone, signed: slots.filter(({ state }) => state === 'approved').length, total: slots.filter(({ state }) => state !== 'declined').length, awaited: awaited ? [awaited] : [],
  };
}
