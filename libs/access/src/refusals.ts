import { failure } from '@doorstep/domain';

export const tokenMissing = failure('UNAUTHENTICATED', 'TOKEN_MISSING', '请先登录', 'a bearer token is needed');
export const tokenExpired = failure('UNAUTHENTICATED', 'TOKEN_EXPIRED', '登录已过期，请重新登录', 'the token is over');
export const tokenRevoked = failure(
  'UNAUTHENTICATED',
  'TOKEN_REVOKED',
  '登录凭证已被吊销，请重新登录',
  'the token was revoked; sign in again',
);
export const tokenInvalid = failure('UNAUTHENTICATED', 'TOKEN_INVALID', '登录凭证无效', 'the token is not valid here');
export const notPermitted = failure(
  'PERMISSION_DENIED',
  'NOT_PERMITTED',
  '您的角色不能执行此操作',
  'none of your roles may do this',
);
export const issuerUnavailable = failure(
  'UNAVAILABLE',
  'ISSUER_UNAVAILABLE',
  '身份认证服务暂时不可用，请稍后重试',
  'the identity provider does not answer; try again later',
);
/** It lies with the operator, not with who calls: a repeat helps once the client is mended. */
export const clientRefused = failure(
  'UNAVAILABLE',
  'CLIENT_REFUSED',
  '身份认证服务拒绝了本服务的客户端凭证，请联系运维人员',
  'the identity provider refuses this service as a client: an operator must mend its id or secret',
);
