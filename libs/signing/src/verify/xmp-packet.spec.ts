import { isRenewed, readPacket } from './xmp-packet.js';
import { XMP_REWRITTEN, xmpPacket } from './xmp-fixture.js';

const packet = (text: string | Buffer) => readPacket(Buffer.from(text));
const original = () => packet(xmpPacket())!;
const renewed = (text: string) => {
  const after = packet(text);
  return after !== null && isRenewed(original(), after);
};

describe('des métadonnées récrites', () => {
  test.each<[string, string]>([
    ['à l’identique', xmpPacket()],
    ['avec une date et un logiciel', xmpPacket({ dates: '<xmp:ModifyDate>2027-01-01T00:00:00Z</xmp:ModifyDate><xmp:MetadataDate>2027-01-01</xmp:MetadataDate>', producer: 'Autre' })],
    ['avec l’identifiant de cette version', xmpPacket({ more: '<rdf:Description rdf:about="" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmpMM:InstanceID="uuid:1"/>' })],
    ['dans une autre forme', XMP_REWRITTEN],
  ])('%s, elles disent la même chose', (_, text) => expect(renewed(text)).toBe(true));

  test.each<[string, string]>([
    ['un autre titre', xmpPacket({ title: 'Autre' })],
    ['un titre de plus, dans une autre langue', xmpPacket({ title: 'Convention</rdf:li><rdf:li xml:lang="en">Other' })],
    ['un autre auteur', xmpPacket({ author: 'Autre' })],
    ['une autre norme', xmpPacket({ part: '2' })],
    ['une norme dite deux fois', xmpPacket({ more: '<rdf:Description rdf:about="" xmlns:p="http://www.aiim.org/pdfa/ns/id/" p:part="3"/>' })],
    ['une propriété de plus', xmpPacket({ more: '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:rights>Tous</dc:rights></rdf:Description>' })],
    ['un producteur fait d’éléments', xmpPacket({ producer: '<rdf:Bag><rdf:li>x</rdf:li></rdf:Bag>' })],
    ['un producteur sans fin', xmpPacket({ producer: 'x'.repeat(5_000) })],
    ['une date qui n’en est pas', xmpPacket({ dates: '<xmp:ModifyDate>hier</xmp:ModifyDate>' })],
    ['un autre sujet', xmpPacket().replace('rdf:about=""', 'rdf:about="uuid:2"')],
    ['un autre préfixe, du même nom', xmpPacket().replaceAll('http://www.aiim.org/pdfa/ns/id/', 'http://www.aiim.org/pdfa/ns/autre/')],
  ])('%s : elles disent autre chose', (_, text) => expect(renewed(text)).toBe(false));

  test.each<[string, string | Buffer]>([
    ['un type de document', xmpPacket().replace('<x:xmpmeta', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x:xmpmeta')],
    ['une entité', xmpPacket({ title: '&e;' })],
    ['un caractère interdit', xmpPacket({ title: '&#0;' })],
    ['un caractère qui n’existe pas', xmpPacket({ title: '&#x110000;' })],
    ['un commentaire', xmpPacket({ title: 'Convention<!-- x -->' })],
    ['une section littérale', xmpPacket({ title: '<![CDATA[Convention]]>' })],
    ['une instruction', xmpPacket().replace('<rdf:RDF', '<?php x?><rdf:RDF')],
    ['un préfixe inconnu', xmpPacket({ more: '<y:z/>' })],
    ['un attribut en double', xmpPacket().replace('rdf:about=""', 'rdf:about="" rdf:about=""')],
    ['le même attribut sous deux préfixes', XMP_REWRITTEN.replace('r:about=""', 'xmlns:b="http://www.aiim.org/pdfa/ns/id/" b:part="3" r:about=""')],
    ['un élément mal fermé', xmpPacket().replace('</rdf:RDF>', '</rdf:rdf>')],
    ['du texte autour', `${xmpPacket()}x`],
    ['du texte entre les éléments', xmpPacket({ more: 'x' })],
    ['deux paquets', xmpPacket() + xmpPacket()],
    ['un nœud d’ailleurs', xmpPacket({ more: '<rdf:Description rdf:nodeID="a"/>' })],
    ['une profondeur sans fin', xmpPacket({ producer: '<rdf:Bag><rdf:li>'.repeat(200) + '</rdf:li></rdf:Bag>'.repeat(200) })],
    ['une taille sans fin', xmpPacket({ producer: ' '.repeat(1 << 20) })],
    ['un autre codage', Buffer.from(xmpPacket(), 'utf16le')],
    ['des octets qui ne sont pas de l’UTF-8', Buffer.concat([Buffer.from(xmpPacket().slice(0, -20)), Buffer.from([0xff, 0xfe])])],
    ['rien', ''],
  ])('%s : elles ne sont pas lues', (_, text) => expect(packet(text)).toBeNull());

  test('une suite de chevrons ne coûte rien', () => {
    const begun = performance.now();
    for (const text of ['<'.repeat(200_000), '&'.repeat(200_000), '<a b="'.repeat(30_000), `<a ${'b '.repeat(90_000)}`]) expect(packet(text)).toBeNull();
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
