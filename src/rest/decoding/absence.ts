/** Decides whether a rejected read means that the resource does not exist: by a message that says so of that very resource. */
import type { About } from '../contract/endpoints.js';

/** How much of a message is looked at, in characters. */
const MAX_LENGTH = 500;

const NOUNS: Readonly<Record<About, readonly [english: string, chinese: string]>> = {
  customerId: ['(?:customer|client|user)', '(?:客户|客戶|用户|用戶)'],
  walletId: ['wallet', '(?:钱包|錢包)'],
  orderId: ['(?:top ?up ?)?order', '(?:订单|訂單)'],
};

const FILLER = '(?:error |sorry |the |this |that |such |requested |specified |given |provided )*';
const NOT_FOUND =
  '(?:(?:was |is |were )?not ?found|wasn t found|(?:could|can) ?(?:not|n t|t) be found|(?:does|did|do) ?(?:not|n t) exist|not exists?|no longer exists|(?:is |was )?(?:unknown|missing|non ?existent))';
const SEARCHED_IN_VAIN =
  '(?:(?:there is )?no such|unknown|non ?existent|not ?found|(?:could|can|did) ?(?:not|n t|t) find|unable to find|failed to find|there is no)';

/** A rejection's message in lower case, without punctuation and the requested id. */
function patternOf([english, chinese]: readonly [string, string]): RegExp {
  const named = `${english}(?: ?(?:with )?(?:the )?(?:given |specified )?(?:id|number|no))?`;
  return new RegExp(
    [
      `^${FILLER}${named} ?${NOT_FOUND}(?: |$)`,
      `^${FILLER}${SEARCHED_IN_VAIN} (?:a |an |any |the )?${named}(?: with (?:this|that|the given|such) id| exists| found)?$`,
      `^${FILLER}no ${named} (?:was )?found`,
      `^(?:该|該|此|指定的?)?${chinese}(?:id|编号|編號)? ?(?:不存在|未找到|没有找到|沒有找到|找不到|无效或不存在)`,
      `^(?:找不到|未找到|没有找到|沒有找到|不存在)(?:该|該|此|指定的?)?${chinese}`,
    ].join('|'),
  );
}

const PATTERNS: Readonly<Record<About, RegExp>> = {
  customerId: patternOf(NOUNS.customerId),
  walletId: patternOf(NOUNS.walletId),
  orderId: patternOf(NOUNS.orderId),
};

/**
 * @param about The parameter that names the resource.
 * @param id Its value. A message about another id concerns another resource.
 */
export function saysAbsent(message: string, about: About, id: string): boolean {
  const text = message.slice(0, MAX_LENGTH);
  return [text, withoutId(text, id)].some((variant) => PATTERNS[about].test(wordsOf(variant)));
}

const wordsOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** An id may be a part of a word, which is left alone. */
function withoutId(text: string, id: string): string {
  const escaped = id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'gu'), ' ');
}
