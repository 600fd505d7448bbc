import { needDraft, resourceDraft } from './county.js';
import type { Json } from './client.js';
import {
  aCompound,
  aMatchRun,
  aNeed,
  aResource,
  aStation,
  decides,
  newCompound,
  suggestions,
} from './records.example.js';

/** What a route is tried on. */
export type Fixture =
  /** A record: `make` makes one that admits the step; `refuses` is what a rule says to who reaches it and is not its owner. */
  | {
      readonly on: 'record';
      readonly make: () => Promise<{ readonly name: string }>;
      readonly body?: () => Promise<Json>;
      readonly refuses?: string;
    }
  /** A list, which shows a record or does not. */
  | { readonly on: 'list'; readonly items: string; readonly make: () => Promise<{ readonly name: string }> }
  /** A draft in a community. */
  | { readonly on: 'draft'; readonly draft: (community: string) => Promise<Json> }
  /** A division in the query. */
  | { readonly on: 'figure'; readonly name: string };

const reason = async () => ({ reason: '测试' });

/** A stock of suggestions, made by few runs: each is decided once. */
function stock(): () => Promise<{ readonly name: string }> {
  const made = suggestions(12);
  let next = 0;
  return async () => {
    const suggestion = (await made)[next++];
    if (suggestion === undefined) throw new Error('the stock of suggestions is used up');
    return suggestion;
  };
}

/** For every RPC that has a URL, what it is tried on. */
export const fixtures: () => Readonly<Record<string, Fixture>> = () => {
  const suggestion = stock();
  return {
    'DivisionService.CreateDivision': {
      on: 'draft',
      draft: async (at) => ({ code: newCompound(at), displayName: '测试小区' }),
    },
    'DivisionService.GetDivision': { on: 'record', make: async () => ({ name: 'divisions/140930' }) },
    'DivisionService.ListDivisions': {
      on: 'list',
      items: 'divisions',
      make: async () => ({ name: 'divisions/140930' }),
    },

    'StationService.CreateStation': {
      on: 'draft',
      draft: async (at) => ({ division: await aCompound(at), displayName: '测试站' }),
    },
    'StationService.GetStation': { on: 'record', make: () => aStation() },
    'StationService.ListStations': { on: 'list', items: 'stations', make: () => aStation() },
    'StationService.ApproveStation': { on: 'record', make: () => aStation() },
    'StationService.BuildStation': { on: 'record', make: () => aStation('approve') },
    'StationService.AcceptStation': { on: 'record', make: () => aStation('approve', 'build') },
    'StationService.OpenStation': { on: 'record', make: () => aStation('approve', 'build', 'accept') },
    'StationService.SuspendStation': {
      on: 'record',
      make: () => aStation('approve', 'build', 'accept', 'open'),
      body: reason,
    },
    'StationService.ResumeStation': { on: 'record', make: suspended },
    'StationService.CloseStation': {
      on: 'record',
      make: () => aStation('approve', 'build', 'accept', 'open'),
      body: reason,
    },

    'NeedService.CreateNeed': { on: 'draft', draft: async (division) => needDraft({ division }) },
    'NeedService.GetNeed': { on: 'record', make: () => aNeed() },
    'NeedService.ListNeeds': { on: 'list', items: 'needs', make: () => aNeed() },
    'NeedService.UpdateNeed': {
      on: 'record',
      make: () => aNeed(),
      body: async () => ({ quantity: 2 }),
      refuses: 'NOT_THE_FILER',
    },
    'NeedService.DeleteNeed': { on: 'record', make: () => aNeed(), refuses: 'NOT_THE_FILER' },
    'NeedService.VerifyNeed': { on: 'record', make: () => aNeed() },
    'NeedService.PublishNeed': { on: 'record', make: () => aNeed('verify') },
    'NeedService.MergeNeed': { on: 'record', make: () => aNeed(), body: async () => ({ into: (await aNeed()).name }) },
    'NeedService.CloseNeed': { on: 'record', make: () => aNeed('verify', 'publish'), body: reason },
    'NeedService.ListNeedHistory': { on: 'record', make: () => aNeed() },

    'ResourceService.CreateResource': { on: 'draft', draft: async (division) => resourceDraft({ division }) },
    'ResourceService.GetResource': { on: 'record', make: () => aResource() },
    'ResourceService.ListResources': { on: 'list', items: 'resources', make: () => aResource() },
    'ResourceService.VerifyResource': { on: 'record', make: () => aResource() },
    'ResourceService.PublishResource': { on: 'record', make: () => aResource('verify') },
    'ResourceService.WithdrawResource': { on: 'record', make: () => aResource(), body: reason },

    'MatchRunService.CreateMatchRun': { on: 'draft', draft: async (at) => ({ division: await aCompound(at) }) },
    'MatchRunService.GetMatchRun': { on: 'record', make: aMatchRun },
    'MatchRunService.ListMatchRuns': { on: 'list', items: 'matchRuns', make: aMatchRun },

    'SuggestionService.GetSuggestion': { on: 'record', make: suggestion },
    'SuggestionService.ListSuggestions': { on: 'list', items: 'suggestions', make: suggestion },
    'SuggestionService.ConfirmSuggestion': { on: 'record', make: suggestion },
    'SuggestionService.DeclineSuggestion': { on: 'record', make: suggestion, body: reason },

    'FigureService.GetFigure': { on: 'figure', name: 'figures/needs_collected' },
    'FigureService.ListFigures': { on: 'figure', name: '' },
    'FigureService.ListFigureRecords': { on: 'figure', name: 'figures/needs_collected' },
  };
};

async function suspended() {
  const station = await aStation('approve', 'build', 'accept', 'open');
  await decides.done(`POST /v1/${station.name}:suspend`, await reason());
  return station;
}
