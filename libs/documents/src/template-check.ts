import { openDocx } from './docx-package.js';
import { loopOf, readCommands, type Command } from './template-commands.js';
import { hiddenStyles, readContent } from './template-content.js';
import { evaluatedCode, refusals } from './template-expressions.js';
import { findingOf, FINDINGS_MAX, type Remark, type TemplateFinding } from './template-finding.js';
import { partRemarks, relationshipRemarks } from './template-package.js';
import { textParts } from './template-parts.js';
import type { Paragraph } from './template-place.js';

/** What reading a template gives: what is wrong with it, and its commands in the order they are filled. */
export interface TemplateReading {
  findings: TemplateFinding[];
  commands: Command[];
}

/**
 * Reads a template whole when it is uploaded, so that nothing breaks on the day an agreement is due. To be called in a
 * thread that can be killed.
 * @returns at most `FINDINGS_MAX` findings, none when the template may be tried
 * @throws DocumentFault when the file is no Word file, or is built to harm whoever reads it further
 */
export async function readTemplate(docx: Uint8Array): Promise<TemplateReading> {
  const zip = await openDocx(docx, 'modèle');
  const remarks: Remark[] = await partRemarks(zip);
  const parts = await textParts(zip);
  const hidden = hiddenStyles(parts.find(({ path }) => path === 'word/styles.xml')?.xml ?? '');
  const uses = new Map<string, Map<string, Paragraph>>();
  const commands: Command[] = [];
  for (const part of parts) {
    const content = readContent(part, hidden);
    uses.set(part.path, content.uses);
    const read = await readCommands(part, content.paragraphs);
    remarks.push(...content.remarks, ...read.remarks, ...read.commands.flatMap(expressionRemarks));
    commands.push(...read.commands);
  }
  remarks.push(...(await relationshipRemarks(zip, (path, id) => uses.get(path)?.get(id))));
  return { findings: remarks.slice(0, FINDINGS_MAX).map(findingOf), commands };
}

/** What the language of the templates does not have at all, whatever the data. */
function expressionRemarks(command: Command): Remark[] {
  if (command.type === 'FOR' && loopOf(command.code) === null) return [];
  const code = evaluatedCode(command);
  return code === null ? [] : refusals(code).map((more) => ({ code: 'expression-refused', where: command.paragraph, excerpt: `{{${command.raw}}}`, more }));
}
