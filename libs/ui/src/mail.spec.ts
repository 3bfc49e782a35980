import { countWords, maxSubjectLength, renderMail } from './mail.js';
import type { MailContent } from './mail.js';

const content: MailContent = {
  subject: 'Lozère : votre signature est attendue', greeting: 'Madame la Maire,', paragraphs: ['La préfecture vous écrit.', 'Merci.'],
  button: { label: 'Lire et signer', url: 'https://paraphe.example/signer/abc?x=1&y=2' }, footer: ['Une question ?', 'Pourquoi ce courriel.'], demonstration: false,
};

describe('Un courriel', () => {
  test('dit la même chose en texte et en HTML, lien en clair compris', () => {
    const { text, html } = renderMail(content);
    for (const piece of [content.greeting, ...content.paragraphs, ...content.footer]) {
      expect(text).toContain(piece);
      expect(html).toContain(piece);
    }
    expect(text).toContain('\nhttps://paraphe.example/signer/abc?x=1&y=2\n');
    expect(html.match(/href="https:\/\/paraphe\.example\/signer\/abc\?x=1&amp;y=2"/g)).toHaveLength(2);
    expect(html).toContain('>https://paraphe.example/signer/abc?x=1&amp;y=2</a>');
  });

  test('échappe ce que l’annuaire contient', () => {
    const { html } = renderMail({ ...content, greeting: '<script>alert(1)</script>', paragraphs: ['<img src=x onerror=1>'] });
    expect(html).not.toMatch(/<script|<img/);
  });

  test('montre le code en grand, jamais dans l’objet', () => {
    const { subject, text, html } = renderMail({ ...content, code: '493027' });
    expect(subject).not.toContain('493027');
    expect(text).toContain('493027');
    expect(html).toContain('>493027</p>');
  });

  test('annonce la démonstration', () => {
    expect(renderMail(content).text).not.toContain('DÉMONSTRATION');
    const { text, html } = renderMail({ ...content, demonstration: true });
    expect(text).toMatch(/^DÉMONSTRATION – sans valeur juridique/);
    expect(html).toContain('DÉMONSTRATION – sans valeur juridique');
  });

  test('refuse un objet trop long ou sur deux lignes, et un bouton qui n’ouvre pas une page', () => {
    expect(() => renderMail({ ...content, subject: 'x'.repeat(maxSubjectLength + 1) })).toThrow(RangeError);
    expect(renderMail({ ...content, subject: 'x'.repeat(maxSubjectLength) }).subject).toHaveLength(maxSubjectLength);
    expect(() => renderMail({ ...content, subject: 'Lozère\r\nBcc: x@y.example' })).toThrow(RangeError);
    expect(() => renderMail({ ...content, button: { label: 'x', url: 'javascript:alert(1)' } })).toThrow(RangeError);
  });

  test('compte les mots lus, sans la ponctuation, l’adresse en clair ni l’empreinte', () => {
    const short = { ...content, greeting: 'Madame\u00A0la Maire,', paragraphs: ['Oui\u202F!', 'Empreinte\u00A0: deadbeef 01234567'], footer: ['Merci'] };
    expect(countWords(renderMail(short))).toBe('Madame la Maire Oui Empreinte Lire et signer Merci'.split(' ').length);
  });
});
