import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { Holdings } from './holdings.js';
import { Readings } from './readings.js';

/** Who may do what: one guard before every route of the site. */
@Global()
@Module({})
export class AccessModule {
  static forWeb(): DynamicModule {
    return { module: AccessModule, providers: [Holdings, Readings, { provide: APP_GUARD, useClass: AccessGuard }], exports: [Holdings, Readings] };
  }
}
