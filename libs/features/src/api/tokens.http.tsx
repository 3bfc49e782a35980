import { Body, Controller, Get, HttpStatus, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { addDays, dayAt, legalDay } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { departementOf } from '#libs/features/directory';
import { say, visitorOf } from '#libs/features/identity';
import { CLOCK, CONFIG, Database, instantOf } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { ApiTokens, labelLengthMax, tokenDaysMax, tokensMax } from './api-tokens.js';
import type { TokenRefusal } from './api-tokens.js';
import { tokenLinks } from './tokens.links.js';
import { TokenPage, TokensPage } from './tokens.views.js';
import type { TokenForm } from './tokens.views.js';

/** A school year, the usual life of an arrangement between two programs; the person may choose another day. */
const usualDays = 300;

const refusals: Record<TokenRefusal, string> = {
  label_missing: 'Dites à quoi ce jeton servira : vous le reconnaîtrez le jour où il faudra le révoquer',
  label_too_long: `Limitez ce texte à ${labelLengthMax} caractères`,
  expiry_unreadable: 'Indiquez une date à venir, par exemple 31/12/2027',
  expiry_too_far: 'Choisissez une date dans un an au plus',
  tokens_too_many: `Votre organisation a déjà ${tokensMax} jetons valables : révoquez-en un pour en créer un autre`,
};

/** Where people make and revoke the tokens of their programs. */
@Controller()
export class TokensController {
  constructor(private readonly tokens: ApiTokens, private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(CONFIG) private readonly config: Config) {}

  @Get(tokenLinks.list)
  @Allow('token.manage')
  list(@Req() req: Request): Promise<string> {
    return this.page(req, null);
  }

  @Post(tokenLinks.list)
  @Allow('token.manage')
  async create(@Req() req: Request, @Res() res: Response, @Body() posted: Readonly<Record<string, unknown>>): Promise<void> {
    const asked = { label: wordsOf(posted.label), expiresOn: wordsOf(posted.expiresOn) };
    const made = await this.tokens.create(principalOf(req), { label: asked.label, expiresOn: dayOrNull(asked.expiresOn) });
    if (!made.ok) return void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.page(req, { ...asked, errors: [{ field: made.field, message: refusals[made.refusal] }] }));
    res.status(HttpStatus.CREATED).send(renderPage(<TokenPage frame={visitorOf(req).frame} label={asked.label} token={made.token} />));
  }

  @Post('/jetons/:id/revoquer')
  @Allow('token.manage', { kind: 'token', param: 'id' })
  async revoke(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const revoked = await this.tokens.revoke(principalOf(req), id);
    say(res, this.config, revoked ? { severity: 'success', text: 'Le jeton est révoqué : il n’ouvre plus rien.' } : { severity: 'info', text: 'Ce jeton était déjà révoqué.' });
    res.redirect(HttpStatus.SEE_OTHER, tokenLinks.list);
  }

  private async page(req: Request, form: TokenForm | null): Promise<string> {
    const principal = principalOf(req);
    const { organisationId, departementCode } = principal.standing;
    const departement = await this.db.withIdentity(principal.actor, (tx) => departementOf(tx, departementCode));
    const timeZone = departement?.timeZone ?? 'Europe/Paris';
    const today = dayAt(instantOf(this.clock), timeZone);
    return renderPage(
      <TokensPage
        frame={visitorOf(req).frame} tokens={await this.tokens.list(principal)} own={organisationId} now={this.clock.now()} timeZone={timeZone}
        limits={{ first: today, last: addDays(today, tokenDaysMax) }} form={form ?? { label: '', expiresOn: addDays(today, usualDays), errors: [] }}
      />,
    );
  }
}

/** One line: control characters and repeated spaces become one space. */
const wordsOf = (given: unknown): string => (typeof given === 'string' ? given.replace(/[\p{Cc}\s]+/gu, ' ').trim() : '');

function dayOrNull(text: string): LegalDay | null {
  try {
    return legalDay(text);
  } catch {
    return null;
  }
}
