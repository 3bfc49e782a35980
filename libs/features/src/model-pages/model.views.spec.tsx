import type { VNode } from 'preact';
import { compareAgreements, defaultReadings, legalDay, linesOf, lintAgreement, readAgreement, readingIds } from '#libs/domain';
import type { Deviation } from '#libs/domain';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { answersPosted } from './model-readings.views.js';
import type { ListedVersion, ShownVersion } from './model-shown.js';
import { unbroken } from './model-words.js';
import { PreviewRefusedPage, VersionPage } from './model-version.views.js';
import { ImportModelPage, ModelsPage, missingFile } from './models.views.js';
import { OfficialFilesPage } from './official-files.views.js';
import { RedlinePage } from './redline.views.js';

const frame: Frame = {
  brand: ['Préfet', 'de la Lozère'], demonstration: false, user: { name: 'Sophie Ravel', role: 'Préfecture', signOutAction: '/deconnexion' }, signInHref: null,
  navigation: [{ label: 'Modèles', href: '/modeles' }], path: '/modeles', csrf: 'jeton', flash: [], accessibility: 'non',
};

const source = `Convention d’essai
Article 1 – Objet
La présente convention organise l’accueil des usagers.
Article 2 – Engagements
2.1 Accueil
La structure ouvre vingt-quatre heures par semaine, voir l’annexe 1.
2.2 Suivi
Le suivi est tenu avant le 31 décembre 2021.
Article 3 – Durée
La convention est conclue pour une durée d’un an. Erreur ! Signet non défini.
Fait à …………… le ……………
Le préfet
Le gestionnaire
Liste des annexes
Annexe 1 – Horaires
Annexe 2 – Référents`;
const text = readAgreement(linesOf(source));
const findings = lintAgreement(text, { today: legalDay('2026-11-24'), names: [] });
const list = findings.map((finding) => ({ ...finding, waiver: null, blocking: finding.severity === 'error' }));
const deviations: Deviation[] = [
  { key: '1|artefact_stripped|0', kind: 'artefact_stripped', where: 'article 3', source: '<b>Signet</b>', rendered: '', sentence: 'La trace de Word est retirée.' },
  { key: '2|white_space|0', kind: 'white_space', where: 'article 1, alinéa 1', source: 'a', rendered: 'a', sentence: 'Seules des espaces changent dans ce paragraphe.' },
];
const listed: ListedVersion = { id: 'v2', name: 'Convention d’essai', version: 2, state: 'draft', origin: 'imported', shared: false, since: '2026-11-24', findings: { all: 4, blocking: 1 }, rounds: 0 };
const builtIn: ListedVersion = { id: 'b1', name: 'Modèle du projet', version: 1, state: 'published', origin: 'built_in', shared: true, since: '2026-11-01', findings: { all: 0, blocking: 0 }, rounds: 3 };
const version: ShownVersion = {
  ...listed, file: { name: 'convention.txt', sha256: 'ab'.repeat(32), bytes: 12_000 }, text, paragraphs: linesOf(source), running: { headers: ['Préfecture'], footers: [], notes: [{ mark: '1', text: 'Une note.' }] },
  obstacles: [], faults: [], list, deviations: deviations.map((deviation) => ({ ...deviation, approved: false })), fills: {}, answers: defaultReadings, answered: false, refusals: ['Des erreurs relevées dans le texte empêchent la publication.'],
};
const ready: ShownVersion = { ...version, list: list.map((finding) => ({ ...finding, waiver: 'Accepté par le secrétariat général.', blocking: false })), deviations: version.deviations.map((deviation) => ({ ...deviation, approved: true })), answered: true, refusals: [] };
const error = list.find(({ severity }) => severity === 'error')!;
const after = readAgreement(linesOf(source.replace('vingt-quatre heures', 'trente heures').replace('Article 3', 'Article 3 – Suivi\nUn comité se réunit chaque année.\nArticle 4')));
const lines = compareAgreements(text, after);
const sides = { before: { name: 'Essai, version 1', href: '/modeles/v1' }, after: { name: 'Essai, version 2', href: '/modeles/v2' }, crumbs: [{ label: 'Modèles', href: '/modeles' }] };

