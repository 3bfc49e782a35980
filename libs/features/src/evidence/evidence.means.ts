import { z } from 'zod';

/** What values of `preuve.json` are written like. */
export const instant = z.iso.datetime({ precision: 3 });
export const day = z.iso.date();
export const hash = z.string().regex(/^[0-9a-f]{64}$/);
export const serial = z.string().regex(/^[0-9a-f]{1,40}$/);
export const base64 = z.base64();
export const count = z.int().min(0);

/** A signature made elsewhere with the person's own certificate, on the file that was lent to them and that nothing else could enter meanwhile (decision 11). */
export const certificate = z.strictObject({
  commonName: z.string(),
  issuer: z.string().nullable(),
  serial,
  notBefore: instant,
  notAfter: instant,
  sha256: hash,
  /** What its issuer declares (ETSI EN 319 412-5), checked against no trusted list: qualified with its key in a qualified device, qualified, or nothing. */
  qualified: z.enum(['signature_device', 'certificate']).nullable(),
  /** The authority recognised by the service to which its chain led when the file was received. */
  root: z.strictObject({ sha256: hash, der: base64 }),
  /** Under which the file was lent: its bytes as they were, and how long nothing could be added to them. */
  reservation: z.strictObject({ id: z.uuid(), createdAt: instant, expiresAt: instant, baseLength: count, baseSha256: hash }),
});

/** A signature given by hand, that the préfecture attests: the day it bears counts, and its scan is kept. */
export const paper = z.strictObject({
  id: z.uuid(),
  signedOn: day,
  contentHash: hash,
  mediaType: z.string().min(1),
  bytes: z.int().min(1),
  /** SHA-256 of the scan. */
  sha256: hash,
  /** Name of the scan among the files attached to the evidence; null when it was too heavy to be, and is kept by the service alone. */
  attachment: z.string().min(1).nullable(),
  recordedAt: instant,
});
