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
  async upload(path: string, field: string, file: { name: string; type: string; content: Buffer }, from = path): Promise<Page> {
    const { html } = await this.get(from);
    const body = new FormData();
    body.set('_csrf', /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '');
    body.set(field, new Blob([new Uint8Array(file.content)], { type: file.type }), file.name);
    return this.request(path, { method: 'POST', body });
  }

  /** Posts a form with its answers, then its files, in the order of a page. */
  async send(path: string, fields: Record<string, string>, files: Record<string, { name: string; type: string; content: Buffer }>, from = path): Promise<Page> {
    const { html } = await this.get(from);
    const body = new FormData();
    body.set('_csrf', /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '');
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    for (const [name, { name: fileName, type, content }] of Object.entries(files)) body.set(name, new Blob([new Uint8Array(content)], { type }), fileName);
    return this.request(path, { method: 'POST', body });
  }

  /** Without the token, as another site would. */
  postForged(path: string, fields: Record<string, string> = {}): Promise<Page> {
    return this.request(path, { method: 'POST', body: new URLSearchParams(fields) });
  }

  private async request(path: string, init: { method: string; body?: URLSearchParams | FormData }, redirectsLeft = 5): Promise<Page> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const address = new URL(path, this.base);
    const answer = await fetch(address, { ...init, redirect: 'manual', headers: { ...this.headers, ...(cookie && { cookie }) } });
    for (const line of answer.headers.getSetCookie()) this.keep(line);
    const location = answer.headers.get('location');
    if (answer.status === 303 && location && redirectsLeft > 0) return this.request(new URL(location, address).href, { method: 'GET' }, redirectsLeft - 1);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const html = bytes.toString('utf8');
    return { status: answer.status, path: address.pathname, html, text: textOf(html), bytes, headers: answer.headers };
  }

  private keep(line: string): void {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    if (/expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(pair.slice(0, at));
    else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

export type Page = { status: number; path: string; html: string; text: string; bytes: Buffer; headers: Headers };

/** What a person reads of a page, white space folded. */
function textOf(html: string): string {
  return html.replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]+>/g, ' ').replace(/&#39;|&apos;/g, '’').replace(/&amp;/g, '&').replace(/&quot;/g, '"').replace(/[\s\u00a0\u202f]+/g, ' ');
}
