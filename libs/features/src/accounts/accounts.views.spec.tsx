import type { VNode } from 'preact';
import { askedFor, legalDay, roles } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { brokenPageLaws, countWords, maxMailWords, maxSubjectLength, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { accountRefusals } from './account.refusals.js';
import { dataLinkMail, requestAnsweredMail, requestReceivedMail, requestReminderMail } from './accounts.mails.js';
import { agreementSentence } from './agreement-sentence.js';
import type { AgreementStanding } from './agreement-sentence.js';
import type { DataRequestRow } from './data-request.store.js';
import { AskForLinkPage, DataLinkDeadPage, DataRequestPage, DataRequestsPage, LinkAskedPage } from './data-requests.views.js';
import { InvitePage } from './invite.views.js';
import { actWords, mailWords } from './kept-data-words.js';
import type { KeptData } from './kept-data.store.js';
import { KeptDataPage } from './kept-data.views.js';
import { DeactivatePage, EndMembershipPage, MembershipPage, MembershipsPage } from './memberships.views.js';
import type { MembershipRow } from './memberships.store.js';
import { MyAccountPage } from './my-account.views.js';
import { SpacePage } from './space.views.js';
import type { Space } from './space.read.js';

const frame: Frame = { brand: null, demonstration: true, user: null, signInHref: '/connexion', navigation: [], path: '/', csrf: 'jeton', flash: [], accessibility: 'non' };
const at = new Date('2026-11-24T09:00:00Z');
const timeZone = 'Europe/Paris';
const row: MembershipRow = {
  id: 'm1', accountId: 'a1', role: 'agent', departementCode: '48', organisationId: 's1', organisationName: '<b>Mende', fullName: 'Lise Pradel', email: 'lise@x.example', disabledAt: null,
  createdAt: at, createdBy: 'seed', givenBy: null, lastUsedAt: null, endedAt: null,
};
const filter = { role: null, state: 'current' as const, words: '"' };
const account = { id: 'a1', email: 'lise@x.example', fullName: 'Lise Pradel', membershipId: 'm1', role: 'agent' as const, departementCode: '48', organisationId: 's1', organisationName: 'Mende' };
const sessions = ['c1', 'c2'].map((id) => ({ id, createdAt: at, lastSeenAt: at, openedBy: 'link' as const, userAgent: '', role: 'agent' as const }));
const request: DataRequestRow = { id: 'r1', departementCode: '48', timeZone, accountId: 'a1', email: null, said: '<script>', state: 'waiting', facts: askedFor('erasure', legalDay('2026-11-24')), createdAt: at, accountName: 'Lise Pradel', accountEmail: 'lise@x.example' };
const kept: KeptData = {
  people: [{
    id: 'a1', fullName: 'Lise Pradel', email: 'lise@x.example', createdAt: at, lastUsedAt: at, disabledAt: null,
    memberships: [{ role: 'agent', departementCode: '48', organisationName: null, createdAt: at, lastUsedAt: null, endedAt: at }],
    sessions: [{ openedBy: 'link', userAgent: '', createdAt: at, lastSeenAt: at, expiresAt: at, endedAt: null }],
    links: [{ purpose: 'invitation', createdAt: at, expiresAt: at, usedAt: null }], identities: [{ issuer: 'https://x', siret: '1', linkedAt: at, lastUsedAt: null }], feeds: [{ createdAt: at, lastReadAt: null, revokedAt: null }], mandates: [{ structure: 'France Services Mende', represented: 3, acts: 1, lastAt: at }],
    acts: [{ subject: 'account', event: 'read', count: 3, lastAt: at }], mails: [{ kind: 'identity.sign_in', state: 'sent', createdAt: at, sentAt: at }],
  }],
  signatures: [{ round: '48-2026-1', departementCode: '48', body: 'Mende', fullName: 'Lise Pradel', quality: 'maire', email: 'lise@x.example', mobile: '06 12 34 56 78', approvedAt: at, ip: '::1', userAgent: '', mails: [], messages: [] }],
  cards: [{ kind: 'referent', name: 'Lise Pradel', detail: '04 66 00 00 00', departementCode: '48' }],
  requests: [{ id: 'r1', departementCode: '48', kind: 'erasure', state: 'refused', said: 'non', askedOn: '2026-11-24', dueOn: '2026-12-24', answeredOn: '2026-11-25', reason: 'Article 17' }],
};
const nothing: KeptData = { people: [], signatures: [], cards: [], requests: [] };
const kept0 = { frame, timeZone, whose: 'Lise', fileHref: '/f', formAction: '/d', form: { kind: '', said: '', departement: '' }, breadcrumb: [{ label: 'Mon compte', href: '/mon-compte' }, { label: 'x' }] };
const agreement = { id: 'g1', name: 'Convention 48-2026-1', sentence: 'Votre signature est attendue.', documentHref: '/t', awaited: true };
const structure = { id: 's1', name: 'Mende', city: 'Mende', href: '/annuaire/structures/s1', opening: { minutes: 1380, days: 4 }, missing: ['Il manque un référent.'] };
const spaces: Record<string, Space> = {
  préfecture: { role: 'prefecture', rounds: [{ name: 'Tournée 1', href: '/t', sentence: 'Refus', pressing: true }], incomplete: 2, cards: 9, requests: 1, lastImport: at, lives: { alive: 2, decisions: [{ number: 'CDFS-48-2026-001', href: '/c#decision' }], late: 1 }, asks: [{ sentence: 'Une adhésion attend.', action: 'Faire signer', href: '/adhesions/1' }] },
  'préfecture sans rien': { role: 'prefecture', rounds: [], incomplete: 0, cards: 9, requests: 0, lastImport: null, lives: { alive: 0, decisions: [], late: 0 }, asks: [] },
  auditeur: { role: 'auditor', rounds: [], incomplete: 1, cards: 9, requests: 0, lastImport: null, lives: { alive: 0, decisions: [], late: 0 }, asks: [] },
  gestionnaire: { role: 'gestionnaire', asks: [{ sentence: 'Une <demande> attend.', action: 'Répondre', href: '/adhesions/1' }, { sentence: 'Préavis reçu.', action: 'Voir', href: '/preavis/1', waits: true, inPlaceOf: '/c/p' }], today: '2026-11-26' as LegalDay, deadlines: [{ number: 'CDFS-48-2026-001', href: '/c', sentence: 'En vigueur.', lastUsefulDay: '2027-06-30' as LegalDay, noticeHref: '/c/p', leaving: 'dénoncer' }, { number: 'CDFS-48-2025-001', href: '/d', sentence: 'Échue.', lastUsefulDay: null, noticeHref: null, leaving: 'dénoncer' }], agreements: [agreement], structures: [structure], missing: [{ sentence: 'Un signataire manque.', href: '/g' }], cardHref: '/g', agents: 1 },
  'gestionnaire sans rien': { role: 'gestionnaire', asks: [], today: '2026-11-26' as LegalDay, deadlines: [], agreements: [], structures: [], missing: [], cardHref: '/g', agents: 0 },
  partenaire: { role: 'partner', asks: [], today: '2026-11-26' as LegalDay, deadlines: [], agreements: [], cardHref: '/p', local: true, missing: [], offers: [{ label: 'Atelier', schedule: null, structure: 'Mende', href: '/o' }], referents: [{ partner: 'CAF', fullName: 'A B', phone: '04 66 00 00 00', email: 'a@b.example', href: '/r' }], structures: [{ name: 'Mende', city: 'Mende' }] },
  agent: { role: 'agent', asks: [{ sentence: 'Un usager attend.', action: 'Répondre', href: '/demandes-usagers/s1' }], structure: { ...structure, address: 'x', phone: null, email: null, equipment: ['wifi'] }, referents: [{ partner: 'CAF', fullName: 'A B', phone: null, email: null, href: null }] },
  'agent sans structure': { role: 'agent', asks: [], structure: null, referents: [] },
};

const invite = { frame, form: { fullName: '', email: '', role: '', organisation: '', sharedMailbox: false }, organisations: [{ id: 's1', role: 'agent' as const, name: 'Mende' }], days: 7 };
const answer = { decision: '', reason: '' };
const errors = (fields: readonly string[]) => fields.map((field) => ({ field, message: 'À corriger.' }));

const pages: Record<string, VNode> = {
  habilitations: <MembershipsPage frame={frame} timeZone={timeZone} rows={[row, { ...row, id: 'm2', endedAt: at }]} total={120} page={2} pages={3} filter={filter} mayManage agentsOnly={false} />,
  'habilitations, aucune': <MembershipsPage frame={frame} timeZone={timeZone} rows={[]} total={0} page={1} pages={0} filter={filter} mayManage={false} agentsOnly />,
  habilitation: <MembershipPage frame={frame} timeZone={timeZone} membership={row} others={[{ ...row, id: 'm2' }]} mayManage mayDeactivate />,
  'habilitation close': <MembershipPage frame={frame} timeZone={timeZone} membership={{ ...row, endedAt: at }} others={[]} mayManage mayDeactivate />,
  'habilitation désactivée': <MembershipPage frame={frame} timeZone={timeZone} membership={{ ...row, disabledAt: at }} others={[]} mayManage mayDeactivate />,
  'habilitation active': <MembershipPage frame={frame} timeZone={timeZone} membership={{ ...row, lastUsedAt: at, organisationName: null }} others={[]} mayManage={false} mayDeactivate={false} />,
  fin: <EndMembershipPage frame={frame} membership={row} tokens={2} refusal={accountRefusals.ended_already.sentence} />,
  désactivation: <DeactivatePage frame={frame} membership={row} refusal={null} />,
  'désactivation refusée': <DeactivatePage frame={frame} membership={row} refusal={accountRefusals.stands_elsewhere.sentence} />,
  inviter: <InvitePage {...invite} roles={roles} errors={errors(['fullName', 'email', 'role', 'organisation', 'sharedMailbox'])} sharedWith={['A B']} />,
  'inviter un agent': <InvitePage {...invite} roles={['agent']} errors={[]} sharedWith={[]} />,
  'mon compte': <MyAccountPage frame={frame} timeZone={timeZone} account={account} memberships={[{ ...row, organisationName: 'Mende' }, { ...row, id: 'm2', organisationName: 'x' }]} sessions={sessions} currentSession="c1" shown={{ proconnect: true, tokens: true, webhooks: true }} />,
  'mes données': <KeptDataPage {...kept0} kept={kept} errors={errors(['kind', 'said', 'departement'])} departements={['48', '12']} />,
  'mes données, aucune': <KeptDataPage {...kept0} kept={nothing} errors={[]} departements={[]} />,
  demandes: <DataRequestsPage frame={frame} requests={[request, { ...request, id: 'r2', state: 'accepted', accountName: null, email: 'a@b.example', facts: { ...request.facts, answeredOn: legalDay('2026-11-25') } }]} today="2026-11-24" />,
  'demandes, aucune': <DataRequestsPage frame={frame} requests={[]} today="2026-11-24" />,
  demande: <DataRequestPage frame={frame} request={request} today="2026-11-24" form={answer} errors={errors(['decision', 'reason'])} />,
  'demande close': <DataRequestPage frame={frame} request={{ ...request, state: 'refused', facts: { ...request.facts, answeredOn: legalDay('2026-11-25'), reason: 'Article 17' } }} today="2026-11-24" form={answer} errors={[]} />,
  'demander un lien': <AskForLinkPage frame={frame} email="<b>" errors={errors(['email'])} />,
  'lien demandé': <LinkAskedPage frame={frame} email="a@b.example" />,
  'lien périmé': <DataLinkDeadPage frame={frame} />,
  ...Object.fromEntries(Object.entries(spaces).map(([who, space]) => [`espace, ${who}`, <SpacePage frame={frame} name="Lise Pradel" organisation="Mende" timeZone={timeZone} space={space} />])),
};

test.each(Object.entries(pages))('La page « %s » obéit aux lois d’une page', (_, page) => {
  const html = renderPage(page);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).not.toMatch(/<b>Mende|<script>\s*<|[\u00a4\u00ac]/);
});

