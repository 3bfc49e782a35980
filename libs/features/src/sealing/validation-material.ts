import { X509Certificate } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Certificates } from '#libs/features/keys';
import { CLOCK, CONFIG } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { issuersUpTo, readToken } from '#libs/signing';
import type { IssuedCertificate, ValidationMaterial } from '#libs/signing';
import { RevocationLists, addressesOf } from './revocation-lists.js';

/** What signatures bring, each piece in DER: signers with their chains, and tokens. */
export type Brought = { certificates: readonly Buffer[]; tokens: readonly Buffer[] };

/** Certificates of one token that are read: real ones carry three or four; anybody may add to them, since nothing in the token signs them. */
const carriedMax = 100;

/** Everything a validator will want in twenty years, when nobody answers any more: certificates and proofs that none was revoked (ETSI EN 319 142-1, 5.4). */
@Injectable()
export class ValidationMaterials {
  private readonly lists: RevocationLists;

  constructor(@Inject(CONFIG) private readonly config: Config, @Inject(CLOCK) private readonly clock: Clock, private readonly certificates: Certificates) {
    this.lists = new RevocationLists(this.config);
  }

  /**
   * Gathers it for these certificates (signers and their chains, in DER) and these tokens. Our own list is made anew, so that it speaks of the instant
   * after the last signature; those of other authorities are fetched. Rejects when one cannot be had: the caller comes back.
   *
   * What tokens carry is taken only where signatures lead to it from the token's own signer. Addresses are those named by certificates that lead to an authority we trust,
   * and by those of the service itself, whose operator chose them; nobody else makes this service speak to an address.
   *
   * @param foreign among these, what signatories brought with their own certificates: a list of their authorities that is out of reach is done without,
   *   since the service chose neither them nor their addresses
   */
  async gather(signers: readonly Buffer[], tokens: readonly Buffer[], foreign: Brought = { certificates: [], tokens: [] }): Promise<ValidationMaterial> {
    const now = this.clock.now();
    const ours = new X509Certificate(await this.certificates.rootPem(now));
    const paths = pathsUpTo(await this.certificates.anchors(), ours);
    const chosen = paths({ certificates: without(signers, foreign.certificates), tokens: without(tokens, foreign.tokens) });
    const theirs = paths(foreign);
    const needed = addressesOf(chosen.flatMap((path) => (path[0]?.anchored ? path.filter(({ anchored }) => anchored) : path)), ours);
    const wished = addressesOf(theirs.flat().filter(({ anchored }) => anchored), ours);
    const crls = await this.lists.fetch(needed, wished);
    const carried = [...chosen.flat(), ...theirs.flatMap((path) => path.filter(({ anchored }, rank) => rank === 0 || anchored))];
    const certificates = distinct([...signers.filter(isReadable), ...carried.map(({ certificate }) => certificate.raw), ours.raw]);
    return { certificates, crls: distinct([await this.certificates.revocationList(now), ...crls]), ocsps: [] };
  }
}

/** A path for each certificate that is not of our own root, and for the signer of each token, among what came with it. */
function pathsUpTo(anchors: readonly Buffer[], ours: X509Certificate): (brought: Brought) => IssuedCertificate[][] {
  const above = issuersUpTo(anchors);
  return ({ certificates, tokens }) => {
    const others = distinct(certificates).filter((der) => isReadable(der) && !new X509Certificate(der).checkIssued(ours));
    const stamps = tokens.map((token) => readToken(token));
    return [...others.map((der) => above(der, others)), ...stamps.map(({ authority, certificates: carried }) => above(authority, carried.slice(0, carriedMax)))];
  };
}

function isReadable(der: Buffer): boolean {
  try {
    return new X509Certificate(der).raw.length > 0;
  } catch {
    return false;
  }
}

function without(all: readonly Buffer[], some: readonly Buffer[]): Buffer[] {
  return all.filter((one) => !some.some((other) => other.equals(one)));
}

function distinct(pieces: readonly Buffer[]): Buffer[] {
  return [...new Map(pieces.map((der) => [der.toString('latin1'), der])).values()];
}
