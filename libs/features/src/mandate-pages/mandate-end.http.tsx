import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { endSentence, legalDay, renunciationReasons } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import type { Principal } from '#libs/features/access';
import { say, visitorOf } from '#libs/features/identity';
import { Mandates } from '#libs/features/mandate';
import type { MandateDone, MandateFile } from '#libs/features/mandate';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { EndedAlreadyPage, EndPage, noEnd } from './mandate-end.views.js';
import type { TypedEnd } from './mandate-end.views.js';
import { birthOf, textOf } from './mandate-form.js';
import type { Posted } from './mandate-form.js';
import { endWays, mandateLinks } from './mandate-pages.links.js';
import type { EndWay } from './mandate-pages.links.js';
import { fullName } from './mandate-words.js';

const one = { kind: 'mandate', param: 'id' } as const;
const firstFields: Record<EndWay, string> = { revocation: 'revocation', resolution: 'resolution', renonciation: 'reason', 'deces-ou-protection': 'cause' };

/** The end, in two touches: its way, then its confirmation. */
@Controller()
export class MandateEndController {
  constructor(private readonly mandates: Mandates, @Inject(CONFIG) private readonly config: Config) {}

  @Get('/mandats/:id/fin/:way')
  @Allow('mandate.end', one)
  async confirm(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('way') said: string): Promise<void> {
    const way = wayOf(said);
    const file = await this.found(req, id);
    if (file.row.state !== 'active') return this.already(req, res, file, null);
    res.send(this.endPage(req, file, way, noEnd, []));
  }

  @Post('/mandats/:id/fin/:way')
  @Allow('mandate.end', one)
  async end(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('way') said: string, @Body() posted: Posted): Promise<void> {
    const way = wayOf(said);
    const file = await this.found(req, id);
    const typed: TypedEnd = { reason: textOf(posted.reason), cause: textOf(posted.cause), occurredOn: textOf(posted.occurredOn) };
    const asked = this.asking(id, way, typed, principalOf(req));
    const refuse = (errors: readonly FieldError[]): void => void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(this.endPage(req, file, way, typed, errors));
    if ('errors' in asked) return refuse(asked.errors);
    const done = await asked.ask();
    if (!done.ok && done.firstAt) return this.already(req, res, await this.found(req, id), done);
    if (!done.ok) return refuse([{ field: done.refusal === 'occurred_later' ? 'occurredOn' : firstFields[way], message: done.sentence }]);
    const { row } = await this.found(req, id);
    say(res, this.config, { severity: 'success', text: row.facts.end ? `C’est fait. ${endSentence(row.facts.end, row.facts)}` : 'C’est fait.' });
    res.redirect(HttpStatus.SEE_OTHER, mandateLinks.page(id));
  }

  /** What the form asks of the desk, or what it lacks. */
  private asking(id: string, way: EndWay, typed: TypedEnd, principal: Principal): { ask: () => Promise<MandateDone> } | { errors: FieldError[] } {
    if (way === 'revocation') return { ask: () => this.mandates.revoke(id, principal) };
    if (way === 'resolution') return { ask: () => this.mandates.resolve(id, principal) };
    if (way === 'renonciation') {
      const reason = renunciationReasons.find((known) => known === typed.reason);
      return reason ? { ask: () => this.mandates.renounce(id, reason, principal) } : { errors: [{ field: 'reason', message: 'Dites pourquoi la structure y renonce.' }] };
    }
    const { cause } = typed;
    const occurredOn = dayOf(typed.occurredOn);
    if (cause !== 'death' && cause !== 'guardianship') return { errors: [{ field: 'cause', message: 'Dites ce que vous avez appris.' }] };
    if (typed.occurredOn !== '' && !occurredOn) return { errors: [{ field: 'occurredOn', message: 'Donnez un jour du calendrier, ou laissez vide s’il n’est pas connu.' }] };
    return { ask: () => this.mandates.lapse(id, { cause, occurredOn }, principal) };
  }

  private already(req: Request, res: Response, { row }: MandateFile, done: Extract<MandateDone, { ok: false }> | null): void {
    if (!row.facts.end) return res.redirect(HttpStatus.SEE_OTHER, mandateLinks.page(row.id));
    res.status(done ? HttpStatus.CONFLICT : HttpStatus.OK).send(renderPage(<EndedAlreadyPage frame={visitorOf(req).frame} draft={row} sentence={done?.sentence ?? endSentence(row.facts.end, row.facts)} />));
  }

  private endPage(req: Request, { row, person, today }: MandateFile, way: EndWay, typed: TypedEnd, errors: readonly FieldError[]): string {
    return renderPage(<EndPage frame={visitorOf(req).frame} draft={row} person={person && fullName(person)} way={way} today={today} typed={typed} errors={errors} />);
  }

  private async found(req: Request, id: string): Promise<MandateFile> {
    const file = await this.mandates.file(id, principalOf(req));
    if (!file) throw new NotFoundException();
    return file;
  }
}

function wayOf(said: string): EndWay {
  const way = endWays.find((known) => known === said);
  if (!way) throw new NotFoundException();
  return way;
}

function dayOf(text: string): LegalDay | null {
  try {
    return legalDay(birthOf(text) ?? '');
  } catch {
    return null;
  }
}
