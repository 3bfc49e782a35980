// Another process, which has never read the file: it takes the saved state, signs, and saves the state again, for each signatory.
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { appendRevision, restorePrefix, savePrefix } from '#libs/signing';
import { approval } from './signing-act.mjs';

const { state, manifest, people } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const signers = people.map(({ field, certificate, chain, key }) => {
  const privateKey = createPrivateKey(key);
  const identity = {
    certificateDer: Buffer.from(certificate, 'base64'), chainDer: [Buffer.from(chain, 'base64')], serialHex: '', algorithm: 'ecdsa-sha256',
    sign: (bytes) => sign('sha256', bytes, { key: privateKey, dsaEncoding: 'der' }), destroy() {},
  };
  return { field, identity };
});
const at = new Date();
const times = [];
let saved = state;
for (const { field, identity } of signers) {
  const start = performance.now();
  const { prefix } = await appendRevision(restorePrefix(saved), manifest, approval(field, at), identity);
  saved = savePrefix(prefix);
  times.push(performance.now() - start);
}
process.stdout.write(JSON.stringify(times));
