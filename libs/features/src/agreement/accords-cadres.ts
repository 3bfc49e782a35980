import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt, termRefusalSentence } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { CLOCK, Database, WorkflowRunner, anchorZone, instantOf, retryContention, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { accordCadreFor, accordsCadres, insertAccordCadre } from './accord-cadre.store.js';
import type { AccordCadre } from './accord-cadre.store.js';
import { agreements, livingAgreements } from './agreement.store.js';
import type { AgreementRow } from './agreement.store.js';

/** A reference that nobody could look up says nothing. */
const referenceLengthMin = 10;

export type NewAccordCadre = { concludedOn: LegalDay; endsOn: LegalDay; reference: string; sourceUrl: string | null };
export type AccordCadreRefusal = 'reference_missing' | 'dates_reversed' | 'conclusion_to_come';
/** What became of each agreement: those that took it, and those that refuse it, each with its sentence. */
export type Applied = { version: number; taken: number; refused: { number: string; sentence: string }[] };

type Follower = (tx: EntityManager, agreementId: string) => Promise<void>;

const operator = systemActor('operator');

/** The Accord cadre national: a versioned record that an operator enters (art. 9; no open source gives its dates). */
@Injectable()
export class AccordsCadres {
  private readonly followers: Follower[] = [];
  private readonly log = new Logger('AccordsCadres');

  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, @Inject(CLOCK) private readonly clock: Clock) {}

  /** What else must be looked at again once an agreement's cap has moved: the notices that wait for a next term. */
  onApplied(follower: Follower): void {
    this.followers.push(follower);
  }

  list(): Promise<AccordCadre[]> {
    return this.db.withIdentity(operator, accordsCadres);
  }

  /** Records a version and gives it to every agreement that lives. */
  async record(given: NewAccordCadre): Promise<Applied | { refusal: AccordCadreRefusal }> {
    if (given.reference.trim().length < referenceLengthMin) return { refusal: 'reference_missing' };
    if (given.endsOn < given.concludedOn) return { refusal: 'dates_reversed' };
    if (given.concludedOn > dayAt(instantOf(this.clock), anchorZone)) return { refusal: 'conclusion_to_come' };
    const version = await this.db.withIdentity(operator, (tx) => insertAccordCadre(tx, { ...given, reference: given.reference.trim(), recordedAt: this.clock.now(), recordedBy: operator.id }));
    return this.apply(version);
  }

  /** Gives a recorded version to every agreement, as after an interruption: those that have it already do not change. Throws RangeError when there is none of that number. */
  async apply(version: number): Promise<Applied> {
    const { concludedOn, endsOn } = await this.versionOf(version);
    const living = await this.db.withIdentity(operator, livingAgreements);
    const refused: Applied['refused'] = [];
    for (const agreement of living) {
      const { id, number } = agreement;
      // The agreement first, then its notices, where the calendar goes the other way: whichever the database sends away comes again.
      const done = await retryContention(
        () =>
          this.db.withIdentity(operator, async (tx) => {
            if (await isOvertaken(tx, agreement, version)) return null;
            const submission = await this.runner.submitIn(tx, agreements, id, { type: 'recordAccordCadre', concludedOn, endsOn }, operator);
            if (submission.accepted) for (const follower of this.followers) await follower(tx, id);
            return submission;
          }),
        (fault) => this.log.warn(`${number} comes again: ${String(fault)}`),
      );
      if (!done?.accepted) refused.push({ number, sentence: done ? termRefusalSentence(done.refusal) : overtaken });
    }
    return { version, taken: living.length - refused.length, refused };
  }

  private async versionOf(version: number): Promise<AccordCadre> {
    const known = (await this.list()).find((one) => one.version === version);
    if (!known) throw new RangeError(`No Accord cadre ${version}`);
    return known;
  }
}

const overtaken = 'Un Accord cadre conclu plus récemment borne déjà cette convention\u00a0: la version enregistrée est gardée, et ne la change pas (article\u00a09).';

/** Typed in for the record, an older version cuts nothing short: the latest concluded is the cap, as on the day an agreement begins. An expired one is judged by its own table. */
async function isOvertaken(tx: EntityManager, { state, facts }: AgreementRow, version: number): Promise<boolean> {
  if (facts.capFollows !== 'latest' || facts.capEndsOn === null || state === 'executed_in_fact') return false;
  const cap = await accordCadreFor(tx, facts.inForceSince, facts.capFollows);
  return cap !== null && cap.version !== version;
}
