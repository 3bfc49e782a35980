import { invitationOf } from './actors.js';
import type { Signer } from './actors.js';
import type { Service } from './service.js';
import { Visitor } from './visitor.js';
import type { Page } from './visitor.js';

/** A signatory in front of the page where one signs with one's own certificate. */
export async function certificateSeat(service: Service, signer: Signer) {
  const visitor = new Visitor(service.url);
  const link = await invitationOf(service, signer);
  const page = `${link}/certificat`;
  return {
    visitor, page,
    look: () => visitor.get(page),
    reserve: () => visitor.post(page, { fullName: signer.name }, link),
    download: () => visitor.get(`${page}/document.pdf`),
    send: (content: Buffer): Promise<Page> => visitor.upload(`${page}/envoi`, 'signed', { name: 'signé.pdf', type: 'application/pdf', content }, link),
    giveBack: () => visitor.post(`${page}/abandon`, {}, link),
  };
}
