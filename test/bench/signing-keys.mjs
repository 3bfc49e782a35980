// One authority and as many P-256 signatories as wanted, with keys that every contender can be given.
import 'reflect-metadata';
import { KeyObject, sign, webcrypto } from 'node:crypto';
import { AuthorityKeyIdentifierExtension, BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, SubjectKeyIdentifierExtension, X509CertificateGenerator } from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const MS_PER_DAY = 86_400_000;

/** @returns the authority's PEM, and for each signatory what our kernel takes (`identity`) and what the others take (`pem`, `cryptoKey`) */
export async function signatories(count) {
  const now = Date.now();
  const validity = { notBefore: new Date(now - 60_000), notAfter: new Date(now + 90 * MS_PER_DAY) };
  const authorityKeys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const authority = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01', name: 'C=FR, O=Mesure, CN=Autorité de mesure', ...validity, keys: authorityKeys, signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const chainDer = [Buffer.from(authority.rawData)];
  const people = [];
  for (let n = 1; n <= count; n++) {
    const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.create({
      serialNumber: `40${n.toString(16).padStart(8, '0')}`, subject: `C=FR, O=Commune n° ${n}, CN=Prénom Nom-Composé ${n}`, issuer: authority.subject, ...validity,
      publicKey: keys.publicKey, signingKey: authorityKeys.privateKey, signingAlgorithm: ALGORITHM,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.nonRepudiation, true),
        await AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    const key = KeyObject.from(keys.privateKey);
    people.push({
      identity: {
        certificateDer: Buffer.from(certificate.rawData), chainDer, serialHex: certificate.serialNumber, algorithm: 'ecdsa-sha256',
        sign: (bytes) => sign('sha256', bytes, { key, dsaEncoding: 'der' }), destroy() {},
      },
      key,
      cryptoKey: keys.privateKey,
      pem: { certificate: certificate.toString('pem'), key: key.export({ type: 'pkcs8', format: 'pem' }).toString() },
    });
  }
  return { authorityPem: authority.toString('pem'), people };
}
