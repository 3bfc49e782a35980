import JSZip from 'jszip';
import { PDFDocument } from 'pdf-lib';
import { clerkIn } from '../support/actors.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';
import type { Page } from '../support/visitor.js';

/** A small agreement of our own: a wrong reference, a passed date, two blanks, no block of parties, no duration. */
const text = `Convention d’essai des maisons de services
Préambule
Les signataires ouvrent des lieux d’accueil.
Article 1 – Objet
La présente convention organise l’accueil des usagers dans le département.
Article 2 – Engagements des gestionnaires
2.1 Accueil
Chaque lieu ouvre vingt-quatre heures par semaine, selon les horaires de l’annexe 2.
2.2 Équipement
La visioconférence est installée avant le 31 décembre 2022.
Article 3 – Suivi
Un comité de suivi se réunit chaque année.
Fait à …………………… le ……………………
Le préfet
Le gestionnaire
Liste des annexes
Annexe 1 : Horaires des lieux
Annexe 2 : Liste des référents
`;

let service: Service;
let clerk: Visitor;
beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
});
afterAll(() => service?.stop());

const tokenOf = ({ html }: Page): string => /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';

/** Sends a file as a browser does: the token first, then the file. */
async function upload(visitor: Visitor, path: string, file: { name: string; bytes: Buffer } | null, from = path, csrf?: string): Promise<Page> {
  const body = new FormData();
  body.append('_csrf', csrf ?? tokenOf(await visitor.get(from)));
  if (file) body.append('fichier', new Blob([new Uint8Array(file.bytes)]), file.name);
  return visitor['request'](path, { method: 'POST', body: body as unknown as URLSearchParams });
}

function send(path: string, fields: [string, string][], from: Page): Promise<Page> {
  return clerk['request'](path, { method: 'POST', body: new URLSearchParams([...fields, ['_csrf', tokenOf(from)]]) });
}

const unescaped = (value: string): string => value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');
const valuesOf = ({ html }: Page, name: string): string[] => [...html.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, 'g'))].map(([, value = '']) => unescaped(value));

describe('la liste des modèles', () => {
  test('se demande à qui n’est pas connecté', async () => expect((await new Visitor(service.url).get('/modeles')).path).toBe('/connexion'));

  test('montre le modèle du projet, publié, et mène à lui', async () => {
    const page = await clerk.get('/modeles');
    expect(page.text).toContain('Modèle du projet, non officiel');
    expect(page.html).toContain('href="/modeles" aria-current="page"');
    expect(page.text).toContain('Jamais utilisé');
    const [, path] = /href="(\/modeles\/modele-paraphe[^"]*)"/.exec(page.html)!;
    const version = await clerk.get(path!);
    expect(version.text).toContain('Ce modèle est publié');
    expect(version.html).toMatch(/<a class="fr-btn" href="\/tournees\/nouvelle">/);
    expect(version.html).not.toContain('/retrait"');
  });

  test('une version inconnue n’est pas trouvée', async () => expect((await clerk.get('/modeles/inconnue')).status).toBe(404));
});

