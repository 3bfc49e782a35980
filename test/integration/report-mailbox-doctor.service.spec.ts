import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ImapServer, dovecot, mailboxPassword, mailboxUser } from '../support/imap-server.js';
import { freePort } from '../support/service.js';

const main = join('dist', 'apps', 'cli', 'src', 'main.js');
const isHere = dovecot !== null && spawnSync('openssl', ['version']).status === 0;
if (!isHere) console.warn('Dovecot ou openssl est absent : l’ouverture d’une boîte aux lettres n’est PAS essayée.');
const tried = isHere ? describe : describe.skip;
/** A loopback address that is not one of the names of this machine: the way to it counts as a network. */
const elsewhere = '127.0.0.2';

tried('« paraphe doctor » et la boîte des avis', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paraphe-doctor-'));
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe', cwd: folder });
  let plain: ImapServer;
  let here: ImapServer;
  let there: ImapServer;
  beforeAll(async () => {
    if (!existsSync(main)) execFileSync('node_modules/.bin/swc', ['apps', 'libs', '--out-dir', 'dist', '--extensions', '.ts,.tsx']);
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=Autorité de la maison', '-utf8', '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30');
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=imap', '-keyout', 'imap.key', '-out', 'imap.csr');
    writeFileSync(file('san'), `subjectAltName=IP:127.0.0.1,IP:${elsewhere}\n`);
    openssl('x509', '-req', '-in', 'imap.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'san', '-days', '30', '-out', 'imap.pem');
    const tls = { cert: file('imap.pem'), key: file('imap.key') };
    [plain, here, there] = await Promise.all([ImapServer.start({ host: elsewhere }), ImapServer.start(tls), ImapServer.start({ ...tls, host: elsewhere })]);
  });
  afterAll(async () => {
    for (const server of [plain, here, there]) await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What it finds of the mailbox, and all that it says. */
  async function doctor(url: string, { password = mailboxPassword, trusted = true } = {}): Promise<{ ok: boolean; detail: string; said: string }> {
    const env = {
      PATH: process.env.PATH ?? '', PARAPHE_MODE: 'demonstration', DATA_DIR: file('data'), DATABASE_URL: 'postgres://127.0.0.1:9/paraphe', SMTP_URL: 'smtp://127.0.0.1:9',
      BOUNCE_MAILBOX: url, BOUNCE_MAILBOX_PASSWORD: password, BOUNCE_ADDRESS: mailboxUser, ...(trusted && { NODE_EXTRA_CA_CERTS: file('ca.pem') }),
    };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, 'doctor', '--json'], { env }).catch((fault: { stdout: string; stderr: string }) => fault);
    const found = (JSON.parse(stdout) as { what: string; ok: boolean; detail: string }[]).find(({ what }) => what === 'Boîte des avis de non-remise')!;
    return { ok: found.ok, detail: found.detail, said: `${stdout}${stderr}` };
  }

  test('elle s’ouvre sous TLS, ou par STARTTLS, quand le certificat est reconnu', async () => {
    for (const url of [here.url('imaps'), there.url('imaps'), there.url('imap')]) expect(await doctor(url)).toMatchObject({ ok: true, detail: expect.stringContaining('dossier INBOX') });
    expect(there.log()).toMatch(/Login: user=<retours@prefecture\.example>.*TLS/);
  });

  test('un certificat inconnu, ou d’un autre nom, l’arrête avant le mot de passe', async () => {
    const before = [here, there].map((server) => server.log().length);
    for (const url of [here.url('imaps'), there.url('imap')]) expect(await doctor(url, { trusted: false })).toMatchObject({ ok: false, detail: expect.stringContaining('certificat') });
    expect(await doctor(here.url('imaps').replace('@127.0.0.1:', '@localhost:'))).toMatchObject({ ok: false, detail: expect.stringContaining('certificat') });
    for (const [index, server] of [here, there].entries()) expect(server.log().slice(before[index])).not.toMatch(/Login: user=|user=<retours/);
  });

  test('sans STARTTLS, le mot de passe ne part pas en clair ailleurs que sur cette machine', async () => {
    expect(await doctor(plain.url())).toMatchObject({ ok: false, detail: expect.stringContaining('STARTTLS') });
    expect(plain.log()).toContain('no auth attempts');
    expect(plain.log()).not.toContain('user=<retours');
  });

  test('un mot de passe refusé, un dossier absent, un serveur absent : chacun sa phrase, et jamais le mot de passe', async () => {
    const refused = await doctor(here.url('imaps'), { password: 'pas-le-bon-sésame' });
    expect(refused).toMatchObject({ ok: false, detail: expect.stringContaining('BOUNCE_MAILBOX_PASSWORD') });
    const absent = await doctor(here.url('imaps').replace('/INBOX', '/Absent'));
    expect(absent).toMatchObject({ ok: false, detail: expect.stringContaining('dossier') });
    const nobody = await doctor(`imaps://retours@127.0.0.1:${await freePort()}/INBOX`);
    expect(nobody).toMatchObject({ ok: false, detail: expect.stringContaining('joignable') });
    for (const { said } of [refused, absent, nobody]) expect(said).not.toMatch(/sésame|retours/);
  });
});
