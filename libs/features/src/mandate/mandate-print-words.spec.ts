import { defaultMandateReadings, demarches, instant, legalDay, newMandateFacts } from '#libs/domain';
import type { MandateEnd, MandateFacts, MandateSignature } from '#libs/domain';
import { endReceiptPrint, mandatePrint, mandateToSignPrint } from '#libs/features/papers';
import { receiptWords, signedWords, toSignWords } from './mandate-print-words.js';
import type { MandatePrint, ReceiptPrint } from './mandate-printed.js';

const place = { publicUrl: 'https://paraphe.example', demonstration: true };
const hash = '9f2c41d7'.repeat(8);
const code = '0123456789ABCDEF';
const nb = (text: string) => text.replaceAll('~', '\u00a0');

function facts(given: Partial<MandateFacts> = {}, timeZone = 'Europe/Paris'): MandateFacts {
  return {
    ...newMandateFacts({ id: 'm-1', timeZone, structureId: 's-1', gestionnaireId: 'g-1', agentId: 'a-1', startedOn: legalDay('2026-08-31'), readings: defaultMandateReadings }),
    informedAt: instant('2026-08-31T08:40:12Z'), identifiedAt: instant('2026-08-31T08:41:03Z'), definedAt: instant('2026-08-31T08:43:00Z'), identityDocument: 'passport',
    scope: [{ demarche: 'retirement', actions: true, dataRequests: false, partners: ['p-1', 'p-2'] }, { demarche: 'papers', actions: false, dataRequests: true, partners: ['p-3'] }], duration: 'six_months', ...given,
  };
}
const signed = (signature: MandateSignature): MandateFacts['signed'] => ({ at: instant('2026-08-31T08:44:31Z'), on: legalDay('2026-08-31'), signature, text: { version: 'annexe-7/v1', hash } });
const around = {
  number: 'MD-48-000123', timeZone: 'Europe/Paris', departement: { code: '48', name: 'Lozère' }, agreementNumber: 'CDFS-48-2026-001',
  structure: { name: 'France Services de Mende', place: '3 place du Foirail, 48000 Mende' }, gestionnaire: { name: 'Cœur de Lozère', siret: '20006915100018' },
};
const print = (given: Partial<MandatePrint> = {}): MandatePrint => ({
  ...around, facts: facts(), text: { version: 'annexe-7/v1', hash },
  person: { familyName: 'Vidal', givenNames: 'Odette Marie', birthDate: '1941-03-01', birthPlace: 'Langogne', address: '8 rue du Soubeyran, 48000 Mende', phone: '0466490000', email: null },
  agent: { name: 'Julie Roux', role: 'conseillère France Services' }, words: { retirement: 'réversion' }, partnerNames: new Map([['p-1', 'MSA'], ['p-2', 'Carsat'], ['p-3', 'Mairie']]), code, typedName: null, ...given,
});

