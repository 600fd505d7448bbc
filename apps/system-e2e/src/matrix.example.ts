import { needDraft, resourceDraft } from './county.js';
import type { Json } from './client.js';
import { routes } from './contract.js';
import { activityFixtures } from './matrix.activities.example.js';
import { matchingFixtures } from './matrix.matching.example.js';
import { stationFixtures } from './matrix.stations.example.js';
import type { Records } from './records.example.js';

/** What a route is tried on. */
export type Fixture =
  /** A record: `make` makes one that admits the step; `refuses` is what a rule says to who reaches it and is not its owner. */
  | {
      readonly on: 'record';
      readonly make: () => Promise<{ readonly name: string }>;
      readonly body?: (name: string) => Promise<Json>;
      readonly headers?: Readonly<Record<string, string>>;
      readonly refuses?: string;
    }
  /** A list, which shows a record or does not. */
  | { readonly on: 'list'; readonly items: string; readonly make: () => Promise<{ readonly name: string }> }
  /** A draft of something inside; `refuses` is what a rule says to whoever is not meant by it. */
  | { readonly on: 'draft'; readonly draft: () => Promise<Json>; readonly refuses?: string }
  /** A picture about a record inside. */
  | { readonly on: 'file'; readonly about: () => Promise<{ readonly name: string }> }
  /** What is the caller's own, wherever that is. */
  | { readonly on: 'own' }
  /** A division in the query. */
  | { readonly on: 'figure'; readonly name: string };

const reason = async () => ({ reason: '测试' });

/** A stock of suggestions, made by few runs: each is decided once. */
function stock(records: Records): () => Promise<{ readonly name: string }> {
  const made = records.suggestions(13);
  let next = 0;
  return async () => {
    const suggestion = (await made)[next++];
    if (suggestion === undefined) throw new Error('the stock of suggestions is used up');
    return suggestion;
  };
}

/** For every RPC that has a URL, what it is tried on. What has a history is read like itself. */
export function fixtures(records: Records): Readonly<Record<string, Fixture>> {
  const given = ownFixtures(records);
  const histories = routes.flatMap(({ rpc }) => {
    const [, service, noun] = /^(\w+)\.List(\w+)History$/.exec(rpc) ?? [];
    const read = given[`${service ?? ''}.Get${noun ?? ''}`];
    return read ? [[rpc, read] as const] : [];
  });
  return { ...given, ...Object.fromEntries(histories) };
}

