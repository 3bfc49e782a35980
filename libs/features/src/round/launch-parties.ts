import { prefetBodyId, routed, routeOf, seatKey } from '#libs/domain';
import type { College, GapSubjectKind, OpenSeat, Routing, Signatory } from '#libs/domain';
import { directoryLinks } from '#libs/features/directory';
import type { FormerlyNamed, LaunchParty } from './round-parties.views.js';
import type { DraftChecks } from './round.launch.js';
import { roundLinks } from './round.links.js';

/** The card of the directory that says that of its subject; once saved, it comes back to `from`. */
export function cardLink(kind: GapSubjectKind, id: string, from: string): string {
  const links: Record<GapSubjectKind, string> = {
    departement: directoryLinks.prefet, gestionnaire: directoryLinks.gestionnaire(id), structure: directoryLinks.structure(id),
    national_partner: directoryLinks.partner(id), local_partner: directoryLinks.localPartner(id), referent: directoryLinks.referent(id),
  };
  return `${links[kind]}?${new URLSearchParams({ retour: from })}`;
}

type Body = { college: College; id: string; name: string; card: GapSubjectKind; cardId: string };

/** The parties of a draft with whom each asks; those for whom nobody is designated yet stand in the group where they would be. */
export function partiesOf({ round, dossier, openSeats }: Pick<DraftChecks, 'round' | 'dossier' | 'openSeats'>, routing: Routing): LaunchParty[] {
  const { departement, gestionnaires, nationalPartners } = dossier;
  const settled = routed(openSeats, routing);
  const bodies: Body[] = [
    ...gestionnaires.map(({ id, name }): Body => ({ college: 'gestionnaire', id, name, card: 'gestionnaire', cardId: id })),
    ...nationalPartners.map(({ id, name, localBody }): Body => ({ college: 'partenaire_national', id, name: localBody || name, card: 'national_partner', cardId: id })),
    { college: 'prefet', id: prefetBodyId, name: departement.prefetTitle, card: 'departement', cardId: departement.code },
  ];
  return bodies.map(({ college, id, name, card, cardId }) => {
    const rank = openSeats.findIndex((one) => one.college === college && one.bodyId === id);
    const party = { key: seatKey({ college, bodyId: id }), college, bodyName: name, href: cardLink(card, cardId, roundLinks.parties(round.id)) };
    const [open, seat] = [openSeats[rank], settled[rank]];
    if (!open || !seat) return { ...party, group: college === 'prefet' ? lastGroup(settled) : 1, asked: [], choices: [], chosen: 'first' };
    return { ...party, group: seat.group, asked: [seat.signatory, ...(seat.candidates ?? [])].map(namedWithQuality), choices: choicesOf(open), chosen: chosenOf(open, routing) };
  });
}

/** The corrections of the superseded round, each beside the card that would bear it. */
export function formerlyOf({ formerly }: Pick<DraftChecks, 'formerly'>, parties: readonly LaunchParty[]): FormerlyNamed[] {
  return formerly.flatMap(({ bodyName, person, ...seat }) => {
    const party = parties.find(({ key }) => key === seatKey(seat));
    return party ? [{ bodyName, person: namedWithQuality(person), email: person.email, href: party.href }] : [];
  });
}

/** All who may sign, or one of them; nothing to choose when there is one. */
function choicesOf({ eligible }: OpenSeat): LaunchParty['choices'] {
  if (eligible.length === 1) return [];
  const [first, ...others] = eligible;
  return [
    { value: 'first', label: namedWithQuality(first) },
    ...others.map((person) => ({ value: person.key, label: namedWithQuality(person) })),
    { value: 'all', label: 'Tous sont invités : la première personne qui signe engage l’organisme' },
  ];
}

function chosenOf(seat: OpenSeat, routing: Routing): string {
  const { asked } = routeOf(seat, routing);
  return typeof asked === 'string' ? asked : asked.only;
}

function lastGroup(seats: readonly { group: number }[]): number {
  return Math.max(1, ...seats.map(({ group }) => group)) + 1;
}

function namedWithQuality({ civility, firstName, lastName, quality }: Signatory): string {
  return `${civility} ${firstName} ${lastName}, ${quality}`;
}
