import type { VNode } from 'preact';
import { Choose, Text } from './directory-forms.views.js';
import type { DirectoryForm } from './directory-forms.views.js';
import { rhythmOptions, weekdayOptions } from './recurrence.form.js';

/** When somebody is there: the day, which of the days of that name, and the hours. */
export function RecurrenceFields({ form, field }: { form: DirectoryForm; field: (name: string) => string }): VNode {
  return (
    <>
      <Choose form={form} name={field('weekday')} label="Jour" options={weekdayOptions} placeholder="Choisir un jour" />
      <Choose form={form} name={field('rhythm')} label="Rythme" options={rhythmOptions} />
      <Text form={form} name={field('from')} type="time" label="De" required={false} unmarked />
      <Text form={form} name={field('to')} type="time" label="À" required={false} unmarked />
    </>
  );
}
