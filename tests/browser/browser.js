// Starts Debian's Chromium with an empty profile and watches what pages do.
import {createRequire} from 'node:module';
import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

// What npm fetched lies beside the build, not beside this file.
const require = createRequire(join(process.cwd(), 'here.js'));
const {chromium} = require('playwright-core');
export const axeSource = require('node:fs').readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const flags = [
  '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [...flags, '--disk-cache-dir=' + mkdtempSync(join(tmpdir(), 'crashproof-browser-'))],
    timeout: 60_000,
  });
}

// A page in a context of its own; `problems` fills with errors, dialogs and requests that leave.
export async function openPage(browser, url, options = {}) {
  const context = await browser.newContext({
    viewport: {width: 1280, height: 900}, permissions: ['clipboard-read', 'clipboard-write'], ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const problems = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push('console: ' + message.text());
  });
  page.on('pageerror', (error) => problems.push('error: ' + error.message));
  page.on('dialog', (dialog) => { problems.push('dialog: ' + dialog.message()); dialog.dismiss(); });
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) problems.push('request: ' + request.url());
  });
  await page.goto(url);
  return {page, problems, close: () => context.close()};
}
