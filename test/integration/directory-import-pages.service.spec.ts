import { demonstrationDossier } from '#libs/features/directory';
import { journalOf, systemActor } from '#libs/platform';
import { clerkIn } from '../support/actors.js';
import { patienceMs } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';
import type { Page } from '../support/visitor.js';

const agentAddress = 'yann.astruc@france-services-48.example';

let service: Service;
let clerk: Visitor;
beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
});
afterAll(() => service?.stop());

const tokenOf = ({ html }: Page): string => /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';

/** Sends a file as a browser does: the token first, then the file. */
async function upload(bytes: Buffer | null, { visitor = clerk, name = 'liste.csv', liste = 'deviner', csrf }: { visitor?: Visitor; name?: string; liste?: string; csrf?: string } = {}): Promise<Page> {
  const body = new FormData();
  body.append('_csrf', csrf ?? tokenOf(await visitor.get('/annuaire/import')));
  body.append('liste', liste);
  if (bytes) body.append('fichier', new Blob([new Uint8Array(bytes)]), name);
  return visitor['request']('/annuaire/import', { method: 'POST', body: body as unknown as URLSearchParams });
}

const idOf = ({ path }: Page): string => /\/annuaire\/import\/([0-9a-f-]{36})/.exec(path)![1]!;

/** The columns form, sent back as it was shown. */
function chosen({ html }: Page): Record<string, string> {
  const form = /<form method="post" action="\/annuaire\/import[\s\S]*?<\/form>/.exec(html)![0];
  const selects = [...form.matchAll(/<select [^>]*name="([^"]*)"[\s\S]*?<\/select>/g)].map(([select, name = '']) => [name, /<option value="([^"]*)" selected/.exec(select)?.[1] ?? ''] as const);
  return { ...Object.fromEntries(selects), liste: /name="liste" value="([^"]*)"/.exec(form)![1]! };
}

/** From the file to its preview. */
async function preview(csv: string, name = 'liste.csv'): Promise<Page> {
  const columns = await upload(Buffer.from(csv), { name });
  return clerk.post(columns.path, chosen(columns));
}

async function apply(page: Page): Promise<Page> {
  const fingerprint = /name="fingerprint" value="([^"]+)"/.exec(page.html)![1]!;
  const id = idOf(page);
  const asked = await clerk.post(`/annuaire/import/${id}/application`, { fingerprint }, page.path);
  expect(asked.status).toBe(200);
  for (const end = performance.now() + patienceMs; performance.now() < end; ) {
    const shown = await clerk.get(`/annuaire/import/${id}`);
    if (!shown.text.includes('Import en cours')) return shown;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 250);
      const news = service.live.of('directory_import', id).subscribe(() => {
        clearTimeout(timer);
        news.unsubscribe();
        resolve();
      });
    });
  }
  throw new Error('The import does not end');
}

const row = (changes: Record<string, string> = {}): string => {
  const cells = { nom: 'France services de Langogne', commune: 'Langogne', 'code postal': '48300', lundi: '9h-12h', ...changes };
  return `${Object.keys(cells).join(';')}\n${Object.values(cells).join(';')}\n`;
};
const structures = (): Promise<object[]> => service.database.superuser('select t::text as row from structure t order by 1');

describe('qui peut importer', () => {
  test('personne sans être connecté', async () => {
    const passer = new Visitor(service.url);
    expect((await passer.get('/annuaire/import')).path).toBe('/connexion');
    expect((await upload(Buffer.from(row()), { visitor: passer, csrf: 'x' })).path).toBe('/connexion');
    expect((await passer.get('/annuaire/export.json')).path).toBe('/connexion');
  });

  test('pas un agent, qui exporte pourtant ce qu’il voit', async () => {
    const agent = new Visitor(service.url);
    const before = service.mailbox.mails.length;
    await agent.post('/connexion', { email: agentAddress });
    const mail = await service.mailbox.receive(({ to }) => to === agentAddress, before);
    await agent.post(/https?:\/\/\S+\/connexion\/\S+/.exec(mail.text)![0]);
    expect((await agent.get('/annuaire/import')).status).toBe(403);
    expect((await upload(Buffer.from(row()), { visitor: agent, csrf: 'x' })).status).toBe(403);
    const csv = await agent.get('/annuaire/export.csv?objet=structures');
    expect(csv.status).toBe(200);
    expect(csv.html.trim().split('\r\n')).toHaveLength(2);
  });

  test('pas sans le jeton de la page, ni l’import d’un autre département', async () => {
    expect((await upload(Buffer.from(row()), { csrf: 'faux' })).status).toBe(403);
    const page = await upload(Buffer.from(row()));
    await service.database.superuser(`update directory_import set departement_code = '12' where id = $1`, [idOf(page)]);
    for (const path of ['', '/colonnes', '/apercu', '/evenements']) expect([path, (await clerk.get(`/annuaire/import/${idOf(page)}${path}`)).status]).toEqual([path, 404]);
    expect((await clerk.post(`/annuaire/import/${idOf(page)}/annulation`, {}, '/annuaire/import')).status).toBe(404);
  });
});

