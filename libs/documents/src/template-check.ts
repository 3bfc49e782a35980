import { listCommands } from 'docx-templates';
import type JSZip from 'jszip';
import { loneDocx, mainPart, openDocx, readPart } from './docx-package.js';
import { attributes, decode, tokens } from './markup.js';

/** `{{ … }}`: what the house templates are written with. */
export const COMMAND_DELIMITERS: [string, string] = ['{{', '}}'];

/** Longest excerpt quoted to locate a finding. */
const EXCERPT_LENGTH_MAX = 120;

/**
 * INS prints, FOR and IF shape, IMAGE and LINK illustrate. The rest is refused: EXEC has effects, HTML silently
 * disappears in LibreOffice, QUERY asks for data nobody serves, and ALIAS lets a refused command come in by another name.
 */
const COMMANDS_ALLOWED: ReadonlySet<string> = new Set(['INS', 'FOR', 'END-FOR', 'IF', 'END-IF', 'IMAGE', 'LINK']);

const FINDINGS = {
  'command-refused': 'Cette commande n’est pas admise dans un modèle.',
  'command-unclosed': 'Une commande « {{ » n’est pas refermée dans son paragraphe : le texte qui suit serait perdu.',
  'command-unopened': 'Une fin de commande « }} » n’a pas de début.',
  'block-unbalanced': 'Un FOR ou un IF n’est pas refermé, ou l’est deux fois, ou l’est dans le désordre.',
  'link-not-alone': 'Une commande LINK doit être seule dans son fragment de texte : le reste du fragment serait perdu.',
  'link-outside-body': 'Une commande LINK n’est pas admise en en-tête, en pied de page ni en note.',
  'resource-external': 'Le modèle va chercher un élément hors du fichier (image liée, modèle attaché) : c’est refusé.',
  'content-active': 'Le modèle contient un élément actif (macro, objet incorporé, contenu importé) : c’est refusé.',
  'field-refused': 'Le modèle contient un champ Word qui va chercher un contenu ailleurs : c’est refusé.',
  'tracked-changes': 'Le modèle contient des modifications suivies : acceptez-les ou refusez-les avant le dépôt.',
} as const satisfies Record<string, string>;

export type TemplateFindingCode = keyof typeof FINDINGS;

/** One thing that must be changed before a template may be published. */
export interface TemplateFinding {
  code: TemplateFindingCode;
  /** Which part of the package, and the words around: `word/header1.xml — « Préfecture {{nom » `. */
  place: string;
  /** What is wrong, for the author of the template. */
  sentence: string;
}

/**
 * Examines a template when it is uploaded, so that nothing breaks on the day an agreement is due.
 * @returns every finding, empty when the template may be published
 * @throws DocumentFault when the file is no Word file at all
 */
export async function checkTemplate(docx: Uint8Array): Promise<TemplateFinding[]> {
  const zip = await openDocx(docx, 'modèle');
  const main = await mainPart(zip);
  const findings = await packageFindings(zip);
  // docx-templates fills exactly these parts: word/*.xml.
  for (const path of Object.keys(zip.files).filter((name) => /^word\/[^/]+\.xml$/.test(name)).sort()) {
    const xml = (await readPart(zip, path)) ?? '';
    findings.push(...contentFindings(xml, path), ...textFindings(xml, path, path === main));
    if (xml.includes(COMMAND_DELIMITERS[0].charAt(0))) findings.push(...(await commandFindings(xml, path)));
  }
  return findings;
}

function finding(code: TemplateFindingCode, path: string, excerpt: string): TemplateFinding {
  const words = excerpt.replace(/\s+/g, ' ').trim();
  const shown = words.length > EXCERPT_LENGTH_MAX ? `${words.slice(0, EXCERPT_LENGTH_MAX)}…` : words;
  return { code, place: `${path} — «\u00A0${shown}\u00A0»`, sentence: FINDINGS[code] };
}

