import type { VNode } from 'preact';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { GestionnaireEditPage, LocalPartnerEditPage, PartnerEditPage, PrefetEditPage, ReferentEditPage } from './directory-forms.views.js';
import { StructureEditPage } from './directory-structure.views.js';
import { DirectoryPage } from './directory.views.js';

const frame: Frame = {
  brand: ['Préfet', 'de la Lozère'], demonstration: false, user: { name: 'Sophie Ravel', role: 'Préfecture', signOutAction: '/deconnexion' }, signInHref: null,
  navigation: [{ label: 'Annuaire', href: '/annuaire' }], path: '/annuaire', csrf: 'jeton', flash: [], accessibility: 'partiellement',
};
const entry = (name: string, missing: string[] = []) => ({ id: name, href: `/annuaire/structures/${name}`, name, detail: 'Florac', missing });
const groups = [
  { id: 'structures', title: 'Structures', explanation: 'Les espaces ouverts au public.', entries: [entry('Florac', ['horaires', 'contact']), entry('Meyrueis')] },
  { id: 'referents', title: 'Référents', explanation: 'Les correspondants.', entries: [], add: { label: 'Ajouter un référent', href: '/annuaire/referents/nouveau' } },
];
const form = {
  values: { address: '"<b>', email: 'florac@', monday_1_from: '09:00', monday_2_to: '12:30', signatoryCivility: 'Mme', partnerId: 'p2' },
  errors: [{ field: 'email', message: 'Il manque le domaine.' }, { field: 'monday', message: 'L’après-midi ferme avant d’ouvrir.' }],
};
const emailOnly = { ...form, errors: form.errors.slice(0, 1) };
const partners = [{ value: 'p1', label: 'France Travail' }, { value: 'p2', label: 'Assurance maladie' }];
const structures = [{ value: 's1', label: 'Florac' }];

const structurePage = <StructureEditPage frame={frame} id="s1" name="Florac" gestionnaireName="la commune" form={form} equipment={['computer']} nationalPartners={partners} presentPartnerIds={['p1']} opening={{ minutesPerWeek: 1439, daysPerWeek: 5 }} back="/tournees/r1/controles" />;
const pages: Record<string, VNode> = {
  annuaire: <DirectoryPage frame={frame} departementName="Lozère" groups={groups} />,
  'fiches à compléter': <DirectoryPage frame={frame} departementName="Lozère" groups={groups} onlyIncomplete />,
  structure: structurePage,
  gestionnaire: <GestionnaireEditPage frame={frame} id="g1" name="Commune de Mende" form={emailOnly} />,
  'partenaire national': <PartnerEditPage frame={frame} id="p1" name="Assurance maladie" form={emailOnly} />,
  'partenaire local': <LocalPartnerEditPage frame={frame} id="l1" name="Secours" form={{ values: {}, errors: [{ field: 'structureIds', message: 'Une au moins.' }] }} structures={structures} present={[]} />,
  référent: <ReferentEditPage frame={frame} id={null} name="Nouveau référent" form={emailOnly} partners={partners} structures={structures} />,
  préfet: <PrefetEditPage frame={frame} name="Préfet" form={{ values: {}, errors: [] }} />,
};

test.each(Object.entries(pages))('La page « %s » obéit aux lois d’une page', (_, page) => {
  const html = renderPage(page);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).not.toContain('<b>');
});

describe('L’annuaire', () => {
  test('compte ce qui reste à compléter, et dit quoi', () => {
    const html = renderPage(pages.annuaire!);
    expect(html).toContain('1\u00A0fiche sur 2 est à compléter');
    expect(html).toContain('Manque\u00A0: horaires, contact');
    expect(html).toContain('Meyrueis');
  });
  test('peut ne montrer que les fiches à compléter', () => expect(renderPage(pages['fiches à compléter']!)).not.toContain('Meyrueis'));
  test('complet, invite à lancer', () => expect(renderPage(<DirectoryPage frame={frame} departementName="Lozère" groups={[{ ...groups[0]!, entries: [entry('Meyrueis')] }]} />)).toContain('href="/tournees/nouvelle"'));
});

describe('Une fiche refusée', () => {
  const html = renderPage(structurePage);
  test('garde ce qui a été tapé', () => {
    expect(html).toMatch(/id="address"[^>]*value="&quot;&lt;b>"/);
    expect(html).toMatch(/id="monday_1_from"[^>]*value="09:00"/);
    expect(html).toMatch(/value="computer" checked/);
    expect(html).toMatch(/value="p1" checked/);
    expect(renderPage(pages.référent!)).toMatch(/<option value="p2" selected/);
  });
  test('dit l’erreur au champ et revient d’où l’on vient', () => {
    expect(html).toContain('href="#monday"');
    expect(html).toMatch(/id="monday-error">L’après-midi ferme/);
    expect(html).toContain('name="back" value="/tournees/r1/controles"');
  });
});
