import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { VNode } from 'preact';
import { currentLastUsefulDay, dayAt, lifeSentence, statusOn, termReasoning, termReportSentences, termStateNames } from '#libs/domain';
import type { AgreementStatus, LegalDay, TermReasoning } from '#libs/domain';
import { accordCadreFor, AgreementPanels, agreementById, agreementsOf, Chronicle, lifeOf, partiesOf, versionsOf } from '#libs/features/agreement';
import type { AccordCadre, AgreementParty, AgreementRow, AgreementVersion, ChronicleEntry, PanelAction } from '#libs/features/agreement';
import { departementOf } from '#libs/features/directory';
import { actorOf } from '#libs/features/identity';
import type { Account } from '#libs/features/identity';
import { Papers } from '#libs/features/papers';
import type { Paper } from '#libs/features/papers';
import { CLOCK, Database, anchorZone, instantOf } from '#libs/platform';
import type { Actor, Clock } from '#libs/platform';
import { comingEntries } from './agreement-life.js';

export type AgreementLine = { agreement: AgreementRow; stateName: string; sentence: string; next: ChronicleEntry | null; late: number };
export type AgreementList = { lines: AgreementLine[]; today: LegalDay };

export type AgreementPageData = {
  agreement: AgreementRow;
  /** « de la Lozère ». */
  departement: string;
  today: LegalDay;
  sentence: string;
  reports: string[];
  entries: ChronicleEntry[];
  coming: ChronicleEntry[];
  parties: AgreementParty[];
  versions: AgreementVersion[];
  papers: Paper[];
  reasoning: TermReasoning;
  accordCadre: AccordCadre | null;
  actions: PanelAction[];
  panels: VNode[];
};

export type StatusData = { agreement: AgreementRow; today: LegalDay; status: AgreementStatus; parties: AgreementParty[] };

