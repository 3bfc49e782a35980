import { brokenPageLaws } from '#libs/ui';
import { refusals } from './refusals.js';
import { certificateOf, examples, reportOf, signatureOf, standingOf, timestampOf } from './verification.examples.js';
import { isDemonstration, verdictSentence } from './verdict.js';
import { reasonSentence, reasonSentences, unreadableSentence } from './verification-sentences.js';
import { changesAfterSignatures, levelWords, momentWords, trustWords } from './verification-words.js';
import { legalStatusOf } from './agreement-status.js';

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
  expect(legalStatusOf({ state, termEndsOn: '2027-12-31' }, today)).toBe(status);
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
