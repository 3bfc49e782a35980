import { listCommands } from 'docx-templates';
import { loneDocx } from './docx-package.js';
import { isAllowedName } from './expression.js';
import { wordsOf } from './fault.js';
import type { Remark } from './template-finding.js';
import type { TextPart } from './template-parts.js';
import type { Paragraph } from './template-place.js';

/** `{{ … }}`: what the house templates are written with. */
export const COMMAND_DELIMITERS: [string, string] = ['{{', '}}'];

/** Longest text of one paragraph: docx-templates handles texts letter by letter, and no article has a thousandth of this. */
const PARAGRAPH_LENGTH_MAX = 1_000_000;

/**
 * INS prints, FOR and IF shape, IMAGE and LINK illustrate. The rest is refused: EXEC has effects, HTML silently
 * disappears in LibreOffice, QUERY asks for data nobody serves, and ALIAS lets a refused command come in by another name.
 */
const COMMANDS_ALLOWED: ReadonlySet<string> = new Set(['INS', 'FOR', 'END-FOR', 'IF', 'END-IF', 'IMAGE', 'LINK']);
/** Words docx-templates takes for a command; anything else is printed, as if INS stood before. */
const COMMANDS_KNOWN = /^(QUERY|CMD_NODE|ALIAS|FOR|END-FOR|IF|END-IF|INS|EXEC|IMAGE|LINK|HTML)\b/i;

/** One `{{ … }}` of the template. */
export interface Command {
  type: string;
  /** What follows the word: an expression, `s IN liste`, or nothing. */
  code: string;
  /** As typed, between the braces. */
  raw: string;
  paragraph: Paragraph;
}

/** The two halves of `FOR nom IN liste`, read as docx-templates does; null when it is written otherwise. */
export function loopOf(code: string): { name: string; list: string } | null {
  const [, name, list] = /^(\S+)\s+IN\s+(.+)/i.exec(code) ?? [];
  return name !== undefined && list !== undefined ? { name, list } : null;
}

/**
 * Finds the commands of a part, and what docx-templates lets pass in silence around them.
 * @param paragraphs those of the part, in order, read to their end
 */
export async function readCommands(part: TextPart, paragraphs: readonly Paragraph[]): Promise<{ commands: Command[]; remarks: Remark[] }> {
  const commands: Command[] = [];
  const remarks: Remark[] = [];
  for (const paragraph of paragraphs) {
    if (paragraph.text().length > PARAGRAPH_LENGTH_MAX) return { commands, remarks: [...remarks, { code: 'text-too-long', where: paragraph }] };
    commands.push(...commandsOf(paragraph, part.isBody, remarks));
  }
  // Nothing else can hold a command: docx-templates needs both braces, even when they lie in two runs.
  if (!part.xml.includes('{')) return { commands, remarks };
  const refused = commands.filter(({ type }) => !COMMANDS_ALLOWED.has(type));
  remarks.push(...refused.map(({ paragraph, raw }): Remark => ({ code: 'command-refused', where: paragraph, excerpt: `{{${raw}}}` })));
  if (remarks.length === 0) remarks.push(...(await disagreements(part.xml, commands)));
  remarks.push(...unbalanced(commands));
  return { commands, remarks };
}

function commandsOf(paragraph: Paragraph, inBody: boolean, remarks: Remark[]): Command[] {
  const commands: Command[] = [];
  const text = paragraph.text();
  let outside = '';
  const links: [number, number][] = [];
  let at = 0;
  for (;;) {
    const begin = text.indexOf(COMMAND_DELIMITERS[0], at);
    const stray = text.slice(at, begin < 0 ? undefined : begin);
    if (stray.includes(COMMAND_DELIMITERS[1])) remarks.push({ code: 'command-unopened', where: paragraph });
    outside += stray;
    if (begin < 0) break;
    const end = text.indexOf(COMMAND_DELIMITERS[1], begin + 2);
    const raw = text.slice(begin + 2, end < 0 ? undefined : end);
    if (end < 0 || raw.includes(COMMAND_DELIMITERS[0])) {
      remarks.push({ code: 'command-unclosed', where: paragraph });
      break;
    }
    outside += '\u0000'.repeat(end + 2 - begin);
    at = end + 2;
    const command = commandOf(raw, paragraph);
    commands.push(command);
    if (command.type !== 'LINK') continue;
    links.push([begin, at]);
    if (!inBody) remarks.push({ code: 'link-outside-body', where: paragraph });
  }
  if (links.some((link) => sharesItsRun(paragraph, link, outside))) remarks.push({ code: 'link-not-alone', where: paragraph });
  return commands;
}

