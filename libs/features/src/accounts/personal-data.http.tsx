import { Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { isMailAddress, retentionRules } from '#libs/domain';
import { Open, SignedIn } from '#libs/features/access';
import { accountOf, say, visitorOf } from '#libs/features/identity';
import { CLOCK, CONFIG, Fields, anchorZone } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { formatDay, renderPage } from '#libs/ui';
import { accountLinks } from './accounts.links.js';
import { requestRefusals } from './data-request-words.js';
import { DataRequests } from './data-requests.js';
import type { Asked, RequestForm } from './data-requests.js';
import { AskForLinkPage, DataLinkDeadPage, LinkAskedPage } from './data-requests.views.js';
import { departementsOf } from './kept-data.store.js';
import type { KeptData } from './kept-data.store.js';
import { KeptDataPage } from './kept-data.views.js';

const emptyForm: RequestForm = { kind: '', said: '', departement: '' };
const formOf = (body: Fields): RequestForm => ({ kind: body.kind ?? '', said: body.said ?? '', departement: body.departement ?? '' });
const errorsOf = (asked: Asked) => (asked.done ? [] : asked.refusals.map((refusal) => ({ field: requestRefusals[refusal].field, message: requestRefusals[refusal].sentence })));

/** What is kept on oneself, with an account or by a link, and what one asks about it. */
@Controller()
export class PersonalDataController {
  constructor(private readonly requests: DataRequests, @Inject(CONFIG) private readonly config: Config, @Inject(CLOCK) private readonly clock: Clock) {}

  @Get(accountLinks.myData)
  @SignedIn()
  async mine(@Req() req: Request): Promise<string> {
    return this.minePage(req, emptyForm, []);
  }

  @Get(accountLinks.myDataFile)
  @SignedIn()
  async mineAsFile(@Req() req: Request, @Res() res: Response): Promise<void> {
    this.send(res, await this.requests.exportOfAccount(accountOf(req)));
  }

  @Post(accountLinks.askAboutMyData)
  @SignedIn()
  async askAsMe(@Req() req: Request, @Res() res: Response, @Fields() body: Fields): Promise<void> {
    const asked = await this.requests.askAs(accountOf(req), formOf(body));
    if (!asked.done) return void res.status(422).send(await this.minePage(req, formOf(body), errorsOf(asked)));
    this.received(res, asked.dueOn);
    res.redirect(303, accountLinks.myData);
  }

  @Get(accountLinks.askForLink)
  @Open()
  askPage(@Req() req: Request): string {
    return renderPage(<AskForLinkPage frame={visitorOf(req).frame} email="" errors={[]} />);
  }

  @Post(accountLinks.askForLink)
  @Open()
  async askForLink(@Req() req: Request, @Res() res: Response, @Fields() body: Fields): Promise<void> {
    const { frame } = visitorOf(req);
    const email = (body.email ?? '').trim();
    if (!isMailAddress(email)) {
      return void res.status(422).send(renderPage(<AskForLinkPage frame={frame} email={email} errors={[{ field: 'email', message: 'Indiquez une adresse électronique, par exemple nom@domaine.fr' }]} />));
    }
    await this.requests.requestLink(email);
    res.send(renderPage(<LinkAskedPage frame={frame} email={email} />));
  }

  @Get('/donnees-personnelles/demande/:token')
  @Open()
  async byLink(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    await this.showByLink(req, res, token, emptyForm, []);
  }

  @Get('/donnees-personnelles/demande/:token/donnees.json')
  @Open()
  async fileByLink(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const found = await this.requests.look(token);
    if (!found) return void res.status(410).send(renderPage(<DataLinkDeadPage frame={visitorOf(req).frame} />));
    this.send(res, found.kept);
  }

  @Post('/donnees-personnelles/demande/:token')
  @Open()
  async askByLink(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Fields() body: Fields): Promise<void> {
    const found = await this.requests.look(token);
    if (!found) return void res.status(410).send(renderPage(<DataLinkDeadPage frame={visitorOf(req).frame} />));
    const asked = await this.requests.askByLink(found.link, formOf(body));
    if (!asked.done) return this.showByLink(req, res.status(422), token, formOf(body), errorsOf(asked));
    this.received(res, asked.dueOn);
    res.redirect(303, accountLinks.dataByLink(token));
  }

  private async minePage(req: Request, form: RequestForm, errors: ReturnType<typeof errorsOf>): Promise<string> {
    const account = accountOf(req);
    return renderPage(
      <KeptDataPage
        frame={visitorOf(req).frame} timeZone={anchorZone} whose={account.fullName} kept={await this.requests.keptOnAccount(account.id)} fileHref={accountLinks.myDataFile} formAction={accountLinks.askAboutMyData}
        form={form} errors={errors} departements={[account.departementCode]} breadcrumb={[{ label: 'Mon compte', href: accountLinks.me }, { label: 'Mes données personnelles' }]}
      />,
    );
  }

  private async showByLink(req: Request, res: Response, token: string, form: RequestForm, errors: ReturnType<typeof errorsOf>): Promise<void> {
    const { frame } = visitorOf(req);
    const found = await this.requests.look(token);
    if (!found) return void res.status(410).send(renderPage(<DataLinkDeadPage frame={frame} />));
    res.send(renderPage(
      <KeptDataPage
        frame={frame} timeZone={anchorZone} whose={`l’adresse ${found.link.email}`} kept={found.kept} fileHref={accountLinks.dataFileByLink(token)} formAction={accountLinks.dataByLink(token)}
        form={form} errors={errors} departements={departementsOf(found.kept)} breadcrumb={[{ label: 'Données personnelles', href: '/donnees-personnelles' }, { label: 'Ce qui est gardé sur moi' }]}
      />,
    ));
  }

  /** The same data as the page, and the rules it is kept by. */
  private send(res: Response, kept: KeptData): void {
    res.setHeader('Content-Type', 'application/json; charset=utf-8');
    res.setHeader('Content-Disposition', 'attachment; filename="mes-donnees-paraphe.json"');
    res.send(JSON.stringify({ exportedAt: this.clock.now().toISOString(), ...kept, rules: retentionRules }, null, 2));
  }

  private received(res: Response, dueOn: string): void {
    say(res, this.config, { severity: 'success', text: `Votre demande est reçue. La préfecture vous répond au plus tard ${formatDay(dueOn)}.` });
  }
}
