import fc from 'fast-check';
import { deliveryReport } from '../../../../test/support/postmaster.js';
import { announcesReport, proofHeader, readReport, reportActions, reportReadBytes } from './delivery-report.js';

const read = (text: string) => readReport(Buffer.from(text, 'latin1'));
const report = (text: string) => read(text)?.report ?? null;
const bounce = deliveryReport('avis@paraphe.example', 'personne@mairie.example', { action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 <personne@mairie.example>: User unknown' });

describe('un avis de remise (RFC 3464)', () => {
  test('dit ce qui est arrivé et pourquoi, sans aucune adresse', () => {
    expect(report(bounce)).toEqual({ action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 <…>: User unknown' });
  });

  test.each([
    ['un retard', ['Action: failed', 'Action: delayed'], ['Status: 5.1.1', 'Status: 4.4.1'], { action: 'delayed', status: '4.4.1' }],
    ['une remise', ['Action: failed', 'Action: Delivered (to mailbox)'], ['Status: 5.1.1', 'Status: 2.1.5 (Destination address valid)'], { action: 'delivered', status: '2.1.5' }],
    ['un code qui n’en est pas un', ['Status: 5.1.1', 'Status: 5,1,1'], ['', ''], { action: 'failed', status: null }],
    ['des lignes repliées', ['smtp; 550', 'smtp;\r\n\t550'], ['', ''], { action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 <…>: User unknown' }],
    ['des sauts de ligne d’un autre système', ['', ''], ['', ''], { action: 'failed', status: '5.1.1' }],
  ])('comprend %s', (name, [a, b], [c, d], expected) => {
    const text = bounce.replace(a!, b!).replace(c!, d!);
    expect(report(name.startsWith('des sauts') ? text.replaceAll('\r\n', '\n') : text)).toMatchObject(expected);
  });

  test('comprend la partie pour les machines codée en base64', () => {
    const [before, rest] = bounce.split('Content-Type: message/delivery-status\r\n\r\n') as [string, string];
    const end = rest.indexOf('\r\n--report');
    const text = `${before}Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(rest.slice(0, end)).toString('base64')}${rest.slice(end)}`;
    expect(report(text)).toMatchObject({ action: 'failed', status: '5.1.1' });
  });

  test('de plusieurs destinataires derrière une liste, le plus mal servi décide', () => {
    expect(report(bounce.replace('Final-Recipient', 'Final-Recipient: rfc822; autre@mairie.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\nFinal-Recipient'))).toMatchObject({ action: 'failed', status: '5.1.1' });
  });

  test.each([
    ['une réponse d’absence', 'From: x@y.example\r\nAuto-Submitted: auto-replied\r\nSubject: Absence\r\n\r\nJe suis absente.\r\n'],
    ['un accusé de lecture', bounce.replace('delivery-status;', 'disposition-notification;')],
    ['un avis enfoui dans un message transmis', `Content-Type: multipart/mixed; boundary="dehors"\r\n\r\n--dehors\r\n${bounce}\r\n--dehors--\r\n`],
    ['un avis sans partie pour les machines', bounce.replace('message/delivery-status', 'text/plain')],
    ['une action inconnue', bounce.replace('Action: failed', 'Action: eaten')],
    ['rien', ''],
  ])('n’en voit pas dans %s', (_, text) => {
    expect(report(text)).toBeNull();
  });

  test('un avis qui ne vient qu’après tout ce qui est lu n’est pas cherché', () => {
    expect(report(bounce.replace('This is a MIME-encapsulated message.', 'x'.repeat(reportReadBytes)))).toBeNull();
  });

  test('rien de ce qui peut être envoyé ne fait tomber la lecture, ni ne sort de ses mots', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('--report', '\r\n', ': ', 'Action: failed', 'Content-Type: multipart/report; report-type=delivery-status; boundary="report"', 'Content-Type: message/delivery-status', '\r\n\r\n', '--report--', 'Status: 5.1.1', ' ', '@'));
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const found = report(pieces.join(''));
      if (!found) return;
      expect(reportActions).toContain(found.action);
      expect(found.status ?? '5.0.0').toMatch(/^[245]\.\d{1,3}\.\d{1,3}$/);
      expect(found.diagnostic).not.toMatch(/@|[\r\n]/);
      expect(found.diagnostic.length).toBeLessThanOrEqual(200);
    }), { numRuns: 500 });
  });
});

describe('le même avis', () => {
  const hash = (text: string) => read(text)!.contentHash;
  const withHeader = (text: string) => `Return-Path: <>\r\nReceived: from mx.ailleurs.example (mx.ailleurs.example [192.0.2.1])\r\n\tby imap.prefecture.example; Tue, 24 Nov 2026 09:05:01 +0000\r\nDelivered-To: avis@paraphe.example\r\n${text}`;

  test('se reconnaît sous les lignes qu’ajoute chaque serveur, et sous d’autres sauts de ligne', () => {
    expect(hash(withHeader(bounce))).toBe(hash(bounce));
    expect(hash(bounce.replaceAll('\r\n', '\n'))).toBe(hash(bounce));
  });

  test.each([
    ['un autre numéro', (text: string) => text.replace(/Message-ID: <./, 'Message-ID: <x')],
    ['une autre date', (text: string) => text.replace('09:05:00 +0000', '13:05:00 +0000')],
    ['un autre contenu', (text: string) => text.replace('Action: failed', 'Action: delayed')],
  ])('%s en fait un autre', (_, other) => {
    expect(hash(other(bounce))).not.toBe(hash(bounce));
  });
});

describe('la preuve rendue avec l’en-tête du courriel', () => {
  const returning = (type: string, header: string) => bounce.replace('Content-Type: text/rfc822-headers\r\n\r\n', `Content-Type: ${type}\r\n\r\n${header}`);

  test.each(['text/rfc822-headers', 'message/rfc822', 'message/global-headers', 'message/global'])('se lit dans %s', (type) => {
    expect(read(returning(type, `${proofHeader.toUpperCase()}:\r\n preuve\r\n`))!.returnedProof).toBe('preuve');
  });

  test.each([
    ['une partie qui ne rend rien', returning('text/plain', `${proofHeader}: preuve\r\n`)],
    ['le corps du courriel rendu', returning('message/rfc822', `Subject: x\r\n\r\n${proofHeader}: preuve\r\n`)],
    ['l’en-tête de l’avis lui-même', `${proofHeader}: preuve\r\n${bounce}`],
  ])('ne se lit pas dans %s', (_, text) => {
    expect(read(text)!.returnedProof).toBe('');
  });
});

test('l’en-tête seul dit si le reste vaut d’être demandé', () => {
  const head = (text: string) => Buffer.from(text.slice(0, text.indexOf('\r\n\r\n')), 'latin1');
  expect(announcesReport(head(bounce))).toBe(true);
  expect(announcesReport(head(bounce.replace('delivery-status;', 'disposition-notification;')))).toBe(false);
  expect(announcesReport(Buffer.from('From: x@y.example\r\nSubject: Absence\r\n'))).toBe(false);
  expect(announcesReport(Buffer.alloc(0))).toBe(false);
});
