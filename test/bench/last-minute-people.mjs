// Those who sign: each reads their own mails on a real mail server, opens the link received, asks for a code, types it and signs, as a browser would.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** What nobody should have to wait for: counted with the refusals. */
const REQUEST_LIMIT_MS = 10_000;
const MAIL_LIMIT_MS = 30_000;
export const STEPS = ['open', 'read', 'code', 'sign'];

/** A real mail server that keeps what it receives, by address. */
export class PostOffice {
  #mails = new Map();
  #waiters = new Map();
  #takesMs = 0;
  #server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onData: (stream, _session, accept) => {
      buffer(stream).then(async (raw) => {
        const { to, text } = await simpleParser(raw);
        await delay(this.#takesMs);
        accept();
        this.#keep(to.value[0].address, { text, arrived: performance.now() });
      }).catch(accept);
    },
  });

  /** `takesMs`: what it takes to accept a mail. */
  static async open(takesMs) {
    const office = new PostOffice();
    office.#takesMs = takesMs;
    office.#server.listen(0, '127.0.0.1');
    await once(office.#server.server, 'listening');
    return office;
  }

  get url() {
    return `smtp://127.0.0.1:${this.#server.server.address().port}`;
  }

  /** The first mail to that address in which `pattern` is found: what it finds, and when the mail arrived. */
  async receive(address, pattern) {
    const limit = performance.now() + MAIL_LIMIT_MS;
    for (;;) {
      for (const { text, arrived } of this.#mails.get(address) ?? []) {
        const found = pattern.exec(text);
        if (found) return { found: found[0], arrived };
      }
      const left = limit - performance.now();
      if (left <= 0) throw new Error('aucun courriel');
      await Promise.race([new Promise((wake) => this.#waiters.set(address, wake)), delay(left)]);
    }
  }

  close() {
    return new Promise((resolve) => this.#server.close(resolve));
  }

  #keep(address, mail) {
    this.#mails.set(address, [...(this.#mails.get(address) ?? []), mail]);
    this.#waiters.get(address)?.();
  }
}

/** Each comes at an instant drawn in the minute and does everything at once: nobody takes the time to read, which spreads the load. Resolves when the last one has signed, or been refused. */
export async function signWithin({ people, office, url, seconds }) {
  const times = { ...Object.fromEntries(STEPS.map((step) => [step, []])), mailed: [] };
  const faults = [];
  let lastSignature = 0;
  const links = await Promise.all(people.map(({ email }) => office.receive(email, /https?:\/\/\S+\/signer\/[\w-]+/)));
  const begin = performance.now();
  await Promise.all(people.map(async (person, n) => {
    await delay(Math.random() * seconds * 1_000);
    const visit = { browser: new Browser(url), link: new URL(links[n].found).pathname, office, times, ...person };
    try {
      await sign(visit);
      lastSignature = Math.max(lastSignature, performance.now());
    } catch (fault) {
      faults.push(`${visit.step} : ${fault.message}`);
    }
  }));
  return { times, faults, lastSignature, lasted: performance.now() - begin };
}

async function sign(visit) {
  const { browser, link, office, times, email, name } = visit;
  const timed = async (step, work) => {
    visit.step = step;
    const start = performance.now();
    const done = await work();
    times[step].push(performance.now() - start);
    return done;
  };
  const page = await timed('open', () => browser.visit(link));
  await timed('read', () => browser.get(`${link}/document.pdf`));
  const asked = performance.now();
  const codePage = await timed('code', () => browser.post(`${link}/code`, page, { fullName: name }, `${link}/code`));
  const { found, arrived } = await office.receive(email, /\b\d{6}\b/);
  times.mailed.push(arrived - asked);
  const thanks = await timed('sign', () => browser.post(`${link}/signature`, codePage, { fullName: name, code: found }, link));
  // The last one may find the sealed copy there already.
  if (!thanks.includes('Votre signature est enregistrée') && !thanks.includes('/exemplaire.pdf')) throw new Error(`la page ne dit pas que c’est signé : ${/<h1[^>]*>([^<]*)/.exec(thanks)?.[1] ?? thanks.slice(0, 80)}`);
}

/** Cookies, forms, redirections, and what a page needs to be shown; a cache, as all have. */
class Browser {
  #cookies = new Map();
  #cached = new Set();

  constructor(url) {
    this.url = url;
  }

  /** A page and its style sheets, scripts and pictures, the latter together. */
  async visit(path) {
    const html = await this.get(path);
    const wanted = [...html.matchAll(/<(?:link|script|img)\b[^>]*?(?:href|src)="(\/[^"]+)"/g)].map(([, address]) => address).filter((address) => !this.#cached.has(address));
    for (const address of wanted) this.#cached.add(address);
    await Promise.all(wanted.map((address) => this.get(address)));
    return html;
  }

  async get(path) {
    const answer = await this.#ask(path);
    if (answer.status === 303) return this.get(answer.location);
    if (answer.status !== 200) throw new Error(`${answer.status} à GET ${path.replace(/signer\/[\w-]+/, 'signer/…')}`);
    return answer.body;
  }

  /** The form of a page, sent; `leadsTo`: the page that must follow. */
  async post(path, page, fields, leadsTo) {
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const answer = await this.#ask(path, { method: 'POST', body: new URLSearchParams({ ...fields, _csrf: csrf }) });
    if (answer.status !== 303 || answer.location !== leadsTo) throw new Error(`${answer.status} ${answer.location ?? ''} à POST ${path.split('/').at(-1)}`);
    return this.visit(leadsTo);
  }

  async #ask(path, request = {}) {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const answer = await fetch(new URL(path, this.url), { ...request, redirect: 'manual', headers: { cookie }, signal: AbortSignal.timeout(REQUEST_LIMIT_MS) });
    for (const line of answer.headers.getSetCookie()) this.#cookies.set(...line.split(';')[0].split(/=(.*)/s).slice(0, 2));
    return { status: answer.status, location: answer.headers.get('location'), body: await answer.text() };
  }
}
