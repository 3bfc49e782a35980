import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { serve, type Served } from '../test/gotenberg.js';
import { taggedPdf } from '../test/office.js';
import { draft, line } from '../test/word.js';
import { gotenberg } from './convert-gotenberg.js';
import type { DocumentFault } from './fault.js';

let docx: Buffer;
let pdf: Buffer;
let served: Served | null = null;
beforeAll(async () => {
  docx = await draft([line('a')]);
  pdf = await taggedPdf();
});
afterEach(() => served?.close());

const faultOf = (work: Promise<unknown>) => work.then(() => null, (fault: DocumentFault) => fault);
const say = (status: number, body: string | Buffer = '', headers: Record<string, string> = {}) => (response: ServerResponse) => void response.writeHead(status, headers).end(body);
/** A server that gives these answers in turn, the last one for ever. */
async function answering(...answers: ((response: ServerResponse) => void)[]): Promise<Served> {
  let turn = 0;
  served = await serve((_, response) => answers[Math.min(turn++, answers.length - 1)]!(response));
  return served;
}
const converter = (address: string, pdfBytesMax?: number) => gotenberg(address, { retryWaitMs: 1, pdfBytesMax });

describe('convertir par un serveur Gotenberg', () => {
  test('le document part avec les réglages de PDF/A-3b et de PDF/UA, le PDF revient tel quel', async () => {
    const { address, asked } = await answering(say(200, pdf));
    expect((await converter(address).toPdf(docx)).equals(pdf)).toBe(true);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ method: 'POST', path: '/forms/libreoffice/convert' });
    const form = asked[0]!.form!;
    const file = form.get('files') as File;
    expect(file.name).toBe('document.docx');
    expect(Buffer.from(await file.arrayBuffer()).equals(docx)).toBe(true);
    expect(Object.fromEntries([...form].filter(([name]) => name !== 'files'))).toMatchObject({ pdfa: 'PDF/A-3b', pdfua: 'true', exportBookmarks: 'true', exportFormFields: 'false', losslessImageCompression: 'true' });
  });

  test('l’adresse garde son chemin ; nom et mot de passe partent en en-tête', async () => {
    const { address, asked } = await answering(say(200, pdf));
    await converter(`${address.replace('://', '://paraphe:s%C3%A9same@')}/pdf`).toPdf(docx);
    expect(asked[0]!.path).toBe('/pdf/forms/libreoffice/convert');
    expect(Buffer.from(asked[0]!.headers.authorization!.replace('Basic ', ''), 'base64').toString()).toBe('paraphe:sésame');
  });

  test('il attend son tour auprès d’un serveur qui dit revenir plus tard', async () => {
    const { address, asked } = await answering(say(503), say(429, '', { 'retry-after': '0' }), say(200, pdf));
    expect((await converter(address).toPdf(docx)).equals(pdf)).toBe(true);
    expect(asked).toHaveLength(3);
  });

  test('mais pas sans fin', async () => {
    const { address, asked } = await answering(say(503, 'Service Unavailable'));
    expect(await faultOf(converter(address).toPdf(docx))).toMatchObject({ code: 'converter-unreachable', retryable: true, detail: 'réponse 503 : Service Unavailable' });
    expect(asked).toHaveLength(4);
  });

  test.each([
    ['le document est refusé', say(400, 'LibreOffice could not open the document'), 'conversion-refused', 1],
    ['un champ du formulaire est inconnu', say(400, "Invalid form data: form field 'pdfa' is unknown"), 'converter-misconfigured', 1],
    ['le nom ou le mot de passe est faux', say(401), 'converter-misconfigured', 1],
    ['ce n’est pas un Gotenberg', say(404, 'Not Found'), 'converter-misconfigured', 1],
    ['il renvoie ailleurs : on n’y va pas', say(302, '', { location: 'http://127.0.0.1:1/' }), 'converter-misconfigured', 1],
    ['le document est trop gros pour lui', say(413), 'docx-too-large', 1],
    ['il ne rend pas un PDF', say(200, 'bonjour'), 'conversion-invalid', 4],
    ['il ne rend rien', say(200), 'conversion-invalid', 4],
    ['il coupe la ligne', (response: ServerResponse) => void response.socket!.destroy(), 'converter-unreachable', 4],
  ])('%s', async (_, answer, code, calls) => {
    const { address, asked } = await answering(answer);
    expect(await faultOf(converter(address).toPdf(docx))).toMatchObject({ code });
    expect(asked).toHaveLength(calls);
  });

  test('un PDF démesuré n’est pas lu jusqu’au bout', async () => {
    const { address } = await answering((response) => {
      response.writeHead(200);
      const pour = () => void (response.destroyed || (response.write(Buffer.alloc(64 * 1024)) ? setImmediate(pour) : response.once('drain', pour)));
      pour();
    });
    expect(await faultOf(converter(address, 1024 * 1024).toPdf(docx))).toMatchObject({ code: 'conversion-refused', detail: 'PDF trop volumineux' });
  });

  test('un serveur muet : délai dépassé, ou abandon', async () => {
    let reached = () => {};
    const { address } = await answering(() => reached());
    expect(await faultOf(converter(address).toPdf(docx, { timeoutMs: 100 }))).toMatchObject({ code: 'conversion-timeout', retryable: true });
    const controller = new AbortController();
    reached = () => controller.abort();
    expect(await faultOf(converter(address).toPdf(docx, { signal: controller.signal }))).toMatchObject({ code: 'aborted' });
  });

  test('l’abandon n’attend pas la fin d’une pause', async () => {
    const controller = new AbortController();
    const { address, asked } = await answering((response) => {
      say(503, '', { 'retry-after': '3600' })(response);
      response.once('close', () => setImmediate(() => controller.abort()));
    });
    expect(await faultOf(converter(address).toPdf(docx, { signal: controller.signal }))).toMatchObject({ code: 'aborted' });
    expect(asked).toHaveLength(1);
  });

  test('personne à l’adresse : c’est dit, sans le mot de passe', async () => {
    const fault = await faultOf(converter('http://moi:secret@127.0.0.1:1').toPdf(docx));
    expect(fault).toMatchObject({ code: 'converter-unreachable', retryable: true });
    expect(fault?.message).not.toContain('secret');
  });

  test('un faux document ne part pas', async () => {
    const { address, asked } = await answering(say(200, pdf));
    expect(await faultOf(converter(address).toPdf(Buffer.from('bonjour')))).toMatchObject({ code: 'docx-unreadable' });
    expect(asked).toEqual([]);
  });

  test('la version : /version, à défaut l’en-tête Server', async () => {
    expect(await converter((await answering(say(200, '8.21.1\n'))).address).version()).toBe('Gotenberg 8.21.1');
    await served!.close();
    expect(await converter((await answering(say(404, 'rien', { server: 'Atelier/3' }))).address).version()).toBe('Atelier/3');
    await served!.close();
    expect(await converter((await answering(say(404))).address).version()).toBe('Gotenberg');
  });
});
