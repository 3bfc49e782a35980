import { randomUUID } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { createReport } from 'docx-templates';
import { DocumentFault, wordsOf, type FaultCode } from './fault.js';
import { evaluate } from './expression.js';
import { COMMAND_DELIMITERS, checkTemplate, type TemplateFinding } from './template-check.js';
import { TEMPLATE_FUNCTIONS } from './template-functions.js';

/** What the thread is given. Data is JSON already cleaned. */
export type RenderTask = { kind: 'check'; template: Uint8Array } | { kind: 'render'; template: Uint8Array; data: unknown };

/** What the thread answers, once. */
export type RenderAnswer =
  | { kind: 'findings'; findings: TemplateFinding[] }
  | { kind: 'docx'; docx: Uint8Array }
  | { kind: 'fault'; code: FaultCode; detail: string | null };

/** The entry of the thread: one task, one answer, then the thread ends. */
async function answer(task: RenderTask): Promise<RenderAnswer> {
  try {
    const findings = await checkTemplate(task.template);
    if (task.kind === 'check') return { kind: 'findings', findings };
    const [first] = findings;
    if (first) return { kind: 'fault', code: 'template-refused', detail: `${first.sentence} ${first.place}` };
    return { kind: 'docx', docx: await fill(task.template, task.data) };
  } catch (thrown) {
    if (thrown instanceof DocumentFault) return { kind: 'fault', code: thrown.code, detail: thrown.detail };
    return { kind: 'fault', code: 'template-failed', detail: wordsOf(Array.isArray(thrown) ? thrown[0] : thrown) };
  }
}

function fill(template: Uint8Array, data: unknown): Promise<Uint8Array> {
  return createReport({
    template,
    data,
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
      result: evaluate(sandbox.__code__ ?? '', sandbox, TEMPLATE_FUNCTIONS),
    }),
  });
}

const task: RenderTask = workerData;
parentPort?.postMessage(await answer(task));
