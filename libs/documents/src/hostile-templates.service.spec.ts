import { createServer, type Server } from 'node:http';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import JSZip from 'jszip';
import { BODY, CONTENT_TYPES, field, sound, spoiled, withBody, withEntries, withRelationship, type RawEntry } from '../test/hostile.js';
import { DocumentFault } from './fault.js';
import { readTemplate } from './template-check.js';
import { tryTemplate } from './template-trial.js';

/** Once its time is over an attack is soon over too, the start and the end of its thread included, on a machine that does much else; left to itself it would never be. */
const STOPPED_WITHIN_MS = 30_000;
const LIMITS = { timeMs: 4_000, memoryMb: 128 };
const date = new Date('2026-11-24T10:00:00Z');
const structures = Array.from({ length: 300 }, (_, i) => ({ nom: `Structure ${i}` }));
const sample = { prefet: { nom: 'Le Goff', note: null }, structures, adresse: 'https://exemple.fr' };

interface Outcome {
  code: string;
  place: string;
  sentence: string;
}

type Attack = [title: string, template: () => Promise<Buffer>, codes: string[]];
const command = (text: string, ...codes: string[]): Attack => [text.slice(0, 70), () => sound(text), codes];
const body = (title: string, xml: string, ...codes: string[]): Attack => [title, () => withBody(xml), codes];

/** What leads from a value to code, or asks the machine for something. */
const escapes: Attack[] = [
  command("{{this.constructor.constructor('return process')()}}", 'expression-refused'),
  command("{{prefet.constructor.constructor('return process.env')()}}", 'expression-refused'),
  command("{{prefet['const' + 'ructor']}}", 'command-failed'),
  command("{{structures.map(s => s['__pro' + 'to__']).join()}}", 'command-failed'),
  command('{{prefet.__proto__.polluted}}', 'expression-refused'),
  command("{{''.sub.constructor('return 1')()}}", 'expression-refused'),
  command("{{Function('return process')()}}", 'expression-refused'),
  command("{{eval('process')}}", 'expression-refused'),
  command('{{globalThis.process.env.PATH}}', 'field-unknown'),
  command("{{process.mainModule.require('fs').readFileSync('/etc/passwd')}}", 'expression-refused'),
  command("{{require('child_process').execSync('id')}}", 'expression-refused'),
  command("{{import('node:fs')}}", 'expression-refused'),
  command("{{fetch('http://127.0.0.1/')}}", 'expression-refused'),
  command('{{prefet[Symbol.toPrimitive]}}', 'field-unknown'),
  command("{{({ get nom() { return process } }).nom}}", 'expression-refused'),
  command('{{String.raw`a${process}`}}', 'expression-refused'),
  command('{{(async () => process)()}}', 'expression-refused'),
  command('{{new Function("return process")()}}', 'expression-refused'),
  command("{{(() => { fin: for (;;) { continue fin } })()}}", 'expression-refused'),
  command('{{prefet.nom = structures.length}}', 'expression-refused'),
  command('{{FOR __proto__ IN structures}}{{END-FOR __proto__}}', 'loop-refused'),
  command('{{IMAGE {width: 1, height: 1, path: "/etc/passwd", extension: ".png"}}}', 'expression-refused'),
  command('{{LINK lien("file:///etc/passwd", "x")}}', 'command-failed'),
  command('{{IMAGE qr("javascript:alert(1)")}}', 'command-failed'),
];

/** What would never end, or fill the memory. */
const exhaustion: Attack[] = [
  command('{{/(a+)+$/.test("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")}}', 'expression-refused'),
  command('{{"x".repeat(1000000000)}}', 'expression-refused'),
  command(`{{${'(x => x + x)('.repeat(30)}"a"${')'.repeat(30)}}}`, 'expression-refused'),
  command('{{"a".padStart(1e12).padStart(1e12) + "a".padStart(1e12)}}', 'command-failed'),
  command('{{structures.map(a => structures.map(b => structures.map(c => 1))).length}}', 'command-failed'),
  command('{{(f => f(f))(f => f(f))}}', 'expression-refused'),
  command(`{{${'['.repeat(900)}${']'.repeat(900)}}}`, 'field-not-text', 'expression-refused', 'command-failed'),
  command(`{{${'('.repeat(1900)}1}}`, 'expression-refused'),
  command(`{{"${'a'.repeat(3000)}"}}`, 'expression-refused'),
  ['trois boucles imbriquées sur trois cents éléments', () => sound('{{FOR a IN structures}}', '{{FOR b IN structures}}', '{{FOR c IN structures}}', '{{$a.nom}}', '{{END-FOR c}}', '{{END-FOR b}}', '{{END-FOR a}}'), ['render-timeout', 'render-memory', 'command-failed']],
  ['une liste de textes énormes', () => sound('{{structures.map(i => "x".padStart(900000, "ab" + i.nom).toUpperCase()).length}}'), ['render-memory', 'command-failed']],
  ['un paragraphe de deux millions de lettres', () => sound('a'.repeat(2_000_000)), ['text-too-long']],
  ['deux millions d’accolades', () => sound('{{'.repeat(1_000_000)), ['text-too-long', 'command-unclosed']],
];

