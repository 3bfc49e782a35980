import type { VNode } from 'preact';
import { demarches, informationText, instant, legalDay, newMandateFacts, plainFrenchFaults } from '#libs/domain';
import type { MandateEnd, MandateFacts, MandateState } from '#libs/domain';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { IdentityPage, noIdentity } from './issue-identity.views.js';
import { HelpPage, InformationPage, noInformation, situations } from './issue-information.views.js';
import { noScope, ScopePage } from './issue-scope.views.js';
import { SignaturePage, SignedPage, TabletPage } from './issue-signature.views.js';
import { AskForCodePage, MandateByCodePage, RevokeByCodePage, RevokedByCodePage, TooManyTriesPage, UnknownCodePage } from './mandate-code.views.js';
import type { CodeShown } from './mandate-code.views.js';
import { countsOf } from './mandate-counts.js';
import { CountsPage } from './mandate-counts.views.js';
import { EndedAlreadyPage, EndPage, noEnd } from './mandate-end.views.js';
import { endWays } from './mandate-pages.links.js';
import type { LineShown, MandateShown } from './mandate-shown.js';
import { MandatePage } from './mandate.views.js';
import { FoundPage, MandatesPage } from './mandates.views.js';
import type { DayShown } from './mandates.views.js';

const frame: Frame = { brand: null, demonstration: true, user: null, signInHref: '/connexion', navigation: [{ label: 'Mandats', href: '/mandats' }], path: '/mandats', csrf: 'jeton', flash: [], accessibility: 'non' };
const timeZone = 'Europe/Paris';
const today = legalDay('2026-11-26');
const at = instant('2026-11-26T09:05:12Z');
const draft = { id: 'm1', number: 'MD-48-000123' };
const told = informationText({ controller: 'Communauté de communes du Gévaudan', recipients: ['la caisse d’allocations familiales', 'France Travail'], contact: 'donnees@gevaudan.example' });
const person = { familyName: 'Dupré', givenNames: 'Jeanne', birthDate: '1948-00-00', birthPlace: 'Mende', address: '1 rue <b>', phone: null, email: 'jeanne@dupre.example' };
const partners = [{ id: 'p1', name: 'CAF de la Lozère' }, { id: 'p2', name: 'MSA' }];
const text: MandateShown = {
  structure: 'France Services de Mende', gestionnaire: 'Communauté de communes', agent: 'Yann Astruc', person, document: 'passport', informedAt: at, definedAt: at, identifiedAt: at, duration: 'six_months', endsOn: legalDay('2027-05-26'), timeZone,
  scope: [{ demarche: 'family', actions: true, dataRequests: false, words: 'prime d’activité', partners }, { demarche: 'papers', actions: true, dataRequests: true, words: 'passeport', partners }],
};
const facts: MandateFacts = {
  ...newMandateFacts({ id: 'm1', timeZone, structureId: 's1', gestionnaireId: 'g1', agentId: 'a1', startedOn: today, readings: { proofMonths: 60, mandatary: 'structure' } }),
  informedAt: at, identifiedAt: at, definedAt: at, scope: text.scope.map(({ words: _, ...item }) => ({ ...item, partners: ['p1'] })), duration: 'six_months', endsOn: text.endsOn,
  signed: { at, on: today, signature: { means: 'tablet' }, text: { version: 'annexe-7/v1', hash: 'a'.repeat(64) } }, sharing: [{ partner: 'p2', at }],
};
const end = (how: MandateEnd['how'], detail: MandateEnd['detail'] = null): MandateEnd => ({ how, at, on: today, detail, occurredOn: null });
const ended: MandateFacts = { ...facts, end: end('revoked', 'code'), destroyed: { at, slipId: 's' }, proofUntil: legalDay('2031-11-26') };
const line = (state: MandateState, given: Partial<LineShown> = {}): LineShown => ({ id: `l-${state}`, number: 'MD-48-000124', state, person: 'Jeanne <i>Dupré', demarches: ['family', 'papers'], timeZone, endsOn: legalDay('2026-12-02'), signedAt: at, end: null, ...given });
const day: DayShown = { structure: 'Mende', today, canIssue: true, drafts: [line('informed', { demarches: [] }), line('defined')], signed: Array.from({ length: 8 }, (_, rank) => line('active', { id: `s${rank}` })), expiring: [line('active')], ended: [line('revoked', { person: null, end: end('revoked', 'desk') })] };
const page = { frame, ...draft, facts, today, text, timeline: [{ at: 'hier', title: 'Signé' }], notes: [{ at, text: '<script>' }], documents: [{ id: 'd1', title: 'Avis <b>', bytes: 12_000, at }], partners: [...partners, { id: 'p3', name: 'La Poste' }], files: { original: 'ready', receipt: 'none' }, rights: { act: true, end: true } } as const;
const ofCode: CodeShown = { code: 'ABCDEFGHJKMNPQRS', number: 'MD-48-000123', state: 'active', structure: { name: 'France Services de Mende', city: 'Mende', phone: '04 66 49 00 00' }, demarches: ['family', 'papers'], timeZone, endsOn: '2027-05-26', end: null, files: { original: 'ready', receipt: 'none' } };
const errorsOf = (...fields: string[]) => fields.map((field) => ({ field, message: 'À corriger.' }));
const offered = [{ demarche: 'family' as const, usual: partners, others: [{ id: 'p3', name: 'La Poste' }] }, { demarche: 'taxes' as const, usual: [partners[0]!], others: [] }];
const lastDays = [{ duration: 'one_day' as const, endsOn: legalDay('2026-11-27'), steps: ['Une étape.'] }];
const scope = { frame, draft, person: 'Jeanne Dupré', known: [{ number: 'MD-48-000001', demarches: ['family' as const] }], offered, notOffered: ['justice' as const, 'residence' as const], lastDays, typed: noScope, errors: [] };
const counts = countsOf(2026, { mandates: [{ structureId: 's1', month: '2026-11', end: 'active', demarche: null, count: 3 }, { structureId: 's1', month: '2026-11', end: 'active', demarche: 'family', count: 3 }], acts: [{ structureId: 's1', month: '2026-11', demarche: 'family', kind: 'action', count: 7 }] }, [{ id: 's1', name: 'Mende' }, { id: 's2', name: 'Florac' }]);

