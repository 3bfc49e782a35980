export { ProConnectModule } from './proconnect.module.js';
export { ProConnect1700000000950 } from './proconnect.migration.js';
export { proConnectLinks } from './proconnect.links.js';
export { ProConnectClient } from './proconnect.client.js';
export type { AttemptSecrets, ProConnectClientOptions, ProConnectPerson } from './proconnect.client.js';
export { ProConnectFailure } from './proconnect.failure.js';
