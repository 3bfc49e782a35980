import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { PapersApi } from './papers.api.js';
import { PapersController } from './papers.http.js';

/** Where papers are handed out, apart from the papers: every procedure keeps some, and these routes need identity and the API. */
@Module({})
export class PapersPagesModule {
  static forWeb(): DynamicModule {
    return { module: PapersPagesModule, controllers: [PapersController, PapersApi] };
  }
}
