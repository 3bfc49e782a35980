import { Inject, Injectable } from '@nestjs/common';
import { addDays } from '#libs/domain';
import type { TermEffect } from '#libs/domain';
import { StructureDepartures, addVersion, agreementById, agreements, endParty, partiesOf, versionsOf } from '#libs/features/agreement';
import type { AgreementVersion } from '#libs/features/agreement';
import { loadDossier, stableId } from '#libs/features/directory';
import { Papers } from '#libs/features/papers';
import type { Paper } from '#libs/features/papers';
import { loadRound } from '#libs/features/round';
import { CLOCK, Database, EffectRegistry, systemActor } from '#libs/platform';
import type { Clock, Delivery, Report } from '#libs/platform';
import { formatDay, formatList } from '#libs/ui';
import { AgreementWords } from './agreement-words.js';
import { AmendmentPost } from './amendment.post.js';
import { amendmentsOf } from './amendment.store.js';
import { amendmentsInForce, boundDossier, boundSlots } from './consolidated-dossier.js';
import type { AsOf } from './consolidated-dossier.js';
import { consolidatedFront } from './consolidated-front.js';
import { Consolidation, consolidationSubject } from './consolidation.js';
import type { ConsolidationEffect } from './consolidation.js';
import { ConsolidationPress } from './consolidation.press.js';
import type { ConsolidatedData } from './consolidation.press.js';

type Leaving = Extract<TermEffect, { type: 'regenerateAnnexes' }>;

const worker = systemActor('worker');
/** Its own kind of cause: a notice concerns one leaver, a departure all those of one day. */
const departureCause = 'departure';

/** Consolidated versions: asked for by whatever changes an agreement, and by those who leave it. */
@Injectable()
export class ConsolidationEffects {
  constructor(
    private readonly db: Database,
    private readonly words: AgreementWords,
    private readonly press: ConsolidationPress,
    private readonly papers: Papers,
    private readonly door: Consolidation,
    private readonly post: AmendmentPost,
    private readonly departures: StructureDepartures,
    @Inject(CLOCK) private readonly clock: Clock,
    effects: EffectRegistry,
  ) {
    effects.handle<Leaving>(agreements.kind, { regenerateAnnexes: { queue: 'document', run: (delivery) => this.release(delivery) } });
    effects.handle<ConsolidationEffect>(consolidationSubject, { consolidate: { queue: 'assembly', run: (delivery, report) => this.consolidate(delivery, report) } });
  }

  /** Bound to the last minute of the eve; from that day, the text is without them. */
  private async release(delivery: Delivery<Leaving>): Promise<void> {
    const { subjectId: agreementId, effect: { leaverIds, from } } = delivery;
    const agreement = await this.db.withIdentity(worker, async (tx) => {
      for (const id of leaverIds) await endParty(tx, agreementId, id, addDays(from, -1));
      const names = (await partiesOf(tx, agreementId)).filter(({ partyId }) => leaverIds.includes(partyId)).map(({ name }) => name);
      const title = `Départ de ${formatList(names)} : annexes 4, 5 et 6 régénérées`;
      await this.door.request(tx, { agreementId, causeKind: departureCause, causeId: `${agreementId}/${from}`, effectiveOn: from, title });
      return agreementById(tx, agreementId);
    });
    if (agreement) await this.departures.tell({ agreement, on: from, delivery });
  }

  /** One version per cause, however many times it is asked for. */
  private async consolidate(delivery: Delivery<ConsolidationEffect>, report: Report): Promise<void> {
    const { subjectId: agreementId, effect, createdAt } = delivery;
    const { asOf, known, versions } = await this.read(agreementId, effect);
    if (!known && !isOver(asOf)) {
      await report({ percent: 1, step: 'Lecture de l’annuaire', detail: `${asOf.parties.length} parties` });
      const dossier = boundDossier(asOf);
      // An agreement without a structure left prints nothing: its end is told elsewhere.
      if (dossier.structures.length === 0) return;
      const made = await this.words.model(asOf.round);
      const data: ConsolidatedData = { input: this.words.input(asOf.round, dossier, made, boundSlots(asOf)), changes: amendmentsInForce(asOf).flatMap(({ facts }) => facts.changes.flatMap((change) => (change.kind === 'article' ? [change] : []))) };
      const title = `Version consolidée au ${formatDay(effect.effectiveOn, 'bare')} – convention ${asOf.agreement.number}`;
      const { docx, pdf } = await this.press.sealed(consolidatedFront({ ...asOf, title: effect.title }, await this.words.articles(asOf.round)), data, made, { title, number: asOf.agreement.number, date: createdAt }, report);
      await report({ percent: 88, step: 'Comparaison avec la version précédente' });
      const redline = await this.redlineOf(asOf, data, versions, made, title);
      await this.keep(asOf, effect, { docx, pdf, redline, data, title });
    }
    await report({ percent: 100, step: 'Version consolidée prête' });
    if (!isOver(asOf)) await this.post.consolidated(delivery, asOf.agreement, effect);
  }

