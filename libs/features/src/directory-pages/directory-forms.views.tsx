import type { ComponentChildren, VNode } from 'preact';
import { Button, ButtonLink, Buttons, ErrorSummary, errorOf, Fieldset, FieldsetElement, Input, PostForm, Select, Shell, Textarea } from '#libs/ui';
import type { Crumb, FieldError, Frame } from '#libs/ui';
import { directoryLinks } from '#libs/features/directory';

/** A form as typed: values by field name, boxes checked by field name, and what is wrong with them. `bySms`: codes may leave by SMS, so mobile numbers are asked. */
export type DirectoryForm = { values: Readonly<Record<string, string>>; lists?: Readonly<Record<string, readonly string[]>>; errors: readonly FieldError[]; bySms?: boolean };

type EditProps = {
  frame: Frame;
  title: string;
  form: DirectoryForm;
  action: string;
  before?: ComponentChildren;
  children: ComponentChildren;
  /** Below the form: what is done apart from it, with forms of its own. */
  after?: ComponentChildren;
  back?: string;
  /** Whoever may look without changing anything sees the same card, its fields shut. */
  readOnly?: boolean;
  /** Where the card is taken out of the directory; absent for a card that stays, or for somebody who may not. */
  removal?: string;
  removalLabel?: string;
  crumbs?: readonly Crumb[];
  scripts?: readonly string[];
};

/** A card of the directory being edited. `back` is where one came from, for instance the checks of a round. */
export function EditFrame({ frame, title, form, action, before, children, after, back, readOnly = false, removal, removalLabel = 'Retirer cette fiche de l’annuaire', crumbs = [], scripts = [] }: EditProps): VNode {
  return (
    <Shell frame={frame} title={title} breadcrumb={[{ label: 'Annuaire', href: directoryLinks.page }, ...crumbs, { label: title }]} scripts={scripts}>
      <div class="pf-narrow">
        <ErrorSummary errors={form.errors} />
        <h1>{title}</h1>
        {before}
        {readOnly && <p class="pf-sentence">Vous consultez cette fiche sans pouvoir la modifier.</p>}
        {readOnly ? <fieldset class="pf-shut" disabled aria-label="Fiche en lecture seule">{children}</fieldset> : (
          <PostForm action={action} csrf={frame.csrf}>
            <DefaultSubmit />
            {back && <input type="hidden" name="back" value={back} />}
            {children}
            <Buttons>
              <Button>Enregistrer</Button>
              <ButtonLink href={back ?? directoryLinks.page} kind="secondary">Annuler</ButtonLink>
            </Buttons>
          </PostForm>
        )}
        {after}
        {removal && <p class="fr-mt-6w"><ButtonLink href={removal} kind="tertiary" icon="delete-line">{removalLabel}</ButtonLink></p>}
      </div>
    </Shell>
  );
}

/** The Enter key presses the first button of a form: it must be the one that saves, not one that adds a line. */
export function DefaultSubmit(): VNode {
  return <button class="fr-sr-only" type="submit" tabIndex={-1} aria-hidden="true">Enregistrer</button>;
}

type TextProps = Omit<Parameters<typeof Input>[0], 'value' | 'error'> & { form: DirectoryForm };

/** A text field whose value and error come from the form, under the field's own name. */
export function Text({ form, ...props }: TextProps): VNode {
  return <Input {...props} value={form.values[props.name] ?? ''} error={errorOf(form.errors, props.name)} />;
}

type ChoiceProps = Omit<Parameters<typeof Select>[0], 'value' | 'error'> & { form: DirectoryForm };

/** The same, for one choice in a list. */
export function Choose({ form, ...props }: ChoiceProps): VNode {
  return <Select {...props} value={form.values[props.name] ?? ''} error={errorOf(form.errors, props.name)} />;
}

type LinesProps = Omit<Parameters<typeof Textarea>[0], 'value' | 'error'> & { form: DirectoryForm };

/** The same, for a longer text. */
export function Lines({ form, ...props }: LinesProps): VNode {
  return <Textarea {...props} value={form.values[props.name] ?? ''} error={errorOf(form.errors, props.name)} />;
}

/** A postal address in three fields. */
export function AddressFields({ form, legend = 'Adresse postale', children }: { form: DirectoryForm; legend?: string; children?: ComponentChildren }): VNode {
  return (
    <Fieldset name="postal-address" legend={legend}>
      <FieldsetElement><Text form={form} name="address" label="Numéro et voie" autocomplete="street-address" /></FieldsetElement>
      <FieldsetElement><Text form={form} name="postcode" label="Code postal" width="short" inputMode="numeric" maxLength={5} autocomplete="postal-code" /></FieldsetElement>
      <FieldsetElement><Text form={form} name="city" label="Commune" /></FieldsetElement>
      {children && <FieldsetElement>{children}</FieldsetElement>}
    </Fieldset>
  );
}

/** The number that identifies a body: only its format can be checked, never whether the establishment still lives. */
export function SiretField({ form, required = true }: { form: DirectoryForm; required?: boolean }): VNode {
  return <Text form={form} name="siret" label="SIRET" hint="Quatorze chiffres, avec ou sans espaces. Seul le format est vérifié." inputMode="numeric" width="short" required={required} />;
}

/** The mailbox of a body, apart from that of its signatory. */
export function BodyEmailField({ form }: { form: DirectoryForm }): VNode {
  return <Text form={form} name="email" type="email" label="Adresse électronique de l’organisme" spellcheck={false} />;
}
