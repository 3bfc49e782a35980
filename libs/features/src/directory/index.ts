export { DEMONSTRATION_DEPARTEMENT, demonstrationDossier } from './demonstration.js';
export { directoryEntities } from './directory.entities.js';
export { Directory1700000000100, recordNationalPartners } from './directory.migration.js';
export { seedDemonstration } from './directory.seed.js';
export {
  departementOf,
  loadDossier,
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
export { nationalPartnerId } from './stable-id.js';
export { directoryLinks } from './directory.links.js';