test.each([
  ['demande', requestReceivedMail({ name: 'Préfecture', url: 'https://x.example/d', dueOn: '2026-12-24', demonstration: true })],
  ['rappel', requestReminderMail({ name: 'Préfecture', url: 'https://x.example/d', dueOn: '2026-12-24', demonstration: true })],
  ['refus', requestAnsweredMail({ name: '', url: 'https://x.example/d', accepted: false, askedOn: '2026-11-24', demonstration: true })],
  ['lien', dataLinkMail({ url: 'https://x.example/d', hours: 24, demonstration: true })],
])('le courriel « %s » est court', (_, mail) => {
  expect(mail.subject.length).toBeLessThanOrEqual(maxSubjectLength);
  expect(countWords(mail)).toBeLessThanOrEqual(maxMailWords);
});

const slot = (bodyId: string, state: 'waiting' | 'invited' | 'approved' | 'refused') => ({ id: `slot_${bodyId}`, college: 'gestionnaire' as const, group: 1, bodyId, bodyName: bodyId, capacity: '', signatoryId: '', state, since: null, reason: null });
const standing = (state: AgreementStanding['state'], own: 'waiting' | 'invited' | 'approved' | 'refused'): AgreementStanding => ({
  state, bodyId: 'moi', subject: { act: null, short: 'la convention', feminine: true }, today: legalDay('2026-11-24'), facts: { slots: [slot('moi', own), slot('autre', 'invited')] as unknown as AgreementStanding['facts']['slots'], collectUntil: '2026-12-05' as LegalDay, termEndsOn: '2027-12-31' as LegalDay },
});
test.each<[AgreementStanding['state'], 'waiting' | 'invited' | 'approved' | 'refused', string]>([
  ['assembling', 'waiting', 'La préfecture prépare la convention'],
  ['project', 'waiting', 'Le texte est arrêté'],
  ['collecting', 'invited', 'Votre signature est attendue. Échéance le 5 décembre 2026, dans 11 jours.'],
  ['collecting', 'approved', 'Vous avez signé. Il manque 1 signature. Échéance'],
  ['collecting', 'waiting', 'Votre tour de signer n’est pas encore venu.'],
  ['blocked', 'refused', 'Votre organisme a refusé de signer'],
  ['blocked', 'approved', 'suspendue par un refus'],
  ['expired', 'approved', 'Le délai de signature est passé'],
  ['sealing', 'approved', 'se scelle'],
  ['sealed', 'approved', 'jusqu’au 31 décembre 2027'],
  ['abandoned', 'approved', 'abandonnée'],
])('une convention %s, pour un organisme %s', (state, own, words) => expect(agreementSentence(standing(state, own)).replace(/[\u00a0\u202f]/g, ' ')).toContain(words));

test.each<[AgreementStanding['state'], string]>([
  ['assembling', 'La préfecture prépare l’avenant nᵒ 1'],
  ['sealed', 'L’avenant nᵒ 1 est signé par tous ses signataires.'],
  ['abandoned', 'il n’en sortira pas d’acte signé'],
])('un avenant %s se dit avec ses mots', (state, words) => {
  const subject = { act: { kind: 'amendment', id: 'a1', agreementId: 'g1', href: '/avenants/a1' }, short: 'l’avenant nᵒ 1', feminine: false };
  const shown = standing(state, 'approved');
  expect(agreementSentence({ ...shown, facts: { ...shown.facts, termEndsOn: null }, subject }).replace(/[\u00a0\u202f]/g, ' ')).toContain(words);
});

test('ce que le journal ne nomme pas se dit quand même', () => {
  expect(actWords('account', 'read')).toBe('Lecture d’habilitations ou de demandes');
  expect(actWords('round', 'launch')).toContain('Acte sur une tournée');
  expect(mailWords('signature.invitation')).toBe('Courriel de signature');
});

