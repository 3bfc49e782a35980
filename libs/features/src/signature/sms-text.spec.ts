import fc from 'fast-check';
import { codeSms, smsLengthMax } from './sms-text.js';

const told = { prefecture: 'préfecture de la Lozère', subject: 'la convention', code: '493027', minutes: 10, bodyNames: ['CPAM de la Lozère'], demonstration: false };
const gsmAlphabet = /^[A-Za-z0-9 @£$¥èéùìòÇØøÅå_ÆæßÉ!"#%&'()*+,\-./:;<=>?¡ÄÖÑÜ§¿äöñüà]+$/;

test('dit qui l’envoie, le code, ce qu’il signe et pour qui', () => {
  expect(codeSms(told)).toBe('Paraphe, préfecture de la Lozère : 493027 est votre code pour signer la convention, pour "CPAM de la Lozère". Valable 10 minutes. Ne le donnez à personne.');
  expect(codeSms({ ...told, demonstration: true })).toMatch(/^DEMONSTRATION\. Paraphe/);
});

test('nomme chaque place tant que deux messages y suffisent, puis compte les autres', () => {
  expect(codeSms({ ...told, bodyNames: ['Commune de Mende', 'Communauté de communes'] })).toContain('pour "Commune de Mende", pour "Communauté de communes".');
  const many = codeSms({ ...told, bodyNames: Array.from({ length: 10 }, (_, n) => `Communauté de communes des Hautes Terres de l’Aubrac, nᵒ ${n}`) });
  expect(many).toMatch(/" et \d autres organismes\. Valable/);
  expect(many).not.toContain('?');
});

test('quels que soient les noms, tient sur une ligne, dans l’alphabet des téléphones et en deux messages, et ne dit que ce code', () => {
  const name = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 80 }));
  fc.assert(fc.property(name, name, name, fc.array(name, { minLength: 1, maxLength: 10 }), fc.boolean(), (prefecture, subject, own, others, demonstration) => {
    const text = codeSms({ ...told, prefecture, subject, bodyNames: [own, ...others], demonstration });
    expect(text).toMatch(gsmAlphabet);
    expect(text.length).toBeLessThanOrEqual(smsLengthMax);
    expect(text).toContain(': 493027 est votre code');
  }));
});
