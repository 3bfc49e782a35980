// The agreement: cover, contents, parties, preamble, eleven articles, signature pages.
import { Paragraph, TextRun } from 'docx';
import { contentsLine, noBorders } from './document.mjs';
import { heading, para, raw, table, when } from './grammar.mjs';
import { annexeBookmark, annexes, annexeTitle, numberArticles } from './references.mjs';
import { signaturePages } from './signatures.mjs';
import { gestionnaires } from './text/article-04-evaluation.mjs';
import { mouvements } from './text/article-07.mjs';
import { charte, missions, objet } from './text/articles-01-03.mjs';
import { partenaires, pilotage } from './text/articles-05-06.mjs';
import { composition, duree, litiges, modalites } from './text/articles-08-11.mjs';
import { parties, preamble } from './text/preamble.mjs';

export const articles = [objet, missions, charte, gestionnaires, partenaires, pilotage, mouvements, modalites, duree, litiges, composition];
export const numbers = numberArticles(articles);

const cover = [
  ...when('demonstration', [para('DÉMONSTRATION – sans valeur', { style: 'Demonstration' })]),
  para('France Services', { style: 'Titre', spaceBefore: 2600 }),
  heading(1, 'Convention départementale France Services', { bookmark: 'convention', size: 60 }),
  para('{{departement.name}} ({{departement.code}})', { style: 'SousTitre', spaceBefore: 0 }),
  para('et ses sept annexes', { style: 'Chapeau' }),
  para('Convention n° {{agreement.number}}', { style: 'Couverture', spaceBefore: 1200 }),
  para('Document arrêté le {{agreement.date}}', { style: 'Couverture' }),
  para('Modèle de référence du projet, non officiel – version {{modelVersion}}', { style: 'Couverture' }),
  table([2100, 7538], null, [[
    [para('{{IMAGE qr(verification.url, 2.8)}}', { style: 'Cellule' })],
    [
      para('**Vérifier ce document**', { style: 'Couverture', spaceBefore: 260 }),
      para('{{verification.url}}', { style: 'Couverture' }),
      para('On y contrôle l’intégrité du fichier et chacune des signatures qu’il porte.', { style: 'CelluleDiscrete' }),
    ],
  ]], { borders: noBorders, spaceBefore: 2200 }),
];

const contents = [
  heading(2, 'Sommaire', { pageBreakBefore: true }),
  raw(() => [
    contentsLine('Entre les soussignés', 'soussignes', 1),
    contentsLine('Préambule', 'preambule', 1),
    ...articles.map((node) => contentsLine(`Article ${numbers.get(node.key)} – ${node.title}`, `article_${node.key}`, 2)),
    contentsLine('Signatures', 'signatures', 1),
    ...annexes.map(({ key }) => contentsLine(annexeTitle(key), annexeBookmark(key), 1)),
  ]),
];

/** Annexes that no article cites in its own words; the list of article 11 does not count. */
export function uncitedAnnexes() {
  const cited = JSON.stringify(articles.filter((node) => node !== composition));
  return annexes.filter(({ key }) => !cited.includes(`annexe:${key}`)).map(({ key }) => key);
}

/** Room on the cover between the facts and the verification block; a table takes no space before itself. */
const breath = raw(() => [new Paragraph({ spacing: { before: 0, after: 1900 }, children: [new TextRun('')] })]);

export const agreement = [...cover.slice(0, -1), breath, cover.at(-1), ...contents, ...parties, ...preamble, ...articles, ...signaturePages];
