// word/styles.xml and word/numbering.xml, the same bytes in every template: their bodies are later joined into one document.

export const BLUE = '000091';
export const GREY = '595959';
export const INK = '161616';
export const RULE = 'DDDDDD';
export const TINT = 'F5F5FE';
export const ALERT = 'B40000';
const FONT = 'Liberation Sans';
/** 66 pt in twips: a widget of 56 pt, its gap under the caption, and air before the next rule. */
export const SIGNATURE_ROOM = 66 * 20;

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

const run = ({ size, bold = false, color = INK, italic = false }) =>
  `<w:rPr>${bold ? '<w:b/><w:bCs/>' : '<w:b w:val="0"/><w:bCs w:val="0"/>'}${italic ? '<w:i/>' : ''}<w:color w:val="${color}"/><w:sz w:val="${size}"/><w:szCs w:val="${size}"/></w:rPr>`;

const style = (id, name, { basedOn = 'Normal', next = id, properties = '', text, outline }) =>
  `<w:style w:type="paragraph" w:styleId="${id}"${basedOn === null ? ' w:default="1"' : ''}><w:name w:val="${name}"/>${basedOn ? `<w:basedOn w:val="${basedOn}"/>` : ''}<w:next w:val="${next}"/><w:qFormat/><w:pPr>${properties}${outline === undefined ? '' : `<w:outlineLvl w:val="${outline}"/>`}</w:pPr>${text ? run(text) : ''}</w:style>`;

const spacing = (before, after, line = 264) => `<w:spacing w:before="${before}" w:after="${after}" w:line="${line}" w:lineRule="auto"/>`;
// Without w:outlineLvl LibreOffice neither tags headings H1–H4 nor writes bookmarks.
const title = (id, level, size, before, after, color = BLUE) =>
  style(id, `heading ${level}`, { next: 'Normal', properties: `<w:keepNext/><w:keepLines/>${spacing(before, after, 252)}`, text: { size, bold: true, color }, outline: level - 1 });
const list = (id, name, level) =>
  style(id, name, { properties: `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="1"/></w:numPr>${spacing(0, 60)}<w:ind w:left="${397 + level * 340}" w:hanging="284"/>` });

// LibreOffice exports a hyperlink as a PDF link only when its run bears the character style « Hyperlink »: the signature blocks live by it.
export const stylesXml = `${XML}<w:styles ${NS}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="${FONT}" w:hAnsi="${FONT}" w:cs="${FONT}" w:eastAsia="${FONT}"/><w:color w:val="${INK}"/><w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>${[
  style('Normal', 'Normal', { basedOn: null, properties: `<w:widowControl/>${spacing(0, 110)}` }),
  title('Heading1', 1, 36, 0, 240),
  title('Heading2', 2, 26, 380, 120),
  title('Heading3', 3, 21, 220, 80, INK),
  title('Heading4', 4, 20, 160, 60, GREY),
  list('Puce', 'Puce', 0),
  list('PuceFine', 'Puce fine', 1),
  style('Titre', 'Sur-titre', { properties: spacing(0, 160), text: { size: 24, bold: true, color: GREY } }),
  style('SousTitre', 'Sous-titre de couverture', { properties: spacing(0, 120), text: { size: 32, color: BLUE } }),
  style('Couverture', 'Couverture', { properties: spacing(0, 80), text: { size: 22 } }),
  style('Demonstration', 'Demonstration', { properties: `<w:pBdr>${['top', 'bottom'].map((side) => `<w:${side} w:val="single" w:sz="12" w:space="6" w:color="${ALERT}"/>`).join('')}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="FFECEC"/>${spacing(0, 120)}<w:jc w:val="center"/>`, text: { size: 34, bold: true, color: ALERT } }),
  style('Chapeau', 'Chapeau', { properties: spacing(0, 200), text: { size: 20, color: GREY } }),
  style('Sommaire1', 'Sommaire 1', { properties: `<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9638"/></w:tabs>${spacing(120, 40)}`, text: { size: 20, bold: true } }),
  style('Sommaire2', 'Sommaire 2', { properties: `<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9638"/></w:tabs>${spacing(0, 50)}<w:ind w:left="284"/>`, text: { size: 20 } }),
  style('Cellule', 'Cellule', { properties: spacing(0, 20, 250), text: { size: 18 } }),
  style('CelluleTitre', 'Cellule de titre', { properties: spacing(0, 0, 250), text: { size: 18, bold: true, color: BLUE } }),
  style('CelluleDiscrete', 'Cellule discrete', { basedOn: 'Cellule', properties: spacing(0, 20, 250), text: { size: 16, color: GREY } }),
  style('EnTete', 'En-tete', { properties: `<w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs>${spacing(0, 40, 240)}`, text: { size: 16, color: GREY } }),
  style('EnTeteDemonstration', 'En-tete de demonstration', { properties: `${spacing(0, 40, 240)}<w:jc w:val="center"/>`, text: { size: 18, bold: true, color: ALERT } }),
  style('ApresTableau', 'Apres un tableau', { properties: '<w:spacing w:before="0" w:after="0" w:line="140" w:lineRule="exact"/>' }),
  // No keepNext inside tables: LibreOffice takes it for the whole table and sends it to the next page. No spacing around the caption and an
  // exact room below it: the signing kernel counts on that place.
  style('Signataire', 'Signataire', { properties: spacing(60, 20, 240), text: { size: 19, bold: true } }),
  style('Qualite', 'Qualite', { properties: spacing(0, 60, 240), text: { size: 17, color: GREY } }),
  style('LegendeSignature', 'Legende de signature', { properties: spacing(0, 0, 240), text: { size: 15, color: BLUE } }),
  style('PlaceSignature', 'Place de signature', { properties: `<w:spacing w:before="0" w:after="0" w:line="${SIGNATURE_ROOM}" w:lineRule="exact"/>` }),
].join('')}<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:uiPriority w:val="99"/><w:rPr><w:color w:val="${BLUE}"/></w:rPr></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style></w:styles>`;

/** Up to 12 pt (24 half-points) a text is enlarged by a fifth, titles stay: a mandate is read by everybody, without glasses if need be. */
const ENLARGED_UP_TO = 24;
const larger = (size) => (size > ENLARGED_UP_TO ? size : Math.round(size * 1.2));
/** A code that is typed letter by letter. « Code » alone is a tag of PDF, which must not be given another meaning. */
const code = style('CodeATaper', 'Code a taper', { properties: spacing(40, 120), text: { size: 32, bold: true } });
export const largeStylesXml = stylesXml
  .replace(/(<w:szC?s? w:val=")(\d+)"/g, (_, before, size) => `${before}${larger(Number(size))}"`)
  .replace('<w:style w:type="character"', () => `${code}<w:style w:type="character"`);

const level = (index, glyph) =>
  `<w:lvl w:ilvl="${index}"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="${glyph}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="${397 + index * 340}" w:hanging="284"/></w:pPr><w:rPr><w:rFonts w:ascii="${FONT}" w:hAnsi="${FONT}" w:cs="${FONT}"/><w:color w:val="${BLUE}"/></w:rPr></w:lvl>`;

export const numberingXml = `${XML}<w:numbering ${NS}><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="hybridMultilevel"/>${level(0, '•')}${level(1, '–')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>`;
