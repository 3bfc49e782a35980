export { DirectoryPagesModule } from './directory-pages.module.js';
export { cardCounts } from './directory.overview.js';
export { commitmentsOf } from './commitments.js';
export { equipmentNames, removalSentence, siretFaults } from './directory-words.js';
