import { Injectable } from '@nestjs/common';
import { rounds } from '#libs/features/round';
import { correspondentKind } from '#libs/features/signature';
import { EffectRegistry } from '#libs/platform';
import type { EffectHandlers } from '#libs/platform';
import { BounceNotices } from './bounce-notices.js';
import type { BounceEffect } from './bounce-notices.js';
import { Digests } from './digests.js';
import type { DigestEffect } from './digests.js';

/** Who writes what this feature announces. */
@Injectable()
export class CorrespondenceEffects {
  constructor(bounces: BounceNotices, digests: Digests, effects: EffectRegistry) {
    effects.handle<BounceEffect>(rounds.kind, { reportBounces: { queue: 'mail', run: (delivery) => bounces.write(delivery) } } satisfies EffectHandlers<BounceEffect>);
    effects.handle<DigestEffect>(correspondentKind, { sendDigest: { queue: 'mail', run: (delivery) => digests.write(delivery) } } satisfies EffectHandlers<DigestEffect>);
  }
}
