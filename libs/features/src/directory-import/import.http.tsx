import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Query, Req, Res, Sse } from '@nestjs/common';
import type { MessageEvent } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Observable, concatMap, from, map, startWith, takeWhile } from 'rxjs';
import { departementTimeZone } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { say, uploadedName, visitorOf } from '#libs/features/identity';
import { TableRefusal } from '#libs/features/tabular';
import { CONFIG, LiveFeed } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { DirectoryImports } from './directory-imports.js';
import { checkedMapping, guessMapping, importKinds, missingFields } from './import-fields.js';
import type { ImportKind } from './import-fields.js';
import { ImportPreviewPage } from './import-preview.views.js';
import type { Shown } from './import-preview.views.js';
import { ImportProgressPage, ImportResultPage } from './import-result.views.js';
import { importField } from './import-upload.js';
import { verdicts } from './import-words.js';
import { importLinks } from './import.links.js';
import { importSubject } from './import.store.js';
import type { ImportRow } from './import.store.js';
import { ImportColumnsPage, ImportFilePage, ImportForgottenPage, guessedKind, missingFile } from './import.views.js';

type Posted = Readonly<Record<string, unknown>>;

const ofImport = { kind: 'import', param: 'id' } as const;

/** The four steps of an import, by the préfecture, for its own département. */
@Controller()
export class ImportController {
  constructor(private readonly imports: DirectoryImports, private readonly live: LiveFeed, @Inject(CONFIG) private readonly config: Config) {}

  @Get(importLinks.list)
  @Allow('directory.import')
  list(@Req() req: Request): Promise<string> {
    return this.filePage(req);
  }