const ownFixtures = (records: Records): Readonly<Record<string, Fixture>> => {
  const suggestion = stock(records);
  const division = async () => ({ name: `divisions/${await records.compound()}` });
  const merged = async () => {
    const [{ name }, into] = [await records.need(), await records.need()];
    return records.clerk.done(`POST /v1/${name}:merge`, { into: into.name });
  };
  return {
    'DivisionService.CreateDivision': {
      on: 'draft',
      draft: async () => ({ code: records.newCompound(), displayName: '测试小区' }),
    },
    'DivisionService.GetDivision': { on: 'record', make: async () => ({ name: 'divisions/140930' }) },
    'DivisionService.ListDivisions': {
      on: 'list',
      items: 'divisions',
      make: async () => ({ name: 'divisions/140930' }),
    },
    'DivisionService.RenameDivision': {
      on: 'record',
      make: division,
      body: async () => ({ displayName: '改名小区' }),
    },
    'DivisionService.MergeDivision': {
      on: 'record',
      make: division,
      body: async () => ({ into: (await division()).name }),
    },

    ...stationFixtures(records),
    ...activityFixtures(records),
    ...matchingFixtures(records),

    'NeedService.CreateNeed': { on: 'draft', draft: async () => needDraft({ division: records.community }) },
    'NeedService.GetNeed': { on: 'record', make: () => records.need() },
    'NeedService.ListNeeds': { on: 'list', items: 'needs', make: () => records.need() },
    'WorkItemService.ListWorkItems': { on: 'own' },

    'NeedService.ReturnNeed': { on: 'record', make: () => records.need(), body: reason, refuses: 'NOT_ESCALATED' },
    'NeedService.UpdateNeed': {
      on: 'record',
      make: () => records.need(),
      body: async () => ({ quantity: 2 }),
      refuses: 'NOT_THE_FILER',
    },
    'NeedService.DeleteNeed': { on: 'record', make: () => records.need(), refuses: 'NOT_THE_FILER' },
    'NeedService.VerifyNeed': { on: 'record', make: () => records.need() },
    'NeedService.PublishNeed': { on: 'record', make: () => records.need('verify') },
    'NeedService.MergeNeed': {
      on: 'record',
      make: () => records.need(),
      body: async () => ({ into: (await records.need()).name }),
    },
    'NeedService.CloseNeed': { on: 'record', make: () => records.need('verify', 'publish'), body: reason },
    'NeedService.UnmergeNeed': { on: 'record', make: merged, body: reason },
    'NeedService.ListNeedDuplicates': { on: 'record', make: () => records.need() },

    'ResourceService.CreateResource': {
      on: 'draft',
      draft: async () => resourceDraft({ division: records.community }),
    },
    'ResourceService.GetResource': { on: 'record', make: () => records.resource() },
    'ResourceService.ListResources': { on: 'list', items: 'resources', make: () => records.resource() },
    'ResourceService.VerifyResource': { on: 'record', make: () => records.resource() },
    'ResourceService.PublishResource': { on: 'record', make: () => records.resource('verify') },
    'ResourceService.WithdrawResource': { on: 'record', make: () => records.resource(), body: reason },

    'MatchRunService.CreateMatchRun': { on: 'draft', draft: async () => ({ division: await records.compound() }) },
    'MatchRunService.GetMatchRun': { on: 'record', make: () => records.matchRun() },
    'MatchRunService.ListMatchRuns': { on: 'list', items: 'matchRuns', make: () => records.matchRun() },

    'SuggestionService.GetSuggestion': { on: 'record', make: suggestion },
    'SuggestionService.ListSuggestions': { on: 'list', items: 'suggestions', make: suggestion },
    'SuggestionService.ConfirmSuggestion': { on: 'record', make: suggestion },
    'SuggestionService.DeclineSuggestion': { on: 'record', make: suggestion, body: reason },

    'ImportService.CreateImport': { on: 'draft', draft: () => records.importOfGrid() },
    'ImportService.GetImport': { on: 'record', make: () => records.import() },
    'ImportService.ListImports': { on: 'list', items: 'imports', make: () => records.import() },
    'ImportService.ListImportFaults': { on: 'record', make: () => records.import() },
    'ImportService.ApplyImport': { on: 'record', make: () => records.import() },

    'MatchingImportService.CreateMatchingImport': { on: 'draft', draft: () => records.importOfNeed() },
    'MatchingImportService.GetMatchingImport': { on: 'record', make: () => records.matchingImport() },
    'MatchingImportService.ListMatchingImports': {
      on: 'list',
      items: 'matchingImports',
      make: () => records.matchingImport(),
    },
    'MatchingImportService.ListMatchingImportFaults': { on: 'record', make: () => records.matchingImport() },
    'MatchingImportService.ApplyMatchingImport': { on: 'record', make: () => records.matchingImport() },

    'EvidenceService.UploadEvidence': { on: 'file', about: () => records.need() },
    'EvidenceService.GetEvidence': { on: 'record', make: () => records.evidence() },
    'EvidenceService.DownloadEvidence': {
      on: 'record',
      make: () => records.evidence(),
      headers: { 'x-purpose': 'review' },
    },
    'EvidenceService.ListEvidence': { on: 'list', items: 'evidence', make: () => records.evidence() },
    'EvidenceService.WithdrawEvidence': { on: 'record', make: () => records.evidence(), body: reason },

    'FigureService.GetFigure': { on: 'figure', name: 'figures/needs_collected' },
    'FigureService.ListFigures': { on: 'figure', name: '' },
    'FigureService.ListFigureRecords': { on: 'figure', name: 'figures/needs_collected' },
  };
};