  private read(agreementId: string, { causeKind, causeId, effectiveOn: on }: ConsolidationEffect): Promise<{ asOf: AsOf; known: boolean; versions: AgreementVersion[] }> {
    return this.db.withIdentity(worker, async (tx) => {
      const agreement = await agreementById(tx, agreementId);
      if (!agreement) throw new Error(`No agreement ${agreementId}`);
      const versions = await versionsOf(tx, agreementId);
      const asOf = {
        agreement, on, round: await loadRound(tx, agreement.roundId), dossier: await loadDossier(tx, agreement.departementCode, on),
        parties: await partiesOf(tx, agreementId, on), allParties: await partiesOf(tx, agreementId), amendments: await amendmentsOf(tx, agreementId),
      };
      return { asOf, versions, known: versions.some((version) => version.kind === 'consolidated' && version.causeKind === causeKind && version.causeId === causeId) };
    });
  }

  /** What changes from the consolidated text before this one, or from the signed text. */
  private async redlineOf({ agreement, round, on }: AsOf, data: ConsolidatedData, versions: readonly AgreementVersion[], made: Awaited<ReturnType<AgreementWords['model']>>, title: string): Promise<Buffer> {
    const previous = versions.findLast(({ kind, effectiveOn }) => kind === 'consolidated' && effectiveOn <= on) ?? null;
    const kept = previous?.paperId ? await this.dataOf(previous.causeKind!, previous.causeId!) : null;
    const before = kept ? await this.press.words(kept, made) : await this.words.signed(round);
    const after = await this.press.words(data, made);
    const names = { before: previous?.title ?? `Convention ${agreement.number}, telle que signée`, after: title, timeZone: agreement.timeZone };
    return (await this.press.redline(before, after, names)).pdf;
  }

  private async dataOf(causeKind: string, causeId: string): Promise<ConsolidatedData | null> {
    const papers = await this.db.withIdentity(worker, (tx) => this.papers.of(tx, { subject: causeKind, subjectId: causeId }));
    const paper = papers.find(({ kind }) => kind === 'consolidated_data');
    return paper ? (JSON.parse((await this.papers.content(paper)).toString('utf8')) as ConsolidatedData) : null;
  }

  private async keep({ agreement }: AsOf, { causeKind, causeId, effectiveOn }: ConsolidationEffect, { docx, pdf, redline, data, title }: { docx: Buffer; pdf: Buffer; redline: Buffer; data: ConsolidatedData; title: string }): Promise<void> {
    const stem = `${effectiveOn}-${agreement.number}`;
    const paper = (kind: string, given: Pick<Paper, 'title' | 'fileName' | 'mediaType'> & Partial<Pick<Paper, 'readers'>>): Omit<Paper, 'bytes' | 'sha256' | 'createdAt'> => ({
      id: stableId(`${kind}/${agreement.id}/${causeKind}/${causeId}`), agreementId: agreement.id, subject: causeKind, subjectId: causeId, kind, readers: 'parties', ...given,
    });
    await this.db.withIdentity(worker, async (tx) => {
      const sealed = await this.papers.keep(tx, paper('consolidated', { title, fileName: `version-consolidee-${stem}.pdf`, mediaType: 'application/pdf' }), pdf);
      await this.papers.keep(tx, paper('consolidated_word', { title: `${title} (Word)`, fileName: `version-consolidee-${stem}.docx`, mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' }), docx);
      await this.papers.keep(tx, paper('redline', { title: `Différences avec la version précédente – ${title}`, fileName: `differences-${stem}.pdf`, mediaType: 'application/pdf' }), redline);
      await this.papers.keep(tx, paper('consolidated_data', { title: `${title} (données)`, fileName: `version-consolidee-${stem}.json`, mediaType: 'application/json', readers: [] }), Buffer.from(JSON.stringify(data), 'utf8'));
      await addVersion(tx, { agreementId: agreement.id, kind: 'consolidated', effectiveOn, title, causeKind, causeId, paperId: sealed.id, roundId: null, sha256: sealed.sha256, recordedAt: this.clock.now() });
    });
  }
}

/** The agreement ended before that day: nobody is bound by what the version would say. */
function isOver({ agreement, on }: AsOf): boolean {
  return agreement.facts.end !== null && agreement.facts.end.on < on;
}
