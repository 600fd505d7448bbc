import { Module, type DynamicModule } from '@nestjs/common';
import { SheetReader } from '../reader/reader.js';
import { IntakeService, Sheets } from './intake.service.js';
import type { Sheet } from './sheet.js';

/** Serves the intake of the sheets that a service declares. */
@Module({ controllers: [IntakeService] })
export class SheetsModule {
  static of(...sheets: readonly Sheet[]): DynamicModule {
    return { module: SheetsModule, providers: [SheetReader, { provide: Sheets, useValue: sheets }] };
  }
}
