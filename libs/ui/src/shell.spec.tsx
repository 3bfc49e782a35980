import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { VNode } from 'preact';
import { staticFolders, stylesheets } from './assets.js';
import { HoursGauge } from './charts/hours-gauge.js';
import { ProgressCurve } from './charts/progress-curve.js';
import { PostForm } from './components/button.js';
import { Accordion, Table } from './components/content.js';
import { CheckboxGroup, Input, RadioGroup, Select, Textarea } from './components/form.js';
import { ErrorSummary } from './components/message.js';
import { Pagination, Stepper, Tabs } from './components/navigation.js';
import { brokenPageLaws } from './page-laws.js';
import { renderPage } from './render.js';
import { Shell } from './shell.js';
import type { Frame } from './shell.js';

const frame: Frame = {
  brand: ['Préfet', 'de la Lozère'], demonstration: false, user: { name: 'Anne Vidal', role: 'Préfecture', signOutAction: '/deconnexion' }, signInHref: null,
  navigation: [{ label: 'Tournées', href: '/tournees' }, { label: 'Annuaire', href: '/annuaire' }], path: '/tournees/42', csrf: 'jeton', flash: [], accessibility: 'partiellement',
};
const page = (children: VNode, change: Partial<Frame> = {}): string => renderPage(<Shell frame={{ ...frame, ...change }} title="Essai"><h1>Essai</h1>{children}</Shell>);
const attack = '<script>alert("x")</script>';
const errors = [{ field: 'email', message: 'Adresse incomplète' }];

describe('Le cadre des pages', () => {
  test('obéit aux lois d’une page', () => expect(brokenPageLaws(page(<p>Bonjour</p>))).toEqual([]));

  test('ne laisse passer aucun code, où qu’il se glisse', () => {
    const html = page(
      <PostForm action="/x" csrf={attack}>
        <Input name="a" label={attack} value={attack} error={attack} />
        <Textarea name="b" label="b" value={`</textarea>${attack}`} />
        <Select name="c" label="c" options={[{ value: attack, label: attack }]} />
        <RadioGroup name="d" legend={attack} choices={[{ value: attack, label: attack }]} />
        <Table caption={attack} columns={[{ header: attack }]} rows={[[attack]]} />
        <ErrorSummary errors={[{ field: 'a', message: attack }]} />
      </PostForm>,
      { user: { name: attack, role: attack, signOutAction: '/x' }, brand: [attack], flash: [{ severity: 'info', text: attack }] },
    );
    expect(html).not.toContain('<script>alert');
    expect(html).not.toMatch(/<\/textarea><script/);
    expect(html.split('&lt;script>alert').length).toBeGreaterThan(12);
  });

  test('annonce la démonstration à chaque page, et seulement elle', () => {
    expect(page(<p />)).not.toContain('sans valeur juridique');
    expect(page(<p />, { demonstration: true })).toContain('DÉMONSTRATION – sans valeur juridique');
  });

  test('marque la rubrique courante et dit la conformité', () => {
    expect(page(<p />)).toMatch(/href="\/tournees" aria-current="page"/);
    expect(page(<p />)).not.toMatch(/href="\/annuaire" aria-current/);
    expect(page(<p />)).toContain('Accessibilité\u00A0: partiellement conforme');
  });

  test('ne déconnecte que par un formulaire protégé', () => expect(page(<p />)).toMatch(/<form method="post" action="\/deconnexion"[^>]*><input type="hidden" name="_csrf" value="jeton"/));
});

describe('Les lois d’une page', () => {
  test.each<[string, VNode]>([
    ['a page has one main title', <h1>Deux</h1>],
    ['inline code', <p style="color:red">x</p>],
    ['two elements share the id', <><p id="a" /><p id="a" /></>],
    ['nothing has the id', <label for="absent">x</label>],
    ['nothing has the id', <a href="#absent">x</a>],
    ['has no token', <form method="post" action="/x" />],
    ['loose typography', <p>Vraiment ?</p>],
    ['loose typography', <p>« Oui »</p>],
    ['a link runs code', <a href="javascript:void 0">x</a>],
  ])('%s', (law, broken) => expect(brokenPageLaws(page(broken)).join()).toContain(law));
});

