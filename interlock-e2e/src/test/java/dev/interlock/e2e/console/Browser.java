package dev.interlock.e2e.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A real browser: Chromium as the system has it, driven by Playwright. Windows that it opens live as long as it does. For one thread. */
final class Browser implements AutoCloseable {

    private static final String MISSING =
            "chromium is not installed (Debian: apt-get install chromium), and INTERLOCK_CHROMIUM does not point to"
                    + " one";

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final ReducedMotion motion;
    private final List<Window> windows = new ArrayList<>();

    /**
     * A view is the way in which somebody looks at a page.
     *
     * @param name for files
     */
    record View(String name, int width, int height, ColorScheme colours, boolean touch) {

        static final View WIDE = new View("light", 1440, 900, ColorScheme.LIGHT, false);
        static final View DARK = new View("dark", 1440, 900, ColorScheme.DARK, false);
        static final View PHONE = new View("phone", 390, 844, ColorScheme.LIGHT, true);
        /** The narrowest page that WCAG asks for: 1280 pixels at 400 %. */
        static final View NARROW = new View("narrow", 320, 640, ColorScheme.LIGHT, true);
    }

    private Browser(Path executable, ReducedMotion motion) {
        this.motion = motion;
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(List.of("--no-sandbox")));
    }

    /**
     * Starts the browser of somebody who asks for pages on which nothing moves: the mark of a live page would otherwise be drawn sixty
     * times a second in each window. Where there is no browser, the test is skipped; but never in CI, which installs one.
     */
    static Browser open() {
        return open(ReducedMotion.REDUCE);
    }

    /** Starts the browser of somebody who has no wish about motion. */
    static Browser openWithMotion() {
        return open(ReducedMotion.NO_PREFERENCE);
    }

    private static Browser open(ReducedMotion motion) {
        Optional<Path> executable = executable();
        assumeTrue(executable.isPresent() || "true".equals(System.getenv("CI")), MISSING);
        return new Browser(executable.orElseThrow(() -> new AssertionError(MISSING)), motion);
    }

    private static Optional<Path> executable() {
        Stream<Path> named = Optional.ofNullable(System.getenv("INTERLOCK_CHROMIUM")).map(Path::of).stream();
        Stream<Path> onPath = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)));
        return Stream.concat(named, onPath).filter(Files::isExecutable).findFirst();
    }

    /** Opens a window in which a link signs somebody in. */
    Window signIn(String link, View view) {
        Window window = window(view);
        window.open(link);
        return window;
    }

    /** Opens a window in which nobody is signed in. */
    Window window(View view) {
        return window(view, options -> {});
    }

    /** Opens a window of a browser that is another one than usual, in which nobody is signed in. */
    Window window(View view, Consumer<com.microsoft.playwright.Browser.NewContextOptions> other) {
        var options = new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(view.width(), view.height())
                .setColorScheme(view.colours())
                .setHasTouch(view.touch())
                .setReducedMotion(motion)
                .setTimezoneId("Europe/Berlin");
        other.accept(options);
        var made = new Window(chromium.newContext(options));
        windows.add(made);
        return made;
    }

    /** Closes all windows. One that nobody looks at any more still follows the record. */
    void closeWindows() {
        windows.forEach(Window::close);
        windows.clear();
    }

    @Override
    public void close() {
        closeWindows();
        chromium.close();
        playwright.close();
    }
}
