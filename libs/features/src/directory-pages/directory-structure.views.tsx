import type { VNode } from 'preact';
import { dueEquipments, equipments, recurrenceText } from '#libs/domain';
import type { Dossier, Equipment, OpeningHours, Structure } from '#libs/domain';
import { CheckboxGroup, errorOf, formatList } from '#libs/ui';
import type { Choice } from '#libs/ui';
import { directoryLinks } from '#libs/features/directory';
import { frameOf, optionsOf } from './card.js';
import type { Shown } from './card.js';
import { AddressFields, Choose, EditFrame, Lines, Text } from './directory-forms.views.js';
import type { DirectoryForm } from './directory-forms.views.js';
import { equipmentNames, optionsFrom, structureFormats } from './directory-words.js';
import { Hours, hoursScript } from './hours-editor.views.js';
import { gatheredHours } from './hours.form.js';
import { RecurrenceFields } from './recurrence.views.js';
import { Rows } from './rows.views.js';
import { possiblePrincipals } from './structure.form.js';

/** A structure: what it is, where it is, how to reach it, when it opens, what it offers, who is there. */
export function StructurePage({ structure, shown }: { structure: Structure; shown: Shown }): VNode {
  const { form, isNew, dossier } = shown;
  const link = directoryLinks.structure(structure.id);
  const action = isNew ? directoryLinks.newStructure : link;
  return (
    <EditFrame
      {...frameOf(shown, directoryLinks.removal(link))} title={isNew ? 'Nouvelle structure' : structure.name} action={action} scripts={[hoursScript]}
      before={<p class="pf-sentence">{isNew ? 'Un lieu, fixe ou itinérant, qui reçoit le public sous le nom de France Services.' : attachment(structure, dossier)}</p>}
    >
      <Identity form={form} structure={structure} dossier={dossier} />
      <AddressFields form={form}><Text form={form} name="inseeCommune" label="Code INSEE de la commune" hint="Cinq caractères, par exemple 48095 ou 2A004. Ce n’est pas le code postal." width="short" maxLength={5} required={false} /></AddressFields>
      <Contact form={form} />
      <Hours form={form} action={action} others={antenneHours(structure, dossier)} antenne={form.values.format === 'antenne'} />
      <Equipments form={form} />
      <Presences form={form} dossier={dossier} />
      <h2 class="fr-h4">Gestion</h2>
      <Lines form={form} name="management" label="Modalités de gestion" required={false} rows={3} hint="Imprimées en annexe 4 : « en régie communale », « dans un local mis à disposition par la commune »" />
      <Rows form={form} group="staff" title="Équipe" explanation="Un poste par ligne, sans nom de personne. Le temps de travail va de 0 à 1, un temps plein." action={action} noun="poste" add="Ajouter un poste">
        {(field) => (
          <>
            <Text form={form} name={field('role')} label="Fonction" />
            <Text form={form} name={field('fullTimeEquivalent')} label="Temps de travail" hint="Exemple : 0,8" />
          </>
        )}
      </Rows>
      <Rows form={form} group="stops" title="Étapes" explanation={<StopsExplanation structure={structure} />} action={action} noun="étape" add="Ajouter une étape">
        {(field) => (
          <>
            <input type="hidden" name={field('id')} value={form.values[field('id')] ?? ''} />
            <Text form={form} name={field('commune')} label="Commune" />
            <Text form={form} name={field('place')} label="Lieu" required={false} />
            <RecurrenceFields form={form} field={field} />
          </>
        )}
      </Rows>
    </EditFrame>
  );
}

type Part = { form: DirectoryForm; dossier: Dossier };

function Identity({ form, structure, dossier }: Part & { structure: Structure }): VNode {
  return (
    <>
      <h2 class="fr-h4">Identité</h2>
      <Text form={form} name="name" label="Nom" hint="Tel qu’il sera imprimé : « France Services Langogne »" />
      <Choose form={form} name="gestionnaireId" label="Gestionnaire" required={false} options={optionsOf(dossier.gestionnaires)} placeholder="À désigner" />
      <Choose form={form} name="format" label="Format" options={optionsFrom(structureFormats)} placeholder="Choisir un format" />
      <Choose form={form} name="principalId" label="Structure principale" required={false} hint="Pour une antenne seulement : ses heures s’ajoutent à celles de cette structure (article 4.2)." options={optionsOf(possiblePrincipals(structure, dossier.structures))} placeholder="Aucune : ce n’est pas une antenne" />
      <Text form={form} name="labelledOn" type="date" label="Date de labellisation" required={false} width="short" />
    </>
  );
}

