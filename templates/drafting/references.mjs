// Symbolic references: a sentence says `annexe:modalites_gestion` or `article:duree`, the number is worked out here, once.
// The official text lost its own numbering this way (its article 8 points to the wrong annexe).

/** Annexes in their order. The key is what the sentences cite, the title is what the reader sees. */
export const annexes = [
  { key: 'charte', title: 'Charte nationale d’engagement' },
  { key: 'bouquet', title: 'Bouquet de services' },
  { key: 'accord_cadre', title: 'Accord cadre national France Services' },
  { key: 'modalites_gestion', title: 'Modalités de gestion propres à chaque structure' },
  { key: 'offre_complementaire', title: 'Offre complémentaire par partenaire' },
  { key: 'referents', title: 'Tableau récapitulatif des référents' },
  { key: 'mandat', title: 'Mandat' },
];

export const annexeNumber = (key) => {
  const index = annexes.findIndex((annexe) => annexe.key === key);
  if (index < 0) throw new Error(`Unknown annexe: ${key}`);
  return index + 1;
};
export const annexeTitle = (key) => `Annexe ${annexeNumber(key)} – ${annexes[annexeNumber(key) - 1].title}`;
export const annexeBookmark = (key) => `annexe_${key}`;

/** Gives each article and clause its number ('4', '4.6', '4.6.1') by its place. Two clauses with one key are refused. */
export function numberArticles(articles) {
  const numbers = new Map();
  const visit = (node, number) => {
    if (numbers.has(node.key)) throw new Error(`Two clauses are called ${node.key}`);
    numbers.set(node.key, number);
    node.blocks.filter((block) => block.kind === 'clause').forEach((child, index) => visit(child, `${number}.${index + 1}`));
  };
  articles.forEach((node, index) => visit(node, String(index + 1)));
  return numbers;
}

/** Replaces each symbolic reference by its words; an unknown one stops the drafting. */
export function resolveReferences(text, numbers) {
  return text.replace(/\b(annexe|article):([a-z_]+)/g, (_, kind, key) => {
    if (kind === 'annexe') return `annexe ${annexeNumber(key)}`;
    const number = numbers.get(key);
    if (number === undefined) throw new Error(`Unknown article: ${key}`);
    return `article ${number}`;
  });
}
