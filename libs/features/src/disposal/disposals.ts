import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt, visaReferenceLengthMax, visaReferenceRefusal } from '#libs/domain';
import type { DisposalRefusal, DisposalSlip, LegalDay, NotPossibleNow } from '#libs/domain';
import type { Principal } from '#libs/features/access';
import { CLOCK, Database, WorkflowRunner, appendToJournal, instantOf } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { asVisa, countLines, covers, groupsOf, insertStandingVisa, linesOf, lockDisposals, slipById, slips, slipsOf, standingVisaOf, uncoveredSlips, withdrawStandingVisa } from './disposal.store.js';
import type { ListedSlip, SlipGroup, SlipLine, SlipRow, StandingVisa } from './disposal.store.js';

/** What the desk says itself of a visa given once for all. */
export type StandingVisaRefusal = Extract<DisposalRefusal, 'reference_missing' | 'reference_too_long' | 'visa_to_come'> | 'ends_before' | 'management_table_too_long' | 'no_standing_visa';
export type DisposalsRefusal = DisposalRefusal | StandingVisaRefusal | NotPossibleNow;
export type DisposalDone = { ok: true; id: string } | { ok: false; refusal: DisposalsRefusal };

export type StandingVisaInput = { reference: string; managementTable: string; grantedOn: LegalDay; endsOn: LegalDay | null };
export type VisaInput = { reference: string; on: LegalDay };

export type SlipService = { name: string; siret: string; address: string; departementName: string };
export type SlipFile = { row: SlipRow; groups: SlipGroup[]; lines: SlipLine[]; /** More than are shown. */ total: number; service: SlipService; today: LegalDay };
export type DisposalsPage = { standing: StandingVisa | null; /** It covers what ends today. */ covering: boolean; slips: ListedSlip[]; today: LegalDay; timeZone: string };

/** A page one scrolls through; the printed slip lists them all. */
const linesShownMax = 200;
/** Four years of months: older slips are in the Archives' own files. */
const slipsShownMax = 48;
/** What the paper that goes to the Archives lists at most: a département's busiest month has some thousands. */
export const printedLinesMax = 10_000;

