import type { VNode } from 'preact';
import { breachWorkflow, draftedBreach, instant, statesOf } from '#libs/domain';
import type { BreachFacts, BreachState, Instant } from '#libs/domain';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { breachActs } from './breach-acts.js';
import type { BreachAct } from './breach-acts.js';
import { DeclarationPage } from './breach-form.views.js';
import { momentFields } from './breach-input.js';
import { noticeText } from './breach-notice.js';
import { NoticePage } from './breach-notice.views.js';
import { registerCsv } from './breach-register.js';
import type { BreachText } from './breach-texts.js';
import { BreachPage } from './breach.views.js';
import type { BreachFile } from './breaches.js';
import { BreachesPage } from './breaches.views.js';

const frame: Frame = { brand: null, demonstration: true, user: null, signInHref: '/connexion', navigation: [], path: '/', csrf: 'jeton', flash: [], accessibility: 'non' };
const at = instant;
const aware = at('2026-03-27T16:00:00Z');
const texts: BreachText[] = [
  { kind: 'account', text: '<script>alert(1)</script>\nDeux lignes', at: new Date(aware) }, { kind: 'measures', text: 'Mots de passe changés', at: new Date(aware) }, { kind: 'processor', text: 'Hébergeur', at: new Date(aware) },
  { kind: 'late_reason', text: 'Panne', at: new Date('2026-03-31T09:00:00Z') }, { kind: 'risk_reason', text: 'Données chiffrées', at: new Date('2026-04-01T09:00:00Z') }, { kind: 'close_reason', text: 'Fini', at: new Date('2026-04-01T09:00:00Z') },
];
const facts: BreachFacts = draftedBreach({
  gestionnaireId: 'g', structureId: 's', timeZone: 'Europe/Paris', awareAt: aware, natures: ['confidentiality', 'availability'], cause: 'malice', origin: 'intrusion', foundBy: 'partner', happenedAt: at('2026-03-27T12:30:15Z'), endedAt: null,
  categories: ['identity', 'health'], personCategories: ['users'], persons: 12, records: null, processor: true,
});
const told: Partial<BreachFacts> = {
  notices: [{ kind: 'initial', at: at('2026-03-31T09:00:00Z'), reference: 'N-2026-1', recordedAt: at('2026-03-31T09:00:00Z') }, { kind: 'complementary', at: at('2026-04-01T09:00:00Z'), reference: 'N-2026-2', recordedAt: at('2026-04-01T09:00:00Z') }],
  assessments: [{ risk: 'none', at: at('2026-03-31T09:00:00Z') }, { risk: 'high', at: at('2026-04-01T09:00:00Z') }], personsTold: [{ at: at('2026-04-01T09:00:00Z'), count: 1, means: 'letter', recordedAt: at('2026-04-01T09:00:00Z') }],
  exception: { ground: 'disproportionate', publicAt: at('2026-04-01T09:00:00Z'), recordedAt: at('2026-04-01T09:00:00Z') }, formerAwareAt: [at('2026-03-28T16:00:00Z')], closedAt: at('2026-04-01T09:00:00Z'),
  controllers: [{ partnerId: 'caf', namedAt: at('2026-04-01T09:00:00Z'), told: { at: at('2026-04-01T09:00:00Z'), means: 'service_mail' } }, { partnerId: 'gone', namedAt: at('2026-04-01T09:00:00Z'), told: null }],
};
const line = (event: string): BreachFile['history'][number] => ({ event, recordedAt: '2026-04-01T09:00:00.000Z' }) as BreachFile['history'][number];
const file = (state: BreachState, given: Partial<BreachFacts> = {}, now: Instant = at('2026-03-29T08:30:00Z')): BreachFile => ({
  row: { id: 'b', number: 'VD-48-000001', departementCode: '48', timeZone: 'Europe/Paris', gestionnaireId: 'g', gestionnaireName: 'Commune de Florac', structureId: 's', structureName: 'France Services de Florac', declaredBy: null, state, facts: { ...facts, ...given }, createdAt: new Date(aware) },
  texts, partners: new Map([['caf', 'CAF de la Lozère'], ['cpam', 'CPAM']]), possible: [{ id: 'caf', name: 'CAF de la Lozère' }, { id: 'cpam', name: 'CPAM' }], history: [line('declare'), line('assess'), line('close'), line('refused.close')], now,
});
const late = at('2026-03-30T19:05:12Z');
const noticed = (state: BreachState): boolean => state === 'notified' || state === 'closed';
const wrong = [{ field: 'recit', message: 'Racontez ce qui s’est passé.' }];
const place = { departementCode: '48', timeZone: 'Europe/Paris', gestionnaireId: 'g', gestionnaireName: 'Commune de Florac', structureId: null, structureName: null };

