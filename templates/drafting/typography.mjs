// French typography, applied once to every drafted sentence so that no author has to type an invisible character.

const NBSP = '\u00A0';

/**
 * Puts the spaces French typography wants unbreakable. Template commands between {{ and }} are left alone.
 * Liberation Sans has no U+202F: a narrow space would pull in a second font, so U+00A0 is used everywhere.
 */
export function typography(text) {
  return text
    .split(/(\{\{.*?\}\})/)
    .map((part) => (part.startsWith('{{') ? part : spaces(part)))
    .join('');
}

function spaces(text) {
  return text
    .replace(/ ([:;!?»])/g, `${NBSP}$1`)
    .replace(/« /g, `«${NBSP}`)
    .replace(/ –(?= )/g, `${NBSP}–`)
    .replace(/\b(n°|articles?|annexes?|alinéa|page) (?=[\dL{])/gi, `$1${NBSP}`)
    .replace(/\b(article|annexe|n°) $/i, `$1${NBSP}`)
    .replace(/(\d) (?=(heures?|jours?|mois|ans?|minutes?|h|%)\b)/g, `$1${NBSP}`)
    .replace(/\b(1er|\d{1,2}) (?=(janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b)/g, `$1${NBSP}`);
}
