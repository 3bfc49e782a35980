import { packDocx } from './docx-package.js';
import { DocumentFault } from './fault.js';
import { readParts, type ReadPart } from './import-read.js';
import type { ImportDecision, ImportObstacleKind } from './import-obstacles.js';
import type { Settlement } from './import-paragraph.js';
import { applyEdits, attributeOf, childOf, elementsUnder, type Edit, type XmlNode } from './import-tree.js';

/**
 * Carries out what a person decided about the obstacles of a Word file: a tracked change is accepted, a comment removed, a hidden text removed
 * or revealed, a field frozen as the text it shows. Obstacles without a decision stay; `readDocx` of the result tells them.
 * @param decisions by identifier of obstacle
 * @throws DocumentFault `import-refused` for a decision that does not fit, `docx-unreadable`, `docx-too-large`
 */
export async function settleImport(docx: Uint8Array, decisions: Readonly<Record<string, ImportDecision>>): Promise<Buffer> {
  const { zip, main, others, document, settlements } = await readParts(docx);
  const edits = new Map<string, Edit[]>();
  for (const [id, decision] of Object.entries(decisions)) {
    const obstacle = document.obstacles.find((found) => found.id === id);
    const settlement = settlements.find((found) => found.id === id);
    if (!obstacle?.decisions.includes(decision) || !settlement) throw new DocumentFault('import-refused', `${id} : ${decision}`);
    const part = [main, ...others].find(({ path }) => path === settlement.path);
    if (part) edits.set(part.path, [...(edits.get(part.path) ?? []), ...editsOf(obstacle.kind, decision, settlement, part)]);
  }
  for (const { path, xml } of [main, ...others]) zip.file(path, applyEdits(xml, edits.get(path) ?? []));
  return packDocx(zip);
}

function editsOf(kind: ImportObstacleKind, decision: ImportDecision, { nodes }: Settlement, part: ReadPart): Edit[] {
  if (kind === 'tracked_change') return nodes.flatMap((node) => accepted(node));
  if (kind === 'comment') return nodes.flatMap((node) => withoutComment(node, part.root));
  if (kind === 'hidden_text') return nodes.flatMap((node) => (decision === 'remove' ? [without(node)] : revealed(node)));
  return nodes.flatMap((node) => (node.name === 'w:fldSimple' ? unwrapped(node) : [without(node)]));
}

const without = ({ start, end }: XmlNode): Edit => ({ start, end, xml: '' });
const unwrapped = ({ start, end, innerStart, innerEnd }: XmlNode): Edit[] =>
  innerStart === end ? [{ start, end, xml: '' }] : [{ start, end: innerStart, xml: '' }, { start: innerEnd, end, xml: '' }];

/** Text put in stays, text struck out goes, the note of a former look goes. A mark that joins two paragraphs or takes a row away is Word's work. */
function accepted(node: XmlNode): Edit[] {
  if (/^w:(ins|moveTo)$/.test(node.name)) return unwrapped(node);
  if (!/^w:(del|moveFrom|cellDel|cellMerge)$/.test(node.name)) return [without(node)];
  if (node.children.length === 0) throw new DocumentFault('import-refused', 'paragraphe, ligne ou cellule supprimés : à accepter dans Word');
  return [without(node)];
}

/** The call of a comment, and the bounds of the words it was about. */
function withoutComment(node: XmlNode, root: XmlNode): Edit[] {
  const id = attributeOf(node, 'w:id');
  const bounds = [...elementsUnder(root)].filter((found) => /^w:commentRange(Start|End)$/.test(found.name) && attributeOf(found, 'w:id') === id);
  return [without(node), ...bounds.map(without)];
}

/** Makes a run seen: not hidden, in the colour of text, of a size that can be read. */
function revealed(run: XmlNode): Edit[] {
  const properties = childOf(run, 'w:rPr');
  const shown = '<w:vanish w:val="0"/><w:color w:val="auto"/><w:sz w:val="20"/>';
  if (!properties) return [{ start: run.innerStart, end: run.innerStart, xml: `<w:rPr>${shown}</w:rPr>` }];
  if (properties.innerStart === properties.end) return [{ start: properties.start, end: properties.end, xml: `<w:rPr>${shown}</w:rPr>` }];
  const former = properties.children.filter(({ name }) => /^w:(vanish|color|sz)$/.test(name)).map(without);
  return [...former, { start: properties.innerEnd, end: properties.innerEnd, xml: shown }];
}
