import { Inject } from '@nestjs/common';
import * as contract from '@doorstep/contracts/events/v1/journal.js';
import { Serves } from '@doorstep/runtime';
import { Journal } from './journal.js';

const defaultLimit = 500;

/** The journal of this service, for the consumers of others. */
@Serves(contract.JournalServiceService)
export class JournalService implements contract.JournalService {
  constructor(@Inject(Journal) private readonly journal: Journal) {}

  readEntries({ epoch, after, limit }: contract.ReadEntriesRequest): Promise<contract.ReadEntriesResponse> {
    return this.journal.read(epoch, after, limit || defaultLimit);
  }

  getHead(): Promise<contract.Head> {
    return this.journal.head();
  }
}
