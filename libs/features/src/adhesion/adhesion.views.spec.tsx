import type { VNode } from 'preact';
import { adhesionStateNames, adhesionWorkflow, draftedAdhesion, legalDay, signedTerm, statesOf, voteChoices, voteNames } from '#libs/domain';
import type { AdhesionFacts, AdhesionNews, AdhesionState } from '#libs/domain';
import type { AgreementRow } from '#libs/features/agreement';
import { brokenPageLaws, countWords, maxMailWords, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { fieldOf, refusalWords } from './adhesion-desk.js';
import type { DeskRefusal } from './adhesion-desk.js';
import { AskPage, NotJoinablePage } from './adhesion-form.views.js';
import { adhesionReasons, adhesionSentence, ofName, voteSentence } from './adhesion-words.js';
import { newsMail, prefectureMail, requestSentMail, votesAskedMail, votesReminderMail } from './adhesion.mails.js';
import { AdhesionPage, AdhesionsPage, SigningPage } from './adhesion.views.js';
import type { AdhesionFile } from './adhesions.js';

const day = legalDay;
const frame: Frame = { brand: null, demonstration: true, user: null, signInHref: '/connexion', navigation: [], path: '/', csrf: 'jeton', flash: [], accessibility: 'non' };
const at = new Date('2027-01-11T09:00:00Z');
const agreement = {
  id: 'g', number: 'CDFS-48-2026-001', departementCode: '48', timeZone: 'Europe/Paris', roundId: 'r', state: 'in_force', readings: {}, signedOn: day('2026-12-01'), createdAt: at,
  facts: signedTerm({ inForceSince: day('2026-12-01'), firstTermEndsOn: day('2027-12-31'), renewalMonths: 12, capEndsOn: null, capFollows: 'latest', noticeMonths: 6, noticeEffect: 'term', denunciation: 'individual', gestionnaireIds: ['caf'] }),
} as unknown as AgreementRow;
const names: Record<string, string> = { caf: 'CAF de la Lozère', commune: 'Commune de Mende', epci: '<b>EPCI' };
const facts: AdhesionFacts = {
  ...draftedAdhesion({ id: 'a', agreementId: 'g', partnerId: 'p', structureIds: ['s'], offer: '<script>Permanence juridique' }), concernedIds: ['caf', 'commune', 'epci'], askedOn: day('2027-01-11'), acceptedOn: day('2027-01-20'), boundFrom: day('2027-02-01'), roundId: 'r',
  votes: [{ gestionnaireId: 'caf', choice: 'against', reason: 'Aucun bureau libre', on: day('2027-01-12') }, { gestionnaireId: 'commune', choice: 'abstain', reason: '', on: day('2027-01-12') }],
};
const file = (state: AdhesionState, given: Partial<AdhesionFacts> = {}, rights: Partial<AdhesionFile['rights']> = {}): AdhesionFile => ({
  row: { id: 'a', agreementId: 'g', departementCode: '48', timeZone: 'Europe/Paris', partnerId: 'p', state, facts: { ...facts, ...given }, createdAt: at }, agreement, today: day('2027-01-12'), partner: 'Association d’aide', structures: [{ id: 's', name: 'Mende', city: 'Mende' }],
  nameOf: (id) => names[id] ?? id, rights: { vote: false, withdraw: false, openSigning: false, followRound: false, ...rights },
});
const everything = { vote: true, withdraw: true, openSigning: true, followRound: true };
const joinable = {
  agreement, today: day('2027-01-11'), gestionnaires: [{ partyId: 'caf', kind: 'gestionnaire' as const, name: 'CAF', since: day('2026-12-01'), until: null }], structures: [{ id: 's', name: 'Mende', city: 'Mende', gestionnaireId: 'caf' }], partners: [{ id: 'p', name: 'Association' }], partnerId: 'p',
};
const signatory = { civility: 'Mme' as const, firstName: 'Inès', lastName: 'Charbonnel', quality: 'présidente', email: 'ines@x.example' };
const typed = { partnerId: '', structureIds: ['s'], offer: 'Non' };
const wrong = [{ field: 'offer', message: 'Décrivez.' }];

test.each<[string, VNode]>([
  ...statesOf(adhesionWorkflow).map((state): [string, VNode] => [state, <AdhesionPage frame={frame} file={file(state)} seesAgreement={false} />]),
  ['à voter', <AdhesionPage frame={frame} file={file('examined', {}, everything)} seesAgreement typed={{ choice: 'against', reason: 'non' }} errors={[{ field: 'reason', message: 'Dites pourquoi.' }]} />],
  ['liste', <AdhesionsPage frame={frame} adhesions={statesOf(adhesionWorkflow).map((state) => ({ ...file(state).row, partner: 'Association' }))} ask="Demander à adhérer" />],
  ['liste vide', <AdhesionsPage frame={frame} adhesions={[]} ask={null} />],
  ['signature', <SigningPage frame={frame} file={file('accepted')} signatory={signatory} collectUntil="2027-02-11" errors={[{ field: 'collectUntil', message: 'Plus tard.' }]} />],
  ['signature sans signataire', <SigningPage frame={frame} file={file('accepted')} signatory={null} collectUntil="" />],
  ['demande', <AskPage frame={frame} joinable={joinable} isClerk={false} form={typed} errors={wrong} />],
  ['demande de la préfecture', <AskPage frame={frame} joinable={joinable} isClerk form={typed} />],
  ['rien à quoi adhérer', <NotJoinablePage frame={frame} joinable={null} byAct isLocalPartner />],
  ['convention échue', <NotJoinablePage frame={frame} joinable={{ ...joinable, agreement: { ...agreement, state: 'executed_in_fact' } }} byAct isLocalPartner />],
  ['par avenant', <NotJoinablePage frame={frame} joinable={joinable} byAct={false} isLocalPartner />],
  ['partenaire national', <NotJoinablePage frame={frame} joinable={joinable} byAct isLocalPartner={false} />],
])('la page « %s » tient ses lois', (_, page) => {
  const html = renderPage(page);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).not.toContain('<script>Permanence');
});

