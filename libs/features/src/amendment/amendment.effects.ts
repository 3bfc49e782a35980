import { open } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addDays } from '#libs/domain';
import type { AmendmentChange, AmendmentEffect, LegalDay } from '#libs/domain';
import { StructureDepartures, addParty, addVersion, agreements } from '#libs/features/agreement';
import type { AgreementRow, MailRecipients } from '#libs/features/agreement';
import { stableId } from '#libs/features/directory';
import { ObligationPlans } from '#libs/features/obligations';
import { Papers } from '#libs/features/papers';
import { RoundReader, loadRound } from '#libs/features/round';
import { CLOCK, Database, EffectRegistry, WorkflowRunner, systemActor } from '#libs/platform';
import type { Clock, Delivery } from '#libs/platform';
import { AmendedAgreements, bodyName, structureName } from './amended-agreement.js';
import type { AmendmentContext } from './amended-agreement.js';
import { amendmentLinks } from './amendment.links.js';
import { AmendmentPost } from './amendment.post.js';
import { amendmentById, amendments } from './amendment.store.js';
import type { AmendmentRow } from './amendment.store.js';
import { amendmentLabel, amendmentTitle, capital, changeTitle } from './amendment-words.js';
import { Consolidation } from './consolidation.js';

type Of<T extends AmendmentEffect['type']> = Delivery<Extract<AmendmentEffect, { type: T }>>;
type What = Extract<AmendmentEffect, { type: 'informParties' }>['what'];

const worker = systemActor('worker');

/** What follows from an amendment: those it concerns are told, and the records say what it changed. */
@Injectable()
export class AmendmentEffects {
  constructor(
    private readonly db: Database,
    private readonly runner: WorkflowRunner,
    private readonly agreements: AmendedAgreements,
    private readonly consolidation: Consolidation,
    private readonly papers: Papers,
    private readonly rounds: RoundReader,
    private readonly post: AmendmentPost,
    private readonly obligations: ObligationPlans,
    private readonly departures: StructureDepartures,
    @Inject(CLOCK) private readonly clock: Clock,
    effects: EffectRegistry,
  ) {
    effects.handle<AmendmentEffect>(amendments.kind, {
      informParties: { queue: 'mail', run: (delivery) => this.inform(delivery) },
      enact: { queue: 'document', run: (delivery) => this.enact(delivery) },
      endMandates: { queue: 'mail', run: (delivery) => this.endMandates(delivery) },
    });
  }

  private async inform(delivery: Of<'informParties'>): Promise<void> {
    const { row, context } = await this.read(delivery.subjectId);
    const { what } = delivery.effect;
    const subjects = row.facts.changes.map((change) => changeTitle(change, context));
    await this.post.tell(delivery, context.agreement, recipients(what, row), { news: what, what: theLabel(row), subjects, on: row.facts.inForceOn, page: amendmentLinks.page(row.id) });
  }

  /** Repeated, it finds what it has done already. The consolidated version is asked for last: it reads what this has written. */
  private async enact({ subjectId, effect: { on } }: Of<'enact'>): Promise<void> {
    const { row, context } = await this.read(subjectId);
    const { facts } = row;
    for (const change of facts.changes) await this.db.withIdentity(worker, (tx) => this.record(tx, change, context, on));
    for (const change of facts.changes) await this.tellObligations(change, context.agreement.id, on);
    await this.keepAct(row, context.agreement, on);
    const title = facts.number === null ? changeTitle(facts.changes[0]!, context) : `${capital(amendmentLabel(facts))} : ${facts.changes.map((change) => changeTitle(change, context)).join(' ; ')}`;
    await this.db.withIdentity(worker, (tx) => this.consolidation.request(tx, { agreementId: context.agreement.id, causeKind: amendments.kind, causeId: row.id, effectiveOn: on, title }));
  }

  private async record(tx: EntityManager, change: AmendmentChange, context: AmendmentContext, on: LegalDay): Promise<void> {
    const { agreement } = context;
    if (change.kind === 'gestionnaire_entry') {
      // Not an errand: an agreement that ended before the day of effect refuses it, and would keep the amendment from its own day for ever.
      const joined = await this.runner.submitIn(tx, agreements, agreement.id, { type: 'recordGestionnaire', gestionnaireId: change.partyId }, worker);
      if (!joined.accepted && joined.refusal !== 'party_already') return;
    }
    if (change.kind === 'gestionnaire_entry' || change.kind === 'national_partner_entry') {
      const kind = change.kind === 'gestionnaire_entry' ? 'gestionnaire' : 'national_partner';
      await addParty(tx, agreement.id, { partyId: change.partyId, kind, name: bodyName(context, change.partyId), since: on });
    }
    if (change.kind === 'hours') await tx.query('update structure set hours = $2 where id::text = $1', [change.structureId, JSON.stringify(change.after)]);
  }

