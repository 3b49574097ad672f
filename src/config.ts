import { z } from 'zod'
import { type DkimKey, isRsaPrivateKey } from './infra/mail/signing.ts'
import { isOrigin } from './infra/security/origin.ts'
import { deriveKey } from './infra/security/secrets.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const url = (...protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `must be a URL starting with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  })

const rateLimit = z.coerce.number().int().min(1).max(1_000_000_000)
const list = z.string().transform((value) => value.split(',').map((each) => each.trim()))
const proxies = list.pipe(
  z.array(
    z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6(), z.enum(['loopback', 'linklocal', 'uniquelocal'])], {
      error:
        'must be addresses such as 10.0.0.7 or 10.0.0.0/8, or loopback, linklocal, uniquelocal, with commas between',
    }),
  ),
)
const origins = list.pipe(
  z.array(z.string().refine(isOrigin, 'must be origins such as https://app.example.org, with commas between')),
)

const Environment = z.object({
  /** `production` refuses to start on what would put data or people at risk (src/checks). */
  NODE_ENV: z.string().optional(),
  /** The server and database; with an administrator's credentials where migrations are run, with none elsewhere. */
  DATABASE_URL: url('postgres:', 'postgresql:'),
  /** Everything secret is derived from it: role passwords, sealed keys, signatures. */
  CADRE_SECRET: z.string().min(32, 'must have at least 32 characters; `openssl rand -base64 32` makes a good one'),
  /** Where this service is reached from outside: links in mails and the issuer of tokens. */
  PUBLIC_URL: url('http:', 'https:'),
  SMTP_URL: url('smtp:', 'smtps:'),
  /** Whether practices may name mail servers inside the operator's network; nowhere but where this is tried out. */
  PRIVATE_MAIL_SERVERS: z.stringbool().optional(),
  /** What the platform's mail provider signs events and mails that came back with (Standard Webhooks). */
  MAIL_EVENTS_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/=]{32,}$/, 'must be whsec_ and at least 24 bytes in base64')
    .optional(),
  /** What is mailed to this domain is handed in here (`/v1/inbound-mail`): each client has an address there to log by. */
  MAIL_INBOUND_DOMAIN: z
    .string()
    .regex(/^(?=.{4,190}$)([a-z0-9-]+\.)+[a-z]{2,}$/, 'must be a domain in small letters, such as log.example.org')
    .optional(),
  /** The topics of Amazon SNS by which Amazon SES tells what became of mails. */
  SES_TOPIC_ARNS: list.optional(),
  /** Whom to ask for DNS records of sending domains; without it, this machine's own servers. */
  DNS_SERVERS: list.optional(),
  /** The address that the platform's own mail comes from. */
  MAIL_FROM: z.email().default('cadre@localhost.example'),
  /** Signs the platform's own mail: a private RSA key (PEM, its line ends may be written \n), found under this selector. */
  MAIL_DKIM_PRIVATE_KEY: z
    .string()
    .transform((pem) => pem.replaceAll('\\n', '\n'))
    .refine(isRsaPrivateKey, 'must be a private RSA key of at least 1024 bits, as PEM')
    .optional(),
  MAIL_DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z0-9-]{1,63}$/, 'must be small letters, digits and hyphens')
    .default('cadre'),
  REDIS_URL: url('redis:', 'rediss:').optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(3000),
  /** Whose word counts as to where a request came from (`X-Forwarded-For`): nobody's, unless named. */
  TRUSTED_PROXIES: proxies.optional(),
  /** Where a worker says how it is; it need not. */
  WORKER_PORT: port.optional(),
  /** Where a process tells operators its figures; without a port, nowhere. Not for the world to see. */
  OPERATOR_HOST: z.string().default('127.0.0.1'),
  OPERATOR_PORT: port.optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** How many processes run in all, so that they are not started for more connections than PostgreSQL has. */
  API_PROCESSES: z.coerce.number().int().min(0).max(1000).default(1),
  WORKER_PROCESSES: z.coerce.number().int().min(0).max(1000).default(1),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(10),
  /** How long one may wait for one of these connections (who must expect a fifth of it is refused), and how many may at a time. */
  DATABASE_WAIT_SECONDS: z.coerce.number().min(0.1).max(60).default(2.5),
  DATABASE_MAX_WAITING: z.coerce.number().int().min(0).max(100_000).default(200),
  /** How long a request may take to arrive, its body included. */
  REQUEST_TIMEOUT_SECONDS: z.coerce.number().min(1).max(600).default(20),
  /** Whose pages may call from a browser whatever the practice; each practice has its own list besides. */
  ALLOWED_ORIGINS: origins.optional(),
  /** How many requests in ten seconds one practice, one member or client, and one address that is not signed in may make. */
  RATE_LIMIT_PRACTICE: rateLimit.default(20_000),
  RATE_LIMIT_CALLER: rateLimit.default(10_000),
  RATE_LIMIT_ADDRESS: rateLimit.default(5_000),
  /** How many letters of announcements and the like a practice may send a day while it is so many days old. */
  NEW_PRACTICE_MAILS_PER_DAY: z.coerce.number().int().min(1).max(1_000_000).optional(),
  NEW_PRACTICE_DAYS: z.coerce.number().int().min(0).max(365).default(14),
  /** How many SMTP sessions one worker keeps open. */
  MAIL_SESSIONS: z.coerce.number().int().min(1).max(100).default(10),
  MAIL_SOCKET_TIMEOUT_SECONDS: z.coerce.number().int().min(1).max(600).default(60),
  /** How long a worker may hold messages before another may look at them. Longer than the socket timeout. */
  MAIL_LEASE_SECONDS: z.coerce.number().int().min(1).max(3600).default(90),
  /** After how long the queue is given work again that it was given and that is not done. */
  QUEUE_REPUBLISH_SECONDS: z.coerce.number().int().min(1).max(3600).default(30),
})

