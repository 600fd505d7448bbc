import * as contract from '@doorstep/contracts/stations/v1/division.js';
import { given, parentOf, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { mergeDivision, recordDivision, renameDivision } from './division.js';
import { divisions } from './division.store.js';

const { IN_FORCE } = contract.Division_State;

@Serves(contract.DivisionServiceService, divisions)
export class DivisionService implements Steps<contract.DivisionService> {
  private readonly divisions: Repository<contract.Division>;

  constructor(private readonly store: Store) {
    this.divisions = store.open(divisions);
  }

  createDivision(request: contract.CreateDivisionRequest, caller: Caller) {
    return this.divisions.create(request, caller, async (now) => {
      const draft = given(request, 'division');
      const above = await this.recorded(parentOf(draft.code));
      return recordDivision(draft, above, now);
    });
  }

  renameDivision(request: contract.RenameDivisionRequest, caller: Caller) {
    return this.divisions.update(request, caller, (division, now) =>
      renameDivision(division, request.displayName, now),
    );
  }

  async mergeDivision(request: contract.MergeDivisionRequest, caller: Caller) {
    const { code } = await this.divisions.get(request.name, caller);
    const below = await Array.fromAsync(this.divisions.scan({ parent: code, state: IN_FORCE }));
    const both = { division: this.divisions.at(request.name), into: this.divisions.at(request.into) };
    const { division } = await this.store.transact(request, caller, both, ({ division, into }, now) => {
      const codes = below.map((one) => one.code);
      return { division: mergeDivision(division, into, codes, now) };
    });
    await this.store.lookForMergers();
    return division;
  }

  /** Whoever records a division need not reach the one above. */
  private async recorded(code: string): Promise<contract.Division | undefined> {
    for await (const division of this.divisions.scan({ code })) return division;
    return undefined;
  }
}
