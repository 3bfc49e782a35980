import { Body, Controller, Get, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { dayAt } from '#libs/domain';
import { Open } from '#libs/features/access';
import { LinksSentPage, RecoverLinksPage, identityLinks, visitorOf } from '#libs/features/identity';
import { OfficialFiles } from '#libs/features/model';
import type { OfficialAnnex } from '#libs/features/model';
import { RoundReader, missingByCollege, roundRefusals, sendDocument, subjectOf } from '#libs/features/round';
import type { StoredDocument } from '#libs/features/round';
import { CLOCK, instantOf, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { maskEmail, renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { DeadLinkPage, FinalCopyPage, LinkRenewedPage, NotYourTurnPage, RefusedPage, SuspendedPage, ThanksPage } from './signature-after.views.js';
import { signatureLinks } from './signature.links.js';
import { CodePage, SignPage } from './signature.views.js';
import type { SignatureRequest } from './signature.views.js';
import { SigningTable, codeMinutes, mayAskAgain, triesLeft } from './sitting.js';
import type { CodeRefusal, DeadLink, Sitting } from './sitting.js';

const reader = systemActor('signatory-page');

const annexNumbers = { charte: 1, accordCadre: 3 } as const satisfies Record<OfficialAnnex, number>;
const officialOrder = (['charte', 'accordCadre'] as const).map((key) => ({ key, annex: annexNumbers[key] }));

const codeSentences: Record<CodeRefusal, string> = {
  wrong_code: 'Ce code n’est pas le bon. Vérifiez les six chiffres du dernier courriel reçu.',
  code_dead: 'Ce code n’est plus valable. Demandez-en un autre : rien n’est perdu.',
  too_many_codes: 'Trop de codes ont été demandés en une heure. Attendez un peu avant d’en demander un autre, ou appelez la préfecture.',
  name_missing: 'Tapez votre prénom et votre nom.',
};

/** What a signatory sees behind a personal link. Every GET only shows; every act is a POST with a human step. */
@Controller()
export class SignatureController {
  constructor(private readonly table: SigningTable, private readonly rounds: RoundReader, private readonly officialFiles: OfficialFiles, @Inject(CLOCK) private readonly clock: Clock) {}

  @Get('/signer/:token')
  @Open()
  async page(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sitting = await this.sit(req, res, token);
    if (sitting) await this.show(req, res, token, sitting);
  }

  @Get('/signer/:token/document.pdf')
  @Open()
  async document(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sitting = await this.sit(req, res, token);
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
    const sitting = await this.sit(req, res, token);
    if (!sitting) return;
    const fullName = body.fullName ?? '';
    const act = await this.table.requestCode(sitting, fullName);
    if (act.done) return res.redirect(303, signatureLinks.requestCode(token));
    if (act.refusal === 'name_missing') return this.show(req, res.status(422), token, sitting, { name: { fullName, errors: [{ field: 'fullName', message: codeSentences.name_missing }] } });
    if (act.refusal === 'too_many_codes') return this.show(req, res.status(429), token, sitting, { name: { fullName, errors: [{ field: 'fullName', message: codeSentences.too_many_codes }] } });
    await this.again(req, res, token);
  }

  @Get('/signer/:token/code')
  @Open()
  async codePage(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sitting = await this.sit(req, res, token);
    if (!sitting) return;
    if (!sitting.code || sitting.slot.state !== 'invited' || sitting.round.state !== 'collecting') return res.redirect(303, signatureLinks.page(token));
    this.showCode(req, res, token, sitting, []);
  }

  @Post('/signer/:token/signature')
  @Open()
  async sign(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Body() body: Record<string, string>): Promise<void> {
    const sitting = await this.sit(req, res, token);
    if (!sitting) return;
    const act = await this.table.sign(sitting, body.code ?? '', { ip: req.ip ?? '', userAgent: req.get('user-agent') ?? '' });
    if (act.done) return res.redirect(303, signatureLinks.page(token));
    const now = await this.table.sit(token);
    // A double click, a second tab: whoever has signed sees that they have, never an error.
    if ('dead' in now || now.slot.state !== 'invited' || now.round.state !== 'collecting') return this.again(req, res, token);
    if (act.refusal === 'wrong_code' && now.code) return this.showCode(req, res.status(422), token, now, [{ field: 'code', message: codeSentences.wrong_code }]);
    const message = act.refusal in codeSentences ? codeSentences.code_dead : roundRefusals[act.refusal as keyof typeof roundRefusals].sentence;
    await this.show(req, res.status(422), token, now, { name: { fullName: body.fullName ?? '', errors: [{ field: 'fullName', message }] } });
  }

  @Post('/signer/:token/refus')
  @Open()
  async refuse(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Body() body: Record<string, string>): Promise<void> {
    const sitting = await this.sit(req, res, token);
    if (!sitting) return;
    const reason = body.reason ?? '';
    const act = await this.table.refuse(sitting, reason);
    if (act.done) return res.redirect(303, signatureLinks.page(token));
    if (act.refusal === 'reason_missing') return this.show(req, res.status(422), token, sitting, { refusal: { reason, errors: [{ field: 'reason', message: roundRefusals.reason_missing.sentence }] } });
    await this.again(req, res, token);
  }

  @Post('/signer/:token/nouveau-lien')
  @Open()
  async renew(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const found = await this.table.sit(token);
    const sitting = 'dead' in found ? ('sitting' in found ? found.sitting : null) : found;
    if (!sitting) return this.showDead(req, res, token, { dead: 'unknown' });
    await this.table.requestFreshLink(sitting.round.id, sitting.slot.id, { kind: 'anonymous', id: sitting.link.id });
    res.send(renderPage(<LinkRenewedPage frame={frameOf(req)} maskedEmail={maskEmail(sitting.person.email)} contact={contactOf(sitting)} />));
  }

  @Get('/signer/:token/exemplaire')
  @Open()
  async copy(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sealed = await this.sealed(req, res, token);
    if (!sealed) return;
    const { sitting, document } = sealed;
    const { props } = await this.after(sitting);
    const { round } = sitting;
    const copy = { sealedAt: props.endedAt ?? props.now, timeZone: round.timeZone, signatures: round.facts.slots.length, pages: props.document?.pages ?? 0, bytes: document.length, finalHash: round.facts.finalHash ?? '', termEndsOn: props.termEndsOn };
    res.send(renderPage(<FinalCopyPage frame={frameOf(req)} request={this.request(token, sitting)} copy={copy} />));
  }

  @Get('/signer/:token/exemplaire.pdf')
  @Open()
  async copyFile(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sealed = await this.sealed(req, res, token);
    if (sealed) sendDocument(res, sealed.document);
  }

  @Get(identityLinks.recoverLinks)
  @Open()
  recover(@Req() req: Request): string {
    return renderPage(<RecoverLinksPage frame={frameOf(req)} />);
  }

  @Post(identityLinks.recoverLinks)
  @Open()
  async sendLinks(@Req() req: Request, @Res() res: Response, @Body() body: Record<string, string>): Promise<void> {
    const email = (body.email ?? '').trim();
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
      const errors = [{ field: 'email', message: 'Indiquez une adresse électronique, par exemple nom@domaine.fr' }];
      return void res.status(422).send(renderPage(<RecoverLinksPage frame={frameOf(req)} form={{ email, errors }} />));
    }
    await this.table.recover(email);
    res.send(renderPage(<LinksSentPage frame={frameOf(req)} email={email} />));
  }

  /** The sitting behind a token; null when the dead-link page was sent instead. */
  private async sit(req: Request, res: Response, token: string): Promise<Sitting | null> {
    const found = await this.table.sit(token);
    if (!('dead' in found)) return found;
    await this.showDead(req, res, token, found);
    return null;
  }

  private async showDead(req: Request, res: Response, token: string, found: DeadLink): Promise<void> {
    await this.table.noteDeadLink(found);
    const sitting = 'sitting' in found ? found.sitting : null;
    const page = <DeadLinkPage frame={frameOf(req)} token={token} reason={found.dead} maskedEmail={sitting && maskEmail(sitting.person.email)} contact={sitting && contactOf(sitting)} />;
    res.status(found.dead === 'unknown' ? 404 : 410).send(renderPage(page));
  }

  private async again(req: Request, res: Response, token: string): Promise<void> {
    res.redirect(303, signatureLinks.page(token));
  }

  private async sealed(req: Request, res: Response, token: string): Promise<{ sitting: Sitting; document: StoredDocument } | null> {
    const sitting = await this.sit(req, res, token);
    if (!sitting) return null;
    const document = sitting.round.state === 'sealed' ? await this.rounds.document(sitting.round, reader) : null;
    if (document) return { sitting, document };
    res.redirect(303, signatureLinks.page(token));
    return null;
  }

  /** The page that tells the truth about this place, now. */
  private async show(req: Request, res: Response, token: string, sitting: Sitting, typed: { name?: { fullName: string; errors: FieldError[] }; refusal?: { reason: string; errors: FieldError[] } } = {}): Promise<void> {
    const frame = frameOf(req);
    const request = this.request(token, sitting);
    const { round, slot } = sitting;
    const send = (page: VNode) => void res.send(renderPage(page));
    if (round.state === 'sealed') return res.redirect(303, signatureLinks.finalCopy(token));
    if (slot.state === 'approved') return send((await this.after(sitting)).thanks(frame, request));
    if (slot.state === 'refused') return send(<RefusedPage frame={frame} request={request} refusedAt={slot.since ?? instantOf(this.clock)} timeZone={round.timeZone} reason={slot.reason ?? ''} />);
    if (round.state === 'blocked' || round.state === 'expired') return send(<SuspendedPage frame={frame} request={request} why={round.state} />);
    if (slot.state === 'waiting') return send(<NotYourTurnPage frame={frame} request={request} before={round.facts.slots.filter((other) => other.group < slot.group && other.state !== 'approved').length} />);
    const document = await this.rounds.documentToRead(round, slot.id, reader);
    const chosen = await this.officialFiles.chosen(round.officialFiles, reader);
    const officialAnnexes = officialOrder.flatMap(({ key, annex }) => (chosen[key] ? [{ annex, title: chosen[key].title, pages: chosen[key].pages }] : []));
    send(<SignPage frame={frame} request={request} document={{ ...document, officialAnnexes }} {...typed} />);
  }

  /** The very file that is attached to the agreement. */
  private async sendOfficial(req: Request, res: Response, token: string, key: OfficialAnnex): Promise<void> {
    const sitting = await this.sit(req, res, token);
    if (!sitting) return;
    const row = (await this.officialFiles.chosen(sitting.round.officialFiles, reader))[key];
    if (!row) throw new NotFoundException();
    sendDocument(res, { path: this.officialFiles.path(row), length: row.bytes, fileName: `annexe-${annexNumbers[key]}.pdf`, sealed: false });
  }

  private showCode(req: Request, res: Response, token: string, sitting: Sitting, errors: readonly FieldError[]): void {
    const code = { maskedEmail: maskEmail(sitting.person.email), fullName: sitting.code!.typedName, validMinutes: codeMinutes, triesLeft: triesLeft(sitting.code!), canResend: mayAskAgain(sitting.code!, this.clock.now()), errors };
    res.send(renderPage(<CodePage frame={frameOf(req)} request={this.request(token, sitting)} code={code} />));
  }

  private async after({ round, slot, person }: Sitting) {
    const props = await this.rounds.page(round, round.state as 'collecting', reader);
    const { slots } = round.facts;
    const awaited = missingByCollege(slots);
    const outcome = {
      signedAt: slot.since ?? props.now, timeZone: round.timeZone, fullName: `${person.civility} ${person.firstName} ${person.lastName}`, signed: slots.filter(({ state }) => state === 'approved').length, total: slots.length,
      awaited: awaited ? [awaited] : [], contentHash: round.facts.contentHash ?? '',
    };
    return { props, thanks: (frame: ReturnType<typeof frameOf>, request: SignatureRequest) => <ThanksPage frame={frame} request={request} outcome={outcome} /> };
  }

  private request(token: string, sitting: Sitting): SignatureRequest {
    const { round, slot, person } = sitting;
    const { departement } = round.dossier!;
    const today = dayAt(instantOf(this.clock), round.timeZone);
    return {
      token, requester: `La ${departement.prefecture.name.charAt(0).toLowerCase()}${departement.prefecture.name.slice(1)}`, subject: subjectOf(round), bodyName: slot.bodyName, quality: person.quality,
      person: `${person.civility} ${person.firstName} ${person.lastName}`, parties: round.facts.slots.length, deadline: round.facts.collectUntil ?? today, today, contact: contactOf(sitting),
    };
  }
}

/** A signatory needs no menu, no sign-in door: only the page. */
function frameOf(req: Request) {
  return { ...visitorOf(req).frame, signInHref: null };
}

function contactOf({ round }: Sitting) {
  const { prefecture } = round.dossier!.departement;
  return { name: prefecture.name, email: prefecture.email, phone: prefecture.phone };
}
