import type { VNode } from 'preact';
import { linesOf, readAgreement, strongLevelSentence } from '#libs/domain';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { CodePage } from './code.views.js';
import { DeskPage } from './desk.views.js';
import type { DeskLine } from './desk.views.js';
import { ReadingPage } from './reading.views.js';
import { CodesExhaustedPage, FinalCopyPage, NotYourTurnPage, RefusedPage, SignedByAnotherPage, SuspendedPage, ThanksPage } from './signature-after.views.js';
import { DeadLinkPage, LinkRenewedPage } from './signature-dead.views.js';
import type { DeadReason } from './signature-dead.views.js';
import { FollowPage } from './signature-follow.views.js';
import type { Standing } from './signature-follow.views.js';
import { subjectOf } from '#libs/features/round';
import { actConsent, commitmentsFor, consent, consentLines } from './signature-consent.js';
import { awaitedSentence, SignPage } from './signature.views.js';

const frame: Frame = { brand: ['Préfet', 'de la Lozère'], demonstration: true, user: null, signInHref: null, navigation: [], path: '/', csrf: 'jeton', flash: [], accessibility: 'partiellement' };
const contact = { name: 'Préfecture de la Lozère', email: 'contact@pref.example', phone: '04 66 49 60 00' };
const request = {
  token: 'abc', requester: 'La préfecture de la Lozère', subject: { ...subjectOf({ number: 'CDFS-48-2026-001', act: null, dossier: null, departementCode: '48' }), heading: 'Convention France Services de la Lozère', the: 'la convention France Services de la Lozère' }, bodyName: 'Commune de <Mende>', quality: 'maire', person: 'Mme Anne Vidal', parties: 47, blocks: true,
  deadline: '2026-12-05', today: '2026-11-24', contact, awaited: 1,
};
const strongRequest = { ...request, strong: strongLevelSentence('prefet') };
const hash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const document = { pages: 142, bytes: 2_412_000, contentHash: hash, ownPages: [{ page: 12, label: 'Signature' }, { page: 58, label: 'Annexe 4' }], officialAnnexes: [{ annex: 1 as const, title: 'Charte nationale d’engagement', pages: 8 }] };
const code = { maskedEmail: 'a•••••l@mende.example', fullName: 'Anne Vidal', validMinutes: 10, triesLeft: 5, canResend: true, errors: [] };
const ways = { maskedEmail: code.maskedEmail, maskedMobile: '06 •• •• •• 78' };
const wrong = [{ field: 'code', message: 'Ce code n’est pas le bon.' }];
const paris = 'Europe/Paris';
const standing: Standing = { state: 'collecting', slotState: 'approved', since: '2026-11-24T09:42:00Z', timeZone: paris, signed: 34, total: 47, awaited: ['9 gestionnaires'] };
const signed = { ...standing, signedAt: '2026-11-24T09:42:00Z', fullName: 'Anne Vidal', contentHash: hash };
const follow = (change: Partial<Standing>) => <FollowPage frame={frame} request={request} standing={{ ...standing, ...change }} maskedEmail="a•••••l@mende.example" />;
const actRequest = {
  ...request, parties: 3,
  subject: subjectOf({
    number: 'CDFS-48-2026-001-A1', dossier: null, departementCode: '48',
    act: { kind: 'amendment', id: 'a1', agreementId: 'g1', agreementNumber: 'CDFS-48-2026-001', label: 'avenant nᵒ 1', title: 'Avenant nᵒ 1 à la convention CDFS-48-2026-001', template: 'avenant', data: {} },
  }),
};
const copy = { sealedAt: '2026-12-01T10:03:00Z', timeZone: paris, signatures: 3, pages: 4, bytes: 390_000, finalHash: hash, termEndsOn: null };
const text = (page: VNode): string => renderPage(page).replace(/<[^>]*>/g, '').replaceAll(/[\u00A0\u202F]/g, ' ');

