import { describe, expect, it } from '@jest/globals';
import { withTrailingLinesMarked } from './untagged-lines.js';

const text = 'q\n/Standard<</MCID 0>>BDC\nBT\n10 10 Td /F1 9 Tf<01>Tj\nET\nEMC\n';
const border = '0.8 0.8 0.8 RG\nq 0.5 w 0 J 1 j\n538.55 804.489 m\n56.7 804.489 l S\nQ\nq [1 2] 0 d 56.7 35 m -538.55 .5 l S\nQ\nQ \n';

describe('Filets que LibreOffice trace hors des balises', () => {
  it('sont déclarés décoratifs, sans rien changer d’autre', () => {
    const marked = withTrailingLinesMarked(text + border);
    expect(marked).toBe(`${text}/Artifact BMC\n${border}\nEMC\n`);
    expect(marked?.match(/B[DM]C/g)).toHaveLength(marked?.match(/EMC/g)?.length ?? 0);
  });

  it('ne sont pas cherchés deux fois : le résultat n’a plus rien à marquer', () => {
    expect(withTrailingLinesMarked(withTrailingLinesMarked(text + border) ?? '')).toBeNull();
  });

  it.each([
    ['un texte hors balise', 'BT 10 10 Td /F1 9 Tf (perdu) Tj ET\n'],
    ['une image hors balise', 'q 10 0 0 10 0 0 cm /Im1 Do Q\n'],
    ['une fin sans tracé', 'Q \n'],
    ['une zone de découpe seule', 'q 0 0 10 10 re W* n Q\n'],
  ])('%s n’est jamais caché', (_, tail) => {
    expect(withTrailingLinesMarked(text + tail)).toBeNull();
  });

  it('une page sans balise reste telle quelle', () => {
    expect(withTrailingLinesMarked(border)).toBeNull();
  });
});
