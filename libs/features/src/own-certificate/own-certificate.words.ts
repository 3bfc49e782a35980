import type { Qualification } from '#libs/signing';

/** How such a signature is called wherever it is named: what the issuer of the certificate declares, and never more (decision 13). */
export function certificateLevel(qualified: Qualification | null): string {
  if (qualified === 'signature_device') return 'signature électronique qualifiée selon l’émetteur du certificat';
  return qualified === 'certificate' ? 'signature électronique avancée, reposant sur un certificat déclaré qualifié' : 'signature avec un certificat personnel';
}

/** How a person who signs with their own certificate was identified, as the evidence says it. */
export const certificateIdentification = 'Lien personnel envoyé à l’adresse électronique déclarée par la préfecture, et certificat personnel au nom du signataire';
