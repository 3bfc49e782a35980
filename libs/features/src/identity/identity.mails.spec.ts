import { countWords, maxMailWords } from '#libs/ui';
import { signInMail } from './identity.mails.js';

test('Le lien de connexion dit sa durée, qu’il ne sert qu’une fois, et se copie', () => {
  const mail = signInMail({ fullName: 'Sophie Ravel', url: 'https://paraphe.example/connexion/x', minutes: 15, demonstration: true });
  const { text, subject } = mail;
  expect(subject).toBe('Paraphe\u00A0: votre lien de connexion');
  expect(text).toMatch(/valable 15\u00A0?\s?minutes et ne sert qu’une fois[\s\S]*\nhttps:\/\/paraphe\.example\/connexion\/x\n/);
  expect(text).not.toMatch(/ [:;?!»](\s|$)/);
  expect(countWords(mail)).toBeLessThan(maxMailWords);
});
