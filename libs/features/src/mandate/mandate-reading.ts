import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addDays, mandateWorkflow, possibleEvents } from '#libs/domain';
import type { Demarche, LegalDay, Mandate } from '#libs/domain';
import { Readings } from '#libs/features/access';
import type { Principal } from '#libs/features/access';
import { journalOf } from '#libs/platform';
import type { JournalLine } from '#libs/platform';
import { MandateDesk, isOpenMandate } from './mandate-desk.js';
import { MandatePersons } from './mandate-persons.js';
import type { PersonNamed } from './mandate-persons.js';
import { MandatePrinter } from './mandate-print.js';
import { MandatePrintData } from './mandate-print-data.js';
import type { KeptWording } from './mandate-print-data.js';
import { MandateSecrets } from './mandate-secrets.js';
import type { PersonIdentity, ProofListed, SecretListed } from './mandate-secrets.js';
import { MandateStandings } from './mandate-standing.js';
import type { MandateStructure } from './mandate-standing.js';
import { actsOf, countMandates, mandates, mandatesOfPerson, mandatesWhere } from './mandate.store.js';
import type { CountedActs, CountedMandates, MandateList, MandateRow, RecordedAct } from './mandate.store.js';

/** One line of a list. `person` null: not known yet, or locked since the end. */
export type ListedMandate = MandateRow & { person: PersonIdentity | null };

export type MandateFile = {
  row: MandateRow;
  today: LegalDay;
  structure: MandateStructure;
  agentName: string;
  /** Working data; null and empty before they are known, and from the end on. */
  person: PersonIdentity | null;
  words: Partial<Record<Demarche, string>>;
  code: string | null;
  secrets: readonly SecretListed[];
  acts: readonly RecordedAct[];
  /** Who did each act, by account. */
  agentNames: ReadonlyMap<string, string>;
  partnerNames: ReadonlyMap<string, string>;
  proofs: readonly ProofListed[];
  history: readonly JournalLine[];
  /** What the table may be asked now. */
  can: ReadonlySet<Mandate['command']['type']>;
};

export type MandateCounts = { from: LegalDay; to: LegalDay; structures: readonly { id: string; name: string }[]; mandates: readonly CountedMandates[]; acts: readonly CountedActs[] };

/** A page of a busy structure: thirty mandates a day, with room. */
export const listedMax = 100;
/** A month: time to call the person back before a mandate of six months ends. */
export const expiringDays = 30;
/** A renunciation or an expiry is learnt by post (C. civ. 2007): a week to print the receipt and send it. Then only the person opens it, or a dispute. */
export const receiptDays = 7;

/** What the agents of a structure read of its mandates; each reading of what names people is journalled (art. 4.6: professional secrecy). */
@Injectable()
export class MandateReading {
  constructor(
    private readonly desk: MandateDesk,
    private readonly readings: Readings,
    private readonly secrets: MandateSecrets,
    private readonly persons: MandatePersons,
    private readonly standings: MandateStandings,
    private readonly prints: MandatePrintData,
    private readonly printer: MandatePrinter,
  ) {}

  row(id: string, principal: Principal): Promise<MandateRow | null> {
    return this.desk.find(id, principal);
  }

  /** Null: there is none, or it is another structure's. */
  async file(id: string, principal: Principal): Promise<MandateFile | null> {
    const row = await this.desk.find(id, principal);
    const structure = row && (await this.standings.structure(row.structureId));
    if (!row || !structure) return null;
    const readable = isOpenMandate(row, this.desk.now());
    const read = await this.desk.db.read(principal.actor, async (tx) => ({
      ...(readable ? await this.working(tx, row) : locked), acts: await actsOf(tx, id), proofs: await this.secrets.proofs(tx, id), history: await journalOf(tx, mandates.kind, id),
    }));
    if (read.person) await this.readings.note(principal.actor, 'mandate', id);
    const agentNames = new Map<string, string>();
    for (const agentId of new Set([row.agentId, ...read.acts.map((act) => act.agentId)])) agentNames.set(agentId, await this.prints.agentName(agentId));
    return {
      row, today: this.desk.today(row), structure, agentName: agentNames.get(row.agentId)!, ...read, agentNames, partnerNames: await this.standings.partnerNames(row.departementCode, row.facts.startedOn),
      // The rows of an ended mandate are there to refuse by name.
      can: readable ? (possibleEvents(mandateWorkflow, row.state) as ReadonlySet<Mandate['command']['type']>) : new Set(),
    };
  }

  /** Printed while the mandate runs; null otherwise. */
  async copy(id: string, { actor }: Pick<Principal, 'actor'>): Promise<Buffer | null> {
    const row = await this.desk.find(id, { actor });
    if (row?.state !== 'active' || !isOpenMandate(row, this.desk.now())) return null;
    await this.readings.note(actor, 'mandate', id);
    const data = await this.prints.of(row);
    return data && this.printer.copy(data);
  }

