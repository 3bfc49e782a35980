// Draws every Word template of the reference model from its text.
//   node templates/drafting/draft.mjs           writes templates/<document>/v1/template.docx
//   node templates/drafting/draft.mjs --check   exits 1 when a file on disk is not what the text gives
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { adhesion, adhesionRunning } from './adhesion.mjs';
import { agreement, numbers, uncitedAnnexes } from './agreement.mjs';
import { amendment, amendmentRunning } from './amendment.mjs';
import { annexeMandat } from './annexes/mandat.mjs';
import { annexeAccordCadre, annexeBouquet, annexeCharte } from './annexes/references.mjs';
import { annexeModalites, annexeOffres, annexeReferents } from './annexes/structures.mjs';
import { conditions, conditionsSignatures } from './conditions.mjs';
import { wordTemplate, writer } from './document.mjs';
import { actEvidence, actEvidenceRunning, evidence, evidenceRunning } from './evidence.mjs';
import { comparison, comparisonRunning } from './comparison.mjs';
import { consolidated, consolidatedRunning } from './consolidated.mjs';
import { convocation, convocationRunning } from './convocation.mjs';
import { deliberation, deliberationRunning } from './deliberation.mjs';
import { disposalSlip, disposalSlipRunning } from './disposal-slip.mjs';
import { endReceipt, endReceiptRunning } from './end-receipt.mjs';
import { mandate, mandateRunning, mandateToSign } from './mandate.mjs';
import { minutes, minutesRunning } from './minutes.mjs';
import { noticeLetter, noticeLetterRunning } from './notice-letter.mjs';
import { noticeReceipt, noticeReceiptRunning } from './notice-receipt.mjs';
import { renewal, renewalRunning } from './renewal.mjs';
import { annexes, annexeTitle } from './references.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bodies = {
  charte: annexeCharte,
  bouquet: annexeBouquet,
  accord_cadre: annexeAccordCadre,
  modalites_gestion: annexeModalites,
  offre_complementaire: annexeOffres,
  referents: annexeReferents,
  mandat: annexeMandat,
};

/** Each document of the model: its folder name, its title, its blocks. The order is that of the assembled file. */
export const documents = [
  { name: 'convention', title: 'Convention départementale France Services', blocks: agreement },
  ...annexes.map(({ key }, index) => ({ name: `annexe-${index + 1}`, title: annexeTitle(key), blocks: bodies[key] })),
];

/** What surrounds an imported official text (libs/features/src/model/imported-parts.ts): the first is the base its annexes are joined to. */
const around = [
  { name: 'conditions-particulieres', title: 'Convention départementale France Services', blocks: conditions, cover: true },
  { name: 'pages-de-signature', title: 'Pages de signature', blocks: conditionsSignatures, cover: false },
];

/** Documents that stand alone, outside the agreement. */
const apart = [{ name: 'evidence', title: 'Dossier de preuve', blocks: evidence, running: evidenceRunning }];
/** The same, drafted once the others had been published. */
const apartLater = [{ name: 'comparaison', title: 'Différences entre deux textes', blocks: comparison, running: comparisonRunning }];
/** The papers of an agreement's life, made after it was signed. They come after all that was published before them. */
const life = [
  { name: 'reconduction', title: 'Constat de reconduction tacite', blocks: renewal, running: renewalRunning },
  { name: 'preavis', title: 'Notification d’un préavis', blocks: noticeLetter, running: noticeLetterRunning },
  { name: 'recepisse', title: 'Récépissé de préavis', blocks: noticeReceipt, running: noticeReceiptRunning },
  { name: 'convocation', title: 'Convocation du comité de pilotage', blocks: convocation, running: convocationRunning },
  { name: 'compte-rendu', title: 'Compte rendu du comité de pilotage', blocks: minutes, running: minutesRunning },
  { name: 'avenant', title: 'Avenant', blocks: amendment, running: amendmentRunning },
  { name: 'adhesion', title: 'Acte d’adhésion', blocks: adhesion, running: adhesionRunning },
  // The first part of a text that goes on with the agreement's own model: its running header is that of the whole.
  { name: 'version-consolidee', title: 'Version consolidée', blocks: consolidated, running: consolidatedRunning },
  { name: 'evidence-acte', title: 'Dossier de preuve', blocks: actEvidence, running: actEvidenceRunning },
];
/** The papers of a mandate, in large type: the person has them in hand. `parts`: texts of one file, each with its own pages. */
const mandates = [
  { name: 'mandat', title: 'Mandat', parts: [{ running: mandateRunning, blocks: mandate }], large: true },
  { name: 'mandat-a-signer', title: 'Mandat en deux originaux', parts: mandateToSign, large: true },
  { name: 'recu-de-fin', title: 'Reçu de fin de mandat', parts: [{ running: endReceiptRunning, blocks: endReceipt }], large: true },
  { name: 'bordereau-elimination', title: 'Bordereau d’élimination', parts: [{ running: disposalSlipRunning, blocks: disposalSlip }], large: false },
];

/** What the préfecture hands out before a signature. After all the others, for the same reason. */
const before = [{ name: 'deliberation', title: 'Projet de délibération', parts: [{ running: deliberationRunning, blocks: deliberation }], large: false }];

/** Draws all templates. Gives back { name, path, bytes } with `path` relative to templates/. Throws on an annexe no article cites. */
export async function draftAll() {
  const forgotten = uncitedAnnexes();
  if (forgotten.length > 0) throw new Error(`No article cites annexe ${forgotten.join(', ')}`);
  const drafted = [];
  for (const [index, { name, title, blocks }] of documents.entries()) {
    const children = writer(numbers).blocks(blocks);
    drafted.push({ name, path: `${name}/v1/template.docx`, bytes: await wordTemplate({ title, index, cover: name === 'convention', children }) });
  }
  for (const { name, title, blocks, running } of apart) {
    drafted.push({ name, path: `${name}/v1/template.docx`, bytes: await wordTemplate({ title, index: 0, cover: true, running, children: writer(numbers).blocks(blocks) }) });
  }
  // Last: the library counts bookmarks through all documents, and what is published before must keep its bytes.
  for (const [index, { name, title, blocks, cover }] of around.entries()) {
    drafted.push({ name, path: `${name}/v1/template.docx`, bytes: await wordTemplate({ title, index: documents.length + index, cover, children: writer(numbers).blocks(blocks) }) });
  }
  for (const { name, title, blocks, running } of [...apartLater, ...life]) {
    drafted.push({ name, path: `${name}/v1/template.docx`, bytes: await wordTemplate({ title, index: documents.length + around.length, running, children: writer(numbers).blocks(blocks) }) });
  }
  for (const { name, title, parts, large } of [...mandates, ...before]) {
    const children = ({ running, blocks }) => ({ running, children: writer(numbers).blocks(blocks) });
    drafted.push({ name, path: `${name}/v1/template.docx`, bytes: await wordTemplate({ title, index: documents.length + around.length, parts: parts.map(children), large }) });
  }
  return drafted;
}

async function main(check) {
  let stale = 0;
  for (const { path, bytes } of await draftAll()) {
    const file = join(root, path);
    const before = await readFile(file).catch(() => null);
    if (before !== null && before.equals(bytes)) continue;
    stale += 1;
    if (check) console.error(`${path} is not what the text gives`);
    else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
      console.log(path);
    }
  }
  return check && stale > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.includes('--check'));