describe('le mandat à signer', () => {
  const words = toSignWords(print(), place);

  test('suit le schéma, et laisse les signatures à la main', () => {
    expect(mandateToSignPrint.parse(words)).toEqual(words);
    expect(words.signed).toEqual({ person: { made: '', by: '' }, agent: { made: '', by: '' } });
  });

  test('dit les parties comme elles s’écrivent', () => {
    expect(words.person).toEqual({ name: 'Odette Marie VIDAL', birth: nb('1er~mars~1941, à Langogne'), address: '8 rue du Soubeyran, 48000 Mende', contact: nb('04~66~49~00~00') });
    expect(words).toMatchObject({ gestionnaire: nb('Cœur de Lozère, SIRET 200~069~151~00018'), agent: 'Julie Roux, conseillère France Services', structure: 'France Services de Mende, 3 place du Foirail, 48000 Mende' });
  });

  test.each([['1948-05-00', 'mai~1948, à Langogne'], ['1948-00-00', '1948, à Langogne']])('ce que l’état civil ignore de la naissance (%s) ne s’imprime pas, et n’empêche rien', (birthDate, birth) => {
    const { person } = print();
    for (const data of [print({ person: { ...person, birthDate } }), print({ person: { ...person, birthDate }, facts: facts({ signed: signed({ means: 'tablet' }) }) })]) {
      expect((data.facts.signed ? signedWords(data, place, 'original') : toSignWords(data, place)).person.birth).toBe(nb(birth));
    }
  });

  test('date à la seconde, à l’heure de la structure', () => {
    expect(words.informedAt).toBe(nb('le 31~août~2026 à~10~h~40~min~12~s'));
    expect(words.identity).toEqual({ document: 'passeport', verified: nb('le 31~août~2026 à~10~h~41~min~03~s, par Julie Roux') });
    expect(toSignWords(print({ timeZone: 'Indian/Reunion', facts: facts({}, 'Indian/Reunion') }), place).informedAt).toBe(nb('le 31~août~2026 à~12~h~40~min~12~s'));
  });

  test('la liste fermée est entière, et seul ce qui est confié est coché et précisé', () => {
    expect(words.demarches).toHaveLength(demarches.length);
    expect(words.demarches[demarches.indexOf('retirement')]).toEqual({ words: 'réversion – MSA et Carsat', actions: true, dataRequests: false });
    expect(words.demarches[demarches.indexOf('papers')]).toEqual({ words: 'Mairie', actions: false, dataRequests: true });
    expect(words.demarches.filter(({ actions, dataRequests }) => actions || dataRequests)).toHaveLength(2);
  });

  test.each([['six_months', '28~février~2027'], ['one_day', '1er~septembre~2026'], ['one_month', '30~septembre~2026'], ['one_year', '31~août~2027']] as const)('%s depuis le 31 août finit le %s à 24 h', (duration, day) => {
    expect(toSignWords(print({ facts: facts({ duration }) }), place).until).toBe(nb(`Signé le 31~août~2026, ce mandat vaut jusqu’au ${day} à 24~h.`));
  });

  test('l’heure est dite celle de la structure là où elle n’est pas celle de métropole', () => {
    expect(toSignWords(print({ timeZone: 'Indian/Reunion', facts: facts({}, 'Indian/Reunion') }), place).until).toMatch(/24\u00a0h, heure de la Structure\.$/);
  });

  test('le code est groupé pour se taper, entier dans l’adresse du QR', () => {
    expect(words.code).toEqual({ written: '0123-4567-89AB-CDEF', url: 'https://paraphe.example/mandat/0123456789ABCDEF', address: 'https://paraphe.example/mandat' });
    expect(toSignWords(print({ code: '0123-4567-89AB-CDEF' }), place).code).toEqual(words.code);
  });

  test('ne s’imprime pas avant que tout soit choisi', () => expect(() => toSignWords(print({ facts: facts({ duration: null }) }), place)).toThrow(/not ready/));
});

describe('le mandat signé', () => {
  const tablet = print({ facts: facts({ signed: signed({ means: 'tablet' }) }), typedName: 'Odette Vidal' });
  const paper = print({ facts: facts({ signed: signed({ means: 'paper', scanHash: 'ab'.repeat(32) }) }) });

  test('sur tablette : un original électronique, deux signatures simples, nommées comme telles', () => {
    const words = signedWords(tablet, place, 'original');
    expect(mandatePrint.parse(words)).toEqual(words);
    expect(words).toMatchObject({ label: 'Original électronique', code: null });
    expect(words.signed.person).toEqual({ made: nb('France Services de Mende, le 31~août~2026 à~10~h~44~min~31~s'), by: nb('Signature électronique simple~: «~Odette Vidal~», nom écrit par l’Usager sur place.') });
    expect(words.signed.agent.by).toContain('Signature électronique simple');
  });

  test('sur papier : une image, et l’empreinte de ce que l’agent atteste', () => {
    const words = signedWords(paper, place, 'original');
    expect(mandatePrint.parse(words)).toEqual(words);
    expect(words.label).toBe('Image de l’original sur papier');
    expect(words.signed.person.by.replace(/\s/g, '')).toContain('ab'.repeat(32));
    expect(words.signed.person.by).toContain('Signature manuscrite attestée par Julie Roux, empreinte SHA-256 de la numérisation');
    expect(words.signed.agent.by).not.toContain('électronique');
  });

  test('ce qu’on imprime ensuite est une copie ; seule celle de la personne porte le code', () => {
    for (const data of [tablet, paper]) {
      expect(signedWords(data, place, 'copy')).toMatchObject({ label: 'Copie', code: { written: '0123-4567-89AB-CDEF' } });
      expect(JSON.stringify(signedWords(data, place, 'original'))).not.toMatch(/4567|89AB/);
    }
  });

  test('le texte est celui de la signature, quoi qu’on dise depuis', () => expect(signedWords({ ...tablet, text: { version: 'annexe-7/v2', hash: '0'.repeat(64) } }, place, 'copy').text).toMatch(/^annexe-7\/v1, 9f2c41d7 /));
  test('un projet n’est ni un original, ni une copie', () => expect(() => signedWords(print(), place, 'copy')).toThrow(/not signed/));
});

