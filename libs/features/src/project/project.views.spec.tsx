import { annexPartOf, annexPartsOf, legalDay } from '#libs/domain';
import type { RoundState } from '#libs/domain';
import { typedDeposit } from '#libs/features/authority';
import type { Deposit } from '#libs/features/authority';
import { demonstrationDossier } from '#libs/features/directory';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import type { VNode } from 'preact';
import { AssemblingPage, DeadProjectPage, FrozenPage, ReadingPage, emptyAnswer } from './project-answer.views.js';
import type { DeadProjectReason, ProjectRequest } from './project-answer.views.js';
import type { DepositView } from './project-deposit.views.js';
import { expectedPapers } from './expected-papers.js';
import type { BodyLine, BodyStandingState } from './project.read.js';
import { ProjectPage } from './project.views.js';
import type { ProjectPageProps } from './project.views.js';

const frame: Frame = {
  brand: ['Préfet', 'de la Lozère'], demonstration: false, user: null, signInHref: null, navigation: [], path: '/', csrf: 'jeton', flash: [], accessibility: 'partiellement',
};
const contact = { name: 'Préfecture de la Lozère', email: 'fs@prefecture.example', phone: '04 66 49 60 00' };
const request: ProjectRequest = { token: 'jeton', requester: 'La préfecture de la Lozère', heading: 'Convention France Services de la Lozère', the: 'la convention France Services de la Lozère', bodyName: 'Commune de <Mende>', timeZone: 'Europe/Paris', contact };
const dossier = demonstrationDossier();
const at = '2026-11-24T09:00:00Z';
const asked = { state: 'asked' as const, partHash: 'h', by: null, at: null, words: null };
const noDeposit: DepositView = { kind: 'commune', last: null, verdict: null, typed: typedDeposit({}), errors: [], refusal: null, kept: false, mayStand: false, fileWanted: true, today: '2026-11-24' };
const shown = (page: VNode): string => {
  const html = renderPage(page);
  expect(brokenPageLaws(html)).toEqual([]);
  return html;
};
const said = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/[\s\u00a0\u202f]+/g, ' ');

