package dev.interlock.bench.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.WaitUntilState;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A window of a real browser, Chromium as the system has it, without a screen. For one thread. */
final class Window implements AutoCloseable {

    private static final String FIRST_PAINT =
            "() => performance.getEntriesByName('first-contentful-paint').map(entry => entry.startTime)[0] ?? -1";
    private static final String ANSWERED = "() => performance.getEntriesByType('navigation')[0].responseEnd";
    private static final String BYTES = "() => performance.getEntriesByType('navigation')[0].decodedBodySize";

    private final Playwright playwright;
    private final Browser chromium;
    private final Page page;

    /**
     * A look at a page.
     *
     * @param answered milliseconds until all of the page had come
     * @param painted milliseconds until something of it was to be seen
     * @param bytes of the page itself, without what it refers to
     */
    record Look(double answered, double painted, int bytes) {}

    Window() throws IOException {
        Path executable = executable()
                .orElseThrow(() -> new IOException(
                        "chromium is not installed (Debian: apt-get install chromium), and INTERLOCK_CHROMIUM "
                                + "does not point to one"));
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(List.of("--no-sandbox")));
        page = chromium.newPage(new Browser.NewPageOptions().setViewportSize(1440, 900));
    }

    private static Optional<Path> executable() {
        Stream<Path> named = Optional.ofNullable(System.getenv("INTERLOCK_CHROMIUM")).map(Path::of).stream();
        Stream<Path> onPath = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)));
        return Stream.concat(named, onPath).filter(Files::isExecutable).findFirst();
    }

    /** Opens an address and waits until it is to be seen. */
    Look look(String address) throws IOException {
        Response response =
                page.navigate(address, new Page.NavigateOptions().setWaitUntil(WaitUntilState.DOMCONTENTLOADED));
        if (response.status() != 200) {
            throw new IOException(address + " was answered with " + response.status() + ": " + page.innerText("main"));
        }
        double painted = number(FIRST_PAINT);
        while (painted < 0) { // it has been read, and is painted with the next frame
            page.waitForTimeout(5);
            painted = number(FIRST_PAINT);
        }
        return new Look(number(ANSWERED), painted, (int) number(BYTES));
    }

    private double number(String expression) {
        return ((Number) page.evaluate(expression)).doubleValue();
    }

    /** Opens an address, and waits until the page follows the record. */
    void follow(String address) {
        page.navigate(address);
        page.getByText("Live", new Page.GetByTextOptions().setExact(true))
                .first()
                .waitFor();
    }

    /** Waits until the page has a link to this place. */
    void awaitLink(String place) {
        page.locator("main a[href='" + place + "']").first().waitFor();
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
