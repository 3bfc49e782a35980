import type { VNode } from 'preact';
import { assignmentWorkflow, draftedAssignment, legalDay, legalGrounds, statesOf } from '#libs/domain';
import type { AssignmentFacts, AssignmentNews, AssignmentState, Party } from '#libs/domain';
import type { AgreementParty, AgreementRow } from '#libs/features/agreement';
import { brokenPageLaws, countWords, maxMailWords, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { fieldOf, refusalWords, statusOf } from './assignment-desk.js';
import type { DeskRefusal } from './assignment-desk.js';
import { AskPage, blankAssignment } from './assignment-form.views.js';
import { readAssignment, typedFrom } from './assignment-input.js';
import { assignmentReasons, assignmentSentence } from './assignment-words.js';
import { assignorMail, consentAskedMail, consentReminderMail, newsMail, prefectureMail } from './assignment.mails.js';
import { AssignmentPage, AssignmentsPage, blankAnswer } from './assignment.views.js';
import type { AssignmentFile } from './assignments.js';

const day = legalDay;
const frame: Frame = { brand: null, demonstration: true, user: null, signInHref: '/connexion', navigation: [], path: '/', csrf: 'jeton', flash: [], accessibility: 'non' };
const at = new Date('2027-01-11T09:00:00Z');
const agreement = { id: 'g', number: 'CDFS-48-2026-001', departementCode: '48', timeZone: 'Europe/Paris', roundId: 'r', state: 'in_force', readings: { 'cession.effet_de_la_loi': 'avenant' }, signedOn: day('2026-12-01'), createdAt: at, facts: {} } as unknown as AgreementRow;
const party = (id: string, kind: Party['kind'] = 'gestionnaire'): AgreementParty => ({ partyId: id, kind, name: `<b>${id}`, since: day('2026-12-01'), until: null });
const parties = [party('prefet', 'prefet'), party('commune'), party('caf'), party('cpam', 'national_partner')];
const facts: AssignmentFacts = {
  ...draftedAssignment({ id: 'c', agreementId: 'g', assignor: { id: 'commune', kind: 'gestionnaire' }, assignee: { partyId: 'epci', name: 'Communauté de communes', siret: '20006600900016' }, part: { kind: 'whole' }, effectOn: day('2027-03-01'), reason: '<script>Transfert', byLaw: null }),
  askedOn: day('2027-01-11'), otherParties: [{ id: 'prefet', kind: 'prefet' }, { id: 'caf', kind: 'gestionnaire' }, { id: 'cpam', kind: 'national_partner' }], cancelReason: 'Projet abandonné.',
  answers: [{ partyId: 'caf', answer: 'consent', on: day('2027-01-12'), proof: { kind: 'letter', paperId: 'x' }, reason: null }, { partyId: 'cpam', answer: 'refusal', on: day('2027-01-12'), proof: { kind: 'account' }, reason: 'Non' }],
};
const paper = { id: 'x', agreementId: 'g', subject: 'assignment', subjectId: 'c', kind: 'consent_letter', title: 'Lettre d’une partie', fileName: 'l.pdf', mediaType: 'application/pdf', bytes: 1, sha256: 'a', readers: 'parties' as const, createdAt: at };
const file = (state: AssignmentState, given: Partial<AssignmentFacts> = {}, rights: Partial<AssignmentFile['rights']> = {}): AssignmentFile => ({
  row: { id: 'c', agreementId: 'g', departementCode: '48', timeZone: 'Europe/Paris', assignorId: 'commune', state, facts: { ...facts, ...given }, createdAt: at }, agreement, today: day('2027-01-12'), parties, nameOf: (id) => (id === 'epci' ? 'Communauté' : `<b>${id}`),
  structures: [{ id: 's', name: 'Mende', city: 'Mende', gestionnaireId: 'commune' }], papers: [paper], meId: 'prefet', rights: { answer: false, recordLetters: false, cancel: false, ...rights },
});
const merger = { reference: legalGrounds.epci_merger, actOn: day('2026-12-15') };
const everything = { answer: true, recordLetters: true, cancel: true };
const assigning = { agreement, today: day('2027-01-11'), parties, me: parties[1]!, structures: [{ id: 's', name: 'Mende', city: 'Mende', gestionnaireId: 'commune' }] };

test.each<[string, VNode]>([
  ...statesOf(assignmentWorkflow).map((state): [string, VNode] => [state, <AssignmentPage frame={frame} file={file(state)} />]),
  ['à répondre', <AssignmentPage frame={frame} file={file('pressing', { part: { kind: 'structures', structureIds: ['s'] } }, everything)} typed={{ ...blankAnswer, party: 'cpam', answer: 'consent' }} errors={[{ field: 'on', message: 'Indiquez le jour.' }, { field: 'piece', message: 'Un fichier.' }, { field: 'cancelReason', message: 'Dites pourquoi.' }]} />],
  ['par la loi', <AssignmentPage frame={frame} file={file('announced', { byLaw: merger }, { cancel: true })} />],
  ['liste', <AssignmentsPage frame={frame} agreement={agreement} assignments={statesOf(assignmentWorkflow).map((state) => file(state).row)} canAsk isClerk />],
  ['liste vide', <AssignmentsPage frame={frame} agreement={agreement} assignments={[]} canAsk={false} isClerk={false} />],
  ['demande', <AskPage frame={frame} assigning={assigning} isClerk={false} form={{ ...blankAssignment, ground: 'consent' }} errors={[{ field: 'siret', message: 'Corrigez.' }]} />],
  ['demande de la préfecture', <AskPage frame={frame} assigning={assigning} isClerk form={blankAssignment} />],
])('la page « %s » tient ses lois', (_, page) => {
  const html = renderPage(page);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).not.toContain('<script>Transfert');
});