/** What the language of the commands does not have, or leaves open. */
const commands: Attack[] = [
  command('{{EXEC a = 1}}', 'command-refused'),
  command('{{! a = 1}}', 'command-refused'),
  command('{{html "<img src=http://127.0.0.1>"}}', 'command-refused'),
  command('{{QUERY select}}', 'command-refused'),
  command('{{CMD_NODE}}', 'command-refused'),
  ['un alias et son appel', () => sound('{{ALIAS x HTML prefet.nom}}', '{{*x}}'), ['command-refused']],
  command('{{prefet.nom', 'command-unclosed'),
  command('prefet.nom}}', 'command-unopened'),
  command('{{FOR s IN structures}}', 'block-unbalanced'),
  command('{{FOR s OF structures}}{{END-FOR s}}', 'loop-refused'),
  ['deux boucles du même nom', () => sound('{{FOR s IN structures}}', '{{FOR s IN structures}}', '{{END-FOR s}}', '{{END-FOR s}}'), ['loop-nested-name']],
  ['une commande coupée par une zone de texte', () => withBody('<w:p><w:r><w:t>{{prefet.</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>x</w:t></w:r></w:p></w:txbxContent></w:pict></w:r><w:r><w:t>nom}}</w:t></w:r></w:p>'), ['command-scattered']],
];

