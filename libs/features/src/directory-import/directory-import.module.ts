import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { DirectoryImports } from './directory-imports.js';
import { ExportController } from './export.http.js';
import { ImportController } from './import.http.js';
import { ImportEffects } from './import.effects.js';
import { ImportHoldings } from './import.holdings.js';
import { ImportUploadMiddleware } from './import-upload.js';

/** Imports and exports of the directory. */
@Module({})
export class DirectoryImportModule {
  static forWeb(): DynamicModule {
    return { module: DirectoryImportModule, controllers: [ImportController, ExportController], providers: [DirectoryImports, ImportHoldings, ImportUploadMiddleware], exports: [DirectoryImports, ImportUploadMiddleware] };
  }

  static forCli(): DynamicModule {
    return { module: DirectoryImportModule, providers: [DirectoryImports], exports: [DirectoryImports] };
  }

  static forWorker(): DynamicModule {
    return { module: DirectoryImportModule, providers: [DirectoryImports, ImportEffects], exports: [DirectoryImports] };
  }
}
