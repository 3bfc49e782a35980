import { foreseen, legalDay, signedTerm } from '#libs/domain';
import { brokenPageLaws } from '#libs/ui';
import { refusals } from './refusals.js';
import { agreementOf, amendmentOf, certificateOf, examples, reportOf, signatureOf, standingOf, timestampOf } from './verification.examples.js';
import { isDemonstration, verdictSentence, verdictWords } from './verdict.js';
import { reasonSentence, reasonSentences, unreadableSentence } from './verification-sentences.js';
import { changesAfterSignatures, levelWords, momentWords, trustWords } from './verification-words.js';
import { legalStatusOf, statusWords } from './agreement-status.js';

const plain = (text: string) => text.replaceAll(/[\u00A0\u202F]/g, ' ');
/** The laws of a page, on one sentence: only its typography can break them here. */
const looseTypography = (sentence: string) => brokenPageLaws(`<p>${sentence}</p>`).filter((law) => law.startsWith('loose'));
const everything = [...Object.values(reasonSentences), ...Object.values(levelWords), ...Object.values(trustWords).map(({ sentence }) => sentence), ...Object.values(refusals).flatMap(({ sentence, next }) => [sentence, next])];

test.each(everything)('« %s » est une phrase de français', (sentence) => {
  expect(sentence).toMatch(/^[A-ZÀÉ].*\.$/);
  expect(looseTypography(sentence)).toEqual([]);
});

test('deux constats différents ne se disent pas de la même façon', () => {
  const sentences = Object.values(reasonSentences);
  expect(sentences.filter((sentence, index) => sentences.indexOf(sentence) !== index)).toEqual([]);
});

test('un code publié par une version plus récente est montré tel quel', () => {
  expect(reasonSentence('DIGEST_MISMATCH')).toBe('Le contenu du fichier n’est pas celui qui a été signé.');
  expect(reasonSentence('CODE_OF_TOMORROW')).toBe('Constat technique CODE_OF_TOMORROW.');
  expect(reasonSentence('toString')).toBe('Constat technique toString.');
});

test('les erreurs de lecture ont leur phrase, les nôtres non', () => {
  expect(unreadableSentence('PDF_ENCRYPTED')).toContain('mot de passe');
  expect(unreadableSentence('KEY_DESTROYED')).toBeNull();
  expect(unreadableSentence('toString')).toBeNull();
});

describe('La phrase du verdict', () => {
  test('sans rien savoir de la convention, compte les places vides du fichier', () => {
    const { report } = examples.intermédiaire!;
    expect(plain(verdictSentence(report))).toBe('Document intact : version intermédiaire, 20 signatures sur 21, sans cachet.');
  });
  test('compte les personnes, ni le cachet ni la certification ni deux fois la même', () => {
    const twice = reportOf({ signatures: [signatureOf('slot_1'), signatureOf('slot_2'), signatureOf('seal', { signer: 'Cachet' })] });
    expect(plain(verdictSentence(twice))).toBe('Document intact, signé par 1 personne.');
    expect(verdictSentence(reportOf({ signatures: [signatureOf('seal')], certification: null }))).toBe('Document intact, revêtu d’un cachet.');
  });
  test('ne prête pas la vigueur d’une convention à un fichier qui l’imite', () => {
    expect(verdictSentence(reportOf(), standingOf({}, { match: 'lookalike' }))).not.toContain('en vigueur');
  });
});

test.each([
  ['collecting', '2026-12-01', 'signing'], ['blocked', '2026-12-01', 'signing'], ['expired', '2026-12-01', 'signing'], ['sealing', '2026-12-01', 'sealing'],
  ['sealed', '2027-12-31', 'in_force'], ['sealed', '2028-01-01', 'term_reached'], ['abandoned', '2028-01-01', 'abandoned'],
] as const)('une convention %s est, le %s : %s', (state, today, status) => {
  expect(legalStatusOf({ state, termEndsOn: '2027-12-31', subject: agreementOf().subject }, today)).toBe(status);
});

