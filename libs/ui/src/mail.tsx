import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** What a mail says; everything else (look, demonstration banner, link in clear) is the same for all. */
export type MailContent = {
  subject: string;
  /** « Madame la Présidente, » */
  greeting: string;
  paragraphs: readonly string[];
  /** A code to type, shown large and apart: never in the subject, which appears on locked screens. */
  code?: string;
  /** One button at most: a mail asks for one thing. */
  button?: { label: string; url: string };
  /** When several things wait for the same person: one link each, instead of the button. */
  links?: readonly { label: string; url: string }[];
  /** Whom to call, why this mail. */
  footer: readonly string[];
  demonstration: boolean;
};

export type Mail = { subject: string; text: string; html: string };

/** Longer subjects are cut by phones. */
export const maxSubjectLength = 60;
/** Longer mails are not read between two meetings. */
export const maxMailWords = 120;

const demonstrationLine = 'DÉMONSTRATION – sans valeur juridique.';

/** Words a reader has before their eyes: neither the address in clear nor a fingerprint counts. */
export function countWords({ text }: Mail): number {
  const read = text.replace(/https?:\S+/g, '').replace(/\b[0-9a-f]{8}\b/g, '');
  return read.split(/[\s\u00A0\u202F]+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length;
}

/** « Lozère : la convention est en vigueur »; the place is left out where the whole would be cut by phones. */
export function placedSubject(place: string, what: string): string {
  const placed = `${place}\u00A0: ${what}`;
  return placed.length <= maxSubjectLength ? placed : `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
}

/**
 * Content → subject, plain text and HTML of one mail.
 * Throws RangeError when the subject is longer than 60 characters or breaks a line (it would forge headers), or when the
 * button leads anywhere but to a web address.
 */
export function renderMail(content: MailContent): Mail {
  const { subject, button, links = [] } = content;
  if (subject.length > maxSubjectLength) throw new RangeError(`Subject longer than ${maxSubjectLength} characters: ${subject}`);
  if (/[\r\n]/.test(subject)) throw new RangeError('A subject holds on one line');
  if ([...(button ? [button] : []), ...links].some(({ url }) => !/^https?:\/\//.test(url))) throw new RangeError('A button leads to a web address');
  return { subject, text: plainText(content), html: `<!doctype html>\n${renderToString(<MailPage {...content} />)}` };
}

function plainText(content: MailContent): string {
  const blocks = [
    ...(content.demonstration ? [demonstrationLine] : []),
    content.greeting,
    ...content.paragraphs,
    ...(content.code ? [`Votre code\u00A0: ${content.code}`] : []),
    ...(content.button ? [`${content.button.label}\u00A0:\n${content.button.url}`] : []),
    ...(content.links ?? []).map(({ label, url }) => `${label}\u00A0:\n${url}`),
    `--\n${content.footer.join('\n')}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

/* Mail readers ignore style sheets: colours and sizes are written on each element, and the layout is a table, as in 1999. */
const ink = '#161616';
const grey = '#666666';
const blue = '#000091';
const fontFamily = 'Marianne, Arial, Helvetica, sans-serif';
const paragraph = { margin: '0 0 16px', 'font-family': fontFamily, 'font-size': '16px', 'line-height': '24px', color: ink };
const small = { ...paragraph, margin: '0 0 8px', 'font-size': '14px', 'line-height': '20px', color: grey };

function css(rules: Readonly<Record<string, string>>): string {
  return Object.entries(rules).map(([name, value]) => `${name}:${value}`).join(';');
}

function MailPage(content: MailContent): VNode {
  return (
    <html lang="fr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{content.subject}</title>
      </head>
      <body style="margin:0;padding:0;background-color:#f6f6f6">
        <table role="presentation" width="100%" cellPadding="0" cellSpacing="0" style="background-color:#f6f6f6">
          <tr>
            <td align="center" style="padding:24px 12px">
              <table role="presentation" width="100%" cellPadding="0" cellSpacing="0" style="max-width:600px;background-color:#ffffff">
                {content.demonstration && (
                  <tr><td style={css({ ...small, padding: '12px 24px', margin: '0', 'background-color': '#ffe9e6', color: '#b34000', 'font-weight': 'bold' })}>{demonstrationLine}</td></tr>
                )}
                <tr>
                  <td style={css({ padding: '24px', 'border-top': `4px solid ${blue}` })}>
                    <p style={css({ ...paragraph, 'font-weight': 'bold', color: blue })}>Paraphe · France Services</p>
                    <p style={css(paragraph)}>{content.greeting}</p>
                    {content.paragraphs.map(text => <p style={css(paragraph)}>{text}</p>)}
                    {content.code && <MailCode code={content.code} />}
                    {content.button && <MailButton {...content.button} />}
                    {content.links?.map(({ label, url }) => <p style={css(paragraph)}><a href={url} style={`color:${blue}`}>{label}</a></p>)}
                  </td>
                </tr>
                <tr>
                  <td style="padding:16px 24px 24px;border-top:1px solid #dddddd">
                    {content.footer.map(text => <p style={css(small)}>{text}</p>)}
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>
  );
}

function MailCode({ code }: { code: string }): VNode {
  const style = css({ ...paragraph, 'font-size': '32px', 'line-height': '40px', 'letter-spacing': '6px', 'font-weight': 'bold' });
  return <p style={style}>{code}</p>;
}

function MailButton({ label, url }: { label: string; url: string }): VNode {
  const link = css({ display: 'inline-block', padding: '12px 24px', 'font-family': fontFamily, 'font-size': '16px', color: '#ffffff', 'text-decoration': 'none' });
  return (
    <>
      <table role="presentation" cellPadding="0" cellSpacing="0" style="margin:8px 0 16px">
        <tr><td style={`background-color:${blue}`}><a href={url} style={link}>{label}</a></td></tr>
      </table>
      <p style={css(small)}>
        Si le bouton ne répond pas, copiez cette adresse :<br />
        <a href={url} style={`color:${blue};word-break:break-all`}>{url}</a>
      </p>
    </>
  );
}