describe('le reçu de fin', () => {
  const end = (given: Partial<MandateEnd>): MandateEnd => ({ how: 'revoked', at: instant('2026-12-02T08:07:52.900Z'), on: legalDay('2026-12-02'), detail: 'desk', occurredOn: null, ...given });
  const receipt = (given: Partial<MandateEnd>, more: Partial<ReceiptPrint> = {}) =>
    receiptWords({ ...around, facts: facts({ signed: signed({ means: 'tablet' }), endsOn: legalDay('2027-02-28'), end: end(given) }), person: { familyName: 'Vidal', givenNames: 'Odette Marie' }, working: { documents: 2, notes: 0 }, visa: 'standing', ...more }, place);
  const ways: readonly (readonly [Partial<MandateEnd>, RegExp, RegExp])[] = [
    [{}, /retiré/, /dit à un agent/],
    [{ detail: 'code' }, /retiré/, /code de son original/],
    [{ how: 'renounced', detail: 'agent_left' }, /renonce/, /départ de l’agent/],
    [{ how: 'resolved', detail: null }, /accomplies/, /tout ce qui lui était confié est fait/],
    [{ how: 'lapsed', detail: 'death', occurredOn: legalDay('2026-11-30') }, /de plein droit/, /décès de la personne, le 30\u00a0novembre\u00a02026 \(Code civil, article\u00a02003\)/],
    [{ how: 'lapsed', detail: 'guardianship' }, /^Le mandat a pris fin par l’ouverture d’une mesure de protection\.$/, /mesure de protection \(Code civil, article\u00a02003, pour une tutelle\u00a0; convention, article\u00a04\.6 et annexe\u00a07, pour une autre mesure\)\.$/],
    [{ how: 'replaced', detail: null }, /nouveau mandat/, /plus récent/],
    [{ how: 'expired', detail: null, on: legalDay('2027-02-28'), at: instant('2027-02-28T23:00:00Z') }, /durée/, /terme/],
  ];

  test.each(ways)('%j', (given, sentence, how) => {
    const words = receipt(given);
    expect(endReceiptPrint.parse(words)).toEqual(words);
    expect(words.sentence).toMatch(sentence);
    expect(words.how).toMatch(how);
  });

  test('l’instant est à la seconde, et n’est pas arrondi ; une durée finit à 24 h de son dernier jour', () => {
    expect(receipt({}).endedAt).toBe(nb('le 2~décembre~2026 à~9~h~07~min~52~s'));
    expect(receipt({ how: 'expired', detail: null, on: legalDay('2027-02-28'), at: instant('2027-02-28T23:00:00Z') }).endedAt).toBe(nb('le 28~février~2027 à 24~h'));
  });

  test('ce qui est détruit l’est tout de suite, ou attend le visa sous clé', () => {
    expect(receipt({}).working).toBe(nb('Sont détruits~: l’identité, les coordonnées, les précisions des démarches et 2~documents. Leur clé est effacée dès que ce reçu est fait, et plus personne ne peut les lire.'));
    expect(receipt({}, { visa: 'awaited', working: { documents: 0, notes: 1 } }).working).toMatch(/^Sont verrouillés.*1\u00a0note.*visa\.$/);
  });

  test('rien de la personne que son nom', () => expect(JSON.stringify(receipt({}))).not.toMatch(/1941|Soubeyran|Langogne|0466/));
  test('la preuve est gardée jusqu’à son dernier jour', () => expect(receipt({}).proof).toMatch(/jusqu’au 2\u00a0décembre\u00a020\d\d\. Ils ne sont ouverts qu’en cas de litige/));
});
