// What a signatory of the measure signs: the same for one process and for another.
export const slotNames = (count) => Array.from({ length: count }, (_, n) => `slot_${n + 1}`);

export function approval(field, at) {
  return {
    kind: 'approve', field, name: 'Mme Prénom Nom-Composé', reason: 'Approuve la convention départementale', at,
    lines: ['Mme Prénom Nom-Composé', 'Maire, par délégation du conseil communautaire', 'le 24 novembre 2026 à 10 h 12', 'Signature électronique simple'],
  };
}

export const certification = (at) => ({ kind: 'certify', field: 'certification', name: 'Paraphe', reason: 'Document figé', lines: [], at });

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
