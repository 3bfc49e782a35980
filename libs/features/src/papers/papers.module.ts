import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { PaperHoldings } from './papers.holdings.js';
import { Papers } from './papers.js';
import { Press } from './press.js';

/** What is printed and kept of an agreement's life. Global: every procedure prints and keeps. */
@Global()
@Module({ providers: [Papers, Press], exports: [Papers, Press] })
export class PapersModule {
  static forWeb(): DynamicModule {
    return { module: PapersModule, providers: [PaperHoldings] };
  }

  static forWorker(): DynamicModule {
    return { module: PapersModule };
  }

  static forCli(): DynamicModule {
    return { module: PapersModule };
  }
}
