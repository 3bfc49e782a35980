export { DirectoryPagesModule } from './directory-pages.module.js';