const charte = { title: 'Charte, 2019', pages: 12, bytes: 400_000, sha256: 'cd'.repeat(32), since: '2026-11-02', href: '/modeles/pieces-officielles/1' };
const bytesMax = 20_000_000;

const pages: Record<string, VNode> = {
  liste: <ModelsPage frame={frame} versions={[listed, builtIn]} />,
  'liste vide': <ModelsPage frame={frame} versions={[]} />,
  import: <ImportModelPage frame={frame} />,
  'import refusé': <ImportModelPage frame={frame} errors={[missingFile]} />,
  brouillon: <VersionPage frame={frame} version={version} others={[builtIn]} />,
  'brouillon arrêté par Word': <VersionPage frame={frame} version={{ ...version, obstacles: [{ where: 'paragraphe 3', excerpt: '<i>mot</i>', sentence: 'Un commentaire est resté dans le document.' }] }} others={[]} />,
  'brouillon prêt': <VersionPage frame={frame} version={ready} others={[builtIn]} />,
  'modèle retouché': <VersionPage frame={frame} version={{ ...version, origin: 'uploaded', state: 'published', deviations: [], faults: [{ where: 'paragraphe 12', excerpt: '', sentence: 'Ce nom n’existe pas dans les données.' }] }} others={[builtIn]} typed={{ upload: 'Choisissez un fichier.' }} />,
  'modèle du projet': <VersionPage frame={frame} version={{ ...ready, ...builtIn, text: readAgreement([]), paragraphs: [], list: [], deviations: [], file: null, running: { headers: [], footers: [], notes: [] } }} others={[listed]} />,
  publié: <VersionPage frame={frame} version={{ ...ready, state: 'published', rounds: 1 }} others={[]} typed={{ retire: { reason: '"<b>', message: 'Indiquez pourquoi.' } }} />,
  retiré: <VersionPage frame={frame} version={{ ...ready, state: 'retired', since: null }} others={[]} />,
  'motif refusé': <VersionPage frame={frame} version={version} others={[]} typed={{ waiver: { key: error.key, reason: '<b>non', message: 'Dix caractères au moins.' } }} />,
  'lectures refusées': <VersionPage frame={frame} version={version} others={[]} typed={{ readings: { values: { 'horaires.seuil_heures': '<b>99' }, errors: [{ field: 'horaires.seuil_heures', message: 'De 1 à 24.' }] } }} />,
  'aperçu impossible': <PreviewRefusedPage frame={frame} version={listed} faults={[{ where: 'paragraphe 12', excerpt: '', sentence: 'Ce nom n’existe pas dans les données.' }]} />,
  'pièces officielles': <OfficialFilesPage frame={frame} bytesMax={bytesMax} annexes={[{ key: 'charte', file: charte }, { key: 'accord-cadre', file: null }]} />,
  'pièce refusée': <OfficialFilesPage frame={frame} bytesMax={bytesMax} annexes={[{ key: 'charte', file: charte }, { key: 'accord-cadre', file: null }]} typed={{ key: 'charte', title: '"<b>', errors: [{ field: 'fichier-charte', message: 'Ce n’est pas un PDF.' }] }} />,
  différences: <RedlinePage frame={frame} {...sides} lines={lines} swap="/modeles/v2/differences/v1" />,
  'aucune différence': <RedlinePage frame={frame} {...sides} lines={compareAgreements(text, text)} />,
};

test.each(Object.entries(pages))('La page « %s » obéit aux lois d’une page', (_, page) => {
  const html = renderPage(page);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).not.toMatch(/<[bi]>/);
});

test.each(Object.entries(pages))('La page « %s » n’a pas plus d’un bouton principal par formulaire de comparaison près', (_, page) => {
  expect([...renderPage(page).matchAll(/class="fr-btn(?: fr-icon-[\w-]+ fr-btn--icon-\w+)?"/g)].length).toBeLessThanOrEqual(1);
});

const html = (name: string): string => renderPage(pages[name]!);

describe('La liste des modèles', () => {
  test('dit l’état, les constats et l’usage de chaque version', () => {
    expect(html('liste')).toContain('4\u00a0constats, dont 1 à traiter');
    expect(html('liste')).toContain('Utilisé par 3\u00a0tournées');
    expect(html('liste')).toContain('Jamais utilisé');
  });
  test('propose de comparer dès qu’il y a deux versions', () => {
    expect(html('liste')).toContain('action="/modeles/comparer"');
    expect(html('liste vide')).not.toContain('action="/modeles/comparer"');
  });
});