  /** What a structure owes begins and ends with it; told twice, the calendar refuses, and stays as it is. */
  private async tellObligations(change: AmendmentChange, agreementId: string, on: LegalDay): Promise<void> {
    if (change.kind === 'structure_entry') await this.obligations.structureEnters(agreementId, { structureId: change.structureId, gestionnaireId: change.gestionnaireId, since: on });
    if (change.kind === 'structure_exit') await this.obligations.structureLeaves(agreementId, change.structureId, addDays(on, -1));
  }

  /** The signed act becomes a version of the agreement, and a paper that every party can keep (C. civ. 1375). */
  private async keepAct({ id, facts }: AmendmentRow, agreement: AgreementRow, on: LegalDay): Promise<void> {
    if (facts.number === null) return;
    const title = amendmentTitle(facts, agreement.number);
    const signed = facts.roundId === null ? null : await this.signedFile(facts.roundId);
    await this.db.withIdentity(worker, async (tx) => {
      const paper = signed && (await this.papers.keep(tx, {
        id: stableId(`amendment/${id}`), agreementId: agreement.id, subject: amendments.kind, subjectId: id, kind: 'amendment', title, fileName: `avenant-${facts.number}-${agreement.number}.pdf`, mediaType: 'application/pdf', readers: 'parties',
      }, signed.pdf));
      await addVersion(tx, { agreementId: agreement.id, kind: 'amendment', effectiveOn: on, title, causeKind: amendments.kind, causeId: id, paperId: paper?.id ?? null, roundId: facts.roundId, sha256: signed?.hash ?? null, recordedAt: this.clock.now() });
    });
  }

  private async signedFile(roundId: string): Promise<{ pdf: Buffer; hash: string | null } | null> {
    const round = await this.db.withIdentity(worker, (tx) => loadRound(tx, roundId));
    const stored = await this.rounds.document(round, worker);
    if (!stored) return null;
    const file = await open(stored.path);
    try {
      const pdf = Buffer.alloc(stored.length);
      // A revision may be growing behind the committed length: no further.
      await file.read(pdf, 0, stored.length, 0);
      return { pdf, hash: round.facts.finalHash };
    } finally {
      await file.close();
    }
  }

  /** What the structure holds ends that day; those around it are told, and that the persons are to be told. */
  private async endMandates(delivery: Of<'endMandates'>): Promise<void> {
    const { context } = await this.read(delivery.subjectId);
    const { structureId, on } = delivery.effect;
    await this.departures.tell({ agreement: context.agreement, on, delivery });
    const { gestionnaireId = null } = context.dossier.structures.find(({ id }) => id === structureId) ?? {};
    const parties = [...(gestionnaireId === null ? [] : [gestionnaireId]), ...context.parties.filter(({ kind }) => kind === 'national_partner').map(({ partyId }) => partyId)];
    await this.post.tell(delivery, context.agreement, { parties, prefecture: true }, { news: 'mandates', what: '', subjects: [structureName(context, structureId)], on, page: amendmentLinks.page(delivery.subjectId) });
  }

  private async read(id: string): Promise<{ row: AmendmentRow; context: AmendmentContext }> {
    const row = await this.db.withIdentity(worker, (tx) => amendmentById(tx, id));
    const context = row && (await this.agreements.of(row.agreementId));
    if (!context) throw new Error(`No amendment ${id}`);
    return { row, context };
  }
}

function recipients(what: What, { enteredBy }: AmendmentRow): MailRecipients {
  if (what === 'proposed') return { prefecture: true };
  if (what === 'declined') return { parties: enteredBy === null ? [] : [enteredBy] };
  return { parties: 'all', prefecture: true };
}

function theLabel({ facts }: Pick<AmendmentRow, 'facts'>): string {
  const label = amendmentLabel(facts);
  return /^[aeiouh]/u.test(label) ? `l’${label}` : `le ${label}`;
}
