import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { z } from 'zod';
import { assemble, converterOf } from '#libs/documents';
import type { Converter } from '#libs/documents';
import { projectFile } from '#libs/features/model';
import { FileSealer } from '#libs/features/sealing';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { prepare } from '#libs/signing';
import type { SigningManifest } from '#libs/signing';
import { adhesionPrint, amendmentPrint } from './act.print.js';
import { convocationPrint, minutesPrint } from './committee.print.js';
import { Forms } from './forms.js';
import type { FilledPaper } from './forms.js';
import { disposalSlipPrint, endReceiptPrint, mandatePrint, mandateToSignPrint } from './mandate.print.js';
import { noticeLetterPrint, noticeReceiptPrint } from './notice.print.js';
import { renewalRecordPrint } from './renewal.print.js';

/** What each document is filled with; its name is that of its folder under `templates/`. */
const prints = {
  reconduction: renewalRecordPrint,
  preavis: noticeLetterPrint,
  recepisse: noticeReceiptPrint,
  convocation: convocationPrint,
  'compte-rendu': minutesPrint,
  avenant: amendmentPrint,
  adhesion: adhesionPrint,
  mandat: mandatePrint,
  'mandat-a-signer': mandateToSignPrint,
  'recu-de-fin': endReceiptPrint,
  'bordereau-elimination': disposalSlipPrint,
} as const satisfies Record<string, z.ZodType>;

export type PrintedDocument = keyof typeof prints;
/** `date` is the instant written in the files: same job, same bytes. */
export type PrintJob = { [D in PrintedDocument]: { document: D; data: z.input<(typeof prints)[D]>; title: string; date: Date } }[PrintedDocument];
/** A letter, a slip and the originals on paper are signed by hand, and an act by its round: none has a place for the seal alone. */
export type SealedJob = Exclude<PrintJob, { document: 'preavis' | 'avenant' | 'adhesion' | 'mandat-a-signer' | 'bordereau-elimination' }>;
export type Printed = { docx: Buffer; pdf: Buffer };
export type SealedPaper = { pdf: Buffer; level: 'B-B' | 'B-LTA' };
/** Words ready to be printed. */
type Filling = { document: string; data: object; title: string; date: Date };
/** What the two signatures of the service say. `lines`: what the seal shows, two or three short ones. */
export type PressActs = { certification: { reason: string }; seal: { reason: string; lines: readonly string[] } };

/** The address that marks the seal's block in the Word text; a reserved domain, so that it leads nowhere. */
const sealMarker = 'https://slot.paraphe.invalid/seal';
const sealLabel = 'Cachet électronique du service';
const signatureFont = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

/** The instant a form bears until it is filled. */
const formDate = new Date(Date.UTC(2026, 0, 1));

/** Fills a Word template of the house: the Word file and its accessible PDF, sealed by the service when asked. */
@Injectable()
export class Press {
  private converter: Converter | null = null;
  private readonly forms = new Forms((document, data, sealed) => this.converted({ document, data, title: document, date: formDate }, sealed));

  /** Only the worker seals: the web process prints letters and drafts, and holds no timestamps. */
  constructor(@Inject(CONFIG) private readonly config: Config, @Optional() private readonly sealer?: FileSealer) {}

  /** An act printed here has no signature pages and says that it is a draft. Throws ZodError on data that cannot be printed, DocumentFault when the converter is missing or fails. */
  async print(job: PrintJob): Promise<Printed> {
    return this.assembled({ ...job, data: prints[job.document].parse(job.data) }, null);
  }

  /** Its PDF alone: a form is filled as it was converted before, in a few milliseconds. Throws the same. */
  async printPdf(job: PrintJob): Promise<Buffer> {
    return (await this.pdf(job, false)).pdf;
  }

  /** The same, with the empty fields of the certification and of the seal. */
  async prepared(job: SealedJob): Promise<{ pdf: Buffer; manifest: SigningManifest }> {
    const { pdf, manifest } = await this.pdf(job, true);
    if (!manifest) throw new Error(`${job.document} has no place for a seal`);
    return { pdf, manifest };
  }

  /** Certified and sealed; B-B when no timestamp authority answers. Throws SigningError besides. */
  async printSealed(job: SealedJob, { certification, seal }: PressActs): Promise<SealedPaper> {
    if (!this.sealer) throw new Error('Sealing is the worker’s work');
    const { pdf, manifest } = await this.prepared(job);
    return this.sealer.seal(pdf, manifest, {
      certification: { name: 'Paraphe', reason: certification.reason, lines: [] },
      seal: { name: 'Cachet électronique Paraphe', reason: seal.reason, lines: [...seal.lines] },
    });
  }

  private async pdf(job: PrintJob, sealed: boolean): Promise<FilledPaper> {
    const filling = { ...job, data: prints[job.document].parse(job.data), sealed };
    return (await this.forms.fill(filling)) ?? this.converted(filling, sealed);
  }

  private async converted(filling: Filling, sealed: boolean): Promise<FilledPaper> {
    const { pdf } = await this.assembled(filling, sealed ? { link: { url: sealMarker, label: sealLabel } } : null);
    return sealed ? prepare(pdf, { slots: [], seal: { name: 'seal', marker: sealMarker, label: sealLabel }, font: await readFile(signatureFont) }) : { pdf, manifest: null };
  }

  private async assembled({ document, data, title, date }: Filling, seal: { link: { url: string; label: string } } | null): Promise<Printed> {
    this.converter ??= converterOf(this.config);
    // A published template never changes: another layout is another folder.
    const template = await projectFile(`templates/${document}/v1/template.docx`);
    const { docx, pdf } = await assemble({ template, data: { ...data, signatures: [], seal }, converter: this.converter, date, title });
    return { docx, pdf };
  }
}
