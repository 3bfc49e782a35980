export { AccessRefused, Allow, Open, SignInRequired, SignedIn, principalOf, routeAccess } from './access.js';
export type { ObjectKind, ObjectOfRoute, Principal, RouteAccess } from './access.js';
export { AccessModule } from './access.module.js';
export { Holdings } from './holdings.js';
export type { HoldingOf } from './holdings.js';
export { Readings, readingSubject } from './readings.js';
export { Isolation1700000000900 } from './isolation.migration.js';
export { JournalPlans1700000001020 } from './journal-plans.migration.js';
