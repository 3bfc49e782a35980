import express from 'express';
import type { NextFunction, Request, Response } from 'express';
import { reachOf } from '#libs/domain';
import { AccessRefused } from '#libs/features/access';
import { TABLE_BYTES_MAX } from '#libs/features/tabular';
import { fileTypes } from './description.js';
import { Problem } from './problem.js';

/** Lists read at the same time: each may take ten megabytes of memory, though a département's weighs some ten kilobytes. */
const filesAtOnceMax = 3;
/** Past this, the sender only holds a place: the slowest line the law calls broadband (3.3 Mbit/s) carries 10 MB in 25 seconds. */
const uploadMaxMs = 60_000;

/** Reads the lists that programs send, in memory, once it is known that they may send one. */
export class FileIntake {
  private readonly raw = express.raw({ type: [...fileTypes], limit: TABLE_BYTES_MAX });
  private reading = 0;

  read(req: Request, res: Response, next: NextFunction): void {
    if (!req.is([...fileTypes])) return next();
    if (!req.principal || reachOf(req.principal.standing.role, 'directory.import') === null) return next(new AccessRefused('role_forbidden'));
    if (this.reading >= filesAtOnceMax) return next(new Problem(503, 'busy', 'D’autres listes sont en cours de lecture : renvoyez la vôtre dans une minute.', { headers: { 'retry-after': '60' } }));
    this.reading++;
    const late = setTimeout(() => req.destroy(), uploadMaxMs);
    res.once('close', () => {
      clearTimeout(late);
      this.reading--;
    });
    this.raw(req, res, (fault?: unknown) => {
      clearTimeout(late);
      next(fault);
    });
  }
}
