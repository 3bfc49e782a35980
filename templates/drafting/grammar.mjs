// The few words the texts are written with. They build plain data; document.mjs turns it into Word.

/** An article: `key` is what `article:key` points to. */
export const article = (key, title, blocks) => ({ kind: 'article', key, title, blocks });
/** A numbered clause inside an article (4.2) or inside another clause (5.2.1). */
export const clause = (key, title, blocks) => ({ kind: 'clause', key, title, blocks });
/** An unnumbered heading. Level 1 is a document title, 2 an article, 3 a clause. */
export const heading = (level, text, options = {}) => ({ kind: 'heading', level, text, ...options });
/** A paragraph. `**bold**` and `{{commands}}` are understood; `style` names a paragraph style. */
export const para = (text, options = {}) => ({ kind: 'para', text, ...options });
export const bullets = (items) => ({ kind: 'bullets', items });
/** A docx-templates command alone in its paragraph, which disappears at rendering. */
export const command = (text) => ({ kind: 'command', text });
/** Blocks kept only when the expression holds (commands are plain expressions of the restricted evaluator). */
export const when = (expression, blocks) => [command(`IF ${expression}`), ...blocks, command('END-IF')];
export const each = (name, list, blocks) => [command(`FOR ${name} IN ${list}`), ...blocks, command(`END-FOR ${name}`)];
/**
 * A table. `widths` in twips. A row is an array of cells; a cell is a text or an array of blocks. `repeat` = { name, list } repeats the
 * single row of `rows` for each element of the list.
 */
export const table = (widths, head, rows, options = {}) => ({ kind: 'table', widths, head, rows, ...options });
/** Two columns of signature blocks, fed by a list of { left, right } pairs. */
export const signatures = (list) => ({ kind: 'signatures', list });
export const raw = (make) => ({ kind: 'raw', make });
