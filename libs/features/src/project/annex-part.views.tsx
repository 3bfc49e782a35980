import type { VNode } from 'preact';
import { stopText, weekdays } from '#libs/domain';
import type { AnnexPart, OfferLine, ReferentLine, StructureLines } from '#libs/domain';
import { dayNames, equipmentNames, formatFullTime, formatIntervals, formatPhone, offerModes, structureFormats } from '#libs/features/model';
import { Facts, formatList } from '#libs/ui';

/** What annexes 4, 5 and 6 say of one body, to be read on a phone: the words that will be printed, without their tables. */
export function AnnexPartText({ part }: { part: AnnexPart }): VNode {
  const { college, structures, presentIn, offers, referents } = part;
  const runs = college === 'gestionnaire';
  return (
    <>
      <section aria-labelledby="annexe-4">
        <h2 id="annexe-4">Annexe 4 : {runs ? 'vos structures' : 'les structures où vous êtes présent'}</h2>
        {runs && (structures.length === 0 ? <p>Aucune structure ne vous est rattachée.</p> : structures.map((structure) => <StructureText structure={structure} />))}
        {!runs && (presentIn.length === 0 ? <p>Aucune structure ne vous mentionne.</p> : <ul>{presentIn.map((name) => <li>{name}</li>)}</ul>)}
      </section>
      <section aria-labelledby="annexe-5">
        <h2 id="annexe-5">Annexe 5 : {runs ? 'les offres complémentaires dans vos structures' : 'vos offres complémentaires'}</h2>
        {offers.length === 0 ? <p>Aucune offre n’est inscrite.</p> : <ul>{offers.map((offer) => <li>{offerText(offer, runs)}</li>)}</ul>}
      </section>
      <section aria-labelledby="annexe-6">
        <h2 id="annexe-6">Annexe 6 : {runs ? 'les référents propres à vos structures' : 'vos référents'}</h2>
        {referents.length === 0 ? <p>Aucun référent n’est inscrit.</p> : <ul>{referents.map((referent) => <li>{referentText(referent, runs)}</li>)}</ul>}
      </section>
    </>
  );
}

function StructureText({ structure }: { structure: StructureLines }): VNode {
  const { name, format, address, phone, email, contactFormUrl, hours, equipment, staff, partners, management, stops } = structure;
  const contacts = [phone && formatPhone(phone), email, contactFormUrl].filter((contact) => contact !== null && contact !== '');
  return (
    <>
      <h3>{name}</h3>
      <Facts items={[
        { term: 'Forme', value: structureFormats[format] },
        { term: 'Adresse', value: address },
        { term: 'Contact', value: contacts.length > 0 ? contacts.join(', ') : 'non renseigné' },
        { term: 'Horaires', value: hours === null ? 'non renseignés' : <ul class="fr-raw-list">{weekdays.map((day, rank) => <li>{dayNames[day]} : {formatIntervals(hours[rank] ?? [])}</li>)}</ul> },
        ...(stops.length > 0 ? [{ term: 'Arrêts', value: <ul class="fr-raw-list">{stops.map((stop) => <li>{stopText(stop)}</li>)}</ul> }] : []),
        { term: 'Équipements', value: equipment.length > 0 ? formatList(equipment.map((one) => equipmentNames[one])) : 'aucun' },
        { term: 'Équipe', value: staff.length > 0 ? staff.map(({ role, fullTimeEquivalent }) => `${role} (${formatFullTime(fullTimeEquivalent)})`).join(', ') : 'non renseignée' },
        { term: 'Partenaires nationaux présents', value: partners.length > 0 ? formatList(partners) : 'aucun' },
        ...(management ? [{ term: 'Mode de gestion', value: management }] : []),
      ]} />
    </>
  );
}

function offerText({ partner, structure, label, schedule, mode }: OfferLine, byOthers: boolean): string {
  return `${byOthers ? `${partner}, ` : ''}${structure} : ${label}. ${[offerModes[mode], schedule].filter((part) => part !== null && part !== '').join(', ')}.`;
}

function referentText({ partner, structure, fullName, phone, email }: ReferentLine, byOthers: boolean): string {
  const reached = [phone && formatPhone(phone), email].filter((contact) => contact !== null && contact !== '');
  return `${byOthers ? `${partner}, ` : ''}${structure ?? 'tout le département'} : ${[fullName, ...reached].join(', ')}`;
}