/** The gestionnaire's side of destruction: the visas it has, the slips it sends, what they list. */
@Injectable()
export class Disposals {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, @Inject(CLOCK) private readonly clock: Clock) {}

  async overview({ actor }: Principal): Promise<DisposalsPage> {
    const gestionnaireId = ownOf(actor);
    const { timeZone, today } = await this.dayOf(actor);
    return this.db.withIdentity(actor, async (tx) => {
      const standing = await standingVisaOf(tx, gestionnaireId);
      return { standing, covering: standing !== null && covers(standing, today), slips: await slipsOf(tx, gestionnaireId, slipsShownMax), today, timeZone };
    });
  }

  async file(id: string, { actor }: Principal, linesMax = linesShownMax): Promise<SlipFile | null> {
    const { today } = await this.dayOf(actor);
    return this.db.withIdentity(actor, async (tx) => {
      const row = await slipById(tx, id);
      if (!row) return null;
      const [service]: SlipService[] = await tx.query(
        `select g.name, g.siret, g.address || ', ' || g.postcode || ' ' || g.city as address, d.name as "departementName" from gestionnaire g join departement d on d.code = g.departement_code where g.id = $1`, [row.gestionnaireId],
      );
      return { row, groups: await groupsOf(tx, id), lines: await linesOf(tx, id, linesMax), total: await countLines(tx, id), service: service!, today };
    });
  }

  /** What waited for a visa is covered by it, and goes at once. */
  async recordStanding(input: StandingVisaInput, { actor }: Principal): Promise<DisposalDone> {
    const { today } = await this.dayOf(actor);
    const refusal = standingRefusal(input, today);
    if (refusal) return { ok: false, refusal };
    const gestionnaireId = ownOf(actor);
    const given = { reference: input.reference.trim(), managementTable: input.managementTable.trim() || null, grantedOn: input.grantedOn, endsOn: input.endsOn };
    return this.db.withIdentity(actor, async (tx) => {
      await lockDisposals(tx, gestionnaireId);
      const id = await insertStandingVisa(tx, { ...given, gestionnaireId, departementCode: actor.departement, recordedBy: actor.id, now: this.clock.now() });
      await this.note(tx, actor, gestionnaireId, 'standing_visa_recorded', { id, grantedOn: given.grantedOn, endsOn: given.endsOn });
      if (covers(given, today)) for (const slip of await uncoveredSlips(tx, gestionnaireId)) await this.runner.submitIn(tx, slips, slip.id, { type: 'cover', visa: asVisa({ ...given, id, gestionnaireId, recordedAt: this.clock.now() }), lines: await countLines(tx, slip.id) }, actor);
      return { ok: true, id };
    });
  }

  /** From then on what ends waits for the visa of a slip; what was destroyed was so under the visa of its day. */
  withdrawStanding({ actor }: Principal): Promise<DisposalDone> {
    const gestionnaireId = ownOf(actor);
    return this.db.withIdentity(actor, async (tx) => {
      await lockDisposals(tx, gestionnaireId);
      const standing = await standingVisaOf(tx, gestionnaireId);
      if (!standing) return { ok: false, refusal: 'no_standing_visa' };
      await withdrawStandingVisa(tx, gestionnaireId, this.clock.now());
      await this.note(tx, actor, gestionnaireId, 'standing_visa_withdrawn', { id: standing.id });
      return { ok: true, id: standing.id };
    });
  }

  async submit(slipId: string, principal: Principal): Promise<DisposalDone> {
    return this.decided(slipId, principal, async (tx) => ({ type: 'submit', lines: await countLines(tx, slipId) }));
  }

  async grant(slipId: string, { reference, on }: VisaInput, principal: Principal): Promise<DisposalDone> {
    return this.decided(slipId, principal, () => Promise.resolve({ type: 'grant', visa: { kind: 'slip', reference: reference.trim(), on, managementTable: null } }));
  }

  async decline(slipId: string, on: LegalDay, principal: Principal): Promise<DisposalDone> {
    return this.decided(slipId, principal, () => Promise.resolve({ type: 'decline', on }));
  }

  /** Whose civil days and hours are shown. */
  async timeZone({ actor }: Principal): Promise<string> {
    return (await this.dayOf(actor)).timeZone;
  }

  private decided(slipId: string, { actor }: Principal, command: (tx: EntityManager) => Promise<DisposalSlip['command']>): Promise<DisposalDone> {
    return this.db.withIdentity(actor, async (tx) => {
      await lockDisposals(tx, ownOf(actor));
      const done = await this.runner.submitIn(tx, slips, slipId, await command(tx), actor);
      return done.accepted ? { ok: true, id: slipId } : { ok: false, refusal: done.refusal };
    });
  }

  private async note(tx: EntityManager, actor: Principal['actor'], gestionnaireId: string, event: string, payload: object): Promise<void> {
    const at = instantOf(this.clock);
    await appendToJournal(tx, { subject: 'disposal_visa', subjectId: gestionnaireId, recordedAt: at, effectiveOn: (await this.dayOf(actor)).today, actor, event, payload, stateFrom: null, stateTo: null, basis: null });
  }

  private async dayOf(actor: Principal['actor']): Promise<{ timeZone: string; today: LegalDay }> {
    const [row]: { timeZone: string }[] = await this.db.withIdentity(actor, (tx) => tx.query('select time_zone as "timeZone" from departement where code = $1', [actor.departement]));
    const timeZone = row?.timeZone ?? 'Europe/Paris';
    return { timeZone, today: dayAt(instantOf(this.clock), timeZone) };
  }
}

function standingRefusal({ reference, managementTable, grantedOn, endsOn }: StandingVisaInput, today: LegalDay): StandingVisaRefusal | null {
  const faulty = visaReferenceRefusal(reference.trim());
  if (faulty) return faulty;
  if (managementTable.trim().length > visaReferenceLengthMax) return 'management_table_too_long';
  if (grantedOn > today) return 'visa_to_come';
  return endsOn !== null && endsOn < grantedOn ? 'ends_before' : null;
}

/** The policy lets gestionnaires in, and nobody else. */
function ownOf({ organisation }: Principal['actor']): string {
  if (organisation === null) throw new Error('A gestionnaire without its organisation');
  return organisation;
}
