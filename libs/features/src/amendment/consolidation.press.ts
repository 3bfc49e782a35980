import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Inject, Injectable } from '@nestjs/common';
import { compareAgreements, readAgreement } from '#libs/domain';
import type { AgreementText, RedlineLine } from '#libs/domain';
import { assemble, compose, converterOf, readDocx, renderDocx } from '#libs/documents';
import type { AssemblyStep, Converter } from '#libs/documents';
import { projectFile } from '#libs/features/model';
import type { ModelInput } from '#libs/features/model';
import { RedlinePrinter } from '#libs/features/model-pages';
import { FileSealer } from '#libs/features/sealing';
import { CONFIG } from '#libs/platform';
import type { Config, Report } from '#libs/platform';
import { prepare } from '#libs/signing';
import type { AgreementModel } from './agreement-words.js';
import { amendedText } from './amended-text.js';
import type { ArticleChange } from './amended-text.js';
import { sealMarker } from './consolidated-front.js';
import type { ConsolidatedFront } from './consolidated-front.js';

/** A published template never changes: another layout is another folder. */
const frontTemplate = 'templates/version-consolidee/v1/template.docx';
const signatureFont = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
/** Where the kernel's own percentages fit in the whole: reading comes before, sealing and the comparison after. */
const kernelFrom = 10;
const kernelTo = 75;
const stepNames: Record<AssemblyStep, string> = { rendering: 'Rédaction', conversion: 'Conversion en PDF', finalisation: 'Finalisation' };

/** All that a consolidated text is made from, kept beside it: the next one is compared with it. */
export type ConsolidatedData = { input: ModelInput; changes: readonly ArticleChange[] };

/** Makes the consolidated text, seals it in the name of the service, and draws what changed since the text before. */
@Injectable()
export class ConsolidationPress {
  private converter: Converter | null = null;

  constructor(@Inject(CONFIG) private readonly config: Config, private readonly sealer: FileSealer, private readonly redlines: RedlinePrinter) {}

  /** Throws DocumentFault or SigningError when it cannot be made. */
  async sealed(front: ConsolidatedFront, { input }: ConsolidatedData, { model }: AgreementModel, { title, number, date }: { title: string; number: string; date: Date }, report: Report): Promise<{ docx: Buffer; pdf: Buffer }> {
    this.converter ??= converterOf(this.config);
    const template = await compose([
      { name: 'version consolidée', docx: await projectFile(frontTemplate) },
      { name: 'convention', docx: model.template, ...(model.row.origin !== 'built_in' && { ownStyles: true }) },
    ]);
    const told: Promise<void>[] = [];
    // The cover says it too: it is the page that people keep.
    const dated = { ...input, agreement: { ...input.agreement, date: `${input.agreement.date} ; version consolidée au ${front.on}, à titre d’information` } };
    const data = { ...(model.complete(dated) as object), consolidation: front };
    const { docx, pdf } = await assemble({
      template, data, converter: this.converter, date, title,
      onProgress: ({ step, percent, ahead, detail }) => told.push(report({ percent: Math.round(kernelFrom + (percent * (kernelTo - kernelFrom)) / 100), step: stepNames[step], ...(ahead && detail ? { detail } : {}) })),
    });
    await Promise.all(told);
    await report({ percent: 80, step: 'Scellement' });
    const prepared = await prepare(pdf, { slots: [], seal: { name: 'seal', marker: sealMarker, label: 'Cachet électronique du service' }, font: await readFile(signatureFont) });
    const { pdf: sealed } = await this.sealer.seal(prepared.pdf, prepared.manifest, {
      certification: { name: 'Paraphe', reason: `Certification de la version consolidée de la convention ${number}`, lines: [] },
      seal: { name: 'Cachet électronique Paraphe', reason: `Version consolidée de la convention ${number}, à titre d’information`, lines: ['Version consolidée', 'à titre d’information', `Convention ${number}`] },
    });
    return { docx, pdf: sealed };
  }

  /** The words of a consolidated text, its articles as amended in place. */
  async words({ input, changes }: ConsolidatedData, { model, date }: AgreementModel): Promise<AgreementText> {
    const { paragraphs } = await readDocx(await renderDocx(model.template, model.complete(input), { title: input.agreement.number, date }));
    return amendedText(readAgreement(paragraphs), changes);
  }

  async redline(before: AgreementText, after: AgreementText, names: { before: string; after: string; timeZone: string }): Promise<{ lines: RedlineLine[]; pdf: Buffer }> {
    const lines = compareAgreements(before, after);
    return { lines, pdf: await this.redlines.print(lines, names) };
  }
}
