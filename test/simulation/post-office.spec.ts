import { createTransport } from 'nodemailer';
import type { Transporter } from 'nodemailer';
import { PostOffice } from './post-office.js';

const token = '-'.repeat(43);
/** Characters of a line of quoted-printable (RFC 2045): beyond, the line is cut. */
const encodedLineMax = 76;

describe('the reader of mails of the simulation', () => {
  let office: PostOffice;
  let smtp: Transporter;
  beforeAll(async () => {
    office = await PostOffice.open();
    smtp = createTransport(`${office.url}?pool=true`);
  });
  afterAll(async () => {
    smtp.close();
    await office.close();
  });

  // A token is drawn at random: one in some thousands has two dashes just where its line is cut, and looks there like the end of a part.
  it('reads a link wherever its encoding cuts it', async () => {
    const mails = Array.from({ length: encodedLineMax }, (_, n) => ({ id: `mail-${n}`, text: `Préfecture${'.'.repeat(n)}\n\nhttp://paraphe.invalid/signer/${token}\n\n--\nUne question\u00A0?\n` }));
    for (const { id, text } of mails) {
      await smtp.sendMail({ from: 'paraphe@prefecture-48.example', to: 'maire@commune.example', subject: 'À signer', text, html: '<p>À signer</p>', messageId: `<${id}@paraphe.example>` });
    }
    expect(office.mailbox('maire@commune.example').map(({ messageId, tokens }) => [messageId, ...tokens])).toEqual(mails.map(({ id }) => [id, token]));
  });
});
