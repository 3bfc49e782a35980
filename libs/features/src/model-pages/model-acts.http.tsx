import { Body, Controller, HttpStatus, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { readReadings } from '#libs/domain';
import type { ModelVersion } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { actorOf, clerkOf, say, uploadedName, visitorOf } from '#libs/features/identity';
import { ModelVersions, modelFileRefusals, modelRefusals } from '#libs/features/model';
import type { ModelVersionRow } from '#libs/features/model';
import { CONFIG } from '#libs/platform';
import type { Config, Submission } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { ModelDesk } from './model-desk.js';
import { allSpaces } from './model-deviations.views.js';
import { modelLinks, uploadRoute } from './model-pages.links.js';
import { answersPosted } from './model-readings.views.js';
import { headingLevels } from './model-recognised.views.js';
import { missingFile } from './models.views.js';
import { unbroken } from './model-words.js';
import { VersionPage } from './model-version.views.js';
import type { VersionTyped } from './model-version.views.js';
import { withDetail } from './models.http.js';

type Posted = Readonly<Record<string, unknown>>;
type Given = Submission<ModelVersion>;

/** What a clerk decides about a version: each act is one form of its page, and comes back to the top of it. */
@Controller()
export class ModelActsController {
  constructor(private readonly desk: ModelDesk, private readonly versions: ModelVersions, @Inject(CONFIG) private readonly config: Config) {}

  @Post('/modeles/:id/plan')
  @Allow('model.manage', { kind: 'model_version', param: 'id' })
  async recognition(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    await this.found(req, id);
    const [paragraph, heading] = [textOf(posted.paragraph), textOf(posted.heading)];
    const level = headingLevels[heading];
    if (paragraph === '' || level === undefined) return this.back(res, id, { severity: 'error', text: 'Choisissez la ligne, puis ce qu’elle est.' });
    this.answer(res, id, await this.versions.correctRecognition(id, { [paragraph]: level }, actorOf(clerkOf(req))), 'Le plan est corrigé. Revoyez les blancs, les constats et les écarts.');
  }

  @Post('/modeles/:id/blancs')
  @Allow('model.manage', { kind: 'model_version', param: 'id' })
  async blanks(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    await this.found(req, id);
    const fills = Object.fromEntries(Object.entries(posted).flatMap(([field, words]) => (field.startsWith(blankPrefix) && typeof words === 'string' ? [[field.slice(blankPrefix.length), words]] : [])));
    this.answer(res, id, await this.versions.fillBlanks(id, fills, actorOf(clerkOf(req))), 'Les blancs sont enregistrés.');
  }

  @Post('/modeles/:id/derogations')
  @Allow('model.manage', { kind: 'model_version', param: 'id' })
  async waive(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const row = await this.found(req, id);
    const key = textOf(posted.key);
    const reason = textOf(posted[textOf(posted.field)]);
    const given = await this.versions.waiveFinding(id, { key, reason }, actorOf(clerkOf(req)));
    if (!given.accepted && given.refusal === 'waiver_reason_missing') return this.showAgain(req, res, row, { waiver: { key, reason, message: unbroken(modelRefusals[given.refusal].sentence) } });
    this.answer(res, id, given, 'L’erreur est acceptée, avec son motif.');
  }

  @Post('/modeles/:id/ecarts')
  @Allow('model.manage', { kind: 'model_version', param: 'id' })
  async approve(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const row = await this.found(req, id);
    const checked = Array.isArray(posted.ecart) ? posted.ecart.filter((key) => typeof key === 'string') : [textOf(posted.ecart)].filter(Boolean);
    if (checked.length === 0) return this.back(res, id, { severity: 'warning', text: 'Cochez les écarts que vous approuvez.' });
    const { version } = await this.desk.shown(clerkOf(req), row);
    const spaces = checked.includes(allSpaces) ? version.deviations.filter(({ kind }) => kind === allSpaces).map(({ key }) => key) : [];
    const keys = [...checked.filter((key) => key !== allSpaces), ...spaces];
    this.answer(res, id, await this.versions.approveDeviations(id, keys, actorOf(clerkOf(req))), 'Les écarts cochés sont approuvés.');
  }

  @Post('/modeles/:id/lectures')
  @Allow('model.manage', { kind: 'model_version', param: 'id' })
  async readings(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const row = await this.found(req, id);
    const answers = answersPosted(posted);
    const read = readReadings(answers);
    if (!read.ok) {
      const values = Object.fromEntries(Object.entries(posted).map(([field, value]) => [field, textOf(value)]));
      return this.showAgain(req, res, row, { readings: { values, errors: read.problems.map(({ id: field, message }) => ({ field, message: unbroken(message) })) } });
    }
    this.answer(res, id, await this.versions.answerReadings(id, read.answers, actorOf(clerkOf(req))), 'Les lectures sont enregistrées.');
  }

  /** An edited Word template becomes a new draft; this version does not change. */
  @Post(uploadRoute)
  @Allow('model.manage', { kind: 'model_version', param: 'id', action: 'model.read' })
  async upload(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const row = await this.found(req, id);
    const { file } = req;
    if (!file || file.size === 0) return this.showAgain(req, res, row, { upload: missingFile.message });
    const clerk = clerkOf(req);
    const uploaded = await this.versions.upload(id, { name: uploadedName(file.originalname), bytes: file.buffer, departementCode: clerk.departementCode }, actorOf(clerk));
    if (!uploaded.ok) return this.showAgain(req, res, row, { upload: withDetail(modelFileRefusals[uploaded.refusal].sentence, uploaded.detail) });
    say(res, this.config, { severity: 'success', text: 'Le modèle retouché est un nouveau brouillon.' });
    res.redirect(HttpStatus.SEE_OTHER, modelLinks.page(uploaded.id));
  }

  @Post('/modeles/:id/publication')
  @Allow('model.manage', { kind: 'model_version', param: 'id' })
  async publish(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    await this.found(req, id);
    this.answer(res, id, await this.versions.publish(id, actorOf(clerkOf(req))), 'La version est publiée. Une tournée peut la choisir.');
  }

  @Post('/modeles/:id/retrait')
  @Allow('model.manage', { kind: 'model_version', param: 'id' })
  async retire(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const row = await this.found(req, id);
    const reason = textOf(posted.reason);
    const given = await this.versions.retire(id, reason, actorOf(clerkOf(req)));
    if (!given.accepted && given.refusal === 'retire_reason_missing') return this.showAgain(req, res, row, { retire: { reason, message: unbroken(modelRefusals[given.refusal].sentence) } });
    this.answer(res, id, given, 'La version est retirée.');
  }

  /** Back to the version, with a word that says what became of the act. */
  private answer(res: Response, id: string, given: Given, done: string): void {
    if (given.accepted) return this.back(res, id, { severity: 'success', text: done });
    this.back(res, id, { severity: 'error', text: unbroken(modelRefusals[given.refusal].sentence) });
  }

  /** To the top of the page, where the word stands, and where the next thing to do is said. */
  private back(res: Response, id: string, word: Parameters<typeof say>[2]): void {
    say(res, this.config, word);
    res.redirect(HttpStatus.SEE_OTHER, modelLinks.page(id));
  }

  private async showAgain(req: Request, res: Response, row: ModelVersionRow, typed: VersionTyped): Promise<void> {
    const shown = await this.desk.shown(clerkOf(req), row);
    res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(renderPage(<VersionPage frame={visitorOf(req).frame} {...shown} typed={typed} />));
  }

  private async found(req: Request, id: string): Promise<ModelVersionRow> {
    const row = await this.desk.row(clerkOf(req), id);
    if (!row) throw new NotFoundException();
    return row;
  }
}

const blankPrefix = 'blank-';

function textOf(given: unknown): string {
  return typeof given === 'string' ? given : '';
}
