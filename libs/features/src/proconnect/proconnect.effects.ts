import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, Database, EffectRegistry, KeyStore, Mailer, systemActor } from '#libs/platform';
import type { Config, Delivery } from '#libs/platform';
import { accountById } from '#libs/features/identity';
import { attachLinkMinutes, attachTokenOf, proConnectSubject } from './attach-link.js';
import type { ProConnectEffect } from './attach-link.js';
import { siretOfLink } from './pending.store.js';
import { proConnectLinks } from './proconnect.links.js';
import { attachMail, proConnectMailsVersion } from './proconnect.mails.js';
import { spellSiret } from './siret-rule.js';

/** Writes to those who attach an identity. */
@Injectable()
export class ProConnectEffects {
  constructor(private readonly db: Database, private readonly mailer: Mailer, private readonly keys: KeyStore, @Inject(CONFIG) private readonly config: Config, effects: EffectRegistry) {
    effects.handle<ProConnectEffect>(proConnectSubject, { sendAttachLink: { queue: 'code', run: (delivery) => this.send(delivery) } });
  }

  /** A link whose identity no longer waits, or whose account is closed, is not sent. */
  private async send(delivery: Delivery<ProConnectEffect>): Promise<void> {
    if (await this.mailer.isSent(delivery)) return;
    const { linkId } = delivery.effect;
    const { account, siret } = await this.db.withIdentity(systemActor('worker'), async (tx) => ({ account: await accountById(tx, delivery.subjectId), siret: await siretOfLink(tx, linkId) }));
    if (!account || account.disabledAt || siret === null) return;
    const url = `${this.config.publicUrl}${proConnectLinks.attachByLink(attachTokenOf(this.keys, linkId))}`;
    const content = attachMail({ fullName: account.fullName, url, minutes: attachLinkMinutes, siret: spellSiret(siret), demonstration: this.config.mode === 'demonstration' });
    await this.mailer.send(delivery, { kind: 'proconnect.attach', templateVersion: proConnectMailsVersion, recipient: { kind: 'account', id: account.id, address: account.email, name: account.fullName }, content });
  }
}
