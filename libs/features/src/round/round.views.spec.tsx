import type { VNode } from 'preact';
import { instant, strongLevelSentence } from '#libs/domain';
import type { MailStanding } from '#libs/domain';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { LaunchChecksPage, LaunchConfirmPage, LaunchModelPage } from './round-launch.views.js';
import type { CheckedGap } from './round-launch.views.js';
import { RoundPage } from './round-page.views.js';
import { LaunchPartiesPage } from './round-parties.views.js';
import type { LaunchParty } from './round-parties.views.js';
import { PlacePage } from './round-place.views.js';
import type { PlacePageProps } from './round-place.views.js';
import type { RoundPageProps } from './round-page.views.js';
import { ActAssemblyFailedPage, AssemblyFailedPage, ProgressPage } from './round-progress.views.js';
import type { SignatoryLine } from './signatory-line.js';
import { subjectOf } from './round.subject.js';
import { RoundsPage } from './round.views.js';

const frame: Frame = {
  brand: ['Préfet', 'de la Lozère'], demonstration: false, user: { name: 'Sophie Ravel', role: 'Préfecture', signOutAction: '/deconnexion' }, signInHref: null,
  navigation: [{ label: 'Tournées', href: '/tournees' }], path: '/tournees', csrf: 'jeton', flash: [], accessibility: 'partiellement',
};
const person = (slotId: string, change: Partial<SignatoryLine> = {}): SignatoryLine => ({
  slotId, college: 'gestionnaire', group: change.college === 'prefet' ? 2 : 1, bodyName: `Commune ${slotId}`, person: 'Mme Anne Vidal', quality: 'maire', state: 'invited', since: '2026-11-14T08:00:00Z', reason: null, remindable: true, ...change,
});
const bounced: MailStanding = { state: 'bounced', since: instant('2026-11-14T08:01:00Z'), words: 'Boîte pleine (5.2.2)' };
const signed = (slotId: string): SignatoryLine => person(slotId, { state: 'approved', remindable: false });
const hash = 'a'.repeat(64);
const round: RoundPageProps = {
  frame, id: 'r1', number: '2026-48-01', subject: subjectOf({ number: '2026-48-01', act: null, dossier: null, departementCode: '48' }), modelLabel: 'Modèle du projet, version 1', state: 'collecting', now: '2026-11-24T09:42:00Z', timeZone: 'Europe/Paris',
  startedAt: '2026-11-12T13:00:00Z', deadline: '2026-12-05', termEndsOn: '2027-12-31', endedAt: null, late: false, endReason: null, predecessor: null, successor: null,
  signatories: [person('<b>'), signed('b'), person('p', { college: 'partenaire_national', people: [{ name: 'Mme Anne Vidal', quality: 'maire', mail: bounced, place: '/tournees/r1/emplacements/p/signataires/s' }] }), person('prefet', { college: 'prefet', state: 'waiting', since: null, remindable: false })],
  document: { fileName: 'convention.pdf', pages: 142, bytes: 2_412_000, contentHash: hash, finalHash: null, previous: { id: 'r0', number: 'CDFS-48-2025-001' }, level: 'B-T', renewOn: null, exhausted: false },
  chronicle: [{ at: '2026-11-12T13:00:00Z', title: 'Tournée lancée', detail: null }], proof: [{ term: 'Certification', value: 'Apposée' }], evidence: null, reservation: null,
};
const refusal = person('c', { state: 'refused', reason: 'Le conseil n’a pas délibéré.', remindable: false });
const gap = (change: Partial<CheckedGap> = {}): CheckedGap => ({ severity: 'error', sentence: 'Les horaires manquent.', href: '/annuaire/structures/s1', waiver: null, ...change });
const opening = { code: 'structure_opening_insufficient', subjectId: 's1', given: null };
const party = (bodyName: string, change: Partial<LaunchParty> = {}): LaunchParty => ({ key: `gestionnaire-${bodyName}`, college: 'gestionnaire', bodyName, group: 1, asked: ['Mme Anne Vidal, maire'], choices: [], chosen: 'first', href: '/annuaire', ...change });
const several = { choices: [{ value: 'first', label: 'Mme Anne Vidal, maire' }, { value: 'k1', label: 'M. Jean Roux, adjoint' }, { value: 'all', label: 'Tous sont invités' }], chosen: 'all', asked: ['Mme Anne Vidal, maire', 'M. Jean Roux, adjoint'] };
const parties = [party('<b>', { ...several, key: 'gestionnaire-b' }), party('Florac', { asked: [] }), party('Préfecture', { college: 'prefet', group: 2 })];
const launchForm = { collectUntil: '2026-12-24', termEndsOn: '', errors: [{ field: 'termEndsOn', message: 'Indiquez une date.' }] };
const draft = { number: '2026-48-01', modelLabel: 'Modèle', parties: 47, structures: 28, firstInvited: 46, waivers: 1, levels: 'Signature électronique simple, pour tous' };
const amendment = subjectOf({
  number: 'CDFS-48-2026-001-A1', dossier: null, departementCode: '48',
  act: { kind: 'amendment', id: 'a1', agreementId: 'g1', agreementNumber: 'CDFS-48-2026-001', label: 'avenant nᵒ 1', title: 'Avenant nᵒ 1 à la convention CDFS-48-2026-001', template: 'avenant', data: {} },
});
const actRound: RoundPageProps = { ...round, number: 'CDFS-48-2026-001-A1', subject: amendment, modelLabel: null, termEndsOn: null, signatories: [signed('a'), person('l', { college: 'partenaire_local' })], document: { ...round.document!, previous: null } };
const line = { id: '1', actTitle: null, number: '2026-48-01', departementName: 'Lozère', modelLabel: 'Modèle', state: 'blocked' as const, signed: 12, total: 47, deadline: '2026-12-05', blockedBy: 'Commune de Langogne a refusé de signer' };
const text = (page: VNode): string => renderPage(page).replace(/<[^>]*>/g, ' ').replaceAll(/[\u00A0\u202F]/g, ' ').replaceAll(/\s+/g, ' ');

