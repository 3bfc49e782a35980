import { attributeOf, childOf, isOn, treeOf, type XmlNode } from './import-tree.js';

/** Names that Word gives its headings whatever the language of the person; the identifier follows the language (« Titre1 »). */
const HEADING_NAME = /^heading ([1-9])$/i;
/** `w:outlineLvl` 9 means body text (ISO/IEC 29500-1, 17.3.1.20). */
const BODY_LEVEL = 9;

/** The styles of a Word file, asked for one property at a time, as it comes down from style to style. */
export class StyleSheet {
  readonly #styles = new Map<string, XmlNode>();
  readonly #defaults: XmlNode | undefined;
  /** Style of the paragraphs that name none. */
  readonly paragraphDefault: string | undefined;

  constructor(xml: string | null) {
    const root = xml === null ? undefined : treeOf(xml);
    this.#defaults = childOf(root, 'w:docDefaults');
    for (const style of root?.children.filter(({ name }) => name === 'w:style') ?? []) {
      const id = attributeOf(style, 'w:styleId') ?? '';
      this.#styles.set(id, style);
      if (attributeOf(style, 'w:type') === 'paragraph' && /^(1|true|on)$/.test(attributeOf(style, 'w:default') ?? '')) this.paragraphDefault ??= id;
    }
  }

  /** A property (`w:outlineLvl`) of a group (`w:pPr`, `w:rPr`), the nearest style first. */
  property(styleId: string | undefined, group: 'w:pPr' | 'w:rPr', name: string): XmlNode | undefined {
    for (const style of this.#lineage(styleId)) {
      const found = childOf(childOf(style, group), name);
      if (found) return found;
    }
    return undefined;
  }

  /** Outline level of a style, 0 for the highest: written, or implied by the name « heading 1 ». */
  outlineLevel(styleId: string | undefined): number | undefined {
    for (const style of this.#lineage(styleId)) {
      const written = attributeOf(childOf(childOf(style, 'w:pPr'), 'w:outlineLvl'));
      const named = HEADING_NAME.exec(attributeOf(childOf(style, 'w:name')) ?? '')?.[1];
      const level = written !== undefined ? Number(written) : named !== undefined ? Number(named) - 1 : undefined;
      if (level !== undefined) return level < BODY_LEVEL ? level : undefined;
    }
    return undefined;
  }

  /** Whether a run bears a property, by itself, by its style, by its paragraph's or by the defaults of the file. */
  runIs(name: 'w:vanish' | 'w:caps', run: XmlNode | undefined, paragraphStyle: string | undefined): boolean {
    return isOn(this.runProperty(name, run, paragraphStyle)) ?? false;
  }

  runProperty(name: string, run: XmlNode | undefined, paragraphStyle: string | undefined): XmlNode | undefined {
    return (
      childOf(run, name) ??
      this.property(attributeOf(childOf(run, 'w:rStyle')), 'w:rPr', name) ??
      this.property(paragraphStyle, 'w:rPr', name) ??
      childOf(childOf(childOf(this.#defaults, 'w:rPrDefault'), 'w:rPr'), name)
    );
  }

  /** The list a paragraph belongs to by itself or by its style; a number of 0 takes it out of all lists. */
  listOf(paragraph: XmlNode | undefined, styleId: string | undefined): { id: string; level: number | undefined; fromStyle: string | undefined } | undefined {
    const own = childOf(paragraph, 'w:numPr');
    const inherited = this.property(styleId, 'w:pPr', 'w:numPr');
    const id = attributeOf(childOf(own, 'w:numId')) ?? attributeOf(childOf(inherited, 'w:numId'));
    if (id === undefined || id === '0') return undefined;
    const level = attributeOf(childOf(own, 'w:ilvl')) ?? (own ? undefined : attributeOf(childOf(inherited, 'w:ilvl')));
    return { id, level: level === undefined ? undefined : Number(level), fromStyle: own ? undefined : styleId };
  }

  /** A style and those it is based on, nearest first; a circle ends where it closes. */
  *#lineage(styleId: string | undefined): Generator<XmlNode> {
    const met = new Set<string>();
    for (let id = styleId; id !== undefined && !met.has(id); ) {
      met.add(id);
      const style = this.#styles.get(id);
      if (!style) return;
      yield style;
      id = attributeOf(childOf(style, 'w:basedOn'));
    }
  }
}
