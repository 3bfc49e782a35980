import type { Response } from 'express';

/** A PDF of ours, shown in the browser to be printed from there; files that people sent are only ever handed out (`sendMandateFile`). */
export function showPdf(res: Response, pdf: Buffer, fileName: string): void {
  res.setHeader('Content-Type', 'application/pdf');
  res.setHeader('Content-Disposition', `inline; filename="${fileName}"`);
  res.setHeader('Content-Length', pdf.length);
  res.end(pdf);
}
