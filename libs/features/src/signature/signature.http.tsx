import { Controller, Get, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Open } from '#libs/features/access';
import { OfficialFiles } from '#libs/features/model';
import type { OfficialAnnex } from '#libs/features/model';
import { RoundReader, roundRefusals, sendDocument } from '#libs/features/round';
import type { StoredDocument } from '#libs/features/round';
import { Fields, systemActor } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { SignatoryDoor, frameOf } from './signatory-door.js';
import { SignatoryPages, annexNumbers, standingOf } from './signatory-pages.js';
import { FinalCopyPage } from './signature-after.views.js';
import { signatureLinks } from './signature.links.js';
import { SigningTable, isProposalPending } from './sitting.js';
import type { Sitting } from './sitting.js';
import { readProposal } from './typed.js';

const reader = systemActor('signatory-page');

/** What a signatory sees behind a personal link. Every GET only shows; every act is a POST with a human step. */
@Controller()
export class SignatureController {
  constructor(private readonly door: SignatoryDoor, private readonly pages: SignatoryPages, private readonly table: SigningTable, private readonly rounds: RoundReader, private readonly officialFiles: OfficialFiles) {}

  @Get('/signer/:token')
  @Open()
  async page(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (sitting) await this.pages.show(req, res, token, sitting);
  }

  @Get('/signer/:token/document.pdf')
  @Open()
  async document(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    const document = sitting && (await this.rounds.document(sitting.round, reader));
    if (document) sendDocument(res, { ...document, sealed: false });
  }

  @Get('/signer/:token/annexe-1.pdf')
  @Open()
  charte(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    return this.sendOfficial(req, res, token, 'charte');
  }

  @Get('/signer/:token/annexe-3.pdf')
  @Open()
  accordCadre(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    return this.sendOfficial(req, res, token, 'accordCadre');
  }

  @Post('/signer/:token/refus')
  @Open()
  async refuse(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Fields() body: Fields): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    const reason = body.reason ?? '';
    const act = await this.table.refuse(sitting, reason);
    if (act.done) return res.redirect(303, signatureLinks.page(token));
    if (act.refusal === 'reason_missing' || act.refusal === 'reason_too_long') return this.pages.show(req, res.status(422), token, sitting, { refusal: { reason, errors: [{ field: 'reason', message: roundRefusals[act.refusal].sentence }] } });
    this.again(res, token);
  }

  @Post('/signer/:token/autre-personne')
  @Open()
  async propose(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Fields() body: Fields): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    if (isProposalPending(sitting)) return this.showPending(req, res, token, sitting);
    const read = readProposal(body);
    if ('errors' in read) return this.pages.show(req, res.status(422), token, sitting, { proposal: { typed: read.typed, errors: read.errors } });
    const act = await this.table.propose(sitting, read.proposal);
    // Another who may sign there has said so meanwhile, or a double click has.
    const now = act.done || act.refusal !== 'proposal_pending' ? null : await this.table.sit(token);
    if (now && !('dead' in now)) return this.showPending(req, res, token, now);
    this.again(res, token);
  }

  @Get('/signer/:token/exemplaire')
  @Open()
  async copy(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sealed = await this.sealed(req, res, token);
    if (!sealed) return;
    const { sitting, document } = sealed;
    const { round } = sitting;
    const props = await this.rounds.page(round, round.state as 'sealed', reader);
    const copy = { sealedAt: props.endedAt ?? props.now, timeZone: round.timeZone, signatures: standingOf(sitting).signed, pages: props.document?.pages ?? 0, bytes: document.length, finalHash: round.facts.finalHash ?? '', termEndsOn: props.termEndsOn };
    res.send(renderPage(<FinalCopyPage frame={frameOf(req)} request={await this.door.request(token, sitting)} copy={copy} />));
  }

  @Get('/signer/:token/exemplaire.pdf')
  @Open()
  async copyFile(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sealed = await this.sealed(req, res, token);
    if (sealed) sendDocument(res, sealed.document);
  }

  private showPending(req: Request, res: Response, token: string, sitting: Sitting): Promise<void> {
    return this.pages.show(req, res.status(409), token, sitting, { pending: roundRefusals.proposal_pending.sentence });
  }

  private again(res: Response, token: string): void {
    res.redirect(303, signatureLinks.page(token));
  }

  private async sealed(req: Request, res: Response, token: string): Promise<{ sitting: Sitting; document: StoredDocument } | null> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return null;
    const document = sitting.round.state === 'sealed' ? await this.rounds.document(sitting.round, reader) : null;
    if (document) return { sitting, document };
    res.redirect(303, signatureLinks.page(token));
    return null;
  }

  /** The very file that is attached to the agreement. */
  private async sendOfficial(req: Request, res: Response, token: string, key: OfficialAnnex): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    const row = (await this.officialFiles.chosen(sitting.round.officialFiles, reader))[key];
    if (!row) throw new NotFoundException();
    sendDocument(res, { path: this.officialFiles.path(row), length: row.bytes, fileName: `annexe-${annexNumbers[key]}.pdf`, sealed: false });
  }
}
