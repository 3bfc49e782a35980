import type { VNode } from 'preact';
import type { LegalDay, NationalPartner, NationalPartnerReference } from '#libs/domain';
import { Badge, Button, formatCount, formatDay, Input, Shell } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { directoryLinks } from '#libs/features/directory';
import { membershipWords, nameHistory, standingOn } from './reference-words.js';

export type ReferencePageProps = {
  frame: Frame;
  reference: readonly NationalPartnerReference[];
  /** The local bodies of the département, known today. */
  bodies: readonly NationalPartner[];
  day: LegalDay;
  /** As typed, and what is wrong with it. */
  asked: string;
  error: FieldError | null;
};

/** The national partners over time: who was a party on a given day, under which name, and who represents them here. */
export function ReferencePage({ frame, reference, bodies, day, asked, error }: ReferencePageProps): VNode {
  const inForce = reference.filter((partner) => standingOn(partner, day) !== null).length;
  return (
    <Shell frame={frame} title="Partenaires nationaux" breadcrumb={[{ label: 'Annuaire', href: directoryLinks.page }, { label: 'Partenaires nationaux' }]}>
      <h1>Partenaires nationaux</h1>
      <p class="pf-sentence pf-narrow">{formatDay(day).replace(/^le/, 'Le')}, {formatCount(inForce, 'partenaire est signataire', 'partenaires sont signataires')} de l’Accord cadre national.</p>
      <p class="pf-narrow">
        Cette liste est la même dans tous les départements : elle suit l’Accord cadre national et ne se modifie pas à l’écran. Un partenaire nouveau, ou un nom nouveau,
        arrive avec une mise à jour du service. La convention imprime le nom en vigueur le jour où elle est préparée.
      </p>
      <form method="get" action={directoryLinks.reference} class="pf-narrow pf-ask">
        <Input name="jour" type="date" label="Voir la liste à une autre date" value={asked} error={error?.message} width="short" />
        <Button kind="secondary">Voir</Button>
      </form>
      <ul class="pf-list">{reference.map((partner) => <Partner partner={partner} body={bodies.find(({ code }) => code === partner.code)} day={day} />)}</ul>
    </Shell>
  );
}

function Partner({ partner, body, day }: { partner: NationalPartnerReference; body: NationalPartner | undefined; day: LegalDay }): VNode {
  const name = standingOn(partner, day);
  const lastName = partner.names.at(-1)?.name ?? partner.code;
  return (
    <li class="pf-list__item pf-list__item--row">
      <div>
        <h2 class="fr-h6 fr-mb-1v">{name ?? lastName}</h2>
        <p class="pf-list__detail">{membershipWords(partner)} {nameHistory(partner)}</p>
      </div>
      <div>{body && <p class="pf-reason">{body.localBody === '' ? 'Représentant local inconnu' : body.localBody} <br /><a href={directoryLinks.partner(body.id)}>Voir la fiche<span class="fr-sr-only"> de {body.name}</span></a></p>}</div>
      <div class="pf-list__state">{name === null ? <Badge tone="neutral">Hors de la liste</Badge> : <Badge tone="success">En vigueur</Badge>}</div>
    </li>
  );
}
