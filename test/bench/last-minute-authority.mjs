// A timestamp authority of somebody else, over HTTP, that takes its time to answer: the embedded one of the demonstration answers at once.
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { createAuthority, issueRevocationList, issueTimestampIdentity, timestampAuthority } from '#libs/signing';

const LIST = '/liste.crl';
const YEARS_DAYS = 1_825;

/** @returns what the service is told of it, and how to stop it. */
export async function slowAuthority({ answersMs, folder }) {
  const authority = await createAuthority({ commonName: 'Autorité du banc d’essai', organisation: 'Banc d’essai', now: new Date() });
  const server = createServer(async (asked, answer) => {
    const request = await buffer(asked);
    if (asked.url === LIST) return answer.end(await issueRevocationList(authority, { number: 1, revoked: [], now: new Date(), days: 30 }));
    const [token] = await Promise.all([stamping.answer(request), delay(answersMs)]);
    answer.writeHead(200, { 'Content-Type': 'application/timestamp-reply' }).end(token);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  const identity = await issueTimestampIdentity(authority, { commonName: 'Horodatage du banc d’essai', organisation: 'Banc d’essai' }, { now: new Date(), days: YEARS_DAYS, crlUrl: `${url}${LIST}` });
  const stamping = timestampAuthority({ identity, now: () => new Date() });
  const root = join(folder, 'horodatage.pem');
  await writeFile(root, new X509Certificate(authority.certificatePem).toString());
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { environment: { TIMESTAMP_URLS: `${url}/horodatage`, TRUST_FILES: root }, stop };
}