  /** To be handed, or posted, to the person; null before it is made, and once it is a proof like the others. */
  async receipt(id: string, { actor }: Pick<Principal, 'actor'>): Promise<Buffer | null> {
    const row = await this.desk.find(id, { actor });
    const end = row?.facts.end;
    if (!row || !end || this.desk.today(row) > addDays(end.on, receiptDays)) return null;
    const receipt = await this.secrets.proof(row, 'receipt');
    if (receipt) await this.readings.note(actor, 'mandate_receipt', id);
    return receipt;
  }

  /** Begun and not signed: they are dropped at the end of the day. */
  drafts(principal: Principal): Promise<ListedMandate[]> {
    return this.list(principal, (structureId) => ({ which: 'open', structureId, limit: listedMax }));
  }

  async today(principal: Principal): Promise<ListedMandate[]> {
    const day = await this.dayOf(principal);
    return day === null ? [] : this.list(principal, (structureId) => ({ which: 'today', today: day, structureId, limit: listedMax }));
  }

  active(principal: Principal): Promise<ListedMandate[]> {
    return this.list(principal, (structureId) => ({ which: 'active', structureId, limit: listedMax }));
  }

  async expiring(principal: Principal): Promise<ListedMandate[]> {
    const day = await this.dayOf(principal);
    return day === null ? [] : this.list(principal, (structureId) => ({ which: 'expiring', until: addDays(day, expiringDays), structureId, limit: listedMax }));
  }

  ended(principal: Principal): Promise<ListedMandate[]> {
    return this.list(principal, (structureId) => ({ which: 'ended', structureId, limit: listedMax }));
  }

  /** By an exact match of the name, the first given name and the day of birth: those that still bear the person's mark. */
  async ofPerson(person: PersonNamed, principal: Principal): Promise<ListedMandate[]> {
    const { organisationId } = principal.standing;
    if (organisationId === null) return [];
    const rows = await this.desk.db.read(principal.actor, async (tx) => {
      const personId = await this.persons.find(tx, organisationId, person);
      return personId ? mandatesOfPerson(tx, personId) : [];
    });
    return this.named(rows, principal);
  }

  /** Numbers of the structures one supervises or works in; no person. */
  counts({ actor }: Principal, { from, to }: { from: LegalDay; to: LegalDay }): Promise<MandateCounts> {
    return this.desk.db.read(actor, async (tx) => {
      const counted = await countMandates(tx, from, to);
      const ids = [...new Set([...counted.mandates, ...counted.acts].map(({ structureId }) => structureId))];
      const structures: { id: string; name: string }[] = await tx.query('select id, name from structure where id = any($1::uuid[]) order by name, id', [ids]);
      return { from, to, structures, ...counted };
    });
  }

  private async list(principal: Principal, where: (structureId: string) => MandateList): Promise<ListedMandate[]> {
    const { organisationId } = principal.standing;
    if (organisationId === null) return [];
    const rows = await this.desk.db.read(principal.actor, (tx) => mandatesWhere(tx, where(organisationId)));
    // One whose last day is over is not in force, even in the minute before the calendar says so.
    return this.named(rows.filter((row) => row.state !== 'active' || isOpenMandate(row, this.desk.now())), principal);
  }

  /** One journalled reading per list, and none for a list that names nobody. */
  private async named(rows: readonly MandateRow[], principal: Principal): Promise<ListedMandate[]> {
    const readable = rows.filter((row) => isOpenMandate(row, this.desk.now()));
    const people = readable.length === 0 ? new Map<string, PersonIdentity>() : await this.desk.db.read(principal.actor, (tx) => this.secrets.identities(tx, readable));
    if (people.size > 0) await this.readings.note(principal.actor, 'mandates', principal.standing.organisationId ?? '');
    return rows.map((row) => ({ ...row, person: people.get(row.id) ?? null }));
  }

  private async working(tx: EntityManager, row: MandateRow): Promise<Pick<MandateFile, 'person' | 'words' | 'code' | 'secrets'>> {
    const wording = (await this.secrets.object(tx, row, 'wording')) as KeptWording | null;
    return { person: await this.secrets.identity(tx, row), words: wording?.words ?? {}, code: await this.secrets.code(tx, row), secrets: await this.secrets.list(tx, row) };
  }

  private async dayOf({ standing }: Principal): Promise<LegalDay | null> {
    const structure = standing.organisationId === null ? null : await this.standings.structure(standing.organisationId);
    return structure && this.desk.today(structure);
  }
}

const locked: Pick<MandateFile, 'person' | 'words' | 'code' | 'secrets'> = { person: null, words: {}, code: null, secrets: [] };
