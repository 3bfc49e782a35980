import { emptySlot } from '#libs/domain';
import type { SigningBodyKind } from '#libs/domain';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { deliberationRefusals } from './deliberation-draft.js';
import type { DeliberationRefusal } from './deliberation-draft.js';
import { DeliberationLinks, DeliberationRefusedPage } from './deliberation.views.js';

const frame: Frame = {
  brand: ['Préfet', 'de la Lozère'], demonstration: false, user: { name: 'Sophie Ravel', role: 'Préfecture', signOutAction: '/deconnexion' }, signInHref: null,
  navigation: [{ label: 'Tournées', href: '/tournees' }], path: '/tournees', csrf: 'jeton', flash: [], accessibility: 'partiellement',
};
const slot = { ...emptySlot, id: 's 1', state: 'invited' as const, college: 'gestionnaire' as const, group: 1, bodyId: 'b', bodyName: 'Commune de <Mende>', capacity: 'gestionnaire', signatoryId: 'p' };

test.each(Object.keys(deliberationRefusals) as DeliberationRefusal[])('%s : la page le dit, et mène à l’habilitation et à la tournée', (refusal) => {
  const html = renderPage(<DeliberationRefusedPage frame={frame} roundId="r1" number="CDFS-48-2026-001" slot={slot} refusal={refusal} />);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).toContain(deliberationRefusals[refusal]);
  for (const href of ['/tournees/r1/habilitations/s%201', '/tournees/r1']) expect(html).toContain(`href="${href}"`);
  expect(html).not.toContain('<Mende>');
});

test.each<[SigningBodyKind, boolean]>([['commune', true], ['epci', true], ['departement', true], ['prefet', false], ['association', false], ['national_partner', false], ['local_partner', false]])('%s : un projet à envoyer, %s', (kind, offered) => {
  const links = DeliberationLinks({ roundId: 'r1', place: { slot, kind } });
  expect(links !== null).toBe(offered);
});
