import { flattenAgreement, linesOf, newModelVersion } from '#libs/domain';
import type { ModelVersionFacts } from '#libs/domain';
import { kindOf, ModelFileFault, readModelFile, recognised } from './model-file.js';
import { builtInModel } from './built-in.js';
import { findingsOf, reviewOf } from './model-review.js';
import type { ModelVersionRow } from './model-version.store.js';
import { legalDay } from '#libs/domain';

const lines = linesOf(['Convention', 'Préambule', 'Exposé.', 'Art. 1- Objet', 'Un alinéa.', 'Article 5 Durée', 'Elle dure trois ans.', 'Fait à ………. le ……….'].join('\n'));
const row = (facts: Partial<ModelVersionFacts> = {}): ModelVersionRow => ({
  id: 'v1', modelId: 'essai', version: 1, title: 'Essai', departementCode: null, timeZone: 'Europe/Paris', origin: 'imported', baseId: null, state: 'draft', facts: { ...newModelVersion, ...facts },
  source: { name: 'essai.txt', kind: 'text', sha256: '0'.repeat(64), bytes: 1 }, createdAt: new Date('2026-11-24T09:00:00Z'), createdBy: 'essai',
});
const read = { paragraphs: lines, running: { headers: [], footers: [], notes: [] }, obstacles: [] };
const now = new Date('2026-11-24T09:00:00Z');

describe('le fichier d’un modèle', () => {
  test('est un document Word dès qu’il en est un, quel que soit son nom', () => {
    expect(kindOf('texte.txt', Buffer.from('PK\u0003\u0004'))).toBe('docx');
    expect(kindOf('texte.txt', Buffer.from('Convention'))).toBe('text');
    expect(() => kindOf('texte.odt', Buffer.from('x'))).toThrow(ModelFileFault);
  });

  test('corrigé, est lu autrement sans qu’un mot ni un paragraphe change', () => {
    expect(recognised(lines).articles.map(({ number }) => number)).toEqual(['1']);
    const text = recognised(lines, { 5: 0 });
    expect(text.articles.map(({ number, title }) => [number, title])).toEqual([['1', 'Objet'], ['5', 'Durée']]);
    expect(flattenAgreement(text).map(({ source }) => source)).toEqual(lines);
  });

  test('du projet lui-même se lit sans défaut', async () => {
    const [convention] = await builtInModel.load();
    const { paragraphs } = await readModelFile(convention!.docx, 'docx');
    const text = recognised(paragraphs);
    expect(text.articles).toHaveLength(11);
    expect(findingsOf(text, legalDay('2026-11-25'))).toEqual([]);
  });
});

describe('la relecture d’une version', () => {
  test('dit qu’un blanc est rempli par un écart à approuver, et ne le compte plus pour un défaut', () => {
    const unfilled = reviewOf(row(), read, now);
    expect(unfilled.findings.filter(({ code }) => code === 'UNFILLED_BLANK')).toHaveLength(2);
    expect(unfilled.deviations).toEqual([]);
    const filled = reviewOf(row({ fills: { fait_a: 'Mende', fait_le: '24 novembre' } }), read, now);
    expect(filled.findings.filter(({ code }) => code === 'UNFILLED_BLANK')).toEqual([]);
    expect(filled.deviations.map(({ rendered, approved }) => [rendered, approved])).toEqual([['Mende', false], ['24 novembre', false]]);
    expect(filled.refusals).toContain('deviations_unapproved');
    const approvals = filled.deviations.map(({ key, rendered }) => ({ key, rendered }));
    expect(reviewOf(row({ fills: { fait_a: 'Mende', fait_le: '24 novembre' }, approvals }), read, now).refusals).not.toContain('deviations_unapproved');
    expect(reviewOf(row({ fills: { fait_a: 'Florac', fait_le: '24 novembre' }, approvals }), read, now).deviations.map(({ approved }) => approved)).toEqual([false, true]);
  });

  test('montre le motif qui écarte une erreur, et seulement celle-là', () => {
    const [first] = reviewOf(row(), read, now).findings.filter(({ blocking }) => blocking);
    const again = reviewOf(row({ waivers: [{ key: first!.key, reason: 'Le texte officiel est ainsi.' }] }), read, now);
    expect(again.findings.find(({ key }) => key === first!.key)).toMatchObject({ blocking: false, waiver: 'Le texte officiel est ainsi.' });
    expect(again.refusals).toContain('findings_remain');
  });
});
