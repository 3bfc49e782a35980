import type { VNode } from 'preact';
import type { Offer, Referent } from '#libs/domain';
import { directoryLinks } from '#libs/features/directory';
import { frameOf, optionsOf } from './card.js';
import type { Shown } from './card.js';
import { Choose, EditFrame, Text } from './directory-forms.views.js';
import { offerModes, optionsFrom } from './directory-words.js';
import { RecurrenceFields } from './recurrence.views.js';
import { Rows } from './rows.views.js';

/** Référent: a named person, directly reachable (art. 5.2.1). */
export function ReferentPage({ referent, shown }: { referent: Referent; shown: Shown }): VNode {
  const { form, isNew } = shown;
  const link = directoryLinks.referent(referent.id);
  return (
    <EditFrame
      {...frameOf(shown, directoryLinks.removal(link))} title={isNew ? 'Nouveau référent' : referent.fullName} action={isNew ? directoryLinks.newReferent : link}
      before={<p class="pf-sentence">Les agents appellent cette personne sans passer par un standard : la convention demande un téléphone et une adresse directs (article 5.2.1).</p>}
    >
      <Text form={form} name="fullName" label="Prénom et nom" />
      <PartnerField shown={shown} />
      <Choose form={form} name="structureId" label="Structure" hint="Laissez « toutes » pour un référent du département entier." required={false} options={optionsOf(shown.dossier.structures)} placeholder="Toutes les structures" />
      <Text form={form} name="phone" type="tel" label="Téléphone direct" hint="Format attendu : 04 66 00 00 00" width="short" />
      <Text form={form} name="email" type="email" label="Adresse électronique directe" spellcheck={false} />
    </EditFrame>
  );
}

const appointments = [{ value: 'non', label: 'Sans rendez-vous' }, { value: 'oui', label: 'Sur rendez-vous' }];

/** Complementary offer: what a partner offers in a structure, when, where and how (art. 5.3, annexe 5). */
export function OfferPage({ offer, shown }: { offer: Offer; shown: Shown }): VNode {
  const { form, isNew } = shown;
  const link = directoryLinks.offer(offer.id);
  const action = isNew ? directoryLinks.newOffer : link;
  return (
    <EditFrame
      {...frameOf(shown, directoryLinks.removal(link))} title={isNew ? 'Nouvelle offre complémentaire' : offer.label} action={action}
      before={<p class="pf-sentence">Ce qu’un partenaire offre dans une structure au-delà du bouquet ; l’offre est négociée avec le gestionnaire et peut être revue à tout moment (article 5.3, annexe 5).</p>}
    >
      <Text form={form} name="label" label="Ce qui est offert" hint="Exemple : Permanence d’un conseiller à l’emploi" />
      <PartnerField shown={shown} />
      <Choose form={form} name="structureId" label="Structure" options={optionsOf(shown.dossier.structures)} placeholder="Choisir une structure" />
      <Choose form={form} name="mode" label="Forme" options={optionsFrom(offerModes)} placeholder="Choisir une forme" />
      <Rows form={form} group="permanences" title="Permanences" explanation={<PermanencesExplanation schedule={offer.schedule} />} action={action} noun="permanence" add="Ajouter une permanence">
        {(field) => (
          <>
            <RecurrenceFields form={form} field={field} />
            <Text form={form} name={field('place')} label="Lieu, s’il est ailleurs que dans la structure" required={false} />
            <Choose form={form} name={field('appointment')} label="Rendez-vous" options={appointments} />
          </>
        )}
      </Rows>
      <Text form={form} name="note" label="Autre précision" required={false} hint="Imprimée telle quelle, après les permanences : « sur rendez-vous, sous huit jours », « en mai et juin »" />
    </EditFrame>
  );
}

function PermanencesExplanation({ schedule }: { schedule: string | null }): VNode {
  return <>Les jours et les heures où le partenaire reçoit.{schedule && <> Aujourd’hui, la convention imprime : « {schedule} ».</>}</>;
}

function PartnerField({ shown: { form, dossier } }: { shown: Shown }): VNode {
  return <Choose form={form} name="partnerId" label="Partenaire" options={optionsOf([...dossier.nationalPartners, ...dossier.localPartners])} placeholder="Choisir un partenaire" />;
}
