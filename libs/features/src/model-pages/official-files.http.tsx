import { Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { dayAt, instant } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { departementOf } from '#libs/features/directory';
import { actorOf, clerkOf, say, visitorOf } from '#libs/features/identity';
import type { Account } from '#libs/features/identity';
import { OFFICIAL_FILE_BYTES_MAX, OfficialFiles, officialFileRefusals, officialFilesPath } from '#libs/features/model';
import type { OfficialAnnex, OfficialFileRow } from '#libs/features/model';
import { CONFIG, Database } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { modelLinks, officialFileRoute } from './model-pages.links.js';
import { unbroken } from './model-words.js';
import { OfficialFilesPage, fileField, titleField } from './official-files.views.js';
import type { OfficialAnnexKey, ShownOfficialAnnex } from './official-files.views.js';

const annexOf: Readonly<Record<OfficialAnnexKey, OfficialAnnex>> = { charte: 'charte', 'accord-cadre': 'accordCadre' };
const keys = Object.keys(annexOf) as OfficialAnnexKey[];
const mainlandTimeZone = 'Europe/Paris';

/** The official PDFs of annexes 1 and 3 (decision 17): what is in force, and the deposit of a newer one. */
@Controller()
export class OfficialFilesController {
  constructor(private readonly files: OfficialFiles, private readonly db: Database, @Inject(CONFIG) private readonly config: Config) {}

  @Get(officialFilesPath)
  @Allow('model.read')
  async page(@Req() req: Request): Promise<string> {
    return renderPage(<OfficialFilesPage frame={visitorOf(req).frame} annexes={await this.shown(clerkOf(req))} bytesMax={OFFICIAL_FILE_BYTES_MAX} />);
  }

  @Post(officialFileRoute)
  @Allow('model.manage')
  async deposit(@Req() req: Request, @Res() res: Response, @Param('annexe') asked: string): Promise<void> {
    const key = keys.find((known) => known === asked);
    if (!key) throw new NotFoundException();
    const clerk = clerkOf(req);
    const given: unknown = (req.body as Record<string, unknown> | undefined)?.[titleField(key)];
    const title = typeof given === 'string' ? given : '';
    if (!req.file || req.file.size === 0) return this.showAgain(req, res, HttpStatus.UNPROCESSABLE_ENTITY, key, title, { field: fileField(key), message: 'Choisissez le PDF officiel' });
    const stored = await this.files.store({ annex: annexOf[key], title, bytes: req.file.buffer, departementCode: clerk.departementCode }, actorOf(clerk));
    if (!stored.ok) {
      const { sentence, status } = officialFileRefusals[stored.refusal];
      return this.showAgain(req, res, status, key, title, { field: stored.refusal === 'title_missing' ? titleField(key) : fileField(key), message: unbroken(sentence) });
    }
    say(res, this.config, { severity: 'success', text: 'La pièce est déposée. Elle sera jointe aux tournées qui partiront.' });
    res.redirect(HttpStatus.SEE_OTHER, officialFilesPath);
  }

  @Get(officialFileRoute)
  @Allow('model.read', { kind: 'official_file', param: 'annexe' })
  async file(@Req() req: Request, @Res() res: Response, @Param('annexe') id: string): Promise<void> {
    const clerk = clerkOf(req);
    const row = await this.files.find(id, clerk.departementCode, actorOf(clerk));
    if (!row) throw new NotFoundException();
    res.attachment(`${row.annex === 'charte' ? 'annexe-1' : 'annexe-3'}.pdf`).type('application/pdf').sendFile(this.files.path(row));
  }

  private async showAgain(req: Request, res: Response, status: number, key: OfficialAnnexKey, title: string, error: FieldError): Promise<void> {
    const annexes = await this.shown(clerkOf(req));
    res.status(status).send(renderPage(<OfficialFilesPage frame={visitorOf(req).frame} annexes={annexes} bytesMax={OFFICIAL_FILE_BYTES_MAX} typed={{ key, title, errors: [error] }} />));
  }

  private async shown(clerk: Account): Promise<ShownOfficialAnnex[]> {
    const actor = actorOf(clerk);
    const current = await this.files.current(clerk.departementCode, actor);
    const timeZone = (await this.db.withIdentity(actor, (tx) => departementOf(tx, clerk.departementCode)))?.timeZone ?? mainlandTimeZone;
    return keys.map((key) => {
      const row = current[annexOf[key]];
      return { key, file: row && shownFile(row, timeZone) };
    });
  }
}

function shownFile({ id, title, pages, bytes, sha256, createdAt }: OfficialFileRow, timeZone: string) {
  return { title, pages, bytes, sha256, since: dayAt(instant(createdAt.toISOString()), timeZone), href: modelLinks.officialFile(id) };
}
