import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isSufficient } from '#libs/domain';
import type { CodeChannel } from '#libs/domain';
import { Database, systemActor } from '#libs/platform';
import { SigningCodes } from './codes.js';
import type { CodeRefusal } from './codes.js';
import { Desk } from './desk.js';
import type { HeldCode } from './link.store.js';
import { isAwaited } from './place.js';
import { sharedCodeId } from './shared-code.js';
import { SmsCodes } from './sms-codes.js';
import { SigningTable, irregularitiesOf } from './sitting.js';
import type { Act, Origin, Sitting } from './sitting.js';

/** Another place of the same person, which may be signed with the same code. `token` opens its own page. */
export type Beside = { sitting: Sitting; token: string | null };
/** The places of one code: those it has signed, those it still may, and those that do not take it any more. */
export type CodeStanding = { signed: readonly Sitting[]; left: readonly Sitting[]; missed: readonly Sitting[] };
/** `at`: the place that refused; nothing has left then. */
export type JointRequest = { done: true } | { done: false; refusal: Exclude<Act<CodeRefusal>, { done: true }>['refusal'] | 'place_unknown'; at: Sitting | null };
/** What became of each place, that of the link first. */
export type JointAct = { done: false; refusal: CodeRefusal | 'read_only'; triesLeft?: number } | { done: true; acts: readonly { sitting: Sitting; act: Act }[] };

/** Places signed with one code: who reads them all is tired, and a mail must name them. */
const besidesMax = 9;

const table = systemActor('table');

/**
 * One person in several capacities, in one sitting: each capacity is ticked apart, one name is typed, one code is mailed, and each place is
 * then signed in a transaction of its own, under its own identity. What stops between two leaves the others to be signed.
 */
@Injectable()
export class JointSitting {
  constructor(private readonly db: Database, private readonly table: SigningTable, private readonly codes: SigningCodes, private readonly desk: Desk, private readonly sms: SmsCodes) {}

  /** The other places that wait for the same person, by name and by address, and may be signed now. */
  async besides({ link }: Sitting): Promise<Beside[]> {
    if (link.purpose !== 'sign') return [];
    const found: Beside[] = [];
    for (const place of (await this.desk.besides(link)).slice(0, besidesMax)) {
      const sitting = place.link && (await this.table.sitAt(place.link.id));
      if (sitting && !('dead' in sitting) && maySign(sitting)) found.push({ sitting, token: place.token });
    }
    return found;
  }

  /** One code leaves for this place and for those ticked beside it, to the address or to the number of this place. The one that is sent is asked for last: if a place refuses, nothing has left. */
  async requestCode(sitting: Sitting, tickedLinkIds: readonly string[], typedName: string, channel: CodeChannel = 'mail'): Promise<JointRequest> {
    if (channel === 'sms' && this.sms.offeredTo(sitting) === null) return { done: false, refusal: 'no_mobile', at: sitting };
    const offered = tickedLinkIds.length > 0 ? await this.besides(sitting) : [];
    const ticked = offered.filter((one) => tickedLinkIds.includes(one.sitting.link.id)).map((one) => one.sitting);
    if (ticked.length < new Set(tickedLinkIds).size) return { done: false, refusal: 'place_unknown', at: null };
    if (channel === 'sms') {
      // Each préfecture answers for the number that it gave: a code goes to no other.
      if (ticked.some(({ person }) => person.mobile !== sitting.person.mobile)) return { done: false, refusal: 'other_mobile', at: sitting };
      if (await this.sms.isFull(sitting)) return { done: false, refusal: 'too_many_sms', at: sitting };
    }
    const mailedId = randomUUID();
    // A place that will refuse must not have cost the others their codes.
    const mayAsk = maySign(sitting) && !(await this.table.isFull(sitting));
    for (const other of mayAsk ? ticked : []) {
      const act = await this.table.requestCode(other, typedName, { id: sharedCodeId(mailedId, other.link.id), channel });
      if (!act.done) return { done: false, refusal: act.refusal, at: other };
    }
    const act = await this.table.requestCode(sitting, typedName, { id: mailedId, channel });
    return act.done ? act : { done: false, refusal: act.refusal, at: sitting };
  }

  /** Where the last code asked for behind that link stands; no place once it is too old. */
  async standing({ link }: Sitting): Promise<CodeStanding> {
    const signed: Sitting[] = [];
    const left: Sitting[] = [];
    const missed: Sitting[] = [];
    for (const code of await this.ofSitting(link)) {
      const sitting = await this.table.sitAt(code.linkId);
      if ('dead' in sitting) continue;
      if (code.usedAt !== null) signed.push(sitting);
      else if (sitting.code?.id === code.id && maySign(sitting)) left.push(sitting);
      else if (sitting.slot.state !== 'approved') missed.push(sitting);
    }
    return { signed, left, missed };
  }

  /**
   * Signs wherever the code that was typed may: one try is counted at each place, and each place is then on its own.
   * @param shown the links of the places that the page named beside its own: what a person has not read there is not signed
   */
  async sign(sitting: Sitting, typedCode: string, origin: Origin, shown: readonly string[]): Promise<JointAct> {
    if (sitting.link.purpose !== 'sign') return { done: false, refusal: 'read_only' };
    const guessed = sitting.code ? sitting : ((await this.standing(sitting)).left[0] ?? sitting);
    const taken = await this.codes.take(guessed, guessed.code !== null && this.codes.isRight(guessed.code, typedCode));
    if (!taken.done) return taken;
    const acts: { sitting: Sitting; act: Act }[] = [];
    for (const code of ownFirst(taken.codes, sitting)) {
      if (code.linkId !== sitting.link.id && !shown.includes(code.linkId)) continue;
      const place = code.linkId === guessed.link.id ? guessed : await this.table.sitAt(code.linkId);
      if ('dead' in place || place.exhausted) continue;
      acts.push({ sitting: place, act: await this.table.approve(place, code, origin) });
    }
    return { done: true, acts };
  }

  private ofSitting(link: Sitting['link']): Promise<readonly HeldCode[]> {
    return this.db.read(table, (tx) => this.codes.ofSitting(tx, link));
  }
}

/** With a code: a place where more is asked is signed apart, by its own means. */
function maySign(sitting: Sitting): boolean {
  return isAwaited(sitting) && isSufficient(sitting.slot.level, 'code') && !sitting.exhausted && irregularitiesOf(sitting).length === 0;
}

function ownFirst(codes: readonly HeldCode[], { link }: Sitting): HeldCode[] {
  return [...codes].sort((a, b) => Number(b.linkId === link.id) - Number(a.linkId === link.id));
}
