import { PDFArray, PDFDocument, PDFName } from 'pdf-lib';
import type { PDFDict } from 'pdf-lib';
import { replaced } from './form-content.js';
import { FormFonts } from './form-fonts.js';
import type { FormPlan } from './form-plan.js';
import { MARK_END, marksOf } from './form-plan.js';
import { drawn, slotsOf } from './form-slots.js';

/** A typeface of two subsets, as LibreOffice embeds them: half a size wide each sign. */
async function fonts(): Promise<FormFonts> {
  const { context } = await PDFDocument.create();
  const subset = (name: string, characters: string): PDFDict => {
    const map = [...characters].map((character, i) => `<${(i + 1).toString(16).padStart(2, '0')}> <${character.charCodeAt(0).toString(16).padStart(4, '0')}>`);
    const unicode = context.register(context.flateStream(`${map.length} beginbfchar\n${map.join('\n')}\nendbfchar`));
    const dict = context.obj({ BaseFont: `/${name}+Essai`, FirstChar: 0, ToUnicode: unicode });
    dict.set(PDFName.of('BaseFont'), PDFName.of(`${name}+Essai`));
    const widths = PDFArray.withContext(context);
    for (let i = 0; i <= characters.length; i += 1) widths.push(context.obj(500));
    dict.set(PDFName.of('Widths'), widths);
    return dict;
  };
  return new FormFonts(context.obj({ F1: subset('AAAAAA', ' abcdefZqx_0129■□'), F2: subset('BBBBBB', 'éèà') }));
}

const plan: FormPlan = { fields: { nom: { lines: 2, right: 100 } }, ticks: ['oui'], code: false };
const codes: Readonly<Record<string, string>> = Object.fromEntries([...' abcdefZqx_0129■□'].map((character, i) => [character, (i + 1).toString(16).padStart(2, '0')]));
const hex = (text: string) => [...text].map((character) => codes[character]).join('');
const line = (text: string, y: number) => `BT 10 ${y} Td /F1 10 Tf<${hex(text)}>Tj ET\n`;
const page = Buffer.from(`${line('bab Zq0x0_aqZ', 100)}${line('Zq0x1_bqZ', 88)}${line('□ a', 50)}`, 'latin1');

async function filled(text: string): Promise<string | null> {
  const known = await fonts();
  const { slots } = slotsOf(page, known, plan, 0);
  const [slot] = slots;
  const changes = slot?.kind === 'field' ? drawn(slot, text, known) : null;
  return changes && replaced(page, changes).toString('latin1');
}

test('les marques portent, ensemble, tout ce qu’une réponse peut contenir', () => {
  const many: FormPlan = { ...plan, fields: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`champ${i}`, { lines: 1, right: 100 }])) };
  const all = [...marksOf(many).values()].join('');
  for (const character of 'ÀÂÇÉÈÊËÎÏÔŒÙÛÜŸàâçéèêëîïôœùûüÿæÆ’«»–—…€ŁłŞşȘșÑñßåÅ@&%+()/?!;:') expect(all).toContain(character);
  expect([...marksOf(many).values()].every((mark) => mark.endsWith(MARK_END))).toBe(true);
});

test('une réponse se dessine après ce qui la précède, et la ligne qui reste s’efface', async () => {
  const text = await filled('cad');
  expect(text).toContain(`/F1 10 Tf<${hex('bab cad')}>Tj`);
  expect(text).toContain('/F1 10 Tf<>Tj');
});

test('un signe de l’autre sous-ensemble change de police, et y revient', async () => expect(await filled('aéa')).toContain(`<${hex('bab a')}>Tj/F2 10 Tf<01>Tj/F1 10 Tf<${hex('a')}>Tj`));

test('une réponse longue passe à la ligne, à la place de la seconde marque', async () => {
  // Ninety points at five points a sign: eighteen signs, four of which are taken already.
  expect(await filled('abcdef abcdef abcdef')).toContain(`<${hex('bab abcdef abcdef')}>Tj 0 -12 Td /F1 10 Tf<${hex('abcdef')}>Tj`);
});

test('une réponse trop longue se réduit un peu, puis n’est pas dessinée', async () => {
  expect(await filled('abcdef abcdef abcdef abcdef abcdef')).toMatch(/\/F1 9 Tf.* 0 -10\.8 Td /);
  expect(await filled('abcdef '.repeat(9).trim())).toBeNull();
  expect(await filled('a'.repeat(40))).toBeNull();
});

test('un signe que la forme n’a pas n’est pas remplacé par un autre', async () => expect(await filled('ça')).toBeNull());

test('une réponse vide ne laisse que ce qui la précède', async () => expect(await filled('')).toContain(`/F1 10 Tf<${hex('bab ')}>Tj`));

test('une case se coche dans sa police ; une réponse qui ne finit pas sa ligne est refusée', async () => {
  const known = await fonts();
  const { slots, ticks } = slotsOf(page, known, plan, 0);
  expect(ticks).toBe(1);
  expect(slots[1]).toMatchObject({ kind: 'tick', rank: 0, ticked: `[<${hex('■ a')}>]TJ` });
  expect(() => slotsOf(Buffer.from(line('Zq0x0_aqZ b', 10), 'latin1'), known, plan, 0)).toThrow(/end its line/);
  expect(() => slotsOf(Buffer.from(line('Zq0x1_aqZ', 10), 'latin1'), known, plan, 0)).toThrow(/not together/);
});
