// Looks at HTML reports in a browser as a reader does: check_pages.js PAGES PICTURES [REGEX], where
// PAGES holds what `run` has written. Every check opens a page of its own.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {axeSource, openPage, startBrowser} from './browser.js';

const [pages, pictures] = process.argv.slice(2).map((path) => resolve(path));
const urlOf = (name, hash = '') => pathToFileURL(join(pages, name + '.html')).href + hash;
const browser = await startBrowser();
const only = new RegExp(process.argv[4] ?? '');  // for trying a few
const checks = [];

// Runs with the page and fails if the page did what it should not.
function check(what, name, run, {hash = '', ...options} = {}) {
  if (!only.test(what)) return;
  checks.push({what, run: async () => {
    const opened = await openPage(browser, urlOf(name, hash), options);
    try {
      await run(opened.page);
      assert.deepEqual(opened.problems, []);
    } finally {
      await opened.close();
    }
  }});
}

const chosen = (page) => page.getAttribute('#map', 'aria-valuenow').then(Number);
const heading = (page) => page.textContent('#details h3');

async function assertAccessible(page) {
  await page.evaluate(axeSource);
  const {violations} = await page.evaluate(() => globalThis.axe.run(document, {resultTypes: ['violations']}));
  const told = violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).slice(0, 3).join(' ')}`);
  assert.deepEqual(told, []);
}

// How many columns of the map have a pixel of the colour in which failing places are drawn.
function failingColumns(page) {
  return page.evaluate(() => {
    const canvas = document.querySelector('#map canvas');
    const wanted = getComputedStyle(document.documentElement).getPropertyValue('--fails').trim();
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(wanted.slice(at, at + 2), 16));
    const {data, width, height} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const columns = new Set();
    for (let at = 0; at < width * height; ++at) {
      if (data[4 * at] === red && data[4 * at + 1] === green && data[4 * at + 2] === blue) columns.add(at % width);
    }
    return columns.size;
  });
}

// Of the page's process so far: a machine that has other things to do does not change it much.
async function processorSeconds(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const {metrics} = await session.send('Performance.getMetrics');
  return metrics.find((metric) => metric.name === 'ProcessTime').value;
}

for (const name of ['flawed', 'sound', 'ten', 'hundred_thousand', 'hostile']) {
  for (const colorScheme of ['light', 'dark']) {
    check(`${name}, ${colorScheme}: no error, no request, accessible`, name, async (page) => {
      await page.screenshot({path: join(pictures, `${name}-${colorScheme}.png`), fullPage: true});
      await assertAccessible(page);
    }, {colorScheme});
  }
  check(`${name}: without scripts a picture and tables`, name, async (page) => {
    assert.ok(await page.isVisible('#still svg'));
    assert.ok(!(await page.isVisible('#interactive')));
    await page.click('details.tables > summary');
    assert.ok(await page.isVisible('text="Outcomes by fault" >> nth=0'));
    await page.screenshot({path: join(pictures, `${name}-still.png`), fullPage: true});
  }, {javaScriptEnabled: false});
}

check('the flawed job: the verdict, the cause, its proof', 'flawed', async (page) => {
  assert.match(await page.textContent('.verdict'), /finding.*exit 1/s);
  const card = await page.textContent('#finding-1');
  for (const part of ['CP001', 'Let', 'Then', 'Because', 'Proof', 'Fix', 'Again']) assert.ok(card.includes(part), part);
  assert.match(await page.textContent('#where-tried'), /By call site/);
  assert.ok((await failingColumns(page)) > 0);
});

check('the sound job: nothing fails on its map', 'sound', async (page) => {
  assert.match(await page.textContent('.verdict'), /No finding.*exit 0/s);
  assert.equal(await failingColumns(page), 0);
  assert.ok(await page.isVisible('#map canvas'));
});

check('buttons go from failing place to failing place, with the diagnosis', 'flawed', async (page) => {
  await page.click('text="Whole run"');
  await page.click('[data-do=next-failing]');
  const first = await chosen(page);
  await page.click('[data-do=next-failing]');
  assert.ok((await chosen(page)) > first);
  await page.click('[data-do=previous-failing]');
  assert.equal(await chosen(page), first);
  const details = await page.textContent('#details');
  assert.ok(details.includes('fails') && details.includes('Because') && details.includes('Lost') === false);
  assert.match(details, /lost: out\.csv/);
  assert.match(await page.textContent('#details .point code'), /^crashproof replay .*kill@.* -- python3 load\.py$/);
});

check('keys: events, failing places, ends, zoom', 'flawed', async (page) => {
  await page.focus('#map');
  await page.keyboard.press('Home');
  assert.equal(await chosen(page), 0);
  await page.keyboard.press('n');
  await page.keyboard.press('ArrowRight');
  assert.equal(await chosen(page), 2);
  await page.keyboard.press('p');
  assert.match(await heading(page), /^Event 1 of /);
  await page.keyboard.press('f');
  assert.match(await page.textContent('#details'), /fails/);
  await page.keyboard.press('+');
  assert.match(await page.textContent('#range'), /^events \d+ to \d+ of/);
  await page.keyboard.press('0');
  assert.match(await page.textContent('#range'), /^all/);
  await page.keyboard.press('End');
  assert.equal(await chosen(page), Number(await page.getAttribute('#map', 'aria-valuemax')));
});

check('a click on the map chooses the event under it; a click in the list another', 'flawed', async (page) => {
  const box = await page.locator('#map').boundingBox();
  await page.click('#map', {position: {x: 190 + (box.width - 200) * 0.5, y: box.height - 50}});
  const last = Number(await page.getAttribute('#map', 'aria-valuemax'));
  assert.ok(Math.abs((await chosen(page)) - last / 2) <= 2);
  const next = (await chosen(page)) + 1;
  await page.click(`#details button[data-event="${next}"]`);
  assert.equal(await chosen(page), next);
  const [, number] = /^(?:Event|Behind event) (\d+) of /.exec(await heading(page));
  assert.match(page.url(), new RegExp(`#event=${number}(&open=\\d+)?$`));
});

