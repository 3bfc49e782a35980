import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { approvals, capFollowsOf, dayAt, denunciationOf, dueOn, instant, noticeEffectOf, signedTerm, startOfDay, termWorkflow } from '#libs/domain';
import type { LegalDay, PartyKind, ReadingAnswers, Slot, TermFacts } from '#libs/domain';
import { RoundModels } from '#libs/features/model';
import { loadRound } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { CLOCK, Database, WorkflowRunner, appendToJournal, instantOf, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { accordCadreFor } from './accord-cadre.store.js';
import { AgreementBirths } from './agreement-births.js';
import { addParty, addVersion, agreementOfRound, agreements, insertAgreement } from './agreement.store.js';
import type { AgreementRow } from './agreement.store.js';

/** Article 7: « six mois avant l’échéance ». */
export const NOTICE_MONTHS = 6;

const clerk = systemActor('agreement');
const kindOf: Record<Slot['college'], PartyKind> = { prefet: 'prefet', gestionnaire: 'gestionnaire', partenaire_national: 'national_partner', partenaire_local: 'local_partner' };

/** From a sealed round to an agreement that lives: what was signed becomes facts, once. */
@Injectable()
export class AgreementOpening {
  constructor(
    private readonly db: Database,
    private readonly models: RoundModels,
    private readonly runner: WorkflowRunner,
    private readonly births: AgreementBirths,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The agreement of that round; the one there already when it was opened before. The calendar is asked at once: it may be in force today. */
  async ofRound(roundId: string): Promise<AgreementRow> {
    const round = await this.db.withIdentity(clerk, (tx) => loadRound(tx, roundId));
    const readings = await this.models.readingsOf(round, clerk);
    const opened = await this.db.withIdentity(clerk, async (tx) => {
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`agreement of ${roundId}`]);
      return (await agreementOfRound(tx, roundId)) ?? this.open(tx, round, readings);
    });
    await this.runner.tick(agreements, opened.id);
    return opened;
  }

  private async open(tx: EntityManager, round: RoundRow, readings: ReadingAnswers): Promise<AgreementRow> {
    const signedOn = lastSignatureDay(round);
    const facts = await termOf(tx, round, readings, signedOn);
    // One agreement per round: its id may be the same, and whoever holds the one has the other.
    const row: AgreementRow = {
      id: round.id, number: round.number, departementCode: round.departementCode, timeZone: round.timeZone, roundId: round.id, state: termWorkflow.initial, facts, readings, signedOn, createdAt: this.clock.now(),
    };
    const due = dueOn(termWorkflow, { state: row.state, facts });
    await insertAgreement(tx, { ...row, dueAt: due && startOfDay(due, row.timeZone) });
    for (const { bodyId, bodyName, college } of round.facts.slots) await addParty(tx, row.id, { partyId: bodyId, kind: kindOf[college], name: bodyName, since: facts.inForceSince });
    await addVersion(tx, {
      agreementId: row.id, kind: 'signed', effectiveOn: facts.inForceSince, title: `Convention ${row.number}, telle qu’elle a été signée`, causeKind: 'round', causeId: round.id, paperId: null, roundId: round.id, sha256: round.facts.finalHash, recordedAt: this.clock.now(),
    });
    const at = instantOf(this.clock);
    await appendToJournal(tx, {
      subject: agreements.kind, subjectId: row.id, recordedAt: at, effectiveOn: dayAt(at, row.timeZone), actor: clerk, event: 'open',
      payload: { roundId: round.id, signedOn, inForceSince: facts.inForceSince, firstTermEndsOn: facts.firstTermEndsOn, renewalMonths: facts.renewalMonths, capEndsOn: facts.capEndsOn }, stateFrom: null, stateTo: row.state, basis: 'art. 9',
    });
    await this.births.tell(tx, row);
    return row;
  }
}

/** No effect back in time: with a date written in the agreement as without, the last required signature is the first day at the soonest (I-23). */
function lastSignatureDay({ facts, timeZone, number }: RoundRow): LegalDay {
  if (facts.signedOn) return facts.signedOn;
  // Rounds sealed before the day of the last signature was kept.
  const last = approvals(facts).flatMap(({ since }) => since ?? []).sort().at(-1);
  if (!last) throw new Error(`Round ${number} is sealed without a signature`);
  return dayAt(instant(last), timeZone);
}

async function termOf(tx: EntityManager, { facts, number }: RoundRow, readings: ReadingAnswers, inForceSince: LegalDay): Promise<TermFacts> {
  if (!facts.termEndsOn) throw new Error(`Round ${number} is sealed without a term`);
  const capFollows = capFollowsOf[readings['duree.plafond']];
  const cap = await accordCadreFor(tx, inForceSince, capFollows);
  const capEndsOn = cap?.endsOn ?? null;
  return signedTerm({
    inForceSince,
    firstTermEndsOn: readings['duree.modele'] === 'accord_cadre' && capEndsOn !== null ? capEndsOn : facts.termEndsOn,
    renewalMonths: readings['duree.reconduction_mois'],
    capEndsOn, capFollows,
    noticeMonths: NOTICE_MONTHS,
    noticeEffect: noticeEffectOf[readings['preavis.effet']],
    denunciation: denunciationOf[readings['denonciation.portee']],
    gestionnaireIds: facts.slots.filter(({ college }) => college === 'gestionnaire').map(({ bodyId }) => bodyId),
  });
}
