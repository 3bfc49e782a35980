import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';

/** A browser without JavaScript: cookies, forms, redirections. */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  /** `headers`: sent with every request, as a proxy on the way would add them. */
  constructor(private readonly base: string, private readonly headers: Readonly<Record<string, string>> = {}) {}

  get(path: string): Promise<Page> {
    return this.request(path, { method: 'GET' });
  }

  /** Posts a form, with the anti-forgery token of the page it stands on. */
  async post(path: string, fields: Record<string, string> = {}, from = path): Promise<Page> {
    const { html } = await this.get(from);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
    return this.request(path, { method: 'POST', body: new URLSearchParams({ ...fields, _csrf: csrf }) });
  }

  /** Posts a form with one file, the token first: it is read before the file. */
  async upload(path: string, field: string, file: SentFile, from = path): Promise<Page> {
    const { html } = await this.get(from);
    const body = new FormData();
    body.set('_csrf', /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '');
    body.set(field, new Blob([new Uint8Array(file.content)], { type: file.type }), file.name);
    return this.request(path, { method: 'POST', body });
  }

  /** Posts a form as a browser does: its answers and its files in the order of the page `from`, a file that is not chosen as an empty one; what the page does not ask comes last. */
  async send(path: string, fields: Record<string, string>, files: Record<string, SentFile>, from = path): Promise<Page> {
    return this.request(path, { method: 'POST', body: await this.filled(path, fields, files, from) });
  }

  /** The same over a line of its own, so slow that the last bytes leave only when `end` is called, which gives the answer. */
  async sendSlowly(path: string, fields: Record<string, string>, files: Record<string, SentFile>, from = path): Promise<{ end: () => Promise<Page> }> {
    const form = new Response(await this.filled(path, fields, files, from));
    const bytes = Buffer.from(await form.arrayBuffer());
    const headers = { ...this.headers, cookie: this.cookieLine, 'content-type': form.headers.get('content-type')!, 'content-length': bytes.length, expect: '100-continue' };
    const sending = request(new URL(path, this.base), { method: 'POST', agent: false, headers });
    sending.flushHeaders();
    const answer = new Promise<IncomingMessage>((resolve, reject) => sending.once('response', resolve).once('error', reject));
    // What is sent after it, by whomever, comes after it to the service too.
    await once(sending, 'continue');
    sending.write(bytes.subarray(0, -100));
    const end = async (): Promise<Page> => {
      sending.end(bytes.subarray(-100));
      const { statusCode, headers: said } = await answer;
      if (statusCode !== 303) throw new Error(`Answered ${statusCode} where a page to go to was awaited`);
      return this.get(new URL(said.location!, new URL(path, this.base)).href);
    };
    return { end };
  }

  private async filled(path: string, fields: Record<string, string>, files: Record<string, SentFile>, from: string): Promise<FormData> {
    const { html } = await this.get(from);
    const page = html.split('<form').find((form) => form.slice(0, form.indexOf('>')).includes(`action="${path}"`))?.split('</form>')[0] ?? '';
    const given: Record<string, string | SentFile> = { ...fields, ...files };
    const empty: SentFile = { name: '', type: 'application/octet-stream', content: Buffer.alloc(0) };
    const body = new FormData();
    const put = (name: string, value: string | SentFile) => (typeof value === 'string' ? body.set(name, value) : body.set(name, new Blob([new Uint8Array(value.content)], { type: value.type }), value.name));
    body.set('_csrf', /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '');
    for (const [control, name = ''] of page.matchAll(/<(?:input|select|textarea)[^>]* name="([^"]+)"[^>]*>/g)) if (name in given || control.includes('type="file"')) put(name, given[name] ?? empty);
    for (const [name, value] of Object.entries(given)) if (!body.has(name)) put(name, value);
    return body;
  }

  /** Without the token, as another site would. */
  postForged(path: string, fields: Record<string, string> = {}): Promise<Page> {
    return this.request(path, { method: 'POST', body: new URLSearchParams(fields) });
  }

  private async request(path: string, init: { method: string; body?: URLSearchParams | FormData }, redirectsLeft = 5): Promise<Page> {
    const cookie = this.cookieLine;
    const address = new URL(path, this.base);
    const answer = await fetch(address, { ...init, redirect: 'manual', headers: { ...this.headers, ...(cookie && { cookie }) } });
    for (const line of answer.headers.getSetCookie()) this.keep(line);
    const location = answer.headers.get('location');
    if (answer.status === 303 && location && redirectsLeft > 0) return this.request(new URL(location, address).href, { method: 'GET' }, redirectsLeft - 1);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const html = bytes.toString('utf8');
    return { status: answer.status, path: address.pathname, html, text: textOf(html), bytes, headers: answer.headers };
  }

  private get cookieLine(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private keep(line: string): void {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    if (/expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(pair.slice(0, at));
    else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

export type SentFile = { name: string; type: string; content: Buffer };
export type Page = { status: number; path: string; html: string; text: string; bytes: Buffer; headers: Headers };

/** What a person reads of a page, white space folded. */
function textOf(html: string): string {
  return html.replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]+>/g, ' ').replace(/&#39;|&apos;/g, '’').replace(/&amp;/g, '&').replace(/&quot;/g, '"').replace(/[\s\u00a0\u202f]+/g, ' ');
}
