const NAMESPACE = 'http://www.aiim.org/pdfua/ns/id/';
const EXTENSION = 'pdfaExtension:schemas';

/** Declares the property pdfuaid:part, as PDF/A-3 (ISO 19005-3, 6.6.2.3) asks of any property that it does not know by itself. */
export const PDFUA_SCHEMA = [
  '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"',
  ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">',
  '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">',
  `<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema><pdfaSchema:namespaceURI>${NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>`,
  '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">',
  '<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>',
  '<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>',
  '</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>\n',
].join('');

/** LibreOffice 7.4 claims PDF/UA without the declaration, and that alone makes the file fail PDF/A-3 (veraPDF, 6.6.2.3.1); later ones may write it. */
export function claimsUndeclaredPdfUa(xmp: string): boolean {
  return xmp.includes(NAMESPACE) && !xmp.includes(EXTENSION);
}
