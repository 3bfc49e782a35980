import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { decide, defaultMandateReadings, mandateWorkflow, newMandateFacts } from '#libs/domain';
import type { Ability, Demarche, IdentityDocument, InformationItem, Instant, Mandate, MandateDuration, MandatePlace } from '#libs/domain';
import { Readings } from '#libs/features/access';
import type { Principal } from '#libs/features/access';
import { retryContention, sendWithNext } from '#libs/platform';
import { MandateUndone, refusedMandate } from './mandate-answers.js';
import type { MandateDone } from './mandate-answers.js';
import { drawMandateCode } from './mandate-code.js';
import { MandateDesk } from './mandate-desk.js';
import { isNameOf, personFault, readMandateFile, trimmedPerson, wordsFault } from './mandate-input.js';
import type { ScopeInput } from './mandate-input.js';
import { MandatePersons } from './mandate-persons.js';
import { MandatePrinter } from './mandate-print.js';
import { MandatePrintData } from './mandate-print-data.js';
import type { KeptWording } from './mandate-print-data.js';
import { MandateSecrets } from './mandate-secrets.js';
import type { PersonIdentity } from './mandate-secrets.js';
import { MandateStandings } from './mandate-standing.js';
import { MandateTexts } from './mandate-text.js';
import { activeMandatesOf, bindPerson, claimDemarches, insertMandate, mandateById } from './mandate.store.js';
import type { MandateRow } from './mandate.store.js';

export type StartInput = { items: readonly InformationItem[]; ability: Ability; place: MandatePlace; /** Named by a program. */ agentId?: string | undefined };
export type IdentityInput = { person: PersonIdentity; document: IdentityDocument };
export type DefineInput = { scope: readonly ScopeInput[]; duration: MandateDuration | null };
/** `definedAt`: as the mandate that was read says it (`MandateRow.facts.definedAt`); anything else is refused. */
export type SignInput = { place: MandatePlace; definedAt: string } & ({ means: 'paper'; scan: Buffer } | { means: 'tablet'; typedName: string });
export type ReplacedByThis = { id: string; number: string; demarches: readonly Demarche[] };

type Signing = { scan: { content: Buffer; mediaType: string } | null; typedName: string | null };

/** From the first words said to the signature. Each step is one command, and what is typed is kept with it or not at all. */
@Injectable()
export class MandateIssuing {
  constructor(
    private readonly desk: MandateDesk,
    private readonly standings: MandateStandings,
    private readonly secrets: MandateSecrets,
    private readonly persons: MandatePersons,
    private readonly prints: MandatePrintData,
    private readonly printer: MandatePrinter,
    private readonly readings: Readings,
    private readonly texts: MandateTexts,
  ) {}

  /** Nothing remains of a mandate that is refused at once: neither a row, nor a key. */
  async start({ items, ability, place, agentId: named }: StartInput, principal: Principal): Promise<MandateDone> {
    const { organisationId } = principal.standing;
    const [at, agentId] = await Promise.all([organisationId === null ? null : this.standings.of(organisationId), this.desk.agentFor(principal, named)]);
    if (!at) return refusedMandate('mandate_unknown');
    if (!agentId) return refusedMandate('agent_unknown', { field: 'agentId' });
    const { structure: { id: structureId, gestionnaireId, departementCode, timeZone }, agreement, standing, today } = at;
    const id = randomUUID();
    const mandatary = agreement?.readings['mandat.mandataire'] ?? defaultMandateReadings.mandatary;
    const facts = newMandateFacts({ id, timeZone, structureId, gestionnaireId, agentId, startedOn: today, readings: { ...defaultMandateReadings, mandatary } });
    const command: Mandate['command'] = { type: 'inform', items, place, ability, standing };
    const now = this.desk.now();
    const foreseen = decide(mandateWorkflow, { state: 'drafted', facts }, { ...command, effectiveOn: today, at: now });
    if (!foreseen.accepted) return refusedMandate(foreseen.refusal);
    return this.desk.db.withIdentity(principal.actor, async (tx) => {
      const slots = await this.secrets.openKeys(tx);
      const row = await insertMandate(tx, { id, departementCode, timeZone, structureId, gestionnaireId, agentId, facts, startedAt: new Date(now), ...slots });
      return this.desk.submitIn(tx, row, command, principal);
    });
  }

  async identify(id: string, { person: typed, document }: IdentityInput, principal: Principal): Promise<MandateDone> {
    const row = await this.desk.find(id, principal);
    if (!row) return refusedMandate('mandate_unknown');
    const person = trimmedPerson(typed);
    return personFault(person, this.desk.today(row)) ?? this.desk.submit(row, { type: 'verifyIdentity', document }, principal, async (tx) => {
      const personId = await this.persons.findOrMake(tx, row, person);
      const before = await bindPerson(tx, id, personId);
      if (before && before !== personId) await this.persons.forgetIfLast(tx, before);
      await this.secrets.keep(tx, row, 'identity', person, { createdBy: principal.actor.id });
    });
  }

