import { informationText } from './information-text.js';
import { informationItems } from './mandate.js';
import { plainFrenchFaults, SENTENCE_WORDS_MAX } from './plain-french.js';

const given = { controller: 'la communauté de communes des Cévennes au mont Lozère', recipients: ['Caisse nationale de l’assurance maladie (Cnam)', 'Ministère de l’Intérieur'], contact: 'donnees@cc-cevennes-mont-lozere.fr, ou place de l’Hôtel-de-Ville, 48400 Florac' };

describe('Les quatre informations', () => {
  const said = informationText(given);
  test('sont quatre, dans l’ordre, avec leur titre', () => expect(said.map(({ item, title }) => [item, title.endsWith('?')])).toEqual(informationItems.map((item) => [item, true])));
  test('disent qui, pourquoi, à qui, et comment', () => {
    const text = (item: string) => said.filter((one) => one.item === item).flatMap(({ sentences, list }) => [...sentences, ...list]).join(' ');
    expect([text('controller'), text('recipients'), text('rights')]).toEqual([expect.stringContaining(given.controller), expect.stringContaining(given.recipients[1]!), expect.stringContaining(given.contact)]);
    expect(text('purpose')).toMatch(/seulement aux démarches.*jamais vendues.*mots de passe.*détruisons/);
    expect(text('rights')).toMatch(/à tout moment, sans dire pourquoi.*voir.*corriger.*effacer.*CNIL/);
  });
  test('se disent à voix haute : des phrases courtes, sans un mot de bureau', () => expect(plainFrenchFaults(said.flatMap(({ title, sentences, list }) => [title, ...sentences, ...list]).join('\n'))).toEqual([]));
  test('sans organisme connu, aucune liste n’est annoncée', () => expect(informationText({ ...given, recipients: [] })[2]).toMatchObject({ list: [], sentences: expect.not.arrayContaining([expect.stringContaining('ce peut être')]) }));
});

describe('Le contrôle du français simple', () => {
  const faults = (text: string) => plainFrenchFaults(text).map((fault) => ('word' in fault ? `${fault.fault} ${fault.word}` : fault.fault));
  test.each([
    ['Le mandataire est désigné.', ['jargon mandataire']], ['Les mandataires signent.', ['jargon mandataire']], ['Conformément au RGPD, dites-le.', ['jargon rgpd', 'jargon conformément']], ['Les destinataires des données à caractère personnel', ['jargon destinataire', 'jargon données à caractère personnel']],
    ['Les données sont transmises puis elles sont conservées ici.', ['passive_chain']], ['Vos données sont gardées ici.', []], ['Ce mandat est à vous.', []], ['Aux fins de l\'aide.', ['jargon aux fins de']],
  ])('« %s »', (text, found) => expect(faults(text)).toEqual(found));
  test('vingt mots passent, vingt et un non ; une apostrophe ne fait pas deux mots, un signe n’en fait pas un', () => {
    const words = (count: number) => `${Array.from({ length: count }, () => 'l’eau').join(' ')} : « ».`;
    expect([faults(words(SENTENCE_WORDS_MAX)), faults(words(SENTENCE_WORDS_MAX + 1))]).toEqual([[], ['too_long']]);
  });
  test('chaque phrase est jugée seule', () => expect(plainFrenchFaults('Bonjour. La révocation est libre.\nFin')).toEqual([{ sentence: 'La révocation est libre.', fault: 'jargon', word: 'révocation' }]));
  test('l’annexe 7, écrite pour le droit, n’est pas du français simple : c’est pourquoi un texte la dit', () => expect(faults('Le Gestionnaire nommé ci-dessus, pour l’aide apportée ; chaque organisme saisi, pour ses propres traitements.')).toEqual(['jargon traitement', 'jargon ci-dessus']));
});
