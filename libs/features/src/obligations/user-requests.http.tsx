import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { answerDeadline, civilTimeAt, dayAt, zoneOfDepartement } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { accountOf, actorOf, may, say, visitorOf } from '#libs/features/identity';
import { CLOCK, CONFIG, Database, instantOf } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { requestRefusals } from './obligation-words.js';
import { requestChannels } from './obligation.store.js';
import { answersFor, Obligations } from './obligations.js';
import type { RequestRefusal } from './obligations.js';
import { dayOf, textOf, timeOf } from './obligations.http.js';
import { obligationLinks } from './obligations.links.js';
import { UserRequestsPage } from './user-requests.views.js';
import type { RequestForm } from './user-requests.views.js';

type Posted = Readonly<Record<string, unknown>>;

const ofStructure = { kind: 'structure', param: 'id' } as const;
const fieldOf: Record<RequestRefusal, keyof RequestForm> = { no_agreement: 'jour', received_to_come: 'heure', before_force: 'jour', reference_missing: 'reference', reference_names: 'reference' };

/** What users asked of one structure (art. 4.2): recorded by its agents or its gestionnaire, without anybody's name. */
@Controller()
export class UserRequestsController {
  constructor(private readonly obligations: Obligations, private readonly db: Database, @Inject(CONFIG) private readonly config: Config, @Inject(CLOCK) private readonly clock: Clock) {}

  @Get('/demandes-usagers/:id')
  @Allow('obligation.read', ofStructure)
  page(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.show(req, id, null, []);
  }

  @Post('/demandes-usagers/:id')
  @Allow('obligation.prove', ofStructure)
  async record(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const form: RequestForm = { jour: textOf(posted.jour), heure: textOf(posted.heure), voie: textOf(posted.voie), reference: textOf(posted.reference) };
    const receivedAt = timeOf(form.jour, form.heure);
    const channel = requestChannels.find((known) => known === form.voie);
    const refuse = async (errors: readonly FieldError[]): Promise<void> => void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.show(req, id, form, errors));
    if (!receivedAt || !channel) {
      return refuse([
        ...(receivedAt ? [] : [{ field: dayOf(form.jour) ? 'heure' : 'jour', message: 'Donnez le jour et l’heure de la réception : l’article 4.2 compte en heures.' }]),
        ...(channel ? [] : [{ field: 'voie', message: 'Dites comment la demande est venue.' }]),
      ]);
    }
    const recorded = await this.obligations.recordRequest(actorOf(accountOf(req)), id, { receivedAt, channel, reference: form.reference });
    if (!recorded.ok) return refuse([{ field: fieldOf[recorded.refusal], message: requestRefusals[recorded.refusal] }]);
    say(res, this.config, { severity: 'success', text: 'La demande est enregistrée : sa page dit jusqu’à quand répondre.' });
    res.redirect(HttpStatus.SEE_OTHER, obligationLinks.page(recorded.id));
  }

  private async show(req: Request, id: string, typed: RequestForm | null, errors: readonly FieldError[]): Promise<string> {
    const actor = actorOf(accountOf(req));
    const [card]: { name: string }[] = await this.db.withIdentity(actor, (tx) => tx.query('select name from structure where id = $1', [id]));
    if (!card) throw new NotFoundException();
    const bound = await this.obligations.boundStructure(id);
    const instant = instantOf(this.clock);
    const departementCode = bound?.agreement.departementCode ?? accountOf(req).departementCode;
    const timeZone = bound?.agreement.timeZone ?? 'Europe/Paris';
    const receivedAt = civilTimeAt(instant, timeZone);
    const now = bound && answerDeadline({ receivedAt, zone: zoneOfDepartement(departementCode), chosen: bound.agreement.readings['delai72.mode'], opening: bound.opening });
    const mayRecord = may(req, 'obligation.prove') && bound !== null && answersFor(actor, { structureId: id, gestionnaireId: bound.gestionnaireId });
    const form = typed ?? { jour: receivedAt.slice(0, 10), heure: receivedAt.slice(11, 16), voie: '', reference: '' };
    const rows = await this.obligations.requests(actor, id);
    return renderPage(<UserRequestsPage frame={visitorOf(req).frame} structure={{ id, name: card.name }} rows={rows} today={dayAt(instant, timeZone)} now={now} mayRecord={mayRecord} form={form} errors={errors} />);
  }
}
