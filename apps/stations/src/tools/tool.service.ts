import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/tool.js';
import { DomainError, given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { stations } from '../stations/station.store.js';
import { borrowTool, findTool, freeTool, hangTool, loseTool, passTool, renewTool, repairTool } from './tool.js';
import { tools } from './tool.store.js';

@Serves(contract.ToolServiceService, tools)
export class ToolService implements Steps<contract.ToolService> {
  private readonly tools: Repository<contract.Tool>;
  private readonly stations: Repository<Station>;

  constructor(store: Store) {
    this.tools = store.open(tools);
    this.stations = store.open(stations);
  }

  createTool(request: contract.CreateToolRequest, caller: Caller) {
    return this.tools.create(request, caller, async () => {
      const draft = given(request, 'tool');
      const station = await this.stations.get(draft.station, caller);
      return hangTool(draft, station);
    });
  }

  async borrowTool(request: contract.BorrowToolRequest, caller: Caller) {
    const { name, person } = request;
    for (;;) {
      const lent = await Array.fromAsync(this.tools.scan({ borrower: person, lent: true }));
      const taken = lent.filter((tool) => tool.name !== name).map(({ slot }) => slot);
      try {
        return await this.tools.update(request, caller, (tool) => borrowTool(tool, person, taken));
      } catch (error) {
        // Another tool took the slot meanwhile: who has all of them is told so by the rule.
        if (!(error instanceof DomainError) || error.reason !== 'SLOT_TAKEN') throw error;
      }
    }
  }

  renewTool(request: StepRequest<contract.ToolName>, caller: Caller) {
    return this.tools.update(request, caller, renewTool);
  }

  returnTool(request: StepRequest<contract.ToolName>, caller: Caller) {
    return this.tools.update(request, caller, (tool) => freeTool(tool, 'return'));
  }

  passTool(request: StepRequest<contract.ToolName>, caller: Caller) {
    return this.tools.update(request, caller, (tool) => passTool(tool, request.reason));
  }

  repairTool(request: StepRequest<contract.ToolName>, caller: Caller) {
    return this.tools.update(request, caller, repairTool);
  }

  mendTool(request: StepRequest<contract.ToolName>, caller: Caller) {
    return this.tools.update(request, caller, (tool) => freeTool(tool, 'mend'));
  }

  loseTool(request: StepRequest<contract.ToolName>, caller: Caller) {
    return this.tools.update(request, caller, (tool) => loseTool(tool, 'lose', request.reason));
  }

  findTool(request: StepRequest<contract.ToolName>, caller: Caller) {
    return this.tools.update(request, caller, findTool);
  }

  retireTool(request: StepRequest<contract.ToolName>, caller: Caller) {
    return this.tools.update(request, caller, (tool) => loseTool(tool, 'retire', request.reason));
  }
}
