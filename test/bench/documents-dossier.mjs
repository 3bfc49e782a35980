// The demonstration's département, enlarged: as many structures and partners as the bench asks, none of them real.
import { seatsOf } from '#libs/domain';
import { demonstrationDossier } from '#libs/features/directory';
import { builtInModel, modelInput } from '#libs/features/model';

const OFFERS_PER_STRUCTURE = 2;
const marker = (name) => `https://slot.paraphe.invalid/${name}`;
/** The items again and again until there are `count`, each copy told apart by its rank. */
const enlarged = (items, count, copy) => Array.from({ length: count }, (_, n) => (n < items.length ? items[n] : copy(items[n % items.length], Math.floor(n / items.length) + 1)));

/** A référent of each partner for the département and for each structure, two offers per structure: the longest annexes that can be. */
export function largeDossier(structureCount, partnerCount) {
  const small = demonstrationDossier();
  const nationalPartners = enlarged(small.nationalPartners, partnerCount, (partner, rank) => ({ ...partner, id: `${partner.id}-${rank}`, code: `${partner.code}_${rank}`, name: `${partner.name} ${rank}`, localBody: `${partner.localBody} ${rank}` }));
  const partnerIds = nationalPartners.map(({ id }) => id);
  const structures = enlarged(small.structures, structureCount, (structure, rank) => ({ ...structure, id: `${structure.id}-${rank}`, name: `${structure.name} ${rank}` }))
    .map((structure) => ({ ...structure, nationalPartnerIds: partnerIds }));
  const referents = nationalPartners.flatMap(({ id: partnerId }, p) =>
    [null, ...structures.map(({ id }) => id)].map((structureId, n) => ({ ...small.referents[(p + n) % small.referents.length], id: `referent-${p}-${n}`, partnerId, structureId })));
  const offers = structures.flatMap(({ id: structureId }, s) =>
    Array.from({ length: OFFERS_PER_STRUCTURE }, (_, n) => ({ ...small.offers[(s + n) % small.offers.length], id: `offer-${s}-${n}`, structureId, partnerId: partnerIds[(s + n) % partnerIds.length] })));
  return { ...small, nationalPartners, structures, referents, offers };
}

/** What the templates receive, with a slot for each signatory. */
export function inputOf(dossier) {
  const slots = seatsOf(dossier).map(({ college, bodyName, capacity }, i) => ({ name: `slot_${i + 1}`, college, bodyName, capacity, marker: marker(`slot_${i + 1}`) }));
  return modelInput(dossier, {
    number: 'CDFS-48-2026-001', date: '2026-11-24', term: { startsOn: null, endsOn: '2027-12-31', renewalMonths: 12 }, slots, sealMarker: marker('seal'),
    verifyUrl: 'https://paraphe.example/verifier/CDFS-48-2026-001', demonstration: true, modelVersion: builtInModel.version,
  });
}
