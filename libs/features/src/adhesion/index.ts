export { adhesionLinks } from './adhesion.links.js';
export { Adhesion1700000000980 } from './adhesion.migration.js';
export { AdhesionModule } from './adhesion.module.js';
export { adhesions } from './adhesion.store.js';
