import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { legalDay } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { accountOf, actorOf, clerkOf, may, say, visitorOf } from '#libs/features/identity';
import { sendPaper } from '#libs/features/papers';
import { roundRefusals, subjectOf } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { closedStates, isAnswered } from './answered-places.js';
import { Authorities } from './authorities.js';
import type { AuthorityFileOf, PlaceAuthority, RecordRefusal } from './authorities.js';
import { powerKinds, readAuthority, typedFrom, typedOf } from './authority-form.js';
import type { AuthorityBody, PowerKind, TypedAuthority } from './authority-form.js';
import { authorityFileRoute, authorityLinks } from './authority.links.js';
import { authorityFileField } from './authority-upload.js';
import { AuthoritiesPage, AuthorityPlacePage, standingPart } from './authority.views.js';
import { fileRefusals, recordRefusals } from './authority-words.js';
import { Deposits } from './deposits.js';
import { settleRefusals } from './deposit-refusals.js';
import type { SettleRefusal } from './deposit-refusals.js';
import { returnReasonField } from './deposit.views.js';

type Shown = { file: AuthorityFileOf; place: PlaceAuthority };
type Again = { typed?: TypedAuthority; power?: PowerKind | null; errors?: readonly FieldError[]; acceptance?: { reason: string; errors: readonly FieldError[] }; returned?: string; known?: string | null };
const ofRound = { kind: 'round', param: 'id' } as const;

/** The titles under which the bodies of a round sign, as the préfecture describes them. */
@Controller()
export class AuthorityController {
  constructor(private readonly authorities: Authorities, private readonly deposits: Deposits, @Inject(CONFIG) private readonly config: Config) {}

  @Get('/tournees/:id/habilitations')
  @Allow('round.read', ofRound)
  async list(@Req() req: Request, @Param('id') id: string): Promise<string> {
    const { round, places } = await this.authorities.ofRound(id, actorOf(accountOf(req)));
    return renderPage(<AuthoritiesPage frame={visitorOf(req).frame} roundId={id} number={round.number} places={places} mayWrite={mayDescribe(req, round)} />);
  }

  @Get('/tournees/:id/habilitations/:place')
  @Allow('round.read', ofRound)
  async page(@Req() req: Request, @Param('id') id: string, @Param('place') slotId: string, @Query('titre') asked: unknown): Promise<string> {
    const shown = await this.shown(req, id, slotId);
    const recorded = shown.place.recorded?.facts.power.kind ?? null;
    return this.show(req, shown, { power: powerKinds.find((kind) => kind === asked) ?? recorded });
  }

  @Post('/tournees/:id/habilitations/:place')
  @Allow('round.manage', ofRound)
  async record(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('place') slotId: string, @Body() body: AuthorityBody & { known?: unknown; person?: unknown }): Promise<void> {
    const shown = await this.shown(req, id, slotId);
    const { file: { round, today, tenures }, place: { slot, kind } } = shown;
    const typed = typedFrom(body);
    const power = powerKinds.find((one) => one === typed.power) ?? null;
    // Read again: what was typed comes back beside what the place has become.
    const refused = async (refusal: RecordRefusal) => this.again(req, res, await this.shown(req, id, slotId), { typed, power, errors: [{ field: standingPart, message: recordRefusals[refusal] }] });
    if (isAnswered(slot)) return refused('place_answered');
    if (closedStates.includes(round.state)) return refused('round_closed');
    if (body.person !== undefined && body.person !== slot.signatoryId) return refused('person_changed');
    const holderId = tenures.find((one) => one.id === typed.tenure)?.id ?? null;
    const proofs = (await this.authorities.files(id, slotId, actorOf(clerkOf(req)))).map((file) => file.id);
    const read = readAuthority(typed, { kind, bodyId: slot.bodyId, signatoryId: slot.signatoryId, today, timeZone: round.timeZone, holderId, proofs });
    if (!read.ok) return this.again(req, res, shown, { typed, power, errors: read.errors, known: knownIn(body) });
    const refusal = await this.authorities.record(round, slot, { facts: read.facts, known: knownIn(body) }, actorOf(clerkOf(req)));
    if (refusal) return refused(refusal);
    say(res, this.config, { severity: 'success', text: 'L’habilitation est enregistrée.' });
    res.redirect(303, authorityLinks.place(id, slotId));
  }

  @Post(authorityFileRoute)
  @Allow('round.manage', ofRound)
  async attach(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('place') slotId: string): Promise<void> {
    const shown = await this.shown(req, id, slotId);
    const refusal = req.file ? await this.authorities.keepFile(shown.file.round, slotId, { content: req.file.buffer, originalName: req.file.originalname }, actorOf(clerkOf(req))) : ('file_missing' as const);
    if (refusal) return this.again(req, res, shown, { errors: [{ field: authorityFileField, message: fileRefusals[refusal] }] });
    say(res, this.config, { severity: 'success', text: 'La pièce est jointe. Dites maintenant ce qu’elle prouve.' });
    res.redirect(303, authorityLinks.place(id, slotId));
  }

  @Get('/tournees/:id/habilitations/:place/pieces/:file')
  @Allow('round.read', ofRound)
  async file(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('file', ParseUUIDPipe) fileId: string): Promise<void> {
    const found = await this.authorities.file(id, fileId, actorOf(accountOf(req)));
    if (!found) throw new NotFoundException();
    sendPaper(res, found.row, found.content);
  }

