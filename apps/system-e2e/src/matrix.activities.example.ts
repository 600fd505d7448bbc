import { randomUUID } from 'node:crypto';
import type { Json } from './client.js';
import type { Fixture } from './matrix.example.js';
import { list, open, reason, record } from './matrix.stations.example.js';
import type { Records, Said } from './records.example.js';

/** What each RPC of what goes on at the stations and around them is tried on. */
export const activityFixtures = (records: Records): Readonly<Record<string, Fixture>> => ({
  ...gridFixtures(records),
  ...practiceFixtures(records),
  ...programmeFixtures(records),
  ...toolFixtures(records),
  ...moneyFixtures(records),
});

function gridFixtures(records: Records): Readonly<Record<string, Fixture>> {
  const draft = async () => ({ division: records.community, displayName: '测试网格' });
  const grid = async () => records.step('/v1/grids', await draft());
  const worked = async () => records.step('/v1/grids', await draft(), ['assign', { worker: randomUUID() }]);
  const walked = async () => {
    const worker = records.somebodyElse('grid_worker');
    const { name } = await records.step('/v1/grids', await draft(), ['assign', { worker: worker.subject }]);
    return worker.client.done('POST /v1/gridCheckins', { grid: name });
  };
  return {
    'GridService.CreateGrid': { on: 'draft', draft },
    'GridService.GetGrid': record(grid),
    'GridService.GetGridWeek': record(grid),
    'GridService.ListGrids': list('grids', grid),
    'GridService.AssignGrid': record(grid, async () => ({ worker: randomUUID() })),
    'GridService.VacateGrid': record(worked, reason),
    'GridService.ExcuseGrid': record(worked, async () => ({ firstDay: '2025-03-04', lastDay: '2025-03-05' })),
    'GridService.DissolveGrid': record(grid, reason),

    'GridCheckinService.CreateGridCheckin': {
      on: 'draft',
      draft: async () => ({ grid: (await grid()).name }),
      refuses: 'NOT_THE_WORKER',
    },
    'GridCheckinService.GetGridCheckin': record(walked),
    'GridCheckinService.ListGridCheckins': list('gridCheckins', walked),
    'GridCheckinService.WithdrawGridCheckin': record(walked, reason),
  };
}

function practiceFixtures(records: Records): Readonly<Record<string, Fixture>> {
  const draft = async () => ({
    station: (await records.station()).name,
    category: 'tool-wall',
    displayName: '便民工具墙',
  });
  const practice = async (...verbs: readonly string[]) => records.step('/v1/practices', await draft(), ...verbs);
  const held = async () => ({ practice: (await practice('recognise')).name, division: await records.compound() });
  const shown = ['adopt', async (name: string) => ({ evidence: await records.proof(name) })] as const;
  const replication = async (...verbs: readonly (readonly [string, Said])[]) =>
    records.step('/v1/replications', await held(), ...verbs);
  return {
    'PracticeService.CreatePractice': { on: 'draft', draft },
    'PracticeService.GetPractice': record(() => practice()),
    'PracticeService.ListPractices': list('practices', () => practice()),
    'PracticeService.RecognisePractice': record(() => practice()),
    'PracticeService.RetirePractice': record(() => practice('recognise'), reason),

    'ReplicationService.CreateReplication': { on: 'draft', draft: held },
    'ReplicationService.GetReplication': record(() => replication()),
    'ReplicationService.ListReplications': list('replications', () => replication()),
    'ReplicationService.AdoptReplication': record(() => replication(), shown[1]),
    'ReplicationService.VerifyReplication': record(() => replication(shown)),
    'ReplicationService.RevokeReplication': record(async () => {
      const { name } = await replication(shown);
      return records.somebodyElse('township').client.done(`POST /v1/${name}:verify`, {});
    }, reason),
  };
}