describe('un fichier', () => {
  test.each([
    ['absent', null, 'Choisissez le fichier'],
    ['binaire', Buffer.from([0x89, 0x50, 0, 1]), 'Ce format n’est pas repris'],
    ['sans ligne', Buffer.from('nom;commune\n'), 'que le nom de ses colonnes'],
  ])('%s est refusé au champ, et rien n’est gardé', async (_, bytes, words) => {
    const imports = () => service.database.superuser('select id from directory_import');
    const before = await imports();
    const page = await upload(bytes);
    expect(page.status).toBe(422);
    expect(page.text).toContain(words);
    expect(await imports()).toEqual(before);
  });

  test('trop gros est refusé avant d’être lu', async () => expect((await upload(Buffer.alloc(10 * 1024 * 1024 + 20_000, 'a'))).status).toBe(413));
});

describe('une liste', () => {
  test('se voit, s’applique, se retrouve, s’annule', async () => {
    const before = await structures();
    const shown = await preview(row());
    expect(shown.text).toContain('1 fiche à créer');
    expect(await structures()).toEqual(before);
    const done = await apply(shown);
    expect(done.text).toContain('Import terminé');
    expect((await clerk.get('/annuaire')).text).toContain('France services de Langogne');
    expect((await preview(row())).text).toContain('rien n’est à écrire');
    const undone = await clerk.post(`/annuaire/import/${idOf(shown)}/annulation`, {}, done.path);
    expect(undone.text).toContain('exactement comme avant');
    expect(await structures()).toEqual(before);
    expect((await clerk.get('/annuaire/import')).text).toContain('Annulé');
  });

  test('dont une fiche change après l’aperçu n’est pas appliquée, et se revoit', async () => {
    const { name, city, id } = demonstrationDossier().structures[0]!;
    const shown = await preview(row({ nom: name, commune: city, téléphone: '04 66 00 00 11' }));
    await service.database.superuser(`update structure set phone = '04 66 00 00 12' where id = $1`, [id]);
    const again = await apply(shown);
    expect(again.text).toContain('L’annuaire a changé entre-temps');
    expect(again.text).toContain('04 66 00 00 12');
    const done = await apply(again);
    expect(done.text).toContain('Import terminé');
    await service.database.superuser(`update structure set phone = '04 66 00 00 13' where id = $1`, [id]);
    const refused = await clerk.post(`/annuaire/import/${idOf(done)}/annulation`, {}, done.path);
    expect([refused.status, refused.text.includes('L’import n’est pas annulé'), refused.text.includes(name.replaceAll(/\s/g, ' '))]).toEqual([409, true, true]);
  });

  test('aux colonnes inconnues les demande', async () => {
    const columns = await upload(Buffer.from('a;b\n1;2\n'));
    const refused = await clerk.post(columns.path, chosen(columns));
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('href="#name"');
    expect((await clerk.get(`${columns.path}?liste=offers`)).text).toContain('Permanences');
  });

  test('au contenu hostile n’est jamais exécutée', async () => {
    const shown = await preview(row({ nom: '<script>alert(1)</script>', remarque: '=1+1' }), '"><img src=x>.csv');
    expect(shown.html).toContain('&lt;script>alert(1)');
    expect(shown.html).not.toMatch(/<script>alert|<img src=x/);
  });

  test('oubliée après un jour, le dit', async () => {
    const shown = await preview(row());
    const [{ later }] = await service.database.superuser<{ later: boolean }>(`select not_before = created_at + interval '24 hours' as later from outbox where subject_id = $1 and effect->>'type' = 'forgetContents'`, [idOf(shown)]) as [{ later: boolean }];
    expect(later).toBe(true);
    await service.database.superuser('update directory_import set contents = null where id = $1', [idOf(shown)]);
    const page = await clerk.get(shown.path);
    expect([page.status, page.text.includes('n’est plus gardé')]).toEqual([410, true]);
  });
});

describe('exporter', () => {
  const objects = ['structures', 'gestionnaires', 'partenaires-locaux', 'referents', 'offres'];

  test.each(objects)('les %s en CSV, puis les importer, ne change rien', async (object) => {
    const csv = await clerk.get(`/annuaire/export.csv?objet=${object}`);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
    const columns = await upload(csv.bytes, { name: `${object}.csv` });
    const shown = await clerk.post(columns.path, chosen(columns));
    expect(shown.text).toContain('rien n’est à écrire');
  });

  test('tout en JSON ; la lecture est journalisée, sans rien dire des personnes', async () => {
    const json = await clerk.get('/annuaire/export.json');
    expect(Object.keys(JSON.parse(json.html) as object)).toEqual(expect.arrayContaining(['departement', 'structures', 'referents', 'offers']));
    const lines = await service.db.withIdentity(systemActor('test'), (tx) => journalOf(tx, 'directory', '48'));
    expect(lines.filter(({ event }) => event === 'read').at(-1)!.payload).toEqual({ export: 'annuaire' });
  });

  test('se choisit tableau par tableau', async () => {
    const page = await clerk.get('/annuaire/export.csv');
    expect(page.path).toBe('/annuaire/exporter');
    for (const object of objects) expect(page.html).toContain(`/annuaire/export.csv?objet=${object}`);
  });

  test('un objet inconnu est refusé', async () => expect((await clerk.get('/annuaire/export.csv?objet=comptes')).status).toBe(400));
});