/** Agreements as pages and programs show them. Everything is read under the reader's own identity: row-level security leaves only what is theirs. */
@Injectable()
export class AgreementReader {
  constructor(
    private readonly db: Database,
    private readonly chronicle: Chronicle,
    private readonly panels: AgreementPanels,
    private readonly papers: Papers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The latest signed first. */
  list(departementCode: string, actor: Actor, organisationId: string | null): Promise<AgreementList> {
    return this.db.withIdentity(actor, async (tx) => {
      const lines: AgreementLine[] = [];
      for (const agreement of await agreementsOf(tx, departementCode)) lines.push(await this.lineOf(tx, agreement, organisationId));
      return { lines, today: this.todayIn(await this.zoneOf(tx, departementCode)) };
    });
  }

  async page(id: string, account: Account): Promise<AgreementPageData | null> {
    return this.db.withIdentity(actorOf(account), async (tx) => {
      const agreement = await agreementById(tx, id);
      if (!agreement) return null;
      const today = this.todayIn(agreement.timeZone);
      const context = { agreement, account, today };
      const entries = await this.entriesOf(tx, agreement, account.organisationId);
      const departement = await departementOf(tx, agreement.departementCode);
      return {
        agreement, departement: departement?.ofName ?? `du département ${agreement.departementCode}`, today, sentence: lifeSentence(agreement), reports: reportsOf(agreement),
        entries, coming: comingEntries(entries, today), parties: await partiesOf(tx, id), versions: await versionsOf(tx, id), papers: await this.papers.of(tx, { agreementId: id }),
        reasoning: termReasoning(agreement.facts), accordCadre: await accordCadreFor(tx, agreement.facts.inForceSince, agreement.facts.capFollows),
        actions: await this.panels.actions(tx, context), panels: await this.panels.of(tx, context),
      };
    });
  }

  one(id: string, actor: Actor, organisationId: string | null): Promise<{ agreement: AgreementRow; parties: AgreementParty[]; versions: AgreementVersion[]; entries: ChronicleEntry[] } | null> {
    return this.db.withIdentity(actor, async (tx) => {
      const agreement = await agreementById(tx, id);
      return agreement && { agreement, parties: await partiesOf(tx, id), versions: await versionsOf(tx, id), entries: await this.entriesOf(tx, agreement, organisationId) };
    });
  }

  /** What was in force that day; today when no day is given. */
  status(id: string, day: LegalDay | null, actor: Actor): Promise<StatusData | null> {
    return this.db.withIdentity(actor, async (tx) => {
      const agreement = await agreementById(tx, id);
      if (!agreement) return null;
      const today = this.todayIn(agreement.timeZone);
      const life = await lifeOf(tx, agreement);
      return { agreement, today, status: statusOn(day ?? today, life, today), parties: await partiesOf(tx, id) };
    });
  }

  /** Every agreement of a département with its chronicle: what a year is drawn from. */
  lives(departementCode: string, actor: Actor): Promise<{ lives: { agreement: AgreementRow; entries: ChronicleEntry[] }[]; departement: string; today: LegalDay }> {
    return this.db.withIdentity(actor, async (tx) => {
      const lives: { agreement: AgreementRow; entries: ChronicleEntry[] }[] = [];
      for (const agreement of await agreementsOf(tx, departementCode)) lives.push({ agreement, entries: await this.entriesOf(tx, agreement, null) });
      const departement = await departementOf(tx, departementCode);
      return { lives, departement: departement?.ofName ?? `du département ${departementCode}`, today: this.todayIn(departement?.timeZone ?? anchorZone) };
    });
  }

  /** What is told of an agreement, of what concerns that organisation; null: all of it. */
  async entriesOf(tx: EntityManager, agreement: AgreementRow, organisationId: string | null): Promise<ChronicleEntry[]> {
    const end = agreement.facts.end?.on ?? agreement.facts.termination?.endsOn ?? null;
    // What was to come after an end that has been decided since will not come.
    const entries = (await this.chronicle.of(tx, agreement, this.todayIn(agreement.timeZone))).filter(({ on, tone }) => tone !== 'due' || end === null || on <= end);
    return organisationId === null ? entries : entries.filter(({ concerns }) => !concerns || concerns.includes(organisationId));
  }

  todayIn(timeZone: string): LegalDay {
    return dayAt(instantOf(this.clock), timeZone);
  }

  private async lineOf(tx: EntityManager, agreement: AgreementRow, organisationId: string | null): Promise<AgreementLine> {
    const coming = comingEntries(await this.entriesOf(tx, agreement, organisationId), this.todayIn(agreement.timeZone));
    return { agreement, stateName: termStateNames[agreement.state], sentence: lifeSentence(agreement), next: coming[0] ?? null, late: coming.filter(({ tone }) => tone === 'late').length };
  }

  private async zoneOf(tx: EntityManager, departementCode: string): Promise<string> {
    return (await departementOf(tx, departementCode))?.timeZone ?? anchorZone;
  }
}

const capMissing = 'Aucun Accord cadre national n’est enregistré\u00a0: à l’échéance, la convention serait échue, faute de savoir jusqu’où la reconduire (article\u00a09). Demandez à l’exploitant du service d’enregistrer la version en vigueur.';

/** What somebody of the préfecture should act upon, as the agreement stands. */
function reportsOf({ state, facts }: AgreementRow): string[] {
  const isAlive = state === 'in_force' || state === 'notice_closing' || state === 'notice_closed';
  return [
    ...(state === 'executed_in_fact' && facts.expiry ? [termReportSentences[facts.expiry.reason]] : []),
    ...(isAlive && facts.decision?.choice === 'denounce' ? [termReportSentences.denounce_needs_an_act] : []),
    ...(isAlive && facts.renewalMonths > 0 && facts.capEndsOn === null ? [capMissing] : []),
  ];
}

/** The last useful day of the current term, as long as one can still act by it. */
export function usefulDayLeft({ state, facts }: AgreementRow, today: LegalDay): LegalDay | null {
  const day = currentLastUsefulDay(facts);
  return (state === 'in_force' || state === 'notice_closing') && day >= today ? day : null;
}
