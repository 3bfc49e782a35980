export { Breach1700000001010 } from './breach.migration.js';
export { breachLinks } from './breach.links.js';
export { BreachModule } from './breach.module.js';
