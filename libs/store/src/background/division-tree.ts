import {
  DivisionServiceService,
  Division_State,
  type DivisionService,
} from '@doorstep/contracts/stations/v1/division.js';
import { DomainError } from '@doorstep/domain';
import { Config, ownCaller, Services } from '@doorstep/runtime';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Merger } from './mergers.js';

/** The division tree, as far as every store must know it; also the token under which it is injected. */
export abstract class DivisionTree {
  /** Every division that was merged. Throws where the owner of the tree does not answer. */
  abstract merged(): Promise<readonly Merger[]>;
  /** Whether a division of this code was ever recorded. Throws where the owner of the tree does not answer. */
  abstract recorded(code: string): Promise<boolean>;
}

/** A tree in which every division is recorded and nothing was merged. */
export const unmerged = {
  merged: (): Promise<readonly Merger[]> => Promise.resolve([]),
  recorded: (code: string): Promise<boolean> => Promise.resolve(code !== ''),
} satisfies DivisionTree;

type Divisions = Pick<DivisionService, 'getDivision' | 'listDivisions'>;

/** Asks the service that serves the divisions. Without its address no service boots, or it would miss every merger. */
@Injectable()
export class ServedTree extends DivisionTree implements OnModuleInit {
  private client: Divisions | undefined;

  constructor(
    private readonly services: Services,
    private readonly config: Config,
  ) {
    super();
  }

  onModuleInit(): void {
    this.divisions();
  }

  async merged(): Promise<readonly Merger[]> {
    const found: Merger[] = [];
    const asked = { pageSize: 200, filter: `state = "${Division_State.MERGED}"`, orderBy: '' };
    const caller = ownCaller(this.config.service, 'mergers');
    let pageToken = '';
    do {
      const page = await this.divisions().listDivisions({ ...asked, pageToken }, caller);
      found.push(...page.divisions);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    return found;
  }

  async recorded(code: string): Promise<boolean> {
    try {
      await this.divisions().getDivision({ name: `divisions/${code}` }, ownCaller(this.config.service, 'divisions'));
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.kind !== 'UNAVAILABLE') return false;
      throw error;
    }
  }

  private divisions(): Divisions {
    return (this.client ??= this.services.client(DivisionServiceService));
  }
}