describe('Un brouillon', () => {
  test('dit en une phrase ce qui manque, et mène à la première chose à faire', () => {
    expect(html('brouillon')).toMatch(/ne peut pas encore être publié\u00a0: 4\u00a0erreurs à corriger ou à motiver, 2\u00a0écarts à approuver, des lectures à choisir\./);
    expect(html('brouillon')).toMatch(/<a class="fr-btn" href="#constats">Traiter les 4 erreurs<\/a>/);
    expect(html('brouillon')).not.toContain('action="/modeles/v2/publication"');
  });
  test('prêt, se publie', () => expect(html('brouillon prêt')).toContain('action="/modeles/v2/publication"'));
  test('montre le plan, les annexes, les cadres et les blancs', () => {
    for (const words of ['Article 2 – Engagements', '2.1 – Accueil', 'Annexe 2 – Référents', 'Le gestionnaire', 'name="blank-fait_a"', 'Note 1']) expect(html('brouillon').replace(/<[^>]+>/g, (tag) => (/name=/.test(tag) ? tag : ''))).toContain(words);
  });
  test('met les erreurs avant le reste, avec le lieu, les mots et ce qu’il faut faire', () => {
    const page = html('brouillon');
    expect(page.indexOf(unbroken(error.message))).toBeGreaterThan(0);
    for (const warning of list.filter(({ severity }) => severity !== 'error')) expect(page.lastIndexOf('Publier malgré cette erreur')).toBeLessThan(page.lastIndexOf(unbroken(warning.message)));
    expect(page).toContain('Pourquoi ce constat');
  });
  test('rouvre l’erreur dont le motif est refusé, et garde ce qui a été tapé', () => {
    expect(html('motif refusé')).toMatch(/<textarea[^>]*>&lt;b>non<\/textarea>/);
    expect(html('motif refusé')).toMatch(/href="#reason-\d+">Dix caractères/);
  });
  test('approuve les espaces d’un seul geste', () => expect(html('brouillon')).toContain('name="ecart" value="white_space"'));
  test('montre la phrase imprimée par chaque réponse', () => expect(html('brouillon')).toContain('Le délai de 72 heures ouvrées se compte en heures d’ouverture'));
});

describe('Les pièces officielles', () => {
  test('disent celle qui manque, et la demandent d’abord', () => {
    expect(html('pièces officielles')).toContain('Il manque l’Accord cadre');
    expect(html('pièces officielles')).toMatch(/<button class="fr-btn fr-icon[^"]*"[^>]*>Déposer<span class="fr-sr-only"> l’Accord cadre/);
  });
  test('gardent le titre tapé', () => expect(html('pièce refusée')).toContain('value="&quot;&lt;b>"'));
});

describe('Les réponses d’un formulaire', () => {
  test('les nombres redeviennent des nombres, le reste passe tel quel', () => expect(answersPosted({ 'horaires.seuil_heures': ' 3 ', 'delai72.mode': 'x', _csrf: 'jeton' })).toEqual({ 'horaires.seuil_heures': 3, 'delai72.mode': 'x' }));
  test('une question sans réponse prend celle par défaut', () => expect(answersPosted({})).toEqual({}));
  test('chaque question est posée', () => readingIds.forEach((id) => expect(html('brouillon')).toContain(`name="${id}"`)));
});

describe('Les différences', () => {
  const redline = html('différences');
  test('se comptent', () => expect(redline).toContain('passages sur'));
  test('se lisent sans couleur', () => {
    expect(redline).toContain('<del><span class="fr-sr-only">supprimé, </span>[−vingt-quatre−]</del>');
    expect(redline).toContain('<ins><span class="fr-sr-only">ajouté, </span>[+trente+]</ins>');
  });
  test('plient ce qui ne change pas', () => expect(redline).toMatch(/<details[^>]*><summary>Sans changement/));
  test('redonnent chacun des deux textes', () => {
    expect(lines.some(({ kind }) => kind === 'added')).toBe(true);
    expect(html('aucune différence')).toContain('Les deux textes ont les mêmes mots');
  });
});