describe('la page d’un organisme', () => {
  test.each(annexPartsOf(dossier).map((part) => [part.bodyName, part] as const))('%s lit sa part des annexes, et rien d’indéfini', (_, part) => {
    const html = shown(<ReadingPage frame={frame} request={request} part={part} standing={asked} form={emptyAnswer} />);
    for (const { name } of part.structures) expect(html).toContain(name.replace(/&/g, '&amp;'));
    for (const { fullName } of part.referents) expect(html).toContain(fullName);
    expect(said(html)).not.toMatch(/undefined|\bnull\b|NaN/);
  });

  test('les horaires s’y lisent jour par jour, et une structure sans horaires le dit', () => {
    const part = annexPartOf(dossier, dossier.structures.find(({ hours }) => hours !== null)!.gestionnaireId!)!;
    expect(said(shown(<ReadingPage frame={frame} request={request} part={part} standing={asked} form={emptyAnswer} />))).toMatch(/Lundi : (de \d|fermé)/);
    const unknown = { ...part, structures: part.structures.map((structure) => ({ ...structure, hours: null })) };
    expect(said(shown(<ReadingPage frame={frame} request={request} part={unknown} standing={asked} form={emptyAnswer} />))).toContain('non renseignés');
  });

  const part = annexPartsOf(dossier)[0]!;
  test('confirmée, elle dit par qui et ne demande plus rien ; une erreur peut encore être signalée', () => {
    const html = shown(<ReadingPage frame={frame} request={request} part={part} standing={{ ...asked, state: 'confirmed', by: 'Anne <Vidal>', at }} form={emptyAnswer} />);
    expect(html).toContain('Anne &lt;Vidal');
    expect(html).not.toContain('/projet/jeton/confirmation');
    expect(html).toContain('/projet/jeton/erreur');
  });

  test('ce qui a été tapé revient avec l’erreur, le formulaire ouvert', () => {
    const html = shown(<ReadingPage frame={frame} request={request} part={part} standing={asked} form={{ ...emptyAnswer, words: 'faux', errors: [{ field: 'words', message: 'Dites ce qui est faux.' }] }} />);
    expect(html).toMatch(/<details[^>]* open/);
    expect(html).toContain('>faux<');
  });

  test('le texte arrêté montre son empreinte, et ce qui manque à qui délibère', () => {
    const html = shown(<FrozenPage frame={frame} request={request} contentHash={'ab'.repeat(32)} required="une délibération." deliberation expected={expectedPapers('commune', { decision: null, power: null, files: 0 })} deposit={noDeposit} />);
    expect(html.match(/<strong>manque<\/strong>/g)).toHaveLength(5);
    expect(html).toContain('/projet/jeton/projet-de-deliberation.docx');
    const other = shown(<FrozenPage frame={frame} request={request} contentHash={'ab'.repeat(32)} required="ses statuts." deliberation={false} expected={[]} deposit={null} />);
    expect(other).not.toContain('projet-de-deliberation');
  });

  const deposited = { kind: 'deliberation' as const, approvesHash: null, reference: 'n° <41>', adoptedOn: legalDay('2026-11-20'), published: null, transmitted: null };
  const sentAt = new Date(at);
  const last: Deposit = { id: 'd', roundId: 'r', slotId: 's', bodyId: 'b', linkId: 'l', typedName: 'Paul <Roux>', decision: deposited, depositedAt: sentAt, settlement: null, settledAt: null, settledBy: null, reason: null, files: [{ id: 'f', depositId: 'd', kind: 'decision', fileName: '<b>.pdf', mediaType: 'application/pdf', bytes: 2_000, sha256: 'c', createdAt: sentAt }] };
  const frozen = (deposit: DepositView) => shown(<FrozenPage frame={frame} request={request} contentHash={'ab'.repeat(32)} required="une délibération." deliberation expected={[]} deposit={deposit} />);
  test.each<[string, Partial<DepositView>, string]>([
    ['rien n’est déposé', {}, 'Référence de la délibération'],
    ['un dépôt attend', { last }, 'La préfecture va l’examiner'],
    ['un dépôt revient', { last: { ...last, settlement: 'returned', settledAt: sentAt, settledBy: 'x', reason: 'La <date> manque.' } }, 'La préfecture vous la renvoie'],
    ['un dépôt est retenu', { last: { ...last, settlement: 'taken', settledAt: sentAt, settledBy: 'x' } }, 'La préfecture l’a retenue'],
  ])('le dépôt d’une délibération, quand %s', (_, change, words) => {
    const html = frozen({ ...noDeposit, ...change });
    expect(html).toContain(words);
    expect(html).not.toMatch(/<Roux>|<41>|<b>|<date>/);
  });
  test('un dépôt refusé rend ce qui a été tapé, et dit son code', () => {
    const html = frozen({ ...noDeposit, typed: typedDeposit({ decisionReference: 'n° <41>', fullName: 'Paul <Roux>' }), errors: [{ field: 'adoptedOn', message: 'Indiquez le jour de la séance.' }], refusal: 'facts_incomplete', kept: true });
    expect(html).toContain('data-refusal="facts_incomplete"');
    expect(html).toContain('value="n° &lt;41>"');
    expect(said(html)).toContain('Ce que vous avez saisi est conservé');
  });

  const dead: DeadProjectReason[] = ['unknown', 'handed_over', 'gone', 'text_not_frozen', 'not_expected', ...(['draft', 'collecting', 'blocked', 'expired', 'sealing', 'sealed', 'abandoned', 'superseded'] satisfies RoundState[])];
  test.each(dead)('un lien qui n’ouvre plus (%s) dit pourquoi et à qui s’adresser', (reason) => expect(shown(<DeadProjectPage frame={frame} reason={reason} contact={contact} />)).toContain(contact.email));
  test('un texte en cours d’assemblage fait patienter', () => expect(shown(<AssemblingPage frame={frame} request={request} />)).toContain('quelques minutes'));
});

