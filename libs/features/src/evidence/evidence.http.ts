import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Controller, Get, Inject, NotFoundException, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { dayAt } from '#libs/domain';
import { attachedFiles } from '#libs/documents';
import { Allow } from '#libs/features/access';
import { actorOf, clerkOf } from '#libs/features/identity';
import { RoundReader, evidenceFileName, rounds } from '#libs/features/round';
import { CLOCK, Database, Storage, appendToJournal, instantOf } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { evidenceAttachment } from './evidence.format.js';
import { evidenceOf } from './evidence.store.js';
import type { EvidenceRow } from './evidence.store.js';

/** Hands the evidence file to the clerks of its département, and to nobody else. It holds personal data: each reading is a line of the journal. */
@Controller()
export class EvidenceController {
  constructor(private readonly rounds: RoundReader, private readonly db: Database, private readonly storage: Storage, @Inject(CLOCK) private readonly clock: Clock) {}

  @Get('/tournees/:id/preuve.pdf')
  @Allow('evidence.read', { kind: 'round', param: 'id' })
  async pdf(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const { row, number } = await this.open(req, id, 'pdf');
    head(res, 'application/pdf', row.length, evidenceFileName({ number }));
    createReadStream(this.storage.path(row.name)).on('error', (fault) => res.destroy(fault)).pipe(res);
  }

  @Get('/tournees/:id/preuve.json')
  @Allow('evidence.read', { kind: 'round', param: 'id' })
  async json(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const { row, number } = await this.open(req, id, 'json');
    const attached = (await attachedFiles(await readFile(this.storage.path(row.name)))).find(({ name }) => name === evidenceAttachment);
    if (!attached) throw new Error(`The evidence of ${number} has no ${evidenceAttachment}`);
    head(res, 'application/json; charset=utf-8', attached.bytes.length, `preuve-${number}.json`);
    res.end(attached.bytes);
  }

  /** The row, once the reading is written down. 404 for another's round, and while there is no evidence yet. */
  private async open(req: Request, id: string, form: 'pdf' | 'json'): Promise<{ row: EvidenceRow; number: string }> {
    const clerk = clerkOf(req);
    const actor = actorOf(clerk);
    const round = await this.rounds.find(id, clerk.departementCode, actor);
    if (!round) throw new NotFoundException();
    const row = await this.db.withIdentity(actor, async (tx) => {
      const found = await evidenceOf(tx, round.id);
      const at = instantOf(this.clock);
      if (found) {
        await appendToJournal(tx, {
          subject: rounds.kind, subjectId: round.id, recordedAt: at, effectiveOn: dayAt(at, round.timeZone), actor, event: 'evidence.read', payload: { form },
          stateFrom: round.state, stateTo: round.state, basis: null,
        });
      }
      return found;
    });
    if (!row) throw new NotFoundException();
    return { row, number: round.number };
  }
}

function head(res: Response, type: string, length: number, fileName: string): void {
  res.setHeader('Content-Type', type);
  res.setHeader('Content-Length', String(length));
  res.setHeader('Content-Disposition', `attachment; filename="${fileName}"`);
  res.setHeader('Cache-Control', 'private, no-store');
}