const DTD = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
const laughs = `<!DOCTYPE a [<!ENTITY a0 "ha">${Array.from({ length: 20 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join('')}]>`;
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** What Word itself would fetch, run, hide or change. */
const content: Attack[] = [
  ['une image distante', () => withRelationship('image', 'http://127.0.0.1/x.png', 'External'), ['resource-external']],
  ['une image du disque', () => withRelationship('image', 'file:///etc/passwd', 'External'), ['resource-external']],
  ['une image d’un partage réseau', () => withRelationship('image', '\\\\serveur\\part\\x.png', 'External'), ['resource-external']],
  ['une adresse dite interne', () => withRelationship('image', 'http://127.0.0.1/x.png', 'Internal'), ['resource-external']],
  ['une cible qui sort du paquet', () => withRelationship('image', '../../../etc/passwd', 'Internal'), ['resource-external']],
  ['un modèle attaché', () => withRelationship('attachedTemplate', 'http://127.0.0.1/x.dotm', 'External'), ['resource-external']],
  ['des cadres', () => withRelationship('frame', 'http://127.0.0.1/', 'External'), ['resource-external']],
  ['un lien qui exécute', () => withRelationship('hyperlink', 'javascript:alert(1)', 'External'), ['link-refused']],
  ['un objet OLE', () => withRelationship('oleObject', 'embeddings/o.bin', 'Internal', { 'word/embeddings/o.bin': 'x' }), ['content-active', 'content-active']],
  ['un contenu importé', () => withRelationship('aFChunk', 'afchunk.html', 'Internal', { 'word/afchunk.html': '<script>' }), ['content-active', 'content-active']],
  ['des macros', () => spoiled(() => ({ 'word/vbaProject.bin': 'x' })), ['content-active']],
  ['un .docm', () => spoiled((read) => ({ [CONTENT_TYPES]: read(CONTENT_TYPES).replace('vnd.openxmlformats-officedocument.wordprocessingml.document.main', 'vnd.ms-word.document.macroEnabled.main') })), ['docx-macro']],
  ['deux documents principaux', () => spoiled((read) => ({ 'word/x.xml': read(BODY), [CONTENT_TYPES]: read(CONTENT_TYPES).replace('</Types>', '<Override PartName="/word/x.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>') })), ['docx-dangerous']],
  ['une image SVG', () => spoiled(() => ({ 'word/media/x.svg': '<svg onload="alert(1)"/>' })), ['content-nested']],
  ['un faux PNG', () => spoiled(() => ({ 'word/media/x.png': '<html>' })), ['content-nested']],
  ['un zip dans le zip', () => spoiled(() => ({ 'word/media/x.bin': Buffer.from('PK\u0003\u0004x') })), ['content-nested']],
  ['du texte hors de word/', () => spoiled((read) => ({ 'x/word/y.xml': read(BODY) })), ['content-disguised']],
  body('un préfixe déguisé', `<z:altChunk xmlns:z="${W.slice(9, -1)}"/>`, 'content-disguised'),
  body('altChunk', '<w:altChunk r:id="rId1"/>', 'content-active'),
  body('un dessin VML distant', '<w:p><w:r><w:pict><v:shape><v:imagedata src="http://127.0.0.1/x.png"/></v:shape></w:pict></w:r></w:p>', 'resource-external'),
  body('un sous-document', '<w:subDoc r:id="rId1"/>', 'resource-external'),
  ...['INCLUDEPICTURE "http://127.0.0.1/x"', 'INCLUDETEXT "/etc/passwd"', 'DDEAUTO cmd "/c calc"', 'LINK Excel.Sheet "x"', 'QUOTE 68 68 69', 'FILLIN "x"', 'INCONNU'].map((instruction) =>
    body(`le champ ${instruction}`, field(instruction), 'field-refused')),
  ...['DATE \\@ "d MMMM yyyy"', 'TIME', 'SAVEDATE', 'FILENAME \\p', 'AUTHOR'].map((instruction) => body(`le champ ${instruction}`, field(instruction), 'field-changing')),
  body('un champ coupé en morceaux', field('INCLUDE</w:instrText><w:instrText>TEXT "/etc/passwd"'), 'field-refused'),
  body('un champ simple', '<w:p><w:fldSimple w:instr=" INCLUDETEXT &quot;/etc/passwd&quot; "/></w:p>', 'field-refused'),
  body('un champ-lien vers le disque', field('HYPERLINK "file:///etc/passwd"'), 'link-refused'),
  ...['<w:ins w:id="1"/>', '<w:moveFrom w:id="1"/>', '<w:r><w:rPr><w:rPrChange w:id="1"/></w:rPr></w:r>', '<w:pPr><w:pPrChange w:id="1"/></w:pPr>', '<w:del w:id="1"><w:r><w:delText>x</w:delText></w:r></w:del>'].map((mark) =>
    body(`la révision ${mark.slice(0, 40)}`, `<w:p>${mark}</w:p>`, 'tracked-changes')),
  body('un commentaire', '<w:p><w:commentRangeStart w:id="1"/><w:r><w:commentReference w:id="1"/></w:r></w:p>', 'comments-left'),
  body('du texte masqué', '<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>', 'text-hidden'),
  ['une entité qui lit le disque', () => spoiled((read) => ({ [BODY]: read(BODY).replace('<w:document', `${DTD}<w:document`) })), ['docx-dangerous']],
  ['un milliard de rires', () => spoiled((read) => ({ [BODY]: read(BODY).replace('<w:document', `${laughs}<w:document`) })), ['docx-dangerous']],
  ['une DTD dans les données XML', () => spoiled(() => ({ 'customXml/item1.xml': `${DTD}<a>&x;</a>` })), ['docx-dangerous']],
  ['du XML en UTF-16', () => spoiled(() => ({ 'word/header9.xml': Buffer.from(`\ufeff${DTD}<w:hdr ${W}/>`, 'utf16le') })), ['docx-unreadable']],
  ['de l’UTF-8 invalide', () => spoiled((read) => ({ [BODY]: Buffer.concat([Buffer.from(read(BODY)), Buffer.from([0xc3, 0x28])]) })), ['docx-unreadable']],
  ['un caractère nul', () => spoiled((read) => ({ [BODY]: read(BODY).replace('Article', 'Art\u0000icle') })), ['docx-unreadable']],
  ['cent mille niveaux de balises', () => withBody(`<w:p>${'<w:r>'.repeat(100_000)}${'</w:r>'.repeat(100_000)}</w:p>`), ['docx-dangerous']],
  ['un million de balises', () => withBody('<w:p/>'.repeat(1_000_000)), ['docx-dangerous', 'docx-unreadable']],
  ['des balises croisées', () => withBody('<w:p><w:r></w:p></w:r>'), ['docx-unreadable']],
  ['un nom de balise d’un million de lettres', () => withBody(`<w:${'a'.repeat(1_000_000)}/>`), ['docx-dangerous']],
];

