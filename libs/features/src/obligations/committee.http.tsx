import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { obligationRefusalSentence } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { agreementById } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { accountOf, actorOf, say, visitorOf } from '#libs/features/identity';
import { CONFIG, Database } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { convocationFields, minutesFields, readConvocation, readMinutes, typedFields } from './committee.form.js';
import type { ConvocationForm, MinutesForm } from './committee.form.js';
import { lastOtherAddressees } from './committee.store.js';
import type { CommitteePaper, OtherAddressee } from './committee.store.js';
import { ConvocationPage, MinutesPage } from './committee.views.js';
import type { ObligationRow } from './obligation.store.js';
import { Obligations } from './obligations.js';
import { obligationLinks } from './obligations.links.js';

type Posted = Readonly<Record<string, unknown>>;
type Committee = { row: ObligationRow; agreement: AgreementRow; papers: CommitteePaper[] };

const one = { kind: 'obligation', param: 'id' } as const;
/** What art. 6 gives the committee to speak of. */
const usualAgenda = ['Bilan de la mise en œuvre du label dans le département', 'Axes de progrès', 'Questions diverses'].join('\n');

/** The yearly committee (art. 6): its convocation, then its minutes. */
@Controller()
export class CommitteeController {
  constructor(private readonly obligations: Obligations, private readonly db: Database, @Inject(CONFIG) private readonly config: Config) {}

  @Get('/obligations/:id/convocation')
  @Allow('obligation.manage', one)
  async convocation(@Req() req: Request, @Param('id') id: string): Promise<string> {
    const committee = await this.committee(req, id);
    return this.convocationPage(req, committee, { ...typedFields(convocationFields, {}), ordre: usualAgenda });
  }

  @Post('/obligations/:id/convocation')
  @Allow('obligation.manage', one)
  async convoke(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const committee = await this.committee(req, id);
    const form = typedFields(convocationFields, posted);
    const { value, errors } = readConvocation(form);
    const refuse = (found: readonly FieldError[]): void => void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(this.convocationPage(req, committee, form, found));
    if (!value) return refuse(errors);
    const called = await this.obligations.convoke(actorOf(accountOf(req)), committee.row, value);
    if (!called.accepted) return refuse([{ field: 'jour', message: obligationRefusalSentence(called.refusal) }]);
    say(res, this.config, { severity: 'success', text: 'Le comité est convoqué : la convocation part par courriel, en PDF, à toutes les parties.' });
    res.redirect(HttpStatus.SEE_OTHER, obligationLinks.page(id));
  }

  @Get('/obligations/:id/compte-rendu')
  @Allow('obligation.manage', one)
  async minutes(@Req() req: Request, @Param('id') id: string): Promise<string> {
    const committee = await this.committee(req, id);
    const [anct, ...others] = await this.db.withIdentity(actorOf(accountOf(req)), (tx) => lastOtherAddressees(tx, committee.row.departementCode));
    return this.minutesPage(req, committee, { ...typedFields(minutesFields, {}), ...prepared(committee), anct: anct?.address ?? '', autres: linesOf(others) });
  }

  @Post('/obligations/:id/compte-rendu')
  @Allow('obligation.manage', one)
  async recordMinutes(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const committee = await this.committee(req, id);
    const form = typedFields(minutesFields, posted);
    const { value, errors } = readMinutes(form);
    const refuse = (found: readonly FieldError[]): void => void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(this.minutesPage(req, committee, form, found));
    if (!value) return refuse(errors);
    const kept = await this.obligations.recordMinutes(actorOf(accountOf(req)), committee.row, value);
    if (!kept.accepted) return refuse([{ field: 'jour', message: obligationRefusalSentence(kept.refusal) }]);
    say(res, this.config, { severity: 'success', text: 'Le compte rendu est enregistré : il part par courriel à l’ANCT et à toutes les parties.' });
    res.redirect(HttpStatus.SEE_OTHER, obligationLinks.page(id));
  }

  private convocationPage(req: Request, { row, agreement }: Committee, form: ConvocationForm, errors: readonly FieldError[] = []): string {
    return renderPage(<ConvocationPage frame={visitorOf(req).frame} row={row} agreement={agreement} form={form} errors={errors} />);
  }

  private minutesPage(req: Request, { row, agreement }: Committee, form: MinutesForm, errors: readonly FieldError[] = []): string {
    return renderPage(<MinutesPage frame={visitorOf(req).frame} row={row} agreement={agreement} form={form} errors={errors} />);
  }

  private async committee(req: Request, id: string): Promise<Committee> {
    const actor = actorOf(accountOf(req));
    const row = await this.obligations.find(actor, id);
    const agreement = row && (await this.db.withIdentity(actor, (tx) => agreementById(tx, row.agreementId)));
    if (!row || !agreement || row.kind !== 'steering_committee') throw new NotFoundException();
    return { row, agreement, papers: await this.obligations.committeePapers(actor, id) };
  }
}

/** What the convocation said already is not typed again. */
function prepared({ row, papers }: Committee): Partial<MinutesForm> {
  const called = papers.find((paper) => paper.kind === 'convocation');
  if (called?.kind !== 'convocation') return { jour: row.facts.meeting?.on ?? '' };
  const { on, at, place, agenda } = called.content;
  return { jour: row.facts.meeting?.on ?? on, debut: at, lieu: place, points: agenda.map((point) => `${point}\n`).join('\n') };
}

function linesOf(others: readonly OtherAddressee[]): string {
  return others.map(({ name, address }) => (name === address ? address : `${name} ; ${address}`)).join('\n');
}
