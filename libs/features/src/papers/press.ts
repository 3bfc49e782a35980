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
import { adhesionPrint, amendmentPrint } from './act.print.js';
import { convocationPrint, minutesPrint } from './committee.print.js';
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
} as const satisfies Record<string, z.ZodType>;

export type PrintedDocument = keyof typeof prints;
/** `date` is the instant written in the files: same job, same bytes. */
export type PrintJob = { [D in PrintedDocument]: { document: D; data: z.input<(typeof prints)[D]>; title: string; date: Date } }[PrintedDocument];
/** A letter is signed by hand, and an act by its round: neither has a place for the seal alone. */
export type SealedJob = Exclude<PrintJob, { document: 'preavis' | 'avenant' | 'adhesion' }>;
export type Printed = { docx: Buffer; pdf: Buffer };
/** What the two signatures of the service say. `lines`: what the seal shows, two or three short ones. */
export type PressActs = { certification: { reason: string }; seal: { reason: string; lines: readonly string[] } };

/** The address that marks the seal's block in the Word text; a reserved domain, so that it leads nowhere. */
const sealMarker = 'https://slot.paraphe.invalid/seal';
const sealLabel = 'Cachet électronique du service';
const signatureFont = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

/** Fills a Word template of the house: the Word file and its accessible PDF, sealed by the service when asked. */
@Injectable()
export class Press {
  private converter: Converter | null = null;

  /** Only the worker seals: the web process prints letters and drafts, and holds no timestamps. */
  constructor(@Inject(CONFIG) private readonly config: Config, @Optional() private readonly sealer?: FileSealer) {}

  /** An act printed here has no signature pages and says that it is a draft. Throws ZodError on data that cannot be printed, DocumentFault when the converter is missing or fails. */
  async print(job: PrintJob): Promise<Printed> {
    return this.fill(job, null);
  }

  /** The same, certified and sealed; B-B when no timestamp authority answers. Throws SigningError besides. */
  async printSealed(job: SealedJob, { certification, seal }: PressActs): Promise<Printed & { level: 'B-B' | 'B-LTA' }> {
    if (!this.sealer) throw new Error('Sealing is the worker’s work');
    const { docx, pdf } = await this.fill(job, { link: { url: sealMarker, label: sealLabel } });
    const prepared = await prepare(pdf, { slots: [], seal: { name: 'seal', marker: sealMarker, label: sealLabel }, font: await readFile(signatureFont) });
    const sealed = await this.sealer.seal(prepared.pdf, prepared.manifest, {
      certification: { name: 'Paraphe', reason: certification.reason, lines: [] },
      seal: { name: 'Cachet électronique Paraphe', reason: seal.reason, lines: [...seal.lines] },
    });
    return { docx, pdf: sealed.pdf, level: sealed.level };
  }

  private async fill({ document, data, title, date }: PrintJob, seal: { link: { url: string; label: string } } | null): Promise<Printed> {
    this.converter ??= converterOf(this.config);
    const words = prints[document].parse(data);
    // A published template never changes: another layout is another folder.
    const template = await projectFile(`templates/${document}/v1/template.docx`);
    const { docx, pdf } = await assemble({ template, data: { ...words, signatures: [], seal }, converter: this.converter, date, title });
    return { docx, pdf };
  }
}
