import { describe, expect, it } from '@jest/globals';
import type { FileChild } from 'docx';
import JSZip from 'jszip';
import { draft, line, linked, table } from '../test/word.js';
import type { DocumentFault, FaultCode } from './fault.js';
import { checkTemplate, renderDocx } from './render.js';

const properties = { title: 'Essai', date: new Date('2026-11-24T10:00:00Z') };
const fill = async (content: readonly FileChild[], data: unknown) => renderDocx(await draft(content), data, properties);

async function textOf(docx: Buffer): Promise<string[]> {
  const xml = (await (await JSZip.loadAsync(docx)).file('word/document.xml')?.async('string')) ?? '';
  return xml.split('</w:p>').map((paragraph) => paragraph.replace(/<w:br\/>/g, '⏎').replace(/<[^>]+>/g, '').trim()).filter((text) => text !== '');
}

async function faultOf(work: Promise<unknown>): Promise<DocumentFault> {
  return work.then(
    () => { throw new Error('aucune faute'); },
    (fault: DocumentFault) => fault,
  );
}

const expectFault = async (work: Promise<unknown>, code: FaultCode, words?: string) => {
  const fault = await faultOf(work);
  expect(fault.code).toBe(code);
  if (words !== undefined) expect(fault.message).toContain(words);
};

describe('remplir un modèle', () => {
  const structures = [{ nom: 'Brest' }, { nom: 'Quimper & Cie' }];

  it('imprime, répète, choisit', async () => {
    const docx = await fill(
      [line('Préfet : {{prefet.nom}}'), line('{{FOR s IN structures}}'), line('- {{$s.nom}}'), line('{{END-FOR s}}'), line('{{IF ‘a’ === “b”}}'), line('caché'), line('{{END-IF}}')],
      { prefet: { nom: 'Le Goff' }, structures },
    );
    expect(await textOf(docx)).toEqual(['Préfet : Le Goff', '- Brest', '- Quimper &amp; Cie']);
  });

  it('donne deux fois les mêmes octets', async () => {
    const template = await draft([line('{{nom}} {{IMAGE qr("https://exemple.fr/v/1")}}')]);
    const [first, second] = [await renderDocx(template, { nom: 'x' }, properties), await renderDocx(template, { nom: 'x' }, properties)];
    expect(first.equals(second)).toBe(true);
    const other = await renderDocx(template, { nom: 'x' }, { ...properties, date: new Date('2026-11-25T10:00:00Z') });
    expect(first.equals(other)).toBe(false);
  });

  it('place un code QR décrit et un lien', async () => {
    const docx = await fill([line('{{IMAGE qr("https://exemple.fr/v/1", 3)}}'), line('voir ', '{{LINK lien("https://exemple.fr", "le site")}}', ' du service')], {});
    const zip = await JSZip.loadAsync(docx);
    const xml = await zip.file('word/document.xml')?.async('string');
    expect(xml).toContain('descr="Code QR menant à https://exemple.fr/v/1"');
    expect(xml).toContain('cx="1080000"');
    expect(await textOf(docx)).toEqual(['voir le site du service']);
    expect(await zip.file('word/_rels/document.xml.rels')?.async('string')).toContain('Target="https://exemple.fr"');
  });

  it('ne laisse entrer par les données ni balise, ni commande, ni caractère de commande', async () => {
    const docx = await fill([line('[{{a}}]'), line('[{{b}}]'), line('[{{c}}]'), line('[{{d}}]')], {
      a: '||<w:br/>||', b: '{{process}}', c: 'un\u0001\u0000\u202E\uD800deux', d: 'ligne\r\nsuite',
    });
    expect(await textOf(docx)).toEqual(['[||&lt;w:br/&gt;||]', '[{{process}}]', '[undeux]', '[ligne⏎suite]']);
  });
});

describe('refuser', () => {
  it.each<[string, FaultCode]>([
    ["{{this.constructor.constructor('return process')()}}", 'template-refused'],
    ["{{prefet.constructor.constructor('return process')().exit()}}", 'template-refused'],
    ['{{prefet.nom.constructor}}', 'template-refused'],
    ['{{process.exit(1)}}', 'template-refused'],
    ['{{process}}', 'template-failed'],
    ['{{inconnu}}', 'template-failed'],
    ['{{prefet.note}}', 'template-failed'],
    ['{{IMAGE qr("javascript:alert(1)")}}', 'template-failed'],
    ['{{LINK lien("file:///etc/passwd", "x")}}', 'template-failed'],
  ])('%s', async (command, code) => {
    await expectFault(fill([line(command)], { prefet: { nom: 'x', note: null } }), code, 'paragraphe 1');
  });

  it('une commande interdite, même au remplissage', async () => {
    await expectFault(fill([line('a'), line('{{HTML "<b>a</b>"}}')], {}), 'template-refused', 'paragraphe 2');
  });

  it('une liste trouée, dont docx-templates perdrait la suite en silence', async () => {
    await expectFault(fill([line('{{FOR s IN l}}'), line('{{$s}}'), line('{{END-FOR s}}')], { l: ['a', null, 'b'] }), 'template-failed', 'Une liste contient un vide');
  });

  it('des données qui ne sont pas du JSON, ou qui prennent un nom réservé', async () => {
    await expectFault(fill([line('a')], { f: () => 1 }), 'data-refused', 'données.f');
    await expectFault(fill([line('a')], { l: [new Date(0)] }), 'data-refused', 'données.l[0]');
    await expectFault(fill([line('a')], { __code__: 'process' }), 'data-refused', '__code__');
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    await expectFault(fill([line('a')], loop), 'data-refused', 'niveaux');
  });

  it('un fichier qui n’est pas Word', async () => {
    await expectFault(renderDocx(Buffer.from('garbage'), {}, properties), 'docx-unreadable');
    await expectFault(renderDocx(Buffer.from('PK\u0003\u0004garbage'), {}, properties), 'docx-unreadable');
  });
});

