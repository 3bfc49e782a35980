import { createHash, randomBytes } from 'node:crypto';
import { attributesToSign, signedData } from '../cms.js';
import { der, elements, generalizedTime, objectIdentifier, octetString, positiveInteger, sequence, smallInteger } from '../der.js';
import type { Element } from '../der.js';
import type { TimestampIdentity } from './identity.js';
import type { Timestamper } from './timestamper.js';

/** What the embedded authority promises: nothing but the clock of the service. Under the arc of the project (ITU-T X.667). */
export const TIMESTAMP_POLICY = '2.25.151298324524662692280468000294014241678.10';

const POLICY = objectIdentifier(TIMESTAMP_POLICY);
const TST_INFO = objectIdentifier('1.2.840.113549.1.9.16.1.4');
const SHA256 = sequence(objectIdentifier('2.16.840.1.101.3.4.2.1'), der(0x05));
/** EN 319 422, 5.2.2 wants an accuracy of a second or better: written with the token, one second. */
const ACCURACY = sequence(smallInteger(1));
const SERIAL_BYTES = 16;

/** Length of each hash that may be stamped, by its object identifier as encoded. */
const HASH_BYTES: Readonly<Record<string, number>> = Object.fromEntries(
  ([['2.16.840.1.101.3.4.2.1', 32], ['2.16.840.1.101.3.4.2.2', 48], ['2.16.840.1.101.3.4.2.3', 64]] as const).map(([oid, bytes]) => [objectIdentifier(oid).toString('hex'), bytes]),
);

const TAG = { boolean: 0x01, integer: 0x02, octetString: 0x04, objectIdentifier: 0x06, sequence: 0x30, extensions: 0xa0 } as const;

/** PKIFailureInfo, RFC 3161, 2.4.2: the number of the bit. */
const FAILURE = { badAlg: 0, badRequest: 2, badDataFormat: 5, unacceptedPolicy: 15, unacceptedExtension: 16 } as const;
type Failure = keyof typeof FAILURE;

interface Query {
  /** The whole MessageImprint, given back as it came. */
  readonly imprint: Buffer;
  readonly nonce: Buffer | undefined;
  readonly wantsCertificates: boolean;
}

/**
 * The timestamp authority that comes with the service, for demonstration and tests. Its tokens are exact (RFC 3161) and prove no
 * more than the word of the service about its own clock: whoever shows them says so.
 *
 * @returns `timestamper`, for use in this process; `answer`, a raw request to a raw response (application/timestamp-query and
 *   application/timestamp-reply), to be served over HTTP: it answers anything, and never throws for what the request holds
 */
export function timestampAuthority(options: { readonly identity: TimestampIdentity; readonly now: () => Date }): {
  readonly timestamper: Timestamper;
  answer(request: Buffer): Buffer;
} {
  const { identity, now } = options;
  const certificates = [identity.certificateDer, ...identity.chainDer];

  function token(query: Query): Buffer {
    const info = sequence(
      smallInteger(1),
      POLICY,
      query.imprint,
      positiveInteger(randomBytes(SERIAL_BYTES)),
      generalizedTime(now()),
      ACCURACY,
      ...(query.nonce ? [query.nonce] : []),
    );
    const attributes = attributesToSign(TST_INFO, createHash('sha256').update(info).digest(), identity.certificateDer);
    return signedData({
      version: 3,
      content: sequence(TST_INFO, der(0xa0, octetString(info))),
      attributes,
      signature: identity.sign(attributes),
      algorithm: identity.algorithm,
      certificateDer: identity.certificateDer,
      certificates: query.wantsCertificates ? certificates : [],
    });
  }

  return {
    timestamper: async (imprint) => token({ imprint: sequence(SHA256, octetString(imprint)), nonce: undefined, wantsCertificates: true }),
    answer(request) {
      const query = readQuery(request);
      return typeof query === 'string' ? rejection(query) : sequence(sequence(smallInteger(0)), token(query));
    },
  };
}

/** Reads a TimeStampReq, which may come from anyone. */
function readQuery(request: Buffer): Query | Failure {
  try {
    const [whole, ...after] = elements(request);
    if (whole?.tag !== TAG.sequence || after.length > 0) return 'badDataFormat';
    const [version, imprint, ...optional] = elements(whole.content);
    if (version?.tag !== TAG.integer || imprint?.tag !== TAG.sequence) return 'badDataFormat';
    if (!version.content.equals(Buffer.from([1]))) return 'badRequest';
    const failure = imprintFailure(imprint);
    if (failure) return failure;
    const one = (tag: number): Element | undefined => optional.find((element) => element.tag === tag);
    if (optional.some((element) => one(element.tag) !== element)) return 'badDataFormat';
    const policy = one(TAG.objectIdentifier);
    if (policy && !policy.whole.equals(POLICY)) return 'unacceptedPolicy';
    if (one(TAG.extensions)) return 'unacceptedExtension';
    return { imprint: imprint.whole, nonce: one(TAG.integer)?.whole, wantsCertificates: (one(TAG.boolean)?.content[0] ?? 0) !== 0 };
  } catch {
    return 'badDataFormat';
  }
}

function imprintFailure(imprint: Element): Failure | undefined {
  const [algorithm, hash, ...others] = elements(imprint.content);
  if (algorithm?.tag !== TAG.sequence || hash?.tag !== TAG.octetString || others.length > 0) return 'badDataFormat';
  const [identifier] = elements(algorithm.content);
  const bytes = identifier && HASH_BYTES[identifier.whole.toString('hex')];
  if (bytes === undefined) return 'badAlg';
  return hash.content.length === bytes ? undefined : 'badDataFormat';
}

/** A TimeStampResp with the status « rejection » and its reason, a named bit list (X.690, 11.2.2: no trailing zero bit). */
function rejection(failure: Failure): Buffer {
  const bit = FAILURE[failure];
  const bits = Buffer.alloc(Math.floor(bit / 8) + 1);
  bits.writeUInt8(0x80 >> bit % 8, bits.length - 1);
  return sequence(sequence(smallInteger(2), der(0x03, Buffer.from([7 - (bit % 8)]), bits)));
}
