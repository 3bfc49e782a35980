import { clerkIn, invitationOf, launch, mailsSoFar, openDraft, signersOf } from '../support/actors.js';
import { ines, lise, yann } from '../support/account-desk.js';
import { frozenProject } from '../support/frozen-project.js';
import { attributeOf, sendFields } from '../support/forms.js';
import { livingAgreement } from '../support/living-agreement.js';
import { nothingLeft } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

/** Many more than the site has, so that a loop of links ends. */
const pagesMax = 300;

let service: Service;
let clerk: Visitor;
let signing: string;
let answering: string;
let confirming: string;
beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
  await livingAgreement(service);
  const id = await openDraft(service, clerk, 1);
  await launch(service, clerk, id);
  signing = await invitationOf(service, (await signersOf(service, id))[1]!);
  answering = Object.values((await frozenProject(service, clerk, 1)).links)[0]!;
  const before = await mailsSoFar(service);
  const asked = await openDraft(service, clerk, 1);
  await clerk.post(`/tournees/${asked}/projet`, {}, `/tournees/${asked}/lancer`);
  confirming = /\/projet\/[\w-]+/.exec((await service.mailbox.receive(({ text }) => text.includes('/projet/') && !text.includes('projet-de-deliberation'), before)).text)![0];
  await openDraft(service, clerk, 1);
  await nothingLeft(service.database, ['round']);
});
afterAll(() => service?.stop());

type Form = { action: string; page: string; names: readonly string[]; token: string };

/** The forms that a page posts, but the one that leaves the site. */
function formsOn(html: string, page: string): Form[] {
  return html.split('<form ').slice(1).map((form) => form.split('</form>')[0]!).filter((form) => form.slice(0, form.indexOf('>')).includes('method="post"')).map((form) => {
    const names = [...form.matchAll(/<(?:input|select|textarea|button)[^>]* name="([^"]+)"/g)].map(([, name]) => name!);
    return { action: attributeOf(` ${form.slice(0, form.indexOf('>'))}`, 'action') || page, page, names: [...new Set(names)].filter((name) => name !== '_csrf'), token: /name="_csrf" value="([^"]+)"/.exec(form)?.[1] ?? '' };
  }).filter(({ action }) => !action.endsWith('/deconnexion'));
}

/** One address stands for all those that differ by what they are about. */
const kindOf = (path: string): string => path.split('?')[0]!.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[\w-]{40,}/g, ':id');

/** Every form that somebody comes to from these pages, one of each kind. */
async function formsFrom(visitor: Visitor, start: readonly string[]): Promise<Form[]> {
  const [todo, seen, forms] = [[...start], new Set(start.map(kindOf)), new Map<string, Form>()];
  for (let visited = 0; todo.length > 0 && visited < pagesMax; visited++) {
    const path = todo.shift()!;
    const { status, html, headers } = await visitor.get(path);
    if (status !== 200 || !headers.get('content-type')?.includes('text/html')) continue;
    for (const form of formsOn(html, path)) if (!forms.has(kindOf(form.action))) forms.set(kindOf(form.action), form);
    for (const [, href] of html.matchAll(/<a [^>]*href="(\/[^"#]*)/g)) {
      const link = href!.replaceAll('&amp;', '&');
      if (/\.\w{2,5}(\?|$)/.test(link) || seen.has(kindOf(link))) continue;
      seen.add(kindOf(link));
      todo.push(link);
    }
  }
  return [...forms.values()];
}

/** What each form answers when its fields come twice, and when none comes: nothing may be our own fault. */
async function faultsOf(visitor: Visitor, forms: readonly Form[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { action, page, names, token } of forms) {
    const ways = { 'deux fois': names.flatMap((name): [string, string][] => [[name, 'un'], [name, 'deux']]), 'sans champ': [] };
    for (const [way, fields] of Object.entries(ways)) {
      const { status } = await sendFields(visitor, new URL(action, new URL(page, service.url)).pathname, [...fields, ['_csrf', token]]);
      if (status >= 500) faults.push(`${kindOf(action)}, ${way} : ${status}`);
    }
  }
  return faults;
}

type Row = [whose: string, start: () => readonly string[], who: () => Visitor | Promise<Visitor>, formsMin: number];
test.each<Row>([
  ['de qui n’a pas de compte', () => ['/', '/connexion', '/mes-liens', '/donnees-personnelles', '/verifier', signing, answering, confirming], () => new Visitor(service.url), 10],
  ['de la préfecture', () => ['/espace'], () => clerk, 45],
  ...[lise, yann, ines].map((address): Row => [`de ${address}`, () => ['/espace'], () => clerkIn(service, address), 8]),
])('chaque formulaire %s répond quand ses champs viennent deux fois, ou ne viennent pas', async (_, start, who, formsMin) => {
  const visitor = await who();
  const forms = await formsFrom(visitor, start());
  expect(forms.length).toBeGreaterThanOrEqual(formsMin);
  expect(await faultsOf(visitor, forms)).toEqual([]);
});
