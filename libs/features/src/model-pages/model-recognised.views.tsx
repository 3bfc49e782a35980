import type { VNode } from 'preact';
import { FILL_LENGTH_MAX, paragraphsWithin } from '#libs/domain';
import type { Article } from '#libs/domain';
import { Button, Buttons, Facts, formatCount, Input, PostForm, RadioGroup, Select } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { modelLinks } from './model-pages.links.js';
import type { ShownVersion } from './model-shown.js';
import { blankWords } from './model-words.js';

/** What was understood of the text, and what a person may correct of it: headings and blanks. */
export function Recognised({ frame, version }: { frame: Frame; version: ShownVersion }): VNode {
  const { text } = version;
  return (
    <section aria-labelledby="reconnu">
      <h2 id="reconnu">Ce qui a été reconnu</h2>
      <Facts
        items={[
          { term: 'Articles', value: String(text.articles.length) },
          { term: 'Annexes', value: String(text.annexes.length) },
          { term: 'Blancs', value: String(text.blanks.length) },
          { term: 'Cadres de signature', value: String(text.signatureBoxes.length) },
        ]}
      />
      <Articles articles={text.articles} />
      {version.state === 'draft' && version.paragraphs.length > 0 && <Correction frame={frame} version={version} />}
      <Annexes version={version} />
      <h3 class="fr-h5">Cadres de signature</h3>
      {text.signatureBoxes.length === 0 ? <p>Aucun cadre n’a été reconnu. Les pages de signature du service nomment de toute façon chaque signataire.</p> : <ul>{text.signatureBoxes.map((box) => <li>{box}</li>)}</ul>}
      <Running version={version} />
      <Blanks frame={frame} version={version} />
    </section>
  );
}

function Articles({ articles }: { articles: readonly Article[] }): VNode {
  if (articles.length === 0) return <p>Aucun article n’a été reconnu : vérifiez que chacun s’ouvre par « Article 1 » ou « Art. 1 ».</p>;
  return (
    <details class="pf-details" open={articles.length <= 12}>
      <summary>Plan du texte : {formatCount(articles.length, 'article')}</summary>
      <ul class="pf-plan">{articles.map((article) => <Branch article={article} top />)}</ul>
    </details>
  );
}

function Branch({ article, top = false }: { article: Article; top?: boolean }): VNode {
  const { number, title, heading, subArticles } = article;
  return (
    <li>
      {top ? 'Article ' : ''}{number}{title === '' ? <span class="pf-plan__clause"> {clauseOf(heading[0]?.body ?? '')}</span> : <> – {title}</>}
      {top && <span class="pf-list__detail"> ({formatCount(paragraphsWithin(article).length, 'alinéa')})</span>}
      {subArticles.length > 0 && <ul class="pf-plan">{subArticles.map((part) => <Branch article={part} />)}</ul>}
    </li>
  );
}

/** First words of a numbered clause that has no title, without its number: enough to recognise it. */
const clauseLength = 70;
function clauseOf(body: string): string {
  const words = body.replace(/^[\d.]+\s*/u, '');
  return words.length <= clauseLength ? words : `${words.slice(0, clauseLength)}…`;
}

function Annexes({ version: { text } }: { version: ShownVersion }): VNode {
  return (
    <>
      <h3 class="fr-h5">Annexes</h3>
      {text.annexes.length === 0
        ? <p>Aucune liste d’annexes n’a été reconnue.</p>
        : <ul>{text.annexes.map(({ number, title, note }) => <li>Annexe {number} – {title}{note && <span class="pf-list__detail"> ({note})</span>}</li>)}</ul>}
    </>
  );
}

/** What the Word file prints on each page, kept as it is. */
function Running({ version: { running } }: { version: ShownVersion }): VNode | null {
  const lines = [...running.headers.map((text) => ['En-tête', text]), ...running.footers.map((text) => ['Pied de page', text]), ...running.notes.map(({ mark, text }) => [`Note ${mark}`, text])];
  if (lines.length === 0) return null;
  return (
    <>
      <h3 class="fr-h5">Gardés avec le texte</h3>
      <Facts items={lines.map(([term = '', value = '']) => ({ term, value }))} />
    </>
  );
}

