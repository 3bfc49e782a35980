import type { ComponentChildren, VNode } from 'preact';
import { Button, ButtonLink, Buttons, CheckboxGroup, ErrorSummary, errorOf, Fieldset, FieldsetElement, Input, PostForm, RadioGroup, Select, Shell } from '#libs/ui';
import type { FieldError, Frame, Option } from '#libs/ui';
import { directoryLinks } from '#libs/features/directory';

/** A form as typed: values by field name, and what is wrong with them. */
export type DirectoryForm = { values: Readonly<Record<string, string>>; errors: readonly FieldError[] };

type EditProps = { frame: Frame; title: string; form: DirectoryForm; action: string; before?: ComponentChildren; children: ComponentChildren; back?: string };

/** A card of the directory being edited. `back` is where one came from, for instance the checks of a round. */
export function EditFrame({ frame, title, form, action, before, children, back }: EditProps): VNode {
  return (
    <Shell frame={frame} title={title} breadcrumb={[{ label: 'Annuaire', href: directoryLinks.page }, { label: title }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={form.errors} />
        <h1>{title}</h1>
        {before}
        <PostForm action={action} csrf={frame.csrf}>
          {back && <input type="hidden" name="back" value={back} />}
          {children}
          <Buttons>
            <Button>Enregistrer</Button>
            <ButtonLink href={back ?? directoryLinks.page} kind="secondary">Annuler</ButtonLink>
          </Buttons>
        </PostForm>
      </div>
    </Shell>
  );
}

type TextProps = Omit<Parameters<typeof Input>[0], 'value' | 'error'> & { form: DirectoryForm };

/** A text field whose value and error come from the form, under the field's own name. */
export function Text({ form, ...props }: TextProps): VNode {
  return <Input {...props} value={form.values[props.name] ?? ''} error={errorOf(form.errors, props.name)} />;
}

/** A postal address in three fields. */
export function AddressFields({ form, legend = 'Adresse postale' }: { form: DirectoryForm; legend?: string }): VNode {
  return (
    <Fieldset name="postal-address" legend={legend}>
      <FieldsetElement><Text form={form} name="address" label="Numéro et voie" autocomplete="street-address" /></FieldsetElement>
      <FieldsetElement><Text form={form} name="postcode" label="Code postal" width="short" inputMode="numeric" maxLength={5} autocomplete="postal-code" /></FieldsetElement>
      <FieldsetElement><Text form={form} name="city" label="Commune" /></FieldsetElement>
    </Fieldset>
  );
}

const civilities = [{ value: 'Mme', label: 'Madame' }, { value: 'M.', label: 'Monsieur' }];

/** Who signs for a body: only that person receives the link. */
export function SignatoryFields({ form }: { form: DirectoryForm }): VNode {
  return (
    <>
      <h2 class="fr-h4">Signataire</h2>
      <p>La personne habilitée à engager l’organisme. Elle seule recevra le lien de signature, à l’adresse indiquée ici.</p>
      <RadioGroup name="signatoryCivility" legend="Civilité" value={form.values.signatoryCivility ?? ''} choices={civilities} error={errorOf(form.errors, 'signatoryCivility')} />
      <Text form={form} name="signatoryFirstName" label="Prénom" />
      <Text form={form} name="signatoryLastName" label="Nom" />
      <Text form={form} name="signatoryQuality" label="Qualité" hint="Telle qu’elle sera imprimée : « maire », « présidente », « directeur départemental »" />
      <Text form={form} name="signatoryEmail" type="email" label="Adresse électronique" hint="Format attendu : nom@domaine.fr" spellcheck={false} />
    </>
  );
}

type Edited = { frame: Frame; id: string; name: string; form: DirectoryForm; back?: string };

/** Gestionnaire: identity, address, signatory. */
export function GestionnaireEditPage({ frame, id, name, form, back }: Edited): VNode {
  return (
    <EditFrame frame={frame} title={name} form={form} action={directoryLinks.gestionnaire(id)} {...(back ? { back } : {})}>
      <h2 class="fr-h4">Organisme</h2>
      <Text form={form} name="siret" label="SIRET" hint="Quatorze chiffres, avec ou sans espaces" inputMode="numeric" width="short" />
      <AddressFields form={form} />
      <Text form={form} name="email" type="email" label="Adresse électronique de l’organisme" spellcheck={false} />
      <SignatoryFields form={form} />
    </EditFrame>
  );
}

/** National partner: the local body that signs for it, and who signs. */
export function PartnerEditPage({ frame, id, name, form, back }: Edited): VNode {
  return (
    <EditFrame frame={frame} title={name} form={form} action={directoryLinks.partner(id)} {...(back ? { back } : {})} before={<p class="pf-sentence">Partenaire national : son représentant local signe la convention (article 1er).</p>}>
      <h2 class="fr-h4">Organisme local</h2>
      <Text form={form} name="localBody" label="Nom de l’organisme qui signe" hint="Exemple : Caisse primaire d’assurance maladie de la Lozère" />
      <Text form={form} name="address" label="Adresse postale complète" />
      <Text form={form} name="email" type="email" label="Adresse électronique de l’organisme" spellcheck={false} />
      <SignatoryFields form={form} />
    </EditFrame>
  );
}

/** Local partner: where it is present. It signs an adhesion act apart, so no signatory is required to launch. */
export function LocalPartnerEditPage({ frame, id, name, form, back, structures, present }: Edited & { structures: readonly Option[]; present: readonly string[] }): VNode {
  return (
    <EditFrame frame={frame} title={name} form={form} action={directoryLinks.localPartner(id)} {...(back ? { back } : {})}>
      <Text form={form} name="address" label="Adresse postale complète" />
      <Text form={form} name="email" type="email" label="Adresse électronique" spellcheck={false} />
      <CheckboxGroup name="structureIds" legend="Structures où il intervient" hint="Une au moins (article 1er)." values={present} choices={structures} error={errorOf(form.errors, 'structureIds')} />
    </EditFrame>
  );
}

/** The préfet's signatory. */
export function PrefetEditPage({ frame, name, form, back }: Omit<Edited, 'id'>): VNode {
  return (
    <EditFrame frame={frame} title={name} form={form} action={directoryLinks.prefet} {...(back ? { back } : {})} before={<p class="pf-sentence">Le préfet, ou la personne qui a reçu délégation, signe en dernier.</p>}>
      <SignatoryFields form={form} />
    </EditFrame>
  );
}

/** Referent: a named person, directly reachable (art. 5.2.1). */
export function ReferentEditPage({ frame, id, name, form, back, partners, structures }: Omit<Edited, 'id'> & { id: string | null; partners: readonly Option[]; structures: readonly Option[] }): VNode {
  return (
    <EditFrame frame={frame} title={name} form={form} action={id === null ? directoryLinks.newReferent : directoryLinks.referent(id)} {...(back ? { back } : {})} before={<p class="pf-sentence">Les agents appellent cette personne sans passer par un standard : la convention demande un téléphone et une adresse directs (article 5.2.1).</p>}>
      <Text form={form} name="fullName" label="Prénom et nom" />
      <Select name="partnerId" label="Partenaire" options={partners} placeholder="Choisir un partenaire" value={form.values.partnerId ?? ''} error={errorOf(form.errors, 'partnerId')} />
      <Select name="structureId" label="Structure" hint="Laissez « toutes » pour un référent du département entier." required={false} options={structures} placeholder="Toutes les structures" value={form.values.structureId ?? ''} error={errorOf(form.errors, 'structureId')} />
      <Text form={form} name="phone" type="tel" label="Téléphone direct" hint="Format attendu : 04 66 00 00 00" width="short" />
      <Text form={form} name="email" type="email" label="Adresse électronique directe" spellcheck={false} />
    </EditFrame>
  );
}
