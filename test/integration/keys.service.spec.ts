import { execFile, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Certificates } from '#libs/features/keys';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

/** openssl judges with the clock of the machine. */
const now = new Date();
const folder = mkdtempSync(join(tmpdir(), 'paraphe-pki-'));
const file = (name: string) => join(folder, name);
const isHere = spawnSync('openssl', ['version']).status === 0;
if (!isHere) console.warn('openssl est absent : les adresses de révocation ne sont PAS jugées par un autre que nous.');
const judged = isHere ? test : test.skip;
const openssl = async (...args: string[]) => {
  const { stdout, stderr } = await promisify(execFile)('openssl', args).catch((fault: { stdout: string; stderr: string }) => fault);
  return `${stdout}${stderr}`;
};

const person = { fullName: 'Hélène Bastide', firstName: 'Hélène', lastName: 'Bastide', quality: 'Présidente', bodyName: 'Communauté de communes', siret: '20006913800014', identification: 'Lien personnel et code' };
const place = { roundId: '0198e0c7-0000-7000-8000-000000000001', slotId: 'slot_essai' };
let service: Service;
let ofWeb: Certificates;
let ofWorker: Certificates;
const pki = (path: string, init?: RequestInit) => fetch(`${service.url}/pki/${path}`, init);
const revocationList = async () => Buffer.from(await (await pki('liste-de-revocation.crl')).arrayBuffer());
const listText = async () => {
  writeFileSync(file('list.der'), await revocationList());
  return openssl('crl', '-inform', 'DER', '-in', file('list.der'), '-CAfile', file('root.pem'), '-noout', '-text');
};
const ask = (serialHex: string) => openssl('ocsp', '-issuer', file('root.pem'), '-serial', `0x${serialHex}`, '-url', `${service.url}/pki/ocsp`, '-CAfile', file('root.pem'), '-resp_text');

