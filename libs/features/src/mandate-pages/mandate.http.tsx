import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Req, Res, Sse } from '@nestjs/common';
import type { MessageEvent } from '@nestjs/common';
import type { Request, Response } from 'express';
import { debounceTime, map, merge, of } from 'rxjs';
import type { Observable } from 'rxjs';
import { demarches } from '#libs/domain';
import type { MandateAct } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { say, uploadedName, visitorOf } from '#libs/features/identity';
import { Mandates, sendMandateFile } from '#libs/features/mandate';
import type { MandateDone, MandateFile } from '#libs/features/mandate';
import { CONFIG, LiveFeed } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { actField, actNoteField, actPartnerField, noteField, sharingField, titleField } from './mandate-acts.views.js';
import { textOf } from './mandate-form.js';
import type { Posted } from './mandate-form.js';
import { mandateShown } from './mandate-issue.desk.js';
import { mandateLinks } from './mandate-pages.links.js';
import { mandateTimeline } from './mandate-timeline.js';
import { documentField } from './mandate-upload.js';
import type { TypedOnMandate } from './mandate-shown.js';
import { MandatePage } from './mandate.views.js';
import { showPdf } from './pdf-answer.js';

const one = { kind: 'mandate', param: 'id' } as const;
/** Several lines of the journal come with one change: the page looks again once. */
const quietMs = 200;

/** One mandate, and what is done under it. */
@Controller()
export class MandateController {
  constructor(private readonly mandates: Mandates, private readonly live: LiveFeed, @Inject(CONFIG) private readonly config: Config) {}

  @Get('/mandats/:id')
  @Allow('mandate.read', one)
  async page(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.show(req, await this.found(req, id));
  }

  @Sse('/mandats/:id/evenements')
  @Allow('mandate.read', one)
  events(@Param('id') id: string): Observable<MessageEvent> {
    return merge(of({ type: 'ready', data: 'ready' }), this.live.of('mandate', id).pipe(debounceTime(quietMs), map(() => ({ data: 'changed' }))));
  }

  @Get('/mandats/:id/copie.pdf')
  @Allow('mandate.read', one)
  async copy(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const pdf = await this.mandates.copy(id, principalOf(req));
    if (!pdf) throw new NotFoundException();
    showPdf(res, pdf, 'mandat.pdf');
  }

  @Get('/mandats/:id/recu.pdf')
  @Allow('mandate.read', one)
  async receipt(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const pdf = await this.mandates.receipt(id, principalOf(req));
    if (!pdf) throw new NotFoundException();
    showPdf(res, pdf, 'recu-de-fin-de-mandat.pdf');
  }

  @Get('/mandats/:id/documents/:document')
  @Allow('mandate.read', one)
  async document(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('document') documentId: string): Promise<void> {
    const found = await this.mandates.document(id, documentId, principalOf(req));
    if (!found) throw new NotFoundException();
    sendMandateFile(res, { ...found, name: found.title });
  }

  @Post('/mandats/:id/acte')
  @Allow('mandate.act', one)
  async act(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const [partner, note] = [textOf(posted[actPartnerField]), textOf(posted[actNoteField])];
    const act = readAct(textOf(posted[actField]));
    const typed = { act: { partner, note } };
    const errors: FieldError[] = [
      ...(partner === '' ? [{ field: actPartnerField, message: 'Choisissez l’organisme.' }] : []),
      ...(act ? [] : [{ field: actField, message: 'Touchez ce que vous avez fait.' }]),
    ];
    if (!act || errors.length > 0) return this.refuse(req, res, id, typed, errors);
    const done = await this.mandates.act(id, { ...act, partner, ...(note !== '' && { note }) }, principalOf(req));
    await this.answer(req, res, id, done, typed, !done.ok && done.field === 'note' ? actNoteField : actPartnerField, 'L’acte est noté.');
  }

  @Post('/mandats/:id/note')
  @Allow('mandate.act', one)
  async note(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const note = textOf(posted[noteField]);
    await this.answer(req, res, id, await this.mandates.addNote(id, note, principalOf(req)), { note }, noteField, 'La note est gardée jusqu’à la fin du mandat.');
  }

  @Post('/mandats/:id/documents')
  @Allow('mandate.act', one)
  async addDocument(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const { file } = req;
    const title = textOf(posted[titleField]);
    if (!file || file.size === 0) return this.refuse(req, res, id, { title }, [{ field: documentField, message: 'Choisissez un fichier.' }]);
    const done = await this.mandates.addDocument(id, { title: title || uploadedName(file.originalname), content: file.buffer }, principalOf(req));
    await this.answer(req, res, id, done, { title }, !done.ok && done.field === 'title' ? titleField : documentField, 'La pièce est gardée jusqu’à la fin du mandat.');
  }

  @Post('/mandats/:id/partage')
  @Allow('mandate.act', one)
  async share(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    await this.answer(req, res, id, await this.mandates.consentSharing(id, textOf(posted[sharingField]), principalOf(req)), {}, sharingField, 'L’accord de la personne est noté.');
  }

  private async answer(req: Request, res: Response, id: string, done: MandateDone, typed: TypedOnMandate, field: string, said: string): Promise<void> {
    if (!done.ok) return this.refuse(req, res, id, typed, [{ field, message: done.sentence }]);
    say(res, this.config, { severity: 'success', text: said });
    res.redirect(HttpStatus.SEE_OTHER, mandateLinks.page(id));
  }

  private async refuse(req: Request, res: Response, id: string, typed: TypedOnMandate, errors: readonly FieldError[]): Promise<void> {
    res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.show(req, await this.found(req, id), typed, errors));
  }

  private async found(req: Request, id: string): Promise<MandateFile> {
    const file = await this.mandates.file(id, principalOf(req));
    if (!file) throw new NotFoundException();
    return file;
  }

  private async show(req: Request, file: MandateFile, typed: TypedOnMandate = {}, errors: readonly FieldError[] = []): Promise<string> {
    const { row, today, secrets, proofs, can } = file;
    const at = await this.mandates.standing(principalOf(req));
    const made = (kind: 'original' | 'receipt', expected: boolean) => (proofs.some((proof) => proof.kind === kind) ? 'ready' as const : expected && row.state !== 'forgotten' ? 'coming' as const : 'none' as const);
    return renderPage(
      <MandatePage
        frame={visitorOf(req).frame} id={row.id} number={row.number} state={row.state} facts={row.facts} today={today} text={mandateShown(file)} timeline={mandateTimeline(file)}
        notes={secrets.flatMap(({ kind, createdAt, text }) => (kind === 'note' ? [{ at: createdAt.toISOString(), text: text ?? '' }] : []))}
        documents={secrets.flatMap(({ id, kind, title, bytes, createdAt }) => (kind === 'document' ? [{ id, title: title ?? '', bytes, at: createdAt.toISOString() }] : []))}
        partners={[...(at?.partnerNames ?? file.partnerNames)].map(([partnerId, name]) => ({ id: partnerId, name }))}
        files={{ original: made('original', row.facts.signed !== null), receipt: made('receipt', row.facts.end !== null) }}
        rights={{ act: row.state === 'active' && can.has('act'), end: row.state === 'active' && can.has('revoke') }} typed={typed} errors={errors}
      />,
    );
  }
}

/** « family/action », as the button says it. */
function readAct(said: string): Pick<MandateAct, 'demarche' | 'kind'> | null {
  const [demarcheSaid, kind] = said.split('/');
  const demarche = demarches.find((known) => known === demarcheSaid);
  return demarche && (kind === 'action' || kind === 'data_request') ? { demarche, kind } : null;
}