function Contact({ form }: { form: DirectoryForm }): VNode {
  return (
    <>
      <h2 class="fr-h4" id="contact">Contact du public</h2>
      <p>Une adresse électronique ou un formulaire de contact doit permettre d’écrire à la structure (article 4.2).</p>
      <Text form={form} name="phone" type="tel" label="Téléphone" width="short" required={false} />
      <Text form={form} name="email" type="email" label="Adresse électronique" spellcheck={false} required={false} />
      <Text form={form} name="contactFormUrl" type="url" label="Adresse du formulaire de contact" hint="Exemple : https://www.commune.fr/contact" required={false} />
    </>
  );
}

const equipmentChoices: readonly Choice[] = equipments.map((value) => ({ value, label: equipmentNames[value], ...(!dueEquipments.includes(value) && { hint: 'Facultatif' }) }));

function Equipments({ form }: { form: DirectoryForm }): VNode {
  const checked = form.lists?.equipment ?? [];
  return (
    <>
      <CheckboxGroup name="equipment" legend="Équipement" hint="Tout est obligatoire, sauf le Wi-Fi (article 4.3). Cochez ce dont la structure dispose." values={checked} choices={equipmentChoices} error={errorOf(form.errors, 'equipment')} />
      <p class="pf-after-group">{missingEquipmentSentence(checked)}</p>
    </>
  );
}

/** What article 4.3 asks and the structure has not, in words. */
export function missingEquipmentSentence(checked: readonly string[]): string {
  const missing = dueEquipments.filter((equipment: Equipment) => !checked.includes(equipment)).map((equipment) => equipmentNames[equipment].toLowerCase());
  return missing.length === 0 ? 'Tout l’équipement obligatoire est là.' : `Il manque, parmi ce qui est obligatoire : ${formatList(missing)}.`;
}

function Presences({ form, dossier }: Part): VNode {
  const present = form.lists?.nationalPartnerIds ?? [];
  const absent = dossier.nationalPartners.filter(({ id }) => !present.includes(id)).map(({ name }) => name);
  return (
    <>
      <CheckboxGroup name="nationalPartnerIds" legend="Partenaires nationaux présents" hint="Tous doivent l’être dans chaque structure (article 2.2)." values={present} choices={optionsOf(dossier.nationalPartners)} error={errorOf(form.errors, 'nationalPartnerIds')} />
      <p class="pf-after-group">{absent.length === 0 ? 'Tous les partenaires nationaux sont présents.' : `Absents : ${formatList(absent)}.`}</p>
    </>
  );
}

function StopsExplanation({ structure: { stops = [] } }: { structure: Structure }): VNode {
  return (
    <>
      Pour une structure itinérante, un bus ou plusieurs sites : où et quand le public est reçu.
      {stops.length > 0 && <> Tournée enregistrée : {formatList(stops.map((stop) => `${stop.commune}, ${recurrenceText(stop)}`))}.</>}
    </>
  );
}

/** Who runs it, and for an antenne where it belongs. */
function attachment({ gestionnaireId, principalId, id }: Structure, { gestionnaires, structures }: Dossier): string {
  const gestionnaire = gestionnaires.find((each) => each.id === gestionnaireId);
  const principal = structures.find((each) => each.id === principalId);
  const antennes = structures.filter((each) => each.principalId === id).map(({ name }) => name);
  return [
    gestionnaire ? `Structure gérée par ${gestionnaire.name}.` : 'Le gestionnaire de cette structure reste à désigner.',
    ...(principal ? [`Antenne de ${principal.name}.`] : []),
    ...(antennes.length > 0 ? [`Antennes : ${formatList(antennes)}.`] : []),
  ].join(' ');
}

/** Hours as art. 4.2 counts them: with those of the antennes of the structure. */
function antenneHours({ id }: Structure, { structures }: Dossier): OpeningHours {
  return gatheredHours(structures.filter(({ format, principalId }) => format === 'antenne' && principalId === id).map(({ hours }) => hours));
}
