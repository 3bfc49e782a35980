import { Body, Controller, Get, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { isSettled, missingSlots } from '#libs/domain';
import { Open } from '#libs/features/access';
import { OfficialFiles } from '#libs/features/model';
import type { OfficialAnnex } from '#libs/features/model';
import { RoundReader, missingByCollege, roundRefusals, sendDocument } from '#libs/features/round';
import type { StoredDocument } from '#libs/features/round';
import { CLOCK, instantOf, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { maskEmail, renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { isAwaited } from './place.js';
import { SignatoryDoor, frameOf } from './signatory-door.js';
import { CodesExhaustedPage, FinalCopyPage, NotYourTurnPage, RefusedPage, SignedByAnotherPage, SuspendedPage, ThanksPage } from './signature-after.views.js';
import { FollowPage } from './signature-follow.views.js';
import type { Standing } from './signature-follow.views.js';
import { signatureLinks } from './signature.links.js';
import { CodePage, SignPage } from './signature.views.js';
import type { NameForm, ProposalForm, RefusalForm } from './signature.views.js';
import { SigningTable, codeMinutes, irregularitiesOf, mayAskAgain, triesLeft } from './sitting.js';
import type { CodeRefusal, Sitting } from './sitting.js';
import { readProposal } from './typed.js';

const reader = systemActor('signatory-page');

const annexNumbers = { charte: 1, accordCadre: 3 } as const satisfies Record<OfficialAnnex, number>;
const officialOrder = (['charte', 'accordCadre'] as const).map((key) => ({ key, annex: annexNumbers[key] }));

const codeSentences: Record<CodeRefusal, string> = {
  wrong_code: 'Ce code n’est pas le bon. Vérifiez les six chiffres du dernier courriel reçu.',
  code_dead: 'Ce code n’est plus valable. Demandez-en un autre : rien n’est perdu.',
  codes_exhausted: 'Trop de codes faux ont été saisis. Demandez un nouveau lien : il partira vers l’adresse connue de la préfecture.',
  too_many_codes: 'Trop de codes ont été demandés en une heure. Attendez un peu avant d’en demander un autre, ou appelez la préfecture.',
  name_missing: 'Tapez votre prénom et votre nom.',
};

/** What a signatory sees behind a personal link. Every GET only shows; every act is a POST with a human step. */
@Controller()
export class SignatureController {
  constructor(private readonly door: SignatoryDoor, private readonly table: SigningTable, private readonly rounds: RoundReader, private readonly officialFiles: OfficialFiles, @Inject(CLOCK) private readonly clock: Clock) {}

  @Get('/signer/:token')
  @Open()
  async page(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (sitting) await this.show(req, res, token, sitting);
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

  @Post('/signer/:token/code')
  @Open()
  async requestCode(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Body() body: Record<string, string>): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    const fullName = body.fullName ?? '';
    const act = await this.table.requestCode(sitting, fullName);
    if (act.done) return res.redirect(303, signatureLinks.requestCode(token));
    if (act.refusal === 'name_missing') return this.show(req, res.status(422), token, sitting, { name: { fullName, errors: [{ field: 'fullName', message: codeSentences.name_missing }] } });
    if (act.refusal === 'codes_exhausted') return this.show(req, res.status(429), token, { ...sitting, exhausted: true });
    if (act.refusal === 'authority_irregular') return this.show(req, res.status(409), token, sitting);
    if (act.refusal === 'too_many_codes') return this.show(req, res.status(429), token, sitting, { name: { fullName, errors: [{ field: 'fullName', message: codeSentences.too_many_codes }] } });
    this.again(res, token);
  }

  @Get('/signer/:token/code')
  @Open()
  async codePage(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    if (!sitting.code || sitting.exhausted || !isAwaited(sitting)) return this.again(res, token);
    this.showCode(req, res, token, sitting, []);
  }

  @Post('/signer/:token/signature')
  @Open()
  async sign(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Body() body: Record<string, string>): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    const act = await this.table.sign(sitting, body.code ?? '', { ip: req.ip ?? '', userAgent: req.get('user-agent') ?? '' });
    if (act.done) return res.redirect(303, signatureLinks.page(token));
    const now = await this.table.sit(token);
    // A double click, a second tab: whoever has signed sees that they have, never an error.
    if ('dead' in now || act.refusal === 'read_only' || !isAwaited(now)) return this.again(res, token);
    if (now.exhausted) return this.show(req, res.status(429), token, now);
    if (act.refusal === 'authority_irregular') return this.show(req, res.status(409), token, now);
    if (act.refusal === 'wrong_code' && now.code) return this.showCode(req, res.status(422), token, now, [{ field: 'code', message: codeSentences.wrong_code }]);
    const message = act.refusal in codeSentences ? codeSentences.code_dead : roundRefusals[act.refusal as keyof typeof roundRefusals].sentence;
    await this.show(req, res.status(422), token, now, { name: { fullName: body.fullName ?? '', errors: [{ field: 'fullName', message }] } });
  }

  @Post('/signer/:token/refus')
  @Open()
  async refuse(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Body() body: Record<string, string>): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    const reason = body.reason ?? '';
    const act = await this.table.refuse(sitting, reason);
    if (act.done) return res.redirect(303, signatureLinks.page(token));
    if (act.refusal === 'reason_missing') return this.show(req, res.status(422), token, sitting, { refusal: { reason, errors: [{ field: 'reason', message: roundRefusals.reason_missing.sentence }] } });
    this.again(res, token);
  }

  @Post('/signer/:token/autre-personne')
  @Open()
  async propose(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Body() body: Record<string, string>): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    const read = readProposal(body);
    if ('errors' in read) return this.show(req, res.status(422), token, sitting, { proposal: { typed: read.typed, errors: read.errors } });
    await this.table.propose(sitting, read.proposal);
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
    res.send(renderPage(<FinalCopyPage frame={frameOf(req)} request={this.door.request(token, sitting)} copy={copy} />));
  }

  @Get('/signer/:token/exemplaire.pdf')
  @Open()
  async copyFile(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sealed = await this.sealed(req, res, token);
    if (sealed) sendDocument(res, sealed.document);
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

  /** The page that tells the truth about this place, now. */
  private async show(req: Request, res: Response, token: string, sitting: Sitting, typed: { name?: NameForm; refusal?: RefusalForm; proposal?: ProposalForm } = {}): Promise<void> {
    const frame = frameOf(req);
    const request = this.door.request(token, sitting);
    const { link, round, slot, person, signedBy } = sitting;
    const send = (page: VNode) => void res.send(renderPage(page));
    const at = { since: slot.since ?? instantOf(this.clock), timeZone: round.timeZone };
    if (round.state === 'sealed' && slot.state === 'approved') return res.redirect(303, signatureLinks.finalCopy(token));
    if (link.purpose === 'copy') return send(<FollowPage frame={frame} request={request} standing={standingOf(sitting)} maskedEmail={maskEmail(person.email)} />);
    if (signedBy) return send(<SignedByAnotherPage frame={frame} request={request} signedAt={at.since} timeZone={at.timeZone} by={`${signedBy.civility} ${signedBy.firstName} ${signedBy.lastName}, ${signedBy.quality}`} />);
    if (slot.state === 'approved') return send(<ThanksPage frame={frame} request={request} outcome={{ ...standingOf(sitting), signedAt: at.since, fullName: request.person, contentHash: round.facts.contentHash ?? '' }} />);
    if (slot.state === 'refused' || slot.state === 'declined') return send(<RefusedPage frame={frame} request={request} refusedAt={at.since} timeZone={at.timeZone} reason={slot.reason ?? ''} />);
    if (round.state === 'blocked' || round.state === 'expired') return send(<SuspendedPage frame={frame} request={request} why={round.state} />);
    if (slot.state === 'waiting') return send(<NotYourTurnPage frame={frame} request={request} before={round.facts.slots.filter((other) => other.group < slot.group && !isSettled(other)).length} />);
    if (sitting.exhausted) return send(<CodesExhaustedPage frame={frame} request={request} maskedEmail={maskEmail(person.email)} />);
    const document = await this.rounds.documentToRead(round, slot.id, reader);
    const chosen = await this.officialFiles.chosen(round.officialFiles, reader);
    const officialAnnexes = officialOrder.flatMap(({ key, annex }) => (chosen[key] ? [{ annex, title: chosen[key].title, pages: chosen[key].pages }] : []));
    send(<SignPage frame={frame} request={request} document={{ ...document, officialAnnexes }} proposed={sitting.proposal?.fullName ?? null} irregularities={irregularitiesOf(sitting)} {...typed} />);
  }

  /** The very file that is attached to the agreement. */
  private async sendOfficial(req: Request, res: Response, token: string, key: OfficialAnnex): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    const row = (await this.officialFiles.chosen(sitting.round.officialFiles, reader))[key];
    if (!row) throw new NotFoundException();
    sendDocument(res, { path: this.officialFiles.path(row), length: row.bytes, fileName: `annexe-${annexNumbers[key]}.pdf`, sealed: false });
  }

  private showCode(req: Request, res: Response, token: string, sitting: Sitting, errors: readonly FieldError[]): void {
    const code = { maskedEmail: maskEmail(sitting.person.email), fullName: sitting.code!.typedName, validMinutes: codeMinutes, triesLeft: triesLeft(sitting.code!), canResend: mayAskAgain(sitting.code!, this.clock.now()), errors };
    res.send(renderPage(<CodePage frame={frameOf(req)} request={this.door.request(token, sitting)} code={code} />));
  }
}

function standingOf({ round, slot }: Sitting): Standing {
  const { slots } = round.facts;
  const awaited = missingByCollege(missingSlots(round.facts));
  return {
    state: round.state, slotState: slot.state, since: slot.since, timeZone: round.timeZone, signed: slots.filter(({ state }) => state === 'approved').length, total: slots.filter(({ state }) => state !== 'declined').length, awaited: awaited ? [awaited] : [],
  };
}
