import { Controller, Get, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { prefetBodyId } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { may, say, visitorOf } from '#libs/features/identity';
import { Boxes, CONFIG, Fields } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { fieldOf, refusalWords } from './assignment-desk.js';
import type { AssignmentDeskRefusal } from './assignment-desk.js';
import { AskPage, blankAssignment } from './assignment-form.views.js';
import type { TypedAssignment } from './assignment-form.views.js';
import { readAssignment, readDay, typedFrom } from './assignment-input.js';
import { assignmentLinks, assignmentScanRoute } from './assignment.links.js';
import { AssignmentPage, AssignmentsPage, blankAnswer } from './assignment.views.js';
import type { TypedAnswer } from './assignment.views.js';
import { AssignmentScans } from './assignment-scans.js';
import { Assignments } from './assignments.js';
import type { Assigning, AssignmentFile, NewAnswer } from './assignments.js';

const agreement = { kind: 'agreement', param: 'id' } as const;
const assignment = { kind: 'assignment', param: 'id' } as const;

/** Pages of assignments: asked by a party, answered by each of the others, settled on their day. */
@Controller()
export class AssignmentController {
  constructor(private readonly desk: Assignments, private readonly scans: AssignmentScans, @Inject(CONFIG) private readonly config: Config) {}

  @Get('/conventions/:id/cessions')
  @Allow('assignment.read', agreement)
  async list(@Req() req: Request, @Param('id') id: string): Promise<string> {
    const principal = principalOf(req);
    const assigning = await this.assigning(req, id);
    return renderPage(<AssignmentsPage frame={visitorOf(req).frame} agreement={assigning.agreement} assignments={await this.desk.list(id, principal)} canAsk={may(req, 'assignment.ask')} isClerk={principal.standing.role === 'prefecture'} />);
  }

  @Get('/conventions/:id/cessions/nouvelle')
  @Allow('assignment.ask', agreement)
  async start(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.form(req, await this.assigning(req, id), blankAssignment, []);
  }

  @Post('/conventions/:id/cessions')
  @Allow('assignment.ask', agreement)
  async ask(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields, @Boxes('structures') structures: readonly string[]): Promise<void> {
    const typed = typedFrom(body, structures);
    const again = async (errors: readonly FieldError[]): Promise<void> => void res.status(422).send(this.form(req, await this.assigning(req, id), typed, errors));
    const read = readAssignment(typed);
    if (!read.ok) return again(read.errors);
    const asked = await this.desk.ask(id, read.asked, principalOf(req));
    if (!asked.ok) return again([shown(asked.refusal)]);
    say(res, this.config, { severity: 'success', text: read.asked.byLaw ? 'Les parties sont informées.' : 'La demande est partie à toutes les autres parties.' });
    res.redirect(303, assignmentLinks.page(asked.id));
  }

  @Get('/cessions/:id')
  @Allow('assignment.read', assignment)
  async page(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.show(req, await this.found(req, id));
  }

  /** A party by its own account; the préfecture for the préfet. */
  @Post('/cessions/:id/reponses')
  @Allow('assignment.consent', assignment)
  async answer(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    const { standing } = principalOf(req);
    const typed: TypedAnswer = { ...blankAnswer, answer: body.answer ?? '', reason: body.reason ?? '' };
    const partyId = standing.role === 'prefecture' ? prefetBodyId : (standing.organisationId ?? '');
    await this.record(req, res, id, typed, { partyId, on: null, paperId: null, reason: typed.reason });
  }

  @Post('/cessions/:id/lettres')
  @Allow('assignment.manage', assignment)
  async letter(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    const typed: TypedAnswer = { answer: body.letterAnswer ?? '', reason: '', party: body.party ?? '', on: body.on ?? '', paper: body.paper ?? '' };
    const on = readDay(typed.on);
    if (!on) return void res.status(422).send(this.show(req, await this.found(req, id), typed, [{ field: 'on', message: 'Indiquez le jour que porte la lettre.' }]));
    await this.record(req, res, id, typed, { partyId: typed.party, on, paperId: typed.paper || null, reason: '' });
  }

  @Post(assignmentScanRoute)
  @Allow('assignment.manage', assignment)
  async scan(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const file = await this.found(req, id);
    const attached = req.file ? await this.scans.attach(file, { content: req.file.buffer, originalName: req.file.originalname }, principalOf(req)) : ({ ok: false, refusal: { by: 'desk', code: 'scan_missing' } } as const);
    if (!attached.ok) return void res.status(422).send(this.show(req, file, blankAnswer, [shown(attached.refusal)]));
    say(res, this.config, { severity: 'success', text: 'La lettre est jointe. Enregistrez maintenant ce qu’elle dit.' });
    res.redirect(303, assignmentLinks.page(id));
  }

  @Post('/cessions/:id/annulation')
  @Allow('assignment.ask', assignment)
  async cancel(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    const done = await this.desk.cancel(id, body.cancelReason ?? '', principalOf(req));
    if (!done.ok) {
      const { message } = shown(done.refusal);
      return void res.status(422).send(this.show(req, await this.found(req, id), blankAnswer, [{ field: 'cancelReason', message }]));
    }
    say(res, this.config, { severity: 'success', text: 'La demande est annulée ; les parties en sont informées.' });
    res.redirect(303, assignmentLinks.page(id));
  }

  private async record(req: Request, res: Response, id: string, typed: TypedAnswer, given: Omit<NewAnswer, 'answer'>): Promise<void> {
    const field = given.on === null ? 'answer' : 'letterAnswer';
    const { answer } = typed;
    if (answer !== 'consent' && answer !== 'refuse') return void res.status(422).send(this.show(req, await this.found(req, id), typed, [{ field, message: 'Choisissez la réponse.' }]));
    const done = await this.desk.answer(id, { ...given, answer }, principalOf(req));
    if (!done.ok) {
      const error = shown(done.refusal);
      return void res.status(422).send(this.show(req, await this.found(req, id), typed, [{ ...error, field: given.on === null ? 'answer' : error.field }]));
    }
    say(res, this.config, { severity: 'success', text: 'La réponse est enregistrée.' });
    res.redirect(303, assignmentLinks.page(id));
  }

  private form(req: Request, assigning: Assigning, form: TypedAssignment, errors: readonly FieldError[]): string {
    return renderPage(<AskPage frame={visitorOf(req).frame} assigning={assigning} isClerk={principalOf(req).standing.role === 'prefecture'} form={form} errors={errors} />);
  }

  private show(req: Request, file: AssignmentFile, typed?: TypedAnswer, errors: readonly FieldError[] = []): string {
    return renderPage(<AssignmentPage frame={visitorOf(req).frame} file={file} {...(typed && { typed })} errors={errors} />);
  }

  private async assigning(req: Request, id: string): Promise<Assigning> {
    const assigning = await this.desk.assigning(id, principalOf(req));
    if (!assigning) throw new NotFoundException();
    return assigning;
  }

  private async found(req: Request, id: string): Promise<AssignmentFile> {
    const file = await this.desk.find(id, principalOf(req));
    if (!file) throw new NotFoundException();
    return file;
  }
}

function shown(refusal: AssignmentDeskRefusal): FieldError {
  return { field: fieldOf(refusal), message: refusalWords(refusal).sentence };
}
