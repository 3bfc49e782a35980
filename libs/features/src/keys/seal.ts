import { readFile } from 'node:fs/promises';
import type { Config, SealSource } from '#libs/platform';
import { SigningError, openPkcs11, openPkcs12 } from '#libs/signing';
import type { SignerIdentity } from '#libs/signing';

/**
 * The service's own seal, given by the operator.
 *
 * @throws SigningError as `openPkcs12` and `openPkcs11` do; the file system's error when a file cannot be read
 */
export async function openSeal(source: SealSource, { programEnvironment }: Config): Promise<SignerIdentity> {
  if (source.kind === 'pkcs12') return openPkcs12(await readFile(source.file), source.password);
  const { module, token, key, pin, certificateFile } = source;
  return openPkcs11({ module, tokenLabel: token, key, pin, certificatePem: await readFile(certificateFile, 'utf8'), environment: programEnvironment });
}

/** Opens a seal once, and lends handles on it. */
export class LentSeal {
  private opening: Promise<SignerIdentity> | null = null;

  constructor(private readonly open: () => Promise<SignerIdentity>) {}

  /** A handle that can be given back without closing the key. What cannot be opened now is tried again next time, but for a refused code: a few more tries would lock the token. */
  async lend(): Promise<SignerIdentity> {
    this.opening ??= this.open();
    try {
      return handleOn(await this.opening);
    } catch (fault) {
      if (!(fault instanceof SigningError && fault.code === 'KEY_PASSWORD_WRONG')) this.opening = null;
      throw fault;
    }
  }
}

function handleOn(signer: SignerIdentity): SignerIdentity {
  let isGivenBack = false;
  return {
    ...signer,
    sign(toBeSigned) {
      if (isGivenBack) throw new SigningError('KEY_DESTROYED', 'This handle on the seal was given back.', signer.serialHex);
      return signer.sign(toBeSigned);
    },
    destroy() {
      isGivenBack = true;
    },
  };
}
