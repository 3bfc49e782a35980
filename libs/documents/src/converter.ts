export interface ConversionOptions {
  /** For one attempt; the time spent waiting for one's turn is not counted. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Told how many conversions must begin before this one, 0 when it begins. A converter that keeps no queue never tells. */
  onWaiting?: (ahead: number) => void;
}

/** Turns a Word file into a tagged PDF/A-3b and PDF/UA-1 file. */
export interface Converter {
  /** @throws DocumentFault `docx-unreadable`, `docx-too-large`, `converter-*`, `conversion-*`, `aborted` */
  toPdf(docx: Buffer, options?: ConversionOptions): Promise<Buffer>;
  /** Name and version as the converter gives them, for the manifest. @throws DocumentFault `converter-*` */
  version(): Promise<string>;
}