/** Whether text that is no command lies in the runs a LINK occupies. A command cut in several runs lasts as long as they do. */
function sharesItsRun(paragraph: Paragraph, [from, to]: readonly [number, number], outside: string): boolean {
  let begin = 0;
  for (const { text } of paragraph.runs) {
    const end = begin + text.length;
    if (begin < to && end > from && /[^\u0000]/.test(outside.slice(begin, end))) return true;
    begin = end;
  }
  return false;
}

/** Reads a command as docx-templates does: `=x` prints, `!x` runs, `*x` calls an alias, and a bare expression prints. */
function commandOf(raw: string, paragraph: Paragraph): Command {
  // Word puts curly quotes in place of straight ones; docx-templates puts them back (fixSmartQuotes).
  const text = raw.trim().replace(/[\u201C\u201D\u201E]/g, '"').replace(/[\u2018\u2019\u201A]/g, "'");
  const shorthand = { '=': 'INS', '!': 'EXEC', '*': 'ALIAS' }[text[0] ?? ''];
  if (shorthand) return { type: shorthand, code: text.slice(1).trim(), raw, paragraph };
  if (!COMMANDS_KNOWN.test(text)) return { type: 'INS', code: text, raw, paragraph };
  const [word = ''] = /^\S+/.exec(text) ?? [];
  return { type: word.toUpperCase(), code: text.slice(word.length).trim(), raw, paragraph };
}

/** Asks docx-templates itself which commands it reads in a part: where its reading is not ours, nothing was checked. */
async function disagreements(xml: string, commands: readonly Command[]): Promise<Remark[]> {
  const [first] = commands;
  const where = first?.paragraph ?? 'modèle';
  let theirs;
  try {
    theirs = await listCommands(new Uint8Array(await loneDocx(xml)).buffer, COMMAND_DELIMITERS);
  } catch (thrown) {
    return [{ code: 'command-scattered', where, excerpt: wordsOf(thrown) }];
  }
  const plain = (type: string, code: string) => `${type} ${code.replace(/\s+/g, '').replace(/[\u201C\u201D\u201E]/g, '"').replace(/[\u2018\u2019\u201A]/g, "'")}`;
  const read = theirs.map(({ type, code }) => plain(type, code));
  const [odd] = commands.filter((command, i) => plain(command.type, command.code) !== read[i]);
  if (odd) return [{ code: 'command-scattered', where: odd.paragraph }];
  return read.length === commands.length ? [] : [{ code: 'command-scattered', where }];
}

/** A loop variable becomes `$nom` in the expressions: letters, digits and underscores. */
const LOOP_NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

function unbalanced(commands: readonly Command[]): Remark[] {
  const remarks: Remark[] = [];
  const open: { block: string; command: Command }[] = [];
  const unpaired = ({ paragraph, raw }: Command) => remarks.push({ code: 'block-unbalanced', where: paragraph, excerpt: `{{${raw}}}` });
  for (const command of commands) {
    const { type, code, paragraph, raw } = command;
    if (type === 'IF') open.push({ block: 'IF', command });
    if (type === 'FOR') {
      const loop = loopOf(code);
      if (!loop || !LOOP_NAME.test(loop.name) || !isAllowedName(loop.name) || loop.name === 'idx') {
        remarks.push({ code: 'loop-refused', where: paragraph, excerpt: `{{${raw}}}` });
      } else if (open.some(({ block }) => block === `FOR ${loop.name}`)) {
        remarks.push({ code: 'loop-nested-name', where: paragraph, excerpt: `{{${raw}}}` });
      }
      open.push({ block: `FOR ${loop?.name ?? code.split(/\s/)[0] ?? ''}`, command });
    }
    if (type === 'END-IF' && open.pop()?.block !== 'IF') unpaired(command);
    if (type === 'END-FOR' && open.pop()?.block !== `FOR ${code.trim()}`) unpaired(command);
  }
  for (const { command } of open) unpaired(command);
  return remarks;
}
