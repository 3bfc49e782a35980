import type { Page, Visitor } from './visitor.js';

/** The fields of a page's form as a browser would send them back: one-line fields, texts, choices, boxes that are checked; its buttons aside. */
export function fieldsOf({ html }: Page, action = '/annuaire'): [string, string][] {
  const form = new RegExp(`<form method="post" action="${action}[\\s\\S]*?</form>`).exec(html)?.[0] ?? '';
  const inputs = [...form.matchAll(/<input [^>]*>/g)].map(([tag]) => tag).filter((tag) => !/type="(checkbox|radio)"/.test(tag) || / checked/.test(tag));
  const selects = [...form.matchAll(/<select [^>]*name="([^"]*)"[\s\S]*?<\/select>/g)].map(([select, name = '']): [string, string] => [name, attributeOf(/<option [^>]*selected[^>]*>/.exec(select)?.[0] ?? '', 'value')]);
  const texts = [...form.matchAll(/<textarea [^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/textarea>/g)].map(([, name = '', text = '']): [string, string] => [name, decoded(text)]);
  return [...inputs.map((tag): [string, string] => [attributeOf(tag, 'name'), attributeOf(tag, 'value')]), ...selects, ...texts];
}

export function attributeOf(tag: string, name: string): string {
  return decoded(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

/** A form of which a name may come twice, as checkboxes do; the token is among the fields that the page gave. */
export function sendFields(visitor: Visitor, path: string, fields: [string, string][]): Promise<Page> {
  return visitor['request'](path, { method: 'POST', body: new URLSearchParams(fields) });
}

/** Sends the form of a page back with some fields changed. */
export async function resend(visitor: Visitor, path: string, changes: Record<string, string>, from = path): Promise<Page> {
  const shown = fieldsOf(await visitor.get(from)).filter(([name]) => !(name in changes));
  return sendFields(visitor, path, [...shown, ...Object.entries(changes)]);
}

function decoded(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', '’').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}
