import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import type { Converter } from './converter.js';
import { finaliseCounting } from './finalise.js';
import { renderDocx, type RenderLimits } from './render.js';
import { canonicalJson, cleanData } from './template-data.js';

/** Where each step begins, in percent. Rendering has no progress of its own; conversion is the longest. */
const BEGIN = { rendering: 0, conversion: 25, finalisation: 85 } as const;
const DONE = 100;
/** How often the progress of a conversion is told, in milliseconds. */
const TELL_EVERY_MS = 250;
/** Expected duration of a conversion: cold start, and per kilobyte of Word file (138 pages: 4 s). Only for the estimate. */
const EXPECTED_START_MS = 1_200;
const EXPECTED_PER_KILOBYTE_MS = 12;

export type AssemblyStep = keyof typeof BEGIN;

export interface AssemblyProgress {
  step: AssemblyStep;
  /** 0 to 100, never decreasing; 100 is told once, when the file exists. */
  percent: number;
  /** A sentence for the person who waits. */
  detail?: string;
  /** How many documents must be converted before this one, while it waits for its turn. */
  ahead?: number;
}

/** What is kept with a document for ever, so that it can be explained and made again. Hashes are SHA-256, in hexadecimal. */
export interface DocumentManifest {
  title: string;
  /** The instant written in the file, ISO 8601, UTC. */
  date: string;
  templateHash: string;
  /** Hash of the canonical JSON (RFC 8785) of the data as printed. */
  inputHash: string;
  /** Name and version of all that took part in the making. */
  renderers: { node: string; docxTemplates: string; pdfLib: string; converter: string };
  docxHash: string;
  pdfHash: string;
  pages: number;
}

export interface AssemblyOptions {
  template: Buffer;
  data: unknown;
  converter: Converter;
  /** The one instant the document carries; the clock is never read. */
  date: Date;
  title: string;
  onProgress?: (progress: AssemblyProgress) => void;
  signal?: AbortSignal;
  limits?: RenderLimits & { conversionMs?: number };
}

export interface AssembledDocument {
  docx: Buffer;
  pdf: Buffer;
  manifest: DocumentManifest;
}

/**
 * From a Word template and data to the finalised PDF: tagged PDF/A-3b and PDF/UA-1, ready to receive its fields.
 * Same inputs, same renderers: same bytes.
 * @throws DocumentFault whatever `renderDocx`, the converter and `finaliseCounting` throw
 */
export async function assemble(options: AssemblyOptions): Promise<AssembledDocument> {
  const { template, converter, date, title, signal, limits, onProgress = () => undefined } = options;
  const data = cleanData(options.data);

  onProgress({ step: 'rendering', percent: BEGIN.rendering, detail: 'Remplissage du modèle' });
  const docx = await renderDocx(template, data, { title, date, signal, limits });

  onProgress({ step: 'conversion', percent: BEGIN.conversion, detail: 'Mise en page' });
  const telling = tellConversion(docx.length, onProgress);
  const converted = await converter.toPdf(docx, { timeoutMs: limits?.conversionMs, signal, onWaiting: telling.waiting }).finally(telling.stop);

  onProgress({ step: 'finalisation', percent: BEGIN.finalisation, detail: 'Finalisation du PDF' });
  const { pdf, pages } = await finaliseCounting(converted, { date, title });
  const manifest: DocumentManifest = {
    title,
    date: date.toISOString(),
    templateHash: sha256(template),
    inputHash: sha256(canonicalJson(data)),
    renderers: {
      node: process.versions.node,
      docxTemplates: versionOf('docx-templates'),
      pdfLib: versionOf('pdf-lib'),
      converter: await converter.version(),
    },
    docxHash: sha256(docx),
    pdfHash: sha256(pdf),
    pages,
  };
  onProgress({ step: 'finalisation', percent: DONE, detail: `${manifest.pages} page${manifest.pages > 1 ? 's' : ''}` });
  return { docx, pdf, manifest };
}

/**
 * LibreOffice says nothing while it works: the share told is drawn from the time elapsed and the size of the file. It
 * slows down as it nears the end of the step, and reaches it only when the step is over. While others are before it, that is what is told.
 */
function tellConversion(docxBytes: number, onProgress: (progress: AssemblyProgress) => void): { waiting: (ahead: number) => void; stop: () => void } {
  const expectedMs = EXPECTED_START_MS + (docxBytes / 1024) * EXPECTED_PER_KILOBYTE_MS;
  let began = performance.now();
  let waits = false;
  const room = BEGIN.finalisation - BEGIN.conversion;
  let told: number = BEGIN.conversion;
  const timer = setInterval(() => {
    if (waits) return;
    const share = 1 - Math.exp(-(performance.now() - began) / expectedMs);
    const percent = Math.min(BEGIN.conversion + Math.floor(share * room), BEGIN.finalisation - 1);
    if (percent <= told) return;
    told = percent;
    onProgress({ step: 'conversion', percent, detail: 'Mise en page' });
  }, TELL_EVERY_MS);
  return {
    waiting(ahead) {
      if (ahead === 0 && !waits) return;
      waits = ahead > 0;
      began = performance.now();
      const detail = waits ? `En attente de mise en page : ${ahead} document${ahead > 1 ? 's' : ''} avant celui-ci` : 'Mise en page';
      onProgress({ step: 'conversion', percent: told, detail, ...(waits ? { ahead } : {}) });
    },
    stop: () => clearInterval(timer),
  };
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function versionOf(name: string): string {
  const { version }: { version: string } = createRequire(import.meta.url)(`${name}/package.json`);
  return version;
}
