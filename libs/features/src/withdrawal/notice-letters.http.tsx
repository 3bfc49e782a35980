import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { withdrawalRefusalSentence } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { say, visitorOf } from '#libs/features/identity';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { AuthorityPage } from './notice-file.views.js';
import { letterField, readAuthority, readLetters } from './notice-input.js';
import type { Posted, TypedAuthority, TypedLetter } from './notice-input.js';
import { LettersPage, PreviewPage } from './notice-letters.views.js';
import { NoticePrinter } from './notice-printer.js';
import { refusalForeseen, refusalWords } from './notice.refusals.js';
import { fileStem, namesOf } from './notice-words.js';
import { noticeLinks } from './withdrawal.links.js';
import { Withdrawals } from './withdrawals.js';
import type { NoticeFile } from './withdrawals.js';

const ofNotice = { kind: 'withdrawal', param: 'id' } as const;
const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const emptyLetter: TypedLetter = { mode: '', tracking: '', sentOn: '', presentedOn: '', deliveredOn: '', outcome: '' };

/** The authority, the letters, and the answer before it is confirmed. */
@Controller()
export class NoticeLettersController {
  constructor(private readonly notices: Withdrawals, private readonly printer: NoticePrinter, @Inject(CONFIG) private readonly config: Config) {}

  @Get('/preavis/:id/pouvoir')
  @Allow('notice.file', ofNotice)
  async authority(@Req() req: Request, @Param('id') id: string): Promise<string> {
    const file = await this.prepared(req, id);
    const known = file.row.facts.authority;
    return this.authorityPage(req, file, known ? { ...known, transmittedOn: known.transmittedOn ?? '' } : { kind: '', reference: '', decidedOn: '', transmittedOn: '' }, []);
  }

  @Post('/preavis/:id/pouvoir')
  @Allow('notice.file', ofNotice)
  async showAuthority(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const file = await this.prepared(req, id);
    const { typed, authority, errors } = readAuthority(posted);
    const refuse = (faults: readonly FieldError[]): void => void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(this.authorityPage(req, file, typed, faults));
    if (!authority) return refuse(errors);
    const done = await this.notices.showAuthority(id, authority, principalOf(req));
    if (!done) throw new NotFoundException();
    if (!done.ok) return refuse([{ field: 'reference', message: refusalWords(done.refusal).sentence }]);
    // Once a letter has left, its proof of transmission is all that came: there is nothing to send.
    const isOnItsWay = file.row.facts.letters.some(({ mode }) => mode !== 'plain_message');
    res.redirect(HttpStatus.SEE_OTHER, isOnItsWay ? noticeLinks.page(id) : noticeLinks.letters(id));
  }

  @Get('/preavis/:id/lettres')
  @Allow('notice.file', ofNotice)
  async letters(@Req() req: Request, @Param('id') id: string): Promise<string> {
    const file = await this.prepared(req, id);
    return this.lettersPage(req, file, file.row.facts.addressees.map(() => ({ ...emptyLetter, outcome: 'delivered' })), []);
  }

  /** One form, three buttons: look at the answer, mend what was typed, record. */
  @Post('/preavis/:id/lettres')
  @Allow('notice.file', ofNotice)
  async send(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const file = await this.prepared(req, id);
    const { row, today } = file;
    const { typed, letters, errors } = readLetters(posted, row.facts.addressees, { received: isReceived(file), today });
    if (posted.etape === 'corriger') return void res.send(this.lettersPage(req, file, typed, []));
    if (errors.length > 0) return void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(this.lettersPage(req, file, typed, errors));
    if (posted.etape !== 'enregistrer') return void res.send(this.previewPage(req, file, typed, this.notices.foreseeLetters(file, letters)));
    const done = await this.notices.send(id, letters, principalOf(req));
    if (!done) throw new NotFoundException();
    if (!done.ok && done.refusal.code === 'letter_known_already') return res.redirect(HttpStatus.SEE_OTHER, noticeLinks.page(id));
    if (!done.ok) return void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(this.lettersPage(req, file, typed, [{ field: letterField(0, 'mode'), message: refusalWords(done.refusal).sentence }]));
    say(res, this.config, { severity: 'success', text: isReceived(file) ? 'La lettre est enregistrée.' : 'L’envoi est enregistré. Le récépissé scellé arrive dans les pièces.' });
    res.redirect(HttpStatus.SEE_OTHER, noticeLinks.page(id));
  }

  @Get('/preavis/:id/lettres/:addressee/lettre.docx')
  @Allow('notice.file', ofNotice)
  letterWord(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('addressee') addressee: string): Promise<void> {
    return this.letter(req, res, id, addressee, 'docx');
  }

  @Get('/preavis/:id/lettres/:addressee/lettre.pdf')
  @Allow('notice.file', ofNotice)
  letterPdf(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('addressee') addressee: string): Promise<void> {
    return this.letter(req, res, id, addressee, 'pdf');
  }

  private async letter(req: Request, res: Response, id: string, addressee: string, format: 'docx' | 'pdf'): Promise<void> {
    const { row, agreement } = await this.prepared(req, id);
    const printed = await this.printer.letter(row, agreement, addressee);
    if (!printed) throw new NotFoundException();
    res.attachment(`${fileStem(row, agreement.number)}.${format}`).setHeader('content-type', format === 'pdf' ? 'application/pdf' : docxType);
    res.send(printed[format]);
  }

  private authorityPage(req: Request, { row, agreement, today }: NoticeFile, form: TypedAuthority, errors: readonly FieldError[]): string {
    return renderPage(<AuthorityPage frame={visitorOf(req).frame} row={row} agreement={agreement} today={today} form={form} errors={errors} />);
  }

  private lettersPage(req: Request, file: NoticeFile, typed: readonly TypedLetter[], errors: readonly FieldError[]): string {
    const { role, organisationId } = principalOf(req).standing;
    const mine = isReceived(file) && role === 'gestionnaire' ? organisationId : null;
    return renderPage(<LettersPage frame={visitorOf(req).frame} file={file} nameOf={namesOf(file.parties)} typed={typed} errors={errors} received={isReceived(file)} mine={mine} />);
  }

  private previewPage(req: Request, file: NoticeFile, typed: readonly TypedLetter[], foreseen: ReturnType<Withdrawals['foreseeLetters']>): string {
    const refusal = foreseen.accepted ? null : foreseen.by === 'withdrawal' ? withdrawalRefusalSentence(foreseen.refusal) : refusalWords(refusalForeseen(foreseen)).sentence;
    return renderPage(<PreviewPage frame={visitorOf(req).frame} file={file} nameOf={namesOf(file.parties)} typed={typed} received={isReceived(file)} foreseen={foreseen.accepted ? foreseen.withdrawal.facts : null} refusal={refusal} />);
  }

  /** Only whoever prepares a notice sees how it is prepared. */
  private async prepared(req: Request, id: string): Promise<NoticeFile> {
    const file = await this.notices.find(id, principalOf(req));
    if (!file || !file.rights.prepare) throw new NotFoundException();
    return file;
  }
}

/** What is typed is what arrived: the notice was entered by an addressee, or the one who types is one. */
function isReceived({ row, rights }: NoticeFile): boolean {
  return row.received || rights.lettersOf !== null;
}