  @Post(importLinks.list)
  @Allow('directory.import')
  async receive(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    const { file } = req;
    const given = textOf(posted.liste);
    const kind = importKinds.find((known) => known === given);
    const refuse = async (error: FieldError): Promise<void> => void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.filePage(req, [error], kind));
    if (!file || file.size === 0) return refuse(missingFile);
    try {
      const { actor, standing } = principalOf(req);
      const row = await this.imports.receive({ bytes: file.buffer, name: uploadedName(file.originalname), departementCode: standing.departementCode, ...(kind && { kind }) }, actor);
      res.redirect(HttpStatus.SEE_OTHER, importLinks.columns(row.id));
    } catch (fault) {
      if (!(fault instanceof TableRefusal)) throw fault;
      await refuse({ field: importField, message: fault.sentence });
    }
  }

  @Get('/annuaire/import/:id/colonnes')
  @Allow('directory.import', ofImport)
  async columns(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Query('liste') asked: unknown): Promise<void> {
    const row = await this.undecided(req, res, id);
    if (!row) return;
    const kind = kindOf(asked) ?? row.kind;
    const mapping = kind === row.kind ? row.mapping : guessMapping(row.contents!.header, kind);
    res.send(renderPage(<ImportColumnsPage frame={visitorOf(req).frame} row={row} kind={kind} mapping={mapping} />));
  }

  @Post('/annuaire/import/:id/colonnes')
  @Allow('directory.import', ofImport)
  async choose(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const row = await this.undecided(req, res, id);
    if (!row) return;
    const kind = kindOf(posted.liste) ?? row.kind;
    const mapping = checkedMapping(posted, row.contents!.header, kind);
    const errors = [...missingFields(mapping, kind).map(({ key, label }) => ({ field: key, message: `Choisissez la colonne qui donne : ${label.toLowerCase()}` })), ...twice(mapping)];
    if (errors.length > 0) return void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(renderPage(<ImportColumnsPage frame={visitorOf(req).frame} row={row} kind={kind} mapping={mapping} errors={errors} />));
    await this.imports.choose(id, kind, mapping, principalOf(req).actor);
    res.redirect(HttpStatus.SEE_OTHER, importLinks.preview(id));
  }

  @Get('/annuaire/import/:id/apercu')
  @Allow('directory.import', ofImport)
  async preview(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Query('voir') asked: unknown, @Query('page') page: unknown): Promise<void> {
    const row = await this.undecided(req, res, id);
    if (!row) return;
    if (missingFields(row.mapping, row.kind).length > 0) return res.redirect(HttpStatus.SEE_OTHER, importLinks.columns(id));
    const preview = (await this.imports.preview(row, principalOf(req).actor))!;
    const shown = [...verdicts, 'remarques' as const].find((known): known is Shown => known === asked) ?? null;
    res.send(renderPage(<ImportPreviewPage frame={visitorOf(req).frame} row={row} preview={preview} shown={shown} page={Number.parseInt(textOf(page), 10) || 1} />));
  }

  @Post('/annuaire/import/:id/application')
  @Allow('directory.import', ofImport)
  async apply(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const row = await this.undecided(req, res, id);
    if (!row) return;
    await this.imports.ask(id, textOf(posted.fingerprint), principalOf(req).actor);
    res.redirect(HttpStatus.SEE_OTHER, importLinks.page(id));
  }

  @Get('/annuaire/import/:id')
  @Allow('directory.import', ofImport)
  async page(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const row = await this.row(req, id);
    if (row.state === 'previewed') return res.redirect(HttpStatus.SEE_OTHER, importLinks.preview(id));
    if (row.state !== 'applying') return this.showResult(req, res, row);
    res.send(renderPage(<ImportProgressPage frame={visitorOf(req).frame} row={row} {...(await this.imports.progress(id))} />));
  }

  @Sse('/annuaire/import/:id/evenements')
  @Allow('directory.import', ofImport)
  async events(@Req() req: Request, @Param('id') id: string): Promise<Observable<MessageEvent>> {
    await this.row(req, id);
    return this.live.of(importSubject, id).pipe(
      startWith(undefined),
      concatMap(() => from(this.row(req, id).then(async ({ state }) => ({ state: state === 'applying' ? 'running' : 'done', ...(await this.imports.progress(id)) })))),
      takeWhile(({ state }) => state === 'running', true),
      map((data) => ({ data })),
    );
  }

  @Post('/annuaire/import/:id/annulation')
  @Allow('directory.import', ofImport)
  async undo(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const row = await this.row(req, id);
    const undone = await this.imports.undo(id, principalOf(req).actor);
    if (!undone) throw new NotFoundException();
    if (undone.ok) say(res, this.config, { severity: 'success', text: 'L’import est annulé.' });
    else if (undone.refusal === 'undo_conflicts') return this.showResult(req, res.status(HttpStatus.CONFLICT), row, undone.conflicts);
    else say(res, this.config, { severity: 'error', text: 'Cet import ne peut pas, ou ne peut plus, être annulé.' });
    res.redirect(HttpStatus.SEE_OTHER, importLinks.page(id));
  }

  private async showResult(req: Request, res: Response, row: ImportRow, conflicts: Parameters<typeof ImportResultPage>[0]['conflicts'] = []): Promise<void> {
    const { actor, standing } = principalOf(req);
    const undoable = await this.imports.isUndoable(row, actor);
    res.send(renderPage(<ImportResultPage frame={visitorOf(req).frame} row={row} timeZone={departementTimeZone(standing.departementCode)} undoable={undoable} conflicts={conflicts} />));
  }

  private async filePage(req: Request, errors: readonly FieldError[] = [], kind: string = guessedKind): Promise<string> {
    const { actor, standing } = principalOf(req);
    return renderPage(<ImportFilePage frame={visitorOf(req).frame} imports={await this.imports.list(actor)} timeZone={departementTimeZone(standing.departementCode)} errors={errors} kind={kind} />);
  }

  /** An import that still waits for a decision, or null once the answer is sent: decided, it has its own page; forgotten, it says so. */
  private async undecided(req: Request, res: Response, id: string): Promise<ImportRow | null> {
    const row = await this.row(req, id);
    if (row.state === 'previewed' && row.contents) return row;
    if (row.state === 'previewed') res.status(HttpStatus.GONE).send(renderPage(<ImportForgottenPage frame={visitorOf(req).frame} row={row} />));
    else res.redirect(HttpStatus.SEE_OTHER, importLinks.page(id));
    return null;
  }

  private async row(req: Request, id: string): Promise<ImportRow> {
    const row = await this.imports.find(id, principalOf(req).actor);
    if (!row) throw new NotFoundException();
    return row;
  }
}

/** One column cannot say two things: the second would repeat the first. */
function twice(mapping: Readonly<Record<string, string>>): FieldError[] {
  const columns = Object.values(mapping);
  return Object.entries(mapping).filter(([, column], index) => columns.indexOf(column) < index).map(([field, column]) => ({ field, message: `La colonne « ${column} » est déjà choisie plus haut` }));
}

function kindOf(asked: unknown): ImportKind | null {
  return importKinds.find((known) => known === asked) ?? null;
}

function textOf(given: unknown): string {
  return typeof given === 'string' ? given : '';
}