const pages: Record<string, VNode> = {
  'la journée': <MandatesPage frame={frame} day={day} />,
  'la journée, rien': <MandatesPage frame={frame} day={{ ...day, canIssue: false, drafts: [], signed: [], expiring: [], ended: [] }} errors={errorsOf('familyName', 'givenNames', 'birthDate')} />,
  trouvée: <FoundPage frame={frame} typed={{ familyName: '<b>', givenNames: 'Jeanne', birthDate: '07/03/1948' }} found={[line('active'), line('expired')]} canIssue today={today} />,
  introuvable: <FoundPage frame={frame} typed={{ familyName: '<b>', givenNames: 'Jeanne', birthDate: '07/03/1948' }} found={[]} canIssue={false} today={today} />,
  informer: <InformationPage frame={frame} told={told} form={noInformation} />,
  'informer, incomplet': <InformationPage frame={frame} told={told} form={{ ticked: ['purpose'], situation: 'able', errors: errorsOf('controller', 'rights', 'situation') }} />,
  ...Object.fromEntries(situations.flatMap((situation) => (situation === 'able' ? [] : [[`aider, ${situation}`, <HelpPage frame={frame} situation={situation} sentence="Phrase." form={{ ticked: ['purpose'], situation, errors: [] }} />]]))),
  identité: <IdentityPage frame={frame} draft={draft} typed={noIdentity} errors={[]} />,
  'identité, incomplète': <IdentityPage frame={frame} draft={draft} typed={{ ...noIdentity, familyName: '"><b>' }} errors={errorsOf('document', 'familyName', 'givenNames', 'birthDate', 'birthPlace', 'address', 'phone', 'email')} />,
  démarches: <ScopePage {...scope} />,
  'démarches, incomplètes': <ScopePage {...scope} typed={{ items: { family: { chosen: true, actions: false, dataRequests: false, partners: ['p3'], words: '"' } }, duration: 'one_day' }} errors={errorsOf('scope', 'family-actions', 'family-partners', 'family-words', 'duration')} />,
  signature: <SignaturePage frame={frame} draft={draft} text={text} older={[{ number: 'MD-48-000001', demarches: ['family'] }]} errors={[]} />,
  'signature, sans scan': <SignaturePage frame={frame} draft={draft} text={text} older={[]} errors={errorsOf('scan')} />,
  tablette: <TabletPage frame={frame} draft={draft} text={text} told={told} typedName="" errors={[]} />,
  'tablette, sans nom': <TabletPage frame={frame} draft={draft} text={{ ...text, document: null, informedAt: null }} told={told} typedName="Jeanne" errors={errorsOf('typedName')} />,
  merci: <SignedPage frame={frame} draft={draft} signedAt={at} timeZone={timeZone} endsWords="jusqu’au mercredi" />,
  'mandat en cours': <MandatePage {...page} state="active" />,
  'mandat qui se scelle': <MandatePage {...page} state="active" files={{ original: 'coming', receipt: 'none' }} />,
  'mandat, refus': <MandatePage {...page} state="active" typed={{ act: { partner: 'p1', note: 'x' }, note: 'y', title: 'z' }} errors={errorsOf('partenaire', 'precision', 'fait', 'note', 'fichier', 'titre', 'destinataire')} />,
  'mandat détruit': <MandatePage {...page} state="destroyed" facts={ended} text={null} notes={[]} documents={[]} rights={{ act: false, end: false }} files={{ original: 'ready', receipt: 'ready' }} />,
  'mandat révoqué': <MandatePage {...page} state="revoked" facts={{ ...ended, destroyed: null, proofUntil: null }} text={null} notes={[]} documents={[]} rights={{ act: false, end: false }} files={{ original: 'ready', receipt: 'coming' }} />,
  'mandat à finir': <MandatePage {...page} state="informed" facts={{ ...facts, signed: null, endsOn: null, scope: [], sharing: [] }} text={null} notes={[]} documents={[]} rights={{ act: false, end: false }} files={{ original: 'none', receipt: 'none' }} />,
  ...Object.fromEntries(endWays.map((way) => [`fin, ${way}`, <EndPage frame={frame} draft={draft} person="Jeanne" way={way} today={today} typed={noEnd} errors={way === 'renonciation' ? errorsOf('reason') : way === 'deces-ou-protection' ? errorsOf('cause', 'occurredOn') : []} />])),
  'déjà fini': <EndedAlreadyPage frame={frame} draft={draft} sentence="Retiré." />,
  'taper son code': <AskForCodePage frame={frame} typed="" errors={[]} />,
  'taper son code, vide': <AskForCodePage frame={frame} typed='"' errors={errorsOf('code')} />,
  'par le code': <MandateByCodePage frame={frame} mandate={ofCode} />,
  ...Object.fromEntries((['revoked', 'renounced', 'expired', 'resolved', 'lapsed', 'replaced'] as const).map((how) => [`par le code, ${how}`, <MandateByCodePage frame={frame} mandate={{ ...ofCode, state: how, end: end(how), files: { original: 'ready', receipt: 'ready' } }} />])),
  'par le code, oublié': <MandateByCodePage frame={frame} mandate={{ ...ofCode, state: 'forgotten', end: end('expired'), files: { original: 'none', receipt: 'none' } }} />,
  'arrêter par le code': <RevokeByCodePage frame={frame} mandate={ofCode} />,
  'arrêté par le code': <RevokedByCodePage frame={frame} mandate={{ ...ofCode, state: 'revoked', end: end('revoked', 'code'), files: { original: 'ready', receipt: 'coming' } }} already={false} />,
  'déjà arrêté': <RevokedByCodePage frame={frame} mandate={{ ...ofCode, state: 'revoked', end: end('revoked', 'code'), files: { original: 'ready', receipt: 'ready' } }} already />,
  'code inconnu': <UnknownCodePage frame={frame} typed="<b>" sentence="Inconnu." />,
  'trop d’essais': <TooManyTriesPage frame={frame} sentence="Attendez." />,
  statistiques: <CountsPage frame={frame} year={2026} years={[2026, 2025]} whose="Préfecture" counts={counts} listHref="/mandats" disputeHref={null} />,
  'statistiques, aucune': <CountsPage frame={frame} year={2026} years={[2026]} whose="Préfecture" counts={countsOf(2026, { mandates: [], acts: [] }, [])} listHref={null} disputeHref="/mandats/litige" />,
};

