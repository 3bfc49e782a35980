import { formatCount } from '#libs/ui';

/** Version of these words, kept with each message. */
export const codeSmsVersion = '1';

/** Two messages joined by the telephone carry 153 signs each in the alphabet of GSM (3GPP TS 23.038); a third costs more and may be cut. */
export const smsLengthMax = 306;
/** A name as long as this still tells one body from another; three such names and the rest hold in two messages. */
const nameLengthMax = 50;

/** What the telephone alphabet holds, of one sign each. A single other sign would halve what a message carries. */
const basic = /^[A-Za-z0-9 @£$¥èéùìòÇØøÅå_ÆæßÉ!"#%&'()*+,\-./:;<=>?¡ÄÖÑÜ§¿äöñüà]$/;
const plainly: Readonly<Record<string, string>> = { '’': "'", '‘': "'", '«': '"', '»': '"', '“': '"', '”': '"', '–': '-', '—': '-', '…': '...', œ: 'oe', Œ: 'OE' };

export type CodeSms = { prefecture: string; subject: string; code: string; minutes: number; /** The bodies for which it signs, that of the page first. */ bodyNames: readonly string[]; demonstration: boolean };

/** The words of a code sent to a telephone: who sends it, what it signs, for whom. In the alphabet of GSM, on one line, within `smsLengthMax` signs. */
export function codeSms({ prefecture, subject, code, minutes, bodyNames, demonstration }: CodeSms): string {
  const names = bodyNames.map((name) => `"${cut(gsm(name).replaceAll('"', "'"))}"`);
  const said = (shown: number): string => {
    const left = names.length - shown;
    const others = left > 0 ? ` et ${formatCount(left, 'autre organisme', 'autres organismes')}` : '';
    return gsm(`${demonstration ? 'DEMONSTRATION. ' : ''}Paraphe, ${cut(gsm(prefecture))} : ${code} est votre code pour signer ${cut(gsm(subject))}, pour ${names.slice(0, shown).join(', pour ')}${others}. Valable ${minutes} minutes. Ne le donnez à personne.`);
  };
  const most = names.findLastIndex((_, rank) => said(rank + 1).length <= smsLengthMax);
  return said(Math.max(most + 1, 1));
}

/** The same text, signs that the alphabet lacks written with those it has. */
function gsm(text: string): string {
  const spaced = text.normalize('NFC').replace(/« ?|« | »| »/g, '"').replace(/[\p{Cc}\p{Z}]+/gu, ' ').trim();
  return [...spaced].map((sign) => (basic.test(sign) ? sign : (plainly[sign] ?? bareLetter(sign)))).join('');
}

function bareLetter(sign: string): string {
  const bare = sign.normalize('NFKD').replace(/\p{Mark}/gu, '');
  return bare !== '' && [...bare].every((one) => basic.test(one)) ? bare : '?';
}

function cut(text: string): string {
  return text.length <= nameLengthMax ? text : `${text.slice(0, nameLengthMax - 3).trimEnd()}...`;
}
