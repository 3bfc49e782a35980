import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** The form as the server understood it; null when there was none. */
  form: FormData | null;
}

export interface Served {
  address: string;
  /** All that was asked, in order. */
  asked: Asked[];
  close(): Promise<void>;
}

/** A small HTTP server on a free port of the loopback, which reads the forms it is sent as Gotenberg does. */
export async function serve(answer: (asked: Asked, response: ServerResponse) => void | Promise<void>): Promise<Served> {
  const asked: Asked[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      void (async () => {
        const { headers } = request;
        const type = headers['content-type'] ?? '';
        const form = type.startsWith('multipart/form-data') ? await new Response(Buffer.concat(chunks), { headers: { 'content-type': type } }).formData() : null;
        const one: Asked = { method: request.method ?? '', path: request.url ?? '', headers, form };
        asked.push(one);
        await answer(one, response);
      })();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    asked,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
