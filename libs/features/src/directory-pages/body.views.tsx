import type { VNode } from 'preact';
import { CheckboxGroup, errorOf } from '#libs/ui';
import type { Departement, Gestionnaire, LocalPartner, NationalPartner, Signatory } from '#libs/domain';
import { bodyOf, candidatesFor, directoryLinks } from '#libs/features/directory';
import type { BodyRef } from '#libs/features/directory';
import { frameOf, optionsOf } from './card.js';
import type { Shown } from './card.js';
import { AddressFields, BodyEmailField, Choose, EditFrame, SiretField, Text } from './directory-forms.views.js';
import { gestionnaireKinds, localPartnerKinds, optionsFrom } from './directory-words.js';
import { Rows } from './rows.views.js';
import { fullName, sharersOf } from './shared-mail.js';
import { SignatoryFields, SigningPeople } from './signatory.views.js';

/** A body may be recorded before one knows who signs for it: its form says so. */
const engaging = 'La personne habilitée à engager l’organisme. Elle seule recevra le lien de signature, à l’adresse indiquée ici. Laissez vide si elle n’est pas encore connue : il faudra la désigner avant une tournée.';

/** Gestionnaire: identity, address, who signs and on what ground. */
export function GestionnairePage({ gestionnaire, shown }: { gestionnaire: Gestionnaire; shown: Shown }): VNode {
  const { form, isNew } = shown;
  const link = directoryLinks.gestionnaire(gestionnaire.id);
  return (
    <EditFrame
      {...frameOf(shown, directoryLinks.removal(link))} title={isNew ? 'Nouveau gestionnaire' : gestionnaire.name} action={isNew ? directoryLinks.newGestionnaire : link}
      before={<p class="pf-sentence">Un gestionnaire tient une ou plusieurs structures et signe la convention (article 1er).</p>}
      after={people({ kind: 'gestionnaire', id: gestionnaire.id }, shown)}
    >
      <h2 class="fr-h4">Organisme</h2>
      <Text form={form} name="name" label="Nom" hint="Tel qu’il sera imprimé : « Commune de Langogne »" />
      <Choose form={form} name="kind" label="Forme juridique" options={optionsFrom(gestionnaireKinds)} placeholder="Choisir une forme juridique" />
      <SiretField form={form} />
      <AddressFields form={form} />
      <BodyEmailField form={form} />
      <SignatoryFields form={form} title="Représentant" sharers={sharersShown(gestionnaire.signatory, shown)} explanation={engaging} />
    </EditFrame>
  );
}

/** National partner: the local body that signs for it, who signs, and what it brings. */
export function NationalPartnerPage({ partner, history, shown }: { partner: NationalPartner; history: string; shown: Shown }): VNode {
  const { form } = shown;
  const link = directoryLinks.partner(partner.id);
  return (
    <EditFrame
      {...frameOf(shown, '')} title={partner.name} action={link} crumbs={[{ label: 'Partenaires nationaux', href: directoryLinks.reference }]}
      before={<p class="pf-sentence">Partenaire national : son représentant local signe la convention (article 1er). {history}</p>}
      after={people({ kind: 'national_partner', id: partner.id }, shown)}
    >
      <h2 class="fr-h4">Organisme local</h2>
      <Text form={form} name="localBody" label="Nom de l’organisme qui signe" hint="Exemple : Caisse primaire d’assurance maladie de la Lozère" />
      <SiretField form={form} required={false} />
      <Text form={form} name="address" label="Adresse postale complète" />
      <BodyEmailField form={form} />
      <SignatoryFields form={form} sharers={sharersShown(partner.signatory, shown)} explanation={engaging} />
      <Rows form={form} group="services" title="Services du bouquet" explanation="Ce que le partenaire apporte dans chaque structure ; la liste s’imprime en annexe 2." action={link} noun="service" add="Ajouter un service">
        {(field) => (
          <>
            <Text form={form} name={field('label')} label="Service" />
            <Text form={form} name={field('detail')} label="Précision" required={false} />
          </>
        )}
      </Rows>
    </EditFrame>
  );
}

