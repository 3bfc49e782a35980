import { loopOf, type Command } from './template-commands.js';
import { evaluatedCode, inspect } from './template-expressions.js';
import { findingOf, FINDINGS_MAX, type Remark, type TemplateFinding, type TemplateFindingCode } from './template-finding.js';
import { shapeOfSample, shapeOfSchema, UNKNOWN, type Shape } from './template-shape.js';

/**
 * What the fields are checked against: a sample of the data (`templates/<document>/v1/sample.json`), or its JSON
 * Schema, which also knows what the sample leaves empty.
 */
export type FieldSource = { sample: unknown } | { schema: unknown };

interface Block {
  /** `$s`, null for an IF. */
  variable: string | null;
  shape: Shape;
}

/** The rank docx-templates gives in the nearest block, from 0. */
const RANK = '$idx';

/**
 * Checks every name of a template against the data it will be given.
 * @param commands balanced, in the order they are filled
 */
export function fieldFindings(commands: readonly Command[], source: FieldSource): TemplateFinding[] {
  const isComplete = 'schema' in source;
  const root = isComplete ? shapeOfSchema(source.schema) : shapeOfSample(source.sample);
  // Nothing is known of data that is no record: nothing can be said to be missing from it.
  if (root.kind !== 'record') return [];
  const remarks: Remark[] = [];
  const blocks: Block[] = [];
  for (const command of commands) {
    if (command.type === 'END-FOR' || command.type === 'END-IF') blocks.pop();
    const code = evaluatedCode(command);
    if (code === null) continue;
    const { shape, problems } = inspect(code, namesIn(root.members, blocks), isComplete);
    // What the language refuses whatever the data is told when the template is read.
    remarks.push(...problems.filter(({ kind }) => kind === 'unknown').map(({ words }) => about('field-unknown', command, words)));
    if (command.type === 'IF') blocks.push({ variable: null, shape: UNKNOWN });
    if (command.type === 'FOR') {
      if (shape.kind !== 'list' && shape.kind !== 'unknown') remarks.push(about('loop-not-list', command));
      blocks.push({ variable: `$${loopOf(command.code)?.name ?? ''}`, shape: shape.kind === 'list' ? shape.item : UNKNOWN });
    }
    if (command.type === 'INS' && ['record', 'list', 'boolean'].includes(shape.kind)) remarks.push(about('field-not-text', command, hint(shape)));
  }
  return remarks.slice(0, FINDINGS_MAX).map(findingOf);
}

/**
 * docx-templates keeps a loop variable after its loop, holding the last item: here it no longer exists, since what
 * prints the last structure under all of them is a mistake. Inside an IF the rank is that of the IF, always 0.
 */
function namesIn(members: ReadonlyMap<string, Shape>, blocks: readonly Block[]): Map<string, Shape> {
  const names = new Map(members);
  for (const { variable, shape } of blocks) if (variable !== null) names.set(variable, shape);
  if (blocks.at(-1)?.variable) names.set(RANK, { kind: 'number' });
  return names;
}

function about(code: TemplateFindingCode, { paragraph, raw }: Command, more?: string): Remark {
  return { code, where: paragraph, excerpt: `{{${raw}}}`, more };
}

function hint({ kind }: Shape): string {
  if (kind === 'list') return 'C’est une liste : parcourez-la avec FOR, ou joignez-la avec « .join(", ") ».';
  return kind === 'boolean' ? 'C’est un oui ou un non : employez IF.' : 'C’est un groupe de champs : nommez l’un d’eux.';
}
