import { Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DocumentFault } from '#libs/documents';
import { Allow } from '#libs/features/access';
import { actorOf, clerkOf, say, uploadedName, visitorOf } from '#libs/features/identity';
import { ModelVersions, modelFileRefusals, modelLabelOf } from '#libs/features/model';
import type { ModelVersionRow } from '#libs/features/model';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { ModelDesk, faultOf } from './model-desk.js';
import { modelLinks } from './model-pages.links.js';
import { modelField } from './model-upload.js';
import { unbroken } from './model-words.js';
import { PreviewRefusedPage, VersionPage } from './model-version.views.js';
import { ImportModelPage, ModelsPage, missingFile } from './models.views.js';
import { RedlinePrinter } from './redline.printer.js';
import { RedlinePage } from './redline.views.js';

const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** What is read of models: list, version, files, differences; and the import, which makes a draft. */
@Controller()
export class ModelsController {
  constructor(private readonly desk: ModelDesk, private readonly versions: ModelVersions, private readonly printer: RedlinePrinter, @Inject(CONFIG) private readonly config: Config) {}

  @Get(modelLinks.list)
  @Allow('model.read')
  async list(@Req() req: Request): Promise<string> {
    return renderPage(<ModelsPage frame={visitorOf(req).frame} versions={await this.desk.list(clerkOf(req))} />);
  }

  @Get(modelLinks.import)
  @Allow('model.manage')
  importForm(@Req() req: Request): string {
    return renderPage(<ImportModelPage frame={visitorOf(req).frame} />);
  }

  @Post(modelLinks.import)
  @Allow('model.manage')
  async import(@Req() req: Request, @Res() res: Response): Promise<void> {
    const { frame } = visitorOf(req);
    const { file } = req;
    if (!file || file.size === 0) return void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(renderPage(<ImportModelPage frame={frame} errors={[missingFile]} />));
    const clerk = clerkOf(req);
    const imported = await this.versions.import({ name: uploadedName(file.originalname), bytes: file.buffer, departementCode: clerk.departementCode }, actorOf(clerk));
    if (!imported.ok) {
      const { sentence, status } = modelFileRefusals[imported.refusal];
      return void res.status(status).send(renderPage(<ImportModelPage frame={frame} errors={[{ field: modelField, message: withDetail(sentence, imported.detail) }]} />));
    }
    say(res, this.config, { severity: 'success', text: 'Le texte est importé en brouillon. Voyez ce qui en a été compris.' });
    res.redirect(HttpStatus.SEE_OTHER, modelLinks.page(imported.id));
  }

  /** Before the versions: « comparer » is no version's id. */
  @Get(modelLinks.compare)
  @Allow('model.read')
  compare(@Res() res: Response, @Query('avant') before: unknown, @Query('apres') after: unknown): void {
    if (typeof before === 'string' && typeof after === 'string' && before !== '' && after !== '' && before !== after) return res.redirect(HttpStatus.SEE_OTHER, modelLinks.differences(before, after));
    say(res, this.config, { severity: 'warning', text: 'Choisissez deux versions différentes.' });
    res.redirect(HttpStatus.SEE_OTHER, modelLinks.list);
  }

  @Get('/modeles/:id')
  @Allow('model.read', { kind: 'model_version', param: 'id' })
  async page(@Req() req: Request, @Param('id') id: string): Promise<string> {
    const shown = await this.desk.shown(clerkOf(req), await this.found(req, id));
    return renderPage(<VersionPage frame={visitorOf(req).frame} {...shown} />);
  }

  @Get('/modeles/:id/modele.docx')
  @Allow('model.read', { kind: 'model_version', param: 'id' })
  async template(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const row = await this.found(req, id);
    try {
      const docx = await this.versions.template(row);
      res.attachment(`${row.modelId}-v${row.version}.docx`).type(wordType).send(docx);
    } catch (fault) {
      if (!(fault instanceof DocumentFault)) throw fault;
      say(res, this.config, { severity: 'error', text: fault.message });
      res.redirect(HttpStatus.SEE_OTHER, modelLinks.page(id));
    }
  }

  @Get('/modeles/:id/source')
  @Allow('model.read', { kind: 'model_version', param: 'id' })
  async source(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const row = await this.found(req, id);
    const bytes = await this.versions.source(row);
    if (!bytes || !row.source) throw new NotFoundException();
    // Never shown by the browser: it was sent by somebody.
    res.attachment(row.source.name).type(row.source.kind === 'docx' ? wordType : 'text/plain; charset=utf-8').send(bytes);
  }

  @Get('/modeles/:id/apercu.pdf')
  @Allow('model.read', { kind: 'model_version', param: 'id' })
  async preview(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const row = await this.found(req, id);
    const { frame } = visitorOf(req);
    const refuse = (faults: { place: string; sentence: string }[]): void =>
      void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(renderPage(<PreviewRefusedPage frame={frame} version={{ id, name: row.title, version: row.version }} faults={faults.map(faultOf)} />));
    try {
      const { findings, pdf } = await this.versions.preview(row);
      if (!pdf) return refuse([...findings]);
      res.type('application/pdf').setHeader('Content-Disposition', `inline; filename="apercu-${row.modelId}-v${row.version}.pdf"`);
      res.send(pdf);
    } catch (fault) {
      if (!(fault instanceof DocumentFault)) throw fault;
      refuse([{ place: 'le fichier entier', sentence: fault.message }]);
    }
  }

  @Get('/modeles/:before/differences/:after')
  @Allow('model.read', { kind: 'model_version', param: 'before' }, { kind: 'model_version', param: 'after' })
  async differences(@Req() req: Request, @Param('before') beforeId: string, @Param('after') afterId: string): Promise<string> {
    const [before, after] = [await this.found(req, beforeId), await this.found(req, afterId)];
    const lines = await this.desk.differences(before, after);
    const side = (row: ModelVersionRow) => ({ name: modelLabelOf(row), href: modelLinks.page(row.id) });
    return renderPage(
      <RedlinePage
        frame={visitorOf(req).frame} before={side(before)} after={side(after)} lines={lines} swap={modelLinks.differences(afterId, beforeId)} pdf={modelLinks.differencesPdf(beforeId, afterId)}
        crumbs={[{ label: 'Modèles', href: modelLinks.list }, { label: modelLabelOf(after), href: modelLinks.page(afterId) }]}
      />,
    );
  }

  @Get('/modeles/:before/differences/:after/differences.pdf')
  @Allow('model.read', { kind: 'model_version', param: 'before' }, { kind: 'model_version', param: 'after' })
  async differencesPdf(@Req() req: Request, @Res() res: Response, @Param('before') beforeId: string, @Param('after') afterId: string): Promise<void> {
    const [before, after] = [await this.found(req, beforeId), await this.found(req, afterId)];
    const pdf = await this.printer.print(await this.desk.differences(before, after), { before: modelLabelOf(before), after: modelLabelOf(after), timeZone: after.timeZone });
    res.attachment('differences.pdf').type('application/pdf').send(pdf);
  }

  private async found(req: Request, id: string): Promise<ModelVersionRow> {
    const row = await this.desk.row(clerkOf(req), id);
    if (!row) throw new NotFoundException();
    return row;
  }
}

/** The sentence of a refusal, then what the file itself says. */
export function withDetail(sentence: string, detail: string): string {
  const words = unbroken(sentence);
  return detail === '' ? words : `${words} ${detail.charAt(0).toUpperCase()}${detail.slice(1)}${/[.!?]$/u.test(detail) ? '' : '.'}`;
}
