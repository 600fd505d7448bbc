import { Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { SheetReader } from '../reader/reader.js';
import { IntakeService, Sheets } from './intake.service.js';
import type { Sheet } from './sheet.js';
import { Vocabulary, wordless } from './vocabulary.js';

/** Serves the intake of the sheets that a service declares. */
@Module({ controllers: [IntakeService] })
export class SheetsModule {
  static of(...sheets: readonly Sheet[]): DynamicModule {
    return SheetsModule.speaking({ useFactory: () => wordless }, ...sheets);
  }

  /** @param vocabulary makes what knows the words of columns that ask for it. */
  static speaking(
    vocabulary: Omit<FactoryProvider<Vocabulary>, 'provide'>,
    ...sheets: readonly Sheet[]
  ): DynamicModule {
    const providers = [SheetReader, { provide: Sheets, useValue: sheets }, { provide: Vocabulary, ...vocabulary }];
    return { module: SheetsModule, providers };
  }
}
