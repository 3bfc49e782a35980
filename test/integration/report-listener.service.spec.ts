import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { SMTPServer } from 'smtp-server';
import { KeyStore, ReportListener } from '#libs/platform';
import { MailReports, reportsPerMailMax } from '../../libs/platform/src/mail/mail-reports.js';
import { clientsMax, reportBytesMax, reportsPerAddress, silenceMs, windowMs } from '../../libs/platform/src/mail/report-listener.js';
import { returnPathOf } from '../../libs/platform/src/mail/return-path.js';
import { until } from '../support/patience.js';
import { deliveryReport } from '../support/postmaster.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { SmtpCaller } from '../support/smtp-caller.js';

const domain = 'avis.paraphe.example';
const failed = { action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 User unknown' } as const;

let service: Service;
let server: SMTPServer;
let port: number;
let mailId: string;
let path: string;
let callers: SmtpCaller[] = [];
beforeAll(async () => {
  service = await startService({ idle: true, settings: { BOUNCE_LISTEN: '127.0.0.1:0', BOUNCE_DOMAIN: domain } });
  const listener = service.worker.get(ReportListener, { strict: false });
  await listener.start();
  port = listener.port!;
  ({ server } = listener as unknown as { server: SMTPServer });
});
afterAll(() => service?.stop());

/** Each test has its own mail, and a quarter of an hour in which nobody has called yet. */
beforeEach(async () => {
  service.clock.moveTo(new Date(service.clock.now().getTime() + windowMs));
  mailId = randomUUID();
  path = returnPathOf(service.worker.get(KeyStore, { strict: false }), domain, mailId);
  await service.database.superuser(
    `insert into mail (id, subject, subject_id, kind, recipient_kind, recipient_id, template_version, message_id, state, created_at) values ($1, 'round', 'none', 'signature.invitation', 'prefecture', '48', '1', $2, 'sent', $3)`,
    [mailId, `<${mailId}@paraphe.example>`, service.clock.now()],
  );
});
/** Whoever hangs up is known to have left a little later. */
afterEach(async () => {
  jest.restoreAllMocks();
  for (const caller of callers) caller.hangUp();
  callers = [];
  await until(async () => server.connections.size === 0, 'nobody is on the line');
});

async function call(greeted = true): Promise<SmtpCaller> {
  const caller = await (greeted ? SmtpCaller.introduced(port) : SmtpCaller.at(port));
  callers.push(caller);
  return caller;
}
const kept = async () => (await service.database.superuser<{ count: number }>('select count(*)::int as count from mail_report where mail_id = $1', [mailId]))[0]!.count;
const report = () => deliveryReport(path, 'o.faure@mairie.example', failed);
/** A report that weighs so many bytes: what follows its end is nobody's. */
const weighing = (bytes: number): string => {
  const [raw, line] = [report(), `${'x'.repeat(76)}\r\n`];
  const left = bytes - Buffer.byteLength(raw);
  return `${raw}${line.repeat(Math.floor(left / line.length) - 1)}${'y'.repeat((left % line.length) + line.length - 2)}\r\n`;
};

describe('le poids d’un avis', () => {
  test('annoncé trop lourd, il est refusé avant d’être envoyé', async () => {
    const caller = await call();
    expect(await caller.say(`MAIL FROM:<> SIZE=${reportBytesMax + 1}`)).toMatch(/^552 /);
    expect(await caller.say(`MAIL FROM:<> SIZE=${reportBytesMax}`)).toMatch(/^250 /);
  });

  test('sans l’annoncer, il passe jusqu’à la limite, et pas un octet de plus : rien n’en est gardé', async () => {
    const caller = await call();
    expect(Buffer.byteLength(weighing(reportBytesMax + 1))).toBe(reportBytesMax + 1);
    expect(await caller.bring(path, weighing(reportBytesMax + 1))).toMatch(/^552 /);
    expect(await kept()).toBe(0);
    expect(await caller.bring(path, weighing(reportBytesMax))).toMatch(/^250 /);
    expect(await kept()).toBe(1);
  });
});

describe('le nombre', () => {
  test('de serveurs à la fois : le suivant est prié de revenir, et trouve la place de celui qui part', async () => {
    const [first] = await Promise.all(Array.from({ length: clientsMax }, () => call()));
    const late = await call(false);
    expect(await late.answer()).toMatch(/^421 /);
    expect(await late.answer()).toBeNull();
    expect(await first!.say('QUIT')).toMatch(/^221 /);
    expect(await (await call()).bring(path, report())).toMatch(/^250 /);
    expect(await kept()).toBe(1);
  });

  test('d’avis qu’un serveur apporte en un quart d’heure : le suivant attend le quart d’heure d’après', async () => {
    const caller = await call();
    caller.write('MAIL FROM:<>\r\nRSET\r\n'.repeat(reportsPerAddress));
    const answers = new Set<string | undefined>();
    for (let n = 0; n < 2 * reportsPerAddress; n++) answers.add((await caller.answer())?.slice(0, 3));
    expect([...answers]).toEqual(['250']);
    expect(await caller.bring(path, report())).toMatch(/^451 /);
    // Whoever calls again from the same address finds the same answer.
    expect(await (await call()).bring(path, report())).toMatch(/^451 /);
    expect(await kept()).toBe(0);
    service.clock.moveTo(new Date(service.clock.now().getTime() + windowMs));
    expect(await caller.bring(path, report())).toMatch(/^250 /);
    expect(await kept()).toBe(1);
  });

  test('de destinataires : un avis est celui d’un courriel', async () => {
    const caller = await call();
    const other = returnPathOf(service.worker.get(KeyStore, { strict: false }), domain, randomUUID());
    for (const [line, code] of [['MAIL FROM:<>', '250'], [`RCPT TO:<${path}>`, '250'], [`RCPT TO:<${other}>`, '452']] as const) expect((await caller.say(line))?.slice(0, 3)).toBe(code);
  });

  test('d’avis gardés d’un même courriel : les suivants sont remerciés, et oubliés', async () => {
    const caller = await call();
    for (let n = 0; n < reportsPerMailMax + 2; n++) expect(await caller.bring(path, report())).toMatch(/^250 /);
    expect(await kept()).toBe(reportsPerMailMax);
  });

  test('de refus de notre propre relais ne prend pas la place d’un avis venu plus tard', async () => {
    const reports = new MailReports(service.db, service.clock);
    for (let n = 0; n < reportsPerMailMax + 2; n++) await reports.record(mailId, 'relay', { ...failed, status: '4.2.0' }, `relay-${n}`);
    expect(await kept()).toBe(reportsPerMailMax);
    expect(await (await call()).bring(path, report())).toMatch(/^250 /);
    expect(await kept()).toBe(reportsPerMailMax + 1);
  });
});

describe('le silence', () => {
  /** The listener's own end of the line of the next to call. */
  async function callHeld(): Promise<[SmtpCaller, Socket]> {
    const held = once(server.server, 'connection') as Promise<[Socket]>;
    const caller = await call();
    return [caller, (await held)[0]];
  }
  /** The whole of a silence passes at once. */
  const passes = (socket: Socket) => void socket.setTimeout(1);

  test('d’un serveur qui n’a plus rien à dire le fait tenir pour parti', async () => {
    const [caller, socket] = await callHeld();
    expect(socket.timeout).toBe(silenceMs);
    passes(socket);
    expect(await caller.answer()).toMatch(/^421 /);
    expect(await caller.answer()).toBeNull();
  });

  test('au milieu d’un avis de même : la moitié d’un avis n’est pas gardée, et le même revient entier', async () => {
    const error = jest.spyOn(Logger.prototype, 'error');
    const [caller, socket] = await callHeld();
    const whole = report();
    for (const line of ['MAIL FROM:<>', `RCPT TO:<${path}>`, 'DATA']) expect(await caller.say(line)).toMatch(/^[23]/);
    // All but the line that ends it: what was read so far would make a report.
    caller.write(whole);
    await once(socket, 'data');
    expect(socket.timeout).toBe(silenceMs);
    passes(socket);
    expect(await caller.answer()).toMatch(/^421 /);
    expect(await caller.answer()).toBeNull();
    expect(await (await call()).bring(path, whole)).toMatch(/^250 /);
    expect(await kept()).toBe(1);
    // The operator is not called for that.
    expect(error).not.toHaveBeenCalled();
  });
});
