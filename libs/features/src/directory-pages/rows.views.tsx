import type { ComponentChildren, VNode } from 'preact';
import { Button, errorOf, FieldMessages } from '#libs/ui';
import type { DirectoryForm } from './directory-forms.views.js';
import { lessRows, moreRows, rowCount, rowField, rowsMax } from './rows.form.js';

type RowsProps = {
  form: DirectoryForm;
  /** Prefix of the fields, and id of the section. */
  group: string;
  title: string;
  explanation: ComponentChildren;
  /** Where the form is sent: the buttons come back to the line they changed. */
  action: string;
  /** « étape », « permanence »: names each line. */
  noun: string;
  add: string;
  /** The fields of one line; `field` names them. */
  children: (field: (name: string) => string, row: number) => ComponentChildren;
};

/**
 * A list that grows and shrinks without scripts: each button sends the whole form, which comes back with one line more or less and nothing
 * saved. The page then stands at the line that changed.
 */
export function Rows({ form, group, title, explanation, action, noun, add, children }: RowsProps): VNode {
  const count = rowCount(form.values, group);
  return (
    <section aria-labelledby={group} class="fr-mb-4w">
      <h2 class="fr-h4" id={group} tabIndex={-1}>{title}</h2>
      <p>{explanation}</p>
      {Array.from({ length: count }, (_, index) => {
        const row = index + 1;
        return (
          <fieldset class="pf-row" id={`${group}_${row}`} tabIndex={-1} aria-describedby={`${group}_${row}-messages`}>
            <legend class="pf-row__legend">{capital(noun)} {row}</legend>
            <div class="pf-row__fields">{children((name) => rowField(group, row, name), row)}</div>
            <FieldMessages id={`${group}_${row}`} error={errorOf(form.errors, `${group}_${row}`)} />
            <Button kind="tertiary-no-outline" small icon="close-line" name={lessRows} value={`${group}_${row}`} formAction={`${action}#${group}`} formNoValidate>Retirer<span class="fr-sr-only"> {noun} {row}</span></Button>
          </fieldset>
        );
      })}
      {count < rowsMax && <Button kind="secondary" small icon="add-line" name={moreRows} value={group} formAction={`${action}#${group}_${count + 1}`} formNoValidate>{add}</Button>}
    </section>
  );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
