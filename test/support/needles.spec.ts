import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { PDFDocument } from 'pdf-lib';
import { NeedleSearch } from './needles.js';

const name = 'Zéphyrin-Malaquette';
const documentWords = 'Quittance numero Q-88417-BLEUET pour le logement';
const search = new NeedleSearch([{ label: 'nom', text: name }, { label: 'date', text: '1951-07-23' }, { label: 'pièce', text: 'Q-88417-BLEUET' }]);

describe('Le chercheur peut trouver', () => {
  const utf8 = Buffer.from(`Madame ${name}, et la suite`);
  const shapes: readonly (readonly [string, Buffer])[] = [
    ['en clair', utf8], ['en capitales', Buffer.from(name.toUpperCase())], ['sans accents', Buffer.from('ZEPHYRIN-MALAQUETTE')], ['en latin 1', Buffer.from(name, 'latin1')],
    ['en UTF-16LE', Buffer.from(`a${name}`, 'utf16le')], ['en UTF-16BE', Buffer.from(`a${name}`, 'utf16le').swap16()],
    ...[0, 1, 2].map((shift) => [`en base64, décalé de ${shift}`, Buffer.from(Buffer.concat([Buffer.alloc(shift, 65), Buffer.from(name)]).toString('base64'))] as const),
    ['en base64 d’UTF-16', Buffer.from(Buffer.from(`l${name}`, 'utf16le').toString('base64'))],
    ['en hexadécimal', Buffer.from(utf8.toString('hex'))], ['en échappement JSON', Buffer.from('"nom":"Z\\u00e9phyrin-Malaquette"')], ['dans une adresse', Buffer.from(`?nom=${encodeURIComponent(name)}`)],
    ['sous zlib', Buffer.concat([Buffer.from('avant'), deflateSync(utf8), Buffer.from('après')])], ['sous gzip', Buffer.concat([Buffer.from('avant'), gzipSync(utf8)])], ['sous deflate', deflateRawSync(utf8)], ['sous deflate, plus loin', Buffer.concat([Buffer.from('avant'), deflateRawSync(utf8)])],
    ['sous gzip en base64', Buffer.from(`{"corps":"${gzipSync(utf8).toString('base64')}"}`)], ['sous gzip en colonne bytea', Buffer.from(`1\t\\\\x${gzipSync(utf8).toString('hex')}\t2`)], ['sous deux gzip', gzipSync(gzipSync(utf8))],
  ];
  test.each(shapes)('un nom caché %s', (_, bytes) => expect(search.in(bytes)).toEqual(['nom']));
  test('un nom dans les glyphes d’un PDF', async () => {
    const pdf = await PDFDocument.create();
    pdf.addPage().drawText(documentWords);
    expect(search.in(Buffer.from(await pdf.save()))).toEqual(['pièce']);
  });
  test('et ne trouve rien où il n’y a rien', () => expect(search.in(gzipSync(Buffer.from('Madame Malaquet, née un 23 juillet, aux Gorges')))).toEqual([]));
});
