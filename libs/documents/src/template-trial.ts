import type { Converter } from './converter.js';
import { openDocx, packDocx, setProperties } from './docx-package.js';
import { DocumentFault, type FaultCode } from './fault.js';
import { pageCount } from './pdf.js';
import { inThread, type RenderLimits } from './render.js';
import { cleanData } from './template-data.js';
import type { FieldSource } from './template-fields.js';
import type { TemplateFinding, TemplateFindingCode } from './template-finding.js';

/** Time for a trial, in milliseconds: somebody waits for the answer, and a sample is smaller than a département. */
const TRIAL_TIME_MAX_MS = 10_000;

/** A finding of the template, or the fault of the whole file or of the whole trial. */
export interface TrialFinding extends Omit<TemplateFinding, 'code'> {
  code: TemplateFindingCode | FaultCode;
}

export interface TrialOptions {
  /** Instant written in the documents: the present is never read. */
  date: Date;
  title?: string;
  /** JSON Schema of the data, when the sample does not show all that may be asked. */
  schema?: unknown;
  /** Makes the preview; without it only the Word document is made. */
  converter?: Converter;
  signal?: AbortSignal;
  limits?: RenderLimits & { conversionMs?: number };
}

export interface Trial {
  /** What must be changed, none when the template may be published. */
  findings: TrialFinding[];
  /** The template filled with the sample, null when something must be changed. */
  docx: Buffer | null;
  /** Its preview, null without a converter. */
  preview: { pdf: Buffer; pages: number } | null;
}

/**
 * Fills a template with sample data as it will be on the day, within the same limits: checks, unknown fields, filling,
 * then the preview in PDF. All that is the template's doing is a finding; what is the server's is thrown.
 * @throws DocumentFault `data-refused` for the sample; `aborted`, `render-crashed`, `converter-missing`,
 *         `conversion-timeout`, `conversion-crashed`, `conversion-invalid`
 */
export async function tryTemplate(docx: Buffer, sample: unknown, options: TrialOptions): Promise<Trial> {
  const data = cleanData(sample);
  const source: FieldSource = options.schema === undefined ? { sample: data } : { schema: structuredClone(options.schema) };
  const limits = { ...options.limits, timeMs: options.limits?.timeMs ?? TRIAL_TIME_MAX_MS };
  try {
    const answer = await inThread({ kind: 'trial', template: docx, data, source }, { signal: options.signal, limits });
    if (answer.kind === 'findings') return refused(answer.findings);
    if (answer.kind !== 'docx') throw new DocumentFault('render-crashed');
    const zip = await openDocx(answer.docx);
    setProperties(zip, { title: options.title ?? 'Essai', date: options.date });
    const filled = await packDocx(zip);
    return { findings: [], docx: filled, preview: await previewOf(filled, options) };
  } catch (thrown) {
    if (!(thrown instanceof DocumentFault) || !ITS_OWN_DOING.has(thrown.code)) throw thrown;
    return refused([{ code: thrown.code, place: 'le fichier entier', sentence: thrown.message }]);
  }
}

/** Faults that come from the template itself and from nothing else. */
const ITS_OWN_DOING: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'docx-unreadable', 'docx-too-large', 'docx-encrypted', 'docx-macro', 'docx-dangerous', 'template-failed', 'render-timeout', 'render-memory',
  'conversion-refused',
]);

function refused(findings: TrialFinding[]): Trial {
  return { findings, docx: null, preview: null };
}

async function previewOf(docx: Buffer, { converter, signal, limits }: TrialOptions): Promise<Trial['preview']> {
  if (!converter) return null;
  const pdf = await converter.toPdf(docx, { signal, timeoutMs: limits?.conversionMs });
  return { pdf, pages: await pageCount(pdf) };
}
