package dev.interlock.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A window of the browser, in which somebody uses the console. What goes wrong in it unseen, scripts that fail and what the policy of content forbids, is kept. */
final class Window {

    private final BrowserContext context;
    private final Page page;
    private final List<String> problems = new ArrayList<>();
    private String base = "";

    Window(BrowserContext context) {
        this.context = context;
        // Told for scripts that would have run, as well as for styles: the browser says so on the page alone.
        context.addInitScript("addEventListener('securitypolicyviolation', e =>"
                + " console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI));");
        this.page = context.newPage();
        page.onConsoleMessage(message -> {
            // A status that the test asks for is no failure of the page.
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                problems.add(message.text());
            }
        });
        page.onPageError(problems::add);
        page.onDialog(dialog -> problems.add("a dialog: " + dialog.message()));
    }

    /** Opens an address: whole, or a path of the console that was opened last. */
    Response open(String address) {
        if (address.startsWith("http")) {
            base = address.substring(0, address.indexOf('/', 8));
            return page.navigate(address);
        }
        return page.navigate(base + address);
    }

    Page page() {
        return page;
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

    Locator main() {
        return page.locator("main");
    }

    /** The heading of the page. */
    String heading() {
        return page.locator("h1").innerText();
    }

    /** Waits until the page shows a text, whatever brings it there. */
    void shows(String text) {
        awaits(main().getByText(text).first());
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

    /** Asserts that nothing went wrong unseen since the last time. */
    void assertClean() {
        assertThat(problems).as("problems on %s", page.url()).isEmpty();
    }

    /** Asserts that nothing keeps people from using the page, as far as axe-core finds it, and that nothing runs over its edge. */
    void assertAccessible() {
        List<String> found = new AxeBuilder(page)
                        .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                        .analyze()
                        .getViolations()
                        .stream()
                        .map(rule -> rule.getId() + ": " + rule.getHelp() + " at "
                                + rule.getNodes().stream()
                                        .limit(3)
                                        .map(node -> String.valueOf(node.getTarget()))
                                        .toList())
                        .toList();
        assertThat(found).as("axe-core on %s", page.url()).isEmpty();
        assertThat(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as("pixels beyond the edge of %s", page.url())
                .isEqualTo(0);
    }

    /** Keeps a picture of the whole page. */
    void shot(Path file) {
        page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
    }

    void close() {
        context.close();
    }
}