describe('Une phrase pour chaque état', () => {
  test.each(statesOf(adhesionWorkflow))('%s', (state) => expect(adhesionSentence(file(state))).toMatch(/^[A-ZÉL][^!]*\.$/u));
  test('qui est attendu, jusqu’à quand, et combien de jours restent', () => {
    expect(adhesionSentence(file('examined'))).toBe('L’accord de 2 gestionnaires est attendu au plus tard le 11\u00a0février\u00a02027, dans 30\u00a0jours\u00a0: <b>EPCI et Commune de Mende.');
    expect(adhesionSentence(file('examined', { concernedIds: ['a', 'b', 'c', 'd', 'e', 'f'], votes: [] }))).toContain('a, b, c et 3 autres.');
  });
  test('sans suite : qui s’est tu, qui s’est abstenu', () => expect(adhesionSentence(file('lapsed'))).toContain('<b>EPCI n’a pas répondu, et Commune de Mende s’est abstenu'));
  test('les noms d’états et de votes', () => expect([adhesionStateNames.examined, voteChoices.map((choice) => voteNames[choice]), voteSentence(facts.votes[0]!)]).toEqual(['en cours d’examen', ['pour', 'contre', 'abstention'], 'défavorable, le 12\u00a0janvier\u00a02027']));
  test('l’élision', () => expect(['Association', 'Écluse', 'La Poste', 'Hautes Terres'].map(ofName)).toEqual(['d’Association', 'd’Écluse', 'de La Poste', 'de Hautes Terres']));
});

test('le « pourquoi » dit ce que donnerait le report, quand le dernier jour n’est pas ouvrable', () => {
  // 14 February 2027 is a Sunday.
  expect(adhesionReasons({ ...facts, askedOn: day('2027-01-14') }, '48')[2]!.sentence).toContain('ce serait le 15\u00a0février\u00a02027');
  expect(adhesionReasons({ ...facts, askedOn: day('2027-01-11') }, '48')[2]!.sentence).toContain('ne changerait rien');
  expect(adhesionReasons({ ...facts, askedOn: null }, '48')).toEqual([]);
});

test.each<DeskRefusal>(['no_agreement', 'not_local_partner', 'partner_unknown', 'not_yours', 'signatory_missing', 'deadline_past', 'levels_unchosen'])('le refus %s est une phrase', (code) => {
  expect(refusalWords({ by: 'desk', code }).sentence).toMatch(/^[A-Z][^!]*\.$/u);
  expect(fieldOf({ by: 'desk', code })).toMatch(/^(form|partner|collectUntil)$/);
});

describe('Les courriels tiennent en cent vingt mots, en un objet court', () => {
  const around = { name: 'Camille Essai', departementName: 'Saint-Pierre-et-Miquelon', number: 'CDFS-975-2026-001', partner: 'Association Lozère Numérique pour tous', url: 'https://paraphe.example/adhesions/1', contact: { name: 'Préfecture de Saint-Pierre-et-Miquelon', email: 'p@x.example', phone: '05 08 41 10 10' }, demonstration: true };
  const until = { until: day('2027-02-11'), today: day('2027-01-11') };
  const news: AdhesionNews[] = ['accepted', 'refused', 'lapsed', 'withdrawn', 'signing', 'abandoned', 'in_force', 'without_object'];
  const long = adhesionSentence(file('lapsed', { concernedIds: Array.from({ length: 20 }, (_, rank) => `Communauté de communes des Hautes Terres ${rank}`), votes: [] }));
  test.each([
    votesAskedMail(around, until), votesReminderMail(around, until), requestSentMail(around, until),
    ...(['asked', 'voted', ...news] as const).map((what) => prefectureMail(around, { what, sentence: long })), ...news.flatMap((what) => [true, false].map((toPartner) => newsMail(around, { what, sentence: long, toPartner }))),
  ])('$subject', (mail) => {
    expect(countWords(mail)).toBeLessThanOrEqual(maxMailWords);
    expect(mail.text).not.toMatch(/undefined|null/);
  });
});
