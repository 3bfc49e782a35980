/** An XMP packet as our documents have it: PDF/A-3b, a title, an author, a schema declared. Each part may be written otherwise. */
export function xmpPacket({ title = 'Convention', part = '3', dates = '', producer = 'LibreOffice 7.4', author = 'Préfecture', more = '', begin = '\ufeff' } = {}): string {
  return `<?xpacket begin="${begin}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
   <pdfaid:part>${part}</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">${title}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>${author}</rdf:li></rdf:Seq></dc:creator>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>${producer}</pdf:Producer></rdf:Description>
  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
   <xmp:CreateDate>2026-11-27T02:30:46Z</xmp:CreateDate>${dates}
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#">
   <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
   </rdf:li></rdf:Bag></pdfaExtension:schemas>
  </rdf:Description>${more}
 </rdf:RDF>
</x:xmpmeta>
${' '.repeat(200)}
<?xpacket end="w"?>`;
}

/** The same said in another way: attributes for elements, descriptions inside one another, another prefix, a URI as a resource. */
export const XMP_REWRITTEN = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="pyHanko 0.38.0">
<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<r:Description xmlns:a="http://www.aiim.org/pdfa/ns/id/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" a:part="3" a:conformance='B' r:about="" pdf:Producer="pyHanko 0.38.0" xmp:CreateDate="2026-11-27T02:30:46Z" xmp:ModifyDate="2026-11-27T02:31:00+00:00"><dc:title xmlns:dc="http://purl.org/dc/elements/1.1/"><r:Alt><r:li xml:lang="x-default">Con&#118;ention</r:li></r:Alt></dc:title><dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/"><r:Seq><r:li>Préfecture</r:li></r:Seq></dc:creator><e:schemas xmlns:e="http://www.aiim.org/pdfa/ns/extension/"><r:Bag><r:li><r:Description xmlns:s="http://www.aiim.org/pdfa/ns/schema#" s:prefix="pdfuaid"><s:namespaceURI r:resource="http://www.aiim.org/pdfua/ns/id/"/></r:Description></r:li></r:Bag></e:schemas></r:Description>
</r:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`;
