import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Correspondence } from '#libs/features/correspondence';
import { KeyStore, ReportListener, ReportMailbox } from '#libs/platform';
import { reportReadBytes } from '../../libs/platform/src/mail/delivery-report.js';
import { mailboxEveryMs, mailboxWaitMaxMs } from '../../libs/platform/src/mail/mailbox-progress.js';
import { messagesPerVisit } from '../../libs/platform/src/mail/report-mailbox.js';
import { returnPathOf, subAddressOf, tokenOf } from '../../libs/platform/src/mail/return-path.js';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { ImapServer, dovecot, mailboxPassword, mailboxUser } from '../support/imap-server.js';
import { until } from '../support/patience.js';
import { bring, deliveryReport } from '../support/postmaster.js';
import type { Report } from '../support/postmaster.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const domain = 'avis.paraphe.example';
const operator = 'exploitation@service.example';
const failed: Report = { action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 User unknown' };
const tried = dovecot ? describe : describe.skip;
if (!dovecot) console.warn('Dovecot est absent : la lecture d’une boîte aux lettres n’est PAS essayée.');

tried('la boîte aux lettres des avis', () => {
  let server: ImapServer;
  let service: Service;
  let keys: KeyStore;
  const settings = () => ({ BOUNCE_MAILBOX: server.url(), BOUNCE_MAILBOX_PASSWORD: mailboxPassword, BOUNCE_ADDRESS: mailboxUser, BOUNCE_LISTEN: '127.0.0.1:0', BOUNCE_DOMAIN: domain, OPERATOR_EMAIL: operator });
  beforeEach(async () => {
    server = await ImapServer.start();
    service = await startService({ idle: true, settings: settings() });
    keys = service.worker.get(KeyStore, { strict: false });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await service?.stop();
    await server?.stop();
  });

  const minutes = (count: number) => service.clock.moveTo(new Date(service.clock.now().getTime() + count * 60_000));
  const reader = () => service.worker.get(ReportMailbox, { strict: false });
  /** The next visit, at its hour. */
  const visit = () => {
    minutes(mailboxEveryMs / 60_000);
    return reader().catchUp();
  };
  /** A mail of ours that has left. */
  const sent = async (): Promise<string> => {
    const id = randomUUID();
    await service.database.superuser(
      `insert into mail (id, subject, subject_id, kind, recipient_kind, recipient_id, template_version, message_id, state, created_at) values ($1, 'round', 'none', 'signature.invitation', 'prefecture', '48', '1', $2, 'sent', $3)`,
      [id, `<${id}@paraphe.example>`, service.clock.now()]);
    return id;
  };
  const kept = async (mailId: string) => service.database.superuser<{ source: string; action: string; status: string; diagnostic: string }>('select source, action, status, diagnostic from mail_report where mail_id = $1 order by received_at', [mailId]);
  const subAddress = (mailId: string) => subAddressOf(keys, mailboxUser, mailId);
  const bounce = (mailId: string, about = failed) => deliveryReport(subAddress(mailId), 'o.faure@mairie.example', about);
  const progress = async () => (await service.database.superuser<{ attempts: number; last: number; failing: Date | null; due: Date }>('select attempts, last_uid::int as last, failing_since as failing, due_at as due from report_mailbox'))[0];

  test('un avis sur un de nos courriels est gardé et marqué lu ; le reste est laissé comme il est, et n’est pas relu', async () => {
    const mailId = await sent();
    server.deliver('From: x@y.example\r\nSubject: Bonjour\r\n\r\nUne question.\r\n', { to: mailboxUser });
    server.deliver(bounce(mailId), { to: subAddress(mailId) });
    server.deliver(`From: x@y.example\r\nTo: ${subAddress(mailId)}\r\nAuto-Submitted: auto-replied\r\nSubject: Absence\r\n\r\nDe retour lundi.\r\n`, { to: subAddress(mailId) });
    expect(await visit()).toEqual({ looked: 3, recorded: 1 });
    expect(await kept(mailId)).toEqual([{ source: 'report', ...failed }]);
    expect(server.messages().map(({ seen }) => seen)).toEqual([false, true, false]);
    expect(await visit()).toEqual({ looked: 0, recorded: 0 });
    expect(server.messages().map(({ seen }) => seen)).toEqual([false, true, false]);
  });

  test('un avis que quelqu’un a ouvert avant nous est lu ; ceux d’avant la première visite, déjà lus, ne le sont pas', async () => {
    const [old, fresh] = [await sent(), await sent()];
    server.deliver(bounce(old), { to: subAddress(old), flags: 'S' });
    expect(await visit()).toEqual({ looked: 0, recorded: 0 });
    server.deliver(bounce(fresh), { to: subAddress(fresh), flags: 'S' });
    expect(await visit()).toEqual({ looked: 1, recorded: 1 });
    expect(await kept(old)).toEqual([]);
    expect(await kept(fresh)).toHaveLength(1);
  });

  test('un avis forgé, qui ne connaît pas l’adresse de retour, n’est ni gardé ni marqué', async () => {
    const mailId = await sent();
    const known = subAddress(mailId);
    const forged = [known.replace(/.@/, (last) => (last === '0@' ? '1@' : '0@')), mailboxUser, `retours+${mailId}@prefecture.example`, `retours+${'0'.repeat(44)}@prefecture.example`];
    for (const address of forged) server.deliver(deliveryReport(address, 'o.faure@mairie.example', failed), { to: address });
    // The name of the mail alone, as its Message-ID says it to whoever answers, proves nothing.
    server.deliver(bounce(mailId).replaceAll(known, mailboxUser).replace('Subject: Lozère', `Message-ID: <${mailId}@paraphe.example>\r\nSubject: Lozère`).replace('Reporting-MTA', `Original-Envelope-Id: ${mailId}\r\nReporting-MTA`), { to: mailboxUser });
    // The proof written elsewhere than in a header of the report, or than in that of the mail it returns.
    server.deliver(bounce(mailId).replaceAll(known, mailboxUser).replace('Your message', `${tokenOf(keys, mailId)} Your message`), { to: mailboxUser });
    expect(await visit()).toEqual({ looked: forged.length + 2, recorded: 0 });
    expect(await kept(mailId)).toEqual([]);
    expect(server.messages().some(({ seen }) => seen)).toBe(false);
  });

  test('quand le serveur laisse tomber ce qui suit le « + », l’en-tête du courriel rendu le dit', async () => {
    const mailId = await sent();
    server.deliver(deliveryReport(mailboxUser, 'o.faure@mairie.example', failed).replace('Subject: Lozère', `X-Paraphe-Avis: ${tokenOf(keys, mailId)}\r\nSubject: Lozère`), { to: mailboxUser });
    expect(await visit()).toEqual({ looked: 1, recorded: 1 });
    expect(await kept(mailId)).toHaveLength(1);
  });

  test('le même avis par les deux voies est gardé une fois', async () => {
    const listener = service.worker.get(ReportListener, { strict: false });
    await listener.start();
    const mailId = await sent();
    const path = returnPathOf(keys, domain, mailId);
    const report = deliveryReport(path, 'o.faure@mairie.example', failed);
    await bring(listener.port!, path, report);
    server.deliver(report, { to: path });
    expect(await visit()).toEqual({ looked: 1, recorded: 1 });
    expect(await kept(mailId)).toHaveLength(1);
    server.deliver(report.replace('09:05:00', '13:05:00'), { to: path });
    await visit();
    expect(await kept(mailId)).toHaveLength(2);
  });

  test('cinq cents messages étrangers, puis l’avis : deux visites au plus, rien de marqué, et peu d’octets', async () => {
    const mailId = await sent();
    for (let n = 0; n < messagesPerVisit; n++) server.deliver(`From: x@y.example\r\nSubject: ${n}\r\n\r\n${'Bonjour.\r\n'.repeat(1_000)}`, { to: mailboxUser });
    server.deliver(bounce(mailId), { to: subAddress(mailId) });
    const begun = performance.now();
    expect(await visit()).toEqual({ looked: messagesPerVisit, recorded: 0 });
    // What remains does not wait for the next hour.
    expect(await reader().catchUp()).toEqual({ looked: 1, recorded: 1 });
    // A visit of five hundred headers takes a second; one that fetched each message by itself, or waited, would take far longer than this busy machine excuses.
    expect(performance.now() - begun).toBeLessThan(60_000);
    expect(server.messages().filter(({ seen }) => seen)).toHaveLength(1);
    expect(await kept(mailId)).toHaveLength(1);
  });

  test('d’un message énorme, seul le début est demandé', async () => {
    const [early, late] = [await sent(), await sent()];
    const garbage = `${'x'.repeat(76)}\r\n`.repeat(300_000);
    server.deliver(`${bounce(early)}${garbage}`, { to: subAddress(early) });
    server.deliver(bounce(late).replace('This is a MIME-encapsulated message.', garbage), { to: subAddress(late) });
    server.deliver(`X-Long: ${'y'.repeat(20_000_000)}\r\n${bounce(late)}`, { to: subAddress(late) });
    const before = server.log();
    expect(await visit()).toEqual({ looked: 3, recorded: 1 });
    // Written once the line is closed, at the server's own pace.
    await until(async () => server.log().slice(before.length).includes('out='), 'the server tells what it sent');
    const bytes = [...server.log().slice(before.length).matchAll(/out=(\d+)/g)].reduce((sum, [, out]) => sum + Number(out), 0);
    expect(bytes).toBeGreaterThan(reportReadBytes);
    expect(bytes).toBeLessThan(3 * reportReadBytes);
    expect([await kept(early), await kept(late)].map(({ length }) => length)).toEqual([1, 0]);
  });

  test('le serveur renumérote tout : ce qui n’est pas lu est repris, rien n’est gardé deux fois', async () => {
    const [first, second] = [await sent(), await sent()];
    for (let n = 0; n < 5; n++) server.deliver('From: x@y.example\r\n\r\nBonjour.\r\n', { to: mailboxUser });
    server.deliver(bounce(first), { to: subAddress(first) });
    expect(await visit()).toEqual({ looked: 6, recorded: 1 });
    server.deliver(bounce(second), { to: subAddress(second) });
    await server.renumber();
    expect(await visit()).toEqual({ looked: 6, recorded: 1 });
    expect([await kept(first), await kept(second)].map(({ length }) => length)).toEqual([1, 1]);
    expect(await visit()).toEqual({ looked: 0, recorded: 0 });
  });

  test('un serveur arrêté est attendu de plus en plus longtemps, et repris où il en était', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const mailId = await sent();
    expect(await visit()).toEqual({ looked: 0, recorded: 0 });
    await server.down();
    expect(await visit()).toBeNull();
    expect(await progress()).toMatchObject({ attempts: 1 });
    expect(warn.mock.calls.flat().join()).toContain('cannot be read: unreachable');
    // Two minutes later it is too early.
    server.deliver(bounce(mailId), { to: subAddress(mailId) });
    await server.up();
    expect(await visit()).toBeNull();
    expect(await visit()).toEqual({ looked: 1, recorded: 1 });
    expect(await progress()).toMatchObject({ attempts: 0, failing: null });
    expect(await kept(mailId)).toHaveLength(1);
  });

  test('un serveur qui ne répond jamais n’arrête ni le reste du travail, ni l’arrêt du service', async () => {
    // It greets, then speaks of something else: no silence ends the visit.
    const endless = createServer((socket) => {
      socket.write('* OK bonjour\r\n');
      const speech = setInterval(() => socket.write('* OK patience\r\n'), 1_000);
      socket.on('close', () => clearInterval(speech)).on('error', () => undefined);
    });
    endless.listen(0, '127.0.0.1');
    await once(endless, 'listening');
    await service.stop();
    const order: string[] = [];
    const catchUp = Correspondence.prototype.catchUp;
    jest.spyOn(Correspondence.prototype, 'catchUp').mockImplementation(function (this: Correspondence) {
      order.push('mails');
      return catchUp.call(this);
    });
    const called = once(endless, 'connection');
    service = await startService({ settings: { ...settings(), BOUNCE_MAILBOX: `imap://retours@127.0.0.1:${(endless.address() as AddressInfo).port}` } });
    await called;
    const visiting = reader().catchUp().then((found) => {
      order.push('visit');
      return found;
    });
    await until(async () => order.length > 0, 'the worker looks at the mails, or the visit ends');
    const begun = performance.now();
    await reader().onApplicationShutdown();
    expect(await visiting).toBeNull();
    // Far less than the patience with a server: it is hung up on.
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(order.slice(0, 2)).toEqual(['mails', 'visit']);
    // Leaving is no failure.
    expect(await progress()).toMatchObject({ attempts: 0, failing: null });
    endless.close();
  });

  test('deux ouvriers : un seul visite ; un ouvrier qui redémarre reprend où l’autre en était', async () => {
    const mailId = await sent();
    server.deliver(bounce(mailId), { to: subAddress(mailId) });
    const other = await NestFactory.createApplicationContext(WorkerModule.forRoot({ config: service.config, clock: service.clock }), { logger: ['error'], abortOnError: false });
    try {
      minutes(2);
      const visits = await Promise.all([reader().catchUp(), other.get(ReportMailbox, { strict: false }).catchUp()]);
      expect(visits.filter((one) => one !== null)).toEqual([{ looked: 1, recorded: 1 }]);
      minutes(2);
      expect(await other.get(ReportMailbox, { strict: false }).catchUp()).toEqual({ looked: 0, recorded: 0 });
    } finally {
      await other.close();
    }
    // Stopped, it no longer visits, and counts no failure.
    minutes(2);
    expect(await progress()).toMatchObject({ attempts: 0 });
  });

  test('un mot de passe refusé se dit à l’exploitant, et nulle part ailleurs', async () => {
    const said: unknown[] = [];
    for (const level of ['warn', 'error', 'log'] as const) jest.spyOn(Logger.prototype, level).mockImplementation((...words: unknown[]) => void said.push(...words));
    await service.stop();
    service = await startService({ idle: true, settings: { ...settings(), BOUNCE_MAILBOX_PASSWORD: 'pas-le-bon-sésame' } });
    const tell = () => service.worker.get(Correspondence, { strict: false }).catchUp();
    const work = async () => (await fetch(`${service.url}/health/work`)).json() as Promise<{ status: string; late: { work: string; attemptsMax: number }[] }>;
    await visit();
    await tell();
    expect(service.mailbox.mails).toEqual([]);
    expect(await work()).toEqual({ status: 'ok', late: [] });
    const begun = service.clock.now().getTime();
    while (service.clock.now().getTime() - begun < mailboxWaitMaxMs) await visit();
    // An account that is locked after five wrong passwords in half an hour is not locked by us.
    expect((await progress())!.attempts).toBe(4);
    await tell();
    await tell();
    const [alarm, ...more] = service.mailbox.mails.filter(({ to }) => to === operator);
    expect(more).toEqual([]);
    expect(alarm!.text).toContain('mailbox reports\u00a0: readReports a échoué 4\u00a0fois');
    expect(alarm!.text).toContain('BOUNCE_MAILBOX');
    expect(await work()).toMatchObject({ status: 'late', late: [{ work: 'mailbox.readReports', subjects: 1 }] });
    expect(said.join('\n')).toContain('cannot be read: refused');
    const row = await service.database.superuser<{ text: string }>('select report_mailbox::text as text from report_mailbox');
    for (const text of [said.map(String).join('\n'), alarm!.raw, JSON.stringify(await work()), JSON.stringify(row)]) expect(text).not.toMatch(/sésame|s=C3=A9same|retours|prefecture\.example/);
  });
});