const beside = { id: 'lien-2', subject: actRequest.subject, bodyName: 'CIAS de <Mende>', quality: 'présidente', until: '2026-12-20', sameDocument: false, href: '/signer/def' };
const line: DeskLine = {
  subject: request.subject, number: 'CDFS-48-2026-001', bodyName: request.bodyName, person: 'Mme Nadia <Perrin>', quality: 'maire', samePerson: true, awaited: true, until: '2026-12-05', today: '2026-11-24', timeZone: paris,
  roundState: 'collecting', slotState: 'invited', since: null, byAnother: false, means: null, href: '/signer/abc',
};
const desk = (...lines: DeskLine[]) => <DeskPage frame={frame} token="abc" maskedEmail="a•••••l@mende.example" lines={lines} contact={contact} />;
const reading = readAgreement(linesOf('Convention\nPréambule\nVu la loi <Mende>.\nArticle 1 - Objet\nLa convention a pour objet\u00A0:\n- un accueil\n- un conseil\n1.1 Principes\nUn principe.\nArticle 2 - Durée\nUn an.'));

const pages: Record<string, VNode> = {
  signer: <SignPage frame={frame} request={request} document={document} />,
  'signer, refusé par les contrôles': <SignPage frame={frame} request={request} document={{ ...document, ownPages: [] }} name={{ fullName: 'A', errors: [{ field: 'fullName', message: 'En entier.' }] }} refusal={{ reason: 'non', errors: [{ field: 'reason', message: 'Plus long.' }] }} />,
  'signer, au choix de la voie': <SignPage frame={frame} request={request} document={document} ways={ways} />,
  'signer, SMS impossible': <SignPage frame={frame} request={request} document={document} ways={ways} name={{ fullName: 'A', channel: 'sms', errors: [{ field: 'channel', message: 'Par courriel.' }] }} />,
  code: <CodePage frame={frame} request={request} code={code} />,
  'code par SMS': <CodePage frame={frame} request={request} code={{ ...code, ways, bySms: { masked: ways.maskedMobile, refused: false } }} />,
  'code par SMS refusé': <CodePage frame={frame} request={request} code={{ ...code, ways, bySms: { masked: ways.maskedMobile, refused: true } }} />,
  'mauvais code': <CodePage frame={frame} request={request} code={{ ...code, triesLeft: 1, canResend: false, errors: wrong }} />,
  'signer, une autre personne proposée': <SignPage frame={frame} request={request} document={document} proposed="Nadia <Perrin>" />,
  'signer, proposition à corriger': <SignPage frame={frame} request={request} document={document} proposal={{ typed: { saidBy: '', successorName: 'Nadia <Perrin>', successorEmail: 'x', why: '<b>non' }, errors: [{ field: 'successorEmail', message: 'Une adresse.' }] }} />,
  'signer sans pouvoir arrêter les autres': <SignPage frame={frame} request={{ ...request, blocks: false }} document={document} />,
  'signer, habilitation irrégulière': <SignPage frame={frame} request={request} document={document} irregularities={['La délibération n’est pas transmise. La commune la transmet, puis le maire signe (CGCT, article L2131-1).']} />,
  'signer là où un code ne suffit pas': <SignPage frame={frame} request={strongRequest} document={document} />,
  'là où un code ne suffit pas, habilitation irrégulière': <SignPage frame={frame} request={strongRequest} document={document} irregularities={['La délégation n’est pas publiée.']} />,
  'tout ce qui attend, dont une place du préfet': desk({ ...line, strong: strongRequest.strong }, line),
  'codes épuisés': <CodesExhaustedPage frame={frame} request={request} maskedEmail="a•••••l@mende.example" />,
  'codes épuisés, une autre place ouverte': <CodesExhaustedPage frame={frame} request={request} maskedEmail="a•••••l@mende.example" elsewhere={[{ ...beside, href: '/signer/autre' }]} />,
  'signé par un autre': <SignedByAnotherPage frame={frame} request={request} signedAt="2026-11-24T09:42:00Z" timeZone={paris} by="Mme Nadia <Perrin>, adjointe" />,
  'suivi de qui a signé': follow({}),
  'suivi de qui est attendu': follow({ slotState: 'invited' }),
  'suivi après le délai': follow({ state: 'expired', slotState: 'invited' }),
  'suivi d’une tournée suspendue': follow({ state: 'blocked', slotState: 'refused' }),
  'suivi de qui attend son tour': follow({ slotState: 'waiting' }),
  'suivi d’un document scellé sans l’organisme': follow({ state: 'sealed', slotState: 'declined' }),
  'suivi d’un scellement': follow({ state: 'sealing' }),
  merci: <ThanksPage frame={frame} request={request} outcome={signed} />,
  'signer à deux titres': <SignPage frame={frame} request={{ ...request, awaited: 3 }} document={document} besides={[beside, { ...beside, id: 'lien-3', subject: request.subject, sameDocument: true, href: null }]} name={{ fullName: 'Anne', ticked: ['lien-3'], errors: [{ field: 'places', message: 'Vérifiez.' }] }} />,
  'code à deux titres': <CodePage frame={frame} request={request} code={{ ...code, others: [beside] }} />,
  'code après un arrêt': <CodePage frame={frame} request={request} code={{ ...code, others: [beside], signed: [{ ...beside, bodyName: request.bodyName }], signsHere: false }} />,
  'merci à deux titres': <ThanksPage frame={frame} request={{ ...request, awaited: 1 }} outcome={{ ...signed, sameSitting: { signed: [beside], left: [{ ...beside, quality: 'trésorière' }], missed: [{ ...beside, quality: 'vice-présidente' }] } }} />,
  'tout ce qui attend': desk(line, { ...line, awaited: false, slotState: 'approved', roundState: 'sealed', since: '2026-11-24T09:42:00Z', means: 'simple' }, { ...line, samePerson: false }),
  'rien n’attend': desk({ ...line, awaited: false, slotState: 'refused', roundState: 'blocked', since: '2026-11-24T09:42:00Z' }, { ...line, awaited: false, slotState: 'approved', byAnother: true, roundState: 'expired', href: null }),
  'tout ce qui attend, par un lien qui ne fait que montrer': desk({ ...line, href: null }),
  lecture: <ReadingPage frame={frame} request={request} text={reading} ownParts={[{ annex: 4, title: 'vos structures', lines: ['Espace de <Mende>'] }]} />,
  'lecture par qui n’a rien aux annexes': <ReadingPage frame={frame} request={request} text={reading} ownParts={[]} />,
  refus: <RefusedPage frame={frame} request={request} refusedAt="2026-11-24T09:42:00Z" timeZone={paris} reason="<b>non</b>" />,
  'lien renouvelé': <LinkRenewedPage frame={frame} maskedEmail="a•••••l@mende.example" contact={contact} />,
  'pas votre tour': <NotYourTurnPage frame={frame} request={request} before={13} />,
  suspendue: <SuspendedPage frame={frame} request={request} why="blocked" />,
  'délai passé': <SuspendedPage frame={frame} request={request} why="expired" />,
  'signer un avenant': <SignPage frame={frame} request={actRequest} document={{ ...document, officialAnnexes: [] }} />,
  'code d’un avenant': <CodePage frame={frame} request={actRequest} code={code} />,
  'merci pour un avenant': <ThanksPage frame={frame} request={actRequest} outcome={signed} />,
  'exemplaire d’un avenant': <FinalCopyPage frame={frame} request={actRequest} copy={copy} />,
  exemplaire: <FinalCopyPage frame={frame} request={request} copy={{ sealedAt: '2026-12-01T10:03:00Z', timeZone: paris, signatures: 47, pages: 142, bytes: 3_900_000, finalHash: hash, termEndsOn: '2027-12-31' }} />,
};

