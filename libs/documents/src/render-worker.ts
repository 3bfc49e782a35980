import { randomUUID } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { createReport } from 'docx-templates';
import { DocumentFault, wordsOf, type FaultCode } from './fault.js';
import { evaluate, ExpressionError } from './expression.js';
import { readTemplate } from './template-check.js';
import { COMMAND_DELIMITERS } from './template-commands.js';
import { failureFindings } from './template-failure.js';
import { fieldFindings, type FieldSource } from './template-fields.js';
import type { TemplateFinding } from './template-finding.js';
import { TEMPLATE_FUNCTIONS } from './template-functions.js';

/** What the thread is given. Data is JSON already cleaned. */
export type RenderTask =
  | { kind: 'check'; template: Uint8Array }
  | { kind: 'fields'; template: Uint8Array; source: FieldSource }
  | { kind: 'render'; template: Uint8Array; data: unknown }
  | { kind: 'trial'; template: Uint8Array; data: unknown; source: FieldSource };

/** What the thread answers, once. */
export type RenderAnswer =
  | { kind: 'findings'; findings: TemplateFinding[] }
  | { kind: 'docx'; docx: Uint8Array }
  | { kind: 'fault'; code: FaultCode; detail: string | null };

/** The entry of the thread: one task, one answer, then the thread ends. */
async function answer(task: RenderTask): Promise<RenderAnswer> {
  try {
    const { findings, commands } = await readTemplate(task.template);
    switch (task.kind) {
      case 'check':
        return { kind: 'findings', findings };
      case 'fields': {
        const inTheWay = findings.filter(({ code }) => /^(command|block|loop)-/.test(code));
        return { kind: 'findings', findings: inTheWay.length > 0 ? inTheWay : fieldFindings(commands, task.source) };
      }
      case 'render': {
        const [first] = findings;
        if (first) return { kind: 'fault', code: 'template-refused', detail: `${first.sentence} ${first.place}` };
        const filled = await fill(task.template, task.data).catch((thrown: unknown) => failureFindings(thrown, commands));
        if (!Array.isArray(filled)) return { kind: 'docx', docx: filled };
        return { kind: 'fault', code: 'template-failed', detail: filled.map(({ place, sentence }) => `${place} — ${sentence}`)[0] ?? null };
      }
      case 'trial': {
        if (findings.length > 0) return { kind: 'findings', findings };
        const unknown = fieldFindings(commands, task.source);
        if (unknown.length > 0) return { kind: 'findings', findings: unknown };
        const filled = await fill(task.template, task.data, { failFast: false }).catch((thrown: unknown) => failureFindings(thrown, commands));
        return Array.isArray(filled) ? { kind: 'findings', findings: filled } : { kind: 'docx', docx: filled };
      }
    }
  } catch (thrown) {
    if (thrown instanceof DocumentFault) return { kind: 'fault', code: thrown.code, detail: thrown.detail };
    return { kind: 'fault', code: 'template-failed', detail: wordsOf(thrown) };
  }
}

/** @param failFast whether to stop at the first command that fails; otherwise all failures are thrown, in an array */
function fill(template: Uint8Array, data: unknown, { failFast = true } = {}): Promise<Uint8Array> {
  return createReport({
    template,
    data,
    failFast,
    cmdDelimiter: COMMAND_DELIMITERS,
    // What stands between two of these enters the document as XML: nobody may know it in advance.
    literalXmlDelimiter: `\u0001${randomUUID()}\u0001`,
    rejectNullish: true,
    fixSmartQuotes: true,
    processLineBreaksAsNewText: true,
    // Indentation would add white space between runs and weigh more.
    indentXml: false,
    runJs: ({ sandbox }) => ({
      modifiedSandbox: { __code__: undefined, __result__: undefined },
      result: withoutHoles(evaluate(sandbox.__code__ ?? '', sandbox, TEMPLATE_FUNCTIONS)),
    }),
  });
}

/** docx-templates ends a loop at the first null of its list: what follows would be missing from the agreement, in silence. */
function withoutHoles(result: unknown): unknown {
  if (Array.isArray(result) && result.some((item) => item === null || item === undefined)) {
    throw new ExpressionError('une liste contient un vide : ce qui le suit serait perdu');
  }
  return result;
}

const task: RenderTask = workerData;
parentPort?.postMessage(await answer(task));