describe('Les composants', () => {
  test('un champ refusé garde sa saisie, dit son erreur et s’y relie', () => {
    const html = page(<><ErrorSummary errors={errors} /><Input name="email" type="email" label="Adresse" value="anne@" error="Adresse incomplète" /></>);
    expect(html).toMatch(/<input[^>]*id="email"[^>]*value="anne@"[^>]*aria-describedby="email-messages"[^>]*aria-invalid="true"/);
    expect(html).toContain('href="#email"');
    expect(html).toMatch(/id="error-summary"[^>]*tabindex="-1"/);
    expect(brokenPageLaws(html)).toEqual([]);
  });

  test('cases et boutons retiennent les choix', () => {
    const html = page(<CheckboxGroup name="jours" legend="Jours" values={['mardi']} choices={[{ value: 'lundi', label: 'Lundi' }, { value: 'mardi', label: 'Mardi' }]} />);
    expect(html).toMatch(/value="mardi" checked/);
    expect(html).not.toMatch(/value="lundi" checked/);
    expect(brokenPageLaws(html)).toEqual([]);
  });

  test('accordéons et onglets se relient à leur contenu', () => {
    expect(brokenPageLaws(page(<><Accordion id="a" title="A">x</Accordion><Tabs label="Vues" tabs={[{ id: 'x', label: 'X', children: 'x' }, { id: 'y', label: 'Y', children: 'y' }]} /></>))).toEqual([]);
  });

  test('l’étape courante et la suivante sont nommées', () => {
    const html = page(<Stepper steps={['Modèle', 'Parties', 'Lancer']} current={2} />);
    expect(html).toMatch(/Parties<span[^>]*>Étape 2 sur 3/);
    expect(html).toContain('Lancer</p>');
    expect(page(<Stepper steps={['Modèle', 'Lancer']} current={2} />)).not.toContain('Étape suivante');
  });

  test('la pagination ne paraît qu’utile, et ses bords ne mènent nulle part', () => {
    expect(page(<Pagination page={1} pages={1} href={String} />)).not.toContain('fr-pagination');
    const html = page(<Pagination page={1} pages={9} href={number => `/t?page=${number}`} />);
    expect(html).toContain('href="/t?page=9"');
    expect(html).toMatch(/link--prev[^>]*aria-disabled="true"/);
  });
});

describe('Les images', () => {
  const curve = { startedAt: '2026-11-12T13:00:00Z', deadline: '2026-12-05', now: '2026-11-24T09:42:00Z', timeZone: 'Europe/Paris', total: 47 };

  test('la courbe dit ses chiffres, et les met en tableau jour par jour', () => {
    const html = page(<ProgressCurve {...curve} signedAt={['2026-11-14T08:00:00Z', '2026-11-13T08:00:00Z', '2026-11-14T23:30:00Z']} />);
    expect(html).toContain('aria-label="3 sur\u00A047 signatures recueillies\u202F; échéance le 5\u00A0décembre\u00A02026, dans 11\u00A0jours."');
    expect(html).toMatch(/<th scope="row">13\u00A0novembre\u00A02026<\/th><td>1<\/td><td>1 sur/);
    expect(html).toMatch(/<th scope="row">15\u00A0novembre\u00A02026<\/th><td>1<\/td><td>3 sur/);
    expect(brokenPageLaws(html)).toEqual([]);
  });

  test.each<[string, Partial<typeof curve>, readonly string[]]>([
    ['sans aucune signature', {}, []],
    ['après l’échéance', { now: '2027-01-24T09:42:00Z' }, ['2026-11-14T08:00:00Z']],
    ['le jour même du lancement', { now: curve.startedAt, deadline: '2026-11-12' }, []],
    ['d’une seule partie', { total: 1 }, ['2026-11-14T08:00:00Z']],
  ])('la courbe tient %s', (_, change, signedAt) => {
    const html = page(<ProgressCurve {...curve} {...change} signedAt={signedAt} />);
    expect(html).not.toMatch(/NaN|Infinity|undefined/);
    expect(html).toContain('pf-chart__curve');
  });

  test('la jauge juge chaque condition en toutes lettres', () => {
    const said = (minutes: number, days: number): string => page(<HoursGauge minutesPerWeek={minutes} daysPerWeek={days} />).replace(/<[^>]*>/g, '').replaceAll('\u00a0', ' ');
    expect(said(1439, 5)).toContain('23 h 59 sur 24 h insuffisant5 jours sur 5 conformeIl manque 1 min par semaine.');
    expect(said(1440, 4)).toContain('24 h sur 24 h conforme4 jours sur 5 insuffisantIl manque 1 jour d’ouverture.');
    expect(said(600, 2)).toContain('Il manque 14 h par semaine et 3 jours d’ouverture.');
    expect(said(1440, 5)).toContain('Les deux conditions de l’article 4.2 sont remplies.');
    expect(said(0, 0)).toContain('Aucune heure d’ouverture n’est indiquée.');
  });
});

describe('Les fichiers servis', () => {
  test('chaque adresse de la page correspond à un fichier', () => {
    const addresses = [...page(<p />).matchAll(/(?:href|src)="(\/assets\/[^"#]+)/g)].map(([, address]) => address ?? '');
    expect(addresses.length).toBeGreaterThan(6);
    for (const address of [...addresses, ...stylesheets]) {
      const folder = staticFolders.find(({ mount }) => address.startsWith(`${mount}/`));
      expect(folder ? existsSync(join(folder.dir, address.slice(folder.mount.length))) : address).toBe(true);
    }
  });

  test('la police de l’État vient de son paquet, jamais de nos dossiers', () => {
    expect(staticFolders.find(({ mount }) => mount.endsWith('/fonts'))?.dir).toMatch(/node_modules\/@gouvfr\/dsfr\/dist\/fonts$/);
  });
});