beforeAll(async () => {
  service = await startService({ now });
  ofWeb = service.web.get(Certificates, { strict: false });
  ofWorker = service.worker.get(Certificates, { strict: false });
  writeFileSync(file('root.pem'), await (await pki('racine.pem')).text());
});
afterAll(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('la racine se télécharge, et c’est la même pour le site et l’ouvrier', async () => {
  const answer = await pki('racine.pem');
  expect(answer.headers.get('content-type')).toContain('application/x-pem-file');
  expect(answer.headers.get('content-disposition')).toContain('attachment');
  const text = await answer.text();
  expect(new X509Certificate(text).ca).toBe(true);
  expect(await ofWorker.rootPem(now)).toBe(await ofWeb.rootPem(now));
  expect((await ofWeb.anchors()).map((der) => new X509Certificate(der).toString())).toEqual([new X509Certificate(text).toString()]);
});

judged('un certificat délivré est connu, puis révoqué : OCSP et liste le disent aussitôt', async () => {
  const signer = await ofWorker.forPerson(person, now, place);
  const other = await ofWorker.forPerson(person, now);
  const good = await ask(signer.serialHex);
  expect(good).toContain('Response verify OK');
  expect(good).toMatch(/: good/);
  expect(await listText()).toContain('No Revoked Certificates');

  expect(await ofWeb.revoke(signer.serialHex, 'keyCompromise', now)).toBe(true);
  expect(await ofWeb.revoke(signer.serialHex, 'superseded', now)).toBe(false);
  const revoked = await ask(signer.serialHex);
  expect(revoked).toContain('Response verify OK');
  expect(revoked).toMatch(/: revoked/);
  expect(revoked).toContain('keyCompromise');
  const list = await listText();
  expect(list).toContain('verify OK');
  expect(list.toLowerCase()).toContain(signer.serialHex);
  expect(list.toLowerCase()).not.toContain(other.serialHex);
  expect(await ask('40aabbccdd')).toMatch(/: unknown/);

  writeFileSync(file('signer.pem'), new X509Certificate(signer.certificateDer).toString());
  writeFileSync(file('other.pem'), new X509Certificate(other.certificateDer).toString());
  await openssl('crl', '-inform', 'DER', '-in', file('list.der'), '-out', file('list.pem'));
  const verify = (name: string) => openssl('verify', '-CAfile', file('root.pem'), '-CRLfile', file('list.pem'), '-crl_check', file(name));
  expect(await verify('other.pem')).toContain(': OK');
  expect(await verify('signer.pem')).toContain('certificate revoked');
});

test('le registre ne tient que des identifiants, et la révocation est au journal', async () => {
  const signer = await ofWorker.forPerson(person, now, place);
  await ofWorker.revoke(signer.serialHex, 'superseded', now);
  const [row] = await service.database.superuser<Record<string, unknown>>('select * from certificate where serial_hex = $1', [signer.serialHex]);
  expect(row).toMatchObject({ usage: 'signatory', round_id: place.roundId, slot_id: place.slotId, reason: 'superseded' });
  expect(JSON.stringify(row)).not.toMatch(/Bastide|Présidente/);
  const lines = await service.database.superuser<{ event: string; payload: object }>(`select event, payload from journal where subject = 'certificate' and subject_id = $1`, [signer.serialHex]);
  expect(lines).toEqual([{ event: 'revoked', payload: { reason: 'superseded' } }]);
});

test('la liste est gardée jusqu’à sa fin, et refaite chaque jour sous un numéro plus grand', async () => {
  const answer = await pki('liste-de-revocation.crl');
  expect(answer.headers.get('content-type')).toBe('application/pkix-crl');
  expect(Number(/^public, max-age=(\d+)$/.exec(answer.headers.get('cache-control')!)![1])).toBeGreaterThan(3 * 86_400);
  const first = Buffer.from(await answer.arrayBuffer());
  expect(await revocationList()).toEqual(first);
  service.clock.moveTo(new Date(now.getTime() + 25 * 3_600_000));
  expect(await revocationList()).not.toEqual(first);
  service.clock.moveTo(now);
  const made = await Promise.all(Array.from({ length: 8 }, (_, i) => (i % 2 ? ofWeb : ofWorker).revocationList(now)));
  // Those who ask together share one list; two processes never give the same number to two.
  expect(new Set(made.map((der) => der.toString('latin1'))).size).toBe(2);
  const [before, after] = [await ofWorker.revocationList(now), await ofWorker.revocationList(now)];
  expect(after).not.toEqual(before);
});

judged('OCSP par l’adresse (GET) : la réponse se garde une heure', async () => {
  const signer = await ofWorker.forPerson(person, now);
  await openssl('ocsp', '-issuer', file('root.pem'), '-serial', `0x${signer.serialHex}`, '-no_nonce', '-reqout', file('question.der'));
  for (const encoded of [encodeURIComponent(readFileSync(file('question.der')).toString('base64')), readFileSync(file('question.der')).toString('base64')]) {
    const answer = await pki(`ocsp/${encoded}`);
    expect(answer.headers.get('content-type')).toBe('application/ocsp-response');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
    writeFileSync(file('answer.der'), Buffer.from(await answer.arrayBuffer()));
    expect(await openssl('ocsp', '-issuer', file('root.pem'), '-serial', `0x${signer.serialHex}`, '-respin', file('answer.der'), '-CAfile', file('root.pem'))).toMatch(/: good/);
  }
});

test('ce qui n’est pas une question OCSP reçoit une réponse OCSP, ou un refus ; jamais une panne', async () => {
  const malformed = Buffer.from('30030a0101', 'hex');
  const post = (body: Uint8Array<ArrayBuffer> | string, type = 'application/ocsp-request') => pki('ocsp', { method: 'POST', body, headers: { 'content-type': type } });
  const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
  expect(await bytesOf(await post(new Uint8Array(50)))).toEqual(malformed);
  expect(await bytesOf(await post('bonjour', 'text/plain'))).toEqual(malformed);
  expect(await bytesOf(await pki('ocsp/pas-du-base64'))).toEqual(malformed);
  expect((await pki('ocsp/%E0%A4')).status).toBe(400);
  expect((await post(new Uint8Array(20_000))).status).toBe(413);
});

test('le cachet de démonstration garde son certificat, jusqu’à ce qu’il soit révoqué ou près de sa fin', async () => {
  const serial = async (at: Date, from = ofWorker) => (await from.forService('seal', at)).serialHex;
  const first = await serial(now);
  expect(await serial(new Date(now.getTime() + 300 * 86_400_000), ofWeb)).toBe(first);
  await ofWeb.revoke(first, 'keyCompromise', now);
  const second = await serial(now);
  expect(second).not.toBe(first);
  expect(await serial(now, ofWeb)).toBe(second);
  const inThreeYears = new Date(now.getTime() + 1_050 * 86_400_000);
  const third = await serial(inThreeYears);
  expect(third).not.toBe(second);
  expect(await serial(inThreeYears, ofWeb)).toBe(third);
});

test('rendre une poignée du cachet n’ôte pas le cachet aux autres', async () => {
  const one = await ofWorker.forService('certification', now);
  const two = await ofWorker.forService('certification', now);
  one.destroy();
  expect(() => one.sign(Buffer.from('x'))).toThrow(expect.objectContaining({ code: 'KEY_DESTROYED' }));
  expect(two.sign(Buffer.from('x'))).toBeInstanceOf(Buffer);
});

test('l’horodatage de démonstration dit qu’il ne prouve rien', async () => {
  const identity = await ofWorker.timestampIdentity(now);
  expect(new X509Certificate(identity.certificateDer).subject).toContain('DÉMONSTRATION');
  expect((await ofWeb.timestampIdentity(now)).serialHex).toBe(identity.serialHex);
});

test('aucune clé privée n’est en clair sur le disque', () => {
  const keys = join(service.config.dataDir, 'keys');
  const names = readdirSync(keys);
  expect(names).toEqual(expect.arrayContaining(['authority.key', 'authority.pem', 'seal.key', 'certification.key', 'timestamp.key']));
  for (const name of names.filter((one) => one.endsWith('.key'))) expect(readFileSync(join(keys, name), 'utf8')).toMatch(/^paraphe-secret-1 [\w-]+\n$/);
  for (const name of names) expect(readFileSync(join(keys, name), 'utf8')).not.toContain('PRIVATE KEY');
});
