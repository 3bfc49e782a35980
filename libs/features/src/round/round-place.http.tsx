import { Body, Controller, Get, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { legalDay } from '#libs/domain';
import type { LegalDay, NotPossibleNow, ReplacementCause, RoundRefusal } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { actorOf, clerkOf, say, uploadedName, visitorOf } from '#libs/features/identity';
import { scanType, sendPaper } from '#libs/features/papers';
import { CONFIG, WorkflowRunner } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { scanField } from './paper-upload.js';
import { PlacePage, placeFields } from './round-place.views.js';
import type { ChangeForm, TypedPlace } from './round-place.views.js';
import { roundLinks } from './round.links.js';
import { PlaceReader } from './round.place-read.js';
import type { PlaceOfRound } from './round.place-read.js';
import { RoundPlaces } from './round.places.js';
import { roundRefusals } from './round.refusals.js';
import { rounds } from './round.store.js';
import { signatoryTyped } from './signatory-input.js';
import type { NewSignatory, TypedSignatory } from './signatory-input.js';

type Posted = Record<string, unknown>;

const causes: Record<ChangeForm, ReplacementCause> = { replace: 'other_person', address: 'address', spelling: 'spelling' };
const done: Record<ChangeForm, string> = {
  replace: 'La personne désignée recevra son lien ; les autres signatures ne changent pas.',
  address: 'L’adresse est corrigée ; l’ancien lien ne permet plus de signer.',
  spelling: 'Le nom est corrigé ; les autres signatures ne changent pas.',
};
/** A browser does not fill that field again. */
const scanAgain: FieldError = { field: scanField, message: 'Joignez de nouveau la copie numérisée : un fichier ne se garde pas d’un envoi à l’autre' };
const sameAddress = 'C’est déjà l’adresse enregistrée : indiquez celle qu’il faut';

/** One person asked to sign for one body: replaced, or better written, while everybody else stays as they are. */
@Controller('/tournees/:id/emplacements/:slot')
export class RoundPlaceController {
  constructor(private readonly reader: PlaceReader, private readonly places: RoundPlaces, private readonly runner: WorkflowRunner, @Inject(CONFIG) private readonly config: Config) {}

  @Get('signataires/:person')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  async page(@Req() req: Request, @Param('id') id: string, @Param('slot') slotId: string, @Param('person') signatoryId: string): Promise<string> {
    return this.shown(req, await this.place(req, id, slotId, signatoryId));
  }

  @Post('signataires/:person/remplacement')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  replace(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('slot') slotId: string, @Param('person') signatoryId: string, @Body() posted: Posted): Promise<void> {
    return this.change(req, res, [id, slotId, signatoryId], 'replace', posted);
  }

  @Post('signataires/:person/adresse')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  correctAddress(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('slot') slotId: string, @Param('person') signatoryId: string, @Body() posted: Posted): Promise<void> {
    return this.change(req, res, [id, slotId, signatoryId], 'address', posted);
  }

  @Post('signataires/:person/orthographe')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  correctSpelling(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('slot') slotId: string, @Param('person') signatoryId: string, @Body() posted: Posted): Promise<void> {
    return this.change(req, res, [id, slotId, signatoryId], 'spelling', posted);
  }

  @Post('signataires/:person/papier')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  async recordPaper(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('slot') slotId: string, @Param('person') signatoryId: string, @Body() posted: Posted): Promise<void> {
    const place = await this.place(req, id, slotId, signatoryId);
    const signedOn = typeof posted.signedOn === 'string' ? posted.signedOn : '';
    const day = dayOf(signedOn);
    const mediaType = req.file ? scanType(req.file.buffer) : null;
    const errors: FieldError[] = [
      ...(day ? [] : [{ field: 'signedOn', message: 'Indiquez le jour porté sur le papier, par exemple 31/12/2026' }]),
      ...(!req.file || req.file.size === 0 ? [{ field: scanField, message: 'Joignez la copie numérisée de l’exemplaire signé' }] : mediaType ? (day ? [] : [scanAgain]) : [{ field: scanField, message: 'Ce fichier n’est ni un PDF, ni une image PNG ou JPEG. Enregistrez-le en PDF, puis joignez-le de nouveau.' }]),
    ];
    if (errors.length > 0 || !day || !req.file || !mediaType) return this.refuse(req, res, place, { form: 'paper', typed: {}, signedOn, errors });
    const scan = { fileName: uploadedName(req.file.originalname), mediaType, content: req.file.buffer };
    const submission = await this.places.recordPaper(id, { slotId, signatoryId, signedOn: day, scan }, actorOf(clerkOf(req)));
    if (!submission.accepted && (submission.refusal === 'signed_in_future' || submission.refusal === 'signed_before_text')) return this.refuse(req, res, place, { form: 'paper', typed: {}, signedOn, errors: [{ field: 'signedOn', message: roundRefusals[submission.refusal].sentence }, scanAgain] });
    this.answer(res, id, submission.accepted ? null : submission.refusal, 'La signature manuscrite est enregistrée, avec sa copie numérisée.');
  }

  @Get('papier')
  @Allow('round.read', { kind: 'round', param: 'id' })
  async scan(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('slot') slotId: string): Promise<void> {
    await this.place(req, id, slotId, null);
    const found = await this.places.scanOf(id, slotId, actorOf(clerkOf(req)));
    if (!found) throw new NotFoundException();
    sendPaper(res, found.paper, found.content);
  }

  @Post('proposition')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  async dismiss(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('slot') slotId: string): Promise<void> {
    await this.place(req, id, slotId, null);
    const submission = await this.runner.submit(rounds, id, { type: 'dismissProposal', slotId }, actorOf(clerkOf(req)));
    this.answer(res, id, submission.accepted ? null : submission.refusal, 'La personne invitée reste celle qui doit signer.');
  }

  private async change(req: Request, res: Response, [id, slotId, signatoryId]: [string, string, string], form: ChangeForm, posted: Posted): Promise<void> {
    const place = await this.place(req, id, slotId, signatoryId);
    const typed = typedIn(form, posted);
    // What the form does not ask stays as it was: an address that is corrected leaves the name alone.
    const read = signatoryTyped({ ...place.person, ...typed });
    const errors = 'errors' in read ? read.errors : form === 'address' && read.person.email === place.person.email && (read.person.mobile ?? null) === (place.person.mobile ?? null) ? [{ field: 'email', message: sameAddress }] : [];
    if (errors.length > 0 || !('person' in read)) return this.refuse(req, res, place, { form, typed: textsOf(typed), errors: errors.map(({ field, message }) => ({ field: placeFields[form][field as keyof NewSignatory] ?? field, message })) });
    const submission = await this.places.replace(id, { slotId, signatoryId, cause: causes[form], person: read.person }, actorOf(clerkOf(req)));
    this.answer(res, id, submission.accepted ? null : submission.refusal, done[form]);
  }

  private async refuse(req: Request, res: Response, place: PlaceOfRound, refused: TypedPlace): Promise<void> {
    res.status(422).send(this.shown(req, place, refused));
  }

  private shown(req: Request, { round, line, person, card, proposed, asked, changeable, paperDays }: PlaceOfRound, refused?: TypedPlace): string {
    return renderPage(<PlacePage frame={visitorOf(req).frame} roundId={round.id} number={round.number} line={line} person={person} card={card} proposed={proposed} asked={asked} changeable={changeable} paperDays={paperDays} bySms={this.config.sms !== null} {...(refused && { refused })} />);
  }

  private answer(res: Response, id: string, refusal: RoundRefusal | NotPossibleNow | null, text: string): void {
    say(res, this.config, refusal === null ? { severity: 'success', text } : { severity: 'error', text: roundRefusals[refusal].sentence });
    res.redirect(303, roundLinks.page(id));
  }

  private async place(req: Request, id: string, slotId: string, signatoryId: string | null): Promise<PlaceOfRound> {
    const clerk = clerkOf(req);
    const place = await this.reader.find({ roundId: id, slotId, signatoryId, departementCode: clerk.departementCode }, actorOf(clerk));
    if (!place) throw new NotFoundException();
    return place;
  }
}

function dayOf(text: string): LegalDay | null {
  try {
    return legalDay(text);
  } catch {
    return null;
  }
}

function typedIn(form: ChangeForm, posted: Posted): TypedSignatory {
  // The number is asked only where codes leave by SMS: not asked, it stays, unless another person comes.
  const asked = Object.entries(placeFields[form]).filter(([field, name]) => field !== 'mobile' || form === 'replace' || name in posted);
  return Object.fromEntries(asked.map(([field, name]) => [field, posted[name] ?? '']));
}

/** As it is put back in the form. */
function textsOf(typed: TypedSignatory): Partial<NewSignatory> {
  return Object.fromEntries(Object.entries(typed).map(([field, value]) => [field, typeof value === 'string' ? value : '']));
}
