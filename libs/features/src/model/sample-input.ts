import { legalDay, seatsOf } from '#libs/domain';
import { demonstrationDossier, limitStructures } from '#libs/features/directory';
import { modelInput } from './model.input-from-dossier.js';
import type { ModelInput } from './model.input.js';

/** Three structures show every shape the templates know, and fill in half a second. */
const SAMPLE_STRUCTURES = 3;
/** An address that leads nowhere (RFC 2606): the samples sign nothing. */
const marker = (name: string): string => `https://slot.paraphe.invalid/${name}`;
/** Any SHA-256: what is printed of a file that does not exist. */
const SAMPLE_SHA256 = '0'.repeat(64);

/** What a round on the demonstration would give a template: the data on which one is tried before it is published. */
export function sampleInput(modelVersion: string): ModelInput {
  const dossier = limitStructures(demonstrationDossier(), SAMPLE_STRUCTURES);
  const slots = seatsOf(dossier).map(({ college, bodyName, capacity }, rank) => ({ name: `slot_${rank + 1}`, college, bodyName, capacity, marker: marker(`slot_${rank + 1}`) }));
  const official = { pages: 12, sha256: SAMPLE_SHA256 };
  return modelInput(dossier, {
    number: 'CDFS-48-2026-001',
    date: legalDay('2026-11-24'),
    term: { startsOn: null, endsOn: legalDay('2027-12-31'), renewalMonths: 12 },
    slots,
    sealMarker: marker('seal'),
    verifyUrl: 'https://paraphe.example/verifier/CDFS-48-2026-001',
    demonstration: true,
    modelVersion,
    officialDocuments: { charte: { title: 'Charte nationale d’engagement', ...official }, accordCadre: { title: 'Accord cadre national France Services', ...official } },
  });
}