function programmeFixtures(records: Records): Readonly<Record<string, Fixture>> {
  const station = records.station(...open);
  const draft = async () => ({
    station: (await station).name,
    kind: 'KIND_AFTER_SCHOOL',
    displayName: '四点半课堂',
  });
  const programme = async (...verbs: readonly string[]) => records.step('/v1/programmes', await draft(), ...verbs);
  const meeting = async () => ({
    programme: (await programme('start')).name,
    displayName: '作业辅导',
    startTime: '2025-03-04T08:30:00Z',
    capacity: 20,
    staff: 2,
  });
  const session = async (...verbs: readonly string[]) => records.step('/v1/sessions', await meeting(), ...verbs);
  const place = async () => ({ session: (await session('publish')).name, person: randomUUID() });
  const enrolment = async () => records.step('/v1/enrolments', await place());
  const held = async () => {
    const enrolled = await enrolment();
    await records.clerk.done(`POST /v1/${String(enrolled['session'])}:hold`, {});
    return enrolled;
  };
  const attended = async () => records.clerk.done(`POST /v1/${(await held()).name}:attend`, {});
  const cancelled = async () => records.clerk.done(`POST /v1/${(await enrolment()).name}:cancel`, {});
  return {
    'ProgrammeService.CreateProgramme': { on: 'draft', draft },
    'ProgrammeService.GetProgramme': record(() => programme()),
    'ProgrammeService.ListProgrammes': list('programmes', () => programme()),
    'ProgrammeService.StartProgramme': record(() => programme()),
    'ProgrammeService.PauseProgramme': record(() => programme('start'), reason),
    'ProgrammeService.EndProgramme': record(() => programme('start'), reason),

    'SessionService.CreateSession': { on: 'draft', draft: meeting },
    'SessionService.GetSession': record(() => session()),
    'SessionService.ListSessions': list('sessions', () => session()),
    'SessionService.PublishSession': record(() => session()),
    'SessionService.HoldSession': record(() => session('publish')),
    'SessionService.ReviewSession': record(
      () => session('publish', 'hold'),
      async () => ({ review: '二十名学生参加' }),
    ),
    'SessionService.CorrectSession': record(() => session('publish', 'hold'), reason),
    'SessionService.CancelSession': record(() => session(), reason),

    'EnrolmentService.CreateEnrolment': { on: 'draft', draft: place },
    'EnrolmentService.GetEnrolment': record(enrolment),
    'EnrolmentService.ListEnrolments': list('enrolments', enrolment),
    'EnrolmentService.AttendEnrolment': record(held),
    'EnrolmentService.CorrectEnrolment': record(attended, reason),
    'EnrolmentService.CancelEnrolment': record(enrolment),
    'EnrolmentService.ResumeEnrolment': record(cancelled),
  };
}

function toolFixtures(records: Records): Readonly<Record<string, Fixture>> {
  const station = records.station(...open);
  const draft = async () => ({ station: (await station).name, displayName: '冲击钻' });
  const tool = async (...verbs: readonly (string | readonly [string, Json])[]) =>
    records.step('/v1/tools', await draft(), ...verbs);
  const person = async () => ({ person: randomUUID() });
  const lent = async (...verbs: readonly (string | readonly [string, Json])[]) =>
    tool(['borrow', await person()], ...verbs);
  const reserved = async () => lent(['borrow', await person()], 'return');
  return {
    'ToolService.CreateTool': { on: 'draft', draft },
    'ToolService.GetTool': record(() => tool()),
    'ToolService.ListTools': list('tools', () => tool()),
    'ToolService.BorrowTool': record(() => tool(), person),
    'ToolService.RenewTool': record(() => lent()),
    'ToolService.ReturnTool': record(() => lent()),
    'ToolService.PassTool': record(reserved, reason),
    'ToolService.RepairTool': record(() => tool()),
    'ToolService.MendTool': record(() => tool('repair')),
    'ToolService.LoseTool': record(() => lent(), reason),
    'ToolService.FindTool': record(async () => lent(['lose', await reason()])),
    'ToolService.RetireTool': record(() => tool(), reason),
  };
}

function moneyFixtures(records: Records): Readonly<Record<string, Fixture>> {
  const money = async (name: string) => ({ amountFen: '100', evidence: await records.proof(name, 'VOUCHER') });
  const came = async (name: string) => ({ ...(await money(name)), source: 'SOURCE_DONATION' });
  const draft = async () => ({ station: (await records.station()).name, earmark: 'elder-care' });
  const fund = async (...verbs: readonly (string | readonly [string, Said])[]) =>
    records.step('/v1/funds', await draft(), ...verbs);
  const owned = async () => ({
    station: (await records.station()).name,
    category: 'bookshelf',
    displayName: '书架',
    quantity: 4,
    costFen: '320000',
  });
  const asset = async (...verbs: readonly string[]) => records.step('/v1/assets', await owned(), ...verbs);
  return {
    'FundService.CreateFund': { on: 'draft', draft },
    'FundService.GetFund': record(() => fund()),
    'FundService.ListFunds': list('funds', () => fund()),
    'FundService.ReceiveFund': record(() => fund(), came),
    'FundService.SpendFund': record(() => fund(['receive', came]), money),
    'FundService.RefundFund': record(
      () => fund(['receive', came], ['spend', money]),
      async (name) => ({ ...(await money(name)), ...(await reason()) }),
    ),
    'FundService.CloseFund': record(() => fund(), reason),

    'AssetService.CreateAsset': { on: 'draft', draft: owned },
    'AssetService.GetAsset': record(() => asset()),
    'AssetService.ListAssets': list('assets', () => asset()),
    'AssetService.RepairAsset': record(() => asset()),
    'AssetService.MendAsset': record(() => asset('repair')),
    'AssetService.RetireAsset': record(() => asset(), reason),
  };
}