export interface Config {
  production: boolean
  databaseUrl: string
  adminDatabaseUrl: string
  relayDatabaseUrl: string
  queueDatabaseUrl: string
  redisUrl: string | undefined
  secret: string
  publicUrl: string
  smtpUrl: string
  mailFrom: string
  /** What mail from the platform's own address is signed with. */
  dkim: DkimKey | undefined
  privateMailServers: boolean
  dnsServers: string[]
  mailEventsSecret: string | undefined
  inboundDomain: string | undefined
  sesTopics: string[]
  host: string
  port: number
  workerPort: number | undefined
  trustedProxies: string[]
  operator: { host: string; port: number } | undefined
  logLevel: z.infer<typeof Environment>['LOG_LEVEL']
  databasePoolSize: number
  databaseWaitMs: number
  databaseMaxWaiting: number
  requestTimeoutMs: number
  allowedOrigins: string[]
  rateLimits: { practice: number; caller: number; address: number }
  apiProcesses: number
  workerProcesses: number
  newPracticeCap: { days: number; mailsPerDay: number } | undefined
  mailSessions: number
  mailSocketTimeoutMs: number
  mailLeaseMs: number
  republishAfterMs: number
}

/** What the roles sign in with. */
export const rolePassword = (secret: string) => (role: string) =>
  deriveKey(secret, `role ${role}`).toString('base64url')

const withoutEmpty = (environment: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))

const plainly: z.core.$ZodErrorMap = (issue) =>
  'expected' in issue && issue.expected === 'number' ? 'must be a number' : undefined

/** The variables that are missing or do not fit, and what is wrong with each: `must be …`. No value is quoted. */
export function wrongSettings(environment: Record<string, string | undefined>): { variable: string; says: string }[] {
  const given = withoutEmpty(environment)
  const issues = Environment.safeParse(given, { error: plainly }).error?.issues ?? []
  return issues.map(({ path, message }) => {
    const variable = path.join('.')
    return { variable, says: given[variable] === undefined ? 'is not set' : message }
  })
}

/**
 * Reads the configuration once.
 *
 * @throws an Error that lists every wrong variable and what it should be
 */
