import { addresseesOf, defaultReadings, draftedWithdrawal, instant, legalDay, signedTerm, statesOf, withdrawalWorkflow } from '#libs/domain';
import type { Addressee, NoticeLetter, WithdrawalFacts, WithdrawalState } from '#libs/domain';
import type { AgreementParty, AgreementRow } from '#libs/features/agreement';
import { brokenPageLaws, countWords, maxMailWords, maxSubjectLength, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { foresee } from './foresight.js';
import { AuthorityPage, GeneralInterestPage, NotProvidedPage, ReceivedPage, StartPage } from './notice-file.views.js';
import { letterCommands } from './notice-input.js';
import { LettersPage, PreviewPage } from './notice-letters.views.js';
import { NoticePage, NoticesPage } from './notice-page.views.js';
import { noticeLetter, noticeReceipt } from './notice-prints.js';
import { readersOf, scanReadersOf } from './notice-printer.js';
import { rulesOn } from './notice-rules.js';
import { rightsOn } from './notice-rights.js';
import { noticeTimeline } from './notice-timeline.js';
import { namesOf, stateSentence } from './notice-words.js';
import { accordCadreMail, missingDeliveryMail, newsMail, unreceivedMail } from './withdrawal.mails.js';
import type { WithdrawalRow } from './withdrawal.store.js';
import type { NoticeFile, Opening } from './withdrawals.js';
import { demonstrationDossier } from '#libs/features/directory';
import { noticeLetterPrint, noticeReceiptPrint } from '#libs/features/papers';

const day = legalDay;
const frame: Frame = { brand: null, demonstration: true, user: null, signInHref: '/connexion', navigation: [], path: '/', csrf: 'jeton', flash: [], accessibility: 'non' };
const today = day('2027-01-05');
const term = signedTerm({ inForceSince: day('2026-07-01'), firstTermEndsOn: day('2027-06-30'), renewalMonths: 12, capEndsOn: day('2031-12-31'), capFollows: 'latest', noticeMonths: 6, noticeEffect: 'term', denunciation: 'individual', gestionnaireIds: ['commune', 'caf'] });
const agreement: AgreementRow = { id: 'a1', number: 'CDFS-48-2026-001', departementCode: '48', timeZone: 'Europe/Paris', roundId: 'r', state: 'in_force', facts: term, readings: defaultReadings, signedOn: day('2026-07-01'), createdAt: new Date('2026-07-01T08:00:00Z') };
const party = (partyId: string, kind: AgreementParty['kind'], name: string): AgreementParty => ({ partyId, kind, name, since: day('2026-07-01'), until: null });
const parties = [party('prefet', 'prefet', 'L’État'), party('commune', 'gestionnaire', 'Commune de <b>Langogne'), party('caf', 'gestionnaire', 'Association Familles'), party('cidff', 'local_partner', 'CIDFF')];
const nameOf = namesOf(parties);
const readings = { ...defaultReadings, 'denonciation.destinataire': 'toutes_les_parties' } as const;
const commune = { id: 'commune', kind: 'gestionnaire' } as const;
const others = parties.filter(({ partyId }) => partyId !== 'commune').map(({ partyId: id, kind }) => ({ id, kind }));
const addressees: Addressee[] = addresseesOf(commune, { concerned: [], others }, defaultReadings);
const drafted: WithdrawalFacts = { ...draftedWithdrawal({ id: 'w1', termId: 'a1', party: commune, addressees, form: 'letter_or_receipt', rules: rulesOn(agreement, day('2026-12-28'), today) }), authority: { kind: 'deliberation', reference: '2026-114', decidedOn: day('2026-12-01'), transmittedOn: null } };
const letter: NoticeLetter = { id: 'l1', addresseeId: 'prefet', mode: 'registered_letter', trackingNumber: 'RR473124829FR', sentOn: day('2026-12-28'), presentedOn: day('2026-12-30'), deliveredOn: day('2027-01-04'), outcome: 'delivered', decisionReason: null };
const late: WithdrawalFacts = { ...drafted, letters: [letter], awaitedSince: day('2026-12-28'), leavesOn: day('2028-06-30'), examinations: [{ gestionnaireId: 'caf', on: today, remark: 'Vu.' }], cancelReason: null };
const rowOf = (state: WithdrawalState, facts = late): WithdrawalRow => ({ id: 'w1', agreementId: 'a1', departementCode: '48', timeZone: 'Europe/Paris', filedBy: 'commune', received: false, state, facts, createdAt: new Date('2026-12-28T09:00:00Z'), createdBy: 'p' });
const clerk = { role: 'prefecture', departementCode: '48', organisationId: null, accountId: null } as const;
const fileOf = (row: WithdrawalRow): NoticeFile => ({ row, agreement, today, parties, rights: rightsOn(row, clerk) });
const opening: Opening = { agreement, today, parties, bound: parties, me: parties[1]!, registrable: parties.slice(1) };
const typed = addressees.map(() => ({ mode: '', tracking: '"', sentOn: '', presentedOn: '', deliveredOn: '', outcome: 'delivered' }));
const errors = [{ field: 'lettre_0_tracking', message: 'Le numéro manque.' }];
const noticePage = (row: WithdrawalRow) => <NoticePage frame={frame} file={fileOf(row)} nameOf={nameOf} papers={[]} timeline={noticeTimeline(row, [], nameOf)} typed={null} />;
const text = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/[\s\u00a0\u202f]+/g, ' ');

