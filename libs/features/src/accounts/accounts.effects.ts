import { Inject, Injectable } from '@nestjs/common';
import { departementOf } from '#libs/features/directory';
import { accountById } from '#libs/features/identity';
import { CONFIG, Database, EffectRegistry, Mailer, systemActor } from '#libs/platform';
import type { Config, Delivery, Letter } from '#libs/platform';
import { accountLinks } from './accounts.links.js';
import { accountMailsVersion, dataLinkMail, requestAnsweredMail, requestReceivedMail, requestReminderMail } from './accounts.mails.js';
import { dataLinkById, dataRequestById, dataRequests } from './data-request.store.js';
import type { DataRequestRow } from './data-request.store.js';
import { dataLinkHours, dataLinkSubject, DataRequests } from './data-requests.js';
import type { LinkEffect, RequestEffect } from './data-requests.js';

type Prepared = Pick<Letter, 'recipient' | 'content'> | null;

const worker = systemActor('worker');

/** Mails about personal data. One that has become pointless (a link purged, an account closed) is not sent. */
@Injectable()
export class AccountsEffects {
  constructor(private readonly db: Database, private readonly mailer: Mailer, private readonly requests: DataRequests, @Inject(CONFIG) private readonly config: Config, effects: EffectRegistry) {
    effects.handle<RequestEffect>(dataRequests.kind, {
      reportToPrefecture: { queue: 'mail', run: (delivery) => this.send(delivery, 'report', (request) => this.toPrefecture(request, requestReceivedMail)) },
      remindPrefecture: { queue: 'mail', run: (delivery) => this.send(delivery, 'reminder', (request) => this.toPrefecture(request, requestReminderMail)) },
      informRequester: { queue: 'mail', run: (delivery) => this.send(delivery, 'answer', (request) => this.toRequester(request)) },
    }, { discreet: true });
    effects.handle<LinkEffect>(dataLinkSubject, { sendDataLink: { queue: 'code', run: (delivery) => this.sendLink(delivery) } }, { discreet: true });
  }

  private async send(delivery: Delivery, kind: string, prepare: (request: DataRequestRow) => Promise<Prepared>): Promise<void> {
    if (await this.mailer.isSent(delivery)) return;
    const request = await this.db.withIdentity(worker, (tx) => dataRequestById(tx, delivery.subjectId));
    const prepared = request && (await prepare(request));
    if (prepared) await this.mailer.send(delivery, { kind: `personal_data.${kind}`, templateVersion: accountMailsVersion, ...prepared });
  }

  private async toPrefecture({ id, departementCode, facts }: DataRequestRow, mailOf: typeof requestReceivedMail): Promise<Prepared> {
    const departement = await this.db.withIdentity(worker, (tx) => departementOf(tx, departementCode));
    if (!departement) return null;
    const { name, email } = departement.prefecture;
    return { recipient: { kind: 'prefecture', id: departementCode, address: email, name }, content: mailOf({ name, url: this.url(accountLinks.request(id)), dueOn: facts.dueOn, demonstration: this.demonstration }) };
  }

  private async toRequester({ id, accountId, email, state, facts }: DataRequestRow): Promise<Prepared> {
    const person = accountId ? await this.db.withIdentity(worker, (tx) => accountById(tx, accountId)) : null;
    const address = person && !person.disabledAt ? person.email : email;
    if (!address) return null;
    const content = requestAnsweredMail({ name: person?.fullName ?? '', url: this.url(person ? accountLinks.myData : accountLinks.askForLink), accepted: state === 'accepted', askedOn: facts.askedOn, demonstration: this.demonstration });
    return { recipient: person ? { kind: 'account', id: person.id, address, name: person.fullName } : { kind: 'requester', id, address, name: '' }, content };
  }

  private async sendLink(delivery: Delivery<LinkEffect>): Promise<void> {
    if (await this.mailer.isSent(delivery)) return;
    const link = await this.db.withIdentity(worker, (tx) => dataLinkById(tx, delivery.subjectId));
    if (!link) return;
    const content = dataLinkMail({ url: this.url(accountLinks.dataByLink(this.requests.tokenOf(link.id))), hours: dataLinkHours, demonstration: this.demonstration });
    await this.mailer.send(delivery, { kind: 'personal_data.link', templateVersion: accountMailsVersion, recipient: { kind: 'requester', id: link.id, address: link.email, name: '' }, content });
  }

  private url(path: string): string {
    return `${this.config.publicUrl}${path}`;
  }

  private get demonstration(): boolean {
    return this.config.mode === 'demonstration';
  }
}
