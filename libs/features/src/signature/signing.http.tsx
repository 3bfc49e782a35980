import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { isSufficient } from '#libs/domain';
import type { CodeChannel } from '#libs/domain';
import { Open } from '#libs/features/access';
import { roundRefusals } from '#libs/features/round';
import { Boxes, Fields } from '#libs/platform';
import type { CodeRefusal } from './codes.js';
import { JointSitting } from './joint-sitting.js';
import type { JointRequest } from './joint-sitting.js';
import { isAwaited } from './place.js';
import { SignatoryDoor } from './signatory-door.js';
import { SignatoryPages } from './signatory-pages.js';
import { signatureLinks } from './signature.links.js';
import { SigningTable } from './sitting.js';
import type { Act, Sitting } from './sitting.js';

const codeSentences: Record<CodeRefusal, string> = {
  wrong_code: 'Ce code n’est pas le bon. Vérifiez les six chiffres du dernier message reçu.',
  code_dead: 'Ce code n’est plus valable. Demandez-en un autre : rien n’est perdu.',
  codes_exhausted: 'Trop de codes faux ont été saisis. Demandez un nouveau lien : il partira vers l’adresse connue de la préfecture.',
  too_many_codes: 'Trop de codes ont été demandés en une heure. Attendez un peu avant d’en demander un autre, ou appelez la préfecture.',
  no_mobile: 'Aucun code ne peut partir par SMS à ce numéro. Demandez-le par courriel.',
  other_mobile: 'La préfecture n’a pas le même numéro pour tout ce que vous avez coché. Demandez le code par courriel, ou signez chaque document à part.',
  too_many_sms: 'Trop de SMS ont été envoyés à ce numéro depuis un jour. Demandez le code par courriel.',
  name_missing: 'Tapez votre prénom et votre nom.',
};
const placeGone = 'Ce que vous aviez coché n’attend plus votre signature, ou ne peut plus être signé en même temps. Vérifiez la liste, puis recommencez : rien n’est parti.';

/** Signing behind a personal link: a name and what is ticked, then a code. */
@Controller()
export class SigningController {
  constructor(private readonly door: SignatoryDoor, private readonly pages: SignatoryPages, private readonly table: SigningTable, private readonly joint: JointSitting) {}

  @Post('/signer/:token/code')
  @Open()
  async requestCode(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Fields() body: Fields, @Boxes('places') ticked: readonly string[]): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    const [fullName, channel] = [body.fullName ?? '', body.channel === 'sms' ? 'sms' : 'mail'] as const;
    const act = await this.joint.requestCode(sitting, ticked, fullName, channel);
    if (act.done) return res.redirect(303, signatureLinks.requestCode(token));
    await this.showRefusedRequest(req, res, token, sitting, act, { fullName, ticked, channel });
  }

  @Get('/signer/:token/code')
  @Open()
  async codePage(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (sitting) await this.pages.showCode(req, res, token, sitting);
  }

  @Post('/signer/:token/signature')
  @Open()
  async sign(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Fields() body: Fields, @Boxes('places') ticked: readonly string[]): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    const joint = await this.joint.sign(sitting, body.code ?? '', { ip: req.ip ?? '', userAgent: req.get('user-agent') ?? '' }, ticked);
    const act = joint.done ? (joint.acts.find((one) => one.sitting.link.id === sitting.link.id)?.act ?? { done: true }) : joint;
    if (act.done) return res.redirect(303, signatureLinks.page(token));
    await this.showRefusedSignature(req, res, token, act.refusal, body.fullName ?? '');
  }

  private async showRefusedRequest(req: Request, res: Response, token: string, sitting: Sitting, { refusal, at }: Extract<JointRequest, { done: false }>, typed: { fullName: string; ticked: readonly string[]; channel: CodeChannel }): Promise<void> {
    const again = (status: number, field: 'fullName' | 'places' | 'channel', message: string) => this.pages.show(req, res.status(status), token, sitting, { name: { ...typed, errors: [{ field, message }] } });
    // Nothing that a form could mend: the page says which ways there are.
    if (!isSufficient(sitting.slot.level, 'code')) return this.pages.show(req, res.status(409), token, sitting);
    if (refusal === 'name_missing') return again(422, 'fullName', codeSentences.name_missing);
    if (refusal === 'no_mobile' || refusal === 'other_mobile' || refusal === 'too_many_sms') return again(refusal === 'too_many_sms' ? 429 : 422, this.pages.hasChoice(sitting) ? 'channel' : 'fullName', codeSentences[refusal]);
    if (refusal === 'place_unknown') return again(409, 'places', placeGone);
    if (at && at.link.id !== sitting.link.id) return again(409, 'places', `Pour « ${at.slot.bodyName} » : ${refusal in codeSentences ? codeSentences[refusal as CodeRefusal] : placeGone}`);
    if (refusal === 'codes_exhausted') return this.pages.show(req, res.status(429), token, { ...sitting, exhausted: true });
    if (refusal === 'authority_irregular') return this.pages.show(req, res.status(409), token, sitting);
    if (refusal === 'too_many_codes') return again(429, 'fullName', codeSentences.too_many_codes);
    res.redirect(303, signatureLinks.page(token));
  }

  private async showRefusedSignature(req: Request, res: Response, token: string, refusal: Extract<Act<CodeRefusal>, { done: false }>['refusal'], fullName: string): Promise<void> {
    const now = await this.table.sit(token);
    if ('dead' in now || refusal === 'read_only') return res.redirect(303, signatureLinks.page(token));
    const { left } = await this.joint.standing(now);
    if (refusal === 'wrong_code' && left.length > 0 && !now.exhausted) return this.pages.showCode(req, res.status(422), token, now, [{ field: 'code', message: codeSentences.wrong_code }]);
    // A double click, a second tab: whoever has signed sees that they have, never an error.
    if (!isAwaited(now)) return res.redirect(303, signatureLinks.page(token));
    if (now.exhausted) return this.pages.show(req, res.status(429), token, now);
    if (refusal === 'authority_irregular' || !isSufficient(now.slot.level, 'code')) return this.pages.show(req, res.status(409), token, now);
    const message = refusal in codeSentences ? codeSentences.code_dead : roundRefusals[refusal as keyof typeof roundRefusals].sentence;
    await this.pages.show(req, res.status(422), token, now, { name: { fullName, errors: [{ field: 'fullName', message }] } });
  }
}
