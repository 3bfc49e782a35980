import { roundLinks } from '#libs/features/round';

const of = (roundId: string, rest = ''): string => `${roundLinks.authorities(roundId)}${rest}`;
const place = (roundId: string, slotId: string, rest = ''): string => of(roundId, `/${encodeURIComponent(slotId)}${rest}`);

/** Addresses of the titles under which each one signs. */
export const authorityLinks = {
  list: (roundId: string): string => of(roundId),
  place,
  /** POST: a paper that shows a date. */
  files: (roundId: string, slotId: string): string => place(roundId, slotId, '/pieces'),
  file: (roundId: string, slotId: string, id: string): string => place(roundId, slotId, `/pieces/${encodeURIComponent(id)}`),
  /** POST: what the body has deposited becomes its title. */
  takeDeposit: (roundId: string, slotId: string, id: string): string => place(roundId, slotId, `/depots/${encodeURIComponent(id)}/retenue`),
  /** POST: it is sent back to the body, with a reason. */
  returnDeposit: (roundId: string, slotId: string, id: string): string => place(roundId, slotId, `/depots/${encodeURIComponent(id)}/renvoi`),
  depositFile: (roundId: string, slotId: string, file: string): string => place(roundId, slotId, `/depots/pieces/${encodeURIComponent(file)}`),
  /** POST: the préfecture lets an irregular title sign. */
  acceptance: (roundId: string, slotId: string): string => place(roundId, slotId, '/acceptation'),
  tenures: '/prefecture/titulaires',
  tenureEnd: (id: string): string => `/prefecture/titulaires/${encodeURIComponent(id)}/fin`,
  /** The latest one, said anew. */
  tenureCorrection: (id: string): string => `/prefecture/titulaires/${encodeURIComponent(id)}/correction`,
  /** What keeps, behind one of those addresses, the place one came from. */
  cameFrom: (roundId: string, slotId: string): string => `?${new URLSearchParams({ tournee: roundId, place: slotId })}`,
};

export const authorityFileRoute = '/tournees/:id/habilitations/:place/pieces';
