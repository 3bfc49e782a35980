/** Where the service publishes what verifiers need of its authority. Written in every certificate: these addresses never change. */
export const pkiPaths = { root: 'pki/racine.pem', revocationList: 'pki/liste-de-revocation.crl', ocsp: 'pki/ocsp' } as const;

/** The addresses that certificates carry. */
export function revocationAddresses(publicUrl: string): { crlUrl: string; ocspUrl: string } {
  return { crlUrl: `${publicUrl}/${pkiPaths.revocationList}`, ocspUrl: `${publicUrl}/${pkiPaths.ocsp}` };
}
