/**
 * The process of the development mailbox: maildev, told where to listen and where to keep its messages.
 * Usage: node mailbox-server.mjs SMTP_PORT WEB_PORT FOLDER, with a channel to the launcher.
 */
import { MailDev } from 'maildev';

/** Oldest messages are dropped beyond this number: all are read again at each start, and a demonstration round sends a few hundred. */
const MAX_EMAILS = 5_000;

/** Clients may keep idle connections open; they are not waited for longer than this. */
const STOP_LIMIT_MS = 1_000;

const [smtp, web] = process.argv.slice(2, 4).map(Number);
const mailDirectory = process.argv[4];
const server = new MailDev({ smtp, web, ip: '127.0.0.1', webIp: '127.0.0.1', mailDirectory, maxEmails: MAX_EMAILS, silent: true });

function stop() {
  setTimeout(() => process.exit(0), STOP_LIMIT_MS);
  server.stop().finally(() => process.exit(0));
}

// Ctrl-C reaches the whole process group, but the worker may still have a message to hand over: the launcher says when to stop.
process.on('SIGINT', () => {});
process.on('SIGTERM', stop);
process.on('disconnect', stop);

await server.start();
process.send('ready');