test.each<[string, VNode]>([
  ...statesOf(breachWorkflow).flatMap((state): [string, VNode][] => [
    [`${state}, pour le gestionnaire`, <BreachPage frame={frame} file={file(state, noticed(state) ? told : {})} mayManage />],
    [`${state}, pour l’agent`, <BreachPage frame={frame} file={file(state, noticed(state) ? told : {})} mayManage={false} />],
    [`${state}, le texte à recopier`, <NoticePage frame={frame} file={file(state, noticed(state) ? told : {}, late)} mayManage />],
  ]),
  ...(Object.keys(breachActs) as BreachAct[]).map((act): [string, VNode] => [`${act} refusé`, <BreachPage frame={frame} file={file(act === 'reouverture' ? 'closed' : act === 'connaissance' ? 'overdue' : 'notified', act === 'connaissance' ? {} : told, late)} mayManage refused={{ act, typed: {} }} errors={[]} />]),
  ['déclaration vide', <DeclarationPage frame={frame} declarable={{ place, structures: [{ id: 's', name: 'Florac' }] }} now={aware} typed={momentFields(aware, 'connue', 'Europe/Paris')} errors={[]} />],
  ['déclaration refusée', <DeclarationPage frame={frame} declarable={{ place: { ...place, structureId: 's', structureName: 'Florac' }, structures: [] }} now={aware} typed={{}} errors={wrong} />],
  ['registre vide', <BreachesPage frame={frame} rows={[]} all={0} toNotify={0} now={late} page={1} />],
  ['registre', <BreachesPage frame={frame} rows={[file('to_notify').row, file('closed', told).row]} all={120} toNotify={1} now={late} page={2} />],
])('la page %s tient ses lois', (_, page) => {
  const html = renderPage(page);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).not.toContain('<script>alert');
});

test('l’agent lit, et n’a aucun bouton', () => expect(renderPage(<BreachPage frame={frame} file={file('to_notify')} mayManage={false} />)).not.toMatch(/actes\/|Préparer la notification/));

test('le retard se lit à la seconde, et son motif est demandé', () => {
  const html = renderPage(<NoticePage frame={frame} file={file('to_notify', {}, late)} mayManage />).replace(/[\u00a0\u202f]/g, ' ');
  expect(html).toContain('en retard de 3 h 05 min 12 s');
  expect(html).toContain('Les 72 heures sont passées : ils accompagnent la notification');
});

test('le texte à recopier dit tout ce que demande l’article 33, § 3', () => {
  const text = noticeText(file('to_notify').row, texts, late);
  for (const asked of ['Nature', 'Catégories de personnes', 'Nombre de personnes', 'Nombre d’enregistrements', 'Personne à contacter', 'Conséquences probables', 'Mesures prises ou proposées', 'Motifs du retard']) expect(text).toContain(asked);
});

test('le registre exporté tient une ligne par violation, et garde de toute formule', () => {
  const csv = registerCsv([{ row: file('closed', told).row, texts: [{ kind: 'account', text: '=cmd()', at: new Date(aware) }] }], late).toString('utf8');
  const [header = '', line1 = '', end = ''] = csv.split('\r\n');
  expect([header.startsWith('\ufeffNuméro;Gestionnaire'), line1.split(';').length > 25, end]).toEqual([true, true, '']);
  expect(csv).toContain(`'=cmd()`);
  expect(csv).toContain('2026-03-27T17:00:00+01:00;2026-03-30T18:00:00+02:00');
});
