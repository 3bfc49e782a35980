export { agreementPageLinks } from './agreement-pages.links.js';
export { AgreementPagesModule } from './agreement-pages.module.js';
export { CalendarFeed1700000000995 } from './calendar-feed.migration.js';