const COMPOUND_FILE = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2_000)]);
const bomb = (entries: readonly RawEntry[]) => async () => withEntries(await sound('a'), entries);
const entry = (name: string, flags = 0) => bomb([{ name, content: Buffer.from('x'), flags }]);

/** What is no Word file, or a trap for who unpacks it. */
const envelopes: Attack[] = [
  ['un fichier vide', async () => Buffer.alloc(0), ['docx-unreadable']],
  ['un PDF renommé', async () => Buffer.from('%PDF-1.7\n1 0 obj'), ['docx-unreadable']],
  ['une page web renommée', async () => Buffer.from('<html><script>'), ['docx-unreadable']],
  ['un document à mot de passe', async () => COMPOUND_FILE, ['docx-encrypted']],
  ['une entrée chiffrée', entry('word/x.xml', 1), ['docx-encrypted']],
  ['un zip tronqué', async () => (await sound('a')).subarray(0, 900), ['docx-unreadable']],
  ['un zip sans Word', async () => new JSZip().file('a.txt', 'a').generateAsync({ type: 'nodebuffer' }), ['docx-unreadable']],
  ['une bombe', bomb([{ name: 'word/media/x.bin', content: Buffer.alloc(20_000_000), deflated: true }]), ['docx-dangerous']],
  ['une bombe en cinquante morceaux', bomb(Array.from({ length: 50 }, (_, i) => ({ name: `word/media/${i}.bin`, content: Buffer.alloc(10), claimedSize: 3_900_000 }))), ['docx-too-large']],
  ['une bombe qui ment sur sa taille', bomb([{ name: 'word/media/x.bin', content: Buffer.alloc(70_000_000), deflated: true, claimedSize: 1_000 }]), ['docx-too-large', 'docx-unreadable']],
  ['un chemin qui remonte', entry('../../etc/cron.d/x'), ['docx-dangerous']],
  ['un chemin absolu', entry('/etc/cron.d/x'), ['docx-dangerous']],
  ['un chemin de Windows', entry('C:\\x'), ['docx-dangerous']],
  ['une entrée en double', entry(BODY), ['docx-dangerous']],
  ['une entrée en double, à la casse près', entry('Word/Document.XML'), ['docx-dangerous']],
  ['soixante mille entrées', bomb(Array.from({ length: 60_000 }, (_, i) => ({ name: `x${i}`, content: Buffer.alloc(0) }))), ['docx-too-large']],
  ['cent mille entrées, comptées modulo 65 536', bomb(Array.from({ length: 100_000 }, (_, i) => ({ name: `x${i}`, content: Buffer.alloc(0) }))), ['docx-too-large', 'docx-dangerous']],
];

/** What the attack came to, in the thread as in the service. */
async function tried(template: Buffer): Promise<readonly Outcome[]> {
  const { findings, docx } = await tryTemplate(template, sample, { date, limits: LIMITS });
  expect(docx).toBeNull();
  return findings;
}

/** What reading alone finds: nothing is ever evaluated, so no thread needs to be started, nor killed. */
async function read(template: Buffer): Promise<readonly Outcome[]> {
  return readTemplate(template).then(
    ({ findings }) => findings,
    (fault: unknown) => {
      if (!(fault instanceof DocumentFault)) throw fault;
      return [{ code: fault.code, place: 'le fichier', sentence: fault.message }];
    },
  );
}

