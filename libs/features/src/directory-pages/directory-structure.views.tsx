import type { VNode } from 'preact';
import { CheckboxGroup, errorOf, FieldMessages, HoursGauge, Input } from '#libs/ui';
import type { Frame, Option } from '#libs/ui';
import { AddressFields, EditFrame, Text } from './directory-forms.views.js';
import type { DirectoryForm } from './directory-forms.views.js';
import { directoryLinks } from '#libs/features/directory';

const days = [
  { id: 'monday', label: 'Lundi' },
  { id: 'tuesday', label: 'Mardi' },
  { id: 'wednesday', label: 'Mercredi' },
  { id: 'thursday', label: 'Jeudi' },
  { id: 'friday', label: 'Vendredi' },
  { id: 'saturday', label: 'Samedi' },
  { id: 'sunday', label: 'Dimanche' },
] as const;

/** Two openings a day cover a lunch break; the few structures with more keep the rest of their hours as imported. */
export const intervalsPerDay = 2;

/** Article 4.3, as the checklist reads it. */
const equipmentLabels: readonly Option[] = [
  { value: 'staffed_reception', label: 'Accueil assuré par une personne' },
  { value: 'confidential_space', label: 'Espace de confidentialité' },
  { value: 'reduced_mobility_access', label: 'Accès aux personnes à mobilité réduite' },
  { value: 'computer', label: 'Ordinateur' },
  { value: 'printer_scanner', label: 'Imprimante et numériseur' },
  { value: 'photocopier', label: 'Photocopieur' },
  { value: 'phone', label: 'Téléphone' },
  { value: 'self_service_space', label: 'Espace numérique en libre accès' },
  { value: 'internet', label: 'Connexion internet stable' },
  { value: 'wifi', label: 'Wi-Fi pour le public' },
  { value: 'videoconference', label: 'Visioconférence' },
];

export type StructureEditProps = {
  frame: Frame;
  id: string;
  name: string;
  gestionnaireName: string;
  /** Fields: address, postcode, city, phone, email, contactFormUrl, and `monday_1_from`, `monday_1_to`, `monday_2_from`… as 'HH:MM'. */
  form: DirectoryForm;
  equipment: readonly string[];
  nationalPartners: readonly Option[];
  presentPartnerIds: readonly string[];
  /** The hours as last recorded; null when unknown. */
  opening: { minutesPerWeek: number; daysPerWeek: number } | null;
  back?: string;
};

/** A structure: where it is, how to reach it, when it opens, what it offers, who is present. */
export function StructureEditPage(props: StructureEditProps): VNode {
  const { frame, id, name, form, back } = props;
  return (
    <EditFrame frame={frame} title={name} form={form} action={directoryLinks.structure(id)} {...(back ? { back } : {})} before={<p class="pf-sentence">Structure gérée par {props.gestionnaireName}.</p>}>
      <AddressFields form={form} />
      <h2 class="fr-h4" id="contact">Contact du public</h2>
      <p>Une adresse électronique ou un formulaire de contact doit permettre d’écrire à la structure (article 4.2).</p>
      <Text form={form} name="phone" type="tel" label="Téléphone" width="short" required={false} />
      <Text form={form} name="email" type="email" label="Adresse électronique" spellcheck={false} required={false} />
      <Text form={form} name="contactFormUrl" type="url" label="Adresse du formulaire de contact" hint="Exemple : https://www.commune.fr/contact" required={false} />
      <Hours form={form} opening={props.opening} />
      <CheckboxGroup name="equipment" legend="Équipement" hint="Cochez ce dont la structure dispose (article 4.3)." values={props.equipment} choices={equipmentLabels} error={errorOf(form.errors, 'equipment')} />
      <CheckboxGroup name="nationalPartnerIds" legend="Partenaires nationaux présents" hint="Tous doivent l’être dans chaque structure (article 2.2)." values={props.presentPartnerIds} choices={props.nationalPartners} error={errorOf(form.errors, 'nationalPartnerIds')} />
    </EditFrame>
  );
}

function Hours({ form, opening }: { form: DirectoryForm; opening: StructureEditProps['opening'] }): VNode {
  return (
    <section aria-labelledby="hours">
      <h2 class="fr-h4" id="hours" tabIndex={-1}>Horaires d’ouverture</h2>
      <p>Vingt-quatre heures par semaine au moins, réparties sur cinq jours au moins (article 4.2). Laissez vide un jour de fermeture.</p>
      {opening && <HoursGauge {...opening} />}
      <div class="pf-hours fr-mb-4w">
        {days.map(day => (
          <fieldset class="pf-hours__day" id={day.id} aria-describedby={`${day.id}-messages`}>
            <legend>{day.label}</legend>
            {Array.from({ length: intervalsPerDay }, (_, index) => <Interval form={form} day={day.id} rank={index + 1} />)}
            <FieldMessages id={day.id} error={errorOf(form.errors, day.id)} />
          </fieldset>
        ))}
      </div>
    </section>
  );
}

function Interval({ form, day, rank }: { form: DirectoryForm; day: string; rank: number }): VNode {
  const half = rank === 1 ? 'matin' : 'après-midi';
  const field = (edge: 'from' | 'to', label: string): VNode => {
    const name = `${day}_${rank}_${edge}`;
    return <Input name={name} type="time" required={false} unmarked label={<>{label}<span class="fr-sr-only">, {half}</span></>} value={form.values[name] ?? ''} error={errorOf(form.errors, name)} />;
  };
  return <>{field('from', rank === 1 ? 'Ouvre à' : 'Puis ouvre à')}{field('to', 'Ferme à')}</>;
}
