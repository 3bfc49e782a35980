import type { VNode } from 'preact';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { systemActor } from '#libs/platform';
import { officialDepartements } from './departements.js';
import { emptyDirectory } from './directory-rows.js';
import { ExportPage } from './export.views.js';
import { countsOf } from './directory-imports.js';
import { guessMapping } from './import-fields.js';
import { ImportPreviewPage, linesPerPage } from './import-preview.views.js';
import { ImportProgressPage, ImportResultPage } from './import-result.views.js';
import type { ImportRow } from './import.store.js';
import { ImportColumnsPage, ImportFilePage, ImportForgottenPage, missingFile } from './import.views.js';
import { plan } from './plan.js';

const frame: Frame = {
  brand: ['Préfet', 'de la Lozère'], demonstration: false, user: { name: 'Sophie Ravel', role: 'Préfecture', signOutAction: '/deconnexion' }, signInHref: null,
  navigation: [{ label: 'Annuaire', href: '/annuaire' }], path: '/annuaire/import', csrf: 'jeton', flash: [], accessibility: 'partiellement',
};
const header = ['id_fs', 'insee_dep', 'lib_fs', 'lib_com', 'code_postal', 'h_lundi', 'remarque'];
const rows = [['1', '48', '<b>Florac</b>', 'Florac', '48400', '9h-12h', ''], ['2', '48', '', 'Mende', '48000', '', ''], ['3', '12', 'Rodez', 'Rodez', '12000', '', ''], ['4', '48', 'Mende', 'Mende', '30000', 'Sur RDV', '']];
const row: ImportRow = {
  id: '4d5b0a36-7d5f-4c1f-9e0a-3c5d0b7e4a21', departementCode: '48', kind: 'structures', fileName: 'liste "a".csv', sha256: 'a'.repeat(64), contents: { header, rows }, mapping: guessMapping(header, 'structures'), counts: null,
  fingerprint: null, fault: null, state: 'previewed', actor: systemActor('x'), createdAt: new Date('2026-11-25T09:00:00Z'), appliedAt: null, undoneAt: null,
};
const scope = { departementCode: '48', territory: officialDepartements() };
const found = plan('structures', row.contents!, row.mapping, { ...emptyDirectory, departement: [scope.territory.get('48')!] }, scope);
const preview = { plan: found, counts: countsOf(found), fingerprint: 'f'.repeat(64) };
const done: ImportRow = { ...row, contents: null, state: 'applied', counts: preview.counts, appliedAt: new Date('2026-11-25T09:05:00Z') };
const result = (of: ImportRow, undoable: boolean, conflicts: Parameters<typeof ImportResultPage>[0]['conflicts'] = []): VNode => <ImportResultPage frame={frame} row={of} timeZone="Europe/Paris" undoable={undoable} conflicts={conflicts} />;

const pages: Record<string, VNode> = {
  fichier: <ImportFilePage frame={frame} imports={[row, done]} timeZone="Europe/Paris" />,
  'fichier manquant': <ImportFilePage frame={frame} imports={[]} timeZone="Europe/Paris" errors={[missingFile]} />,
  colonnes: <ImportColumnsPage frame={frame} row={row} kind="structures" mapping={row.mapping} />,
  'colonnes à corriger': <ImportColumnsPage frame={frame} row={row} kind="offers" mapping={{}} errors={[{ field: 'label', message: 'Choisissez' }]} />,
  aperçu: <ImportPreviewPage frame={frame} row={row} preview={preview} shown={null} page={1} />,
  'aperçu des remarques': <ImportPreviewPage frame={frame} row={{ ...row, fault: 'stale' }} preview={preview} shown="remarques" page={9} />,
  'fichier oublié': <ImportForgottenPage frame={frame} row={row} />,
  avancement: <ImportProgressPage frame={frame} row={row} percent={40} sentence="Écriture des fiches&nbsp;: 4 sur 10" />,
  export: <ExportPage frame={frame} />,
  résultat: result(done, true),
  'résultat trop ancien': result(done, false),
  'annulation refusée': result(done, true, [{ table: 'structure', name: '<Florac>', departementCode: '48' }]),
  annulé: result({ ...done, state: 'undone', undoneAt: new Date('2026-11-25T10:00:00Z') }, false),
};

test.each(Object.entries(pages))('La page « %s » obéit aux lois d’une page', (_, page) => {
  const html = renderPage(page);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).not.toMatch(/<b>|<Florac>/);
});

describe('L’aperçu', () => {
  const html = renderPage(pages.aperçu!);
  test('commence par ce qui est refusé, et dit pourquoi', () => {
    expect(html).toContain('Le nom manque');
    expect(html).not.toContain('&lt;b>Florac');
    expect(html).toContain('refusée');
  });
  test('compte les lignes d’ailleurs sans les montrer', () => {
    expect(html).toContain('un autre département');
    expect(html).not.toContain('Rodez');
  });
  test('porte l’empreinte de ce qu’il montre', () => expect(html).toContain(`name="fingerprint" value="${preview.fingerprint}"`));
  test('montre ce qui sera créé, avec ses remarques', () => {
    const created = renderPage(<ImportPreviewPage frame={frame} row={row} preview={preview} shown="created" page={1} />);
    expect(created).toContain('Horaires du lundi');
    expect(created).toContain('sur rendez-vous');
    expect(created).toContain('code postal 30000');
  });
  test('se feuillette quand il est long', () => {
    const line = found.lines.find(({ verdict }) => verdict === 'created')!;
    const long = { ...found, lines: Array.from({ length: linesPerPage + 1 }, () => line) };
    const second = renderPage(<ImportPreviewPage frame={frame} row={row} preview={{ ...preview, plan: long, counts: countsOf(long) }} shown="created" page={2} />);
    expect(second.match(/pf-list__title/g)).toHaveLength(1);
    expect(second).toContain('fr-pagination');
  });
});

test('les colonnes devinées sont choisies, avec un exemple ; les autres sont nommées', () => {
  const html = renderPage(pages.colonnes!);
  expect(html).toMatch(/id="name"[\s\S]*?<option value="lib_fs" selected/);
  expect(html).toMatch(/Colonnes laissées de côté[^<]*remarque/);
});

test('on n’annule que ce qui peut l’être', () => {
  expect(renderPage(pages.résultat!)).toContain('/annulation');
  expect(renderPage(pages['résultat trop ancien']!)).not.toContain('/annulation');
  expect(renderPage(pages['annulation refusée']!)).toContain('&lt;Florac>');
});