/** Local partner: where it is present. It signs an adhesion act apart, so no signatory is required to launch. */
export function LocalPartnerPage({ partner, shown }: { partner: LocalPartner; shown: Shown }): VNode {
  const { form, isNew, dossier } = shown;
  const link = directoryLinks.localPartner(partner.id);
  return (
    <EditFrame
      {...frameOf(shown, directoryLinks.removal(link))} title={isNew ? 'Nouveau partenaire local' : partner.name} action={isNew ? directoryLinks.newLocalPartner : link}
      before={<p class="pf-sentence">Un partenaire local intervient dans une structure au moins et adhère à part (articles 1er et 7).</p>}
      after={people({ kind: 'local_partner', id: partner.id }, shown)}
    >
      <h2 class="fr-h4">Organisme</h2>
      <Text form={form} name="name" label="Nom" />
      <Choose form={form} name="kind" label="Nature" options={optionsFrom(localPartnerKinds)} placeholder="Choisir une nature" />
      <SiretField form={form} required={false} />
      <Text form={form} name="address" label="Adresse postale complète" />
      <BodyEmailField form={form} />
      <CheckboxGroup name="structureIds" legend="Structures où il intervient" hint="Une au moins (article 1er)." values={form.lists.structureIds ?? []} choices={optionsOf(dossier.structures)} error={errorOf(form.errors, 'structureIds')} />
      <SignatoryFields form={form} sharers={sharersShown(partner.signatory, shown)} explanation="La personne habilitée à signer l’acte d’adhésion. Laissez vide si elle n’est pas encore connue." />
    </EditFrame>
  );
}

/** The préfet's signatory. */
export function PrefetPage({ signatory, name, shown }: { signatory: Signatory | null; name: string; shown: Shown }): VNode {
  return (
    <EditFrame
      {...frameOf(shown, '')} title={name} action={directoryLinks.prefet} before={<p class="pf-sentence">Le préfet, ou la personne qui a reçu délégation, signe en dernier.</p>}
      after={people({ kind: 'prefet', id: null }, shown)}
    >
      <SignatoryFields form={shown.form} sharers={sharersShown(signatory, shown)} />
    </EditFrame>
  );
}

/** The préfecture itself: where one writes to it, and in what capacity the préfet signs. */
export function PrefecturePage({ departement, shown }: { departement: Departement; shown: Shown }): VNode {
  const { form } = shown;
  return (
    <EditFrame {...frameOf(shown, '')} title={`Préfecture, ${departement.name}`} action={directoryLinks.prefecture} before={<p class="pf-sentence">Ces coordonnées sont imprimées dans la convention : les préavis y sont adressés (article 7).</p>}>
      <Text form={form} name="prefetTitle" label="Titre du préfet" hint="Tel qu’il sera imprimé : « Le préfet de la Lozère », « La préfète de la Lozère »" />
      <h2 class="fr-h4">Organisme</h2>
      <Text form={form} name="name" label="Nom" hint="Exemple : Préfecture de la Lozère" />
      <SiretField form={form} required={false} />
      <AddressFields form={form} />
      <BodyEmailField form={form} />
      <Text form={form} name="phone" type="tel" label="Téléphone" width="short" />
    </EditFrame>
  );
}

/** A body that is not recorded yet has nobody else to sign for it. */
function people(ref: BodyRef, { dossier, candidates, frame, readOnly, isNew }: Shown): VNode | null {
  const body = isNew ? undefined : bodyOf(dossier, ref);
  return body ? <SigningPeople frame={frame} body={body} candidates={candidatesFor(ref, candidates)} readOnly={readOnly} /> : null;
}

/** Of the address as it is typed, not as it was recorded: the note answers what is on the screen. */
function sharersShown(signatory: Signatory | null, { form, dossier, candidates }: Shown): string[] {
  const { signatoryEmail = '', signatoryFirstName = '', signatoryLastName = '' } = form.values;
  const recorded = signatory ? fullName(signatory) : '';
  return sharersOf(signatoryEmail, `${signatoryFirstName} ${signatoryLastName}`, dossier, candidates).filter((name) => name !== recorded);
}
