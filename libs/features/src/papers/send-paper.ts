import type { Response } from 'express';
import { servedPaper } from './served-paper.js';

/** Always an attachment: a scan that somebody sent is never opened in the service's own name. */
export function sendPaper(res: Response, paper: { mediaType: string; fileName: string }, content: Buffer): void {
  const { mediaType, fileName } = servedPaper(paper, content);
  res.attachment(fileName);
  // After `attachment`, which would guess a type from the name.
  res.setHeader('Content-Type', mediaType);
  res.setHeader('Content-Length', String(content.length));
  res.setHeader('Cache-Control', 'private, no-store');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.end(content);
}
