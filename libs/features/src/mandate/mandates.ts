import { Injectable } from '@nestjs/common';
import type { LapseCause, LegalDay, RenunciationReason } from '#libs/domain';
import type { Principal } from '#libs/features/access';
import type { MandateDone } from './mandate-answers.js';
import { MandateIssuing } from './mandate-issuing.js';
import type { DefineInput, IdentityInput, ReplacedByThis, SignInput, StartInput } from './mandate-issuing.js';
import { MandateLiving } from './mandate-living.js';
import type { ActInput, DocumentInput } from './mandate-living.js';
import type { PersonNamed } from './mandate-persons.js';
import { MandateReading } from './mandate-reading.js';
import type { ListedMandate, MandateCounts, MandateFile } from './mandate-reading.js';
import { MandateStandings } from './mandate-standing.js';
import type { StandingOfStructure } from './mandate-standing.js';
import type { MandateRow } from './mandate.store.js';

/** The desk of the agents: everything that a page or a program asks of mandates. Refusals come back with their sentence. */
@Injectable()
export class Mandates {
  constructor(private readonly issuing: MandateIssuing, private readonly living: MandateLiving, private readonly reading: MandateReading, private readonly standings: MandateStandings) {}

  /** What the structure of the asker may do today; null for whoever has no structure. */
  standing({ standing: { organisationId } }: Principal): Promise<StandingOfStructure | null> {
    return organisationId === null ? Promise.resolve(null) : this.standings.of(organisationId);
  }

  start(input: StartInput, principal: Principal): Promise<MandateDone> {
    return this.issuing.start(input, principal);
  }

  identify(id: string, input: IdentityInput, principal: Principal): Promise<MandateDone> {
    return this.issuing.identify(id, input, principal);
  }

  define(id: string, input: DefineInput, principal: Principal): Promise<MandateDone> {
    return this.issuing.define(id, input, principal);
  }

  older(id: string, principal: Principal): Promise<ReplacedByThis[]> {
    return this.issuing.older(id, principal);
  }

  printToSign(id: string, principal: Principal): Promise<Buffer | null> {
    return this.issuing.printToSign(id, principal);
  }

  sign(id: string, input: SignInput, principal: Principal): Promise<MandateDone> {
    return this.issuing.sign(id, input, principal);
  }

  abandon(id: string, principal: Principal): Promise<MandateDone> {
    return this.issuing.abandon(id, principal);
  }

  copy(id: string, principal: Principal): Promise<Buffer | null> {
    return this.reading.copy(id, principal);
  }

  receipt(id: string, principal: Principal): Promise<Buffer | null> {
    return this.reading.receipt(id, principal);
  }

  act(id: string, input: ActInput, principal: Principal): Promise<MandateDone> {
    return this.living.act(id, input, principal);
  }

  addNote(id: string, text: string, principal: Principal): Promise<MandateDone> {
    return this.living.addNote(id, text, principal);
  }

  addDocument(id: string, input: DocumentInput, principal: Principal): Promise<MandateDone> {
    return this.living.addDocument(id, input, principal);
  }

  document(id: string, secretId: string, principal: Principal): Promise<{ title: string; mediaType: string; content: Buffer } | null> {
    return this.living.document(id, secretId, principal);
  }

  consentSharing(id: string, partner: string, principal: Principal): Promise<MandateDone> {
    return this.living.consentSharing(id, partner, principal);
  }

  revoke(id: string, principal: Principal): Promise<MandateDone> {
    return this.living.revoke(id, principal);
  }

  renounce(id: string, reason: RenunciationReason, principal: Principal): Promise<MandateDone> {
    return this.living.renounce(id, reason, principal);
  }

  resolve(id: string, principal: Principal): Promise<MandateDone> {
    return this.living.resolve(id, principal);
  }

  lapse(id: string, known: { cause: LapseCause; occurredOn: LegalDay | null }, principal: Principal): Promise<MandateDone> {
    return this.living.lapse(id, known, principal);
  }

  /** Without anything that names the person: nothing to journal. */
  row(id: string, principal: Principal): Promise<MandateRow | null> {
    return this.reading.row(id, principal);
  }

  file(id: string, principal: Principal): Promise<MandateFile | null> {
    return this.reading.file(id, principal);
  }

  drafts(principal: Principal): Promise<ListedMandate[]> {
    return this.reading.drafts(principal);
  }

  today(principal: Principal): Promise<ListedMandate[]> {
    return this.reading.today(principal);
  }

  active(principal: Principal): Promise<ListedMandate[]> {
    return this.reading.active(principal);
  }

  expiring(principal: Principal): Promise<ListedMandate[]> {
    return this.reading.expiring(principal);
  }

  ended(principal: Principal): Promise<ListedMandate[]> {
    return this.reading.ended(principal);
  }

  ofPerson(person: PersonNamed, principal: Principal): Promise<ListedMandate[]> {
    return this.reading.ofPerson(person, principal);
  }

  counts(principal: Principal, period: { from: LegalDay; to: LegalDay }): Promise<MandateCounts> {
    return this.reading.counts(principal, period);
  }
}
