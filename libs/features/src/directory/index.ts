export { DEMONSTRATION_DEPARTEMENT, demonstrationDossier } from './demonstration.js';
export { directoryEntities } from './directory.entities.js';
export { Directory1700000000100, recordNationalPartners } from './directory.migration.js';
export { DirectoryPeople1700000000910 } from './directory-people.migration.js';
export { askFirst, bodyKinds, bodyOf, candidatesFor, candidatesOf, removeCandidate, saveCandidate } from './directory.people.js';
export type { Body, BodyKind, BodyRef, Candidate } from './directory.people.js';
export { openMembershipsOf, removeFromDirectory, unfinishedMandatesOf } from './directory.removal.js';
export { seedDemonstration } from './directory.seed.js';
export {
  departementOf,
  loadDossier,
  loadReference,
  saveDepartement,
  saveGestionnaire,
  saveLocalPartner,
  saveNationalPartner,
  saveOffer,
  saveReferent,
  saveStructure,
  UnknownDepartement,
} from './directory.store.js';
export { limitStructures } from './limit-structures.js';
export { nationalPartnerReferences } from './reference/national-partners.js';
export { nationalPartnerId, stableId } from './stable-id.js';
export { directoryLinks } from './directory.links.js';
