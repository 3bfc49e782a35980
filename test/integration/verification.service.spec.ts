import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { SignedPdf, testAuthorities } from '../../libs/signing/test/signed-pdf.js';
import { clerkIn, openDraft } from '../support/actors.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { signedAgreement } from '../support/signed-agreement.js';
import type { SignedAgreement } from '../support/signed-agreement.js';
import { Visitor } from '../support/visitor.js';

const number = 'CDFS-48-2026-801';
/** More than the page accepts. */
const tooManyBytes = 51_000_000;
/** The time given to a file is short, and the machine of the tests may be busy: whoever is told to try again does. */
const triesMax = 8;

let service: Service;
let agreement: SignedAgreement;
beforeAll(async () => {
  service = await startService();
  agreement = await signedAgreement(service, number);
});
afterAll(() => service?.stop());

const timedOut = 'L’examen a duré trop longtemps';

type Answer = { status: number; html: string; text: string; headers: Headers };

async function formOf(): Promise<{ cookie: string; token: string }> {
  const answer = await fetch(`${service.url}/verifier`);
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
  return { cookie, token: /name="_csrf" value="([^"]+)"/.exec(await answer.text())![1]! };
}

/** Sends a file as a person does, who follows the advice of the page. */
async function send(file: Buffer): Promise<Answer> {
  let answer = await sendOnce(file);
  for (let tries = 1; tries < triesMax && answer.text.includes(timedOut); tries++) answer = await sendOnce(file);
  return answer;
}

/** Sends a file as the page's form does. */
async function sendOnce(file: Buffer, { forged = false, field = 'document' } = {}): Promise<Answer> {
  const { cookie, token } = await formOf();
  const form = new FormData();
  if (!forged) form.append('_csrf', token);
  form.append(field, new Blob([new Uint8Array(file)], { type: 'application/pdf' }), 'été.pdf');
  const answer = await fetch(`${service.url}/verifier`, { method: 'POST', body: form, headers: { cookie } });
  const html = await answer.text();
  return { status: answer.status, html, text: html.replace(/<[^>]+>/g, ' ').replace(/[\s\u00a0\u202f]+/g, ' '), headers: answer.headers };
}

describe('Un document signé', () => {
  test('scellé, il est intact, reconnu, en vigueur, et se dit de démonstration', async () => {
    const { status, text } = await send(agreement.pdf);
    expect(status).toBe(200);
    expect(text).toContain('Document intact, signé par 2 personnes, en vigueur.');
    expect(text).toContain('DÉMONSTRATION – sans valeur');
    expect(text).toContain('la dernière version produite par le service');
    expect(text).toMatch(/été\.pdf, \d+ ko/);
  });
  test('coupé à la fin d’une version, il est une version antérieure et authentique', async () => {
    const { status, text } = await send(agreement.revisions[2]!);
    expect(status).toBe(200);
    expect(text).toContain('Document intact : version intermédiaire, 1 signature sur 2, sans cachet.');
    expect(text).toContain('Il en existe une plus complète.');
  });
  test('altéré d’un octet, il n’est plus intact, et n’est plus un exemplaire de la convention', async () => {
    const altered = Buffer.from(agreement.pdf);
    const at = altered.indexOf('/MediaBox');
    altered[at + 14] = altered[at + 14]! ^ 1;
    const { status, text } = await send(altered);
    expect(status).toBe(200);
    expect(text).not.toContain('Document intact');
    expect(text).not.toContain('En vigueur');
    expect(text).toContain('mais ce n’en est pas un exemplaire');
  });
  test('signé sous une autre autorité, il est intact sans être reconnu', async () => {
    const now = service.clock.now();
    const { signer } = await testAuthorities(now);
    const file = await SignedPdf.open({ slots: ['slot_1'] });
    await file.sign('certify', 'certification', await signer('certification', now), now);
    await file.sign('approve', 'slot_1', await signer('signatory', now), now);
    const { text } = await send(file.pdf);
    expect(text).toContain('Document intact, mais l’identité de ceux qui l’ont signé n’est pas établie.');
    expect(text).not.toContain(number);
  });
});

describe('Ce qui ne peut être examiné', () => {
  test('autre chose qu’un PDF : une page claire, rien de gardé', async () => {
    const { status, text } = await send(Buffer.from('PK\u0003\u0004 un classeur'.repeat(100)));
    expect(status).toBe(422);
    expect(text).toMatch(/Ce fichier n’est pas un PDF lisible.*Rien n’a été conservé ici/);
  });
  test('aucun fichier : l’erreur est au champ', async () => {
    const { status, html } = await send(Buffer.alloc(0));
    expect(status).toBe(422);
    expect(html).toContain('id="error-summary"');
  });
  test('un champ qui n’est pas celui du formulaire est refusé', async () => {
    expect((await sendOnce(agreement.pdf, { field: 'autre' })).status).toBe(400);
  });
  test('51 Mo : refus immédiat, sans attendre le fichier', async () => {
    const sending = request(`${service.url}/verifier`, { method: 'POST', agent: false, headers: { 'content-type': 'multipart/form-data; boundary=x', 'content-length': tooManyBytes } });
    sending.write('--x');
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    expect(await text(answer)).toContain('Ce fichier est trop lourd');
    sending.destroy();
  });
  test('51 Mo dont la longueur n’est pas annoncée : refus dès qu’ils dépassent', async () => {
    const { cookie } = await formOf();
    const sending = request(`${service.url}/verifier`, { method: 'POST', agent: false, headers: { 'content-type': 'multipart/form-data; boundary=x', 'transfer-encoding': 'chunked', cookie } });
    sending.write('--x\r\nContent-Disposition: form-data; name="document"; filename="a.pdf"\r\n\r\n');
    sending.end(Buffer.alloc(tooManyBytes));
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    answer.destroy();
  });
  test('un envoi sans jeton, comme d’un autre site, est refusé', async () => {
    const { status, text } = await sendOnce(agreement.pdf, { forged: true });
    expect(status).toBe(403);
    expect(text).not.toContain('Document intact');
  });
  test('une foule reçoit une réponse ou un « revenez », jamais une panne', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => sendOnce(agreement.pdf)));
    const turnedAway = answers.filter(({ status }) => status === 503);
    expect(turnedAway.length).toBeGreaterThan(0);
    for (const { status, text } of answers) expect([200, 503, ...(text.includes(timedOut) ? [422] : [])]).toContain(status);
    for (const { headers } of turnedAway) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('Le numéro imprimé sur le document', () => {
  test('mène à ce qui est public de la convention', async () => {
    const { status, text } = await new Visitor(service.url).get(`/verifier/${number}`);
    expect(status).toBe(200);
    expect(text).toMatch(/En vigueur.*signée par ses 2 parties.*jusqu’au 31 décembre 2027/);
    expect(text.replaceAll(' ', '')).toContain(agreement.contentHash);
    expect(text.replaceAll(' ', '')).toContain(agreement.finalHash);
    expect(text).not.toMatch(/Vidal|Morel/);
  });
  test('inconnu, ou celui d’un brouillon, n’apprend rien', async () => {
    const visitor = new Visitor(service.url);
    await openDraft(service, await clerkIn(service), 1);
    const [draft] = await service.database.superuser<{ number: string }>(`select number from round where state = 'draft'`);
    for (const unknown of ['CDFS-00-0000-000', draft!.number]) expect((await visitor.get(`/verifier/${unknown}`)).status).toBe(404);
    // No address of ours holds that character, which the database refuses: the request is not understood.
    expect((await visitor.get('/verifier/%00')).status).toBe(400);
  });
});
