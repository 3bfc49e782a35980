export { RoundModule } from './round.module.js';
export { Round1700000000200 } from './round.migration.js';
export { Proof1700000000700 } from './proof.migration.js';
export { insertApproval, loadRound, loadSignatory, roundEntities, rounds, signatoriesOf } from './round.store.js';
export type { ApprovalEvidence, RoundRow, SignatoryRow } from './round.store.js';
export { documentOf, revisionsOf } from './document.store.js';
export type { DocumentRow, RevisionRow } from './document.store.js';
export { RoundLaunch, UnknownModel } from './round.launch.js';
export type { DraftChecks } from './round.launch.js';
export { RoundReader, evidenceFileName, fileNameOf } from './round.read.js';
export type { StoredDocument } from './round.read.js';
export { sendDocument } from './round-page.http.js';
export { missingByCollege } from './round-sentences.js';
export { roundLinks } from './round.links.js';
export { roundRefusals } from './round.refusals.js';

