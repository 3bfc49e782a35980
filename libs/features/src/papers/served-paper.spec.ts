import { scanType, servedPaper } from './served-paper.js';

const pdf = Buffer.from('%PDF-1.7\n');
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]);
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
const html = Buffer.from('<html><script>alert(1)</script>');
const named = (fileName: string, mediaType = 'application/pdf', content: Buffer = pdf) => servedPaper({ fileName, mediaType }, content);

describe('Une pièce remise', () => {
  test('porte le type que son contenu confirme, et son nom', () => {
    expect(named('Délibération nᵒ 12.pdf')).toEqual({ mediaType: 'application/pdf', fileName: 'Délibération nᵒ 12.pdf' });
    expect(named('preuve.JPEG', 'image/jpeg', jpeg)).toEqual({ mediaType: 'image/jpeg', fileName: 'preuve.jpeg' });
  });
  test.each(['text/html', 'image/svg+xml', 'application/pdf', 'application/javascript'])('une page web annoncée comme %s n’est que des octets', (mediaType) => {
    expect(named('page.html', mediaType, html)).toEqual({ mediaType: 'application/octet-stream', fileName: 'page-html.bin' });
  });
  test.each([
    ['../../etc/passwd', 'passwd.pdf'],
    ['C:\\Users\\x\\avis.pdf', 'avis.pdf'],
    ['avis.pdf.exe', 'avis.pdf-exe.pdf'],
    ['avis\u202Efdp.exe', 'avisfdp-exe.pdf'],
    ['a\r\nSet-Cookie: x.pdf', 'aSet-Cookie x.pdf'],
    ['.htaccess', 'htaccess.pdf'],
    ['', 'piece.pdf'],
    [`${'é'.repeat(300)}.pdf`, `${'é'.repeat(100)}.pdf`],
  ])('le nom « %s » devient « %s »', (given, served) => expect(named(given).fileName).toBe(served));
});

test('un scan est reconnu à ses premiers octets, non à son nom', () => {
  expect([pdf, png, jpeg, html, Buffer.from('PK\u0003\u0004'), Buffer.alloc(0)].map(scanType)).toEqual(['application/pdf', 'image/png', 'image/jpeg', null, null, null]);
});
