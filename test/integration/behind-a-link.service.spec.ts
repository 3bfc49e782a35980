import { reasonLengthMax } from '#libs/domain';
import { clerkIn, invitationOf, launch, openDraft, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { nothingLeft } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

let service: Service;
let id: string;
let signers: Signer[];
let link: string;
beforeAll(async () => {
  service = await startService();
  const clerk = await clerkIn(service);
  id = await openDraft(service, clerk, 1);
  await launch(service, clerk, id);
  signers = await signersOf(service, id);
  link = await invitationOf(service, signers[1]!);
  await nothingLeft(service.database, ['round']);
});
afterAll(() => service?.stop());

const sql = <T extends object>(text: string, values: unknown[] = []) => service.database.superuser<T>(text, values);
const linesOf = (event: string) => sql('select 1 from journal where subject_id = $1 and event = $2', [id, event]);

describe('un motif de refus', () => {
  const tooLong = 'Le conseil n’en veut pas. '.repeat(200);

  test('trop long est rendu avec ce qui a été tapé, sans rien au journal', async () => {
    const page = await new Visitor(service.url).post(`${link}/refus`, { reason: tooLong }, link);
    expect(page.status).toBe(422);
    expect(page.text).toContain(`${reasonLengthMax} caractères`);
    expect(page.text).toContain(tooLong.trim().slice(-100));
    expect(await linesOf('refused.refuse')).toEqual([]);
    expect(await linesOf('refuse')).toEqual([]);
  });

  test('trop court non plus n’emplit pas le journal', async () => {
    for (let time = 0; time < 3; time++) expect((await new Visitor(service.url).post(`${link}/refus`, { reason: 'Non' }, link)).status).toBe(422);
    expect(await linesOf('refused.refuse')).toEqual([]);
  });
});

describe('un champ répété', () => {
  test.each([
    ['nouveau-lien public', '/mes-liens', ['email', 'email']],
    ['code', 'code', ['fullName', 'fullName', 'channel', 'channel']],
    ['signature', 'signature', ['code', 'code', 'fullName', 'fullName']],
    ['refus', 'refus', ['reason', 'reason']],
    ['autre personne', 'autre-personne', ['saidBy', 'saidBy', 'successorName', 'successorName', 'successorEmail', 'successorEmail', 'why', 'why']],
  ])('%s : une réponse, jamais une panne', async (_, action, names) => {
    const path = action.startsWith('/') ? action : `${link}/${action}`;
    const visitor = new Visitor(service.url);
    const { html } = await visitor.get(action.startsWith('/') ? action : link);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(html)![1]!;
    const body = new URLSearchParams([...names.map((name, n): [string, string] => [name, n % 2 ? 'deux' : 'un']), ['_csrf', csrf]]);
    const { status } = await visitor['request'](path, { method: 'POST', body });
    expect(status).toBeGreaterThanOrEqual(200);
    expect(status).toBeLessThan(500);
  });

  test('une signature dont le code est répété n’est pas une panne, un code demandé', async () => {
    const visitor = new Visitor(service.url);
    await visitor.post(`${link}/code`, { fullName: signers[1]!.name }, link);
    const { html } = await visitor.get(`${link}/code`);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(html)![1]!;
    const { status } = await visitor['request'](`${link}/signature`, { method: 'POST', body: new URLSearchParams([['code', '000000'], ['code', '000001'], ['places', 'a'], ['places', 'b'], ['_csrf', csrf]]) });
    expect(status).toBeLessThan(500);
  });
});
