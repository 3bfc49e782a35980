import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, Database, EffectRegistry, Mailer, systemActor } from '#libs/platform';
import type { Config, Delivery, MailContent } from '#libs/platform';
import { identityLinks } from './identity.links.js';
import { identityMailsVersion, invitationMail, signInMail } from './identity.mails.js';
import { accountById, membershipsOf } from './identity.store.js';
import type { Membership, Person } from './identity.store.js';
import { roleNames } from './role-names.js';
import { SignIn, accountSubject, invitationDays, signInMinutes } from './sign-in.js';
import type { IdentityEffect } from './sign-in.js';

type Content = (person: Person, memberships: readonly Membership[], url: string) => MailContent | null;

/** Writes to those who sign in. A mail that has become pointless (the membership has ended) is not sent. */
@Injectable()
export class IdentityEffects {
  constructor(private readonly db: Database, private readonly mailer: Mailer, private readonly signIn: SignIn, @Inject(CONFIG) private readonly config: Config, effects: EffectRegistry) {
    const demonstration = config.mode === 'demonstration';
    effects.handle<IdentityEffect>(accountSubject, {
      sendSignInLink: { queue: 'code', run: (delivery) => this.send(delivery, 'sign_in', ({ fullName }, _, url) => signInMail({ fullName, url, minutes: signInMinutes, demonstration })) },
      sendInvitation: {
        queue: 'mail',
        run: (delivery) => this.send(delivery, 'invitation', ({ fullName }, memberships, url) => {
          const given = memberships.find(({ id }) => id === delivery.effect.membershipId);
          return given ? invitationMail({ fullName, url, days: invitationDays, role: roleNames[given.role], organisation: given.organisationName, demonstration }) : null;
        }),
      },
    });
  }

  private async send(delivery: Delivery<IdentityEffect>, kind: string, contentOf: Content): Promise<void> {
    if (await this.mailer.isSent(delivery)) return;
    const { person, memberships } = await this.db.withIdentity(systemActor('worker'), async (tx) => ({ person: await accountById(tx, delivery.subjectId), memberships: await membershipsOf(tx, delivery.subjectId) }));
    const content = person && !person.disabledAt && contentOf(person, memberships, `${this.config.publicUrl}${identityLinks.confirm(this.signIn.tokenOf(delivery.effect.linkId))}`);
    if (!person || !content) return;
    await this.mailer.send(delivery, { kind: `identity.${kind}`, templateVersion: identityMailsVersion, recipient: { kind: 'account', id: person.id, address: person.email, name: person.fullName }, content });
  }
}