describe('un texte officiel, du dépôt à la publication', () => {
  let page: Page;
  let path: string;
  beforeAll(async () => {
    page = await upload(clerk, '/modeles/importer', { name: 'convention d’essai.txt', bytes: Buffer.from(text) });
    path = page.path;
  });

  test('devient un brouillon, dont la page dit ce qui a été compris', () => {
    expect(page.status).toBe(200);
    expect(page.text).toContain('Le texte est importé en brouillon');
    for (const words of ['Article 2 – Engagements des gestionnaires', '2.1 – Accueil', 'Annexe 2 – Liste des référents', 'Le gestionnaire', 'convention d’essai.txt']) expect(page.text).toContain(words);
  });

  test('n’est pas publié tant qu’une erreur reste', async () => {
    expect(page.text).toContain('Ce brouillon ne peut pas encore être publié');
    const refused = await send(`${path}/publication`, [], page);
    expect(refused.text).toMatch(/Répondez-y|erreurs relevées/);
    expect((await clerk.get(path)).text).toContain('Brouillon');
  });

  test('ses blancs se remplissent', async () => {
    page = await send(`${path}/blancs`, [['blank-fait_a', 'Mende'], ['blank-fait_le', 'aux dates portées dans chaque signature']], await clerk.get(path));
    expect(page.text).toContain('Les blancs sont enregistrés');
    expect(page.html).toMatch(/name="blank-fait_a"[^>]*value="Mende"/);
  });

  test('un motif trop court est refusé au champ, et gardé', async () => {
    const [key] = valuesOf(page, 'key');
    const [field] = valuesOf(page, 'field');
    const refused = await send(`${path}/derogations`, [['key', key!], ['field', field!], [field!, 'non']], page);
    expect(refused.status).toBe(422);
    expect(refused.html).toContain(`href="#${field}"`);
    expect(refused.html).toMatch(/<textarea[^>]*>non<\/textarea>/);
  });

  test('chaque erreur s’accepte avec un motif', async () => {
    expect(valuesOf(page, 'key').length).toBeGreaterThanOrEqual(3);
    while (valuesOf(page, 'key').length > 0) {
      const before = valuesOf(page, 'key');
      const [field] = valuesOf(page, 'field');
      page = await send(`${path}/derogations`, [['key', before[0]!], ['field', field!], [field!, 'Le texte officiel est ainsi.']], page);
      expect(valuesOf(page, 'key')).toHaveLength(before.length - 1);
    }
    expect(page.text).toContain('Accepté avec un motif');
  });

  test('les écarts s’approuvent par leurs cases', async () => {
    const boxes = valuesOf(page, 'ecart');
    expect(boxes.length).toBeGreaterThanOrEqual(2);
    expect((await send(`${path}/ecarts`, [], page)).text).toContain('Cochez les écarts');
    page = await send(`${path}/ecarts`, boxes.map((key): [string, string] => ['ecart', key]), page);
    expect(page.text).toContain('Chaque écart est approuvé');
  });

  test('une lecture hors de ses bornes est refusée au champ ; les autres sont gardées', async () => {
    const refused = await send(`${path}/lectures`, [['horaires.seuil_heures', '99'], ['delai72.mode', 'heures_ouverture']], page);
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('href="#horaires.seuil_heures"');
    expect(refused.html).toMatch(/value="heures_ouverture" checked/);
  });

  test('les lectures choisies, il est prêt, et se publie', async () => {
    page = await send(`${path}/lectures`, [['delai72.mode', 'heures_ouverture']], page);
    expect(page.text).toContain('Ce brouillon est prêt');
    page = await send(`${path}/publication`, [], page);
    expect(page.text).toContain('La version est publiée');
    expect(page.text).toContain('en heures d’ouverture de la structure');
    expect(page.html).not.toContain('name="ecart"');
  });

  test('son modèle Word et le fichier déposé se téléchargent', async () => {
    const word = await clerk.get(`${path}/modele.docx`);
    expect(word.headers.get('content-type')).toContain('wordprocessingml');
    expect(word.bytes.subarray(0, 2).toString()).toBe('PK');
    expect((await clerk.get(`${path}/source`)).bytes.toString('utf8')).toBe(text);
  });

  test('son aperçu est un PDF', async () => {
    const preview = await clerk.get(`${path}/apercu.pdf`);
    expect(preview.status).toBe(200);
    expect(preview.bytes.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('une nouvelle version se compare mot à mot à la première', async () => {
    const next = await upload(clerk, '/modeles/importer', { name: 'convention d’essai.txt', bytes: Buffer.from(text.replace('vingt-quatre', 'trente')) });
    const [before, after] = [path, next.path].map((version) => version.split('/').at(-1)!);
    const redline = await clerk.get(`/modeles/comparer?avant=${before}&apres=${after}`);
    expect(redline.path).toBe(`/modeles/${before}/differences/${after}`);
    expect(redline.text).toContain('[−vingt-quatre−]');
    expect(redline.text).toContain('[+trente+]');
    expect(redline.text).toContain('1 passage sur');
    const pdf = await clerk.get(`${redline.path}/differences.pdf`);
    expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('se retire avec un motif', async () => {
    expect((await send(`${path}/retrait`, [['reason', '']], page)).status).toBe(422);
    page = await send(`${path}/retrait`, [['reason', 'Le modèle officiel a changé.']], page);
    expect(page.text).toContain('Ce modèle est retiré');
  });
});

describe('ce qui n’est pas admis', () => {
  test.each([
    ['aucun fichier', null, 'Choisissez le fichier'],
    ['un format inconnu', { name: 'convention.odt', bytes: Buffer.from('bonjour') }, 'Ce format n’est pas repris'],
    ['un faux document Word', { name: 'convention.docx', bytes: Buffer.from('bonjour') }, 'ne peut pas être ouvert'],
    ['un texte sans article', { name: 'notes.txt', bytes: Buffer.from('bonjour\n') }, 'Aucun article n’a été reconnu'],
  ])('%s', async (_, file, sentence) => {
    const refused = await upload(clerk, '/modeles/importer', file);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.text).toContain(sentence);
    expect(refused.html).toContain('href="#fichier"');
  });

  test('un fichier envoyé sans jeton', async () => expect((await upload(clerk, '/modeles/importer', { name: 'a.txt', bytes: Buffer.from(text) }, '/modeles', 'faux')).status).toBe(403));

  test('un fichier envoyé par un inconnu n’est pas même lu', async () => {
    const stranger = new Visitor(service.url);
    expect((await upload(stranger, '/modeles/importer', { name: 'a.txt', bytes: Buffer.from(text) }, '/connexion')).path).toBe('/connexion');
  });
});

/** The same Word file with some words changed where they stand. */
async function edited(docx: Buffer, change: (xml: string) => string): Promise<Buffer> {
  const zip = await JSZip.loadAsync(docx);
  const main = 'word/document.xml';
  zip.file(main, change(await zip.file(main)!.async('string')));
  return zip.generateAsync({ type: 'nodebuffer' });
}

describe('un modèle retouché dans Word', () => {
  let path: string;
  let template: Buffer;
  beforeAll(async () => {
    path = /href="(\/modeles\/modele-paraphe[^"]*)"/.exec((await clerk.get('/modeles')).html)![1]!;
    template = (await clerk.get(`${path}/modele.docx`)).bytes;
  });

  test('devient un brouillon, contrôlé à son arrivée, et se publie', async () => {
    const draft = await upload(clerk, `${path}/retouche`, { name: 'retouche.docx', bytes: await edited(template, (xml) => xml.replace('Missions', 'Missions communes')) }, path);
    expect(draft.status).toBe(200);
    expect(draft.text).toContain('Le modèle retouché est un nouveau brouillon');
    expect(draft.text).toContain('Le fichier peut servir');
    expect((await send(`${draft.path}/publication`, [], draft)).text).toContain('La version est publiée');
  });

  test('un champ inconnu est montré là où il est dans Word', async () => {
    const draft = await upload(clerk, `${path}/retouche`, { name: 'retouche.docx', bytes: await edited(template, (xml) => xml.replace('{{departement.name}}', '{{departement.nom}}')) }, path);
    expect(draft.text).toContain('Ce nom n’existe pas dans les données');
    expect(draft.text).toMatch(/paragraphe \d+/);
    expect(draft.text).toContain('à corriger dans le fichier Word');
    const preview = await clerk.get(`${draft.path}/apercu.pdf`);
    expect(preview.status).toBe(422);
    expect(preview.text).toContain('L’aperçu n’a pas pu être fait');
  });

  test('un fichier texte ne remplace pas un modèle Word', async () => {
    const refused = await upload(clerk, `${path}/retouche`, { name: 'retouche.txt', bytes: Buffer.from(text) }, path);
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('href="#fichier"');
  });
});

describe('le plan', () => {
  test('se corrige : une ligne numérotée de loin devient le titre d’un article', async () => {
    const draft = await upload(clerk, '/modeles/importer', { name: 'plan.txt', bytes: Buffer.from(text.replace('Article 3 – Suivi', 'Article 7 Suivi de la convention')) });
    expect(draft.text).toContain('Plan du texte : 2 articles');
    const [, rank] = /<option value="(\d+)">ligne \d+[^<]*Article 7 Suivi/.exec(draft.html)!;
    const corrected = await send(`${draft.path}/plan`, [['paragraph', rank!], ['heading', 'article']], draft);
    expect(corrected.text).toContain('Le plan est corrigé');
    expect(corrected.text).toContain('Plan du texte : 3 articles');
    expect((await send(`${draft.path}/plan`, [['paragraph', rank!], ['heading', 'inconnu']], draft)).text).toContain('Choisissez la ligne');
  });
});

describe('les pièces officielles', () => {
  const page = '/modeles/pieces-officielles';

  async function deposit(annex: string, title: string, bytes: Buffer): Promise<Page> {
    const body = new FormData();
    body.append('_csrf', tokenOf(await clerk.get(page)));
    body.append(`titre-${annex}`, title);
    body.append('fichier', new Blob([new Uint8Array(bytes)]), 'piece.pdf');
    return clerk['request'](`${page}/${annex}`, { method: 'POST', body: body as unknown as URLSearchParams });
  }

  test('se déposent, et se retrouvent telles quelles', async () => {
    expect((await clerk.get(page)).text).toContain('Il manque la Charte et l’Accord cadre');
    const document = await PDFDocument.create();
    document.addPage();
    const pdf = Buffer.from(await document.save());
    const shown = await deposit('charte', 'Charte nationale d’engagement, janvier 2022', pdf);
    expect(shown.text).toContain('La pièce est déposée');
    expect(shown.text).toContain('Il manque l’Accord cadre');
    const [, link] = new RegExp(`href="(${page}/[0-9a-f-]{36})"`).exec(shown.html)!;
    expect((await clerk.get(link!)).bytes.equals(pdf)).toBe(true);
    expect((await deposit('accord-cadre', 'Accord cadre national', pdf)).text).toContain('La Charte et l’Accord cadre sont déposés');
  });

  test('ce qui n’est pas un PDF, ou n’a pas de titre, est refusé au champ', async () => {
    const forged = await deposit('charte', 'Charte', Buffer.from('bonjour'));
    expect(forged.status).toBe(422);
    expect(forged.html).toContain('href="#fichier-charte"');
    expect(forged.html).toMatch(/name="titre-charte"[^>]*value="Charte"/);
    expect((await deposit('charte', '', Buffer.from('%PDF-'))).html).toContain('href="#titre-charte"');
    expect((await deposit('autre', 'Autre', Buffer.from('%PDF-'))).status).toBe(404);
  });
});

describe('un autre département', () => {
  test('ne voit ni ne change ce qui n’est pas à lui', async () => {
    const mine = await upload(clerk, '/modeles/importer', { name: 'a.txt', bytes: Buffer.from(text.replace('maisons de services', 'maisons d’ailleurs')) });
    const id = mine.path.split('/').at(-1)!;
    await service.database.superuser(`update model_version set departement_code = '12' where id = $1`, [id]);
    const list = await clerk.get('/modeles');
    expect(list.html).not.toContain(id);
    expect((await clerk.get(mine.path)).status).toBe(404);
    for (const act of ['blancs', 'plan', 'lectures', 'ecarts', 'derogations', 'publication', 'retrait']) expect([act, (await send(`${mine.path}/${act}`, [['reason', 'Un motif assez long.']], await clerk.get('/modeles/importer'))).status]).toEqual([act, 404]);
    expect((await clerk.get(`/modeles/modele-paraphe-1/differences/${id}`)).status).toBe(404);
  });
});
