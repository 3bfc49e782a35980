import fc from 'fast-check';
import { effortOf } from '../../../../test/support/effort.js';
import { credentialIn } from './credential-lint.js';

test.each([
  ['Son mot de passe est Soleil48', ['mot de passe']], ['MOTS DE PASSE notés au dos', ['MOTS DE PASSE']], ['a perdu son mot de passe', ['mot de passe']], ['mot-de-passe à refaire', ['mot-de-passe']], ['motdepasse', null], ['mdp ameli : x', ['mdp']], ['M.D.P. oublié', ['M.D.P']],
  ['password: hunter2', ['password']], ['code confidentiel reçu', ['code confidentiel']], ['Code d’accès 4412', ['Code d’accès']], ['code d\'activation', ['code d\'activation']], ['code PIN 1234', ['code PIN', 'PIN 1234'].slice(0, 1)], ['pin 1234', ['pin 1234']], ['code reçu par SMS 552211', ['code reçu par SMS']],
  ['identifiant : dupont48', ['identifiant :']], ['Identifiant = dupont', ['Identifiant =']], ['son identifiant est dupont', ['identifiant est']], ['identifiants de connexion', ['identifiants de connexion']], ['login mdupont', ['login']], ['cryptogramme au dos', ['cryptogramme']], ['CVV 123', ['CVV']],
  ['carte 4539 1488 0343 6467', ['4539 1488 0343 6467']], ['carte 5555-5555-5555-4444', ['5555-5555-5555-4444']], ['4539148803436467', ['4539148803436467']], ['mot\u00ad de pas\u200bse', ['mot\u00ad de pas\u200bse']], ['question secrète : chat', ['question secrète']],
] as [string, string[] | null][])('« %s »', (text, found) => expect(credentialIn(text)).toEqual(found));

test.each([
  'Numéro d’allocataire 1234567', 'numéro fiscal 30 12 345 678 901', 'n° de sécurité sociale 2 48 03 48 095 012 34', 'SIRET 215 000 301 00017', 'accès perdu à son compte, à refaire avec elle', 'chauffage au bois de pin', 'épinglé au dossier', 'code postal 48400', 'Code civil, article 1989', 'code NAF 8411Z',
  '12 rue du Pin 48400 Florac', 'dossier MDPH reçu', 'dossier M.D.P.H. reçu', 'téléphones 04 66 45 01 14 06 12 34 56 18', 'deux numéros : 66 45 01 14 06 12 34 50', 'passe à la mairie demain', 'passeport vu', 'dossier 4539 1488 0343 6468', 'référence 1111 2222 3333 4444', 'téléphone 04 66 45 01 14', 'identifiant national non connu', 'rendez-vous le 12 mars à 10 h', '',
])('« %s » se garde', (text) => expect(credentialIn(text)).toBeNull());

test('les mots trouvés sont ceux du texte, dans leur ordre et sans recouvrement', () => {
  expect(credentialIn('Identifiant : marie ; mot de passe : Été 48 ; code secret : 1234')).toEqual(['Identifiant :', 'mot de passe', 'code secret']);
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('mot de passe', 'MDP', 'code  secret', '4539148803436467', 'ﬁn', 'É')), { maxLength: 8 }), (parts) => {
      const text = parts.join(' ');
      let from = 0;
      for (const word of credentialIn(text) ?? []) {
        expect(text.indexOf(word, from)).toBeGreaterThanOrEqual(from);
        from = text.indexOf(word, from) + word.length;
      }
      expect(credentialIn(text) !== null || !parts.includes('mot de passe')).toBe(true);
    }),
  );
});

test('le pire des textes se lit vite : une note a deux mille caractères', () => {
  const long = ['4 '.repeat(1_000), 'mot '.repeat(500), 'code d’'.repeat(300), 'm.'.repeat(1_000), ' '.repeat(2_000), 'identifiant'.padEnd(2_000)];
  expect(effortOf(() => long.forEach(credentialIn))).toBeLessThan(500);
});
