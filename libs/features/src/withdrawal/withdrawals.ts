import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { addresseesOf, dayAt, draftedWithdrawal } from '#libs/domain';
import type { LegalDay, NoticeAuthority, NoticeOutcome, Party, Standing, Withdrawal, WithdrawalRules } from '#libs/domain';
import type { Principal } from '#libs/features/access';
import { agreementById, agreements, partiesOf } from '#libs/features/agreement';
import type { AgreementParty, AgreementRow } from '#libs/features/agreement';
import { CLOCK, Database, instantOf, systemActor, WorkflowRunner } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { foresee } from './foresight.js';
import type { Foreseen } from './foresight.js';
import { letterCommands } from './notice-input.js';
import type { LetterGiven } from './notice-input.js';
import { firstDispatch, formOf, rulesOn } from './notice-rules.js';
import { isUnsettled, partyOf, registrable, rightsOn, roleIn } from './notice-rights.js';
import type { NoticeRights, NoticeRole } from './notice-rights.js';
import { refusalForeseen } from './notice.refusals.js';
import type { NoticeRefusal } from './notice.refusals.js';
import { hostsOf, insertWithdrawal, withdrawalById, withdrawals, withdrawalsOf } from './withdrawal.store.js';
import type { WithdrawalRow } from './withdrawal.store.js';

/** An agreement as somebody who wants to leave it sees it. `bound`: its parties today; `me`: the one this person acts for. */
export type Opening = { agreement: AgreementRow; today: LegalDay; parties: AgreementParty[]; bound: AgreementParty[]; me: AgreementParty | null; registrable: AgreementParty[] };
/** A notice with all that its page says. */
export type NoticeFile = { row: WithdrawalRow; agreement: AgreementRow; today: LegalDay; parties: AgreementParty[]; rights: NoticeRights };
export type NewNotice = { partyId: string; received: boolean; /** The gestionnaire written to, where the reading asks for one only. */ firstHostId: string | null };
export type Done = { ok: true; id: string } | { ok: false; refusal: NoticeRefusal };
type OutcomeGiven = { letterId: string; outcome: NoticeOutcome; presentedOn: LegalDay | null; deliveredOn: LegalDay | null };

const desk = systemActor('notice-desk');
const refused = (code: Extract<NoticeRefusal, { by: 'desk' }>['code']): Done => ({ ok: false, refusal: { by: 'desk', code } });

