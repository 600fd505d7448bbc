import { keep } from '../kept.ts';
import { startServers } from '../servers.ts';
import { isWhole, type Asked } from '../whole.ts';
import { startTestPlatform } from './platform.ts';

/** The platform that all system tests share. Jest does the set-up of a project before that of the whole run. */
export default async function setup(asked: Asked): Promise<void> {
  const servers = await startServers(isWhole(asked));
  const platform = await startTestPlatform(servers.folder, 'shared');
  process.env['DOORSTEP_TEST_PLATFORM'] = JSON.stringify(platform);
  keep({ ...servers, platform });
}