const pages = {
  'la première page': <StartPage frame={frame} opening={opening} rules={drafted.rules} hosts={[]} first="" />,
  'le choix d’un gestionnaire': <StartPage frame={frame} opening={{ ...opening, me: parties[3]! }} rules={{ ...drafted.rules, laterTerms: [], capKnown: false }} hosts={parties.slice(1, 3)} first="" errors={[{ field: 'premier', message: 'Choisissez.' }]} />,
  'à tout moment': <StartPage frame={frame} opening={opening} rules={{ ...drafted.rules, effect: 'rolling' }} hosts={[]} first="" />,
  'non prévu, préfet': <NotProvidedPage frame={frame} agreement={agreement} isClerk />,
  'non prévu, partenaire national': <NotProvidedPage frame={frame} agreement={agreement} isClerk={false} />,
  'intérêt général': <GeneralInterestPage frame={frame} agreement={agreement} window={{ from: '2026-07-01', until: '2027-06-30' }} form={{ endsOn: '', reason: '<script>' }} errors={[{ field: 'reason', message: 'Donnez le motif.' }]} />,
  'lettre reçue': <ReceivedPage frame={frame} opening={opening} chosen="caf" />,
  'personne dont recevoir': <ReceivedPage frame={frame} opening={{ ...opening, registrable: [] }} chosen="" />,
  'le pouvoir': <AuthorityPage frame={frame} row={rowOf('drafted', drafted)} agreement={agreement} today={today} form={{ kind: '', reference: '', decidedOn: '', transmittedOn: '' }} />,
  'les lettres': <LettersPage frame={frame} file={fileOf(rowOf('drafted', drafted))} nameOf={nameOf} typed={typed} errors={errors} received={false} mine={null} />,
  'ce qui a été reçu': <LettersPage frame={frame} file={fileOf({ ...rowOf('drafted', drafted), received: true })} nameOf={nameOf} typed={typed} errors={[]} received mine="prefet" />,
  'vérifier': <PreviewPage frame={frame} file={fileOf(rowOf('drafted', drafted))} nameOf={nameOf} typed={typed} received={false} foreseen={late} refusal={null} />,
  'vérifier, refusé': <PreviewPage frame={frame} file={fileOf(rowOf('drafted', drafted))} nameOf={nameOf} typed={typed} received={false} foreseen={null} refusal="Le départ de cette partie est déjà enregistré." />,
  'la liste': <NoticesPage frame={frame} opening={opening} rows={[rowOf('late')]} nameOf={nameOf} actions={[{ label: 'Dénoncer', href: '/x' }]} />,
};

describe.each(Object.entries(pages))('%s', (_, page) => {
  test('suit les lois d’une page', () => expect(brokenPageLaws(renderPage(page))).toEqual([]));
  test('n’ouvre pas de balise venue d’un nom', () => expect(renderPage(page)).not.toMatch(/<b>Langogne|<script>/));
});

