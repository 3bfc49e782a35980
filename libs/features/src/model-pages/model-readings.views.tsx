import type { VNode } from 'preact';
import { particularConditions, readingIds, readings } from '#libs/domain';
import type { Reading, ReadingAnswers, ReadingId } from '#libs/domain';
import { Button, Buttons, errorOf, formatList, Input, PostForm, RadioGroup } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { modelLinks } from './model-pages.links.js';
import type { ShownVersion } from './model-shown.js';
import { unbroken } from './model-words.js';

/** Answers as they were typed, when they were refused. */
export type ReadingsTyped = { values: Readonly<Record<string, string>>; errors: readonly FieldError[] };

/** The questions that the text leaves open; each answer shows the sentence that will be printed and signed. */
export function Readings({ frame, version, typed }: { frame: Frame; version: ShownVersion; typed?: ReadingsTyped }): VNode {
  return (
    <section aria-labelledby="lectures">
      <h2 id="lectures">Lectures</h2>
      <p class="pf-narrow">Le texte laisse ces questions ouvertes. La phrase de chaque réponse est imprimée dans les conditions particulières et signée avec la convention.{!version.answered && version.state === 'draft' && ' Les réponses proposées ne valent qu’une fois enregistrées.'}</p>
      {version.state === 'draft'
        ? (
          <details class="pf-details" open={!version.answered || typed !== undefined}>
            <summary>{version.answered ? 'Revoir' : 'Choisir'} les {readingIds.length} lectures</summary>
            <PostForm action={modelLinks.readings(version.id)} csrf={frame.csrf} class="pf-narrow">
              {readingIds.map((id) => <Question id={id} answers={version.answers} {...(typed && { typed })} />)}
              <Buttons><Button kind="secondary">Enregistrer les lectures</Button></Buttons>
            </PostForm>
          </details>
        )
        : <Printed answers={version.answers} />}
    </section>
  );
}

function Question({ id, answers, typed }: { id: ReadingId; answers: ReadingAnswers; typed?: ReadingsTyped }): VNode {
  const reading: Reading = readings[id];
  const field = id;
  const error = errorOf(typed?.errors ?? [], field);
  const value = typed?.values[field] ?? String(answers[id]);
  const legend = <>{unbroken(reading.question)} <span class="pf-list__detail">{places(reading.articles)}</span></>;
  if (reading.kind === 'choice') {
    return <RadioGroup name={field} legend={legend} value={value} error={error} choices={Object.entries(reading.values).map(([answer, { label, sentence }]) => ({ value: answer, label: unbroken(label), hint: unbroken(`« ${sentence} »`) }))} />;
  }
  const { min, max, unit } = reading;
  const printed = unbroken(`« ${reading.sentence(Number(answers[id]))} »`);
  return (
    <div class="pf-question">
      <Input name={field} label={legend} hint={<>En {unit}, de {min} à {max}. <span class="pf-block">{printed}</span></>} value={value} error={error} inputMode="numeric" width="short" />
    </div>
  );
}

/** What a published version prints: it can no longer be chosen. */
function Printed({ answers }: { answers: ReadingAnswers }): VNode {
  return (
    <ul class="pf-list">
      {particularConditions(answers).map(({ articles, question, sentence }) => (
        <li class="pf-list__item">
          <p class="pf-list__detail">{unbroken(question)} {places(articles)}</p>
          <p>{unbroken(sentence)}</p>
        </li>
      ))}
    </ul>
  );
}

function places(articles: readonly string[]): string {
  return articles.length === 0 ? '' : `(article${articles.length > 1 ? 's' : ''} ${formatList([...articles])})`;
}

/** The answers of a form, with numbers read as numbers: what `readReadings` checks. Fields that are no reading are left out. */
export function answersPosted(posted: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(readingIds.flatMap((id) => {
    const given = posted[id];
    if (typeof given !== 'string') return [];
    const line = given.trim();
    return [[id, readings[id].kind === 'count' && /^\d+$/.test(line) ? Number(line) : line]];
  }));
}
