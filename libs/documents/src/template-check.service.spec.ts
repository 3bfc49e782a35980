import { describe, expect, it } from '@jest/globals';
import { BODY, sound, spoiled, withBody } from '../test/hostile.js';
import { draft, line, table } from '../test/word.js';
import { checkFields, checkTemplate } from './render.js';
import { nearest } from './similar.js';
import { readTemplate } from './template-check.js';
import { fieldFindings, type FieldSource } from './template-fields.js';
import { placed } from './template-place.js';
import { tryTemplate } from './template-trial.js';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
const date = new Date('2026-11-24T10:00:00Z');
const sample = {
  prefet: { nom: 'Le Goff', adresse: 'Brest', remarque: null },
  structures: [{ nom: 'Brest', horaires: [{ jour: 'lundi' }] }, { nom: 'Quimper', horaires: [], siret: '1' }],
  labels: ['a', 'b'],
  actif: true,
  total: 3,
};

describe('le lieu d’une anomalie, tel que Word le montre', () => {
  const placesOf = async (docx: Buffer) => (await readTemplate(docx)).findings.map(({ place }) => plain(place));

  it('compte les paragraphes vides et ceux des tableaux', async () => {
    const docx = await draft([line('a'), line(''), table(['Nom'], ['{{HTML x}}']), line('{{HTML y}}')]);
    expect(await placesOf(docx)).toEqual(['paragraphe 4 (tableau 1, ligne 2) : « {{HTML x}} »', 'paragraphe 5 : « {{HTML y}} »']);
  });

  it('nomme l’en-tête, le pied de page et la note', async () => {
    expect(await placesOf(await draft([line('a')], { footer: '{{HTML x}}' }))).toEqual(['pied de page, paragraphe 1 : « {{HTML x}} »']);
    const notes = await spoiled((read) => ({ 'word/footnotes.xml': read('word/footnotes.xml').replace('</w:footnotes>', ['a', '{{HTML x}}'].map((text, i) => `<w:footnote w:id="${i + 1}"><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:footnote>`).join('') + '</w:footnotes>') }));
    expect(await placesOf(notes)).toEqual(['note de bas de page 2, paragraphe 1 : « {{HTML x}} »']);
  });

  it('compte une fois ce que Word écrit deux fois, et dit la zone de texte', () => {
    const box = '<w:txbxContent><w:p><w:r><w:t>dedans</w:t></w:r></w:p></w:txbxContent>';
    const xml = `<w:body><w:p><w:r><w:t>un</w:t></w:r></w:p><w:p><w:r><mc:AlternateContent><mc:Choice>${box}</mc:Choice><mc:Fallback>${box}</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>deux</w:t></w:r></w:p><w:p/></w:body>`;
    const labels = new Map([...placed(xml, '')].map(({ paragraph }) => [paragraph, paragraph]));
    expect([...labels.keys()].map((paragraph) => `${paragraph.label()} ${paragraph.text()}`.trim()).slice(1)).toEqual([
      'paragraphe 1 un', 'paragraphe 2 deux', 'paragraphe 2 (zone de texte) dedans', 'paragraphe 2 (zone de texte) dedans', 'paragraphe 3',
    ]);
  });

  it('nomme le paragraphe de l’image liée', async () => {
    const docx = await spoiled((read) => ({
      [BODY]: read(BODY).replace('</w:p>', '</w:p><w:p><w:r><w:t>logo</w:t><w:drawing><a:blip r:link="mal1"/></w:drawing></w:r></w:p>'),
      'word/_rels/document.xml.rels': read('word/_rels/document.xml.rels').replace('</Relationships>', '<Relationship Id="mal1" Type="x/image" Target="http://127.0.0.1/x.png" TargetMode="External"/></Relationships>'),
    }));
    expect(await placesOf(docx)).toEqual(['paragraphe 2 : « http://127.0.0.1/x.png »']);
  });
});

