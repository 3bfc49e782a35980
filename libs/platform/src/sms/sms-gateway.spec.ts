import { createServer } from 'node:http';
import type { IncomingHttpHeaders, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError, loadConfig } from '../config.js';
import { SmsGateway } from './sms-gateway.js';

const servers: Server[] = [];
afterAll(() => servers.forEach((server) => (server.closeAllConnections(), server.close())));

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/sms`;
}

const token = 'jeton-de-la-passerelle';
const message = { to: '+33612345678', text: '493027 est votre code', reference: 'c2b7' };
const send = (url: string) => new SmsGateway({ sms: { url, token }, outboundProxy: 'http://127.0.0.1:9' }).send(message);
const faultOf = (work: Promise<unknown>): Promise<string> => work.then(() => '', (fault: unknown) => String(fault));

test('le message part en JSON, sous le jeton, sans passer par le mandataire vers cette machine', async () => {
  let seen: { headers: IncomingHttpHeaders; body: string; method: string } | null = null;
  const url = await serving((req, answer) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => {
      seen = { headers: req.headers, body, method: `${req.method} ${req.url}` };
      answer.writeHead(202).end('{}');
    });
  });
  expect(await send(url)).toEqual({ accepted: true, status: 202 });
  expect(seen).toMatchObject({ method: 'POST /sms', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': message.reference } });
  expect(JSON.parse(seen!.body)).toEqual(message);
});

test.each([[200, true], [204, true], [400, false], [422, false]])('l’état %i est une réponse', async (status, accepted) => {
  expect(await send(await serving((_, answer) => answer.writeHead(status).end()))).toEqual({ accepted, status });
});

test.each([301, 307, 401, 402, 403, 404, 405, 408, 409, 429, 500, 503])('l’état %i se retente, sans rien dire du message, du numéro ni du jeton', async (status) => {
  const fault = await faultOf(send(await serving((_, answer) => answer.writeHead(status, { location: 'http://127.0.0.1:9/' }).end(message.text))));
  expect(fault).toBe(`DiscreetError: the SMS gateway answers ${status}`);
});

test('une passerelle hors d’atteinte se retente, sans rien dire', async () => {
  expect(await faultOf(send('http://127.0.0.1:9/sms'))).toBe('DiscreetError: the SMS gateway is out of reach (ECONNREFUSED)');
  expect(await faultOf(send(await serving((req) => req.destroy())))).toMatch(/^DiscreetError: the SMS gateway is out of reach/);
});

describe('les réglages', () => {
  const given = { DATABASE_URL: 'postgres://u@localhost/x', SMTP_URL: 'smtp://127.0.0.1:25', PARAPHE_MODE: 'demonstration' };
  const faultWith = (settings: object): string => {
    try {
      loadConfig({ ...given, ...settings });
      return '';
    } catch (fault) {
      if (!(fault instanceof ConfigError)) throw fault;
      return fault.message;
    }
  };

  test('sans eux, rien ; tous deux, une passerelle', () => {
    expect(loadConfig(given).sms).toBeNull();
    expect(loadConfig({ ...given, SMS_GATEWAY_URL: 'https://sms.example/v1', SMS_GATEWAY_TOKEN: token }).sms).toEqual({ url: 'https://sms.example/v1', token });
    expect(loadConfig({ ...given, SMS_GATEWAY_URL: 'http://127.0.0.1:4000/', SMS_GATEWAY_TOKEN: token }).sms).not.toBeNull();
  });

  test.each<[string, object, string]>([
    ['l’adresse seule', { SMS_GATEWAY_URL: 'https://sms.example' }, 'SMS_GATEWAY_TOKEN manque'],
    ['le jeton seul', { SMS_GATEWAY_TOKEN: token }, 'SMS_GATEWAY_URL manque'],
    ['une adresse en clair', { SMS_GATEWAY_URL: 'http://sms.example', SMS_GATEWAY_TOKEN: token }, 'SMS_GATEWAY_URL'],
    ['ce qui n’est pas une adresse', { SMS_GATEWAY_URL: 'sms', SMS_GATEWAY_TOKEN: token }, 'SMS_GATEWAY_URL'],
    ['un jeton sur deux lignes', { SMS_GATEWAY_URL: 'https://sms.example', SMS_GATEWAY_TOKEN: 'a\r\nX: y' }, 'SMS_GATEWAY_TOKEN'],
  ])('%s, refusé', (_, settings, words) => expect(faultWith(settings)).toContain(words));
});