const place: PlacePageProps = {
  frame, roundId: 'r1', number: '2026-48-01', line: person('<b>'), person: { id: 's1', civility: 'Mme', firstName: 'Anne', lastName: 'Vidal', quality: 'maire', email: 'anne@commune.example' },
  card: '/annuaire/gestionnaires/g1', proposed: null, asked: true, changeable: true, paperDays: { min: '2026-11-12', max: '2026-11-24' },
};

const pages: Record<string, VNode> = {
  signataire: <PlacePage {...place} />,
  'signataire refusé': <PlacePage {...place} refused={{ form: 'spelling', typed: { lastName: '<b>' }, errors: [{ field: 'spelledLastName', message: 'Indiquez le nom' }] }} />,
  'signataire joignable par SMS': <PlacePage {...place} bySms person={{ ...place.person, mobile: '+33612345678' }} refused={{ form: 'address', typed: { mobile: '<b>' }, errors: [{ field: 'correctMobile', message: 'Un portable.' }] }} />,
  'signataire proposé': <PlacePage {...place} proposed={{ fullName: 'Paul Roux', email: 'paul@commune.example', reason: 'Je ne suis plus maire.' }} />,
  'signataire figé': <PlacePage {...place} line={signed('b')} changeable={false} paperDays={null} />,
  'papier refusé': <PlacePage {...place} refused={{ form: 'paper', typed: {}, signedOn: '2026-12-31', errors: [{ field: 'signedOn', message: 'Une signature manuscrite ne peut pas être datée d’un jour à venir.' }] }} />,
  'signature manuscrite': <RoundPage {...round} signatories={[person('h', { state: 'approved', remindable: false, paper: { signedOn: '2026-11-20', href: '/tournees/r1/emplacements/h/papier' } }), person('l', { college: 'partenaire_local', state: 'declined', reason: 'Le conseil ne le souhaite pas.', remindable: false })]} />,
  tournées: <RoundsPage frame={frame} rounds={[line]} today="2026-11-24" pages={3} />,
  'aucune tournée': <RoundsPage frame={frame} rounds={[]} today="2026-11-24" />,
  modèle: <LaunchModelPage frame={frame} models={[{ value: 'm', name: 'Modèle', description: 'Version 1' }]} errors={[{ field: 'model', message: 'Choisissez un modèle.' }]} />,
  parties: <LaunchPartiesPage frame={frame} roundId="r1" structures={28} parties={parties} changed />,
  'parties refusées': <LaunchPartiesPage frame={frame} roundId="r1" structures={28} parties={parties} errors={[{ field: 'group-gestionnaire-Préfecture', message: 'Personne ne signe dans le groupe 2.' }, { field: 'asked-gestionnaire-b', message: 'Choisissez de nouveau qui signe.' }]} />,
  contrôles: <LaunchChecksPage frame={frame} roundId="r1" checked="" groups={[{ title: 'Florac', gaps: [gap({ waiver: opening }), gap()] }]} waiverForm={{ subjectId: 's1', reason: 'trop', errors: [{ field: 'reason-s1', message: 'Plus long.' }] }} />,
  'contrôles réussis': <LaunchChecksPage frame={frame} roundId="r1" checked="Tout est là." groups={[]} />,
  lancer: <LaunchConfirmPage frame={frame} roundId="r1" today="2026-11-24" form={launchForm} summary={draft} />,
  assemblage: <ProgressPage frame={frame} roundId="r1" number="2026-48-01" percent={42.4} sentence="Annexe 4" late steps={[{ id: 'a', label: 'Convention', state: 'done' }, { id: 'b', label: 'Annexes', state: 'current' }]} />,
  'assemblage interrompu': <AssemblyFailedPage frame={frame} roundId="r1" number="2026-48-01" sentence="La conversion a échoué." reference="conversion_failed" />,
  'avenant interrompu': <ActAssemblyFailedPage frame={frame} roundId="r1" number="CDFS-48-2026-001-A1" subject={amendment} sentence="La conversion a échoué." reference="conversion_failed" form={{ abandonReason: 'trop', errors: [{ field: 'abandonReason', message: 'Plus long.' }] }} />,
  'avenant en cours': <RoundPage {...actRound} />,
  'avenant scellé': <RoundPage {...actRound} state="sealed" signatories={[signed('a')]} endedAt="2026-12-01T10:03:00Z" document={{ ...actRound.document!, finalHash: hash }} />,
  'avenant abandonné': <RoundPage {...actRound} state="abandoned" endedAt="2026-12-01T10:03:00Z" endReason="Le texte doit changer." />,
  'en cours': <RoundPage {...round} />,
  suspendue: <RoundPage {...round} state="blocked" signatories={[...round.signatories, refusal]} form={{ abandonReason: 'trop', errors: [{ field: 'abandonReason', message: 'Plus long.' }] }} />,
  'suspendue au-delà du délai': <RoundPage {...round} state="blocked" now="2026-12-08T09:00:00Z" signatories={[...round.signatories, refusal]} />,
  'délai passé': <RoundPage {...round} state="expired" now="2026-12-08T09:00:00Z" form={{ extendUntil: '', errors: [{ field: 'extendUntil', message: 'Indiquez une date.' }] }} />,
  scellement: <RoundPage {...round} state="sealing" late signatories={[signed('a')]} document={null} />,
  scellée: <RoundPage {...round} state="sealed" signatories={[signed('a')]} endedAt="2026-12-01T10:03:00Z" document={{ ...round.document!, finalHash: hash }} />,
  abandonnée: <RoundPage {...round} state="abandoned" endedAt="2026-12-01T10:03:00Z" endReason="Le périmètre a changé." />,
  remplacée: <RoundPage {...round} state="superseded" endedAt="2026-12-01T10:03:00Z" endReason="L’annexe 4 était fausse." successor={{ id: 'r2', number: '2026-48-02' }} />,
  remplaçante: <RoundPage {...round} predecessor={{ id: 'r0', number: '2026-48-00' }} />,
};

