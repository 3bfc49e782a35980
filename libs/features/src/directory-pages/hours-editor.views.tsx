import type { VNode } from 'preact';
import { weekdays, weeklyOpening } from '#libs/domain';
import type { OpeningHours, Weekday } from '#libs/domain';
import { Button, errorOf, FieldMessages, formatMinutes, HoursGauge, Input } from '#libs/ui';
import { DefaultSubmit } from './directory-forms.views.js';
import type { DirectoryForm } from './directory-forms.views.js';
import { daysCopiedFrom, hourField, hoursActField, intervalsPerDayMax, intervalsShown, typedOpening, typedWeek } from './hours.form.js';
import type { HoursAct } from './hours.form.js';

/** The script that answers at once what the server answers after a round trip. */
export const hoursScript = 'hours.js';

const names: Record<Weekday, string> = { monday: 'lundi', tuesday: 'mardi', wednesday: 'mercredi', thursday: 'jeudi', friday: 'vendredi', saturday: 'samedi', sunday: 'dimanche' };

export type HoursProps = {
  form: DirectoryForm;
  /** Where the form is sent: the editor's buttons come back to their own day. */
  action: string;
  /** The hours of the antennes, which add to these (art. 4.2). */
  others: OpeningHours;
  /** An antenne is never judged alone. */
  antenne: boolean;
};

/** The week of a structure: seven days, up to five openings a day, and where they stand against article 4.2. */
export function Hours({ form, action, others, antenne }: HoursProps): VNode {
  const { minutes, days } = typedOpening(form.values, others);
  const hasOthers = weeklyOpening(others).minutes > 0;
  return (
    <section class="pf-hours" aria-labelledby="hours" data-hours data-hours-max={intervalsPerDayMax} {...(hasOthers && { 'data-hours-others': JSON.stringify(others) })}>
      <DefaultSubmit />
      <h2 class="fr-h4" id="hours" tabIndex={-1}>Horaires d’ouverture</h2>
      <p class="fr-mb-2w">L’article 4.2 demande 24{'\u00a0'}heures par semaine au moins, sur cinq jours au moins. Laissez vide un jour de fermeture. N’indiquez pas les heures sur rendez-vous.</p>
      {antenne
        ? <p class="pf-sentence">Une antenne n’est pas examinée seule{'\u00a0'}: ses heures s’ajoutent à celles de sa structure.</p>
        : <HoursGauge minutesPerWeek={minutes} daysPerWeek={days} />}
      {hasOthers && <p class="fr-text--sm fr-mt-1w fr-mb-0">Les heures des antennes sont comptées avec celles-ci.</p>}
      <p class="fr-sr-only" role="status" data-hours-said />
      {weekdays.map((day) => <Day form={form} day={day} action={action} />)}
      <noscript><Act act="count" day={null} action={action} label="Recompter les heures" /></noscript>
    </section>
  );
}

function Day({ form, day, action }: { form: DirectoryForm; day: Weekday; action: string }): VNode {
  const shown = intervalsShown(form.values, day);
  const minutes = weeklyOpening({ ...noHours, [day]: typedWeek(form.values)[day] }).minutes;
  const copied = daysCopiedFrom(day);
  const last = copied.at(-1);
  return (
    <fieldset class={`pf-hours__day${minutes === 0 ? ' pf-hours__day--closed' : ''}`} id={day} tabIndex={-1} aria-describedby={`${day}-messages`} data-day={day}>
      <legend class="pf-hours__legend">
        <span class="pf-hours__name">{names[day]}</span>{' '}
        <span class="pf-hours__total" data-day-total>{minutes === 0 ? 'Fermé' : formatMinutes(minutes)}</span>
      </legend>
      <div class="pf-hours__intervals" data-intervals>
        {Array.from({ length: shown }, (_, index) => <Interval form={form} day={day} rank={index + 1} />)}
      </div>
      <FieldMessages id={day} error={errorOf(form.errors, day)} />
      <div class="pf-hours__acts">
        {shown < intervalsPerDayMax && <Act act="add" day={day} action={action} icon="add-line" label="Ajouter une plage" of={names[day]} />}
        {last && <Act act="copy" day={day} action={action} icon="arrow-down-line" label={copied.length > 1 ? `Recopier jusqu’au ${names[last]}` : `Recopier sur ${names[last]}`} of={names[day]} />}
        <Act act="clear" day={day} action={action} icon="close-line" label="Vider" of={names[day]} />
      </div>
    </fieldset>
  );
}

const noHours: OpeningHours = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };

function Interval({ form, day, rank }: { form: DirectoryForm; day: Weekday; rank: number }): VNode {
  const field = (edge: 'from' | 'to', label: string): VNode => {
    const name = hourField(day, rank, edge);
    return <Input name={name} type="time" required={false} unmarked autocomplete="off" label={<>{label}<span class="fr-sr-only">{edge === 'from' ? ' (ouverture)' : ' (fermeture)'}, plage {rank}</span></>} value={form.values[name] ?? ''} error={errorOf(form.errors, name)} />;
  };
  return <div class="pf-hours__interval" data-interval={rank}>{field('from', 'de')}{field('to', 'à')}</div>;
}

/** Sent with the whole form, and back to the same day of the page. */
function Act({ act, day, action, label, icon, of }: { act: HoursAct; day: Weekday | null; action: string; label: string; icon?: string; of?: string }): VNode {
  return (
    <Button kind="tertiary-no-outline" small name={hoursActField} value={day === null ? act : `${act}:${day}`} formAction={`${action}#${day ?? 'hours'}`} {...(icon && { icon })}>
      {label}{of && <span class="fr-sr-only"> ({of})</span>}
    </Button>
  );
}
