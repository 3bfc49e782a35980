import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Open } from '#libs/features/access';
import { LateSubjects } from '#libs/features/correspondence';
import { Database } from '#libs/platform';

/** Probes. */
@Controller('health')
@Open()
export class HealthController {
  constructor(private readonly db: Database, private readonly late: LateSubjects) {}

  /** The process answers. */
  @Get('live')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** The process can work: its database answers. */
  @Get('ready')
  async ready(@Res() res: Response): Promise<void> {
    try {
      await this.db.ping();
      res.json({ status: 'ok' });
    } catch {
      res.status(HttpStatus.SERVICE_UNAVAILABLE).json({ status: 'database out of reach' });
    }
  }

  /** The work gets done: nothing fails again and again, and no seal tarries. No id, and no word of what failed. */
  @Get('work')
  async work(@Res() res: Response): Promise<void> {
    const late = await this.late.summary();
    res.status(late.length > 0 ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK).json({ status: late.length > 0 ? 'late' : 'ok', late });
  }
}
