import { Module, type DynamicModule } from '@nestjs/common';
import { IntakeService, Sheets } from './intake.service.js';
import type { Sheet } from './sheet.js';

/** Serves the intake of the sheets that a service declares. */
@Module({ controllers: [IntakeService] })
export class SheetsModule {
  static of(...sheets: readonly Sheet[]): DynamicModule {
    return { module: SheetsModule, providers: [{ provide: Sheets, useValue: sheets }] };
  }
}
