import { officialFilesPath } from '#libs/features/model';

const at = (id: string, rest = ''): string => `/modeles/${encodeURIComponent(id)}${rest}`;

/** GET: the PDF of that id; POST: a newer one, « charte » or « accord-cadre ». */
export const officialFileRoute = `${officialFilesPath}/:annexe`;

/** Where an edited template is sent, as a route. */
export const uploadRoute = '/modeles/:id/retouche';

/** Addresses of the models, shared by controllers and views. An id names one version of one model. */
export const modelLinks = {
  list: '/modeles',
  /** GET: the form; POST: a file becomes a draft version. */
  import: '/modeles/importer',
  /** GET with two versions chosen in a form: leads to their differences. */
  compare: '/modeles/comparer',
  officialFiles: officialFilesPath,
  officialFile: (annexOrId: string): string => `${officialFilesPath}/${encodeURIComponent(annexOrId)}`,
  page: (id: string): string => at(id),
  /** POST, each from one section of the page. */
  recognition: (id: string): string => at(id, '/plan'),
  blanks: (id: string): string => at(id, '/blancs'),
  waive: (id: string): string => at(id, '/derogations'),
  approve: (id: string): string => at(id, '/ecarts'),
  readings: (id: string): string => at(id, '/lectures'),
  publish: (id: string): string => at(id, '/publication'),
  retire: (id: string): string => at(id, '/retrait'),
  /** GET: the Word template of the version; POST: an edited one becomes a new draft. */
  template: (id: string): string => at(id, '/modele.docx'),
  upload: (id: string): string => at(id, '/retouche'),
  /** The file as it was imported. */
  source: (id: string): string => at(id, '/source'),
  /** The agreement filled with an example; a page that says what is wrong when it cannot be. */
  preview: (id: string): string => at(id, '/apercu.pdf'),
  differences: (before: string, after: string): string => at(before, `/differences/${encodeURIComponent(after)}`),
  differencesPdf: (before: string, after: string): string => at(before, `/differences/${encodeURIComponent(after)}/differences.pdf`),
} as const;