test.each(Object.entries(pages))('La page « %s » obéit aux lois d’une page', (_, page) => {
  const html = renderPage(page);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).not.toContain('<b>');
});

describe('Une tournée d’avenant', () => {
  test('porte le titre de l’avenant, et ne parle ni d’échéance de la convention, ni de modèle, ni de version précédente', () => {
    const said = text(pages['avenant en cours']!);
    expect(said).toContain('Avenant nᵒ 1 à la convention CDFS-48-2026-001');
    expect(said).toContain('Partenaire local');
    expect(said).not.toMatch(/Dernier jour de la convention|Modèle|ce qui change depuis|null/);
  });
  test('scellée, remet l’avenant et non la convention', () => {
    expect(text(pages['avenant scellé']!)).toMatch(/L’avenant nᵒ 1 est signé par son unique signataire et scellé depuis.*Télécharger l’avenant nᵒ 1 signé/);
    expect(text(pages['avenant scellé']!)).not.toContain('la convention signée');
  });
  test('abandonnée ou interrompue, ne mène pas à la préparation d’une convention', () => {
    for (const name of ['avenant abandonné', 'avenant interrompu']) expect(renderPage(pages[name]!)).not.toMatch(/href="\/tournees\/(nouvelle|r1\/(lancer|controles))"/);
    expect(renderPage(pages['avenant interrompu']!)).toContain('action="/tournees/r1/relance"');
  });
  test('se reconnaît dans la liste à son titre', () => {
    const shown = renderPage(<RoundsPage frame={frame} rounds={[{ ...line, state: 'draft', actTitle: amendment.title, modelLabel: null }]} today="2026-11-24" />);
    expect(shown).toContain('<a href="/tournees/1">Avenant nᵒ 1 à la convention CDFS-48-2026-001</a>');
  });
});