check('a drag moves the part that is shown and chooses nothing', 'hundred_thousand', async (page) => {
  await page.focus('#map');
  for (let i = 0; i < 5; ++i) await page.keyboard.press('+');
  const [range, event] = [await page.textContent('#range'), await chosen(page)];
  await page.evaluate(() => document.getElementById('map').scrollIntoView());
  const box = await page.locator('#map').boundingBox();
  await page.mouse.move(box.x + 800, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + 500, box.y + 40, {steps: 4});
  await page.mouse.up();
  assert.notEqual(await page.textContent('#range'), range);
  assert.equal(await chosen(page), event);
});

check('copying gives the replay line', 'flawed', async (page) => {
  await page.click('#finding-1 button.copies');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await page.textContent('#finding-1 code.copy'));
  assert.match(copied, /^crashproof replay /);
});

check('a link to an event and a part of the run', 'flawed', async (page) => {
  assert.match(await heading(page), /^Event 4 of /);
  assert.match(await page.textContent('#range'), /^events 2 to 8 of/);
}, {hash: '#event=4&from=2&to=8'});

check('a link to a finding turns the map to its window', 'flawed', async (page) => {
  assert.match(await page.textContent('#details'), /CP001/);
  await page.evaluate(() => { location.hash = '#event=2'; });
  await page.locator('#details h3', {hasText: /^Event 2 of /}).first().waitFor();
}, {hash: '#finding-1'});

check('a link with nonsense does no harm', 'flawed', async (page) => {
  assert.ok((await chosen(page)) >= 0);
}, {hash: '#event=<script>&from=9e9&to=x'});

check('the run can be taken away as CSV and JSON', 'flawed', async (page) => {
  const contents = [];
  for (const label of ['Trials as CSV', 'All data as JSON']) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(`text="${label}"`)]);
    contents.push(readFileSync(await download.path(), 'utf8'));
  }
  const trials = JSON.parse(contents[1]).trials.number.n;
  assert.equal(contents[0].trim().split('\n').length, trials + 1);
  assert.match(contents[0], /fails,CP001/);
});

check('text of a subject stays text', 'hostile', async (page) => {
  assert.match(await page.textContent('h1'), /<\/script><script>alert\(1\)<\/script>/);
  assert.equal(await page.locator('img').count(), 0);
  await page.focus('#map');
  await page.keyboard.press('f');
  assert.match(await page.textContent('#details'), /<img src=x onerror=alert\(2\)>/);
});

check('with 100,000 points rare failures stay in sight and it answers', 'hundred_thousand', async (page) => {
  const cpu = await processorSeconds(page);
  assert.ok((await failingColumns(page)) > 800, 'one failing point in each sixtieth event colours nearly every column');
  const seconds = await page.evaluate(() => {
    const begin = performance.now();
    document.querySelector('[data-do=zoom-in]').click();
    document.querySelector('[data-do=next-failing]').click();
    return new Promise((done) => requestAnimationFrame(() => done((performance.now() - begin) / 1000)));
  });
  console.log(`  100,000 points: opened with ${cpu.toFixed(2)} s of processor time, one step took ${seconds.toFixed(3)} s`);
  assert.ok(cpu < 3, 'far more than a second, even on a slow machine');
});

check('a narrow screen shows all of it without scrolling sideways', 'flawed', async (page) => {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `the page is ${wider} pixels wider than the screen`);
  await page.screenshot({path: join(pictures, 'flawed-narrow.png')});
}, {viewport: {width: 400, height: 800}});

let failed = 0;
for (const {what, run} of checks) {
  try {
    await run();
    console.log('ok: ' + what);
  } catch (error) {
    ++failed;
    console.log(`FAILED: ${what}\n${error.message}\n${error.stack?.split('\n').find((line) => line.includes('check_pages.js')) ?? ''}`);
  }
}
await browser.close();
console.log(`${checks.length - failed} of ${checks.length} checks passed`);
process.exitCode = failed > 0 ? 1 : 0;
