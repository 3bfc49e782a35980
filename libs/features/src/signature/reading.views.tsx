import type { VNode } from 'preact';
import type { AgreementText, Article, Paragraph } from '#libs/domain';
import { ButtonLink, Buttons, Callout, Shell } from '#libs/ui';
import type { Frame } from '#libs/ui';
import type { OwnPart } from './own-part.js';
import { signatureLinks } from './signature.links.js';
import type { SignatureRequest } from './signature.views.js';

type ReadingProps = { frame: Frame; request: SignatureRequest; text: AgreementText; ownParts: readonly OwnPart[] };

/** The text of the document as a page: headings one can jump between, text that grows and reflows. The PDF alone is signed. */
export function ReadingPage({ frame, request, text, ownParts }: ReadingProps): VNode {
  const parties = text.head.filter(({ role }) => role === 'parties');
  return (
    <Shell frame={frame} title={`Lire ${request.subject.the}`}>
      <div class="pf-narrow">
        <h1>{request.subject.heading}</h1>
        <Callout>
          Le même texte que le PDF, pour le lire sans le télécharger. C’est le <a href={signatureLinks.document(request.token)} target="_blank" rel="noopener">PDF<span class="fr-sr-only"> (nouvelle fenêtre)</span></a> qui est signé : lui seul porte les tableaux des annexes et leur mise en page.
        </Callout>
        <nav aria-labelledby="sommaire">
          <h2 id="sommaire" class="fr-h4">Sommaire</h2>
          <ul>
            {ownParts.length > 0 && <li><a href="#organisme">Ce qui concerne {request.bodyName}</a></li>}
            {text.articles.map((article) => <li><a href={`#${idOf(article)}`}>{headingOf(article)}</a></li>)}
          </ul>
        </nav>
        {ownParts.length > 0 && <Own request={request} parts={ownParts} />}
        {parties.length > 0 && <section aria-labelledby="parties"><h2 id="parties">Les parties</h2><Prose paragraphs={parties} /></section>}
        {text.preamble.length > 0 && <section aria-label="Préambule"><Prose paragraphs={text.preamble} /></section>}
        {text.articles.map((article) => <Part article={article} level={2} />)}
        {text.closing && <p>{text.closing}</p>}
        <Buttons><ButtonLink href={`${signatureLinks.page(request.token)}#signer`}>Revenir à la signature</ButtonLink></Buttons>
      </div>
    </Shell>
  );
}

function Own({ request, parts }: { request: SignatureRequest; parts: readonly OwnPart[] }): VNode {
  return (
    <section aria-labelledby="organisme">
      <h2 id="organisme">Ce qui concerne {request.bodyName}</h2>
      <p>D’après les annexes. Une erreur ? Dites-le à la préfecture avant de signer : après, il faut un avenant.</p>
      {parts.map(({ annex, title, lines }) => (
        <>
          <h3 class="fr-h5">Annexe {annex} : {title}</h3>
          <ul>{lines.map((line) => <li>{line}</li>)}</ul>
        </>
      ))}
    </section>
  );
}

/** Numbers go down to « 5.2.1 »: three levels under the title of the page. */
const levelMax = 4;

function Part({ article, level }: { article: Article; level: number }): VNode {
  const Heading = `h${Math.min(level, levelMax)}` as 'h2';
  return (
    <section aria-labelledby={idOf(article)}>
      <Heading id={idOf(article)} class={`fr-h${level + 1}`}>{headingOf(article)}</Heading>
      <Prose paragraphs={article.paragraphs} />
      {article.subArticles.map((part) => <Part article={part} level={level + 1} />)}
    </section>
  );
}

type Run = { kind: 'prose' | 'list' | 'table'; paragraphs: Paragraph[] };

/** Marked lines that follow one another are one list, announced with its length. Cells make no sense read one after the other: a table is left to the PDF. */
function Prose({ paragraphs }: { paragraphs: readonly Paragraph[] }): VNode {
  const runs: Run[] = [];
  for (const paragraph of paragraphs.filter(({ body }) => body.trim() !== '')) {
    const kind = paragraph.source.inTable ? 'table' : paragraph.marker === '' ? 'prose' : 'list';
    const last = runs.at(-1);
    if (last?.kind === kind) last.paragraphs.push(paragraph);
    else runs.push({ kind, paragraphs: [paragraph] });
  }
  return <>{runs.map((run) => <RunOf run={run} />)}</>;
}

function RunOf({ run: { kind, paragraphs } }: { run: Run }): VNode {
  if (kind === 'table') return <p class="fr-text--sm">(Ici, un tableau : il se lit dans le PDF.)</p>;
  if (kind === 'prose') return <>{paragraphs.map(({ body }) => <p>{body}</p>)}</>;
  return <ul>{paragraphs.map(({ marker, body }) => <li>{/[\p{L}\p{N}]/u.test(marker) ? `${marker} ${body}` : body}</li>)}</ul>;
}

function idOf({ number }: Article): string {
  return `article-${number.replace(/[^\p{L}\p{N}]+/gu, '-')}`;
}

function headingOf({ number, title }: Article): string {
  const name = number.includes('.') ? number : `Article ${number}`;
  return title ? `${name} – ${title}` : name;
}
