export { PapersPagesModule } from './papers-pages.module.js';
