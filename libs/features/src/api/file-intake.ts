import express from 'express';
import type { NextFunction, Request, Response } from 'express';
import { reachOf } from '#libs/domain';
import type { Action } from '#libs/domain';
import { AccessRefused } from '#libs/features/access';
import { uploadMaxMs } from '#libs/features/identity';
import { TABLE_BYTES_MAX } from '#libs/features/tabular';
import { fileTypes } from './description.js';
import type { FileKind } from './description.js';
import { Problem } from './problem.js';

/** A scan of some forty pages, like what the forms of the site take. */
const scanBytesMax = 10_000_000;
/** Of a kind, held in memory at the same time: three of the largest files, or a hundred of the usual ones. A length that is not said counts as the largest. */
const bytesAtOnceMax = 32 * 1024 * 1024;

/** Who may send a file of a kind, and how large. */
const intakes: Record<FileKind, { action: Action; bytesMax: number }> = { table: { action: 'directory.import', bytesMax: TABLE_BYTES_MAX }, scan: { action: 'mandate.issue', bytesMax: scanBytesMax } };

/** Reads the files that programs send, in memory, once it is known that they may send one. */
export class FileIntake {
  private readonly raws = { table: raw('table'), scan: raw('scan') };
  private readonly held = { table: 0, scan: 0 };

  read(req: Request, res: Response, next: NextFunction): void {
    const kind = req.is([...fileTypes.table]) ? 'table' : req.is([...fileTypes.scan]) ? 'scan' : null;
    if (!kind) return next();
    if (!req.principal || reachOf(req.principal.standing.role, intakes[kind].action) === null) return next(new AccessRefused('role_forbidden'));
    const bytes = Math.min(Number(req.get('content-length')) || intakes[kind].bytesMax, intakes[kind].bytesMax);
    if (this.held[kind] + bytes > bytesAtOnceMax) return next(new Problem(503, 'busy', 'D’autres fichiers sont en cours de lecture : renvoyez le vôtre dans une minute.', { headers: { 'retry-after': '60' } }));
    this.held[kind] += bytes;
    const late = setTimeout(() => req.destroy(), uploadMaxMs);
    res.once('close', () => {
      clearTimeout(late);
      this.held[kind] -= bytes;
    });
    this.raws[kind](req, res, (fault?: unknown) => {
      clearTimeout(late);
      next(fault);
    });
  }
}

function raw(kind: FileKind): express.RequestHandler {
  return express.raw({ type: [...fileTypes[kind]], limit: intakes[kind].bytesMax });
}
