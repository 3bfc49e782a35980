import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, Database, EffectRegistry, Mailer, systemActor } from '#libs/platform';
import type { Config, Delivery } from '#libs/platform';
import { identityLinks } from './identity.links.js';
import { identityMailsVersion, signInMail } from './identity.mails.js';
import { accountById } from './identity.store.js';
import { SignIn, accountSubject, signInMinutes } from './sign-in.js';
import type { IdentityEffect } from './sign-in.js';

@Injectable()
export class IdentityEffects {
  constructor(private readonly db: Database, private readonly mailer: Mailer, private readonly signIn: SignIn, @Inject(CONFIG) private readonly config: Config, effects: EffectRegistry) {
    effects.handle<IdentityEffect>(accountSubject, { sendSignInLink: { queue: 'mail', run: (delivery) => this.send(delivery) } });
  }

  private async send(delivery: Delivery<IdentityEffect>): Promise<void> {
    if (await this.mailer.isSent(delivery)) return;
    const account = await this.db.withIdentity(systemActor('worker'), (tx) => accountById(tx, delivery.subjectId));
    if (!account) return;
    const url = `${this.config.publicUrl}${identityLinks.confirm(this.signIn.tokenOf(delivery.effect.linkId))}`;
    const content = signInMail({ fullName: account.fullName, url, minutes: signInMinutes, demonstration: this.config.mode === 'demonstration' });
    await this.mailer.send(delivery, { kind: 'identity.sign_in', templateVersion: identityMailsVersion, recipient: { kind: 'account', id: account.id, address: account.email, name: account.fullName }, content });
  }
}