describe('les limites du fil', () => {
  const list = Array.from({ length: 400 }, (_, i) => i);
  const nested = ['a', 'b', 'c'].map((name) => line(`{{FOR ${name} IN list}}`));
  const ends = ['c', 'b', 'a'].map((name) => line(`{{END-FOR ${name}}}`));

  it('tue au bout du temps accordé une boucle qui n’en finit pas', async () => {
    const template = await draft([...nested, line('{{$a + $b + $c}}'), ...ends]);
    await expectFault(renderDocx(template, { list }, { ...properties, limits: { timeMs: 1_500 } }), 'render-timeout');
  }, 15_000);

  it('tue un modèle qui dévore la mémoire', async () => {
    const template = await draft([line('{{list.map(i => list.map(j => "x".padStart(900000, "ab" + i + j).toUpperCase())).length}}')]);
    await expectFault(renderDocx(template, { list }, { ...properties, limits: { memoryMb: 64 } }), 'render-memory');
  }, 30_000);

  it('s’arrête quand on l’abandonne', async () => {
    const controller = new AbortController();
    const work = renderDocx(await draft([line('a')]), {}, { ...properties, signal: controller.signal });
    controller.abort();
    await expectFault(work, 'aborted');
  });
});

describe('vérifier un modèle au dépôt', () => {
  const codes = async (content: readonly FileChild[], footer?: string) =>
    (await checkTemplate(await draft(content, { footer }))).map((finding) => finding.code);

  it('laisse passer un modèle de la maison', async () => {
    const content = [line('{{a.b}}'), line('{{FOR s IN l}}'), line('{{IF $s.x}}'), line('{{END-IF}}'), line('{{END-FOR s}}'), linked('https://exemple.fr', 'lien'),
      table(['Nom'], ['{{FOR x IN l}}'], ['{{$x}}'], ['{{END-FOR x}}']), line('{{IMAGE qr("https://exemple.fr")}}')];
    expect(await codes(content, '{{titre}}')).toEqual([]);
  });

  it.each<[string, string[], string[]]>([
    ['une commande EXEC', ['{{EXEC a = 1}}'], ['command-refused']],
    ['son raccourci', ['{{! a = 1}}'], ['command-refused']],
    ['une commande HTML', ['{{HTML a}}'], ['command-refused']],
    ['une commande QUERY', ['{{QUERY a}}'], ['command-refused']],
    ['un alias et son appel', ['{{ALIAS x HTML a}}', '{{*x}}'], ['command-refused']],
    ['une commande jamais refermée', ['avant {{nom', 'après'], ['command-unclosed']],
    ['une fermeture seule', ['nom}} après'], ['command-unopened']],
    ['un FOR non refermé', ['{{FOR s IN l}}'], ['block-unbalanced']],
    ['un END-IF de trop', ['{{END-IF}}'], ['block-unbalanced']],
    ['des blocs croisés', ['{{FOR s IN l}}', '{{IF a}}', '{{END-FOR s}}', '{{END-IF}}'], ['block-unbalanced', 'block-unbalanced']],
    ['un LINK qui partage son fragment', ['voir {{LINK lien(a, b)}}'], ['link-not-alone']],
  ])('signale %s', async (_title, lines, expected) => {
    const found = await codes(lines.map((text) => line(text)));
    expect(found.filter((code, i) => expected.includes(code) || i < expected.length)).toEqual(expect.arrayContaining(expected));
    expect(found.every((code) => expected.includes(code) || code === 'command-refused')).toBe(true);
  });

  it('signale un LINK en pied de page, et dit où', async () => {
    const [finding] = await checkTemplate(await draft([line('a')], { footer: '{{LINK lien(a, b)}}' }));
    expect(finding).toMatchObject({ code: 'link-outside-body', place: 'pied de page, paragraphe 1\u00A0: «\u00A0{{LINK lien(a, b)}}\u00A0»' });
  });

  it('signale image liée, modèle attaché, macro et modifications suivies', async () => {
    const zip = await JSZip.loadAsync(await draft([line('a')]));
    const path = 'word/_rels/document.xml.rels';
    const rels = (await zip.file(path)?.async('string')) ?? '';
    const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/';
    zip.file(path, rels.replace('</Relationships>', `<Relationship Id="x1" Type="${type}image" Target="http://127.0.0.1/x.png" TargetMode="External"/><Relationship Id="x2" Type="${type}attachedTemplate" Target="file:///x.dotm" TargetMode="External"/></Relationships>`));
    zip.file('word/vbaProject.bin', 'x');
    const xml = (await zip.file('word/document.xml')?.async('string')) ?? '';
    zip.file('word/document.xml', xml.replace('<w:sectPr>', '<w:p><w:ins w:id="9" w:author="Alix"><w:r><w:t>ajout</w:t></w:r></w:ins><w:r><w:instrText>INCLUDEPICTURE "http://x"</w:instrText></w:r></w:p><w:sectPr>'));
    const found = await checkTemplate(await zip.generateAsync({ type: 'nodebuffer' }));
    expect(found.map((finding) => finding.code).sort()).toEqual(['content-active', 'field-refused', 'resource-external', 'resource-external', 'tracked-changes']);
  });

  it('refuse une déclaration DOCTYPE', async () => {
    const zip = await JSZip.loadAsync(await draft([line('a')]));
    zip.file('word/document.xml', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document>&x;</w:document>');
    await expectFault(checkTemplate(await zip.generateAsync({ type: 'nodebuffer' })), 'docx-dangerous');
  });
});
