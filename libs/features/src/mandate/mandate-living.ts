import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { LapseCause, LegalDay, Mandate, MandateAct, RenunciationReason } from '#libs/domain';
import { Readings } from '#libs/features/access';
import type { Principal } from '#libs/features/access';
import { appendToJournal, sendWithNext } from '#libs/platform';
import { refusedMandate } from './mandate-answers.js';
import type { MandateDone } from './mandate-answers.js';
import { MandateDesk, isOpenMandate } from './mandate-desk.js';
import { noteLengthMax, readMandateFile, textFault, titleLengthMax } from './mandate-input.js';
import { MandateSecrets } from './mandate-secrets.js';
import type { SecretKind, SecretMeta } from './mandate-secrets.js';
import { MandateStandings } from './mandate-standing.js';
import { mandateById, mandates, recordAct } from './mandate.store.js';
import type { MandateRow } from './mandate.store.js';

/** `agentId`: who did it, named by a program. */
export type ActInput = MandateAct & { note?: string | undefined; agentId?: string | undefined };
export type DocumentInput = { title: string; content: Buffer };

/** Of a mandate of one year, one note or paper a week: beyond, a file is being built that art. 4.6 does not allow. */
const secretsMax = 60;
/** Of the three paths of art. 4.6 to personal data, the one of a mandate. */
const legalBasis = 'mandate';

/** From the signature to the end: what is done in the person's name, what is kept for it, and how it stops. */
@Injectable()
export class MandateLiving {
  constructor(private readonly desk: MandateDesk, private readonly secrets: MandateSecrets, private readonly standings: MandateStandings, private readonly readings: Readings) {}

  /** The second that counts is the one before the table is asked: never past an end that it accepted. */
  async act(id: string, { note, agentId: named, ...act }: ActInput, principal: Principal): Promise<MandateDone> {
    const fault = note?.trim() ? textFault(note, noteLengthMax, 'note') : null;
    if (fault) return fault;
    const agentId = await this.desk.agentFor(principal, named);
    if (!agentId) return refusedMandate('agent_unknown', { field: 'agentId' });
    const at = this.desk.now();
    return this.change(id, { type: 'act', act, agentId }, principal, async (tx, row) => {
      await recordAct(tx, row, act, { at, agentId });
      if (note?.trim()) await this.secrets.keep(tx, row, 'note', note.trim(), { createdBy: principal.actor.id, legalBasis });
    });
  }

  /** `partner`: the id of one of those present in the structure. */
  async consentSharing(id: string, partner: string, principal: Principal): Promise<MandateDone> {
    const row = await this.desk.find(id, principal);
    const at = row && (await this.standings.of(row.structureId));
    return at ? this.desk.submit(row, { type: 'consentSharing', partner, standing: at.standing }, principal) : refusedMandate('mandate_unknown');
  }

  async addNote(id: string, text: string, principal: Principal): Promise<MandateDone> {
    return textFault(text, noteLengthMax, 'text') ?? this.add(id, { kind: 'note', content: text.trim() }, principal);
  }

  async addDocument(id: string, { title, content }: DocumentInput, principal: Principal): Promise<MandateDone> {
    const file = readMandateFile(content, 'content');
    if (!file.ok) return file;
    return textFault(title, titleLengthMax, 'title') ?? this.add(id, { kind: 'document', content, title: title.trim(), mediaType: file.mediaType }, principal);
  }

  /** Null: there is none, or it may be read no more. */
  async document(id: string, secretId: string, principal: Principal): Promise<{ title: string; mediaType: string; content: Buffer } | null> {
    const row = await this.desk.find(id, principal);
    if (!row || !isOpenMandate(row, this.desk.now())) return null;
    const found = await this.desk.db.read(principal.actor, async (tx) => {
      const listed = (await this.secrets.list(tx, row)).find((one) => one.id === secretId && one.kind === 'document');
      const content = listed && (await this.secrets.read(tx, row, secretId));
      return content ? { title: listed.title ?? '', mediaType: listed.mediaType ?? 'application/octet-stream', content } : null;
    });
    if (found) await this.readings.note(principal.actor, 'mandate_document', secretId);
    return found;
  }

  revoke(id: string, principal: Principal): Promise<MandateDone> {
    return this.change(id, { type: 'revoke', channel: 'desk' }, principal);
  }

  renounce(id: string, reason: RenunciationReason, principal: Principal): Promise<MandateDone> {
    return this.change(id, { type: 'renounce', reason }, principal);
  }

  resolve(id: string, principal: Principal): Promise<MandateDone> {
    return this.change(id, { type: 'resolve' }, principal);
  }

  lapse(id: string, { cause, occurredOn }: { cause: LapseCause; occurredOn: LegalDay | null }, principal: Principal): Promise<MandateDone> {
    return this.change(id, { type: 'lapse', cause, occurredOn }, principal);
  }

  private async change(id: string, command: Mandate['command'], principal: Principal, alongside?: (tx: EntityManager, row: MandateRow) => Promise<void>): Promise<MandateDone> {
    const row = await this.desk.find(id, principal);
    if (!row) return refusedMandate('mandate_unknown');
    return this.desk.submit(row, command, principal, alongside && ((tx) => alongside(tx, row)));
  }

  /** Under the lock of the mandate, so that nothing is added to what is ending. */
  private add(id: string, { kind, content, ...meta }: { kind: SecretKind; content: Buffer | string } & Pick<SecretMeta, 'title' | 'mediaType'>, { actor }: Principal): Promise<MandateDone> {
    return this.desk.db.withIdentity(actor, async (tx): Promise<MandateDone> => {
      await sendWithNext(tx, 'select from mandate where id = $1 for update', [id]);
      const row = await mandateById(tx, id);
      if (!row) return refusedMandate('mandate_unknown');
      if (!isOpenMandate(row, this.desk.now())) return refusedMandate('working_data_locked', { facts: row.facts });
      if ((await this.secrets.list(tx, row)).length >= secretsMax) return refusedMandate('secrets_too_many');
      const secretId = await this.secrets.keep(tx, row, kind, content, { ...meta, createdBy: actor.id, legalBasis });
      const { state, timeZone } = row;
      await appendToJournal(tx, { subject: mandates.kind, subjectId: id, recordedAt: this.desk.now(), effectiveOn: this.desk.today({ timeZone }), actor, event: kind === 'note' ? 'keepNote' : 'keepDocument', payload: { secretId, legalBasis }, stateFrom: state, stateTo: state, basis: 'art. 4.6 : données strictement nécessaires' });
      return { ok: true, id: secretId };
    });
  }
}
