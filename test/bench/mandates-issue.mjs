// Mandates issued by the programs of several structures, through the API of the running site, at arrivals that wait for nobody.
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { crc32, deflateSync } from 'node:zlib';
import { STRUCTURES } from './country.mjs';
import { drawer } from './mandates-seed.mjs';
import { structureOf } from './mandates-directory.mjs';

/** One program each: a token may make 600 requests a minute. */
const PROGRAMS = 40;
/** One in ten comes back: what they sign replaces what they had signed. */
const RETURNING_EACH = 10;
/** Four on paper out of ten: their scan is sent. */
const PAPER = 0.4;
export const STEPS = ['start', 'identity', 'scope', 'signature'];
const POLL_MS = 10;
/** Beyond, the worker has fallen behind for good. */
const SEALED_WITHIN_MS = 60_000;

const structures = Array.from({ length: PROGRAMS }, (_, n) => structureOf((n * 71) % STRUCTURES));
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
const scan = page(1_240, 1_754);

/** Resolves when every mandate that arrived is signed: times in milliseconds, from its arrival to its signature, and of each of its requests. */
export async function issueAtRate({ url, rate, seconds, from, onSigned = () => {} }) {
  const draw = drawer(from);
  const times = { whole: [], steps: Object.fromEntries(STEPS.map((step) => [step, []])) };
  const issued = [];
  const begin = performance.now();
  for (let at = 0, n = from; at < seconds * 1_000; at += (-Math.log(1 - draw()) / rate) * 1_000, n += 1) {
    await delay(Math.max(0, begin + at - performance.now()));
    const one = issue({ url, n, onPaper: draw() < PAPER, arrived: begin + at, times, onSigned });
    // Counted at the end, with the others.
    one.catch(() => undefined);
    issued.push(one);
  }
  const failed = (await Promise.allSettled(issued)).filter(({ status }) => status === 'rejected');
  if (failed.length > 0) throw new Error(`${failed.length} mandats sur ${issued.length} ne sont pas signés : ${failed[0].reason}`);
  return { ...times, count: issued.length };
}

/** Until the sealed original of each is kept. `client`: of the same database. */
export async function issueAndSealAtRate(client, load) {
  const [waited, sealed] = [new Map(), []];
  const signed = issueAtRate({ ...load, onSigned: (id, arrived) => waited.set(id, arrived) }).finally(() => (load.over = true));
  signed.catch(() => undefined);
  for (let last = performance.now(); !load.over || waited.size > 0; ) {
    const { rows } = await client.query(`select mandate_id as id from mandate_proof where kind = 'original' and mandate_id = any($1)`, [[...waited.keys()]]);
    for (const { id } of rows) {
      sealed.push(performance.now() - waited.get(id));
      waited.delete(id);
      last = performance.now();
    }
    if (performance.now() - last > SEALED_WITHIN_MS) throw new Error(`${waited.size} originaux ne sont pas scellés`);
    await delay(POLL_MS);
  }
  return { ...(await signed), sealed };
}

async function issue({ url, n, onPaper, arrived, times, onSigned }) {
  const structure = structures[n % PROGRAMS];
  const person = personOf(n % RETURNING_EACH === 0 && n >= PROGRAMS ? n - PROGRAMS : n);
  const step = async (name, path, body) => {
    const start = performance.now();
    const answer = await post(`${url}/api/v1/mandates${path}`, structure.token, body);
    times.steps[name].push(performance.now() - start);
    return answer;
  };
  const { id } = await step('start', '', { items: ['controller', 'purpose', 'recipients', 'rights'], ability: 'able', place: 'on_site', agentId: structure.agentId });
  await step('identity', `/${id}/identity`, { ...person, document: 'identity_card' });
  const { definedAt } = await step('scope', `/${id}/scope`, { scope: [scopeItem(structure, 'retirement', 'cnav'), scopeItem(structure, 'taxes', 'dgfip')], duration: 'six_months' });
  if (onPaper) await step('signature', `/${id}/signature/scan?place=on_site&definedAt=${encodeURIComponent(definedAt)}`, scan);
  else await step('signature', `/${id}/signature`, { place: 'on_site', definedAt, typedName: `${person.givenNames} ${person.familyName}` });
  times.whole.push(performance.now() - arrived);
  onSigned(id, arrived);
}

const scopeItem = ({ partnerId }, demarche, partner) => ({ demarche, actions: true, dataRequests: true, partners: [partnerId(partner)], words: 'Remplir la déclaration avec la personne, et suivre la réponse.' });

/** Letters only, each with its vowel: names are read as names, and « mdp » would be refused for what it often means. */
function personOf(n) {
  const letters = [...n.toString(26)].map((digit) => `${String.fromCharCode(97 + Number.parseInt(digit, 26))}a`).join('');
  return { familyName: `Banc-${letters}`, givenNames: 'Jeanne', birthDate: '1948-03-12', birthPlace: 'Mende', address: '4 rue des Essais, 48000 Mende', phone: null, email: null };
}

function post(url, token, body) {
  const sent = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const headers = { authorization: `Bearer ${token}`, 'content-type': sent === body ? 'image/png' : 'application/json', 'content-length': sent.length };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', agent, headers }, async (answer) => {
      const text = (await answer.setEncoding('utf8').toArray()).join('');
      if (answer.statusCode < 300) resolve(JSON.parse(text));
      else reject(new Error(`${answer.statusCode} ${text}`));
    });
    asked.once('error', reject).end(sent);
  });
}

/** A grey page written all over, as PNG: what a desk scanner makes of an original. */
function page(width, height) {
  const draw = drawer(width);
  const rows = Buffer.alloc((width + 1) * height, 255);
  for (let y = 0; y < height; y += 1) {
    rows[y * (width + 1)] = 0;
    for (let x = 0; x < width; x += 1) if (y % 30 < 14 && draw() < 0.25) rows[y * (width + 1) + 1 + x] = 40;
  }
  const chunk = (name, data) => {
    const [named, length, sum] = [Buffer.concat([Buffer.from(name), data]), Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', size), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
