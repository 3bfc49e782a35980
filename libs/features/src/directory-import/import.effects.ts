import { Injectable } from '@nestjs/common';
import { Database, EffectRegistry, systemActor } from '#libs/platform';
import type { Delivery, EffectHandlers, Report } from '#libs/platform';
import { DirectoryImports } from './directory-imports.js';
import type { ImportEffect } from './directory-imports.js';
import { findImport, importSubject } from './import.store.js';

/** What the worker does for imports: apply, with progress, and forget in time. */
@Injectable()
export class ImportEffects {
  constructor(private readonly db: Database, private readonly imports: DirectoryImports, effects: EffectRegistry) {
    effects.handle<ImportEffect>(importSubject, {
      applyImport: { queue: 'document', run: (delivery, report) => this.apply(delivery, report) },
      forgetContents: { queue: 'document', run: ({ subjectId }) => this.imports.forget(subjectId, 'contents') },
      forgetChanges: { queue: 'document', run: ({ subjectId }) => this.imports.forget(subjectId, 'changes') },
    } satisfies EffectHandlers<ImportEffect>);
  }

  /** In the name of whoever asked, so that nothing is written that they may not. Run twice, the second finds it done. */
  private async apply({ subjectId }: Delivery, report: Report): Promise<void> {
    const row = await this.db.withIdentity(systemActor('worker'), (tx) => findImport(tx, subjectId));
    if (row?.state !== 'applying') return;
    await this.imports.apply(row.id, row.fingerprint, row.actor, report);
    await report({ percent: 100, step: 'Import terminé' });
  }
}
