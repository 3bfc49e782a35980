import { rhythms, weekdays } from './directory.js';
import type { Permanence } from './directory.js';
import { permanencesText, recurrenceText, stopText } from './recurrence.js';

const spaced = (text: string): string => text.replaceAll('\u00a0', ' ');
const permanence: Permanence = { weekday: 'tuesday', rhythm: 'first_third', from: 540, to: 750, place: null, appointment: false };

describe('Un jour qui revient', () => {
  it.each([
    ['weekly', 540, 720, 'le mardi, de 9 h à 12 h'],
    ['fortnightly', 540, null, 'un mardi sur deux, à partir de 9 h'],
    ['first', null, 720, 'le 1er mardi du mois, jusqu’à 12 h'],
    ['last', null, null, 'le dernier mardi du mois'],
    ['first_third', 545, 1080, 'le 1er et le 3e mardi du mois, de 9 h 05 à 18 h'],
  ] as const)('%s, de %p à %p', (rhythm, from, to, text) => expect(spaced(recurrenceText({ weekday: 'tuesday', rhythm, from, to }))).toBe(text));

  it('se lit différemment pour chaque rythme et chaque jour', () => {
    const texts = rhythms.flatMap((rhythm) => weekdays.map((weekday) => recurrenceText({ weekday, rhythm, from: null, to: null })));
    expect(new Set(texts).size).toBe(rhythms.length * weekdays.length);
  });
});

describe('Des permanences', () => {
  it('se suivent, avec leur lieu et leur condition', () => {
    const second: Permanence = { weekday: 'thursday', rhythm: 'weekly', from: 840, to: 960, place: 'à la mairie', appointment: true };
    expect(spaced(permanencesText([permanence, second]))).toBe('le 1er et le 3e mardi du mois, de 9 h à 12 h 30 ; le jeudi, de 14 h à 16 h, à la mairie, sur rendez-vous');
  });

  it('absentes, ne disent rien', () => expect(permanencesText([])).toBe(''));
  it('un lieu vide ne laisse pas de virgule', () => expect(spaced(permanencesText([{ ...permanence, place: '' }]))).toBe('le 1er et le 3e mardi du mois, de 9 h à 12 h 30'));
});

describe('Une étape', () => {
  it('se lit d’un trait', () => expect(spaced(stopText({ commune: 'Chirac', place: 'salle des fêtes', weekday: 'friday', rhythm: 'second', from: 540, to: 720 }))).toBe('Chirac, salle des fêtes, le 2e vendredi du mois, de 9 h à 12 h'));
  it('sans lieu précis', () => expect(spaced(stopText({ commune: 'Chirac', place: '', weekday: 'friday', rhythm: 'weekly', from: null, to: null }))).toBe('Chirac, le vendredi'));
});
