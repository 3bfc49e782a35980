import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { KeyStore, ReportMailbox } from '#libs/platform';
import { mailboxWaitMaxMs } from '../../libs/platform/src/mail/mailbox-progress.js';
import { subAddressOf } from '../../libs/platform/src/mail/return-path.js';
import { ImapProxy } from '../support/imap-proxy.js';
import { ImapServer, dovecot, mailboxPassword, mailboxUser } from '../support/imap-server.js';
import { deliveryReport } from '../support/postmaster.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const tried = dovecot ? describe : describe.skip;
if (!dovecot) console.warn('Dovecot est absent : la lecture d’une boîte aux lettres lente n’est PAS essayée.');

tried('une boîte aux lettres lente', () => {
  let server: ImapServer;
  let proxy: ImapProxy;
  let service: Service;
  /** Of each command, in order: the messages asked for whole, and how many headers at once. */
  let wholes: number[];
  let lots: number[];
  let cuts: () => boolean;
  beforeEach(async () => {
    [wholes, lots, cuts] = [[], [], () => false];
    server = await ImapServer.start();
    proxy = await ImapProxy.before(server, (command) => {
      const [, whole] = /UID FETCH (\d+) .*BODY\.PEEK\[\]/i.exec(command) ?? [];
      const [, lot] = /UID FETCH ([\d,:]+) .*BODY\.PEEK\[HEADER\]/i.exec(command) ?? [];
      if (whole) wholes.push(Number(whole));
      if (lot) lots.push(numbersIn(lot));
      return (whole !== undefined || lot !== undefined) && cuts();
    });
    service = await startService({ idle: true, settings: { BOUNCE_MAILBOX: proxy.url(), BOUNCE_MAILBOX_PASSWORD: mailboxPassword, BOUNCE_ADDRESS: mailboxUser } });
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await service?.stop();
    proxy?.stop();
    await server?.stop();
  });

  /** The next visit, at its hour, however long failures have put it off. */
  const visit = () => {
    service.clock.moveTo(new Date(service.clock.now().getTime() + mailboxWaitMaxMs));
    return reader().catchUp();
  };
  const reader = () => service.worker.get(ReportMailbox, { strict: false });
  /** A report about a mail of ours. */
  const bounced = async (): Promise<void> => {
    const id = randomUUID();
    await service.database.superuser(
      `insert into mail (id, subject, subject_id, kind, recipient_kind, recipient_id, template_version, message_id, state, created_at) values ($1, 'round', 'none', 'signature.invitation', 'prefecture', '48', '1', $2, 'sent', $3)`,
      [id, `<${id}@paraphe.example>`, service.clock.now()]);
    const to = subAddressOf(service.worker.get(KeyStore, { strict: false }), mailboxUser, id);
    server.deliver(deliveryReport(to, 'o.faure@mairie.example', { action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 User unknown' }), { to });
  };
  const kept = async () => (await service.database.superuser<{ count: number }>('select count(*)::int as count from mail_report'))[0]!.count;
  const progress = async () => (await service.database.superuser<{ attempts: number; last: number }>('select attempts, last_uid::int as last from report_mailbox'))[0];

  test('coupée au milieu d’un lot, garde ce qui est pris : la visite suivante reprend au message d’après', async () => {
    for (let n = 0; n < 5; n++) await bounced();
    cuts = () => wholes.length > 0 && wholes.length % 3 === 0;
    expect(await visit()).toBeNull();
    expect(await progress()).toEqual({ attempts: 1, last: 2 });
    expect(await kept()).toBe(2);
    wholes.length = 0;
    expect(await visit()).toBeNull();
    expect(wholes).toEqual([3, 4, 5]);
    wholes.length = 0;
    expect(await visit()).toEqual({ looked: 1, recorded: 1 });
    expect(await progress()).toEqual({ attempts: 0, last: 5 });
    expect(await kept()).toBe(5);
  });

  test('à l’heure de partir, s’arrête au milieu d’un lot sans que ce soit un échec, et reprend aussitôt', async () => {
    for (let n = 0; n < 5; n++) await bounced();
    const now = performance.now.bind(performance);
    // Each message takes twenty-five seconds to come; a visit lasts sixty.
    jest.spyOn(performance, 'now').mockImplementation(() => now() + 25_000 * wholes.length);
    expect(await visit()).toEqual({ looked: 3, recorded: 3 });
    expect(await progress()).toEqual({ attempts: 0, last: 3 });
    expect(await reader().catchUp()).toEqual({ looked: 2, recorded: 2 });
  });

  test('qui ne peut donner tant d’en-têtes à la fois : il en est demandé moitié moins après chaque échec', async () => {
    for (let n = 0; n < 12; n++) server.deliver('From: x@y.example\r\nSubject: Bonjour\r\n\r\nUne question.\r\n', { to: mailboxUser });
    await bounced();
    cuts = () => (lots.at(-1) ?? 0) > 10;
    let found: Awaited<ReturnType<typeof visit>> = null;
    for (let n = 0; n < 4 && !found; n++) found = await visit();
    expect(found).toEqual({ looked: 13, recorded: 1 });
    expect(lots).toEqual([13, 13, 12, 6, 6, 1]);
    // Once it goes well, as many as before.
    cuts = () => false;
    for (let n = 0; n < 12; n++) server.deliver('From: x@y.example\r\n\r\nBonjour.\r\n', { to: mailboxUser });
    expect(await visit()).toEqual({ looked: 12, recorded: 0 });
    expect(lots.at(-1)).toBe(12);
  });
});

/** « 1,3:5 » names four messages. */
function numbersIn(range: string): number {
  return range.split(',').reduce((sum, part) => {
    const [first, last = first] = part.split(':').map(Number);
    return sum + last! - first! + 1;
  }, 0);
}
