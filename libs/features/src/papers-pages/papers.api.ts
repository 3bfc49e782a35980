import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Allow, principalOf } from '#libs/features/access';
import { Describe, apiPath, notFound } from '#libs/features/api';
import { Papers, sendPaper, servedPaper } from '#libs/features/papers';
import type { Paper } from '#libs/features/papers';
import { Database } from '#libs/platform';

const paperView = z.object({
  id: z.string(),
  agreementId: z.string(),
  subject: z.string().meta({ description: 'Ce pour quoi la pièce a été faite : « withdrawal », « amendment », « obligation »…' }),
  subjectId: z.string(),
  kind: z.string(),
  title: z.string(),
  fileName: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  createdAt: z.string().meta({ format: 'date-time' }),
  contentUrl: z.string(),
}).meta({ id: 'Paper' });

const paper = { kind: 'paper', param: 'id' } as const;

/** The papers of an agreement's life, for programs. */
@Controller(apiPath)
export class PapersApi {
  constructor(private readonly papers: Papers, private readonly db: Database) {}

  @Get('papers/:id')
  @Allow('agreement.read', paper)
  @Describe({ operationId: 'getPaper', tag: 'Conventions', summary: 'Une pièce de la vie d’une convention : ce qu’elle est, et son empreinte', status: 200, answer: paperView })
  async one(@Req() req: Request, @Param('id') id: string): Promise<object> {
    const found = await this.found(req, id);
    return shownPaper(found, await this.papers.content(found));
  }

  @Get('papers/:id/content')
  @Allow('agreement.read', paper)
  @Describe({ operationId: 'getPaperContent', tag: 'Conventions', summary: 'Le fichier lui-même', status: 200, answer: 'application/octet-stream' })
  async content(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const found = await this.found(req, id);
    sendPaper(res, found, await this.papers.content(found));
  }

  private async found(req: Request, id: string): Promise<Paper> {
    const found = await this.db.withIdentity(principalOf(req).actor, (tx) => this.papers.find(tx, id));
    if (!found) throw notFound();
    return found;
  }
}

function shownPaper(paper: Paper, content: Buffer): z.infer<typeof paperView> {
  const { id, agreementId, subject, subjectId, kind, title, bytes, sha256, createdAt } = paper;
  return { id, agreementId, subject, subjectId, kind, title, ...servedPaper(paper, content), bytes, sha256, createdAt: createdAt.toISOString(), contentUrl: `${apiPath}/papers/${id}/content` };
}
