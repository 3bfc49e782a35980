import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serve, type Served } from '../test/gotenberg.js';
import { draft, heading, line } from '../test/word.js';
import { assemble } from './assemble.js';
import { findLibreOffice, libreOffice } from './convert.js';
import { gotenberg } from './convert-gotenberg.js';
import type { DocumentFault } from './fault.js';

const binary = findLibreOffice(process.env.PATH ?? '');
if (binary === null) console.warn('LibreOffice est absent de ce poste : la conversion par un serveur n’est PAS vérifiée.');
const withLibreOffice = binary === null ? describe.skip : describe;
const CONVERSION_TEST_MS = 120_000;

/** Speaks as Gotenberg does, converts for good with the LibreOffice of this machine. */
withLibreOffice('un serveur qui convertit pour de vrai', () => {
  let served: Served;
  beforeAll(async () => {
    const office = libreOffice({ binary: binary! });
    served = await serve(async ({ path, form }, response) => {
      if (path === '/version') return void response.end('8.21.1');
      const file = form?.get('files');
      if (!(file instanceof File)) return void response.writeHead(400).end('Invalid form data: no form file found');
      const given = Buffer.from(await file.arrayBuffer());
      return office.toPdf(given).then((pdf) => void response.end(pdf), (fault: DocumentFault) => void response.writeHead(400).end(fault.message));
    });
  });
  afterAll(() => served.close());

  test('donne les mêmes octets que LibreOffice sur place', async () => {
    const options = { template: await draft([heading('Mandat'), line('{{nom}}')]), data: { nom: 'Brest' }, date: new Date('2026-11-24T10:00:00Z'), title: 'Mandat' };
    const away = await assemble({ ...options, converter: gotenberg(served.address) });
    const here = await assemble({ ...options, converter: libreOffice({ binary: binary! }) });
    expect(away.pdf.equals(here.pdf)).toBe(true);
    expect(away.manifest.renderers.converter).toBe('Gotenberg 8.21.1');
  }, CONVERSION_TEST_MS);
});
