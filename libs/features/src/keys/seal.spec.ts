import { SigningError, createAuthority, issueIdentity } from '#libs/signing';
import type { SigningErrorCode } from '#libs/signing';
import { LentSeal } from './seal.js';

const now = new Date('2026-11-24T09:00:00Z');
const anySigner = async () => {
  const authority = await createAuthority({ commonName: 'Essai', organisation: 'Essai', now });
  return issueIdentity(authority, { commonName: 'Cachet', organisation: 'Essai', identification: 'Essai', usage: 'seal' }, { now, days: 30 });
};

test('le cachet est ouvert une fois, et prêté : rendre une poignée n’ôte rien aux autres', async () => {
  let openings = 0;
  const seal = new LentSeal(() => {
    openings++;
    return anySigner();
  });
  const [one, two] = await Promise.all([seal.lend(), seal.lend()]);
  one.destroy();
  expect(() => one.sign(Buffer.from('x'))).toThrow(expect.objectContaining({ code: 'KEY_DESTROYED' }));
  expect(two.sign(Buffer.from('x'))).toBeInstanceOf(Buffer);
  expect((await seal.lend()).sign(Buffer.from('x'))).toBeInstanceOf(Buffer);
  expect(openings).toBe(1);
});

test.each<[SigningErrorCode, number]>([['KEY_PROGRAM_FAILED', 3], ['KEY_PASSWORD_WRONG', 1]])('après %s, trois demandes font %i essai(s) : un code refusé n’est pas redonné, le jeton se bloquerait', async (code, tries) => {
  let openings = 0;
  const seal = new LentSeal(() => {
    openings++;
    return Promise.reject(new SigningError(code, 'non'));
  });
  for (let i = 0; i < 3; i++) await expect(seal.lend()).rejects.toMatchObject({ code });
  expect(openings).toBe(tries);
});