async function expectStopped(attack: Promise<Buffer>, codes: readonly string[], judge: (template: Buffer) => Promise<readonly Outcome[]>): Promise<void> {
  const template = await attack;
  const started = performance.now();
  const findings = await judge(template);
  expect(performance.now() - started).toBeLessThan(STOPPED_WITHIN_MS);
  const found = findings.map(({ code }) => code);
  expect(found.length).toBeGreaterThan(0);
  expect(codes).toEqual(expect.arrayContaining([...new Set(found)]));
  for (const { place, sentence } of findings) {
    expect(place.length).toBeGreaterThan(0);
    // A sentence of ours, in French: docx-templates and Node speak English.
    expect(sentence).toMatch(/^[A-ZÀÉÊ].*[.?)]$/su);
    expect(sentence).not.toMatch(/\b(error|executing|invalid|unexpected|cannot)\b/i);
  }
}

async function expectHealthy(): Promise<void> {
  const { findings, docx } = await tryTemplate(await sound('{{FOR s IN structures}}', '{{$s.nom}}', '{{END-FOR s}}'), sample, { date });
  expect(findings).toEqual([]);
  expect(docx?.length).toBeGreaterThan(1_000);
}

describe.each([
  ['les évasions', escapes, tried],
  ['l’épuisement', exhaustion, tried],
  ['les commandes', commands, read],
  ['le contenu Word', content, read],
  ['les enveloppes', envelopes, read],
] as const)('modèles hostiles : %s', (_name, attacks, judge) => {
  it.each(attacks)('%s', async (_title, template, codes) => expectStopped(template(), codes, judge), 20_000);
  it('et un modèle honnête passe aussitôt après', expectHealthy, 20_000);
});

it('les attaques sont au moins quarante', () => {
  expect(escapes.length + exhaustion.length + commands.length + content.length + envelopes.length).toBeGreaterThanOrEqual(40);
});

describe('ce qu’un modèle ne peut atteindre', () => {
  const secret = 'secret-de-la-machine-4817';
  const folder = mkdtempSync(join(tmpdir(), 'paraphe-hostile-'));
  let server: Server;
  let calls = 0;
  let address = '';
  beforeAll(async () => {
    process.env.PARAPHE_HOSTILE = secret;
    writeFileSync(join(folder, 'secret.txt'), secret);
    server = createServer((_request, response) => { calls += 1; response.end(secret); });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.png`;
  });
  afterAll(async () => {
    delete process.env.PARAPHE_HOSTILE;
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  it('ni l’environnement, ni le disque, ni le réseau', async () => {
    const file = join(folder, 'secret.txt');
    const attempts = [
      await sound("{{this.constructor.constructor('return process.env.PARAPHE_HOSTILE')()}}"),
      await sound('{{process.env.PARAPHE_HOSTILE}}'),
      await sound(`{{require("node:fs").readFileSync("${file}", "utf8")}}`),
      await sound(`{{require("node:fs").writeFileSync("${file}.2", "x")}}`),
      await sound(`{{import("file://${file}")}}`),
      await sound(`{{fetch("${address}")}}`),
      await sound(`{{IMAGE {width: 1, height: 1, data: fetch("${address}"), extension: ".png"}}}`),
      await withRelationship('image', address, 'External'),
      await withRelationship('image', `file://${file}`, 'External'),
      await withBody(field(`INCLUDETEXT "${file}"`)),
      await spoiled((read) => ({ [BODY]: read(BODY).replace('<w:document', `<!DOCTYPE a [<!ENTITY x SYSTEM "file://${file}">]><w:document`).replace('Article', '&x;') })),
      await spoiled((read) => ({ [BODY]: read(BODY).replace('<w:document', `<!DOCTYPE a SYSTEM "${address}"><w:document`) })),
    ];
    for (const attempt of attempts) {
      const trial = await tryTemplate(attempt, sample, { date, limits: LIMITS });
      expect(trial.docx).toBeNull();
      expect(JSON.stringify(trial.findings)).not.toContain(secret);
    }
    expect(calls).toBe(0);
    expect(readdirSync(folder)).toEqual(['secret.txt']);
  }, 60_000);

  it('et ce que la langue permet de nommer n’y mène pas : le secret n’est dans aucun document rempli', async () => {
    const { docx } = await tryTemplate(await sound('{{prefet.nom}} {{IMAGE qr(adresse)}}'), { ...sample, adresse: address }, { date });
    const zip = await JSZip.loadAsync(docx ?? Buffer.alloc(0));
    const texts = await Promise.all(Object.values(zip.files).map((part) => part.async('string')));
    expect(texts.join('')).toContain('Le Goff');
    expect(texts.join('')).not.toContain(secret);
    expect(calls).toBe(0);
  }, 20_000);
});
