import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Inject, Injectable } from '@nestjs/common';
import type { RoundEffect, Slot } from '#libs/domain';
import { DocumentFault, assemble, attachFiles, converterOf } from '#libs/documents';
import type { AssemblyStep, Converter, DocumentManifest } from '#libs/documents';
import { OfficialFiles, RoundModels, projectFile } from '#libs/features/model';
import type { OfficialFileSet } from '#libs/features/model';
import { CONFIG, Database, WorkflowRunner, systemActor } from '#libs/platform';
import type { Config, Delivery, Report } from '#libs/platform';
import { SigningError, prepare } from '#libs/signing';
import { formatCount } from '#libs/ui';
import { DocumentWriter } from './document.writer.js';
import { actInput, markerOf, roundInput } from './round.input.js';
import { loadRound, rounds } from './round.store.js';
import type { ActOfRound, RoundRow } from './round.store.js';
import { subjectOf } from './round.subject.js';

/** Where the kernel's own percentages fit in the whole: composing comes before, preparing and certifying after. */
const kernelFrom = 5;
const kernelTo = 85;
const signatureFont = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

const stepNames: Record<AssemblyStep, string> = { rendering: 'Rédaction', conversion: 'Conversion en PDF', finalisation: 'Finalisation' };

/** What is converted, and what is said while it is. */
type Composed = { template: Buffer; data: unknown; title: string; parts: number; detail: string; official: OfficialFileSet };
type Assembled = { pdf: Buffer; manifest: Awaited<ReturnType<typeof prepare>>['manifest']; provenance: { pages: number } };

/** From a launched round to its certified document: compose, render, convert once, finalise, prepare the fields, certify. */
@Injectable()
export class RoundAssembly {
  private readonly converter: Converter;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly runner: WorkflowRunner,
    private readonly writer: DocumentWriter,
    private readonly models: RoundModels,
    private readonly officialFiles: OfficialFiles,
  ) {
    this.converter = converterOf(config);
  }

  /** Safe to run again after a crash: what was certified is kept, anything before is made anew. A fault nobody but a person can mend gives the draft back. */
  async run(delivery: Delivery<Extract<RoundEffect, { type: 'assembleDocument' }>>, report: Report): Promise<void> {
    const round = await this.db.withIdentity(systemActor('assembly'), (tx) => loadRound(tx, delivery.subjectId));
    if (round.state !== 'assembling') return;
    try {
      // Certified before a crash: that text is the round's, and a fault that comes since changes nothing to it.
      const certified = await this.writer.certified(round.id);
      if (certified) return void (await this.runner.submit(rounds, round.id, { type: 'recordAssembly', contentHash: certified }, systemActor('assembly')));
      const { pdf, manifest, provenance } = await this.assemble(round, delivery.createdAt, report);
      await report({ percent: 95, step: 'Certification' });
      const contentHash = await this.writer.create(round, pdf, manifest, provenance);
      await this.runner.submit(rounds, round.id, { type: 'recordAssembly', contentHash }, systemActor('assembly'));
      await report({ percent: 100, step: 'Document prêt' });
    } catch (fault) {
      const code = codeOf(fault);
      if (code === null) throw fault;
      await this.runner.submit(rounds, round.id, { type: 'reportAssemblyFailure', code }, systemActor('assembly'));
    }
  }

  private async assemble(round: RoundRow, date: Date, report: Report): Promise<Assembled> {
    const { template, data, title, parts, detail, official } = round.act ? await this.composeAct(round, round.act) : await this.compose(round, date);
    await report({ percent: 1, step: 'Composition', detail: parts === 1 ? 'un document' : `${parts} documents` });
    const told: Promise<void>[] = [];
    const assembled = await assemble({
      template, data, converter: this.converter, date, title,
      onProgress: ({ step, percent, ahead, detail: wait }) => told.push(report({ percent: Math.round(kernelFrom + (percent * (kernelTo - kernelFrom)) / 100), step: stepNames[step], detail: ahead ? wait : detail })),
    });
    await Promise.all(told);
    // Before the first signature: attaching writes the whole file again.
    const attachments = await this.officialFiles.attachments(official);
    const pdf = attachments.length > 0 ? await attachFiles(assembled.pdf, attachments) : assembled.pdf;
    await report({ percent: 88, step: 'Préparation des signatures', detail: `${round.facts.slots.length + 1} emplacements` });
    const prepared = await prepare(pdf, { slots: round.facts.slots.map(fieldOf), seal: { name: 'seal', marker: markerOf('seal'), label: 'Cachet électronique du service' }, font: await readFile(signatureFont) });
    return { pdf: prepared.pdf, manifest: prepared.manifest, provenance: provenanceOf(round, assembled.manifest, official) };
  }

  private async compose(round: RoundRow, date: Date): Promise<Composed> {
    const { dossier, facts, number } = round;
    if (!dossier || !facts.termEndsOn) throw new Error(`Round ${number} is assembled without a frozen dossier`);
    const actor = systemActor('assembly');
    const model = await this.models.of(round, actor);
    const official = await this.officialFiles.chosen(round.officialFiles, actor);
    return {
      template: model.template,
      data: model.complete(roundInput(this.config, { round, dossier, date, model, official })),
      title: `Convention départementale France Services – ${dossier.departement.name} – ${number}`,
      parts: model.parts, detail: `${dossier.structures.length} structures, ${facts.slots.length} signataires`, official,
    };
  }

  /** An act is one document of the house: what it says comes whole from the feature that wants it signed. */
  private async composeAct(round: RoundRow, act: ActOfRound): Promise<Composed> {
    const template = await projectFile(`templates/${act.template}/v${round.modelVersion}/template.docx`);
    return { template, data: actInput(round, act), title: subjectOf(round).title, parts: 1, detail: formatCount(round.facts.slots.length, 'signataire'), official: { charte: null, accordCadre: null } };
  }
}

/** What is kept with the document for ever: of what it was made, and by what. */
function provenanceOf({ modelId, modelVersion }: RoundRow, manifest: DocumentManifest, { charte, accordCadre }: OfficialFileSet): DocumentManifest & { modelId: string; modelVersion: string; attachments: string[] } {
  const attachments = [charte, accordCadre].flatMap((file) => (file ? [file.sha256] : []));
  return { ...manifest, modelId, modelVersion, attachments };
}

function fieldOf({ id, bodyName, capacity }: Slot) {
  return { name: id, marker: markerOf(id), label: `Signature électronique : ${bodyName}, ${capacity}` };
}

/** The stable code of a fault that trying again will not mend; null for one that may pass. */
function codeOf(fault: unknown): string | null {
  if (fault instanceof DocumentFault) return fault.retryable ? null : fault.code;
  if (fault instanceof SigningError) return fault.code;
  return null;
}
