import { failure } from '@doorstep/domain';

export const tokenMissing = failure('UNAUTHENTICATED', 'TOKEN_MISSING', '请先登录', 'a bearer token is needed', {
  zh: '请登录，并在 Authorization 中附上令牌',
  en: 'sign in and send the token as Authorization: Bearer …',
});
export const tokenExpired = failure('UNAUTHENTICATED', 'TOKEN_EXPIRED', '登录已过期，请重新登录', 'the token is over', {
  zh: '请重新登录以取得新的令牌',
  en: 'obtain a new token',
});
export const tokenRevoked = failure(
  'UNAUTHENTICATED',
  'TOKEN_REVOKED',
  '登录凭证已被吊销，请重新登录',
  'the token was revoked; sign in again',
  {
    zh: '请重新登录；仍被拒绝的，请联系管理员：账号可能已被停用',
    en: 'sign in again; where that is refused too, ask an operator whether you were barred',
  },
);
export const tokenInvalid = failure('UNAUTHENTICATED', 'TOKEN_INVALID', '登录凭证无效', 'the token is not valid here', {
  zh: '请使用本平台信任的签发方为 doorstep 签发的令牌',
  en: 'use a token of the trusted issuer for the audience doorstep',
});
export const notPermitted = failure(
  'PERMISSION_DENIED',
  'NOT_PERMITTED',
  '您的角色不能执行此操作',
  'none of your roles may do this',
  {
    zh: '请由有相应角色的人员办理，或申请该角色',
    en: 'let somebody with one of the roles of the operation do it, or ask for the role',
  },
);
export const issuerUnavailable = failure(
  'UNAVAILABLE',
  'ISSUER_UNAVAILABLE',
  '身份认证服务暂时不可用，请稍后重试',
  'the identity provider does not answer; try again later',
  { zh: '请稍后重试', en: 'repeat later, after Retry-After' },
);
/** It lies with the operator, not with who calls: a repeat helps once the client is mended. */
export const clientRefused = failure(
  'UNAVAILABLE',
  'CLIENT_REFUSED',
  '身份认证服务拒绝了本服务的客户端凭证，请联系运维人员',
  'the identity provider refuses this service as a client: an operator must mend its id or secret',
  { zh: '请联系运维人员更正客户端编号或密钥', en: 'ask an operator to mend the id or secret of the client' },
);
