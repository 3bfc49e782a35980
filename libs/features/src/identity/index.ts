export { IdentityModule } from './identity.module.js';
export { Identity1700000000150 } from './identity.migration.js';
export { accountById, accountOfSession, accountsOf, addAccount } from './identity.store.js';
export type { Account } from './identity.store.js';
export { identityLinks } from './identity.links.js';
export { LinksSentPage, RecoverLinksPage } from './identity.views.js';
export { ErrorPage } from './site-pages.views.js';
export { ClerkGuard, SignInRequired, VisitorMiddleware, actorOf, clerkOf, say, sessionCookie, visitorOf } from './visitor.js';
export { seedAccounts } from './identity.seed.js';
