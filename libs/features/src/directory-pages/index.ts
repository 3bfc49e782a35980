export { DirectoryPagesModule } from './directory-pages.module.js';
export { equipmentNames } from './directory-words.js';