describe.each(statesOf(withdrawalWorkflow).map((state) => [state]))('la page d’un préavis « %s »', (state) => {
  test('suit les lois d’une page', () => expect(brokenPageLaws(renderPage(noticePage(rowOf(state, state === 'drafted' ? drafted : { ...late, cancelReason: state === 'cancelled' ? 'Erreur de saisie.' : null }))))).toEqual([]));
});

test('un préavis tardif dit, seul, pourquoi : le jour, les mois, le dernier jour utile, l’écart, et ce qui suit', () => {
  const shown = text(renderPage(noticePage(rowOf('late'))));
  for (const words of ['4 jours trop tard', 'Il aurait été à temps si l’expédition ou la première présentation avait compté', 'Reçu le 4 janvier 2027', 'le 4 juillet 2027', 'jeudi 31 décembre 2026', 'jamais reporté', '30 juin 2028', 'Convention, article 7', 'n° 17-11.312, par analogie', 'Irrégulière']) expect(shown).toContain(words);
});

test('les trois lectures sont côte à côte, et celle qui décide est nommée', () => {
  const shown = text(renderPage(noticePage(rowOf('late'))));
  expect(shown).toMatch(/Expédition 28 décembre 2026 à temps 30 juin 2027 Première présentation 30 décembre 2026 à temps 30 juin 2027 Remise décide 4 janvier 2027 tardif 30 juin 2028/);
});

test('le dernier jour utile vient avant le premier champ', () => {
  const html = renderPage(pages['les lettres']);
  expect(html.indexOf('Dernier jour utile')).toBeGreaterThan(0);
  expect(html.indexOf('Dernier jour utile')).toBeLessThan(html.indexOf('lettre_0_mode'));
});

test('une lettre reçue à temps et saisie plus tard montre les deux jours', () => {
  const line = { subject: 'withdrawal', subjectId: 'w1', recordedAt: instant('2027-02-03T09:42:00Z'), effectiveOn: day('2027-02-03'), actor: { kind: 'account', id: 'p', departement: '48', role: 'gestionnaire', organisation: 'caf' } as const, event: 'recordOutcome', payload: { letterId: 'l1', outcome: 'delivered', deliveredOn: '2026-12-03' }, stateFrom: 'sent', stateTo: 'accepted_in_time', basis: null, rank: 2, previousHash: '', hash: '' };
  const [received, , settled] = noticeTimeline(rowOf('accepted_in_time'), [line], nameOf);
  expect(received).toMatchObject({ at: '3\u00a0décembre\u00a02026', title: 'Lettre au Préfet\u00a0: remise à son destinataire' });
  expect(text(String(received!.detail))).toBe('Saisi le 3 février 2027 à 10 h 42 par Association Familles : c’est le jour ci-dessus qui compte.');
  expect(settled).toMatchObject({ title: 'Réception établie\u00a0: préavis à temps' });
});

describe('les pièces imprimées', () => {
  const around = { row: rowOf('late'), agreement, dossier: demonstrationDossier(), nameOf, structures: ['France Services Langogne'], demonstration: true };
  test('la lettre se remplit, même sans délibération encore prise', () => {
    for (const facts of [drafted, { ...drafted, authority: null }]) {
      const data = noticeLetterPrint.parse(noticeLetter({ ...around, row: rowOf('drafted', facts) }, addressees[0]!, today));
      expect(data).toMatchObject({ kind: 'denonciation', decides: true, lastUsefulDay: '31\u00a0décembre\u00a02026', effectOn: '30\u00a0juin\u00a02027', months: 'six\u00a0mois' });
    }
  });
  test('le récépissé porte la réponse, ses raisons et les trois lectures', () => {
    const data = noticeReceiptPrint.parse(noticeReceipt({ ...around, letterIds: ['l1'], filedAt: '2026-12-28T09:00:00Z', filedBy: 'Commune', attachments: [], today }));
    expect(data.readings.map(({ kept }) => kept)).toEqual(['', '', 'retenue']);
    expect(data.verdict).toMatchObject({ provisional: false, effectOn: '30\u00a0juin\u00a02028' });
  });
});