/** The notices of art. 7, from the first page to the day they take effect. Every change goes through the table, in the name of who asks. */
@Injectable()
export class Withdrawals {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, @Inject(CLOCK) private readonly clock: Clock) {}

  opening(agreementId: string, { actor, standing }: Principal): Promise<Opening | null> {
    return this.db.withIdentity(actor, async (tx) => {
      const agreement = await agreementById(tx, agreementId);
      return agreement && this.openingOf(agreement, await partiesOf(tx, agreement.id), standing);
    });
  }

  list(agreementId: string, { actor }: Principal): Promise<WithdrawalRow[]> {
    return this.db.withIdentity(actor, (tx) => withdrawalsOf(tx, agreementId));
  }

  find(id: string, { actor, standing }: Principal): Promise<NoticeFile | null> {
    return this.db.withIdentity(actor, async (tx) => {
      const found = await withdrawalById(tx, id);
      const agreement = found && (await agreementById(tx, found.agreementId));
      if (!found || !agreement) return null;
      const today = this.today(agreement);
      // A draft is as old as one likes: what it shows is what would be judged today.
      const row = found.state === 'drafted' ? { ...found, facts: { ...found.facts, rules: rulesOn(agreement, today, today) } } : found;
      return { row, agreement, today, parties: await partiesOf(tx, agreement.id), rights: rightsOn(row, standing) };
    });
  }

  /** The gestionnaires a local partner may write to. */
  hosts(partyId: string): Promise<string[]> {
    return this.db.withIdentity(desk, (tx) => hostsOf(tx, partyId));
  }

  /** Opens a draft, or finds the notice already open: neither a second click nor a second addressee makes a second notice. */
  async draft(agreementId: string, asked: NewNotice, { actor, standing }: Principal): Promise<Done | null> {
    const hosts = await this.hosts(asked.partyId);
    return this.db.withIdentity(actor, async (tx) => {
      const agreement = await agreementById(tx, agreementId);
      if (!agreement) return null;
      const opening = this.openingOf(agreement, await partiesOf(tx, agreement.id), standing);
      const refusal = mayOpen(opening, asked, standing);
      if (refusal) return { ok: false, refusal };
      const filedBy = standing.role === 'prefecture' ? null : standing.organisationId;
      const known = (await withdrawalsOf(tx, agreement.id)).filter(({ facts }) => facts.party.id === asked.partyId);
      const open = known.find(isUnsettled) ?? known.find((one) => one.state === 'drafted' && one.filedBy === filedBy && one.received === asked.received);
      if (open) return { ok: true, id: open.id };
      const drafted = this.drafted(opening, asked, hosts);
      if (!drafted) return refused('first_host_unknown');
      await insertWithdrawal(tx, { id: drafted.id, agreementId: agreement.id, departementCode: agreement.departementCode, timeZone: agreement.timeZone, filedBy, received: asked.received, facts: drafted, createdAt: this.clock.now(), createdBy: actor.id });
      return { ok: true, id: drafted.id };
    });
  }

  showAuthority(id: string, authority: NoticeAuthority, by: Principal): Promise<Done | null> {
    return this.act(id, by, ({ keeps }) => keeps, () => [{ type: 'showAuthority', authority }]);
  }

  send(id: string, letters: readonly LetterGiven[], by: Principal): Promise<Done | null> {
    return this.act(id, by, ({ keeps, receives }) => keeps || letters.every(({ addresseeId }) => receives(addresseeId)), (file) => this.sending(file, letters));
  }

  /** What sending these letters would give, without sending them. */
  foreseeLetters(file: NoticeFile, letters: readonly LetterGiven[]): Foreseen {
    return this.foreseeing(file, this.sending(file, letters));
  }

  recordOutcome(id: string, { letterId, ...fate }: OutcomeGiven, by: Principal): Promise<Done | null> {
    const mine = ({ keeps, receives }: NoticeRole, { row }: NoticeFile): boolean => keeps || row.facts.letters.some((letter) => letter.id === letterId && receives(letter.addresseeId));
    return this.act(id, by, mine, (file) => [{ type: 'recordOutcome', letterId, ...fate, rules: rulesAbout(file, letterId) }]);
  }

  decideReception(id: string, { letterId, receivedOn, reason }: { letterId: string; receivedOn: LegalDay | null; reason: string }, by: Principal): Promise<Done | null> {
    return this.act(id, by, ({ isClerk }) => isClerk, (file) => [{ type: 'decideReception', letterId, receivedOn, reason, rules: rulesAbout(file, letterId) }]);
  }

  examine(id: string, remark: string, by: Principal): Promise<Done | null> {
    const gestionnaireId = by.standing.organisationId ?? '';
    return this.act(id, by, () => by.standing.role === 'gestionnaire', () => [{ type: 'examine', gestionnaireId, remark }]);
  }

  async cancel(id: string, reason: string, by: Principal): Promise<Done | null> {
    const file = await this.find(id, by);
    const role = file && roleIn(file.row, by.standing);
    if (role && role.keeps && !role.mayCancel) return refused('cancelled_by_prefecture');
    return this.act(id, by, ({ mayCancel }) => mayCancel, () => [{ type: 'cancel', reason }]);
  }

  /** The préfet's record that he ended the agreement for general interest: the software records, it does not decide (decision 19). */
  terminate(agreementId: string, { endsOn, reason }: { endsOn: LegalDay; reason: string }, { actor }: Principal): Promise<Done> {
    return this.db.withIdentity(actor, async (tx) => {
      const done = await this.runner.submitIn(tx, agreements, agreementId, { type: 'recordGeneralInterestTermination', endsOn, reason }, actor);
      return done.accepted ? { ok: true, id: agreementId } : { ok: false, refusal: { by: 'term', code: done.refusal } };
    });
  }

  private async act(id: string, by: Principal, isTheirs: (role: NoticeRole, file: NoticeFile) => boolean, commandsFor: (file: NoticeFile) => Withdrawal['command'][]): Promise<Done | null> {
    const { actor, standing } = by;
    const file = await this.find(id, by);
    if (!file) return null;
    if (!isTheirs(roleIn(file.row, standing), file)) return refused('not_yours');
    return this.db.withIdentity(actor, async (tx) => {
      // Locked here in the order of the runner's errands: the notice, then the agreement.
      const { timeZone: _, ...withdrawal } = await withdrawals.store.loadForUpdate(tx, id);
      const term = await agreements.store.loadForUpdate(tx, file.agreement.id);
      const locked = { ...file, row: { ...file.row, ...withdrawal }, agreement: { ...file.agreement, state: term.state, facts: term.facts } };
      const commands = commandsFor(locked);
      const foreseen = this.foreseeing(locked, commands);
      if (!foreseen.accepted) {
        if (foreseen.by === 'withdrawal' && foreseen.rank === 0) await this.runner.submitIn(tx, withdrawals, id, commands[0]!, actor);
        return { ok: false, refusal: refusalForeseen(foreseen) };
      }
      for (const command of commands) {
        const done = await this.runner.submitIn(tx, withdrawals, id, command, actor);
        if (!done.accepted) throw new Error(`Notice ${id} refuses ${command.type}, which was foreseen: ${done.refusal}`);
      }
      return { ok: true, id };
    });
  }

  private sending({ row, agreement, today }: NoticeFile, letters: readonly LetterGiven[]): Withdrawal['command'][] {
    return letterCommands(row.id, letters, row.facts.addressees, rulesOn(agreement, firstDispatch(row.facts, letters, today), today));
  }

  private foreseeing({ row, agreement, today }: NoticeFile, commands: readonly Withdrawal['command'][]): Foreseen {
    const standing = { withdrawal: { state: row.state, facts: row.facts }, term: { state: agreement.state, facts: agreement.facts } };
    return foresee(standing, commands, { today, at: instantOf(this.clock), timeZone: row.timeZone });
  }

  private openingOf(agreement: AgreementRow, parties: AgreementParty[], standing: Standing): Opening {
    const today = this.today(agreement);
    const bound = parties.filter(({ until }) => until === null || until >= today);
    return { agreement, today, parties, bound, me: partyOf(bound, standing), registrable: registrable(bound, standing) };
  }

  private drafted({ agreement, today, bound }: Opening, { partyId, firstHostId }: NewNotice, hosts: readonly string[]) {
    const { kind } = bound.find((one) => one.partyId === partyId)!;
    const party: Party = { id: partyId, kind };
    const others = bound.filter((one) => one.partyId !== partyId).map((one) => ({ id: one.partyId, kind: one.kind }));
    const gestionnaires = others.filter((one) => one.kind === 'gestionnaire');
    const present = gestionnaires.filter(({ id }) => hosts.includes(id));
    // Present in no structure any more, a local partner still writes to somebody: all those who run one.
    const concerned = firstOf(present.length > 0 ? present : gestionnaires, firstHostId);
    if (!concerned) return null;
    return draftedWithdrawal({ id: randomUUID(), termId: agreement.id, party, addressees: addresseesOf(party, { concerned, others }, agreement.readings), form: formOf(kind, agreement.readings), rules: rulesOn(agreement, today, today) });
  }

  private today({ timeZone }: AgreementRow): LegalDay {
    return dayAt(instantOf(this.clock), timeZone);
  }
}

/** A letter is judged by the term of the day on which the first one left; `letterId` counts whatever had become of it. */
function rulesAbout({ agreement, row, today }: NoticeFile, letterId: string): WithdrawalRules {
  return rulesOn(agreement, firstDispatch(row.facts, [], today, letterId), today);
}

function firstOf(concerned: readonly Party[], first: string | null): Party[] | null {
  if (first === null) return [...concerned];
  const chosen = concerned.find(({ id }) => id === first);
  return chosen ? [chosen, ...concerned.filter((one) => one !== chosen)] : null;
}

/** A party enters its own notice; who received a letter enters it for its author. Nobody else may, and art. 7 is told before any form. */
function mayOpen({ bound, me, registrable: known }: Opening, { partyId, received }: NewNotice, { role }: Standing): NoticeRefusal | null {
  const party = bound.find((one) => one.partyId === partyId);
  if (!party) return { by: 'desk', code: 'party_unknown' };
  if (party.kind === 'prefet' || party.kind === 'national_partner') return { by: 'withdrawal', code: 'not_provided_by_agreement' };
  if (received) return known.includes(party) ? null : { by: 'desk', code: 'not_by_you' };
  return me === party && role !== 'prefecture' ? null : { by: 'desk', code: 'not_yours' };
}