/** Relationships that leave the package or bring code in. Hyperlinks leave it too, but only when a reader clicks. */
async function packageFindings(zip: JSZip): Promise<TemplateFinding[]> {
  const findings: TemplateFinding[] = [];
  for (const path of Object.keys(zip.files).sort()) {
    if (/vbaProject|\/embeddings\/|\/activeX\//i.test(path) && !zip.files[path]?.dir) findings.push(finding('content-active', path, path));
    if (!path.endsWith('.rels')) continue;
    for (const token of tokens((await readPart(zip, path)) ?? '')) {
      if (token.name !== 'Relationship' || token.kind === 'close') continue;
      const relationship = attributes(token.raw);
      const type = relationship.get('Type')?.split('/').at(-1) ?? '';
      const target = relationship.get('Target') ?? '';
      if (relationship.get('TargetMode') === 'External' && type !== 'hyperlink') findings.push(finding('resource-external', path, target));
      if (/^(aFChunk|oleObject|control|vbaProject)$/i.test(type)) findings.push(finding('content-active', path, target));
    }
  }
  return findings;
}

const FIELDS_REFUSED = /\b(INCLUDEPICTURE|INCLUDETEXT|IMPORT|INCLUDE|DDE|DDEAUTO|DATABASE|RD|MACROBUTTON)\b/i;

/** Elements of the text itself that fetch, run, or are not settled. */
function contentFindings(xml: string, path: string): TemplateFinding[] {
  const findings: TemplateFinding[] = [];
  let inField = false;
  let instruction = '';
  for (const token of tokens(xml)) {
    if (token.name === 'w:instrText') inField = token.kind === 'open';
    if (token.kind === 'text' && inField) instruction += decode(token.raw);
    if (token.kind === 'open' && token.name === 'w:fldSimple') instruction += ` ${attributes(token.raw).get('w:instr') ?? ''}`;
    if (token.name === 'w:altChunk' && token.kind !== 'close') findings.push(finding('content-active', path, 'altChunk'));
    if (/^w:(ins|del|moveFrom|moveTo)$/.test(token.name) && token.kind === 'open') {
      findings.push(finding('tracked-changes', path, attributes(token.raw).get('w:author') ?? ''));
    }
  }
  if (FIELDS_REFUSED.test(instruction)) findings.push(finding('field-refused', path, instruction));
  return findings;
}

/** One `{{ … }}` as it lies in the runs of a paragraph. */
interface Scan {
  path: string;
  inBody: boolean;
  findings: TemplateFinding[];
  paragraph: string;
  /** Text of the command being read, null outside of one. */
  command: string | null;
  /** Text of the current run outside commands, and whether a LINK lies in it. */
  runText: string;
  runHasLink: boolean;
}

/** Walks the paragraphs for what docx-templates lets pass in silence: unclosed commands, text lost beside a LINK. */
function textFindings(xml: string, path: string, inBody: boolean): TemplateFinding[] {
  const scan: Scan = { path, inBody, findings: [], paragraph: '', command: null, runText: '', runHasLink: false };
  let inText = false;
  for (const token of tokens(xml)) {
    if (token.name === 'w:t') inText = token.kind === 'open';
    if (token.name === 'w:r' && token.kind !== 'empty') endRun(scan);
    if (token.name === 'w:p') endParagraph(scan);
    if (token.kind === 'text' && inText) readText(scan, decode(token.raw));
  }
  endParagraph(scan);
  return scan.findings;
}

function readText(scan: Scan, text: string): void {
  for (const piece of text.split(/({{|}})/)) {
    scan.paragraph += piece;
    if (piece === COMMAND_DELIMITERS[0]) {
      if (scan.command !== null) scan.findings.push(finding('command-unclosed', scan.path, scan.paragraph));
      scan.command = '';
    } else if (piece === COMMAND_DELIMITERS[1]) {
      if (scan.command === null) scan.findings.push(finding('command-unopened', scan.path, scan.paragraph));
      else endCommand(scan, scan.command);
      scan.command = null;
    } else if (scan.command === null) scan.runText += piece;
    else scan.command += piece;
  }
}

function endCommand(scan: Scan, command: string): void {
  if (!/^\s*LINK\b/i.test(command)) return;
  scan.runHasLink = true;
  if (!scan.inBody) scan.findings.push(finding('link-outside-body', scan.path, scan.paragraph));
}

function endRun(scan: Scan): void {
  // A command cut in several runs by Word is gathered in the first one by docx-templates: the run lasts as long.
  if (scan.command !== null) return;
  if (scan.runHasLink && scan.runText !== '') scan.findings.push(finding('link-not-alone', scan.path, scan.paragraph));
  scan.runText = '';
  scan.runHasLink = false;
}

function endParagraph(scan: Scan): void {
  if (scan.command !== null) scan.findings.push(finding('command-unclosed', scan.path, scan.paragraph));
  scan.command = null;
  endRun(scan);
  scan.paragraph = '';
}

/** Asks docx-templates itself which commands it reads in a part, so that our reading cannot differ from its own. */
async function commandFindings(xml: string, path: string): Promise<TemplateFinding[]> {
  const findings: TemplateFinding[] = [];
  const open: string[] = [];
  let commands;
  try {
    commands = await listCommands(arrayBufferOf(await loneDocx(xml)), COMMAND_DELIMITERS);
  } catch (thrown) {
    // An unknown alias (`*x`) is refused by listCommands itself.
    return [finding('command-refused', path, thrown instanceof Error ? thrown.message : String(thrown))];
  }
  for (const command of commands) {
    const type: string = command.type;
    if (!COMMANDS_ALLOWED.has(type)) findings.push(finding('command-refused', path, command.raw));
    if (type === 'IF') open.push('IF');
    if (type === 'FOR') open.push(`FOR ${command.code.split(/\s/)[0] ?? ''}`);
    if (type === 'END-IF' && open.pop() !== 'IF') findings.push(finding('block-unbalanced', path, command.raw));
    if (type === 'END-FOR' && open.pop() !== `FOR ${command.code.trim()}`) findings.push(finding('block-unbalanced', path, command.raw));
  }
  for (const block of open) findings.push(finding('block-unbalanced', path, block));
  return findings;
}

function arrayBufferOf(buffer: Buffer): ArrayBuffer {
  return new Uint8Array(buffer).buffer;
}
