const at = (id: string, rest = ''): string => `/tournees/${encodeURIComponent(id)}${rest}`;

/** Addresses of the rounds, shared by controllers and views. */
export const roundLinks = {
  list: '/tournees',
  /** GET: choose a model; POST: a draft is made. */
  create: '/tournees/nouvelle',
  page: (id: string): string => at(id),
  parties: (id: string): string => at(id, '/parties'),
  checks: (id: string): string => at(id, '/controles'),
  /** POST: waives the opening-hours gap of one structure, with a reason. */
  waive: (id: string): string => at(id, '/derogations'),
  /** GET: last step; POST: the round leaves. */
  launch: (id: string): string => at(id, '/lancer'),
  /** Stream of assembly messages, as progress.js reads them. */
  assemblyEvents: (id: string): string => at(id, '/assemblage'),
  /** Stream that says « something changed », as live.js reads it. */
  events: (id: string): string => at(id, '/evenements'),
  /** Annexes confirmed, text frozen, papers expected, before anybody signs; another feature keeps it. POST: the bodies are asked. */
  project: (id: string): string => at(id, '/projet'),
  /** Under which title each one signs; another feature keeps it. */
  authorities: (id: string): string => at(id, '/habilitations'),
  authorityOf: (id: string, slotId: string): string => at(id, `/habilitations/${encodeURIComponent(slotId)}`),
  remind: (id: string): string => at(id, '/relances'),
  remindAll: (id: string): string => at(id, '/relances/toutes'),
  /** One person asked for one body: their page, and what is put right there. */
  place: (id: string, slotId: string, signatoryId: string): string => at(id, `/emplacements/${encodeURIComponent(slotId)}/signataires/${encodeURIComponent(signatoryId)}`),
  replace: (id: string, slotId: string, signatoryId: string): string => at(id, `/emplacements/${encodeURIComponent(slotId)}/signataires/${encodeURIComponent(signatoryId)}/remplacement`),
  correctAddress: (id: string, slotId: string, signatoryId: string): string => at(id, `/emplacements/${encodeURIComponent(slotId)}/signataires/${encodeURIComponent(signatoryId)}/adresse`),
  correctSpelling: (id: string, slotId: string, signatoryId: string): string => at(id, `/emplacements/${encodeURIComponent(slotId)}/signataires/${encodeURIComponent(signatoryId)}/orthographe`),
  /** POST: the scan of a paper they signed by hand. */
  recordPaper: (id: string, slotId: string, signatoryId: string): string => at(id, `/emplacements/${encodeURIComponent(slotId)}/signataires/${encodeURIComponent(signatoryId)}/papier`),
  /** The scan of a signature given by hand. */
  scan: (id: string, slotId: string): string => at(id, `/emplacements/${encodeURIComponent(slotId)}/papier`),
  /** POST: the person asked stays the one who signs. */
  dismissProposal: (id: string, slotId: string): string => at(id, `/emplacements/${encodeURIComponent(slotId)}/proposition`),
  /** POST: the document lent to somebody who signs it elsewhere is taken back before its time. */
  takeBack: (id: string): string => at(id, '/reservation/fin'),
  resume: (id: string): string => at(id, '/reprise'),
  extend: (id: string): string => at(id, '/prolongation'),
  abandon: (id: string): string => at(id, '/abandon'),
  /** POST: another text in its place, with a reason. */
  supersede: (id: string): string => at(id, '/remplacement'),
  /** POST: assembles an act again, after an assembly that failed. */
  relaunch: (id: string): string => at(id, '/relance'),
  /** The document as it stands, signatures included. */
  document: (id: string): string => at(id, '/document.pdf'),
  /** The evidence file of a sealed round; `.json` is what is attached to it. */
  evidence: (id: string): string => at(id, '/preuve.pdf'),
  /** What changed in words between two assembled agreements; its PDF. */
  differences: (before: string, after: string): string => at(before, `/differences/${encodeURIComponent(after)}`),
  differencesPdf: (before: string, after: string): string => at(before, `/differences/${encodeURIComponent(after)}/differences.pdf`),
} as const;

/** The route that receives a scan: its middleware reads the file before the page. */
export const paperRoute = 'tournees/:id/emplacements/:slot/signataires/:person/papier';