describe('Une phrase pour chaque état', () => {
  test.each(statesOf(assignmentWorkflow))('%s', (state) => expect(assignmentSentence(file(state))).toMatch(/^[A-ZÉCL<][^!]*\.$/u));
  test('refusée : qui a refusé, qui s’est tu', () => expect(assignmentSentence(file('refused'))).toContain('Refusée faute de consentement de <b>prefet (n’a pas répondu) et <b>cpam (a refusé)'));
  test('d’une longue liste, la phrase garde quatre noms', () => {
    const many = Array.from({ length: 20 }, (_, rank): Party => ({ id: `p${rank}`, kind: 'gestionnaire' }));
    expect(assignmentSentence(file('refused', { otherParties: many }))).toContain('et 17 autres parties.');
  });
  test('toutes d’accord : elle aura lieu', () => expect(assignmentSentence({ ...file('awaiting'), parties: [parties[1]!, parties[2]!] })).toContain('Toutes les autres parties ont donné leur accord'));
});

test('le « pourquoi » d’une cession dit le dernier jour et le premier qui ne compte plus', () => {
  expect(assignmentReasons(facts, false)[1]!.sentence).toMatch(/au plus tard du 28\u00a0février\u00a02027\. Daté du 1er\u00a0mars\u00a02027 ou d’après/);
  expect(assignmentReasons({ ...facts, byLaw: merger }, true).map(({ sentence }) => sentence).join(' ')).toMatch(/avenant la constate/);
});

describe('La saisie', () => {
  const whole = { name: 'EPCI', siret: '1', ground: 'consent', effectOn: '2027-03-01', reason: 'x' };
  test('sans jour d’effet ni titre, elle dit les deux', () => expect(readAssignment(typedFrom({}))).toMatchObject({ ok: false, errors: [{ field: 'ground' }, { field: 'effectOn' }] }));
  test('une cession n’a pas de texte ; une fusion cite son article, à condition d’avoir son acte', () => {
    expect(readAssignment(typedFrom(whole))).toMatchObject({ ok: true, asked: { byLaw: null, part: { kind: 'whole' } } });
    expect(readAssignment(typedFrom({ ...whole, ground: 'epci_merger', reference: 'arrêté n° 1', actOn: '2026-12-15', part: 'structures' }, ['s']))).toMatchObject({ ok: true, asked: { byLaw: { reference: `arrêté n° 1, ${legalGrounds.epci_merger}`, actOn: '2026-12-15' }, part: { structureIds: ['s'] } } });
    expect(readAssignment(typedFrom({ ...whole, ground: 'new_commune' }))).toMatchObject({ ok: true, asked: { byLaw: { reference: '', actOn: null } } });
  });
});

test.each<DeskRefusal>(['no_agreement', 'not_yours', 'not_a_party', 'structure_outside', 'paper_unknown', 'scan_type', 'scan_missing', 'scans_too_many', 'effect_day_missing'])('le refus %s est une phrase', (code) => {
  expect(refusalWords({ by: 'desk', code }).sentence).toMatch(/^[A-Z][^!]*\.$/u);
  expect([fieldOf({ by: 'desk', code }), statusOf({ by: 'desk', code })]).toEqual([expect.any(String), expect.any(Number)]);
});

describe('Les courriels tiennent en cent vingt mots, en un objet court', () => {
  const around = { name: 'Camille Essai', departementName: 'Saint-Pierre-et-Miquelon', number: 'CDFS-975-2026-001', assignor: 'Communauté de communes Gorges Causses Cévennes', assignee: 'Communauté de communes des Hautes Terres de l’Aubrac', url: 'https://paraphe.example/cessions/1', contact: { name: 'Préfecture de Saint-Pierre-et-Miquelon', email: 'p@x.example', phone: '05 08 41 10 10' }, demonstration: true };
  const news: AssignmentNews[] = ['announced', 'effective', 'refused', 'cancelled', 'without_object'];
  const long = assignmentSentence({ ...file('refused', { otherParties: Array.from({ length: 20 }, (_, rank): Party => ({ id: `p${rank}`, kind: 'gestionnaire' })) }), nameOf: (id) => `Communauté de communes des Hautes Terres ${id}` });
  test.each([
    consentAskedMail(around, facts, day('2027-01-11')), consentReminderMail(around, facts, day('2027-02-14')), assignorMail(around, 'asked', long), assignorMail(around, 'answered', long),
    ...(['asked', 'answered', ...news] as const).map((what) => prefectureMail(around, what, long, null)), ...news.map((what) => newsMail(around, what, long)),
  ])('$subject', (mail) => {
    expect(countWords(mail)).toBeLessThanOrEqual(maxMailWords);
    expect(mail.text).not.toMatch(/undefined|null/);
  });
});