describe('la page de la préfecture', () => {
  const line = (state: BodyStandingState, more: Partial<BodyLine> = {}): BodyLine => ({ bodyId: `b-${state}`, bodyName: `Commune <${state}>`, state, since: at, by: null, words: null, writtenAt: at, reachable: true, bounced: false, cards: [{ label: 'Fiche', href: '/annuaire/gestionnaires/x' }], ...more });
  const states: BodyStandingState[] = ['contested', 'moved', 'asked', 'waived', 'confirmed'];
  const form = { termEndsOn: '2027-12-31', collectUntil: '2026-12-24', waived: '', waiverReason: '', abandonReason: '', supersedeReason: '', errors: [] };
  const props: ProjectPageProps = {
    frame, roundId: 'r1', number: 'CDFS-48-2026-001', title: 'Convention', timeZone: 'Europe/Paris', state: 'confirming', today: '2026-11-24', lines: states.map((state) => line(state, state === 'contested' ? { words: 'Faux <b>' } : {})), moved: ['Commune <moved>'], gaps: 0, failed: false, contentHash: null,
    expected: [{ bodyId: 'b', bodyName: 'Commune', kind: 'commune', slotId: null, papers: expectedPapers('commune', { decision: null, power: null, files: 0 }), waiting: null }], signers: [], mayWrite: true, form,
  };
  const settled = ['waived', 'confirmed'].map((state) => line(state as BodyStandingState));

  test('chaque réponse y a son état, ses mots échappés, et son geste', () => {
    const html = shown(<ProjectPage {...props} />);
    expect(html).toContain('Faux &lt;b>');
    expect(html).toContain('/tournees/r1/projet/relecture');
    expect(html).toContain('/tournees/r1/projet/relances');
    expect(html).not.toContain('/tournees/r1/projet/arret');
    expect(said(html)).toContain('Il manque, de cet organisme : référence de la délibération');
  });

  test.each<[string, Partial<ProjectPageProps>, boolean]>([
    ['tout est répondu', { lines: settled, moved: [] }, true],
    ['un organisme nouveau n’a pas été interrogé', { lines: settled }, false],
    ['un niveau de signature n’est pas choisi', { lines: settled, moved: [], levelsUnchosen: 'Le niveau de signature n’est pas choisi pour le préfet.' }, false],
    ['une information manque', { lines: settled, moved: [], gaps: 2 }, false],
    ['on ne fait que lire', { lines: settled, moved: [], mayWrite: false }, false],
  ])('le texte s’arrête d’ici quand %s : %#', (_, change, offered) => expect(shown(<ProjectPage {...props} {...change} />).includes('/projet/arret')).toBe(offered));

  test('qui ne fait que lire n’a aucun geste', () => expect(shown(<ProjectPage {...props} mayWrite={false} />)).not.toContain('<form method="post" action="/tournees'));
  test('sans adresse, un organisme le dit', () => expect(shown(<ProjectPage {...props} lines={[line('asked', { reachable: false, writtenAt: null })]} />)).toContain('Aucune adresse électronique connue'));

  test('un courriel revenu se voit', () => expect(said(shown(<ProjectPage {...props} lines={[line('asked', { bounced: true })]} />))).toContain('Le dernier courriel est revenu'));

  test('les dépôts qui attendent sont nommés à côté du bouton qui ouvre la signature', () => {
    const waiting = { ...props.expected[0]!, slotId: 's1', waiting: { at, by: 'Paul <Roux>' } };
    const page = (...expected: ProjectPageProps['expected']) => said(shown(<ProjectPage {...props} state="project" contentHash={'ab'.repeat(32)} moved={[]} lines={[]} expected={expected} />));
    expect(page(waiting)).toMatch(/Un dépôt attend d’être examiné, et ne compte pas d’ici là : Commune ?\./);
    expect(page(waiting, { ...waiting, bodyId: 'c', bodyName: 'Département', slotId: 's2' })).toMatch(/2 dépôts attendent d’être examinés, et ne comptent pas d’ici là : Commune ?, Département ?\./);
  });

  test('le texte arrêté ouvre la signature, et dit ce qui manque encore', () => {
    const frozen = { ...props, state: 'project' as const, contentHash: 'ab'.repeat(32), moved: [] };
    const lines = [line('confirmed', { bodyId: 'b' }), line('confirmed', { bodyId: 'caf', bodyName: 'CAF' }), line('confirmed', { bodyId: 'mute', reachable: false })];
    const html = shown(<ProjectPage {...frozen} lines={lines} signers={[{ bodyName: 'Commune', name: 'Anne Roux', href: '/tournees/r1/emplacements/s1/signataires/p1' }]} expected={[{ ...props.expected[0]!, slotId: 's1' }, { ...props.expected[0]!, bodyId: 'mute' }]} />);
    expect(html).toContain('/tournees/r1/projet/signature');
    expect(html).toContain('irrégulière');
    expect(said(html)).toContain('la signature repose sur ce que la personne déclare');
    expect(said(html)).not.toContain('attend d’être examiné');
    expect(html).toContain('/tournees/r1/habilitations/s1');
    // Only to an assembly that has to decide, and that has an address.
    expect(html.match(/Renvoyer le projet/g)).toHaveLength(1);
    expect(html).toContain('href="/tournees/r1/emplacements/s1/signataires/p1"');
    expect(said(shown(<ProjectPage {...frozen} expected={[]} />))).toContain('Rien n’est plus attendu');
  });
});
