/** What an error of the API is about, as far as its words say so beyond doubt. */
export type ErrorCause = 'rate limit' | 'job' | 'key'

// A word in an error is not its cause: "Job results are temporarily locked" says nothing about the job id, and "SPF
// authentication failed" nothing about the key. So a whole clause has to say it, and what no clause says beyond doubt has no
// cause. That an error of a remembered baseline is about its job id makes the comparison go away, so doubt must not.

const ARTICLE = '(?:(?:the|this|that|your|a|an|any|given|provided|supplied|specified|requested) )*'
const AFTERWARDS = '(?: (?:given|provided|supplied|specified|requested))?'
const ACCOUNT = '(?: (?:for|in|on|under|with) (?:this|the|your) (?:account|user|api key|key))?'

const JOB_ID = `job ids?|job identifier|jobid`
/** `job`, `the job id`, `job 4711`, `job with this id`: the job itself, and nothing that belongs to it. */
const JOB = `${ARTICLE}(?:inbox test )?(?:(?:${JOB_ID}|job)(?: ID)?|job with (?:the |this |that |given )*(?:${JOB_ID}|id)(?: ID)?)${AFTERWARDS}`
const IS = '(?:(?:is|was|were|are) |(?:could|can) be )?'
const NOT = "(?:not |(?:is|was|are|were|could|can)n[o']?t |cannot |can ?not )"
const UNKNOWN = 'unknown|invalid|non ?existent|unrecogni[sz]ed'
const NOT_KNOWN = [
  `(?:is |was |are )?(?:an? )?(?:${UNKNOWN})(?: or (?:${UNKNOWN}))?(?: (?:${JOB_ID}|job))?`,
  `(?:(?:is|was|are|were|could|can|has|have) )?${NOT}(?:be |been )?(?:found|known|recogni[sz]ed|valid|an? (?:valid|known) (?:${JOB_ID}|job))`,
  "(?:do|does|did)(?: not|n[o']?t) exists?",
  'no longer (?:exists?|known)',
].join('|')

const ABOUT_THE_JOB = clauses(
  `${JOB} (?:${NOT_KNOWN})(?: or (?:${NOT_KNOWN}))?(?: yet)?${ACCOUNT}`,
  `${ARTICLE}(?:${UNKNOWN})(?: or (?:${UNKNOWN}))? ${JOB}${ACCOUNT}`,
  `(?:there is )?no such ${JOB}(?: (?:exists|found|known))?${ACCOUNT}`,
  `(?:there is )?no (?:inbox test|test|job)(?: ${IS}(?:found|known|exists))? (?:for|with|by|has) ${ARTICLE}(?:${JOB_ID}|id)(?: ID)?(?: (?:exists|(?:was |is |could be )?(?:found|known)))?${ACCOUNT}`,
  `no job (?:was |is |could be )?(?:found|known|exists)${ACCOUNT}`,
  `(?:we |i |the api )?(?:could not|couldn't|cannot|can not|can't|unable to) find ${JOB}${ACCOUNT}`,
  `(?:we |the api )?(?:does|do)(?: not|n't) (?:know|recogni[sz]e) ${JOB}`,
)

const KEY = `${ARTICLE}(?:x cc )?api ?key${AFTERWARDS}`
const REFUSED =
  'invalid|missing|unknown|expired|wrong|incorrect|inactive|revoked|disabled|deactivated|suspended|blocked|rejected|refused|required|unauthori[sz]ed|forbidden|malformed'
const FOR_WHAT = '(?: (?:for|to|on|in|by) .*)?'

const ABOUT_THE_KEY = clauses(
  `${KEY} (?:(?:is|was|has|has been|have been|must be) )?(?:${REFUSED})${FOR_WHAT}`,
  `${KEY} (?:(?:is|was|has|has been|could|can|does) )?${NOT}(?:be |been )?(?:found|known|recogni[sz]ed|valid|active|exist|authori[sz]ed|allowed|permitted|accepted|provided|given|set)${FOR_WHAT}`,
  `${KEY} (?:(?:does|did)(?: not|n't) exist|is no longer (?:valid|active))${FOR_WHAT}`,
  `${ARTICLE}(?:${REFUSED}|no|no valid|no such|bad) ${KEY}(?: or .*)?`,
  '(?:access |request )?(?:is |was )?(?:unauthori[sz]ed|forbidden)(?: (?:access|request))?',
  '(?:you are |the request is )?not (?:authori[sz]ed|authenticated)',
  '(?:api |user )?authentication (?:failed|failure|required|error|is required|has failed)',
  '(?:invalid|wrong) credentials',
)

// "The inbox rate limit of your plan" is a bound on a measurement, and no waiting helps against it.
const MEASURED = 'inbox|spam|placement|open|click|bounce|complaint|delivery|unsubscribe|unknown|send|sending'
const ABOUT_A_RATE_LIMIT = [
  new RegExp(`(?<!\\b(?:${MEASURED}) )\\brate ?(?:limit(?:s|ed|ing)?)\\b`, 'u'),
  /\btoo many (?:api )?(?:requests|calls|api requests)\b/u,
  /\brequest rate (?:is )?(?:exceeded|too high)\b/u,
  /^(?:(?:api |your )?requests? (?:(?:is|are|was|were|has been|have been) )?(?:being )?)?throttled\b/u,
]

/**
 * What an error's text blames; null where it does not say so beyond doubt.
 * @param jobId the test that was asked for: the text may quote it anywhere
 */
export function causeOf(text: string, jobId: string): ErrorCause | null {
  const found = clausesOf(text, jobId)
  if (found.some((clause) => ABOUT_A_RATE_LIMIT.some((pattern) => pattern.test(clause)))) return 'rate limit'
  if (found.some((clause) => ABOUT_THE_JOB.test(clause))) return 'job'
  return found.some((clause) => ABOUT_THE_KEY.test(clause)) ? 'key' : null
}

function clauses(...patterns: readonly string[]): RegExp {
  return new RegExp(`^(?:${patterns.join('|')})$`, 'u')
}

/** The text as a whole, and each of its clauses: words in lower case with single spaces between them, `ID` for the job's id. */
function clausesOf(text: string, jobId: string): string[] {
  const words = (part: string) =>
    part
      .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
      .toLowerCase()
      .replace(/’/gu, "'")
      .replace(/(?<!\p{L})'|'(?!\p{L})|[^\p{L}\p{N}'\uE000…]+/gu, ' ')
      .replaceAll('\uE000', 'ID')
      .trim()
  const quoting = withoutId(text, jobId)
  return [quoting, ...quoting.split(/[.;:,!?()[\]{}|/–—\n]+|\s-+\s/u)].map((part) =>
    words(part).replace(/\s+/gu, ' '),
  )
}

/** A placeholder for the id. An id that could be a word, such as `status`, stays: "Job status unknown" is not about the id. */
function withoutId(text: string, jobId: string): string {
  if (!/\d/u.test(jobId)) return text
  const at = text.toLowerCase().indexOf(jobId.toLowerCase())
  return at < 0 ? text : `${text.slice(0, at)} \uE000 ${text.slice(at + jobId.length)}`
}