test.each(Object.entries(pages))('La page « %s » obéit aux lois d’une page, et n’a pas de menu', (_, page) => {
  const html = renderPage(page);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).not.toMatch(/<Mende>|<Perrin>|<b>non|id="menu"/);
});

describe('La page du signataire', () => {
  test.each([['codes épuisés', false], ['codes épuisés, une autre place ouverte', true]])('« %s » nomme les places où un code signe encore, s’il y en a : %s', (name, told) => expect(/Ce blocage ne vaut que.*href="\/signer\/autre"/s.test(renderPage(pages[name]!))).toBe(told));
  test('dit qui demande, en quelle qualité, et jusqu’à quand', () => {
    const said = text(pages.signer!);
    expect(said).toContain('La préfecture de la Lozère vous demande de signer');
    expect(said).toContain('Vous signez pour : Commune de &lt;Mende>, en qualité de maire.');
    expect(said).toContain('jusqu’au 5 décembre 2026 inclus (dans 11 jours)');
    expect(said).toContain('Les pages qui vous concernent (2)');
  });
  test('montre le texte même que la preuve citera, et sa version', () => {
    const said = text(pages.signer!);
    for (const line of consent.lines(request.bodyName)) expect(said).toContain(line.replace('<', '&lt;').replaceAll(/[\u00A0\u202F]/g, ' '));
    expect(said).toContain(consent.version);
    expect(consent.lines('x')).toHaveLength(5);
  });
  test('nomme le niveau de ce qui sera signé', () => {
    expect(text(pages.signer!)).toContain('Signature électronique simple : ce lien, votre nom tapé et un code.');
    expect(text(pages['tout ce qui attend']!)).toContain('Signature électronique simple');
    expect(text(pages['tout ce qui attend, dont une place du préfet']!).match(/un code reçu n’y suffit pas/g)).toHaveLength(1);
  });
  test('là où un code ne suffit pas, ne propose que les deux autres voies, et ne promet rien de simple', () => {
    const page = pages['signer là où un code ne suffit pas']!;
    expect([...renderPage(page).matchAll(/<form method="post" action="([^"]+)"/g)].map(([, action]) => action)).toEqual(['/signer/abc/refus', '/signer/abc/autre-personne']);
    expect(renderPage(page)).toContain('href="/signer/abc/certificat"');
    expect(text(page)).toContain('demandée pour le préfet : un code reçu n’y suffit pas.');
    expect(text(page)).toContain('Convenez avec elle du moment : Préfecture de la Lozère, 04 66 49 60 00');
    expect(text(page)).not.toMatch(/électronique simple|Recevoir un code|Version du texte/);
    expect(renderPage(pages['là où un code ne suffit pas, habilitation irrégulière']!)).not.toContain('/certificat');
  });
  test('de chaque consentement, la dernière ligne nomme le niveau, et elle seule', () => {
    for (const one of [consent, actConsent]) expect(one.lines('x').map((words) => /électronique simple/.test(words))).toEqual([false, false, false, false, true]);
    expect(commitmentsFor(strongRequest)).toEqual(consent.lines(request.bodyName).slice(0, -1));
    expect(commitmentsFor(request)).toEqual(consent.lines(request.bodyName));
  });
  test('n’agit que par des formulaires, jamais par un lien', () => {
    const html = renderPage(pages.signer!);
    expect([...html.matchAll(/<form method="post" action="([^"]+)"/g)].map(([, action]) => action)).toEqual(['/signer/abc/code', '/signer/abc/refus', '/signer/abc/autre-personne']);
    expect(html).not.toMatch(/<a[^>]*href="[^"]*\/(signature|refus|code)"/);
  });
  test('garde ce qui a été tapé et déplie le refus à corriger', () => {
    const html = renderPage(pages['signer, refusé par les contrôles']!);
    expect(html).toMatch(/id="fullName"[^>]*value="A"/);
    expect(html).toContain('>non</textarea>');
    expect(html).toMatch(/aria-expanded="true" aria-controls="refuser"/);
  });
});

describe('Les pages d’un avenant', () => {
  test.each(['signer un avenant', 'code d’un avenant', 'merci pour un avenant', 'exemplaire d’un avenant'])('« %s » nomme l’avenant, jamais les annexes ni une échéance', (name) => {
    const said = text(pages[name]!);
    expect(said).toMatch(/[Aa]venant nᵒ 1 à la convention CDFS-48-2026-001/);
    if (name === 'signer un avenant') expect(said).toContain('vous demande de signer cet acte, avec 2 autres organismes. Sa date d’effet');
    expect(said).not.toMatch(/sept annexes|convention France Services de|Dernier jour de la convention|undefined|\bnull\b/);
  });
  test('le consentement a ses propres mots et sa propre version, que la preuve retrouve', () => {
    const said = text(pages['signer un avenant']!);
    for (const line of actConsent.lines(request.bodyName)) expect(said).toContain(line.replace('<', '&lt;').replaceAll(/[\u00A0\u202F]/g, ' '));
    expect(said).toContain(`: ${actConsent.version}.`);
    expect(consentLines(actConsent.version, 'x')).toEqual(actConsent.lines('x'));
    expect(consentLines(consent.version, 'x')).toEqual(consent.lines('x'));
    expect(() => consentLines('2020-01', 'x')).toThrow('unknown');
  });
});

describe('La page du code', () => {
  test('propose un clavier de chiffres et le remplissage automatique, sans répéter un code tapé', () => {
    const html = renderPage(pages['mauvais code']!);
    expect(html).toMatch(/<input[^>]*id="code"[^>]*autocomplete="one-time-code" inputmode="numeric" maxlength="6"/i);
    expect(html).not.toMatch(/id="code"[^>]*value=/);
    expect(text(pages['mauvais code']!)).toContain('Il vous reste un essai.');
  });
  test('un autre code ne se demande pas aussitôt', () => {
    expect(text(pages.code!)).toContain('Recevoir un autre code');
    expect(text(pages['mauvais code']!)).not.toContain('Recevoir un autre code');
  });
});

test('Le merci date la signature et dit qui l’on attend encore', () => {
  expect(text(pages.merci!)).toContain('C’est signé, le 24 novembre 2026 à 10 h 42.');
  expect(text(pages.merci!)).toContain('Il manque encore 13 signatures : 9 gestionnaires.');
  expect(awaitedSentence(0, [])).toContain('la dernière');
});

test.each<[DeadReason, string | null, string | null]>([
  ['deadline', 'a•••••l@mende.example', '/signer/abc/nouveau-lien'],
  ['expired', 'a•••••l@mende.example', '/signer/abc/nouveau-lien'],
  ['signed', 'a•••••l@mende.example', '/signer/abc/nouveau-lien'],
  ['superseded', 'a•••••l@mende.example', '/signer/abc/nouveau-lien'],
  ['superseded', null, null],
  ['handed_over', null, null],
  ['abandoned', null, null],
  ['unknown', null, '/mes-liens'],
])('Un lien mort (%s, adresse %s) mène au bon par un seul bouton, ou dit qu’il n’y a rien à faire', (reason, maskedEmail, action) => {
  const html = renderPage(<DeadLinkPage frame={frame} token="abc" reason={reason} maskedEmail={maskedEmail} contact={reason === 'unknown' ? null : contact} />);
  expect(brokenPageLaws(html)).toEqual([]);
  expect([...html.matchAll(/<form method="post" action="([^"]+)"/g)].map(([, found]) => found)).toEqual(action ? [action] : []);
  if (!action) expect(html).toContain(contact.phone);
});

test('La page de suivi ne signe rien : elle propose un lien pour signer à qui est attendu, et à personne d’autre', () => {
  const actions = (page: VNode) => [...renderPage(page).matchAll(/<form method="post" action="([^"]+)"/g)].map(([, action]) => action);
  expect(actions(pages['suivi de qui est attendu']!)).toEqual(['/signer/abc/nouveau-lien']);
  for (const name of Object.keys(pages).filter((name) => /^suivi/.test(name) && name !== 'suivi de qui est attendu')) expect(actions(pages[name]!)).toEqual([]);
});

test('Une habilitation irrégulière se dit avant de signer, et la page ne demande alors ni nom ni code', () => {
  const html = renderPage(pages['signer, habilitation irrégulière']!);
  expect(text(pages['signer, habilitation irrégulière']!)).toContain('La délibération n’est pas transmise.');
  expect(html).not.toContain('/signer/abc/code');
  expect(html).not.toMatch(/nulle/);
});

test('Un refus qui n’arrête pas les autres ne dit pas qu’il suspend tout', () => {
  expect(text(pages['signer sans pouvoir arrêter les autres']!)).toContain('le document sera conclu sans vous');
  expect(text(pages['signer sans pouvoir arrêter les autres']!)).not.toContain('suspend');
  expect(text(pages.signer!)).toContain('suspend la signature pour toutes les parties');
});

describe('Plusieurs places pour une personne', () => {
  test('chaque titre est une case à part, vide tant qu’elle n’a pas été cochée, avec ce qu’elle engage et de quoi lire', () => {
    const html = renderPage(pages['signer à deux titres']!);
    expect([...html.matchAll(/<input type="checkbox"[^>]*value="([^"]+)"( checked)?/g)].map(([, value, checked]) => [value, checked !== undefined])).toEqual([['lien-2', false], ['lien-3', true]]);
    const said = text(pages['signer à deux titres']!);
    expect(said).toContain('Tout ce qui vous attend (3)');
    for (const line of actConsent.lines('CIAS de <Mende>')) expect(said).toContain(line.replace('<', '&lt;').replaceAll(/[\u00A0\u202F]/g, ' '));
    expect(html).toMatch(/<a href="\/signer\/def" target="_blank"/);
    expect(renderPage(pages.signer!)).not.toContain('type="checkbox"');
  });
  test('un autre code se demande pour les mêmes places, et jamais pour une place déjà signée', () => {
    expect(renderPage(pages['code à deux titres']!)).toContain('<input type="hidden" name="places" value="lien-2"');
    const after = text(pages['code après un arrêt']!);
    expect(after).toContain('Il vous reste à signer');
    expect(after).toContain('C’est déjà signé pour');
    expect(after).not.toContain('Vous signez pour');
    expect(renderPage(pages['code après un arrêt']!)).not.toContain('/signer/abc/code"');
  });
  test('après la signature, ce qui reste se voit et se reprend', () => {
    expect(renderPage(pages['merci à deux titres']!)).toContain('href="/signer/abc/code"');
    expect(text(pages['merci à deux titres']!)).not.toContain('vous n’avez plus rien à faire');
    expect(text(pages.merci!)).not.toContain('Dans la même séance');
  });
});

describe('La page de tout ce qui attend', () => {
  test('compte ce qui attend la personne, et nomme à part ce qui attend une autre', () => {
    const said = text(pages['tout ce qui attend']!);
    expect(said).toContain('Tout ce qui vous attend (1)');
    expect(said).toContain('Pour une autre personne, à cette même adresse');
    expect(said).toContain('Ouvrir la page de Mme Nadia &lt;Perrin>');
    expect(said).toContain('Signature électronique simple : un nom tapé et un code reçu par courriel');
    expect(text(pages['rien n’attend']!)).toContain('Une autre personne a signé pour cet organisme');
  });
  test('n’a aucun formulaire, sinon celui qui demande les liens par courriel', () => {
    const actions = (page: VNode) => [...renderPage(page).matchAll(/<form method="post" action="([^"]+)"/g)].map(([, action]) => action);
    expect(actions(pages['tout ce qui attend']!)).toEqual([]);
    expect(actions(pages['tout ce qui attend, par un lien qui ne fait que montrer']!)).toEqual(['/signer/abc/en-attente/nouveau-lien']);
  });
});

test('La version à lire a un titre par article, une liste par énumération, et ce qui concerne l’organisme d’abord', () => {
  const html = renderPage(pages.lecture!);
  expect([...html.matchAll(/<h([1-4])/g)].map(([, level]) => level).slice(0, 4)).toEqual(['1', '2', '2', '3']);
  expect(html).toMatch(/<ul><li>un accueil<\/li><li>un conseil<\/li><\/ul>/);
  expect(html).toContain('href="#article-2"');
  const inTable = readAgreement([...linesOf('Article 1 - Objet\nAvant.'), { text: 'Cellule', where: 'ligne 3', inTable: true }, { text: 'Autre', where: 'ligne 4', inTable: true }]);
  const said = text(<ReadingPage frame={frame} request={request} text={inTable} ownParts={[]} />);
  expect(said).not.toContain('Cellule');
  expect(said.match(/Ici, un tableau/g)).toHaveLength(1);
  expect(text(pages['lecture par qui n’a rien aux annexes']!)).not.toContain('Annexe 4');
});

describe('par où le code arrive', () => {
  const radio = (page: VNode, channel: string) => new RegExp(`name="channel" value="${channel}" checked`).test(renderPage(page));

  test('sans passerelle ou sans numéro, rien ne parle de SMS', () => {
    for (const page of [pages.signer!, pages.code!, pages['mauvais code']!, desk(line)]) expect(renderPage(page)).not.toMatch(/SMS|name="channel"/);
    expect(text(pages.signer!)).toContain('Nous vous enverrons ensuite un code par courriel.');
  });
  test('le courriel est choisi d’avance, puis ce que la personne a choisi', () => {
    expect([radio(pages['signer, au choix de la voie']!, 'mail'), radio(pages['signer, au choix de la voie']!, 'sms')]).toEqual([true, false]);
    expect(radio(pages['signer, SMS impossible']!, 'sms')).toBe(true);
    expect(radio(pages['code par SMS']!, 'sms')).toBe(true);
  });
  test('la page du code dit où il est allé ; un numéro refusé mène au courriel', () => {
    expect(text(pages['code par SMS']!)).toContain('Un code à six chiffres a été envoyé par SMS au 06 •• •• •• 78.');
    expect(text(pages['code par SMS refusé']!)).toContain('Aucun SMS ne peut être envoyé au 06 •• •• •• 78. Demandez un autre code, par courriel.');
    expect(text(pages['code par SMS refusé']!)).not.toContain('a été envoyé');
    expect(radio(pages['code par SMS refusé']!, 'mail')).toBe(true);
  });
  test('l’écran de ce qui attend dit les deux voies à qui les a', () => {
    expect(text(desk({ ...line, bySms: true }))).toContain('un code reçu par courriel ou par SMS.');
    expect(text(desk({ ...line, bySms: true, means: 'handwritten' }))).not.toContain('SMS');
  });
});
