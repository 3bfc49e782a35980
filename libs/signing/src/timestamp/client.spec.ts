import { createHash, randomBytes } from 'node:crypto';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createAuthority } from '../certificates.js';
import { SigningError } from '../errors.js';
import { timestampAuthority } from './authority.js';
import { remoteTimestamper } from './client.js';
import type { RemoteTimestamperOptions } from './client.js';
import { issueTimestampIdentity } from './identity.js';
import type { TimestampIdentity } from './identity.js';
import { checkToken, readToken } from './token.js';

const now = new Date();
const imprint = createHash('sha256').update('a signature').digest();
/** Long enough for a busy machine, short enough for a test. */
const timeoutMs = 2_000;
/** Far above the time given, on a machine that does much else; without it, silence would last. */
const soonMs = 20_000;

const servers: { close(done: () => void): unknown; closeAllConnections?: () => void }[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise<void>((done) => {
  server.close(() => done());
  server.closeAllConnections?.();
}))));

function listening(server: Pick<Server, 'listen' | 'address' | 'close'>): Promise<string> {
  servers.push(server);
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`)));
}
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
/** An authority on the loopback that says whatever `reply` makes of the question. */
const authorityAt = (reply: (question: Buffer) => Buffer | string): Promise<string> =>
  listening(createServer((request, response) => void bodyOf(request).then((question) => response.end(reply(question)))));
const serving = (listener: RequestListener): Promise<string> => listening(createServer(listener));
const ask = (urls: string[], more: Partial<RemoteTimestamperOptions> = {}) => remoteTimestamper({ urls, timeoutMs, now: () => now, ...more })(imprint);

describe('demander l’heure à une autorité', () => {
  let identity: TimestampIdentity;
  let stranger: TimestampIdentity;
  let root: Buffer;
  const answerAt = (at: Date) => (question: Buffer) => timestampAuthority({ identity, now: () => at }).answer(question);

  beforeAll(async () => {
    const of = async () => issueTimestampIdentity(await createAuthority({ commonName: 'Essai', organisation: 'Essai', now }), { commonName: 'Démonstration', organisation: 'Essai' }, { now, days: 30 });
    [identity, stranger] = [await of(), await of()];
    root = identity.chainDer[0]!;
  });

  test('une bonne réponse est rendue telle quelle, et se lit', async () => {
    const token = await ask([await authorityAt(answerAt(now))], { trust: [root] });
    const read = readToken(token);
    expect(read).toMatchObject({ at: now, imprint, imprintAlgorithm: 'sha256', authority: identity.certificateDer, policy: '2.25.151298324524662692280468000294014241678.10' });
    expect(read.certificates).toHaveLength(2);
    expect(read.serialHex).toMatch(/^[0-9a-f]{30,34}$/);
    expect(read.nonce).not.toBeNull();
  });

  test('la question est bien formée : méthode, type, imprégnation, certificats demandés, nonce jamais le même', async () => {
    const questions: Buffer[] = [];
    const url = await serving((request, response) => void bodyOf(request).then((question) => {
      questions.push(question);
      expect([request.method, request.headers['content-type']]).toEqual(['POST', 'application/timestamp-query']);
      response.setHeader('content-type', 'text/plain').end(answerAt(now)(question));
    }));
    await ask([url]);
    await ask([url]);
    expect(questions[0]!.includes(imprint)).toBe(true);
    expect(questions[0]!.subarray(-3).toString('hex')).toBe('0101ff');
    expect(questions[0]!.equals(questions[1]!)).toBe(false);
  });

  const replaced = (question: Buffer, from: Buffer, to: Buffer): Buffer => {
    const copy = Buffer.from(question);
    to.copy(copy, copy.indexOf(from));
    return copy;
  };
  /** The nonce stands between the imprint and the three bytes of certReq. */
  const otherNonce = (question: Buffer) => replaced(question, question.subarray(-7, -3), randomBytes(4));
  const hostile: [what: string, code: string, reply: (question: Buffer) => Buffer | string][] = [
    ['un autre nonce', 'TIMESTAMP_NONCE_MISMATCH', (question) => answerAt(now)(otherNonce(question))],
    ['une autre imprégnation', 'TIMESTAMP_IMPRINT_MISMATCH', (question) => answerAt(now)(replaced(question, imprint, randomBytes(32)))],
    ['une heure passée', 'TIMESTAMP_INVALID', (question) => answerAt(new Date(now.getTime() - 3_600_000))(question)],
    ['six minutes d’avance', 'TIMESTAMP_TIME_IMPLAUSIBLE', (question) => answerAt(new Date(now.getTime() + 360_000))(question)],
    ['une page web', 'TIMESTAMP_INVALID', () => '<!doctype html><title>Portail captif</title>'],
    ['rien', 'TIMESTAMP_INVALID', () => ''],
    ['un refus', 'TIMESTAMP_REFUSED', (question) => answerAt(now)(question.subarray(1))],
    ['un accord sans jeton', 'TIMESTAMP_INVALID', () => Buffer.from('30053003020100', 'hex')],
    ['un jeton altéré', 'TIMESTAMP_INVALID', (question) => {
      const reply = answerAt(now)(question);
      return replaced(reply, imprint, randomBytes(32));
    }],
    ['une signature altérée', 'TIMESTAMP_INVALID', (question) => {
      const reply = answerAt(now)(question);
      reply.writeUInt8(reply.readUInt8(reply.length - 1) ^ 1, reply.length - 1);
      return reply;
    }],
    ['un jeton sans certificat', 'TIMESTAMP_INVALID', (question) => {
      const without = Buffer.from(question.subarray(0, -3));
      without.writeUInt8(without.length - 2, 1);
      return answerAt(now)(without);
    }],
  ];
  test.each(hostile)('une autorité qui répond %s donne l’erreur %s', async (_what, code, reply) => {
    const fault: unknown = await ask([await authorityAt(reply)]).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(SigningError);
    expect(fault).toMatchObject({ code });
  });

  test('une heure passée est refusée même sous un certificat qui valait alors', async () => {
    const authority = await createAuthority({ commonName: 'Essai', organisation: 'Essai', now: new Date(now.getTime() - 86_400_000) });
    const old = await issueTimestampIdentity(authority, { commonName: 'Démonstration', organisation: 'Essai' }, { now: new Date(now.getTime() - 86_400_000), days: 30 });
    const late = timestampAuthority({ identity: old, now: () => new Date(now.getTime() - 3_600_000) });
    await expect(ask([await authorityAt((question) => late.answer(question))])).rejects.toMatchObject({ code: 'TIMESTAMP_TIME_IMPLAUSIBLE' });
  });

  test('une réponse de cent mégaoctets est coupée, sans être gardée', async () => {
    let sent = 0;
    const url = await serving((request, response) => {
      request.resume();
      const piece = Buffer.alloc(65_536);
      const more = (): void => {
        while (sent < 100_000_000 && !response.destroyed) {
          sent += piece.length;
          if (!response.write(piece)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    await expect(ask([url])).rejects.toMatchObject({ code: 'TIMESTAMP_TOO_LARGE' });
    expect(sent).toBeLessThan(20_000_000);
  });

  test('un jeton que la signature ne pourrait pas contenir est refusé, tant qu’elle peut s’en passer', async () => {
    const long = timestampAuthority({ identity: { ...identity, chainDer: Array.from({ length: 20 }, () => root) }, now: () => now });
    await expect(ask([await authorityAt((question) => long.answer(question))])).rejects.toMatchObject({ code: 'TIMESTAMP_TOO_LARGE' });
  });

  test('une erreur du serveur, une redirection : refus', async () => {
    for (const status of [500, 404, 302]) {
      const url = await serving((request, response) => void request.resume().on('end', () => response.writeHead(status, { location: '/ailleurs' }).end()));
      await expect(ask([url])).rejects.toMatchObject({ code: 'TIMESTAMP_REFUSED' });
    }
  });

  test('le silence, une réponse sans fin et une adresse morte ne durent pas plus que le temps donné', async () => {
    const silent = await listening(createTcpServer((socket) => socket.resume().on('error', () => {})) as unknown as Server);
    const endless = await serving((request, response) => void request.resume().on('end', () => response.write('0')));
    const dead = 'http://127.0.0.1:1/tsa';
    for (const url of [silent, endless, dead, 'not a url']) {
      const start = performance.now();
      await expect(ask([url], { timeoutMs: 300 })).rejects.toMatchObject({ code: 'TIMESTAMP_UNREACHABLE', subject: url });
      expect(performance.now() - start).toBeLessThan(soonMs);
    }
    await expect(ask([])).rejects.toMatchObject({ code: 'TIMESTAMP_UNREACHABLE' });
  });

  test('la première autorité morte ou menteuse, la seconde sert', async () => {
    const good = await authorityAt(answerAt(now));
    expect(readToken(await ask(['http://127.0.0.1:1/tsa', good])).imprint).toEqual(imprint);
    const liar = await authorityAt(() => 'non');
    expect(readToken(await ask([liar, good])).imprint).toEqual(imprint);
    await expect(ask([liar, 'http://127.0.0.1:1/tsa'])).rejects.toMatchObject({ code: 'TIMESTAMP_INVALID', cause: expect.any(AggregateError) });
  });

  test('avec des autorités de confiance, une autre est refusée', async () => {
    const other = timestampAuthority({ identity: stranger, now: () => now });
    const url = await authorityAt((question) => other.answer(question));
    await expect(ask([url], { trust: [root] })).rejects.toMatchObject({ code: 'TIMESTAMP_INVALID' });
    expect(checkToken(await ask([url]), stranger.chainDer).authority).toEqual(stranger.certificateDer);
  });

  test('derrière un mandataire HTTP, la demande passe par lui sans tunnel', async () => {
    const good = await authorityAt(answerAt(now));
    const through: string[] = [];
    const proxy = await serving((request, response) => {
      through.push(request.url ?? '');
      request.pipe(httpRequest(request.url ?? '', { method: request.method, headers: request.headers }, (answer) => void answer.pipe(response)));
    });
    expect(readToken(await ask([good], { proxyUrl: new URL(proxy).origin })).imprint).toEqual(imprint);
    expect(through).toEqual([good]);
    await expect(ask([good], { proxyUrl: 'http://127.0.0.1:1' })).rejects.toMatchObject({ code: 'TIMESTAMP_UNREACHABLE' });
  });
});