describe('La liste', () => {
  test('dit ce qui attend une décision', () => expect(text(pages.tournées!)).toMatch(/Une tournée attend une décision de votre part\..*12 sur 47 signatures.*Commune de Langogne a refusé de signer.*dans 11 jours.*Suspendue/));
  test('vide, explique et propose', () => expect(text(pages['aucune tournée']!)).toMatch(/Aucune tournée n’a encore été lancée.*Lancer une tournée/));
});

describe('Les parties', () => {
  test('sont montrées dans l’ordre où elles signent, avec tous ceux qui peuvent signer, et qui manque', () => {
    expect(text(pages.parties!)).toMatch(/Signent d’abord, dans n’importe quel ordre \(2\).*Mme Anne Vidal, maire ou M\. Jean Roux, adjoint : la première personne qui signe engage l’organisme.*Signataire non désigné.*Signent en dernier.*\(1\).*Préfecture/);
  });
  test('l’ordre et les personnes se choisissent sans script : une liste et des boutons par organisme qui a un signataire', () => {
    const html = renderPage(pages.parties!);
    expect([...html.matchAll(/<select[^>]*name="([^"]*)"/g)].map(([, name]) => name)).toEqual(['group-gestionnaire-b', 'group-gestionnaire-Préfecture']);
    expect(html).toMatch(/<input type="radio"[^>]*name="asked-gestionnaire-b" value="all" checked/);
    expect(html).toContain('href="#asked-gestionnaire-b"');
  });
  test('refusées, la page ouvre sur le formulaire et mène à chaque champ', () => {
    const html = renderPage(pages['parties refusées']!);
    expect(html).toMatch(/<details class="pf-details" open/);
    expect(html).toContain('href="#group-gestionnaire-Préfecture"');
    expect(html).not.toContain('href="/tournees/r1/controles"');
  });
});

describe('Les contrôles', () => {
  test('interdisent de continuer tant qu’un point manque, et ouvrent la dérogation mal remplie', () => {
    const html = renderPage(pages.contrôles!);
    expect(text(pages.contrôles!)).toContain('2 points empêchent le lancement');
    expect(html).not.toContain('href="/tournees/r1/lancer"');
    expect(html).toMatch(/<details[^>]*id="waiver-s1"[^>]*open/);
    expect(html).toMatch(/name="code" value="structure_opening_insufficient".*name="subjectId" value="s1".*name="reason-s1"[^>]*>trop</);
  });
  test('une dérogation accordée ne bloque plus, et son motif reste visible', () => {
    const page = <LaunchChecksPage frame={frame} roundId="r1" checked="" groups={[{ title: 'Florac', gaps: [gap({ waiver: { ...opening, given: 'Montagne' } })] }]} />;
    expect(renderPage(page)).toContain('href="/tournees/r1/lancer"');
    expect(text(page)).toContain('Dérogation accordée : Montagne');
  });
  test('rangent ce qui bloque avant le reste', () => {
    const page = <LaunchChecksPage frame={frame} roundId="r1" checked="" groups={[{ title: 'Meyrueis', gaps: [gap({ severity: 'warning' })] }, { title: 'Florac', gaps: [gap({ severity: 'warning', sentence: 'B' }), gap({ sentence: 'A' })] }]} />;
    expect(text(page)).toMatch(/Florac.* A .* B .*Meyrueis/);
  });
});

describe('La page d’une tournée', () => {
  test('ouvre par sa phrase, en direct', () => {
    expect(text(pages['en cours']!)).toContain('Il manque 3 signatures : 1 gestionnaire, 1 partenaire et le préfet. Échéance dans 11 jours.');
    expect(renderPage(pages['en cours']!)).toMatch(/<main[^>]*data-live="\/tournees\/r1\/evenements"/);
    expect(renderPage(pages.scellée!)).not.toContain('data-live=');
  });
  test('scellée, offre le dossier de preuve dès qu’il est fait, et dit qu’il vient tant qu’il ne l’est pas', () => {
    const made = <RoundPage {...round} state="sealed" evidence={{ fileName: 'dossier-de-preuve-1.pdf', bytes: 400_000 }} />;
    expect(brokenPageLaws(renderPage(made))).toEqual([]);
    expect(renderPage(made)).toContain('href="/tournees/r1/preuve.pdf"');
    expect(renderPage(pages.scellée!)).not.toContain('preuve.pdf');
    expect(text(pages.scellée!)).toContain('dossier de preuve est en préparation');
  });
  test('ne relance que ceux que l’on attend', () => {
    expect([...renderPage(pages['en cours']!).matchAll(/name="slotId" value="([^"]+)"/g)].map(([, slot]) => slot)).toEqual(['p', '&lt;b>']);
    expect(text(pages['en cours']!)).toContain('Courriel non remis');
  });
  test('relance tous ceux que l’on attend d’un seul bouton, s’ils sont plusieurs', () => {
    expect(renderPage(pages['en cours']!)).toContain('action="/tournees/r1/relances/toutes"');
    expect(text(pages['en cours']!)).toContain('Relancer les 2 organismes attendus');
    expect(renderPage(pages['avenant en cours']!)).not.toContain('/relances/toutes');
  });
  test.each<[string, string[]]>([
    ['en cours', ['/tournees/r1/prolongation', '/tournees/r1/remplacement', '/tournees/r1/abandon']],
    ['suspendue', ['/tournees/r1/reprise', '/tournees/r1/prolongation', '/tournees/r1/remplacement', '/tournees/r1/abandon']],
    ['suspendue au-delà du délai', ['/tournees/r1/reprise', '/tournees/r1/prolongation', '/tournees/r1/remplacement', '/tournees/r1/abandon']],
    ['délai passé', ['/tournees/r1/prolongation', '/tournees/r1/remplacement', '/tournees/r1/abandon']],
    ['avenant en cours', ['/tournees/r1/prolongation', '/tournees/r1/abandon']],
    ['remplacée', []],
    ['scellement', []],
    ['scellée', []],
    ['abandonnée', []],
  ])('%s, offre les décisions de son état', (name, actions) => {
    const found = [...renderPage(pages[name]!).matchAll(/<form method="post" action="([^"]+)"/g)].map(([, action]) => action ?? '');
    expect(found.filter(action => !/deconnexion|relances/.test(action))).toEqual(actions);
  });
  test('ne laisse rien à la place de l’action, là où il n’y a rien à faire', () => {
    expect(renderPage(<RoundPage {...round} signatories={[person('b', { state: 'approved', remindable: false, people: [] })]} />)).not.toMatch(/<\/div>0<\/li>/);
  });
  test('suspendue, ne demande une autre date que le délai passé, et dit alors depuis quand', () => {
    const late = renderPage(pages['suspendue au-delà du délai']!);
    expect(late).toMatch(/<a class="[^"]*" href="#extendUntil"[^>]*>Fixer une nouvelle date/);
    expect(late).toMatch(/aria-expanded="true"[^>]*aria-controls="[^"]*prolonger/);
    expect(text(pages['suspendue au-delà du délai']!)).toContain('Le délai pour signer est passé depuis le 5 décembre 2026 : fixez d’abord une nouvelle date.');
    expect(renderPage(pages.suspendue!)).not.toContain('href="#extendUntil"');
  });
  test('remplacée, elle mène à celle qui la remplace, et celle-ci dit laquelle elle remplace', () => {
    expect(text(pages.remplacée!)).toContain('La tournée a été remplacée le 1er décembre 2026 : un autre texte est proposé à la signature. La signature recueillie ne vaut pas pour le nouveau texte.');
    expect(renderPage(pages.remplacée!)).toContain('href="/tournees/r2"');
    expect(text(pages.remplacée!)).toContain('Motif : L’annexe 4 était fausse.');
    expect(renderPage(pages.remplaçante!)).toContain('href="/tournees/r0"');
  });
  test('dit avant de remplacer ce qui tombe et qui l’apprend', () => {
    expect(text(pages['en cours']!)).toContain('La signature déjà recueillie ne vaudra pas pour le nouveau texte. Les 3 organismes déjà sollicités en seront informés par courriel');
  });
  test('dit qu’une signature fut donnée à la main, et mène à sa copie ; dit qui n’a pas signé sans arrêter les autres', () => {
    const said = text(pages['signature manuscrite']!);
    expect(said).toContain('Signature manuscrite du 20 novembre 2026, attestée par la préfecture.');
    expect(renderPage(pages['signature manuscrite']!)).toContain('href="/tournees/r1/emplacements/h/papier"');
    expect(said).toContain('N’a pas signé, les autres continuent. Le document ne le liera pas (C. civ., art. 1199).');
  });
  test('cite le motif d’un refus en tête', () => expect(text(pages.suspendue!)).toMatch(/a refusé de signer.*Le conseil n’a pas délibéré\. Mme Anne Vidal, maire, pour Commune c/));
  test('montre les groupes dans l’ordre, qui attend qui et depuis quand', () => {
    expect(text(pages['en cours']!)).toMatch(/Groupe 1 \(1 sur 3\) 2 organismes sont attendus depuis le 14 novembre 2026 à 9 h.*Groupe 2 \(0 sur 1\) Attend 2 signatures : 1 gestionnaire et 1 partenaire/);
    expect(text(<RoundPage {...round} signatories={[signed('a'), person('prefet', { college: 'prefet' })]} />)).toMatch(/Groupe 1 \(1 sur 1\) Au complet depuis le 14 novembre 2026/);
    expect(text(pages['avenant en cours']!)).toContain('Tous signent dans le même temps (1 sur 2)');
  });
  test.each<[string, Partial<SignatoryLine>, string, string]>([
    ['pas ouverte', {}, 'Invitation envoyée', 'code non demandé'],
    ['un courriel revenu', { people: [{ name: 'Mme Anne Vidal', quality: 'maire', mail: bounced, place: '/lieu' }] }, 'Courriel non remis', 'Courriel : boîte pleine (5.2.2), le 14 novembre 2026 à 9 h 01. Corriger et renvoyer'],
    ['un courriel retardé', { people: [{ name: 'Mme Anne Vidal', quality: 'maire', mail: { ...bounced, state: 'delayed', words: 'Remise retardée\u00a0: le serveur destinataire ne répond pas (4.4.1)' }, place: null }] }, 'Courriel retardé', 'Courriel : remise retardée, le serveur destinataire ne répond pas (4.4.1), le 14 novembre'],
    ['un courriel qui attend', { people: [{ name: 'Mme Anne Vidal', quality: 'maire', mail: { ...bounced, state: 'waiting', words: 'En attente d’envoi' }, place: null }] }, 'Invitation en attente d’envoi', 'en attente d’envoi'],
    ['un code demandé', { codeAsked: true }, 'Code demandé', 'Invité le 14 novembre 2026'],
    ['des codes erronés', { codeAsked: true, wrongCodes: { count: 2, lastAt: '2026-11-15T08:00:00Z', spent: false } }, 'Code erroné', '2 codes erronés, le dernier le 15 novembre 2026'],
    ['des codes épuisés', { wrongCodes: { count: 15, lastAt: '2026-11-15T08:00:00Z', spent: true } }, 'Codes épuisés', 'relancez, le lien suivant en donnera'],
    ['pas la bonne personne', { proposed: true, people: [{ name: 'Mme Anne Vidal', quality: 'maire', mail: null, place: '/lieu' }] }, 'Ce n’est pas la bonne personne', 'propose quelqu’un. Répondre'],
    ['un titre qui manque', { title: { standing: 'irregular', words: 'La délibération manque.' } }, 'Habilitation irrégulière', 'La délibération manque. Voir l’habilitation'],
    ['plusieurs personnes pour un organisme', { people: [{ name: 'Mme Anne Vidal', quality: 'maire', mail: bounced, place: '/a' }, { name: 'M. Jean Roux', quality: 'adjoint', mail: { ...bounced, state: 'accepted', words: 'Accepté par le serveur destinataire' }, place: '/b' }] }, 'Courriel non remis', 'M. Jean Roux : accepté par le serveur destinataire'],
    ['plusieurs personnes, chacune en sa qualité', { people: [{ name: 'Mme Anne Vidal', quality: 'maire', mail: null, place: null }, { name: 'M. Jean Roux', quality: 'adjoint', mail: null, place: null }] }, 'Invitation envoyée', 'Mme Anne Vidal, maire ou M. Jean Roux, adjoint'],
  ])('dit pourquoi elle attend : %s', (_, change, badge, words) => {
    const page = <RoundPage {...round} signatories={[person('a', change), signed('b')]} />;
    expect(brokenPageLaws(renderPage(page))).toEqual([]);
    expect(text(page)).toMatch(new RegExp(`Commune a.*${badge}`));
    expect(text(page)).toContain(words);
  });
  test('dit ce qui est demandé là où un code ne suffit pas, puis ce qui fut donné, à part du format de conservation', () => {
    const strong = strongLevelSentence('prefet');
    const asked = text(<RoundPage {...round} signatories={[person('a', { strong }), person('b')]} />);
    expect(asked.match(/un code reçu n’y suffit pas/g)).toHaveLength(1);
    expect(asked.match(/code non demandé/g)).toHaveLength(1);
    const given = text(<RoundPage {...round} signatories={[person('a', { state: 'approved', remindable: false, strong, given: 'Signature électronique simple', level: 'B-T' })]} />);
    expect(given).toContain('Signature électronique simple. Format B-T');
    expect(given).not.toMatch(/n’y suffit pas|Niveau B/);
  });
  test('un contrôle que nulle fiche ne répare n’a pas de lien', () => {
    const page = <LaunchChecksPage frame={frame} roundId="r1" groups={[{ title: 'Le niveau de signature', gaps: [{ severity: 'error', sentence: 'Il n’est pas choisi.', href: null, waiver: null }] }]} checked="" />;
    expect(text(page)).toContain('Un point empêche le lancement');
    expect(text(page)).not.toContain('Compléter :');
    expect(brokenPageLaws(renderPage(page))).toEqual([]);
  });
  test('d’un courriel revenu, mène au formulaire de l’adresse', () => expect(renderPage(pages['en cours']!)).toContain('href="/tournees/r1/emplacements/p/signataires/s#address"'));
  test('met en tête d’un groupe ce qu’il faut réparer', () => {
    const lines = [person('a'), person('z', { people: [{ name: 'Mme Anne Vidal', quality: 'maire', mail: bounced, place: null }] })];
    expect(text(<RoundPage {...round} signatories={lines} />)).toMatch(/Commune z.*Commune a/);
  });
  test('compte les habilitations que personne n’a décrites', () => {
    expect(text(<RoundPage {...round} signatories={[person('a', { title: { standing: 'undescribed' } }), person('b', { title: { standing: 'undescribed' } }), signed('c')]} />)).toContain('(2 ne sont pas décrites)');
  });
  test('replie ceux qui ont signé quand le groupe est nombreux, jamais quand il est complet', () => {
    const many = Array.from({ length: 8 }, (_, index) => signed(`c${index}`));
    expect(renderPage(<RoundPage {...round} signatories={[...many, person('z')]} />)).toContain('Voir les 8 organismes qui ont signé');
    expect(renderPage(<RoundPage {...round} state="sealed" signatories={many} />)).not.toContain('<details class="pf-details" id="signed-');
  });
});

describe('La page d’un signataire', () => {
  const actions = (name: string): string[] => [...renderPage(pages[name]!).matchAll(/<form method="post" action="([^"]+)"/g)].map(([, action]) => action ?? '').filter(action => !/deconnexion/.test(action));
  const mine = '/tournees/r1/emplacements/%3Cb%3E/signataires/s1';
  test('propose de remplacer, de corriger l’adresse ou le nom, et dit que l’annuaire ne change pas', () => {
    expect(actions('signataire').map(action => action.split('/').at(-1))).toEqual(['remplacement', 'adresse', 'orthographe', 'papier']);
    expect(actions('signataire')[0]).toBe(`${mine}/remplacement`);
    expect(text(pages.signataire!)).toContain('L’annuaire n’est pas modifié');
    expect(renderPage(pages.signataire!)).toContain('href="/annuaire/gestionnaires/g1"');
  });
  test('garde ce qui fut tapé dans le formulaire refusé, et lui seul', () => {
    const html = renderPage(pages['signataire refusé']!);
    expect(html).toMatch(/name="spelledLastName"[^>]*value="&lt;b>"/);
    expect(html).toMatch(/name="lastName" type="text" value required/);
  });
  test('montre qui est proposé, et laisse maintenir la personne invitée', () => {
    expect(text(pages['signataire proposé']!)).toContain('Elle propose Paul Roux (paul@commune.example). Elle ajoute : « Je ne suis plus maire. »');
    expect(actions('signataire proposé')).toContain('/tournees/r1/emplacements/%3Cb%3E/proposition');
  });
  test('ne propose rien une fois la signature enregistrée', () => expect(actions('signataire figé')).toEqual([]));
});

test('L’assemblage se suit sans script', () => {
  const html = renderPage(pages.assemblage!);
  expect(html).toMatch(/<noscript>.*http-equiv="refresh" content="5".*<\/noscript>/);
  expect(html).toMatch(/<progress[^>]*max="100" value="42"/);
  expect(html).toMatch(/data-step="b" aria-current="step"/);
});
