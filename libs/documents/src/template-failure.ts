import { DocumentFault, wordsOf } from './fault.js';
import type { Command } from './template-commands.js';
import { evaluatedCode } from './template-expressions.js';
import { findingOf, FINDINGS_MAX, type TemplateFinding } from './template-finding.js';

/** What docx-templates says in English, as the author of a template can use it. */
const SENTENCES: ReadonlyArray<readonly [RegExp, string]> = [
  [/nested into another IF command/, 'Deux IF se suivent dans le même paragraphe ou la même ligne de tableau : donnez à chacun le sien, ou écrivez « condition ? "oui" : "non" ».'],
  [/is null or undefined/, 'La valeur est absente.'],
  [/is an object/, 'C’est un groupe de champs : nommez l’un d’eux.'],
  [/only iterate over Array/, 'Ce n’est pas une liste.'],
  [/infinite loop or massive dataset/, 'La boucle produit plus de contenu qu’aucun document.'],
  [/image|width|height|extension/i, 'L’image n’est pas faite par la fonction qr.'],
];

interface Failure {
  words: string;
  /** The command, or its code alone: docx-templates gives one or the other. */
  command: string | null;
}

/**
 * Turns what docx-templates threw into findings that name the paragraph.
 * @param thrown   one error, or all of them in an array
 * @param commands those of the template, in order
 * @returns at least one finding
 */
export function failureFindings(thrown: unknown, commands: readonly Command[]): TemplateFinding[] {
  if (thrown instanceof DocumentFault) throw thrown;
  const errors: unknown[] = Array.isArray(thrown) ? thrown : [thrown];
  const findings: TemplateFinding[] = [];
  const told = new Set<string>();
  for (const error of errors) {
    const { words, command } = failureOf(error);
    const key = command ?? words;
    if (told.has(key)) continue;
    told.add(key);
    const found = commands.filter((candidate) => isCommand(candidate, command));
    const [first] = found;
    const finding = findingOf({ code: 'command-failed', where: first?.paragraph ?? 'modèle', excerpt: first ? `{{${first.raw}}}` : (command ?? ''), more: words });
    const others = new Set(found.map(({ paragraph }) => paragraph)).size - 1;
    findings.push(others > 0 ? { ...finding, place: `${finding.place}, et ${others} autre${others > 1 ? 's' : ''}` } : finding);
    // What follows a FOR or an IF that failed fails because of it.
    if (first?.type === 'FOR' || first?.type === 'IF' || findings.length === FINDINGS_MAX) break;
  }
  return findings;
}

function failureOf(error: unknown): Failure {
  const fields = typeof error === 'object' && error !== null ? (error as { command?: unknown; err?: unknown }) : {};
  const cause = fields.err ?? error;
  const words = wordsOf(cause);
  const isOurs = cause instanceof Error && cause.name === 'ExpressionError';
  const sentence = isOurs ? `${words.charAt(0).toUpperCase()}${words.slice(1)}.` : (SENTENCES.find(([pattern]) => pattern.test(words))?.[1] ?? 'Elle est mal placée ou mal écrite.');
  return { words: sentence, command: typeof fields.command === 'string' ? fields.command : null };
}

function isCommand(command: Command, told: string | null): boolean {
  return told !== null && (evaluatedCode(command) === told || `${command.type} ${command.code}` === told || command.code === told);
}
