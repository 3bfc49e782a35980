import { loadConfig } from './config.js';

const mailbox = { BOUNCE_MAILBOX: 'imaps://retours@prefecture.example@imap.prefecture.example/INBOX', BOUNCE_MAILBOX_PASSWORD: 'sésame', BOUNCE_ADDRESS: 'Retours@prefecture.example' };
const read = (settings: Record<string, string>) => loadConfig({ PARAPHE_MODE: 'demonstration', DATABASE_URL: 'postgres://localhost/paraphe', SMTP_URL: 'smtp://localhost', ...settings }).bounceMailbox;
const refusal = (settings: Record<string, string>): string => {
  try {
    read(settings);
    return 'accepté';
  } catch (fault) {
    return (fault as Error).message;
  }
};

test('sans réglage, aucune boîte n’est lue', () => {
  expect(read({})).toBeNull();
  expect(read({ BOUNCE_SUBADDRESSES: 'non' })).toBeNull();
});

test('une boîte se dit par une adresse, un mot de passe à part, et l’adresse où l’on écrit', () => {
  expect(read(mailbox)).toEqual({ host: 'imap.prefecture.example', port: 993, secure: true, clear: false, user: 'retours@prefecture.example', folder: 'INBOX', password: 'sésame', address: 'retours@prefecture.example', subAddresses: true });
  expect(read({ ...mailbox, BOUNCE_MAILBOX: 'imap://pr%C3%A9fecture@10.0.0.7:1143/Avis%20de%20retour', BOUNCE_SUBADDRESSES: 'non' })).toMatchObject({ host: '10.0.0.7', port: 1143, secure: false, clear: false, user: 'préfecture', folder: 'Avis de retour', subAddresses: false });
  expect(read({ ...mailbox, BOUNCE_MAILBOX: 'imap://u@imap.example' })).toMatchObject({ port: 143, folder: 'INBOX' });
});

test.each([['imap://u@127.0.0.1', true], ['imap://u@[::1]:1143', true], ['imap://u@localhost', true], ['imap://u@127.0.0.2', false], ['imap://u@localhost.example', false], ['imaps://u@localhost', false]])('%s : en clair, %s', (url, clear) => {
  expect(read({ ...mailbox, BOUNCE_MAILBOX: url })).toMatchObject({ clear });
});

test.each(['imaps://imap.prefecture.example', 'imaps://u:sésame@imap.example', 'https://u@imap.example', 'pop3://u@imap.example', 'retours@prefecture.example', 'imaps://u@', 'imaps://u%0d%0a@imap.example', 'imaps://u%ff@imap.example', 'imaps://u@imap.example/INBOX?x=1'])('« %s » n’est pas une boîte', (url) => {
  const said = refusal({ ...mailbox, BOUNCE_MAILBOX: url });
  expect(said).toContain('BOUNCE_MAILBOX veut une adresse imaps://');
  expect(said).not.toContain('sésame');
});

test.each(Object.keys(mailbox))('sans %s, elle n’est pas à moitié réglée', (key) => {
  const said = refusal(Object.fromEntries(Object.entries(mailbox).filter(([name]) => name !== key)));
  expect(said).toContain(`${key} manque`);
  expect(said).not.toContain('sésame');
});

test('une adresse trop longue pour une sous-adresse est refusée, sauf sans sous-adresses', () => {
  expect(read({ ...mailbox, BOUNCE_ADDRESS: `${'r'.repeat(19)}@prefecture.example` })).not.toBeNull();
  expect(refusal({ ...mailbox, BOUNCE_ADDRESS: `${'r'.repeat(20)}@prefecture.example` })).toContain('BOUNCE_ADDRESS a plus de 19 signes');
  expect(read({ ...mailbox, BOUNCE_ADDRESS: `${'r'.repeat(20)}@prefecture.example`, BOUNCE_SUBADDRESSES: 'non' })).not.toBeNull();
  for (const address of ['retours', 'retours+x@prefecture.example', 'Retours <r@x.example>', 'a@b@c']) expect(refusal({ ...mailbox, BOUNCE_ADDRESS: address })).toContain('BOUNCE_ADDRESS veut une adresse');
});