  /** The code of the person's original is drawn here, again at each correction: an original printed before opens nothing. */
  async define(id: string, { scope, duration }: DefineInput, principal: Principal): Promise<MandateDone> {
    const { row, at } = await this.found(id, principal);
    if (!row || !at) return refusedMandate('mandate_unknown');
    const { standing } = at;
    const items = scope.map(({ words: _, ...item }) => item);
    const wording: KeptWording = { words: Object.fromEntries(scope.map(({ demarche, words }) => [demarche, words.trim()])), typedName: null };
    return wordsFault(scope) ?? this.desk.submit(row, { type: 'define', scope: items, duration, standing }, principal, async (tx) => {
      const createdBy = principal.actor.id;
      await this.secrets.keep(tx, row, 'wording', wording, { createdBy });
      await this.secrets.bindCode(tx, row, drawMandateCode(), createdBy);
    });
  }

  /** What signing would replace: the other mandates in force of the same person here, for the démarches they share. */
  async older(id: string, { actor }: Principal): Promise<ReplacedByThis[]> {
    return this.desk.db.read(actor, async (tx) => {
      const row = await mandateById(tx, id);
      if (!row?.personId) return [];
      const chosen = row.facts.scope.map(({ demarche }) => demarche);
      const found: ReplacedByThis[] = [];
      for (const one of await activeMandatesOf(tx, row.personId, row.structureId)) {
        const shared = one.demarches.filter((demarche) => chosen.includes(demarche));
        const other = shared.length > 0 && one.id !== id ? await mandateById(tx, one.id) : null;
        if (other) found.push({ id: other.id, number: other.number, demarches: shared });
      }
      return found;
    });
  }

  /** The two originals of paper, in one PDF; null when there is nothing to print yet, or no more. */
  async printToSign(id: string, principal: Principal): Promise<Buffer | null> {
    const row = await this.desk.find(id, principal);
    if (row?.state !== 'defined') return null;
    await this.readings.note(principal.actor, 'mandate', id);
    const data = await this.prints.of(row);
    return data && this.printer.toSign(data);
  }

  async sign(id: string, input: SignInput, principal: Principal): Promise<MandateDone> {
    const { row, at } = await this.found(id, principal);
    if (!row || !at) return refusedMandate('mandate_unknown');
    const signing = await this.readSigning(row, input, principal);
    if ('refusal' in signing) return signing;
    const { standing } = at;
    const text = await this.texts.of(standing.agreementId);
    const signature = signing.scan ? { means: 'paper' as const, scanHash: createHash('sha256').update(signing.scan.content).digest('hex') } : { means: 'tablet' as const };
    const once = () => this.desk.db.withIdentity(principal.actor, async (tx) => {
      const { personId } = row;
      if (personId) await lockPerson(tx, row, personId);
      const older = personId ? await activeMandatesOf(tx, personId, row.structureId) : [];
      return this.desk.submitIn(tx, row, { type: 'sign', place: input.place, definedAt: input.definedAt as Instant, signature, text, standing, older }, principal, async (_, { facts }) => {
        if (!personId) throw new MandateUndone(refusedMandate('identity_not_verified'));
        await claimDemarches(tx, row, personId, facts.scope.map(({ demarche }) => demarche), older.map((one) => one.id));
        await this.keepSigned(tx, row, signing, principal);
      });
    });
    return retryContention(once, () => undefined).catch((fault: unknown) => {
      if (fault instanceof MandateUndone) return fault.answer;
      throw fault;
    });
  }

  /** The mandate, and what its structure may do today: an agent's own structure, so that neither look-up waits for the other. */
  private async found(id: string, principal: Principal) {
    const { organisationId } = principal.standing;
    const [row, at] = await Promise.all([this.desk.find(id, principal), organisationId === null ? null : this.standings.of(organisationId)]);
    return { row: row?.structureId === organisationId ? row : null, at };
  }

  async abandon(id: string, principal: Principal): Promise<MandateDone> {
    const row = await this.desk.find(id, principal);
    return row ? this.desk.submit(row, { type: 'abandon' }, principal) : refusedMandate('mandate_unknown');
  }

  private async readSigning(row: MandateRow, input: SignInput, { actor }: Principal): Promise<Signing | Exclude<MandateDone, { ok: true }>> {
    if (input.means === 'paper') {
      const scan = readMandateFile(input.scan, 'scan');
      return scan.ok ? { scan, typedName: null } : scan;
    }
    // What is not to be signed is refused by the table, in its own words.
    const person = row.state === 'defined' ? await this.desk.db.read(actor, (tx) => this.secrets.identity(tx, row)) : null;
    return person && !isNameOf(input.typedName, person) ? refusedMandate('typed_name_differs', { field: 'typedName' }) : { scan: null, typedName: input.typedName.trim() };
  }

  private async keepSigned(tx: EntityManager, row: MandateRow, { scan, typedName }: Signing, { actor }: Principal): Promise<void> {
    if (scan) await this.secrets.keepProof(tx, row, 'scan', scan.content, scan.mediaType);
    if (typedName === null) return;
    const wording = (await this.secrets.object(tx, row, 'wording')) as KeptWording;
    await this.secrets.keep(tx, row, 'wording', { ...wording, typedName }, { createdBy: actor.id });
  }
}

/** Two desks that sign for one person wait for one another, before either reads what the other may replace. */
function lockPerson(tx: EntityManager, { structureId }: MandateRow, personId: string): Promise<void> {
  return sendWithNext(tx, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`mandates of ${personId} in ${structureId}`]);
}