describe('ce que Word fait honnêtement passe', () => {
  it.each([
    ['des accolades coupées en plusieurs fragments', '<w:p><w:r><w:t>{</w:t></w:r><w:r><w:t>{pre</w:t></w:r><w:r><w:t>fet.nom}</w:t></w:r><w:r><w:t>}</w:t></w:r></w:p>'],
    ['un renvoi et un numéro de page', '<w:p><w:fldSimple w:instr=" PAGE "/><w:fldSimple w:instr=" REF _Ref1 \\h "/></w:p>'],
    ['un numéro de sommaire masqué sur le web', '<w:p><w:r><w:rPr><w:webHidden/></w:rPr><w:t>3</w:t></w:r></w:p>'],
    ['une marque de paragraphe masquée', '<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>visible</w:t></w:r></w:p>'],
    ['un texte dit non masqué', '<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>visible</w:t></w:r></w:p>'],
    ['un contrôle de contenu', '<w:sdt><w:sdtContent><w:p><w:r><w:t>{{prefet.nom}}</w:t></w:r></w:p></w:sdtContent></w:sdt>'],
  ])('%s', async (_title, xml) => {
    expect((await readTemplate(await withBody(xml))).findings).toEqual([]);
  });

  it('mais pas le style qui masque', async () => {
    const docx = await spoiled((read) => ({
      'word/styles.xml': read('word/styles.xml').replace('</w:styles>', '<w:style w:type="character" w:styleId="Cache"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'),
      [BODY]: read(BODY).replace('</w:p>', '</w:p><w:p><w:r><w:rPr><w:rStyle w:val="Cache"/></w:rPr><w:t>secret</w:t></w:r></w:p>'),
    }));
    expect((await readTemplate(docx)).findings.map(({ code, place }) => [code, plain(place)])).toEqual([['text-hidden', 'paragraphe 2 : « secret »']]);
  });
});

describe('les champs inconnus', () => {
  const told = async (source: FieldSource, ...texts: string[]) =>
    fieldFindings((await readTemplate(await sound(...texts))).commands, source).map(({ code, sentence }) => `${code} ${plain(sentence)}`);
  const asked = (...texts: string[]) => told({ sample }, ...texts);

  it.each<[string, string]>([
    ['{{prefet.non}}', '« prefet.non » est inconnu : vouliez-vous dire « prefet.nom » ?'],
    ['{{perfet.nom}}', '« perfet » est inconnu : vouliez-vous dire « prefet » ?'],
    ['{{nomPrefet}}', '« nomPrefet » est inconnu : vouliez-vous dire « prefet.nom » ?'],
    ['{{structures.lenght}}', 'vouliez-vous dire « structures.length » ?'],
    ['{{structures.map(s => s.siert).join()}}', 'vouliez-vous dire « s.siret » ?'],
    ['{{structures.nom}}', 'est une liste, que l’on parcourt avec FOR'],
    ['{{zzz}}', '« zzz » est inconnu.'],
    ['{{$s.nom}}', '« $s » est inconnu.'],
  ])('%s', async (text, words) => {
    const [finding, ...others] = await asked(text);
    expect(finding).toMatch(/^field-unknown /);
    expect(finding).toContain(words);
    expect(others).toEqual([]);
  });

  it.each(['{{prefet.nom}}', '{{prefet.remarque.tout}}', "{{prefet['nom'].toUpperCase()}}", '{{prefet?.prenom ?? "sans"}}', '{{labels.join(", ")}}', '{{total + 1}}',
    '{{IF structures.some(s => s.siret === "1")}}{{END-IF}}', '{{structures[0].nom}}', '{{actif ? "oui" : "non"}}'])('%s est connu', async (text) => expect(await asked(text)).toEqual([]));

  it('suit les boucles, l’une dans l’autre, et oublie leur variable après', async () => {
    expect(await asked('{{FOR s IN structures}}', '{{$s.nom}} {{$s.siret}} {{$idx + 1}}', '{{FOR h IN $s.horaires}}', '{{$h.jour}} {{$s.nom}}', '{{END-FOR h}}', '{{END-FOR s}}')).toEqual([]);
    expect(await asked('{{FOR s IN structures}}', '{{$s.non}}', '{{s.nom}}', '{{END-FOR s}}')).toEqual([
      'field-unknown Ce nom n’existe pas dans les données. « $s.non » est inconnu : vouliez-vous dire « $s.nom » ?',
      'field-unknown Ce nom n’existe pas dans les données. « s » est inconnu : vouliez-vous dire « $s » ?',
    ]);
    expect(await asked('{{FOR s IN structures}}', '{{END-FOR s}}', '{{$s.nom}}')).toHaveLength(1);
    expect((await asked('{{FOR s IN prefet}}', '{{$s.nom}}', '{{END-FOR s}}'))[0]).toMatch(/^loop-not-list/);
  });

  it('refuse d’imprimer une liste, un groupe ou un oui', async () => {
    expect((await asked('{{labels}}', '{{prefet}}', '{{actif}}')).map((words) => words.split(' ')[0])).toEqual(['field-not-text', 'field-not-text', 'field-not-text']);
  });

  it('lit aussi un schéma JSON, qui sait ce que l’exemple laisse vide', async () => {
    const schema = { type: 'object', properties: { liste: { type: 'array', items: { $ref: '#/$defs/a' } }, peut: { anyOf: [{ $ref: '#/$defs/a' }, { type: 'null' }] } }, $defs: { a: { type: 'object', properties: { nom: { type: 'string' } } } } };
    expect(await told({ schema }, '{{FOR s IN liste}}', '{{$s.nom}}', '{{END-FOR s}}', '{{peut?.nom ?? ""}}')).toEqual([]);
    expect(await told({ schema }, '{{peut?.non ?? ""}}')).toEqual(['field-unknown Ce nom n’existe pas dans les données. « peut.non » est inconnu : vouliez-vous dire « peut.nom » ?']);
  });

  it('passe par le fil, et dit ce qui l’empêche de suivre les commandes', async () => {
    expect((await checkFields(await sound('a', '{{prefet.non}}'), { sample })).map(({ place }) => plain(place))).toEqual(['paragraphe 2 : « {{prefet.non}} »']);
    expect((await checkFields(await sound('{{FOR s IN structures}}'), { sample })).map(({ code }) => code)).toEqual(['block-unbalanced']);
    expect(await checkTemplate(await sound('{{prefet.non}}'))).toEqual([]);
  }, 20_000);

  it.each([
    ['non', 'nom', 'nom'],
    ['lenght', 'length', 'length'],
    ['adressePrefet', 'prefet.adresse', 'prefet.adresse'],
    ['l', 'p', null],
    ['abc', 'xyz', null],
  ])('pour %s, %s donne %s', (name, candidate, expected) => expect(nearest(name, [candidate])).toBe(expected));
});

