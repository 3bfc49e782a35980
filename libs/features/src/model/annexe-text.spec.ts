import JSZip from 'jszip';
import type { Publication } from '#libs/domain';
import { compose } from '#libs/documents';
import { annexeTextOf } from './annexe-text.js';
import { builtInModel } from './built-in.js';
import { sha256 } from './model-file.js';
import type { ModelVersionRow } from './model-version.store.js';

const parts = await builtInModel.load();
const mandate = parts.at(-1)!;
const ours = { version: 'annexe-7/v1', hash: sha256(mandate.docx) };

/** A published version; `publication`: what it kept of its parts. */
const published = (kept: Publication['parts'] | null) => ({ facts: { publication: kept && { template: 'x', parts: kept, printed: {}, at: '2026-11-24T09:00:00Z' } } }) as unknown as Pick<ModelVersionRow, 'facts'>;
const unread = () => Promise.reject(new Error('Le modèle n’a pas à être lu'));
const edited = published([{ name: 'modèle déposé', sha256: 'x' }]);

/** The whole agreement as one Word file, its annexe 7 changed by a pen. */
async function whole(change: (xml: string) => string = (xml) => xml): Promise<Buffer> {
  const zip = await JSZip.loadAsync(mandate.docx);
  const before = await zip.file('word/document.xml')!.async('string');
  zip.file('word/document.xml', change(before));
  return compose([...parts.slice(0, -1), { name: mandate.name, docx: await zip.generateAsync({ type: 'nodebuffer' }) }]);
}

test('une version composée ici a gardé l’empreinte de son annexe, sans qu’on la relise', async () => {
  expect(await annexeTextOf(published(parts.map(({ name, docx }) => ({ name, sha256: sha256(docx) }))), 7, unread)).toEqual(ours);
  expect(await annexeTextOf(published(null), 7, unread)).toEqual(ours);
});

test('une autre annexe, dont l’empreinte n’est pas la nôtre, n’est pas la nôtre', async () => {
  expect(await annexeTextOf(published([{ name: 'annexe-7', sha256: '0'.repeat(64) }]), 7, unread)).toBeNull();
});

test('un modèle retouché dans Word la porte encore, tant que ses mots sont les mêmes', async () => {
  const same = await whole((xml) => xml.replaceAll('Gratuit.', ' Gratuit. '));
  expect(await annexeTextOf(edited, 7, () => Promise.resolve(same))).toEqual(ours);
});

test.each([
  ['un mot changé', (xml: string) => xml.replace('à tout moment', 'après un préavis')],
  ['une phrase ôtée', (xml: string) => xml.replace('Une seule case est cochée.', '')],
])('%s, et ce n’est plus elle', async (_, change) => {
  const other = await whole(change);
  expect(await annexeTextOf(edited, 7, () => Promise.resolve(other))).toBeNull();
});
