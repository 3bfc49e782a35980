import { journalOf, systemActor } from '#libs/platform';
import type { JournalLine } from '#libs/platform';
import { clerkIn } from './actors.js';
import type { TestMail } from './mailbox.js';
import { startService } from './service.js';
import type { Service } from './service.js';
import { Visitor } from './visitor.js';

export const lise = 'lise.pradel@gestionnaire-48.example';
export const yann = 'yann.astruc@france-services-48.example';
export const ines = 'ines.salles@partenaire-48.example';
export const odile = 'odile.maurin@controle-48.example';
export const karim = 'karim.ferrand@prefecture-48.example';

/** The path of the link that a mail brings: to come in, or to one's data. */
export const linkIn = (text: string): string => new URL(/https?:\/\/\S+\/(?:connexion|donnees-personnelles\/demande)\/[\w-]+/.exec(text)![0]).pathname;

/** The accounts of one service, whose clock stands still while people sign in again and again. */
export class AccountDesk {
  private constructor(readonly service: Service, readonly clerk: Visitor, private readonly start: Date) {}

  static async open(start: Date): Promise<AccountDesk> {
    const service = await startService({ now: start });
    return new AccountDesk(service, await clerkIn(service), start);
  }

  /** Yesterday's links do not count against the limits. */
  async anotherDay(): Promise<void> {
    this.service.clock.moveTo(this.start);
    await this.rows(`update sign_in_link set created_at = created_at - interval '1 day'`);
  }

  rows<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
    return this.service.database.superuser<T>(sql, values);
  }

  mailTo(address: string, subject: RegExp, after = 0): Promise<TestMail> {
    return this.service.mailbox.receive((mail) => mail.to === address && subject.test(mail.subject), after);
  }

  /** Follows the link of a mail, and comes in. */
  async enter(link: string, email: string): Promise<Visitor> {
    const visitor = new Visitor(this.service.url);
    await visitor.post(link, { email });
    return visitor;
  }

  /** Signs somebody in by the sign-in page. */
  async signIn(address: string, fullName?: string): Promise<Visitor> {
    const before = this.service.mailbox.mails.length;
    await new Visitor(this.service.url).post('/connexion', { email: address });
    const mail = await this.service.mailbox.receive((one) => one.to === address && /lien de connexion/.test(one.subject) && (!fullName || one.text.includes(fullName)), before);
    return this.enter(linkIn(mail.text), address);
  }

  /** Invites, and follows the mail. */
  async invited(by: Visitor, fields: Record<string, string>): Promise<{ visitor: Visitor; path: string; link: string }> {
    const before = this.service.mailbox.mails.length;
    const page = await by.post('/habilitations/nouvelle', fields);
    if (page.status !== 200) throw new Error(`Refused: ${page.text}`);
    const link = linkIn((await this.mailTo(fields.email!, /votre accès est ouvert/, before)).text);
    return { visitor: await this.enter(link, fields.email!), path: page.path, link };
  }

  async membershipId(address: string, role: string): Promise<string> {
    const [row] = await this.rows<{ id: string }>(`select m.id from membership m join account a on a.id = m.account_id where a.email = $1 and m.role = $2 order by m.ended_at nulls first limit 1`, [address, role]);
    return row!.id;
  }

  linesOf(accountId: string): Promise<JournalLine[]> {
    return this.service.db.withIdentity(systemActor('test'), (tx) => journalOf(tx, 'account', accountId));
  }
}
