import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Open } from '#libs/features/access';
import { Database } from '#libs/platform';

/** Probes. */
@Controller('health')
@Open()
export class HealthController {
  constructor(private readonly db: Database) {}

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
}
