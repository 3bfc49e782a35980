import { Injectable } from '@nestjs/common';
import type { DisposalSlip, MandateEffect } from '#libs/domain';
import { mandates } from '#libs/features/mandate';
import { EffectRegistry } from '#libs/platform';
import type { EffectHandlers } from '#libs/platform';
import { Destruction } from './destruction.js';
import { slips } from './disposal.store.js';

type OwnEffect = Extract<MandateEffect, { type: 'destroyWorkingData' | 'destroyProof' }>;

/** What a mandate, or a slip that received its visa, asks to be destroyed. */
@Injectable()
export class DisposalEffects {
  constructor(destruction: Destruction, effects: EffectRegistry) {
    effects.handle<OwnEffect>(mandates.kind, {
      destroyWorkingData: { queue: 'document', run: ({ subjectId }) => destruction.destroyWorkingData(subjectId) },
      destroyProof: { queue: 'document', run: ({ subjectId }) => destruction.destroyProof(subjectId) },
    } satisfies EffectHandlers<OwnEffect>, { discreet: true });
    effects.handle<DisposalSlip['effect']>(slips.kind, {
      destroyLines: { queue: 'document', run: ({ subjectId }) => destruction.destroyLines(subjectId) },
    } satisfies EffectHandlers<DisposalSlip['effect']>, { discreet: true });
  }
}
