import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { legalDay } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { may, say, visitorOf } from '#libs/features/identity';
import { sendMandateFile } from '#libs/features/mandate';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { disposalLinks } from './disposal.links.js';
import { disposalRefusalWords } from './disposal-words.js';
import { DisposalsPageView } from './disposal.views.js';
import type { StandingForm } from './disposal.views.js';
import { Disposals } from './disposals.js';
import type { DisposalDone, DisposalsRefusal, SlipFile } from './disposals.js';
import { SlipFiles } from './slip-files.js';
import { SlipPage } from './slip.views.js';
import type { VisaForm } from './slip.views.js';

type Posted = Readonly<Record<string, unknown>>;

const slip = { kind: 'disposal_slip', param: 'id' } as const;
const dayMissing = 'Donnez ce jour en entier.';

/** Destructions, for the gestionnaire who answers for them: the visas recorded, the slips sent, what they list. */
@Controller()
export class DisposalController {
  constructor(private readonly disposals: Disposals, private readonly files: SlipFiles, @Inject(CONFIG) private readonly config: Config) {}

  @Get(disposalLinks.list)
  @Allow('disposal.read')
  list(@Req() req: Request): Promise<string> {
    return this.showAll(req);
  }

  @Post(disposalLinks.standing)
  @Allow('disposal.manage')
  async recordStanding(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    const typed: StandingForm = { reference: textOf(posted.reference), tableau: textOf(posted.tableau), jour: textOf(posted.jour), fin: textOf(posted.fin) };
    const [grantedOn, endsOn] = [dayOf(typed.jour), dayOf(typed.fin)];
    const missing = [...(grantedOn ? [] : ['jour']), ...(typed.fin === '' || endsOn ? [] : ['fin'])].map((field) => ({ field, message: dayMissing }));
    if (!grantedOn || missing.length > 0) return void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.showAll(req, typed, missing));
    const done = await this.disposals.recordStanding({ reference: typed.reference, managementTable: typed.tableau, grantedOn, endsOn }, principalOf(req));
    if (!done.ok) return void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.showAll(req, typed, [{ field: standingField(done.refusal), message: disposalRefusalWords(done.refusal) }]));
    say(res, this.config, { severity: 'success', text: 'Le visa permanent est enregistré. Les mandats qui attendaient sont détruits sous ce visa.' });
    res.redirect(HttpStatus.SEE_OTHER, disposalLinks.list);
  }

  @Post(disposalLinks.withdrawStanding)
  @Allow('disposal.manage')
  async withdrawStanding(@Req() req: Request, @Res() res: Response): Promise<void> {
    const done = await this.disposals.withdrawStanding(principalOf(req));
    say(res, this.config, done.ok ? { severity: 'success', text: 'Le visa permanent est retiré. Les mandats qui prendront fin attendront le visa de leur bordereau.' } : { severity: 'info', text: disposalRefusalWords(done.refusal) });
    res.redirect(HttpStatus.SEE_OTHER, disposalLinks.list);
  }

  @Get('/elimination/:id')
  @Allow('disposal.read', slip)
  async page(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.show(req, await this.found(req, id));
  }

  @Get('/elimination/:id/bordereau.pdf')
  @Allow('disposal.read', slip)
  async print(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const printed = await this.files.print(id, principalOf(req));
    if (!printed) throw new NotFoundException();
    sendMandateFile(res, { content: printed.pdf, mediaType: 'application/pdf', name: `bordereau-${printed.number}.pdf` });
  }

  @Post('/elimination/:id/arret')
  @Allow('disposal.manage', slip)
  async submit(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    await this.answer(req, res, id, await this.disposals.submit(id, principalOf(req)), 'Le bordereau est arrêté. Imprimez-le et adressez-le aux Archives départementales.');
  }

  @Post('/elimination/:id/visa')
  @Allow('disposal.manage', slip)
  async grant(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const typed: VisaForm = { reference: textOf(posted.reference), jour: textOf(posted.jour), refus: '' };
    const on = dayOf(typed.jour);
    if (!on) return this.refuse(req, res, id, typed, [{ field: 'jour', message: dayMissing }]);
    const done = await this.disposals.grant(id, { reference: typed.reference, on }, principalOf(req));
    if (!done.ok && isOfField(done.refusal)) return this.refuse(req, res, id, typed, [{ field: standingField(done.refusal), message: disposalRefusalWords(done.refusal) }]);
    await this.answer(req, res, id, done, 'Le visa est enregistré. La destruction est en cours.');
  }

  @Post('/elimination/:id/refus')
  @Allow('disposal.manage', slip)
  async decline(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const typed: VisaForm = { reference: '', jour: '', refus: textOf(posted.refus) };
    const on = dayOf(typed.refus);
    if (!on) return this.refuse(req, res, id, typed, [{ field: 'refus', message: dayMissing }]);
    const done = await this.disposals.decline(id, on, principalOf(req));
    if (!done.ok && isOfField(done.refusal)) return this.refuse(req, res, id, typed, [{ field: 'refus', message: disposalRefusalWords(done.refusal) }]);
    await this.answer(req, res, id, done, 'Le bordereau est rouvert. Ses données restent verrouillées.');
  }

  private async showAll(req: Request, typed?: StandingForm, errors: readonly FieldError[] = []): Promise<string> {
    return renderPage(<DisposalsPageView frame={visitorOf(req).frame} page={await this.disposals.overview(principalOf(req))} mayManage={may(req, 'disposal.manage')} errors={errors} {...(typed && { typed })} />);
  }

  private show(req: Request, file: SlipFile, typed?: VisaForm, errors: readonly FieldError[] = []): string {
    return renderPage(<SlipPage frame={visitorOf(req).frame} file={file} mayManage={may(req, 'disposal.manage')} errors={errors} {...(typed && { typed })} />);
  }

  private async refuse(req: Request, res: Response, id: string, typed: VisaForm, errors: readonly FieldError[]): Promise<void> {
    res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(this.show(req, await this.found(req, id), typed, errors));
  }

  /** What is wrong with the slip itself, and not with what was typed, is said above it. */
  private async answer(req: Request, res: Response, id: string, done: DisposalDone, said: string): Promise<void> {
    await this.found(req, id);
    say(res, this.config, done.ok ? { severity: 'success', text: said } : { severity: 'error', text: disposalRefusalWords(done.refusal) });
    res.redirect(HttpStatus.SEE_OTHER, disposalLinks.page(id));
  }

  private async found(req: Request, id: string): Promise<SlipFile> {
    const file = await this.disposals.file(id, principalOf(req));
    if (!file) throw new NotFoundException();
    return file;
  }
}

const fieldOf: Partial<Record<DisposalsRefusal, string>> = { reference_missing: 'reference', reference_too_long: 'reference', management_table_too_long: 'tableau', visa_to_come: 'jour', visa_before_request: 'jour', ends_before: 'fin' };
const isOfField = (refusal: DisposalsRefusal): boolean => fieldOf[refusal] !== undefined;
const standingField = (refusal: DisposalsRefusal): string => fieldOf[refusal] ?? 'reference';

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Null: no day, or one that does not exist. */
function dayOf(text: string): LegalDay | null {
  try {
    return legalDay(text);
  } catch {
    return null;
  }
}