function Blanks({ frame, version }: { frame: Frame; version: ShownVersion }): VNode {
  const { id, fills, state, text } = version;
  if (text.blanks.length === 0) return <><h3 class="fr-h5">Blancs</h3><p>Le texte ne laisse aucun blanc.</p></>;
  const list = (
    <ul class="pf-list">
      {text.blanks.map((blank) => (
        <li class="pf-list__item">
          <p class="pf-list__detail">{blank.where} ({blankWords[blank.kind]}, « {blank.id} »)</p>
          <p class="pf-passage">{blank.before} <strong>[…]</strong> {blank.after}</p>
          {state === 'draft'
            ? <Input name={`blank-${blank.id}`} label={<>Ce qui est imprimé<span class="fr-sr-only"> ({blank.where})</span></>} hint="Vide : à remplir à la main." value={fills[blank.id] ?? ''} maxLength={FILL_LENGTH_MAX} required={false} unmarked />
            : <p>{fills[blank.id] ?? 'À remplir à la main'}</p>}
        </li>
      ))}
    </ul>
  );
  return (
    <>
      <h3 class="fr-h5" id="blancs">Blancs</h3>
      <p class="pf-narrow">Un blanc laissé vide est imprimé tel quel, et annoncé dans les conditions particulières. Un blanc rempli devient un écart à approuver.</p>
      {state === 'draft' ? <PostForm action={modelLinks.blanks(id)} csrf={frame.csrf}>{list}<Buttons><Button kind="secondary">Enregistrer les blancs</Button></Buttons></PostForm> : list}
    </>
  );
}

/** Headings have at most this many characters: no longer line can be one. */
const headingLengthMax = 150;
/** A title of this agreement has a number: « Article 5 », « 5.2 ». Without one, the reading could not place it. */
const numbered = /^(?:art(?:icle|\.)?\s|\d)/iu;
/** What a line of the choice shows. */
const choiceLength = 80;

/** A heading that was missed, or a line that was taken for one. */
function Correction({ frame, version }: { frame: Frame; version: ShownVersion }): VNode | null {
  const lines = version.paragraphs.flatMap(({ text, where, list }, rank) => {
    const line = `${list?.marker ?? ''} ${text}`.trim();
    return line.length <= headingLengthMax && numbered.test(line) ? [{ value: String(rank), label: `${where} : ${line.length <= choiceLength ? line : `${line.slice(0, choiceLength)}…`}` }] : [];
  });
  if (lines.length === 0) return null;
  return (
    <details class="pf-details" id="correction">
      <summary>Corriger le plan</summary>
      <PostForm action={modelLinks.recognition(version.id)} csrf={frame.csrf} class="pf-narrow">
        <Select name="paragraph" label="Ligne mal comprise" hint="Une ligne sans numéro ne peut pas être un titre : numérotez-la dans le fichier, puis importez-le de nouveau." options={lines} placeholder="Choisissez une ligne" />
        <RadioGroup
          name="heading" legend="Ce qu’elle est" value="article"
          choices={[{ value: 'article', label: 'Le titre d’un article' }, { value: 'part', label: 'Le titre d’une partie d’article' }, { value: 'clause', label: 'Le titre d’une partie de cette partie' }, { value: 'none', label: 'Pas un titre' }]}
        />
        <p class="fr-hint-text">Le plan est relu : les blancs remplis, les écarts approuvés et les erreurs acceptées sont à revoir.</p>
        <Button kind="secondary">Corriger le plan</Button>
      </PostForm>
    </details>
  );
}

/** The levels of the form, as the reading of the text knows them. */
export const headingLevels: Readonly<Record<string, number | null>> = { article: 0, part: 1, clause: 2, none: null };
