# What gallery-browser.sh checks, with a browser driven by playwright: WORK holds the sites cmu and compared.
import json
import pathlib
import shutil
import sys
import time

from playwright.sync_api import sync_playwright

work = pathlib.Path(sys.argv[1])
shots = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
failures = []


def check(truth, what):
    print(('ok      ' if truth else 'FAILED  ') + what)
    if not truth:
        failures.append(what)


def pretend(count):
    """A site of many clips whose pictures are those of a few."""
    target = work / 'many'
    shutil.copytree(work / 'cmu', target)
    text = (target / 'data.js').read_text()
    data = json.loads(text[len('gallery('):text.rindex(')')])
    clips = data['clips']
    words = ['quickly', 'with the left hand', 'in a circle', 'like a robot', 'and stops', 'backwards', '慢慢地', 'быстро']
    data['clips'] = []
    for i in range(count):
        clip = list(clips[i % len(clips)])
        clip[1] = f'{clip[1]}_{i:05d}'
        clip[2] = f'{clip[2]} {words[i % len(words)]} {words[i // 7 % len(words)]} {i}'
        data['clips'].append(clip)
    (target / 'data.js').write_text('gallery(' + json.dumps(data, ensure_ascii=False, separators=(',', ':')) + ')\n')
    return target


with sync_playwright() as play:
    browser = play.chromium.launch(executable_path=shutil.which('chromium') or shutil.which('chromium-browser'), args=['--no-sandbox'])

    def page(site, width=1280, height=860, name='index.html', **options):
        context = browser.new_context(viewport={'width': width, 'height': height}, **options)
        page = context.new_page()
        page.problems = []
        page.on('console', lambda message: page.problems.append(message.text) if message.type in ('error', 'warning') else None)
        page.on('pageerror', lambda error: page.problems.append(str(error)))
        # What was still being loaded when a link was followed does not count.
        page.on('requestfailed', lambda request: None if 'ABORTED' in (request.failure or '') else page.problems.append(request.url))
        page.on('request', lambda request: None if request.url.startswith(('file:', 'data:')) else page.problems.append('network: ' + request.url))
        page.goto(f'file://{work / site}/{name}')
        return page

    def shoot(page, name, full=False):
        if shots:
            shots.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=shots / f'{name}.png', full_page=full)

    def found(page):
        return page.locator('#found').inner_text()

    # --- the index ---
    p = page('cmu')
    p.wait_for_selector('.card')
    total = p.evaluate("document.querySelectorAll('.card').length")
    check(0 < total < 100, f'only cards near the view are in the page: {total}')
    check(found(p) == '217 clips', 'all clips are found: ' + found(p))
    card = p.locator('.card').nth(2)
    card.hover()
    p.wait_for_timeout(900)
    first = card.locator('.sprite').get_attribute('data-frame')
    p.wait_for_timeout(400)
    second = card.locator('.sprite').get_attribute('data-frame')
    check(first is not None and first != second, f'a card plays under the pointer: frames {first}, {second}')
    shoot(p, 'index-light')
    p.mouse.move(640, 20)
    p.wait_for_timeout(200)
    check(card.locator('.sprite').get_attribute('data-frame') is None, 'it stops when the pointer leaves')
    p.keyboard.press('/')
    p.keyboard.type('walk')
    p.wait_for_timeout(250)
    check(' of 217 clips' in found(p), 'typing searches: ' + found(p))
    labels = p.evaluate("[...document.querySelectorAll('.card')].map(c => c.getAttribute('aria-label'))")
    check(len(labels) > 3 and all(' seconds, ' in label for label in labels), f'{len(labels)} cards say what they are')
    check('q=walk' in p.url, 'the address keeps the search')
    p.keyboard.press('Escape')
    p.wait_for_timeout(150)
    check(found(p) == '217 clips', 'Escape clears it')
    p.locator('#from').fill('8')
    p.locator('#to').fill('12')
    p.wait_for_timeout(150)
    lengths = p.evaluate("[...document.querySelectorAll('.card .len')].map(c => parseFloat(c.textContent))")
    check(lengths and all(8 <= s <= 12 for s in lengths), f'lengths are filtered: {min(lengths, default=0)} to {max(lengths, default=0)}')
    p.locator('#sort').select_option('longest')
    p.wait_for_timeout(150)
    lengths = p.evaluate("[...document.querySelectorAll('.card .len')].map(c => parseFloat(c.textContent))")
    check(lengths == sorted(lengths, reverse=True), 'sorted by length')
    p.locator('#reset').click()
    p.wait_for_timeout(150)
    check(found(p) == '217 clips', 'Clear shows all again')
    p.locator('#topic').select_option(index=1)
    p.wait_for_timeout(150)
    check(' of 217 clips' in found(p), 'labels are filtered: ' + found(p))
    p.locator('#reset').click()
    p.locator('#search').fill('nothing is called like this')
    p.wait_for_timeout(200)
    check(p.locator('#nothing').is_visible(), 'nothing found is said')
    p.locator('#again').click()
    p.wait_for_timeout(150)

    # --- the keyboard ---
    p.locator('.card').first.focus()
    p.wait_for_timeout(700)
    check(p.locator('.card').first.locator('.sprite').get_attribute('data-frame') is not None, 'a focused card plays')
    for key in ['ArrowRight', 'ArrowDown', 'End']:
        p.keyboard.press(key)
    p.wait_for_timeout(300)
    check(p.evaluate("document.activeElement.className") == 'card' and p.evaluate('scrollY') > 1000, 'arrows and End move the focus through all cards')
    outline = p.evaluate("getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth")
    check(outline == 'solid3px', 'the focus is seen: ' + outline)
    p.keyboard.press('Home')
    p.keyboard.press('Tab')
    p.keyboard.press('Tab')
    check(p.evaluate("document.activeElement.className") == 'card', 'Tab goes on from card to card')
    p.keyboard.press('Enter')
    p.wait_for_selector('#figure.ready')

    # --- a clip ---
    check('/clips/' in p.url, 'Enter opens the page of the clip')
    a = p.locator('#clock').inner_text()
    p.wait_for_timeout(500)
    check(p.locator('#clock').inner_text() != a, 'its animation plays')
    p.locator('#toggle').click()
    a = p.locator('#clock').inner_text()
    p.locator('h1').click()
    p.keyboard.press('ArrowRight')
    check(p.locator('#clock').inner_text() != a, 'paused, an arrow key shows the next frame')
    check(p.locator('.pane svg').count() == 2 and p.locator('.square svg').count() == 1, 'it has its plots')
    check(p.locator('.commands code').first.inner_text().startswith('smog render data/cmu/'), 'commands: ' + p.locator('.commands code').first.inner_text())
    p.locator('.copy').first.click()
    p.wait_for_timeout(100)
    check(p.locator('.copy').first.inner_text() in ('Copied', 'Selected'), 'commands are copied: ' + p.locator('.copy').first.inner_text())
    shoot(p, 'clip-light', full=True)
    check(p.problems == [], f'no errors: {p.problems}')
    p.locator('#back').click()
    p.wait_for_selector('.card')
    check(p.url.split('#')[0].endswith('index.html'), 'and back')

    # --- light and dark, wide and narrow, without motion, without scripts ---
    p = page('cmu', color_scheme='dark')
    p.wait_for_selector('.card')
    p.wait_for_timeout(600)
    dark = p.evaluate("getComputedStyle(document.body).backgroundColor")
    check(sum(map(int, dark[4:-1].split(','))) < 120, 'dark where that is wanted: ' + dark)
    shoot(p, 'index-dark')
    p.locator('.card').nth(1).click()
    p.wait_for_selector('#figure.ready')
    p.wait_for_timeout(500)
    shoot(p, 'clip-dark', full=True)
    check(p.problems == [], f'no errors: {p.problems}')
    p = page('cmu', width=390, height=800)
    p.wait_for_selector('.card')
    p.wait_for_timeout(600)
    check(p.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'a narrow window needs no scrolling sideways')
    shoot(p, 'index-narrow')
    p.locator('.card').nth(1).click()
    p.wait_for_selector('#figure.ready')
    check(p.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'nor does the page of a clip')
    shoot(p, 'clip-narrow', full=True)
    p = page('cmu', reduced_motion='reduce')
    p.wait_for_selector('.card')
    p.locator('.card').first.hover()
    p.wait_for_timeout(500)
    check(p.locator('.card').first.locator('.sprite').get_attribute('data-frame') is None, 'nothing plays by itself where motion is to be reduced')
    p = page('cmu', java_script_enabled=False)
    check(p.locator('noscript a').count() == 1 or 'list.html' in p.content(), 'without scripts there is a plain list')
    p = page('cmu', name='list.html')
    check(p.locator('li a').count() == 217, 'of all clips')

    # --- a comparison ---
    p = page('compared')
    p.wait_for_selector('.row')
    check(found(p) == '4 rows', 'a row for each name: ' + found(p))
    row = p.locator('.row').nth(1)
    row.locator('.cell').first.hover()
    p.wait_for_timeout(1200)
    frames = row.locator('.sprite').evaluate_all('all => all.map(s => s.dataset.frame)')
    check(len(frames) == 2 and None not in frames and frames[0] == frames[1], f'all clips of a row play in step: {frames}')
    check(p.locator('.row', has_text='cannot be read').count() == 1, 'a broken file is a row of its own')
    shoot(p, 'compare-light')
    check(p.problems == [], f'no errors: {p.problems}')

    # --- many ---
    pretend(10_000)
    best = None
    for _ in range(3):
        p = page('many')
        p.wait_for_selector('.card')
        p.wait_for_timeout(500)
        paint = p.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        ready = float(p.evaluate('document.documentElement.dataset.ready'))
        p.locator('#search').focus()
        worst = 0
        for letter in 'walk 慢':
            p.keyboard.type(letter)
            p.wait_for_timeout(120)
            worst = max(worst, float(p.evaluate('document.documentElement.dataset.search')))
        if best is None or ready < best[1]:
            best = (paint, ready, worst)
    check(max(best[:2]) < 1500, f'10,000 clips: first content after {best[0]:.0f} ms, cards after {best[1]:.0f} ms')
    check(best[2] < 100, f'10,000 clips: the slowest of seven searches took {best[2]:.0f} ms')
    check(p.evaluate("document.querySelectorAll('.card').length") < 120, 'and as few cards are in the page')
    p.locator('#search').fill('')
    p.wait_for_timeout(200)
    start = time.time()
    for _ in range(20):
        p.mouse.wheel(0, 20000)
        p.wait_for_timeout(16)
    p.wait_for_timeout(300)
    check(p.locator('.card').count() > 0 and p.evaluate('scrollY') > 50000, f'scrolling a long way takes {time.time() - start:.1f} s')
    check(p.problems == [], f'no errors: {p.problems}')
    browser.close()

print(f'{len(failures)} failures' if failures else 'all well')
sys.exit(1 if failures else 0)