  @Post('/tournees/:id/habilitations/:place/acceptation')
  @Allow('round.manage', ofRound)
  async accept(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('place') slotId: string, @Body() body: { reason?: unknown }): Promise<void> {
    const reason = typeof body.reason === 'string' ? body.reason : '';
    const done = await this.authorities.accept(id, slotId, reason, actorOf(clerkOf(req)));
    if (!done.accepted) return this.again(req, res, await this.shown(req, id, slotId), { acceptance: { reason, errors: [{ field: 'reason', message: roundRefusals[done.refusal].sentence }] } });
    say(res, this.config, { severity: 'success', text: 'L’irrégularité est acceptée ; votre motif est gardé.' });
    res.redirect(303, authorityLinks.place(id, slotId));
  }

  @Get('/tournees/:id/habilitations/:place/depots/pieces/:file')
  @Allow('round.read', ofRound)
  async deposited(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('place') slotId: string, @Param('file', ParseUUIDPipe) fileId: string): Promise<void> {
    const found = await this.deposits.file(id, slotId, fileId, actorOf(accountOf(req)));
    if (!found) throw new NotFoundException();
    sendPaper(res, found.row, found.content);
  }

  @Post('/tournees/:id/habilitations/:place/depots/:deposit/retenue')
  @Allow('round.manage', ofRound)
  async take(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('place') slotId: string, @Param('deposit', ParseUUIDPipe) depositId: string): Promise<void> {
    await this.shown(req, id, slotId);
    const refusal = await this.deposits.take(id, slotId, depositId, actorOf(clerkOf(req)));
    this.settled(res, { id, slotId }, refusal, 'Le dépôt est retenu : cette délibération est celle que la signature suivra.');
  }

  @Post('/tournees/:id/habilitations/:place/depots/:deposit/renvoi')
  @Allow('round.manage', ofRound)
  async giveBack(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('place') slotId: string, @Param('deposit', ParseUUIDPipe) depositId: string, @Body() body: Record<string, unknown>): Promise<void> {
    const shown = await this.shown(req, id, slotId);
    const reason = typeof body[returnReasonField] === 'string' ? body[returnReasonField] : '';
    const settled = await this.deposits.giveBack(id, slotId, depositId, reason, actorOf(clerkOf(req)));
    const { refusal } = settled;
    if (refusal === 'reason_missing') return this.again(req, res, shown, { returned: reason, errors: [{ field: returnReasonField, message: settleRefusals[refusal].sentence }] });
    const told = refusal === null && settled.told;
    this.settled(res, { id, slotId }, refusal, told ? 'Le dépôt est renvoyé ; l’organisme lit votre motif sur sa page et dans un courriel.' : 'Le dépôt est renvoyé. La signature est ouverte : l’organisme ne reçoit aucun courriel et ne peut plus déposer. Appelez-le, puis décrivez la délibération ci-dessous.');
  }

  private settled(res: Response, { id, slotId }: { id: string; slotId: string }, refusal: SettleRefusal | null, done: string): void {
    say(res, this.config, refusal ? { severity: 'error', text: settleRefusals[refusal].sentence } : { severity: 'success', text: done });
    res.redirect(303, authorityLinks.place(id, slotId));
  }

  private async shown(req: Request, id: string, slotId: string): Promise<Shown> {
    const file = await this.authorities.ofRound(id, actorOf(accountOf(req)));
    const place = file.places.find(({ slot }) => slot.id === slotId);
    if (!place) throw new NotFoundException();
    return { file, place };
  }

  private async again(req: Request, res: Response, shown: Shown, again: Again): Promise<void> {
    res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.show(req, shown, again));
  }

  private async show(req: Request, { file: { round, tenures, today }, place }: Shown, { typed, power, errors = [], acceptance = { reason: '', errors: [] }, returned = '', known = place.known }: Again): Promise<string> {
    const described = place.recorded?.facts.power ?? null;
    const files = await this.authorities.files(round.id, place.slot.id, actorOf(accountOf(req)));
    const deposits = await this.deposits.of(round.id, place.slot.id, actorOf(accountOf(req)));
    const waiting = deposits.find(({ settlement }) => settlement === null);
    const worth = waiting ? await this.authorities.worth(round, place, waiting.decision, actorOf(accountOf(req))) : null;
    return renderPage(
      <AuthorityPlacePage
        frame={visitorOf(req).frame} roundId={round.id} number={round.number} subject={subjectOf(round)} feminine={subjectOf(round).feminine} place={place} state={round.state} known={known} power={power ?? described?.kind ?? null}
        typed={typed ?? typedOf({ power: described, decision: place.decision }, round.timeZone)} errors={errors} files={files} tenures={tenures} today={today} mayWrite={mayDescribe(req, round)} acceptance={acceptance}
        deposits={deposits} worth={worth} returned={returned} timeZone={round.timeZone}
      />,
    );
  }
}

function mayDescribe(req: Request, { state }: Pick<RoundRow, 'state'>): boolean {
  return may(req, 'round.manage') && !closedStates.includes(state);
}

/** What the form had read before; null when nothing was described. */
function knownIn({ known }: { known?: unknown }): string | null {
  return typeof known === 'string' && known !== '' ? known : null;
}

/** A day as it was typed; null when it is none. */
export function readDay(typed: unknown): LegalDay | null {
  try {
    return typeof typed === 'string' ? legalDay(typed) : null;
  } catch {
    return null;
  }
}