describe('les courriels', () => {
  const m = { name: 'Hélène Bastide', departementName: 'Alpes-de-Haute-Provence', number: 'CDFS-04-2026-001', url: 'https://x.example/preavis/1', party: 'Communauté de communes des Hautes Terres de l’Aubrac', notice: 'dénonciation', contact: { name: 'Préfecture', email: 'a@b.example', phone: '04' }, demonstration: true };
  const sentences = (['individual', 'collective'] as const).flatMap((denunciation) => statesOf(withdrawalWorkflow).map((state) => ({ state, sentence: stateSentence(rowOf(state), m.party, today, { ...term, denunciation }) })));
  const mails = [
    ...(['filed', 'examined', 'settled', 'cancelled', 'effective', 'fallen'] as const).flatMap((what) => sentences.flatMap((one) => ['retrait', 'dénonciation'].map((notice) => newsMail({ ...m, notice }, { what, ...one })))),
    missingDeliveryMail(m, { missing: ['L’État', 'Commune de Langogne'], notifyBy: day('2027-01-10'), today }), missingDeliveryMail(m, { missing: ['L’État'], notifyBy: null, today }),
    unreceivedMail(m, { addressee: 'L’État', outcome: 'Avisée et non réclamée', notifyBy: day('2027-01-10') }), accordCadreMail(m),
  ];
  test('tiennent en peu de mots, et leur objet sur une ligne de téléphone', () => {
    for (const mail of mails) {
      expect(mail.subject.length).toBeLessThanOrEqual(maxSubjectLength);
      expect(countWords(mail)).toBeLessThanOrEqual(maxMailWords);
    }
  });
});

test('la lecture signée qui veut la réception par toutes les parties fait compter chacune', () => {
  expect(addresseesOf(commune, { concerned: [], others }, readings).every(({ decides }) => decides)).toBe(true);
  const foreseen = foresee({ withdrawal: { state: 'drafted', facts: { ...drafted, addressees: addresseesOf(commune, { concerned: [], others }, readings) } }, term: { state: 'in_force', facts: term } }, letterCommands('w1', [{ addresseeId: 'prefet', mode: 'hand_delivery', trackingNumber: null, sentOn: day('2026-12-01'), outcome: 'delivered', presentedOn: day('2026-12-01'), deliveredOn: day('2026-12-01') }], addressees, drafted.rules), { today, at: instant('2027-01-05T09:00:00Z'), timeZone: 'Europe/Paris' });
  expect(foreseen).toMatchObject({ accepted: true, withdrawal: { state: 'sent' } });
});

describe('la lecture signée qui fait partir tous les gestionnaires ensemble', () => {
  const together = { denunciation: 'collective', gestionnaireIds: ['commune', 'caf'] } as const;
  test('reçue à temps, une dénonciation dit sa condition', () => {
    expect(stateSentence(rowOf('accepted_in_time'), 'Commune', today, together)).toContain('À une condition');
    expect(stateSentence(rowOf('accepted_in_time'), 'Commune', today, { ...together, denunciation: 'individual' })).not.toContain('condition');
  });
  test('son jour venu, elle n’a fait partir personne tant que l’autre n’a pas dénoncé', () => {
    expect(stateSentence(rowOf('effective'), 'Commune', today, together)).toMatch(/sans effet.*Commune reste partie/);
    expect(stateSentence(rowOf('effective'), 'Commune', today, { ...together, gestionnaireIds: [] })).toContain('a quitté la convention');
    const mail = newsMail({ name: 'X', departementName: 'Lozère', number: 'C-1', url: 'https://x.example', party: 'Commune', notice: 'dénonciation', contact: { name: 'P', email: 'a@b.example', phone: '04' }, demonstration: false }, { what: 'fallen', sentence: stateSentence(rowOf('effective'), 'Commune', today, together), state: 'effective' });
    expect([mail.subject, mail.text]).toEqual([expect.stringContaining('une dénonciation reste sans effet'), expect.not.stringContaining('a quitté')]);
  });
});

test('qui peut joindre une pièce la lit ensuite, quand même il n’est qu’informé', () => {
  const informed = { role: 'gestionnaire', departementCode: '48', organisationId: 'caf', accountId: null } as const;
  expect([rightsOn(rowOf('sent'), informed).attach, readersOf(rowOf('sent')).includes('caf'), scanReadersOf(rowOf('sent'), 'caf')]).toEqual([true, false, ['commune', 'prefet', 'caf']]);
  expect(scanReadersOf(rowOf('sent'), null)).toEqual(readersOf(rowOf('sent')));
});