export function parseConfig(environment: Record<string, string | undefined>): Config {
  const wrong = wrongSettings(environment)
  if (wrong.length > 0) {
    const lines = wrong.map(({ variable, says }) => `  ${variable}: ${says}`)
    throw new Error(`The configuration cannot be used (\`npm run doctor\` says more):\n${lines.join('\n')}`)
  }
  const given = Environment.parse(withoutEmpty(environment))
  const passwordOf = rolePassword(given.CADRE_SECRET)
  const signedInAs = (role: string) => {
    const url = new URL(given.DATABASE_URL)
    url.username = role
    url.password = passwordOf(role)
    return url.href
  }
  return {
    production: given.NODE_ENV === 'production',
    databaseUrl: signedInAs('cadre_app'),
    adminDatabaseUrl: given.DATABASE_URL,
    relayDatabaseUrl: signedInAs('cadre_relay'),
    queueDatabaseUrl: signedInAs('cadre_queue'),
    redisUrl: given.REDIS_URL,
    secret: given.CADRE_SECRET,
    publicUrl: given.PUBLIC_URL.replace(/\/$/, ''),
    smtpUrl: given.SMTP_URL,
    mailFrom: given.MAIL_FROM,
    dkim:
      given.MAIL_DKIM_PRIVATE_KEY === undefined
        ? undefined
        : {
            domain: given.MAIL_FROM.slice(given.MAIL_FROM.lastIndexOf('@') + 1).toLowerCase(),
            selector: given.MAIL_DKIM_SELECTOR,
            privateKey: given.MAIL_DKIM_PRIVATE_KEY,
          },
    privateMailServers: given.PRIVATE_MAIL_SERVERS ?? given.NODE_ENV !== 'production',
    dnsServers: given.DNS_SERVERS ?? [],
    mailEventsSecret: given.MAIL_EVENTS_SECRET,
    inboundDomain: given.MAIL_INBOUND_DOMAIN,
    sesTopics: given.SES_TOPIC_ARNS ?? [],
    host: given.HOST,
    port: given.PORT,
    workerPort: given.WORKER_PORT,
    trustedProxies: given.TRUSTED_PROXIES ?? [],
    operator: given.OPERATOR_PORT === undefined ? undefined : { host: given.OPERATOR_HOST, port: given.OPERATOR_PORT },
    logLevel: given.LOG_LEVEL,
    databasePoolSize: given.DATABASE_POOL_SIZE,
    databaseWaitMs: given.DATABASE_WAIT_SECONDS * 1000,
    databaseMaxWaiting: given.DATABASE_MAX_WAITING,
    requestTimeoutMs: given.REQUEST_TIMEOUT_SECONDS * 1000,
    allowedOrigins: given.ALLOWED_ORIGINS ?? [],
    rateLimits: {
      practice: given.RATE_LIMIT_PRACTICE,
      caller: given.RATE_LIMIT_CALLER,
      address: given.RATE_LIMIT_ADDRESS,
    },
    apiProcesses: given.API_PROCESSES,
    workerProcesses: given.WORKER_PROCESSES,
    newPracticeCap: newPracticeCap(given),
    mailSessions: given.MAIL_SESSIONS,
    mailSocketTimeoutMs: given.MAIL_SOCKET_TIMEOUT_SECONDS * 1000,
    mailLeaseMs: given.MAIL_LEASE_SECONDS * 1000,
    republishAfterMs: given.QUEUE_REPUBLISH_SECONDS * 1000,
  }
}

/** In production a newcomer proves first that their mail is wanted; elsewhere no mail leaves the house. */
function newPracticeCap(given: z.output<typeof Environment>): Config['newPracticeCap'] {
  const mailsPerDay = given.NEW_PRACTICE_MAILS_PER_DAY ?? (given.NODE_ENV === 'production' ? 500 : undefined)
  return mailsPerDay === undefined ? undefined : { days: given.NEW_PRACTICE_DAYS, mailsPerDay }
}

/** The variables of this process; empty ones count as absent. */
export const environmentOfProcess = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''))

/** The configuration of this process. */
export const readConfig = (): Config => parseConfig(environmentOfProcess())
