import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { post } from './webhook.post.js';
import type { PostOptions } from './webhook.post.js';

const servers: Server[] = [];
afterAll(() => servers.forEach((server) => (server.closeAllConnections(), server.close())));

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const demonstration: PostOptions = { policy: { demonstration: true, privateHosts: [] }, proxyUrl: null, timeoutMs: 2_000 };
const send = (url: string, options: Partial<PostOptions> = {}) => post({ url, headers: { 'content-type': 'application/json' }, body: '{}' }, { ...demonstration, ...options });

test.each([[200, null], [204, null], [299, null], [400, 'status'], [410, 'status'], [500, 'status'], [301, 'redirected'], [307, 'redirected']])('the status %i', async (status, fault) => {
  const url = await serving((_, answer) => answer.writeHead(status).end());
  expect(await send(url)).toEqual({ status, fault });
});

test('a redirection is not followed', async () => {
  let visits = 0;
  const elsewhere = await serving((_, answer) => (visits++, answer.end()));
  const url = await serving((_, answer) => answer.writeHead(302, { location: elsewhere }).end());
  expect(await send(url)).toEqual({ status: 302, fault: 'redirected' });
  expect(visits).toBe(0);
});

test('a server that keeps silent is left', async () => {
  const url = await serving(() => undefined);
  const before = performance.now();
  expect(await send(url, { timeoutMs: 150 })).toEqual({ status: null, fault: 'timeout' });
  expect(performance.now() - before).toBeLessThan(1_500);
});

test('an answer without end is cut, and its status counts', async () => {
  let written = 0;
  const url = await serving((_, answer) => {
    answer.writeHead(200);
    const more = () => {
      while (!answer.destroyed && answer.write(Buffer.alloc(8_192))) written += 8_192;
      if (!answer.destroyed) answer.once('drain', more);
    };
    more();
  });
  expect(await send(url)).toEqual({ status: 200, fault: null });
  expect(written).toBeLessThan(32 * 1_024 * 1_024);
});

test('nobody listens', async () => {
  const url = await serving(() => undefined);
  await new Promise<void>((resolve) => servers.at(-1)!.close(() => resolve()));
  expect(await send(url)).toEqual({ status: null, fault: 'unreachable' });
});

describe('in production', () => {
  const policy = { demonstration: false, privateHosts: [] };

  test.each(['https://127.0.0.1/', 'https://localhost/', 'https://[::1]/', 'https://169.254.169.254/latest/meta-data/'])('%s is not reached', async (url) => expect(await send(url, { policy })).toEqual({ status: null, fault: 'address_private' }));

  test('nothing leaves in clear', async () => {
    let visits = 0;
    const url = await serving((_, answer) => (visits++, answer.end()));
    expect(await send(url, { policy: { demonstration: false, privateHosts: ['127.0.0.1'] } })).toEqual({ status: null, fault: 'url_refused' });
    expect(visits).toBe(0);
  });
});

test('a proxy is asked for the address that was checked, not for the name', async () => {
  const asked: string[] = [];
  const target = await serving((_, answer) => answer.writeHead(204).end());
  const proxy = createServer();
  servers.push(proxy);
  proxy.on('connect', (req, socket, head) => {
    asked.push(req.url ?? '');
    const [host, port] = (req.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    socket.on('error', () => upstream.destroy());
    upstream.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const { port } = new URL(target);
  expect(await send(`http://localhost:${port}/`, { proxyUrl })).toEqual({ status: 204, fault: null });
  expect(asked).toEqual([`127.0.0.1:${port}`]);
  expect(await send('https://localhost/', { proxyUrl, policy: { demonstration: false, privateHosts: [] } })).toEqual({ status: null, fault: 'address_private' });
  expect(asked).toHaveLength(1);
});
