/**
 * The process of the fake SMS gateway: takes `POST { to, text, reference }` and hands it to the mailbox as a mail to « 0639980001@sms.example ».
 * Usage: SMS_GATEWAY_TOKEN=… node sms-server.mjs PORT SMTP_URL, with a channel to the launcher.
 */
import { timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { createTransport } from 'nodemailer';

/** A message of two parts takes a few hundred bytes. */
const BODY_BYTES_MAX = 10_000;
/** References remembered, the oldest forgotten first: a message is handed over again within minutes, or never. */
const REFERENCES_KEPT = 1_000;
const STOP_LIMIT_MS = 1_000;

const [port, smtpUrl] = process.argv.slice(2, 4);
const expected = Buffer.from(`Bearer ${process.env.SMS_GATEWAY_TOKEN}`);
const transport = createTransport(smtpUrl, { disableFileAccess: true, disableUrlAccess: true });
const taken = new Set();

const server = createServer((request, response) => {
  answer(request).then((status) => response.writeHead(status).end(), () => response.writeHead(502).end());
});

async function answer(request) {
  if (request.method !== 'POST') return 405;
  const given = Buffer.from(request.headers.authorization ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 401;
  const message = read(await bodyOf(request));
  if (!message) return 400;
  if (!taken.has(message.reference)) {
    await transport.sendMail({
      from: 'SMS de démonstration <sms@paraphe.example>',
      to: `0${message.to.slice(-9)}@sms.example`,
      // The code stays inside: a list of mails shows subjects.
      subject: 'SMS',
      text: message.text,
      messageId: `<${message.reference}@sms.example>`,
    });
    taken.add(message.reference);
    if (taken.size > REFERENCES_KEPT) taken.delete(taken.values().next().value);
  }
  return 202;
}

async function bodyOf(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  return length <= BODY_BYTES_MAX ? Buffer.concat(chunks).toString('utf8') : '';
}

function read(body) {
  try {
    const { to, text, reference } = JSON.parse(body);
    const isWhole = /^\+\d{11,12}$/.test(to) && typeof text === 'string' && text !== '' && /^[\w-]{1,64}$/.test(reference);
    return isWhole ? { to, text, reference } : null;
  } catch {
    return null;
  }
}

function stop() {
  setTimeout(() => process.exit(0), STOP_LIMIT_MS);
  server.close(() => process.exit(0));
}

// Ctrl-C reaches the whole process group, but the worker may still have a message to hand over: the launcher says when to stop.
process.on('SIGINT', () => {});
process.on('SIGTERM', stop);
process.on('disconnect', stop);

server.listen(Number(port), '127.0.0.1', () => process.send('ready'));
