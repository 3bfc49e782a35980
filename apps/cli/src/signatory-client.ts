/** A person with a browser and no JavaScript: keeps cookies, reads the page, fills in its form. */
export class SignatoryClient {
  private readonly cookies = new Map<string, string>();

  /** Follows the link of an invitation and asks for a code. */
  async askForCode(link: string, fullName: string): Promise<void> {
    await this.post(`${link}/code`, { fullName }, await this.csrf(link));
  }

  /** Types the code. Rejects when the page does not say that it is signed. */
  async sign(link: string, fullName: string, code: string): Promise<void> {
    const page = await this.post(`${link}/signature`, { fullName, code }, await this.csrf(`${link}/code`));
    if (!page.includes('C’est signé')) throw new Error('The page does not say that the approval was recorded');
  }

  private async csrf(address: string): Promise<string> {
    const page = await this.request(address, { method: 'GET' });
    const token = /name="_csrf" value="([^"]+)"/.exec(page)?.[1];
    if (!token) throw new Error('The page holds no form');
    return token;
  }

  private post(address: string, fields: Record<string, string>, csrf: string): Promise<string> {
    return this.request(address, { method: 'POST', body: new URLSearchParams({ ...fields, _csrf: csrf }) });
  }

  private async request(address: string, init: { method: string; body?: URLSearchParams }, redirectsLeft = 3): Promise<string> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, { ...init, redirect: 'manual', headers: cookie ? { cookie } : {} });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const location = answer.headers.get('location');
    if (answer.status === 303 && location && redirectsLeft > 0) return this.request(new URL(location, address).href, { method: 'GET' }, redirectsLeft - 1);
    const text = await answer.text();
    // The address is a personal link: it stays out of the message.
    if (!answer.ok) throw new Error(`The site answers ${answer.status}`);
    return text;
  }
}
