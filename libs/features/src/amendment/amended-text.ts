import { articlesWithin } from '#libs/domain';
import type { AgreementText, AmendmentChange, Article, Paragraph } from '#libs/domain';

export type ArticleChange = Extract<AmendmentChange, { kind: 'article' }>;

/** The signed words with the articles as amended, for a comparison. A wording that is not found is added at the end of its article. */
export function amendedText(text: AgreementText, changes: readonly ArticleChange[]): AgreementText {
  return changes.reduce<AgreementText>((amended, change) => ({ ...amended, articles: amended.articles.map((article) => (holds(article, change.article) ? amendedArticle(article, change) : article)) }), text);
}

/** The words of an article today, one paragraph to a line: what a form proposes as the wording to replace. */
export function wordsToday(paragraphs: readonly string[], changes: readonly ArticleChange[]): string {
  return changes.reduce<readonly string[]>((words, change) => {
    const place = placeOf(words, change);
    return place === null ? [...words, ...lines(change.after)] : [...words.slice(0, place.from), ...place.written, ...words.slice(place.to)];
  }, paragraphs).join('\n');
}

export function lines(text: string): string[] {
  return text.split(/\r?\n/u).map((line) => line.trim()).filter((line) => line !== '');
}

function holds(article: Article, number: string): boolean {
  return articlesWithin(article).some((part) => part.number === number);
}

function amendedArticle(article: Article, change: ArticleChange): Article {
  if (article.number !== change.article) return { ...article, subArticles: article.subArticles.map((part) => (holds(part, change.article) ? amendedArticle(part, change) : part)) };
  const { paragraphs } = article;
  const place = placeOf(paragraphs.map(({ body }) => body), change);
  const written = (place?.written ?? lines(change.after)).map((body) => paragraphOf(body, article));
  if (place === null) return { ...article, paragraphs: [...paragraphs, ...written] };
  return { ...article, paragraphs: [...paragraphs.slice(0, place.from), ...written, ...paragraphs.slice(place.to)] };
}

function paragraphOf(text: string, { number }: Article): Paragraph {
  return { source: { text, where: 'avenant' }, role: 'body', marker: '', body: text, place: `article ${number}` };
}

/** Which paragraphs a change replaces, and by what: whole paragraphs that follow one another, or a passage within one. Null when nowhere. */
function placeOf(paragraphs: readonly string[], { before, after }: ArticleChange): { from: number; to: number; written: string[] } | null {
  const sought = lines(before).map(plain);
  const [first] = sought;
  if (first === undefined) return null;
  const whole = paragraphs.findIndex((_, start) => sought.every((line, offset) => plain(paragraphs[start + offset] ?? '') === line));
  if (whole !== -1) return { from: whole, to: whole + sought.length, written: lines(after) };
  const within = sought.length === 1 ? paragraphs.findIndex((text) => plain(text).includes(first)) : -1;
  return within === -1 ? null : { from: within, to: within + 1, written: lines(plain(paragraphs[within]!).replace(first, () => lines(after).join('\n'))) };
}

/** Spaces are all alike (decision 16), and the marker of a list is no word. */
function plain(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/^[·•–-] /u, '').trim();
}