describe('l’essai', () => {
  it('remplit le modèle avec l’exemple', async () => {
    const trial = await tryTemplate(await sound('{{FOR s IN structures}}', '{{$s.nom}}', '{{END-FOR s}}'), sample, { date });
    expect(trial).toMatchObject({ findings: [], preview: null });
    expect(trial.docx).not.toBeNull();
  }, 20_000);

  it('nomme chaque paragraphe en faute, en français, et ce qui se répète une fois', async () => {
    const { findings, docx } = await tryTemplate(await sound('a', '{{prefet.remarque}}', '{{FOR s IN structures}}', '{{prefet.nom - 1}}', '{{END-FOR s}}', '{{prefet.remarque}}'), sample, { date });
    expect(docx).toBeNull();
    expect(findings.map(({ code, place, sentence }) => `${code} | ${plain(place)} | ${plain(sentence)}`)).toEqual([
      'command-failed | paragraphe 2 : « {{prefet.remarque}} », et 1 autre | Cette commande n’a pas pu être exécutée avec les données d’essai. La valeur est absente.',
      'command-failed | paragraphe 4 : « {{prefet.nom - 1}} » | Cette commande n’a pas pu être exécutée avec les données d’essai. Un nombre est attendu.',
    ]);
  }, 20_000);

  it('s’arrête à la boucle qui échoue, sans accuser ce qui la suit', async () => {
    const { findings } = await tryTemplate(await sound('{{FOR s IN prefet.remarque}}', '{{$s.nom}}', '{{END-FOR s}}'), sample, { date });
    expect(findings.map(({ code, place }) => `${code} ${plain(place)}`)).toEqual(['command-failed paragraphe 1 : « {{FOR s IN prefet.remarque}} »']);
  }, 20_000);

  it('rend compte d’un fichier illisible comme d’une anomalie', async () => {
    const { findings } = await tryTemplate(Buffer.from('%PDF-1.7'), sample, { date });
    expect(findings).toMatchObject([{ code: 'docx-unreadable', sentence: expect.stringContaining('c’est un PDF') }]);
  }, 20_000);
});
