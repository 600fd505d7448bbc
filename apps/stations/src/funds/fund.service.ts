import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/fund.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { stations } from '../stations/station.store.js';
import { closeFund, openFund, receiveFund, refundFund, spendFund } from './fund.js';
import { funds } from './fund.store.js';

@Serves(contract.FundServiceService, funds)
export class FundService implements Steps<contract.FundService> {
  private readonly funds: Repository<contract.Fund>;
  private readonly stations: Repository<Station>;

  constructor(store: Store) {
    this.funds = store.open(funds);
    this.stations = store.open(stations);
  }

  createFund(request: contract.CreateFundRequest, caller: Caller) {
    return this.funds.create(request, caller, async () => {
      const draft = given(request, 'fund');
      const station = await this.stations.get(draft.station, caller);
      return openFund(draft, station);
    });
  }

  receiveFund(request: contract.ReceiveFundRequest, caller: Caller) {
    return this.funds.update(request, caller, (fund) => receiveFund(fund, request, request.source));
  }

  spendFund(request: contract.SpendFundRequest, caller: Caller) {
    return this.funds.update(request, caller, (fund) => spendFund(fund, request));
  }

  refundFund(request: contract.RefundFundRequest, caller: Caller) {
    return this.funds.update(request, caller, (fund) => refundFund(fund, request, request.reason));
  }

  closeFund(request: StepRequest<contract.FundName>, caller: Caller) {
    return this.funds.update(request, caller, (fund) => closeFund(fund, request.reason));
  }
}
