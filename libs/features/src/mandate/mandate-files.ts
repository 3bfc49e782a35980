import type { Response } from 'express';
import { servedPaper } from '#libs/features/papers';

/** Always an attachment, and never kept by a browser: working data leave with the visit. */
export function sendMandateFile(res: Response, { content, mediaType, name }: { content: Buffer; mediaType: string; name: string }): void {
  const served = servedPaper({ mediaType, fileName: name }, content);
  res.attachment(served.fileName);
  // After `attachment`, which would guess a type from the name.
  res.setHeader('Content-Type', served.mediaType);
  res.setHeader('Content-Length', String(content.length));
  res.setHeader('Cache-Control', 'private, no-store');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.end(content);
}
