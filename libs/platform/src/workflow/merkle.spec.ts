import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { checkInclusion, inclusionProof, leafHash, merkleRoot } from './merkle.js';

const runs = { numRuns: 150 };
const leavesOf = (size: number): Buffer[] => Array.from({ length: size }, (_, n) => leafHash(Buffer.from(`leaf ${n}`)));
const treeAndLeaf = fc.integer({ min: 1, max: 70 }).chain((size) => fc.record({ size: fc.constant(size), index: fc.integer({ min: 0, max: size - 1 }) }));

describe('l’arbre de Merkle', () => {
  // The leaves and roots that the first logs published for their own tests of RFC 6962.
  const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
  test.each([
    [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
    [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
    [4, 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
    [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
  ])('de %i feuilles a la racine connue de la RFC 6962', (size, root) => {
    expect(merkleRoot(inputs.slice(0, size).map((hex) => leafHash(Buffer.from(hex, 'hex')))).toString('hex')).toBe(root);
  });

  test('la racine de rien est l’empreinte de rien', () => {
    expect(merkleRoot([])).toEqual(createHash('sha256').digest());
  });

  test('une feuille ne passe pas pour un nœud', () => {
    const [a, b] = leavesOf(2) as [Buffer, Buffer];
    expect(merkleRoot([leafHash(Buffer.concat([a, b]))])).not.toEqual(merkleRoot([a, b]));
  });

  test('la preuve de chaque feuille mène à la racine', () => {
    fc.assert(
      fc.property(treeAndLeaf, ({ size, index }) => {
        const leaves = leavesOf(size);
        const proof = inclusionProof(leaves, index);
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
        expect(checkInclusion({ leaf: leaves[index]!, index, size, proof, root: merkleRoot(leaves) })).toBe(true);
      }),
      runs,
    );
  });

  test('une autre feuille, une autre place, un voisin changé, ôté ou ajouté : jamais prouvés', () => {
    fc.assert(
      fc.property(treeAndLeaf, fc.nat(), fc.nat(255), fc.nat(), ({ size, index }, step, byte, at) => {
        const leaves = leavesOf(size);
        const good = { leaf: leaves[index]!, index, size, proof: inclusionProof(leaves, index), root: merkleRoot(leaves) };
        const altered = (bytes: Buffer) => Buffer.from(bytes.map((value, n) => (n === byte % bytes.length ? value ^ 1 : value)));
        expect(checkInclusion({ ...good, leaf: altered(good.leaf) })).toBe(false);
        expect(checkInclusion({ ...good, root: altered(good.root) })).toBe(false);
        expect(checkInclusion({ ...good, proof: [...good.proof, good.leaf] })).toBe(false);
        const elsewhere = (index + 1 + (step % Math.max(1, size - 1))) % size;
        if (elsewhere !== index) expect(checkInclusion({ ...good, index: elsewhere })).toBe(false);
        if (good.proof.length === 0) return;
        const n = at % good.proof.length;
        expect(checkInclusion({ ...good, proof: good.proof.map((hash, i) => (i === n ? altered(hash) : hash)) })).toBe(false);
        expect(checkInclusion({ ...good, proof: good.proof.filter((_, i) => i !== n) })).toBe(false);
      }),
      runs,
    );
  });

  test.each([[-1, 3], [3, 3], [0.5, 3], [0, 0], [0, Number.POSITIVE_INFINITY], [Number.NaN, 3]])('une place absurde (%d sur %d) n’est pas prouvée', (index, size) => {
    const leaves = leavesOf(3);
    expect(checkInclusion({ leaf: leaves[0]!, index, size, proof: inclusionProof(leaves, 0), root: merkleRoot(leaves) })).toBe(false);
    expect(() => inclusionProof(leaves, index < 0 || Number.isNaN(index) ? index : 3)).toThrow(RangeError);
  });
});
