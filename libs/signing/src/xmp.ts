import { PDFName, PDFRawStream, PDFRef, decodePDFRawStream } from 'pdf-lib';
import type { PDFDocument } from 'pdf-lib';

const PDFUA_NAMESPACE = 'http://www.aiim.org/pdfua/ns/id/';

/** Declares the property pdfuaid:part, as ISO 19005-3, 6.6.2.3.2 asks of any schema that PDF/A does not know by itself. */
const PDFUA_SCHEMA = `  <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
   <pdfaExtension:schemas>
    <rdf:Bag>
     <rdf:li rdf:parseType="Resource">
      <pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
      <pdfaSchema:namespaceURI>${PDFUA_NAMESPACE}</pdfaSchema:namespaceURI>
      <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
      <pdfaSchema:property>
       <rdf:Seq>
        <rdf:li rdf:parseType="Resource">
         <pdfaProperty:name>part</pdfaProperty:name>
         <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
         <pdfaProperty:category>internal</pdfaProperty:category>
         <pdfaProperty:description>Part of ISO 14289 the document claims</pdfaProperty:description>
        </rdf:li>
       </rdf:Seq>
      </pdfaSchema:property>
     </rdf:li>
    </rdf:Bag>
    </pdfaExtension:schemas>
   </rdf:Description>
`;

/**
 * LibreOffice 7.4 claims PDF/UA in the metadata without declaring that schema, which alone makes the file fail PDF/A-3b
 * (veraPDF, 6.6.2.3.1). Adds the declaration; does nothing when there is one, or no claim.
 */
export function declarePdfUaSchema(document: PDFDocument): void {
  const reference = document.catalog.get(PDFName.of('Metadata'));
  const metadata = document.context.lookup(reference);
  if (!(metadata instanceof PDFRawStream)) return;
  const text = Buffer.from(decodePDFRawStream(metadata).decode()).toString('utf8');
  const end = text.lastIndexOf(' </rdf:RDF>');
  if (!text.includes(PDFUA_NAMESPACE) || text.includes('pdfaExtension:schemas') || end < 0) return;
  const contents = Buffer.from(text.slice(0, end) + PDFUA_SCHEMA + text.slice(end), 'utf8');
  const replaced = document.context.stream(contents, { Type: 'Metadata', Subtype: 'XML' });
  document.catalog.set(PDFName.of('Metadata'), document.context.register(replaced));
  if (reference instanceof PDFRef) document.context.delete(reference);
}
