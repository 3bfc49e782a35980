/** Ports and reachability. Every wait here is bounded: a silent server must become a sentence, not a hang. */
import net from 'node:net';

/** Longest wait for a TCP connection. The product promises an answer within five seconds, name look-up included. */
const CONNECT_LIMIT_MS = 4_000;

/** A local connection that has not been accepted by then is not served. */
const LOCAL_CONNECT_LIMIT_MS = 1_000;

export const LOOPBACK = '127.0.0.1';

/** A port free at this instant on the loopback address, chosen by the system. */
export async function freePort() {
  const server = net.createServer();
  const port = await listen(server, { port: 0, host: LOOPBACK });
  await close(server);
  return port;
}

/** A port free at this instant on the loopback address: the preferred one when possible. */
export async function freePortLike(preferred) {
  return preferred && (await isPortFree(preferred, LOOPBACK)) ? preferred : freePort();
}

/**
 * Whether one can listen on the port. A connection is tried first: some systems let two programs listen on the same port, one on every
 * address and one on the loopback only, and the second would silently hide the first.
 * @param {number} port
 * @param {string} [host] all addresses by default, as the site listens.
 */
export async function isPortFree(port, host) {
  if ((await connectError({ port, host: LOOPBACK }, LOCAL_CONNECT_LIMIT_MS)) === null) return false;
  const server = net.createServer();
  try {
    await listen(server, { port, host });
    await close(server);
    return true;
  } catch (error) {
    if (error.code === 'EADDRINUSE') return false;
    throw error;
  }
}

/**
 * Tries one TCP connection.
 * @returns {Promise<string | null>} null when the server accepted, else the system's code (ECONNREFUSED, ENOTFOUND, ETIMEDOUT…).
 */
export function connectError({ host, port }, limitMs = CONNECT_LIMIT_MS) {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    const end = (outcome) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(() => end('ETIMEDOUT'), limitMs);
    socket.on('connect', () => end(null));
    // When a name has several addresses the error is an aggregate, whose own code may be absent.
    socket.on('error', (error) => end(error.code ?? error.errors?.[0]?.code ?? 'ECONNREFUSED'));
  });
}

function listen(server, options) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => resolve(server.address().port));
  });
}

function close(server) {
  return new Promise((resolve) => server.close(resolve));
}
