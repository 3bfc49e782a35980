import type { VNode } from 'preact';
import { instant } from '#libs/domain';
import { Shell, brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { PlacePage } from './round-place.views.js';
import { Signatories } from './round-signatories.views.js';
import type { AskedPerson, SignatoryLine } from './signatory-line.js';

const frame: Frame = {
  brand: ['Préfet', 'de la Lozère'], demonstration: false, user: { name: 'Sophie Ravel', role: 'Préfecture', signOutAction: '/deconnexion' }, signInHref: null,
  navigation: [{ label: 'Tournées', href: '/tournees' }], path: '/tournees', csrf: 'jeton', flash: [], accessibility: 'partiellement',
};
const signed = (slotId: string, mail: AskedPerson['mail'] = null): SignatoryLine => ({
  slotId, college: 'gestionnaire', group: 1, bodyName: `Commune ${slotId}`, person: 'Mme Anne Vidal', quality: 'maire', state: 'approved', since: '2026-11-14T08:00:00Z', reason: null, remindable: false,
  people: [{ name: 'Mme Anne Vidal', quality: 'maire', mail, place: null }],
});
const awaited: SignatoryLine = { ...signed('z'), state: 'invited', remindable: true };
const full = { state: 'bounced', since: instant('2026-11-14T08:01:00Z'), words: 'Boîte pleine (5.2.2)' } as const;
const [copy, acknowledgement] = [signed('x', { ...full, brings: 'copy' }), signed('y', { ...full, brings: 'acknowledgement' })];

const pageOf = (...lines: SignatoryLine[]): VNode => <Shell frame={frame} title="Tournée"><h1>Tournée</h1><h2>Signataires</h2><Signatories lines={lines} roundId="r1" csrf="jeton" timeZone="Europe/Paris" /></Shell>;
const placeOf = (line: SignatoryLine): VNode => (
  <PlacePage frame={frame} roundId="r1" number="2026-48-01" line={line} person={{ id: 's1', civility: 'Mme', firstName: 'Anne', lastName: 'Vidal', quality: 'maire', email: 'anne@commune.example' }} card="/annuaire/gestionnaires/g1" proposed={null} asked={false} changeable={false} paperDays={null} />
);
const text = (page: VNode): string => renderPage(page).replace(/<[^>]*>/g, ' ').replaceAll(/[\u00A0\u202F]/g, ' ').replaceAll(/\s+/g, ' ');

describe('à qui a signé, et que son courriel n’a pas atteint, la page d’une tournée', () => {
  test.each([['exemplaire', copy], ['confirmation', acknowledgement], ['remise retardée', signed('r', { ...full, state: 'delayed', words: 'Remise retardée', brings: 'copy' })]])('respecte les lois des pages (%s) et ne propose jamais de corriger', (_, line) => {
    for (const page of [pageOf(line, signed('b')), placeOf(line)]) {
      expect(brokenPageLaws(renderPage(page))).toEqual([]);
      expect(text(page)).not.toMatch(/corriger|renvoyer/i);
    }
  });

  test('dit que l’exemplaire n’est pas arrivé, et mène au document à remettre', () => {
    expect(text(pageOf(copy, signed('b')))).toMatch(/Commune x.*A signé, exemplaire non remis.*Exemplaire signé : boîte pleine \(5\.2\.2\), le 14 novembre 2026 à 9 h 01\. Remettez-lui le fichier tel quel : télécharger le document/);
    expect(renderPage(pageOf(copy, signed('b')))).toMatch(/href="\/tournees\/r1\/document\.pdf"[^>]*>télécharger le document<span/);
  });

  test('dit que la confirmation n’est pas arrivée, et que la signature est enregistrée', () => {
    expect(text(pageOf(acknowledgement, awaited))).toMatch(/Commune y.*A signé, courriel non remis.*Confirmation de signature : boîte pleine \(5\.2\.2\), le 14 novembre 2026 à 9 h 01\. La signature est enregistrée/);
  });

  test('ne les replie pas avec les autres, et les montre avant eux', () => {
    const many = Array.from({ length: 8 }, (_, index) => signed(`c${index}`));
    const html = renderPage(pageOf(...many, acknowledgement, awaited));
    expect(html).toContain('Voir les 8 organismes qui ont signé');
    expect(html.replace(/<details class="pf-details" id="signed-[\s\S]*?<\/details>/, '')).toContain('Commune y');
    expect(text(pageOf(signed('b'), copy))).toMatch(/Commune x.*Commune b/);
    expect(renderPage(pageOf(...many, copy))).not.toContain('<details class="pf-details"');
  });

  test('le dit aussi sur la page de la place', () => {
    expect(text(placeOf(copy))).toMatch(/Exemplaire signé Boîte pleine \(5\.2\.2\).*la signature est enregistrée\. Son exemplaire ne lui est pas parvenu : remettez-lui le document signé, à télécharger/);
    expect(text(placeOf(acknowledgement))).toContain('Confirmation de signature Boîte pleine (5.2.2)');
    expect(text(placeOf(signed('b')))).not.toMatch(/remettez-lui|Courriel/);
  });
});