test.each(Object.entries(pages))('La page « %s » obéit aux lois d’une page', (_, shown) => {
  const html = renderPage(shown);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).not.toMatch(/<b>(?!Mende)|<i>Dupré|<script>\s*<|undefined|\[object/);
});

const spoken = (html: string): string => html.replace(/<(script|style|head|header|footer|nav)[\s\S]*?<\/\1>/g, ' ').replace(/<\/(p|li|h\d|dt|dd|label|legend|a|button|span)>/g, '\n').replace(/<[^>]+>/g, ' ').replace(/[\s]*\n[\s]*/g, '\n').replace(/[ \u00a0\u202f]+/g, ' ');

test('Ce que lit la personne, avec son code, se comprend à voix haute', () => {
  for (const name of ['taper son code', 'par le code', 'arrêter par le code', 'arrêté par le code', 'déjà arrêté']) expect({ name, faults: plainFrenchFaults(spoken(renderPage(pages[name]!))) }).toEqual({ name, faults: [] });
});

test('Aucune page du code ne nomme la personne', () => {
  const all = Object.entries(pages).filter(([name]) => name.includes('code') || name.includes('arrêt')).map(([, shown]) => renderPage(shown)).join();
  expect(all).not.toMatch(/Dupré|Jeanne/);
});

test('Les dix démarches de la liste close ont leur nom', () => {
  expect(new Set(demarches).size).toBe(10);
});
