/**
 * What every page we send must obey, checked on its HTML text; `[]` when it does. Specs call it on each view: a label that
 * points nowhere or an inline style (which the content security policy would silently drop) is then a red test, not a surprise.
 */
export function brokenPageLaws(html: string): string[] {
  return [
    ...(html.startsWith('<!doctype html>\n<html lang="fr"') ? [] : ['a page starts with its doctype and its language']),
    ...(count(html, /<h1[ >]/g) === 1 ? [] : ['a page has one main title']),
    ...(/<title>[^<]+<\/title>/.test(html) ? [] : ['a page has a title']),
    ...inlineCode(html),
    ...danglingReferences(html),
    ...unprotectedForms(html),
    ...looseTypography(html),
  ];
}

/** A tag, whatever its attributes hold: the renderer leaves « > » as it is inside values. */
const anyTag = /<\/?[a-z!](?:[^>"]|"[^"]*")*>/gi;

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

/** The content security policy allows neither inline styles, nor inline scripts, nor event attributes. */
function inlineCode(html: string): string[] {
  const tags = [...html.matchAll(anyTag)].map(([tag]) => tag);
  return [
    ...tags.filter(tag => /\s(style|on[a-z]+)=/i.test(withoutValues(tag))).map(tag => `inline code: ${tag}`),
    ...[...html.matchAll(/<script[^>]*>([^<]+)<\/script>/gi)].map(([, code]) => `inline script: ${code}`),
    ...(/javascript:/i.test(tags.join('')) ? ['a link runs code'] : []),
  ];
}

/** The tag with what its attributes hold blanked, so that a value cannot pass for an attribute. */
function withoutValues(tag: string): string {
  return tag.replace(/"[^"]*"/g, '""');
}

/** Labels, descriptions and links within the page must find what they name; and an id names one thing. */
function danglingReferences(html: string): string[] {
  const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id ?? '');
  const known = new Set(ids);
  const named = [...html.matchAll(/\s(?:for|aria-controls|aria-describedby|aria-labelledby)="([^"]+)"/g)].flatMap(([, names]) => (names ?? '').split(' '));
  const linked = [...html.matchAll(/\shref="#([^"]+)"/g)].map(([, id]) => id ?? '');
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map(id => `two elements share the id ${id}`),
    ...[...named, ...linked].filter(name => !known.has(name)).map(name => `nothing has the id ${name}`),
  ];
}

/** A form that changes something carries the anti-forgery token. */
function unprotectedForms(html: string): string[] {
  return [...html.matchAll(/<form method="post" action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)]
    .filter(([, , body]) => !/name="_csrf" value="[^"]+"/.test(body ?? ''))
    .map(([, action]) => `the form to ${action} has no token`);
}

/** French typography in what is read: no-break spaces before the high punctuation and inside guillemets, curly apostrophes. */
function looseTypography(html: string): string[] {
  const texts = html.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').split(anyTag).map(text => text.trim()).filter(Boolean);
  return texts.filter(text => /\S [:;?!»](\s|$)|« |[a-zà-ÿ]'[a-zà-ÿ]|[a-zà-ÿ]&#39;[a-zà-ÿ]/i.test(text)).map(text => `loose typography: ${text}`);
}
