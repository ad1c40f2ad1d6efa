package dev.interlock.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.interlock.e2e.console.Browser.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A window of the browser, in which somebody uses the console. What goes wrong in it unseen is kept: scripts that fail, what the policy of
 * content forbids, dialogs, requests to other servers, and scripts that set the {@link #CANARY}.
 */
final class Window {

    /** The variable that hostile scripts of tests set. */
    static final String CANARY = "canary";

    /** The folder for pictures of pages; without it none are made. */
    private static final String SHOTS = System.getProperty("interlock.shots", "");

    /** The largest page there may be. */
    private static final int LARGEST = 150 << 10;

    private static final List<String> TAGS =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

    /** The rules of axe-core that a phone alone may break: other parts of the page are to be seen there, and fingers are larger. */
    private static final List<String> OF_THE_WIDTH = List.of(
            "target-size",
            "scrollable-region-focusable",
            "region",
            "landmark-unique",
            "aria-hidden-focus",
            "heading-order",
            "link-name",
            "button-name");

    private static final String AXE = AxeBuilder.getAxeScript();

    /** Runs axe-core. Of rules that the page keeps, nobody asks for the elements, which would be most of the work. */
    private static final String VIOLATIONS = """
        async runOnly => {
          const {violations} = await axe.run(document, {runOnly, resultTypes: ['violations']});
          return violations.map(({id, help, nodes}) => id + ': ' + help + ' at ' + nodes.slice(0, 3).map(node => node.target.join(' ')).join(', '));
        }
        """;

    /** Finds what runs over the edge of the page, and texts of which a part is out of sight without a way to scroll to it. */
    private static final String CUT = """
        () => {
          const found = [];
          const root = document.documentElement;
          if (root.scrollWidth > root.clientWidth) found.push('the page runs ' + (root.scrollWidth - root.clientWidth) + ' pixels over its edge');
          for (const element of document.querySelectorAll('body *')) {
            if (element.closest('.sr, .skip, svg, [hidden], dialog:not([open])') || !element.checkVisibility()) continue;
            const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
            const style = getComputedStyle(element);
            const hides = style.overflowX === 'hidden' || style.overflowX === 'clip';
            const box = element.getBoundingClientRect();
            const scrolls = element.closest('.scroll, pre, textarea, .filters');
            if (box.width && !scrolls && box.right + scrollX > root.clientWidth + 1) found.push('over the edge: ' + element.tagName + '.' + element.className + ' ' + element.textContent.trim().slice(0, 40));
            if (own && hides && element.scrollWidth > element.clientWidth + 1) found.push('cut: ' + element.textContent.trim().slice(0, 80));
          }
          return found.slice(0, 8);
        }
        """;

    private final BrowserContext context;
    private final Page page;
    private final List<String> problems = new ArrayList<>();
    private boolean streamMayBreak;
    private String base = "";

    Window(BrowserContext context) {
        this.context = context;
        // Told for scripts that would have run, as well as for styles: the browser says so on the page alone.
        context.addInitScript("addEventListener('securitypolicyviolation', e =>"
                + " console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI));"
                + "Object.defineProperty(window, '" + CANARY
                + "', {set: () => console.error('a script that the page does not have was run')});");
        context.onRequest(request -> {
            if (!request.url().startsWith(base + "/")) {
                problems.add("a request to another server: " + request.url());
            }
        });
        this.page = context.newPage();
        page.onConsoleMessage(message -> {
            // A status that the test asks for is no failure of the page; that a stream broke, htmx tells as an event.
            boolean asked = message.text().startsWith("Failed to load resource")
                    || streamMayBreak && message.text().equals("[object Event]");
            if (message.type().equals("error") && !asked) {
                problems.add(message.text());
            }
        });
        page.onPageError(problems::add);
        page.onDialog(dialog -> {
            problems.add("a dialog: " + dialog.message());
            dialog.dismiss();
        });
    }

    /** Opens an address: whole, or a path of the console that was opened last. */
    Response open(String address) {
        if (address.startsWith("http")) {
            base = address.substring(0, address.indexOf('/', 8));
            return page.navigate(address);
        }
        return page.navigate(base + address);
    }

    /** Opens a page that is there, and asserts that it is not too large. */
    void visit(String path) {
        Response response = open(path);
        assertThat(response.status()).as(path).isEqualTo(200);
        assertThat(response.body().length).as("bytes of %s", path).isLessThan(LARGEST);
    }

    Page page() {
        return page;
    }

    /** The address without the server. */
    String place() {
        return page.url().substring(base.length());
    }

    /** Finds a link by what it says, within the content of the page. */
    Locator link(String text) {
        return main().getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(text))
                .first();
    }

    /** Finds a button by how its name begins: a plain word. */
    Locator button(String text) {
        return main().getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(Pattern.compile("^" + text)))
                .first();
    }

    /** Finds a field by its label. */
    Locator field(String label) {
        return main().getByLabel(label).first();
    }

    Locator main() {
        return page.locator("main");
    }

    /** The heading of the page. */
    String heading() {
        return page.locator("h1").innerText();
    }

    /** Waits until the page shows a text, whatever brings it there. */
    void shows(String text) {
        awaits(main().getByText(text)
                .filter(new Locator.FilterOptions().setVisible(true))
                .first());
    }

    /** Waits until the state beside the heading is this word. */
    void isNow(String word) {
        awaits(main().locator(".head .v").getByText(word));
    }

    /** Waits until something is there; what is there instead is told. */
    void awaits(Locator locator) {
        try {
            locator.waitFor();
        } catch (TimeoutError e) {
            throw new AssertionError(
                    "there is no " + locator + " on " + page.url() + ", but " + main().innerText() + problems, e);
        }
    }

    /** Presses a button that sends a form, and waits for the page that comes. */
    void sends(Locator button) {
        page.evaluate("document.documentElement.dataset.before = ''");
        button.click();
        // a function that is polled in the page would need `unsafe-eval`, which the pages forbid
        page.locator("html:not([data-before])")
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        page.waitForLoadState();
    }

    /** Types the code that is shown, where one is asked for, and approves. */
    void approve() {
        Locator code = main().locator("#code");
        if (code.count() > 0) {
            code.fill(main().locator(".code output").innerText());
        }
        button("Approve").click();
    }

    /**
     * Sends a form by script, as a page that was tampered with could.
     *
     * @param fields pairs of name and value, without the token of the session, which is added
     * @return the status; 303 where the form was taken
     */
    int sent(String path, List<List<String>> fields) {
        return (int) page.evaluate("""
            async ([path, fields]) => {
              const body = new URLSearchParams(fields);
              body.set('form-token', document.querySelector('input[name=form-token]').value);
              const reply = await fetch(path, {method: 'POST', body, redirect: 'manual'});
              return reply.type === 'opaqueredirect' ? 303 : reply.status;
            }
            """, List.of(path, fields));
    }

    /** From now on it is no problem when the stream of a page breaks. */
    void streamMayBreak() {
        streamMayBreak = true;
    }

    /** Asserts that nothing went wrong unseen so far. */
    void assertClean() {
        assertThat(problems).as("problems on %s", page.url()).isEmpty();
    }

    /** Asserts that nothing keeps people from using the page, as far as axe-core finds it, and that nothing of it is cut. */
    void assertAccessible() {
        assertThat(flaws()).as(page.url()).isEmpty();
    }

    private List<String> flaws() {
        List<String> flaws = violations("tag", TAGS);
        flaws.addAll(cut());
        return flaws;
    }

    /**
     * Runs rules of axe-core, and tells which of them the page breaks. The page keeps axe-core once it has it.
     *
     * @param kind what the rules are named by: `tag` or `rule`
     */
    private List<String> violations(String kind, List<String> rules) {
        if (page.evaluate("window.axe === undefined").equals(true)) {
            page.evaluate("() => {" + AXE + "}");
        }
        Object found = page.evaluate(VIOLATIONS, Map.of("type", kind, "values", rules));
        return ((List<?>) found).stream().map(String::valueOf).collect(Collectors.toCollection(ArrayList::new));
    }

    private List<String> cut() {
        return ((List<?>) page.evaluate(CUT)).stream().map(String::valueOf).toList();
    }

    /**
     * Looks at the page in light and dark, on a phone and at the narrowest width: nothing keeps people from using it, and nothing is cut. Leaves the
     * window wide and light.
     *
     * @param name for the pictures, where some are to be made
     */
    void inspect(String name) {
        var found = new LinkedHashMap<String, List<String>>();
        look(View.WIDE);
        found.put("wide", flaws());
        shot(name, View.WIDE);
        look(View.DARK);
        found.put("dark", violations("rule", List.of("color-contrast")));
        shot(name, View.DARK);
        look(View.PHONE);
        List<String> phone = violations("rule", OF_THE_WIDTH);
        phone.addAll(cut());
        found.put("phone", phone);
        shot(name, View.PHONE);
        look(View.NARROW);
        found.put("narrow", cut());
        look(View.WIDE);
        found.values().removeIf(List::isEmpty);
        assertThat(found).as("%s, %s", name, page.url()).isEmpty();
        assertClean();
    }

    private void look(View view) {
        // Nothing moves, and so nothing comes to rest, in a page behind another one.
        page.bringToFront();
        page.setViewportSize(view.width(), view.height());
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(view.colours()));
        var touch = new JsonObject();
        touch.addProperty("enabled", view.touch());
        CDPSession chromium = context.newCDPSession(page);
        chromium.send("Emulation.setTouchEmulationEnabled", touch);
        chromium.detach();
        // Colours change in a moment, and are looked at when they have. Nothing waits for it: a browser that sees no
        // reason to draw keeps a transition pending for ever.
        page.evaluate("document.getAnimations().filter(each => each instanceof CSSTransition).forEach(each =>"
                + " each.finish())");
    }

    /** Leaves a picture of the page as it is on a wide screen, where some are to be made. */
    void picture(String name) {
        shot(name, View.WIDE);
    }

    private void shot(String name, View view) {
        if (!SHOTS.isEmpty()) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of(SHOTS, name + "-" + view.name() + ".png"))
                    .setFullPage(true));
        }
    }

    /** Closes the window. Its requests are let through first: a route that answers one of a page that is gone fails the test. */
    void close() {
        context.pages().forEach(Page::unrouteAll);
        context.close();
    }
}
