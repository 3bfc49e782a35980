import { subjectOf } from '#libs/features/round';
import { countWords, maxSubjectLength } from '#libs/ui';
import { freshLinksMail } from './link.mails.js';
import type { FoundPlace, FreshLinksMail } from './link.mails.js';

/** The longest names we know: what holds for them holds for all. */
const subject = { ...subjectOf({ number: 'CDFS-975-2026-001', act: null, dossier: null, departementCode: '975' }), the: 'la convention France Services de Saint-Pierre-et-Miquelon' };
const claire = { civility: 'Mme' as const, firstName: 'Claire', lastName: 'Martin', quality: 'présidente du conseil d’administration' };
const place = (n: number, more: Partial<FoundPlace> = {}): FoundPlace => ({ subject, bodyName: `Communauté de communes des Hautes Terres de l’Aubrac ${n}`, person: claire, until: '2027-03-01', url: `https://paraphe.example/signer/lien${n}`, ...more });
const contact = { name: 'Préfecture de Saint-Pierre-et-Miquelon', phone: '05 08 41 10 10', email: 'france-services@prefecture.example' };
const mail = (more: Partial<FreshLinksMail> = {}) => freshLinksMail({ places: [place(0), place(1)], months: 12, contacts: [contact], departementName: 'Saint-Pierre-et-Miquelon', demonstration: true, ...more });
const shared = mail({ places: [place(0), place(1, { person: { ...claire, firstName: 'Nadia', lastName: 'Perrin' } })] });
const shown = mail({ places: [place(0), place(1, { until: null })] });

const mails = { 'deux places': mail(), 'une place': mail({ places: [place(0)] }), 'une place signée': shown, 'deux personnes': shared, 'deux départements': mail({ departementName: null, contacts: [contact, { ...contact, name: 'Préfecture de la Lozère' }] }), 'vingt places': mail({ places: Array.from({ length: 20 }, (_, n) => place(n)) }) };

/** What the longest place adds. */
const wordsOfPlace = 34;
const otherWords = 100;

describe.each(Object.entries(mails))('Les liens retrouvés : « %s »', (_, written) => {
  test('en peu de mots, sous un objet court, dans la typographie attendue', () => {
    expect(countWords(written)).toBeLessThan(otherWords + wordsOfPlace * written.text.match(/\/signer\//g)!.length);
    expect(written.subject.length).toBeLessThanOrEqual(maxSubjectLength);
    expect(written.text).not.toMatch(/ [:;?!»](\s|$)|« |[a-z]'[a-z]|undefined|null/);
  });
});

test('chaque place y a son organisme et son lien, en clair et dans la page', () => {
  const { text, html } = mail();
  for (const n of [0, 1]) {
    expect(text).toContain(`Aubrac ${n}\u00a0», en qualité de présidente du conseil d’administration, à signer jusqu’au 1er\u00a0mars\u00a02027 inclus\u00a0:\nhttps://paraphe.example/signer/lien${n}\n`);
    expect(html).toContain(`href="https://paraphe.example/signer/lien${n}"`);
  }
  expect(text).toContain('Madame la Présidente,');
});

test('là où il n’y a rien à signer, il le dit, et combien de temps le lien vaut', () => {
  expect(shown.text).toContain('pour suivre le document');
  expect(shown.text).toContain('12\u00a0mois');
  expect(mail().text).not.toContain('12\u00a0mois');
});

test('à plusieurs personnes, il n’en salue aucune et nomme chacune', () => {
  expect(shared.text).toContain('Bonjour,');
  expect(shared.text).toContain('Mme Nadia Perrin, présidente');
  expect(shared.text).toContain('Mme Claire Martin, présidente');
  expect(shared.text).toContain('chaque lien n’engage que celle qu’il nomme');
});