test.each([['collecting', 'signing'], ['sealing', 'sealing'], ['sealed', 'act_signed'], ['abandoned', 'abandoned']] as const)('un avenant %s est %s, quel que soit le jour, et se dit avec ses mots', (state, status) => {
  const amendment = amendmentOf({ state });
  expect(legalStatusOf(amendment, '2040-01-01')).toBe(status);
  expect(statusWords(status).sentence(amendment)).not.toMatch(/La convention est|signée|Elle/);
});

test('un avenant signé de tous est vert sans prétendre être en vigueur', () => {
  const standing = standingOf(amendmentOf());
  expect(verdictSentence(reportOf(), standing)).toMatch(/complet et scellé\.$/);
  expect(verdictWords(reportOf(), standing).tone).toBe('success');
});

test('est de démonstration ce que notre autorité a délivré en démonstration, et ce qui le dit soi-même', () => {
  expect(isDemonstration(reportOf(), null)).toBe(false);
  expect(isDemonstration(reportOf(), 'Paraphe – autorité de certification')).toBe(true);
  expect(isDemonstration(reportOf(), 'Une autre autorité')).toBe(false);
  expect(isDemonstration(reportOf({ documentTimestamps: [timestampOf({ authority: certificateOf({ commonName: 'Horodatage de DÉMONSTRATION' }) })] }), null)).toBe(true);
});

test('l’heure se dit selon ce qui la prouve', () => {
  const moment = (change: Parameters<typeof signatureOf>[1]) => plain(Object.values(momentWords(signatureOf('a', change), 'Europe/Paris')).join('. '));
  expect(moment({ signedAtSource: 'document_timestamp' })).toBe('Signé au plus tard le 24 novembre 2026 à 10 h 42. Heure prouvée par l’horodatage posé ensuite sur le document.');
  expect(moment({ signedAtSource: 'claimed' })).toContain('Heure déclarée');
  expect(moment({ signedAt: null, signedAtSource: null })).toContain('Date inconnue');
});

test('un changement que deux signatures suivent est dit une fois ; permis par l’une et interdit par l’autre, il est interdit', () => {
  const change = { revision: 4, kind: 'annotation', objects: [7] } as const;
  const changes = changesAfterSignatures([signatureOf('a', { modifications: [{ ...change, permitted: true }] }), signatureOf('b', { modifications: [{ ...change, permitted: false }, { ...change, permitted: false }] })]);
  expect(changes.map(({ permitted, revisions }) => ({ permitted, revisions }))).toEqual([{ permitted: false, revisions: [4] }]);
});

describe('Une convention dont la vie est connue', () => {
  const signed = signedTerm({
    inForceSince: legalDay('2026-12-01'), firstTermEndsOn: legalDay('2027-12-31'), renewalMonths: 12, capEndsOn: legalDay('2029-12-31'), capFollows: 'latest', noticeMonths: 6, noticeEffect: 'term', denunciation: 'individual', gestionnaireIds: ['g'],
  });
  const on = (today: string, change: Partial<typeof signed> = {}) => {
    const life = { ...foreseen({ state: 'signed', facts: { ...signed, ...change } }, legalDay(today)), signedOn: legalDay('2026-11-24'), parties: [], versions: [] };
    const agreement = agreementOf({ life });
    const status = legalStatusOf(agreement, today);
    return [status, statusWords(status).sentence(agreement)];
  };
  const said = (today: string) => on(today).map((text) => plain(text).replace(/^.*? à 11 h 03\. /, ''));
  test('dit son état du jour, et non son premier terme', () => {
    expect(said('2026-11-30')).toEqual(['not_in_force_yet', 'Elle entre en vigueur le 1er décembre 2026.']);
    expect(said('2027-12-31')).toEqual(['in_force', 'Elle est en vigueur jusqu’au 31 décembre 2027.']);
    expect(said('2028-01-01')).toEqual(['in_force', 'Elle est en vigueur jusqu’au 31 décembre 2028, reconduite 1 fois.']);
    expect(on('2030-01-01')[0]).toBe('executed_in_fact');
    expect(said('2030-01-01')[1]).toMatch(/^Elle est échue depuis le 31 décembre 2029\. /);
  });
  test('ses phrases sont de bon français, et n’y manquent jamais une espace', () => {
    for (const today of ['2026-11-30', '2027-12-31', '2028-01-01', '2030-01-01']) expect(looseTypography(String(on(today)[1]))).toEqual([]);
  });
});
