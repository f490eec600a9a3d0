// A real OpenID Connect provider, whose people and mistakes the tests choose: node provider.js FOLDER_OF_NODE_MODULES
// Prints its issuer once it listens, and ends with its standard input.
import crypto from 'node:crypto';
import http from 'node:http';
import { pathToFileURL } from 'node:url';

const { default: Provider } = await import(pathToFileURL(`${process.argv[2]}/node_modules/oidc-provider/lib/index.js`));

// nobody reads its advice
console.info = console.warn = () => {};

const secret = 'a secret that only the tests know';
const rsa = () => crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
let key = rsa();
let keyNumber = 1;
let issuer;
let provider;
let client = {};
// who signs in next, with which claims; and what is changed in the next tokens
let person = { sub: 'anna', claims: {} };
let change = {};
const captured = [];

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The same token as somebody else would make it. */
function forge(token) {
  const [header, claims] = token.split('.').slice(0, 2).map((text) => JSON.parse(Buffer.from(text, 'base64url')));
  const signed = `${part({ ...header, ...change.header })}.${part({ ...claims, ...change.claims })}`;
  const signature = {
    none: () => '',
    secret: () => crypto.createHmac('sha256', secret).update(signed).digest('base64url'),
    other: () => crypto.sign('sha256', Buffer.from(signed), rsa()).toString('base64url'),
    kept: () => token.split('.')[2],
  }[change.signature] ?? (() => crypto.sign('sha256', Buffer.from(signed), key).toString('base64url'));
  return `${signed}.${signature()}`;
}

function build() {
  provider = new Provider(issuer, {
    clients: [{
      client_id: 'okrio',
      client_secret: secret,
      backchannel_logout_uri: `${issuer}/captured`,
      backchannel_logout_session_required: true,
      ...client,
    }],
    jwks: { keys: [{ ...key.export({ format: 'jwk' }), kid: `key-${keyNumber}`, use: 'sig', alg: 'RS256' }] },
    pkce: { methods: ['S256'], required: () => true },
    claims: { openid: ['sub', 'sid'], profile: ['preferred_username', 'tid', 'oid', 'groups'], email: ['email'] },
    conformIdTokenClaims: false,
    acrValues: ['two-factors'],
    cookies: { keys: ['of the tests'] },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource: (ctx, form) => { ctx.body = form; } },
    },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...person.claims }) }),
    async loadExistingGrant(ctx) {
      const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.path === '/token' && ctx.body?.id_token && Object.keys(change).length) ctx.body.id_token = forge(ctx.body.id_token);
  });
}

async function body(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

const server = http.createServer(async (request, response) => {
  try {
    if (request.url === '/control') {
      const wanted = JSON.parse(await body(request));
      if (wanted.person) person = wanted.person;
      if (wanted.change) change = wanted.change;
      if (wanted.client) client = wanted.client;
      if (wanted.rotate) { key = rsa(); keyNumber += 1; }
      if (wanted.rotate || wanted.client) build();
      response.end('{}');
    } else if (request.url === '/captured' && request.method === 'POST') {
      captured.push(new URLSearchParams(await body(request)).get('logout_token'));
      response.end();
    } else if (request.url === '/captured') {
      response.end(JSON.stringify(captured));
    } else if (request.url.startsWith('/interaction/')) {
      const result = person.denies ? { error: 'access_denied' } : { login: { accountId: person.sub } };
      await provider.interactionFinished(request, response, result);
    } else {
      provider.callback()(request, response);
    }
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error));
  }
});
server.listen(0, '127.0.0.1', () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  build();
  process.stdout.write(`${issuer}\n`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
